//! A question, as the definition writes it.

use crate::{LocalText, OptionId, QuestionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The highest answer of a recommendation question; the lowest is 0.
pub const NPS_HIGHEST: u8 = 10;

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
    /// A decimal number.
    Number,
    /// One of the options.
    SingleChoice,
    /// Several of the options.
    MultipleChoice,
    /// 1 to `steps` stars.
    Rating,
    /// "Would you recommend us", 0 to 10.
    Nps,
    /// Agreement to a statement, which is the question's title.
    Consent,
}

impl Kind {
    /// The name used in definitions and stored with answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Number => "number",
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::Rating => "rating",
            Self::Nps => "nps",
            Self::Consent => "consent",
        }
    }
}

/// One question of a form.
///
/// A property that does not belong to the question's type is a fault ([`crate::check_content`]);
/// one that is absent has the default named here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Identifies the question in answers, mappings and HTML.
    pub id: QuestionId,
    /// The question's type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The question itself; of a consent, the statement agreed to.
    pub title: LocalText,
    /// A hint shown under the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<LocalText>,
    /// Whether an answer must be given. Default: no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// A free-text comment beside the answer. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// The most characters of a `text` (default 200), `long_text` (default 2,000).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What the browser may fill into a `text` by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<Autocomplete>,
    /// The options of a `single_choice` or `multiple_choice`, in the order shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The fewest options of a `multiple_choice` that may be chosen, once any is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chosen: Option<u32>,
    /// The most options of a `multiple_choice` that may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chosen: Option<u32>,
    /// The number of stars of a `rating`, 1 to 10. Default: 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u8>,
    /// What the lowest step of a `rating` or `nps` means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_label: Option<LocalText>,
    /// What the highest step of a `rating` or `nps` means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_label: Option<LocalText>,
    /// The least a `number` may be.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub min: Option<Decimal>,
    /// The most a `number` may be.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub max: Option<Decimal>,
    /// The most decimal places of a `number`, 0 to 6. Default: 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Question {
    /// The most characters an answer of this question may have.
    #[must_use]
    pub fn length_limit(&self) -> u32 {
        self.max_length.unwrap_or(match self.kind {
            Kind::LongText => 2_000,
            Kind::Email => 254,
            Kind::Phone => 40,
            _ => 200,
        })
    }

    /// The lowest and highest step of a scale (`rating`, `nps`).
    #[must_use]
    pub fn scale(&self) -> Option<(u8, u8)> {
        match self.kind {
            Kind::Rating => Some((1, self.steps.unwrap_or(5))),
            Kind::Nps => Some((0, NPS_HIGHEST)),
            _ => None,
        }
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value that is stored.
    pub id: OptionId,
    /// What the visitor reads.
    pub title: LocalText,
}

/// The comment of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// The label of the comment field. Default: the interface's word for a comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// The most characters. Default: 2,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

impl Comment {
    /// The most characters the comment may have.
    #[must_use]
    pub fn length_limit(&self) -> u32 {
        self.max_length.unwrap_or(2_000)
    }
}

/// What a browser may fill in by itself: tokens of HTML's `autocomplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Autocomplete {
    /// A full name.
    Name,
    /// A first name.
    GivenName,
    /// A last name.
    FamilyName,
    /// A company.
    Organization,
    /// A job title.
    OrganizationTitle,
    /// A town.
    AddressLevel2,
    /// A postal code.
    PostalCode,
}

impl Autocomplete {
    /// The token as HTML writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Organization => "organization",
            Self::OrganizationTitle => "organization-title",
            Self::AddressLevel2 => "address-level2",
            Self::PostalCode => "postal-code",
        }
    }
}
