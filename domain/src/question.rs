//! A question, as the definition writes it.

use crate::{
    AddressPart, AnswerRule, Autocomplete, Cells, Choice, Comment, Display, FieldFault, Icon, Kind,
    LocalText, Logic, QuestionId, Quiz, Row, Source, currency_decimals,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The highest answer of a recommendation question; the lowest is 0.
pub const NPS_HIGHEST: u8 = 10;

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
    /// When an answer must be given, where `required` does not say so already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_if: Option<Logic>,
    /// When the question is asked; what it asks of earlier questions decides. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Logic>,
    /// The answer to begin with, a value or computed from earlier answers. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Logic>,
    /// What must hold between this answer and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AnswerRule>,
    /// The right answers, and what they are worth. Never sent to a browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<Quiz>,
    /// A free-text comment beside the answer. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// The most characters of a `text` (default 200), `long_text` (default 2,000).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What the browser may fill into a `text` by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<Autocomplete>,
    /// The country that a `phone` without a country code is of: two letters of ISO 3166-1, such as `PL`. Default:
    /// such a number stays as it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The options of a choice, `ranking`, or `matrix` of choices, in the order shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// How the options of a choice are shown. Default: a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<Display>,
    /// Whether the options come in an order of chance, which the response records. Default: as written.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shuffled: bool,
    /// Whether a `multiple_choice` offers to choose all its options at once. Default: no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub select_all: bool,
    /// The fewest options of a `multiple_choice` that may be chosen, once any is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chosen: Option<u32>,
    /// The most options of a `multiple_choice` that may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chosen: Option<u32>,
    /// The number of steps: of a `rating` 1 to 10 (default 5), of an `agreement` 2 to 10 (default 5),
    /// of a `bipolar` 2 to 10 (default 7); of a `matrix` of ratings or opposites likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u8>,
    /// What the steps of a `rating` look like. Default: stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
    /// What the lowest step of a scale means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_label: Option<LocalText>,
    /// What the highest step of a scale means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_label: Option<LocalText>,
    /// The least a `number` may be; where a `slider` begins (default 0).
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub min: Option<Decimal>,
    /// The most a `number` may be; where a `slider` ends (default 100).
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub max: Option<Decimal>,
    /// The most decimal places of a `number` or `slider`, 0 to 6. Default: 0, with a `currency` those it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    /// The currency of a `number` that is an amount of money: three letters of ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The first date that may be given, as `2026-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<String>,
    /// The last date that may be given, as `2026-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// The rows of a `matrix`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// How a row of a `matrix` is answered. Default: by one of the options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<Cells>,
    /// The questions of a `group`; the columns of a `matrix` whose `cells` are columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// The fewest entries of a `group`. Default: 1 if required, else 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_entries: Option<u32>,
    /// The most entries of a `group`, at most 50. Default: 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_entries: Option<u32>,
    /// The parts of an `address`, in the order asked. Default: street, postal code, city, country.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<AddressPart>,
    /// The most files of a `file`. Default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u32>,
    /// The most bytes of one file of a `file`. Default: 10,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// The kinds of file that a `file` takes, as media types such as `application/pdf` or `image/*`.
    /// Default: pictures and PDF.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
    /// Names the wording that a `consent` agrees to, such as `2026-05`; kept with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where the value of a `hidden` comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}

impl Question {
    /// The most characters an answer of this question may have.
    #[must_use]
    pub fn length_limit(&self) -> u32 {
        self.max_length.unwrap_or(match self.kind {
            Kind::LongText | Kind::Url | Kind::Hidden => 2_000,
            Kind::Email => 254,
            Kind::Phone => 40,
            _ => 200,
        })
    }

    /// The lowest and highest step of a scale, or of each row of a matrix of scales.
    #[must_use]
    pub fn scale(&self) -> Option<(u8, u8)> {
        let highest = match (self.kind, self.cells) {
            (Kind::Nps, _) => return Some((0, NPS_HIGHEST)),
            (Kind::Csat, _) => 5,
            (Kind::Ces, _) => 7,
            (Kind::Bipolar, _) | (Kind::Matrix, Some(Cells::Bipolar)) => self.steps.unwrap_or(7),
            (Kind::Rating | Kind::Agreement, _)
            | (Kind::Matrix, Some(Cells::Rating | Cells::Weighted)) => self.steps.unwrap_or(5),
            _ => return None,
        };
        Some((1, highest))
    }

    /// The most decimal places of a number.
    #[must_use]
    pub fn decimal_places(&self) -> u32 {
        let usual = || self.currency.as_deref().map_or(0, currency_decimals);
        self.decimals.unwrap_or_else(usual)
    }

    /// The parts of an address that are asked for.
    #[must_use]
    pub fn address_parts(&self) -> &[AddressPart] {
        if self.parts.is_empty() {
            &[
                AddressPart::Street,
                AddressPart::PostalCode,
                AddressPart::City,
                AddressPart::Country,
            ]
        } else {
            &self.parts
        }
    }

    /// The fewest and most entries of a group.
    #[must_use]
    pub fn entry_limits(&self) -> (u32, u32) {
        let fewest = self.min_entries.unwrap_or(u32::from(self.required));
        (fewest, self.max_entries.unwrap_or(10).max(fewest))
    }

    /// Where a slider begins and ends.
    #[must_use]
    pub fn range(&self) -> (Decimal, Decimal) {
        let hundred = Decimal::from(100);
        (self.min.unwrap_or_default(), self.max.unwrap_or(hundred))
    }

    /// The option of that id.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.id.as_str() == id)
    }

    /// The fault of a question that must be answered and is not.
    pub(crate) fn missing(&self) -> FieldFault {
        if self.kind == Kind::Consent {
            FieldFault::ConsentRequired
        } else {
            FieldFault::Required
        }
    }
}
