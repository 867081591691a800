//! The rules of a Sonda form: what a definition may say, whether a submission may come in,
//! and which answers are valid.
//!
//! Pure: no I/O, no clock, no randomness. The server and the browser run this same code;
//! whatever needs the time is told it, in milliseconds since the Unix epoch, UTC.

mod answer;
mod bound;
mod check;
mod content;
mod entries;
mod id;
mod locale;
mod logic;
mod messages;
mod parse;
mod question;
mod rules;
mod text;
mod validate;

pub use answer::{Answer, Answers, Given};
pub use check::{Fault, check_content};
pub use content::{Content, Ending};
pub use entries::{Entries, comment_field};
pub use id::{FormId, IdError, OptionId, QuestionId, TargetId};
pub use locale::{Direction, Locale, LocaleError, negotiate};
pub use logic::{
    Budget, Data, Logic, Type, Value, Variable, check as check_logic, type_of as type_of_logic,
};
pub use messages::{INTERFACE_LOCALES, Messages, interface_messages};
pub use question::{Autocomplete, Choice, Comment, Kind, NPS_HIGHEST, Question};
pub use rules::{LinkStanding, Once, Refusal, Rules, Standing};
pub use text::LocalText;
pub use validate::{FieldError, FieldFault, Part, validate, validate_question};
