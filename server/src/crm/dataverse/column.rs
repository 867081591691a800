//! What Dataverse says of a column, as a column of ours.

use super::metadata::Label;
use crate::crm::table::{Column, ColumnType, LabelledValue, TextFormat};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The decimal places of a money or decimal column that names none.
const USUAL_PRECISION: u32 = 2;

/// A column, with what only some types have.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attribute {
    pub(super) logical_name: String,
    #[serde(default)]
    pub(super) display_name: Label,
    #[serde(default)]
    required_level: Named,
    #[serde(default)]
    is_valid_for_create: bool,
    #[serde(default)]
    is_valid_for_update: bool,
    #[serde(default = "yes")]
    pub(super) is_valid_for_read: bool,
    /// The column that this one only shows in another way.
    #[serde(default)]
    pub(super) attribute_of: Option<String>,
    #[serde(default)]
    max_length: Option<u32>,
    #[serde(default)]
    format_name: Option<Named>,
    #[serde(default)]
    min_value: Option<Box<RawValue>>,
    #[serde(default)]
    max_value: Option<Box<RawValue>>,
    #[serde(default)]
    precision: Option<u32>,
    #[serde(default)]
    date_time_behavior: Option<Named>,
    #[serde(default)]
    default_form_value: Option<i64>,
    #[serde(default)]
    option_set: Option<Options>,
    #[serde(default)]
    global_option_set: Option<Options>,
}

fn yes() -> bool {
    true
}

/// Many properties are objects with one value.
#[derive(Debug, Clone, Default, Deserialize)]
struct Named {
    #[serde(rename = "Value", default)]
    value: Option<String>,
}

impl Named {
    fn is(&self, name: &str) -> bool {
        self.value.as_deref() == Some(name)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    #[serde(default)]
    options: Vec<OptionMetadata>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OptionMetadata {
    value: i64,
    #[serde(default)]
    label: Label,
}

impl Attribute {
    /// Says who writes the column and when, and whether it must be.
    pub(super) fn mark(&self, column: &mut Column) {
        let level = &self.required_level;
        column.required = level.is("SystemRequired") || level.is("ApplicationRequired");
        // What can be changed but not given to a new record, such as the state, follows other columns.
        column.read_only = !self.is_valid_for_create;
        column.write_once = self.is_valid_for_create && !self.is_valid_for_update;
    }

    fn choices(&self, language: Option<u32>) -> Vec<LabelledValue> {
        let set = self.option_set.as_ref().or(self.global_option_set.as_ref());
        let options = set.map(|set| set.options.as_slice()).unwrap_or_default();
        let choice = |option: &OptionMetadata| LabelledValue {
            value: option.value.to_string(),
            label: option.label.text(language),
        };
        options.iter().map(choice).collect()
    }
}

/// The column of an attribute of that type; `None` of a type that is not written.
pub(super) fn column(kind: &str, attribute: &Attribute, language: Option<u32>) -> Option<Column> {
    let whole = |bound: &Option<Box<RawValue>>, usual: i64| {
        let bound = bound.as_deref().and_then(|raw| raw.get().parse().ok());
        bound.unwrap_or(usual)
    };
    let bound = |bound: &Option<Box<RawValue>>| bound.as_deref().and_then(|raw| exact(raw.get()));
    let column_type = match kind {
        "String" => ColumnType::Text {
            length: attribute.max_length?,
            format: match &attribute.format_name {
                Some(format) if format.is("Email") => TextFormat::Email,
                Some(format) if format.is("Phone") => TextFormat::Phone,
                _ => TextFormat::Plain,
            },
        },
        "Memo" => ColumnType::Text {
            length: attribute.max_length?,
            format: TextFormat::Plain,
        },
        "Integer" => ColumnType::Integer {
            min: whole(&attribute.min_value, i32::MIN.into()),
            max: whole(&attribute.max_value, i32::MAX.into()),
        },
        "BigInt" => ColumnType::Integer {
            min: whole(&attribute.min_value, i64::MIN),
            max: whole(&attribute.max_value, i64::MAX),
        },
        "Decimal" | "Double" | "Money" => ColumnType::Decimal {
            min: bound(&attribute.min_value),
            max: bound(&attribute.max_value),
            scale: attribute.precision.unwrap_or(USUAL_PRECISION),
        },
        "Boolean" => ColumnType::Boolean,
        "DateTime" => match &attribute.date_time_behavior {
            Some(behaviour) if behaviour.is("DateOnly") => ColumnType::Date,
            _ => ColumnType::DateTime,
        },
        "Picklist" | "State" | "Status" => ColumnType::Choice {
            values: attribute.choices(language),
        },
        "MultiSelectPicklist" => ColumnType::MultiChoice {
            values: attribute.choices(language),
        },
        _ => return None,
    };
    let mut column = Column::new(&attribute.logical_name, column_type);
    column.label = attribute.display_name.text(language);
    attribute.mark(&mut column);
    // What Dataverse demands it also fills where it has a value of its own.
    let has_default = match kind {
        "Boolean" | "State" | "Status" => true,
        _ => attribute.default_form_value.is_some_and(|value| value >= 0),
    };
    column.required &= !(has_default && attribute.required_level.is("SystemRequired"));
    column.identifying = matches!(
        kind,
        "String" | "Integer" | "BigInt" | "Decimal" | "Money" | "Picklist" | "State" | "Status"
    );
    Some(column)
}

/// A number of JSON with all its digits.
pub(super) fn exact(text: &str) -> Option<Decimal> {
    let number = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
    number.ok().map(|number| number.normalize())
}
