//! The published JSON Schema of definitions, made from the types that read them, and the reading by it.

use super::Document;
use super::shape::faults_by;
use crate::mapping::Mapping;
use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use sonda_domain::Fault;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Document).to_value());

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&SCHEMA)
        .expect("the derived schema is a valid schema; a test builds it")
});

static MAPPING_SCHEMA: LazyLock<Value> =
    LazyLock::new(|| schemars::schema_for!(Mapping).to_value());

static MAPPING_VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::validator_for(&MAPPING_SCHEMA)
        .expect("the derived schema is a valid schema; a test builds it")
});

/// The JSON Schema (2020-12) of a definition.
#[must_use]
pub fn definition_schema() -> &'static Value {
    &SCHEMA
}

/// Every place where a document does not have the shape of a definition.
pub(super) fn shape_faults(document: &Value) -> Vec<Fault> {
    faults_by(&VALIDATOR, &SCHEMA, document)
}

/// Reads a mapping that stands by itself.
///
/// # Errors
/// Every place where it does not have the shape of one, with paths relative to it.
pub fn read_mapping(mapping: &Value) -> Result<Mapping, Vec<Fault>> {
    let faults = faults_by(&MAPPING_VALIDATOR, &MAPPING_SCHEMA, mapping);
    if !faults.is_empty() {
        return Err(faults);
    }
    read(mapping)
}

/// Reads a document that has the shape of the type's schema.
///
/// # Errors
/// What no schema says, such as a number that is too large, at its place.
pub(super) fn read<T: DeserializeOwned>(document: &Value) -> Result<T, Vec<Fault>> {
    serde_path_to_error::deserialize(document).map_err(|error| {
        let mut path = String::new();
        for segment in error.path() {
            path += &match segment {
                Segment::Seq { index } => format!("/{index}"),
                Segment::Map { key: name } | Segment::Enum { variant: name } => {
                    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
                }
                Segment::Unknown => continue,
            };
        }
        vec![Fault::new(path, error.inner().to_string())]
    })
}
