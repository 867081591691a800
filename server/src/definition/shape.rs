//! What a JSON Schema finds in a document, in words for people: each thing once, at the place where it is mended.

use crate::mapping::suggestion;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;
use sonda_domain::Fault;
use std::collections::BTreeSet;

/// Every place where a document does not have the shape that the schema describes.
pub(super) fn faults_by(validator: &Validator, schema: &Value, document: &Value) -> Vec<Fault> {
    let mut found = Vec::new();
    for error in validator.iter_errors(document) {
        collect(&error, schema, &mut found);
    }
    let mut faults = told_once(&found);
    faults.sort();
    faults.dedup();
    faults
}

/// Something that the schema found, before it is known what else it found.
struct Found {
    path: String,
    what: What,
}

enum What {
    /// There is no such property; these are there.
    Unknown(Vec<String>),
    /// One of these properties is missing.
    Lacks(Vec<String>),
    /// It could be several things.
    Ambiguous,
    /// Anything else.
    Other(String),
}

/// A property whose value is wrong passes for unknown, and what is misspelt for missing: of each, the more exact stays.
fn told_once(found: &[Found]) -> Vec<Fault> {
    let is_below = |one: &Found, place: &Found| {
        let rest = one.path.strip_prefix(&place.path);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let is_cause = |one: &Found, unknown: &Found| {
        is_below(one, unknown)
            || (one.path == unknown.path && !matches!(one.what, What::Unknown(_)))
    };
    let is_ambiguous = |path: &str| {
        found
            .iter()
            .any(|one| one.path == path && matches!(one.what, What::Ambiguous))
    };
    let is_told = |one: &Found| match &one.what {
        What::Unknown(_) => {
            is_ambiguous(parent(&one.path)) || found.iter().any(|other| is_cause(other, one))
        }
        What::Lacks(_) => found
            .iter()
            .any(|other| matches!(other.what, What::Unknown(_)) && parent(&other.path) == one.path),
        What::Ambiguous | What::Other(_) => false,
    };
    let lacks_at = |place: &str| {
        found
            .iter()
            .filter(|one| one.path == place)
            .find_map(|one| match &one.what {
                What::Lacks(names) => Some(names),
                _ => None,
            })
    };
    let reason = |one: &Found| match &one.what {
        What::Unknown(names) => {
            let name = unescaped(one.path.rsplit('/').next().unwrap_or_default());
            let needed = lacks_at(parent(&one.path));
            let all = needed.into_iter().flatten().chain(names);
            match (
                suggestion(&name, all.map(String::as_str)).as_str(),
                needed.map(Vec::as_slice),
            ) {
                ("", Some([needed])) => {
                    format!("there is no such property, and `{needed}` is missing")
                }
                ("", Some(needed)) => {
                    format!("there is no such property; name one of {}", listed(needed))
                }
                (near, _) => format!("there is no such property{near}"),
            }
        }
        What::Lacks(names) => match &names[..] {
            [name] => format!("the property `{name}` is missing: add it"),
            names => format!("add one of the properties {}", listed(names)),
        },
        What::Ambiguous => "fits more than one of the possible shapes: keep one of them".to_owned(),
        What::Other(reason) => reason.clone(),
    };
    let told = found.iter().filter(|one| !is_told(one));
    told.map(|one| Fault::new(&one.path, reason(one))).collect()
}

fn collect(error: &ValidationError<'_>, schema: &Value, found: &mut Vec<Found>) {
    let path = error.instance_path().as_str();
    let mut tell = |path: String, what: What| found.push(Found { path, what });
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let known = properties_beside(error, schema);
            for name in unexpected {
                tell(below(path, name), What::Unknown(known.clone()));
            }
        }
        ValidationErrorKind::Required { property } => {
            let property = property.as_str().unwrap_or_default().to_owned();
            tell(path.to_owned(), What::Lacks(vec![property]));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            match meant(context, path) {
                Some(branch) => branch.iter().for_each(|one| collect(one, schema, found)),
                None => none_fits(error.instance(), context, path, found),
            }
        }
        ValidationErrorKind::OneOfMultipleValid { .. } => tell(path.to_owned(), What::Ambiguous),
        _ => tell(path.to_owned(), What::Other(shorten(&error.to_string()))),
    }
}

type Branch = Vec<ValidationError<'static>>;

