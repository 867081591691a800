//! Values calculated from the answers, and the bands that give them a meaning.

use crate::logic::number;
use crate::{LocalText, Logic, OptionId, QuestionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A value calculated from the answers: a score, a mean, a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Calculation {
    /// Names the value in logic, texts and mappings; no question has the same name.
    pub id: QuestionId,
    /// What the value is called where it is shown. Default: it is not shown by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// How it is calculated.
    pub value: Logic,
    /// The decimal places a number is rounded to, half away from zero, 0 to 6. Default: 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    /// What its ranges mean, lowest first, without gap or overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// A range of a calculated number. Both ends belong to it; the exact value is rounded to the ends' decimal places, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Names the band: what `{"var": "$band.score"}` yields.
    pub id: OptionId,
    /// The least number. Default, of the lowest band only: there is none.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub from: Option<Decimal>,
    /// The greatest number. Default, of the highest band only: there is none.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub to: Option<Decimal>,
    /// The verdict.
    pub title: LocalText,
    /// A paragraph about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LocalText>,
}

impl Calculation {
    /// The number as it is kept.
    #[must_use]
    pub fn round(&self, number: Decimal) -> Decimal {
        rounded(number, self.decimals.unwrap_or(2))
    }

    /// The decimal places of the bands' ends.
    #[must_use]
    pub fn band_places(&self) -> u32 {
        let ends = self.bands.iter().flat_map(|band| [band.from, band.to]);
        ends.flatten()
            .map(|end| rounded(end, Decimal::MAX_SCALE).scale())
            .max()
            .unwrap_or(0)
    }

    /// The band that a number lies in.
    #[must_use]
    pub fn band(&self, number: Decimal) -> Option<&Band> {
        let number = rounded(number, self.band_places());
        self.bands.iter().find(|band| {
            band.from
                .is_none_or(|from| number::compare(from, number).is_le())
                && band.to.is_none_or(|to| number::compare(number, to).is_le())
        })
    }
}

fn rounded(number: Decimal, places: u32) -> Decimal {
    number::round(number, places)
}
