//! What is chosen from: options and rows, and how they are shown.

use crate::{LocalText, Logic, OptionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value that is stored.
    pub id: OptionId,
    /// What the visitor reads.
    pub title: LocalText,
    /// When the option is offered; not in a matrix or group. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Logic>,
    /// What the option is worth in calculations, as `{"var": "$value.question"}`.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Decimal>,
    /// Whether it excludes all others of a `multiple_choice`, such as "none of these".
    #[serde(default, skip_serializing_if = "crate::question::is_false")]
    pub exclusive: bool,
    /// Whether it takes a text of the visitor's own, such as "other".
    #[serde(default, skip_serializing_if = "crate::question::is_false")]
    pub text: bool,
    /// A picture: an `https:` address, or a `data:` URL of a small one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// One row of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Names the row inside its question.
    pub id: OptionId,
    /// What the visitor reads.
    pub title: LocalText,
    /// When the row is asked. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Logic>,
    /// The fixed weight of the row where `cells` are weighted; where no row has one, the visitor gives them.
    #[serde(
        default,
        deserialize_with = "crate::bound::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub weight: Option<Decimal>,
    /// Of opposites: what the lowest step means in this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_label: Option<LocalText>,
    /// Of opposites: what the highest step means in this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_label: Option<LocalText>,
}

/// How the rows of a matrix are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cells {
    /// By one of the options.
    Single,
    /// By several of the options.
    Multiple,
    /// By a step of a rating.
    Rating,
    /// By a step between two opposites.
    Bipolar,
    /// By a rating and a weight; the weights of all rows sum to 1.
    Weighted,
    /// By a question of its own in each column.
    Columns,
}

/// How the options of a choice are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Display {
    /// One below the other.
    List,
    /// Folded into one field, which long lists can be searched in.
    Dropdown,
    /// As buttons beside each other.
    Buttons,
    /// As pictures.
    Pictures,
}

/// What the steps of a rating look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    /// Stars, filled up to the one chosen.
    Star,
    /// Hearts, filled up to the one chosen.
    Heart,
    /// Faces from sad to happy.
    Smiley,
    /// Thumbs, filled up to the one chosen; of two steps down and up.
    Thumb,
    /// Numbers.
    Number,
}
