//! The rules of a Sonda form: what a definition may say, whether a submission may come in,
//! and which answers are valid.
//!
//! Pure: no I/O, no clock, no randomness. The server and the browser run this same code;
//! whatever needs the time is told it, in milliseconds since the Unix epoch, UTC.

mod answer;
mod bound;
mod catalogue;
mod check;
mod content;
mod entries;
mod format;
mod id;
mod locale;
mod messages;
mod moment;
mod parse;
mod plural;
mod question;
mod rules;
mod text;
mod validate;

pub use answer::{Answer, Answers, Given};
pub use catalogue::{INTERFACE_LOCALES, interface_messages};
pub use check::{Fault, check_content};
pub use content::{Content, Ending};
pub use entries::{Entries, comment_field};
pub use format::{currency_decimals, format_money, format_number};
pub use id::{FormId, IdError, OptionId, QuestionId, TargetId};
pub use locale::{Direction, Locale, LocaleError, negotiate};
pub use messages::Messages;
pub use moment::{format_date, format_date_time, format_time};
pub use question::{Autocomplete, Choice, Comment, Kind, NPS_HIGHEST, Question};
pub use rules::{LinkStanding, Once, Refusal, Rules, Standing};
pub use text::LocalText;
pub use validate::{FieldError, FieldFault, Part, validate, validate_question};
