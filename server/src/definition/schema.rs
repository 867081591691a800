//! The published JSON Schema of definitions, made from the types that read them, and the faults it finds.

use super::Document;
use crate::mapping::Mapping;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use sonda_domain::Fault;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Document).to_value());

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&SCHEMA)
        .expect("the derived schema is a valid schema; a test builds it")
});

static MAPPING_VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = schemars::schema_for!(Mapping).to_value();
    jsonschema::validator_for(&schema)
        .expect("the derived schema is a valid schema; a test builds it")
});

/// The JSON Schema (2020-12) of a definition.
#[must_use]
pub fn definition_schema() -> &'static Value {
    &SCHEMA
}

/// Every place where a document does not have the shape of a definition.
pub(super) fn shape_faults(document: &Value) -> Vec<Fault> {
    faults_by(&VALIDATOR, document)
}

/// Reads a mapping that stands by itself.
///
/// # Errors
/// Every place where it does not have the shape of one, with paths relative to it.
pub fn read_mapping(mapping: &Value) -> Result<Mapping, Vec<Fault>> {
    let faults = faults_by(&MAPPING_VALIDATOR, mapping);
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(mapping.clone()).map_err(|error| vec![Fault::new("", error.to_string())])
}

fn faults_by(validator: &Validator, document: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    for error in validator.iter_errors(document) {
        collect(&error, &mut faults);
    }
    faults.sort();
    faults.dedup();
    faults
}

fn collect(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let path = error.instance_path().as_str().to_owned();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let place = name.replace('~', "~0").replace('/', "~1");
                faults.push(Fault::new(
                    format!("{path}/{place}"),
                    "there is no such property",
                ));
            }
        }
        ValidationErrorKind::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            faults.push(Fault::new(
                path,
                format!("the property `{property}` is missing"),
            ));
        }
        // An alternative that fails deeper down is the one that was meant: its errors name the place.
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let depth = |branch: &&Vec<ValidationError<'static>>| {
                branch
                    .iter()
                    .map(|error| error.instance_path().as_str().len())
                    .max()
                    .unwrap_or(0)
            };
            match context.iter().max_by_key(depth) {
                Some(branch) if depth(&branch) > path.len() => {
                    branch.iter().for_each(|error| collect(error, faults));
                }
                _ => faults.push(Fault::new(path, alternatives(context))),
            }
        }
        ValidationErrorKind::OneOfMultipleValid { .. } => faults.push(Fault::new(
            path,
            "fits more than one of the possible shapes: keep one of them",
        )),
        _ => faults.push(Fault::new(path, shorten(&error.to_string()))),
    }
}

fn alternatives(context: &[Vec<ValidationError<'static>>]) -> String {
    let reasons: Vec<String> = context
        .iter()
        .filter_map(|branch| branch.first())
        .map(|error| shorten(&error.to_string()))
        .collect();
    format!(
        "none of the possible shapes fits: {}",
        reasons.join("; or ")
    )
}

fn shorten(reason: &str) -> String {
    const LONGEST: usize = 300;
    match reason.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}
