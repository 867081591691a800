//! What a CRM's tables look like: their columns, types and limits.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table of a CRM.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Its name in mappings.
    pub name: String,
    /// What people call it; empty: like its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its columns, in the order shown. The record's own `id` is not among them.
    pub columns: Vec<Column>,
    /// Columns whose values, alone or together, no two records share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Vec<String>>,
    /// Whether any other column is taken as well, with a value of any type: what receives it is no CRM.
    #[serde(default, skip_serializing_if = "is_false")]
    pub open: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Table {
    /// A table of these columns.
    #[must_use]
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            name: name.into(),
            columns,
            ..Self::default()
        }
    }

    /// The columns by which two records are suspected to be one: those of e-mail addresses and telephone numbers that
    /// records are found by.
    #[must_use]
    pub fn shared_by_twins(&self) -> Vec<&str> {
        let tell = |column: &&Column| match &column.kind {
            ColumnType::Text { format, .. } => column.identifying && *format != TextFormat::Plain,
            _ => false,
        };
        let columns = self.columns.iter().filter(tell);
        columns.map(|column| column.name.as_str()).collect()
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name in mappings.
    pub name: String,
    /// What people call it; empty: like its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What it holds.
    #[serde(flatten)]
    pub kind: ColumnType,
    /// Whether a record cannot be created without it.
    pub required: bool,
    /// Whether records can be found by it.
    pub identifying: bool,
    /// Whether the CRM alone writes it.
    pub read_only: bool,
    /// Whether it is written when a record is created, and never after.
    #[serde(default, skip_serializing_if = "is_false")]
    pub write_once: bool,
    /// Names the columns of which one alone can hold a value, such as the customer that is a contact or an account.
    /// A required column needs a source for one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<String>,
    /// What the CRM itself calls its type, where its connector needs to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

impl Column {
    /// A column that need not be filled, by which nothing is found.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: ColumnType) -> Self {
        Self {
            name: name.into(),
            label: String::new(),
            kind,
            required: false,
            identifying: false,
            read_only: false,
            write_once: false,
            one_of: None,
            native: None,
        }
    }
}

/// What a column holds. In JSON, a value is written as named here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ColumnType {
    /// A text: a string.
    Text {
        /// The most characters.
        length: u32,
        /// What the text is.
        format: TextFormat,
    },
    /// A whole number: a number.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A decimal number: a string, so that no digit is lost.
    Decimal {
        /// The least; none: what 28 digits can say.
        min: Option<Decimal>,
        /// The most; none: what 28 digits can say.
        max: Option<Decimal>,
        /// The most decimal places.
        scale: u32,
    },
    /// Yes or no: a boolean.
    Boolean,
    /// A day: a string such as `2026-07-31`.
    Date,
    /// A moment: a string in RFC 3339, kept in UTC.
    DateTime,
    /// One of the values: a string.
    Choice {
        /// The values there are.
        values: Vec<LabelledValue>,
    },
    /// Any of the values: a list of strings.
    MultiChoice {
        /// The values there are.
        values: Vec<LabelledValue>,
    },
    /// A record of a table of the same CRM: its id as a string.
    Lookup {
        /// That table.
        table: String,
    },
}

impl ColumnType {
    /// The type in words, for faults.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Text { length, .. } => format!("a text of up to {length} characters"),
            Self::Integer { .. } => "a whole number".into(),
            Self::Decimal { .. } => "a decimal number".into(),
            Self::Boolean => "yes or no".into(),
            Self::Date => "a date".into(),
            Self::DateTime => "a date and time".into(),
            Self::Choice { .. } => "one of its choices".into(),
            Self::MultiChoice { .. } => "several of its choices".into(),
            Self::Lookup { table } => format!("a record of `{table}`"),
        }
    }
}

/// What a text is; decides how it is compared when records are found by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextFormat {
    /// Any text; compared as it is, without the spaces around it.
    #[default]
    Plain,
    /// An e-mail address; compared in small letters.
    Email,
    /// A telephone number; compared by its digits and leading `+`, `00` being another way to write it.
    Phone,
}

/// A value of a choice, and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelledValue {
    /// What is stored.
    pub value: String,
    /// What people read.
    pub label: String,
}
