//! What can be wrong with an answer, and how it is said.

use crate::Messages;
#[cfg(feature = "full")]
use crate::format_date;
#[cfg(feature = "full")]
use crate::logic::number;
use rust_decimal::Decimal;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the HTML field: the question's id, and after dots what part of it.
    pub field: String,
    /// What is wrong.
    pub fault: FieldFault,
}

impl FieldError {
    /// An error of a field.
    #[must_use]
    pub fn new(field: impl Into<String>, fault: FieldFault) -> Self {
        Self {
            field: field.into(),
            fault,
        }
    }
}

/// Why an answer is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldFault {
    /// An answer must be given.
    Required,
    /// The statement must be agreed to.
    ConsentRequired,
    /// Not of the type the question asks for.
    WrongType,
    /// More characters than the limit.
    TooLong(u32),
    /// A character that no keyboard types.
    ControlCharacter,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number.
    NotAPhone,
    /// Not the address of a web page.
    NotAUrl,
    /// Not a decimal number.
    NotANumber,
    /// Less than the least allowed.
    TooSmall(Decimal),
    /// More than the most allowed.
    TooLarge(Decimal),
    /// More decimal places than the limit.
    TooManyDecimals(u32),
    /// Not one of the options.
    UnknownOption,
    /// Fewer options chosen than asked for.
    TooFew(u32),
    /// More options chosen than allowed.
    TooMany(u32),
    /// Another option beside one that excludes all others.
    NotAlone,
    /// Options without a rank, or two of the same rank.
    NotARanking,
    /// Not a date.
    NotADate,
    /// Not a time of day.
    NotATime,
    /// Before the first date allowed.
    TooEarly(String),
    /// After the last date allowed.
    TooLate(String),
    /// The last day before the first.
    EndsBeforeItBegins,
    /// The weights do not sum to 1, but to this.
    WeightsSum(Decimal),
    /// Fewer entries than asked for.
    TooFewEntries(u32),
    /// More entries than allowed.
    TooManyEntries(u32),
    /// More files than allowed.
    TooManyFiles(u32),
    /// A file that is not, or no longer, on the server.
    UnknownFile,
    /// A file of more bytes than are taken.
    FileTooLarge(u64),
    /// A file of another kind than the question takes.
    FileKind,
    /// A file without content.
    FileEmpty,
    /// A file that the scanner of the server refuses.
    FileRefused,
    /// The server keeps no more files.
    NoRoom,
    /// The form's logic takes more steps with these answers than a form may take.
    TooMuch,
    /// A rule of the form does not hold; its own message.
    RuleBroken(String),
    /// The form has no such question.
    UnknownQuestion,
    /// The question takes no comment.
    NoComment,
}

impl FieldFault {
    /// The stable code of this fault, in problem bodies and texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::ConsentRequired => "consent_required",
            Self::WrongType => "wrong_type",
            Self::TooLong(_) => "too_long",
            Self::ControlCharacter => "control_character",
            Self::NotAnEmail => "not_an_email",
            Self::NotAPhone => "not_a_phone",
            Self::NotAUrl => "not_a_url",
            Self::NotANumber => "not_a_number",
            Self::TooSmall(_) => "too_small",
            Self::TooLarge(_) => "too_large",
            Self::TooManyDecimals(_) => "too_many_decimals",
            Self::UnknownOption => "unknown_option",
            Self::TooFew(_) => "too_few",
            Self::TooMany(_) => "too_many",
            Self::NotAlone => "not_alone",
            Self::NotARanking => "not_a_ranking",
            Self::NotADate => "not_a_date",
            Self::NotATime => "not_a_time",
            Self::TooEarly(_) => "too_early",
            Self::TooLate(_) => "too_late",
            Self::EndsBeforeItBegins => "ends_before_it_begins",
            Self::WeightsSum(_) => "weights_sum",
            Self::TooFewEntries(_) => "too_few_entries",
            Self::TooManyEntries(_) => "too_many_entries",
            Self::TooManyFiles(_) => "too_many_files",
            Self::UnknownFile => "unknown_file",
            Self::FileTooLarge(_) => "file_too_large",
            Self::FileKind => "file_kind",
            Self::FileEmpty => "file_empty",
            Self::FileRefused => "file_refused",
            Self::NoRoom => "no_room",
            Self::TooMuch => "too_much",
            Self::RuleBroken(_) => "rule_broken",
            Self::UnknownQuestion => "unknown_question",
            Self::NoComment => "no_comment",
        }
    }

    /// The sentence for the visitor, in the language of `messages`.
    #[must_use]
    pub fn message(&self, messages: &Messages) -> String {
        let code = self.code();
        match self {
            Self::RuleBroken(message) => message.clone(),
            Self::TooManyDecimals(0) => messages.get("not_whole").to_owned(),
            Self::TooLong(limit)
            | Self::TooManyDecimals(limit)
            | Self::TooFew(limit)
            | Self::TooMany(limit)
            | Self::TooFewEntries(limit)
            | Self::TooManyEntries(limit)
            | Self::TooManyFiles(limit) => messages.plural(code, (*limit).into()),
            Self::TooSmall(limit) | Self::TooLarge(limit) | Self::WeightsSum(limit) => {
                messages.with_number(code, limit)
            }
            #[cfg(feature = "full")]
            Self::FileTooLarge(bytes) => {
                let megabytes = Decimal::from_i128_with_scale((*bytes).into(), 6);
                messages.with_number(code, &number::round(megabytes, 1))
            }
            #[cfg(feature = "full")]
            Self::TooEarly(limit) | Self::TooLate(limit) => {
                let limit = format_date(limit, &messages.locale());
                messages.get(code).replace("{limit}", &limit)
            }
            _ => messages.get(code).to_owned(),
        }
    }
}
