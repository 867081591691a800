//! What is told of the answers to one question.

use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::LocalText;
use std::collections::BTreeMap;

/// What one question's answers add up to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SummaryOf {
    /// The question; of a calculated value, its name.
    pub id: String,
    /// The type of the question; `result` for a calculated value.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is asked, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    pub title: LocalText,
    /// How many responses are of a version that asks it.
    pub asked: u64,
    /// How many of them answer it.
    pub answered: u64,
    /// How many have a comment.
    #[serde(skip_serializing_if = "is_none")]
    pub comments: u64,
    /// How often each option, step or band was given, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// Of numbers and steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
    /// Of a recommendation question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nps: Option<Nps>,
    /// Of a matrix, each row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowSummary>,
    /// The newest texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newest: Vec<NewestText>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// How often an option, step or band was given.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Count {
    /// The option or band; the step as a number.
    pub id: String,
    /// What visitors read, by language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub title: Option<LocalText>,
    /// How often it was given; of a ranking, as the most preferred.
    pub count: u64,
    /// Of a ranking: its mean place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_place: Option<f64>,
}

/// What numbers add up to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Numbers {
    /// Their mean.
    pub mean: f64,
    /// Their median; absent where there are too many different ones.
    pub median: Option<f64>,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// The net promoter score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Nps {
    /// The share of promoters less that of detractors, from -100 to 100.
    pub score: f64,
    /// Who answered 9 or 10.
    pub promoters: u64,
    /// Who answered 7 or 8.
    pub passives: u64,
    /// Who answered 0 to 6.
    pub detractors: u64,
}

/// What a row of a matrix adds up to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RowSummary {
    /// The row, and its column after a dot.
    pub id: String,
    /// What visitors read, by language.
    #[schemars(with = "BTreeMap<String, String>")]
    pub title: LocalText,
    /// How many responses answer it.
    pub answered: u64,
    /// How often each option or step was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// Of numbers and steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
}

/// A text that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewestText {
    /// The response.
    pub response: String,
    /// The text, cut.
    pub text: String,
}
