//! What a question can ask for.

use serde::{Deserialize, Serialize};

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The address of a web page.
    Url,
    /// A decimal number; an amount of money where a `currency` is named.
    Number,
    /// One of the options.
    SingleChoice,
    /// Several of the options.
    MultipleChoice,
    /// Yes or no.
    YesNo,
    /// 1 to `steps`, by stars or other icons.
    Rating,
    /// "Would you recommend us", 0 to 10.
    Nps,
    /// Satisfaction, 1 to 5.
    Csat,
    /// Effort, as agreement that something was easy, 1 to 7.
    Ces,
    /// Agreement to a statement, 1 to `steps`.
    Agreement,
    /// A step between two opposites, `low_label` and `high_label`.
    Bipolar,
    /// A number chosen on a line from `min` to `max`.
    Slider,
    /// Rows that are answered alike; `cells` says how.
    Matrix,
    /// The options in an order of preference.
    Ranking,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A date with a time of day, where the visitor is.
    DateTime,
    /// Two dates, from and to.
    DateRange,
    /// A postal address.
    Address,
    /// Files of the visitor.
    File,
    /// A signature, drawn or as a typed name.
    Signature,
    /// Agreement to a statement, which is the question's title.
    Consent,
    /// A value that comes along and is not asked for.
    Hidden,
    /// A text between questions; asks nothing.
    Statement,
    /// Questions that are answered for each of several entries.
    Group,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 29] = [
        Self::Text,
        Self::LongText,
        Self::Email,
        Self::Phone,
        Self::Url,
        Self::Number,
        Self::SingleChoice,
        Self::MultipleChoice,
        Self::YesNo,
        Self::Rating,
        Self::Nps,
        Self::Csat,
        Self::Ces,
        Self::Agreement,
        Self::Bipolar,
        Self::Slider,
        Self::Matrix,
        Self::Ranking,
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::DateRange,
        Self::Address,
        Self::File,
        Self::Signature,
        Self::Consent,
        Self::Hidden,
        Self::Statement,
        Self::Group,
    ];

    /// Whether most forms are made of such: the smaller of the browser's bundles knows these kinds and no other.
    #[must_use]
    pub fn is_common(self) -> bool {
        match self {
            Self::Text
            | Self::LongText
            | Self::Email
            | Self::Phone
            | Self::Url
            | Self::Number
            | Self::SingleChoice
            | Self::MultipleChoice
            | Self::YesNo
            | Self::Rating
            | Self::Nps
            | Self::Csat
            | Self::Ces
            | Self::Agreement
            | Self::Bipolar
            | Self::Consent
            | Self::Hidden
            | Self::Statement => true,
            Self::Slider
            | Self::Matrix
            | Self::Ranking
            | Self::Date
            | Self::Time
            | Self::DateTime
            | Self::DateRange
            | Self::Address
            | Self::File
            | Self::Signature
            | Self::Group => false,
        }
    }

    /// The name used in definitions and stored with answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Number => "number",
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::YesNo => "yes_no",
            Self::Rating => "rating",
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Agreement => "agreement",
            Self::Bipolar => "bipolar",
            Self::Slider => "slider",
            Self::Matrix => "matrix",
            Self::Ranking => "ranking",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date_time",
            Self::DateRange => "date_range",
            Self::Address => "address",
            Self::File => "file",
            Self::Signature => "signature",
            Self::Consent => "consent",
            Self::Hidden => "hidden",
            Self::Statement => "statement",
            Self::Group => "group",
        }
    }
}
