//! The rules of a Sonda form: what a definition may say, whether a submission may come in,
//! which questions are asked, which answers are valid, and what follows from them.
//!
//! Pure: no I/O, no clock, no randomness. The server and the browser run this same code;
//! whatever needs the time is told it, in milliseconds since the Unix epoch, UTC.

#![cfg_attr(
    not(feature = "full"),
    expect(
        dead_code,
        unused_imports,
        reason = "what only the server and the rare kinds need stays in place"
    )
)]

mod answer;
mod bound;
mod calculation;
mod catalogue;
#[cfg(feature = "full")]
mod check;
mod choice;
#[cfg(feature = "full")]
pub mod colours;
mod content;
mod course;
mod detail;
mod entries;
mod fault;
mod file_types;
mod format;
mod id;
mod kind;
mod known;
mod locale;
mod logic;
mod logics;
mod messages;
mod moment;
mod order;
mod parse;
mod plural;
mod question;
mod read;
#[cfg(feature = "full")]
mod repeat;
mod rules;
mod sorted;
mod text;
mod texts;
mod validate;

pub use answer::{Answer, Answers, FileRef, Given, Signature};
pub use calculation::{Band, Calculation};
pub use catalogue::{INTERFACE_LOCALES, interface_messages};
#[cfg(feature = "full")]
pub use check::{Fault, check_condition, check_content};
pub use choice::{Cells, Choice, Display, Icon, Row};
pub use content::{Content, Ending, Jump, Layout, Page};
#[cfg(feature = "full")]
pub use course::is_met;
pub use course::{Course, Names, Outcome, Shown, Step, has_pipe};
pub use detail::{AddressPart, AnswerRule, Autocomplete, Comment, Quiz, Source};
pub use entries::{Entries, comment_field, part_field};
pub use fault::{FieldError, FieldFault};
pub use file_types::{USUAL_FILES, takes_file};
pub use format::{
    currency_decimals, currency_sign, decimal_sign, format_money, format_number, list_separator,
};
pub use id::{FormId, IdError, OptionId, PageId, QuestionId, TargetId};
pub use kind::Kind;
pub use known::Known;
pub use locale::{Direction, Locale, LocaleError, negotiate};
pub use logic::{
    Budget, Data, Logic, Type, Value, Variable, check as check_logic, type_of as type_of_logic,
};
pub use messages::Messages;
pub use moment::{format_date, format_date_time, format_time};
pub use order::order;
pub use parse::phone_parts;
pub use question::{NPS_HIGHEST, Question};
pub use read::{Members, Read};
#[cfg(feature = "full")]
pub use repeat::{regroup, shown_entries};
pub use rules::{LinkStanding, Once, Refusal, Rules, Standing};
pub use sorted::Sorted;
pub use text::LocalText;
pub use validate::{CalculatedValue, Conclusion, Judged, validate};
