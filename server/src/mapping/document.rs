//! A mapping, as the definition writes it.

use super::column::{ColumnSource, PipedSource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::{Logic, QuestionId, TargetId};
use std::collections::BTreeMap;

/// Which records a response becomes. Has its own immutable revisions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The tables written, in order; a target may refer to the records of earlier ones.
    pub targets: Vec<Target>,
}

/// One table that a response is written to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Names the target in deliveries and in other targets.
    pub id: TargetId,
    /// The connector that knows the table. Default: `embedded`.
    #[serde(default = "embedded")]
    pub connector: String,
    /// The table.
    pub table: String,
    /// For which responses it is written; absent: for all. JSON Logic over what the form's own conditions see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Logic>,
    /// Whether one record is written, or one for each question answered.
    #[serde(default)]
    pub rows: Rows,
    /// How an existing record is found; absent: a new one is always created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub find: Option<Find>,
    /// What goes into each column.
    pub columns: BTreeMap<String, ColumnSource>,
}

/// The connector that a target has by default: the store of records in Sonda's own database.
pub const EMBEDDED: &str = "embedded";

fn embedded() -> String {
    EMBEDDED.to_owned()
}

/// How many records a target writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// One.
    #[default]
    One,
    /// One for each question that was answered or commented.
    PerQuestion,
}

/// How an existing record is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// Columns that identify a record, tried in order; one without a value is passed over.
    /// E-mail and phone columns are compared normalised. `id` stands for the record's own id;
    /// where it is the only one, no record is ever created.
    pub by: Vec<String>,
    /// What happens to a record that was found.
    #[serde(default)]
    pub on_match: OnMatch,
    /// What happens where no record was found.
    #[serde(default)]
    pub on_none: OnNone,
    /// What happens where a column leads to several records.
    #[serde(default)]
    pub on_several: OnSeveral,
}

impl Find {
    /// Whether the record's own id is the only thing that finds it. Such a target never creates:
    /// without an id there is nothing to write.
    #[must_use]
    pub fn only_by_id(&self) -> bool {
        self.by.iter().all(|column| column == "id")
    }

    /// Whether a record is created where none is found.
    #[must_use]
    pub fn creates(&self) -> bool {
        self.on_none == OnNone::Create && !self.only_by_id()
    }
}

/// What happens to a record that was found. Empty answers never erase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMatch {
    /// Its columns are overwritten.
    #[default]
    Update,
    /// Only its empty columns are written.
    FillEmpty,
    /// It is left as it is; later targets can refer to it.
    Link,
}

/// What happens where no record was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnNone {
    /// One is created.
    #[default]
    Create,
    /// Nothing is written: the target only updates.
    Skip,
}

/// What happens where a column leads to several records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnSeveral {
    /// Nobody guesses: the delivery is given up, and names the candidates.
    #[default]
    Refuse,
    /// The newest is taken: the one created last.
    Newest,
}

/// Where the value of a column comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The answer to a question. A choice gives its title, in the form's fallback language, to a
    /// text column and its id to a choice column.
    Answer(QuestionId),
    /// A part of an answer, named as its field is: of an address `home.city`, of a range of dates `stay.from`, of a
    /// matrix `grid.row` or `grid.row.column`, of a choice the visitor's own words, `topic.other`.
    Part(String),
    /// The answer to a choice, through a table from option to column value.
    Choice(ChoiceSource),
    /// The comment on a question.
    Comment(QuestionId),
    /// The wording that was agreed to: the `version` of the consent.
    Consent(QuestionId),
    /// A value that the personal link was made with, such as `order`; the form declares it in `known`, as `link.order`.
    Link(String),
    /// A value of the contact that the personal link was made with, such as `first_name`; the form declares it in
    /// `known`, as `contact.first_name`.
    Contact(String),
    /// The value of a calculation: a number, or a text.
    Result(QuestionId),
    /// The band that the value of a calculation lies in: its title, in the form's fallback language, to a text
    /// column and its id to a choice column.
    Band(QuestionId),
    /// The same value for every response.
    Constant(serde_json::Value),
    /// Something known about the submission.
    Context(Context),
    /// The record that an earlier target found or created.
    Record(TargetId),
    /// Something about the question of this row; only with `rows: per_question`.
    Row(RowField),
    /// The first of these that has a value.
    FirstOf(Vec<PipedSource>),
    /// Those of these that have a value, as one text.
    Join(JoinSource),
}

/// Several sources in one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinSource {
    /// The sources, in their order; one without a value is passed over.
    pub of: Vec<PipedSource>,
    /// What stands between two of them.
    pub separator: String,
}

/// A choice translated into a column's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceSource {
    /// The choice question.
    pub answer: QuestionId,
    /// For each option, the value written.
    pub values: BTreeMap<String, serde_json::Value>,
}

/// Something known about a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// The form's id.
    Form,
    /// The version answered.
    Version,
    /// The language it was filled in.
    Locale,
    /// The response's id.
    Response,
    /// The id of the personal link.
    Link,
    /// The record id of the contact the personal link was made for.
    Contact,
    /// When the response was accepted.
    SubmittedAt,
    /// The address of the page that carried the form. This and the campaign parameters are cut to
    /// the column's length.
    Page,
    /// Campaign parameter `utm_source` of that page.
    UtmSource,
    /// Campaign parameter `utm_medium`.
    UtmMedium,
    /// Campaign parameter `utm_campaign`.
    UtmCampaign,
    /// Campaign parameter `utm_term`.
    UtmTerm,
    /// Campaign parameter `utm_content`.
    UtmContent,
}

/// Something about the question a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowField {
    /// The question's id.
    Question,
    /// Its title, in the form's fallback language.
    Title,
    /// Its type, such as `rating`.
    Type,
    /// The answer as a number: ratings, recommendations, numbers.
    Number,
    /// The answer as text; of choices, the option titles.
    Text,
    /// The comment.
    Comment,
}
