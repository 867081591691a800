//! What questions begin with: it must be an answer that the question takes, and never one that a person must give.

use super::scope::answer_type;
use crate::course::{Names, default_entries};
use crate::parse::Reading;
use crate::{Budget, FieldFault, Kind, Locale, Logic, Question, Type, Value};

/// Whether it is a value for parts that the question's answer has, and so no logic.
pub(super) fn is_of_parts(question: &Question, default: &Logic) -> bool {
    let is_part = |name: &str| match question.kind {
        Kind::Address => question
            .address_parts()
            .iter()
            .any(|part| part.as_str() == name),
        Kind::Matrix => question.rows.iter().any(|row| row.id.as_str() == name),
        Kind::DateRange => matches!(name, "from" | "to"),
        _ => false,
    };
    default.members().is_some_and(|members| {
        let mut members = members.iter();
        members.all(|(name, value)| is_part(name) && !matches!(value, Value::Map(_)))
    })
}

/// Why a question cannot begin with that, whose type is `of`.
pub(super) fn unfit(
    question: &Question,
    default: &Logic,
    of: &Type,
    locale: &Locale,
) -> Option<String> {
    match question.kind {
        Kind::Consent | Kind::File | Kind::Signature => {
            return Some("agreement, files and signatures are given by the visitor".to_owned());
        }
        Kind::Group => return Some("does not belong to the type `group`".to_owned()),
        _ => {}
    }
    if !default.variables().is_empty() {
        let wanted = answer_type(question)?;
        return (!fits(&wanted, of))
            .then(|| format!("is {}, not {}", of.described(), wanted.described()));
    }
    let value = default.evaluate(&Value::Null, &Budget::default());
    if value == Value::Null {
        return None;
    }
    let entries = default_entries(question, &value, locale);
    if entries.is_empty() {
        return Some("is no answer to the question".to_owned());
    }
    let mut reading = Reading {
        entries: &entries,
        hidden: &Names::default(),
        locale,
        errors: Vec::new(),
    };
    let given = reading.question(question, question.id.as_str());
    // The visitor may add to what is there.
    let wrong = reading.errors.iter().find(|error| {
        let open = matches!(error.fault, FieldFault::Required | FieldFault::TooFew(_));
        !open
    });
    match (wrong, given) {
        (Some(error), _) => Some(format!(
            "is no answer to the question: {}",
            error.fault.code()
        )),
        (None, None) if reading.errors.is_empty() => {
            Some("is no answer to the question".to_owned())
        }
        _ => None,
    }
}

/// Whether a value of one type can be put down as an answer of another. A text is read like what a visitor types.
fn fits(wanted: &Type, of: &Type) -> bool {
    use Type::{Any, Choice, Choices, List, Map, Null, Text};
    match (wanted, of) {
        (Any, _) | (_, Any | Null) => true,
        (Choice(options) | Choices(options), Choice(ids) | Choices(ids)) => {
            ids.iter().any(|id| options.contains(id))
        }
        (Choices(_) | List(_), List(_)) => true,
        (Map(_), Map(_)) => true,
        (Map(_) | List(_), _) | (_, Map(_) | List(_) | Choices(_)) => false,
        (Text, _) | (_, Text) => true,
        (wanted, of) => wanted == of,
    }
}