/// The alternative that was meant: the one that fails deepest, for its errors name the place, or the only one that is
/// not `null`.
fn meant<'b>(branches: &'b [Branch], path: &str) -> Option<&'b Branch> {
    let depth = |branch: &&Branch| {
        let lengths = branch.iter().map(|one| one.instance_path().as_str().len());
        lengths.max().unwrap_or(0)
    };
    let deepest = branches.iter().max_by_key(depth);
    if let Some(deepest) = deepest.filter(|branch| depth(branch) > path.len()) {
        return Some(deepest);
    }
    let mut others = branches.iter().filter(|branch| !is_null(branch));
    others.next().filter(|_| others.next().is_none())
}

fn is_null(branch: &Branch) -> bool {
    let wants_null = |error: &ValidationError<'_>| {
        matches!(
            error.kind(),
            ValidationErrorKind::Type {
                kind: TypeKind::Single(JsonType::Null)
            }
        )
    };
    matches!(&branch[..], [error] if wants_null(error))
}

/// Tells that none of several shapes fits, with the names that would have.
fn none_fits(given: &Value, branches: &[Branch], path: &str, found: &mut Vec<Found>) {
    let errors = || branches.iter().flatten();
    let here = |error: &&ValidationError<'_>| error.instance_path().as_str() == path;
    let properties: Vec<String> = errors()
        .filter(here)
        .filter_map(|error| match error.kind() {
            ValidationErrorKind::Required { property } => Some(property.as_str()?.to_owned()),
            _ => None,
        })
        .collect();
    let mut words = words_of(errors().filter(here));
    // What is known by its name alone, or by a name and what belongs to it.
    if given.is_string() && !words.is_empty() {
        words.extend(properties);
        let name = given.as_str().unwrap_or_default();
        let near = suggestion(name, words.iter().map(String::as_str));
        let reason = format!("`{}` is none of {}{near}", shorten(name), listed(&words));
        found.push(Found {
            path: path.to_owned(),
            what: What::Other(reason),
        });
    } else if let Some(object) = given.as_object()
        && !properties.is_empty()
    {
        // Where no alternative takes a property, it is the one that was meant for another.
        let is_unexpected = |name: &&String| {
            branches.iter().all(|branch| {
                branch.iter().any(|error| match error.kind() {
                    ValidationErrorKind::AdditionalProperties { unexpected } => {
                        unexpected.contains(name)
                    }
                    ValidationErrorKind::Type { .. }
                    | ValidationErrorKind::Constant { .. }
                    | ValidationErrorKind::Enum { .. } => here(&error),
                    _ => false,
                })
            })
        };
        for name in object.keys().filter(is_unexpected) {
            found.push(Found {
                path: below(path, name),
                what: What::Unknown(properties.clone()),
            });
        }
        found.push(Found {
            path: path.to_owned(),
            what: What::Lacks(properties),
        });
    } else {
        found.push(Found {
            path: path.to_owned(),
            what: What::Other(alternatives(branches)),
        });
    }
}

/// The words that were expected.
fn words_of<'e>(errors: impl Iterator<Item = &'e ValidationError<'static>>) -> Vec<String> {
    let mut words = BTreeSet::new();
    for error in errors {
        match error.kind() {
            ValidationErrorKind::Constant { expected_value } => {
                words.extend(expected_value.as_str().map(str::to_owned));
            }
            ValidationErrorKind::Enum { options } => {
                let options = options.as_array().into_iter().flatten();
                words.extend(options.filter_map(|one| Some(one.as_str()?.to_owned())));
            }
            _ => {}
        }
    }
    words.into_iter().collect()
}

/// The properties that the schema names where it refuses others.
fn properties_beside(error: &ValidationError<'_>, schema: &Value) -> Vec<String> {
    let place = parent(error.schema_path().as_str());
    let properties = schema.pointer(place).and_then(|one| one.get("properties"));
    let names = properties.and_then(Value::as_object);
    names
        .into_iter()
        .flat_map(|names| names.keys().cloned())
        .collect()
}

fn alternatives(branches: &[Branch]) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for error in branches.iter().filter_map(|branch| branch.first()) {
        let reason = shorten(&error.to_string());
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    format!(
        "none of the possible shapes fits: {}",
        reasons.join("; or ")
    )
}

fn below(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn shorten(reason: &str) -> String {
    const LONGEST: usize = 300;
    match reason.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}
