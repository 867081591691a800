//! Questions that hold others: the rows and columns of a matrix, the questions of a group.

use super::Fault;
use super::option::check_options;
use super::property::check_cells;
use super::question::check_question;
use crate::{Kind, Question};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const MOST_ROWS: usize = 200;
const MOST_INNER: usize = 50;
const MOST_ENTRIES: u32 = 50;

/// Kinds that can be a column of a matrix.
const COLUMNS: &[Kind] = &[
    Kind::Text,
    Kind::Email,
    Kind::Phone,
    Kind::Url,
    Kind::Number,
    Kind::SingleChoice,
    Kind::YesNo,
    Kind::Rating,
    Kind::Date,
    Kind::Time,
];

/// A matrix: its rows, their weights, and its columns.
pub(super) fn check_matrix(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    check_cells(question, path, faults);
    let count = question.rows.len();
    if !(1..=MOST_ROWS).contains(&count) {
        let reason = format!("a matrix has 1 to {MOST_ROWS} rows");
        faults.push(Fault::new(format!("{path}/rows"), reason));
    }
    let mut seen = BTreeSet::new();
    for (index, row) in question.rows.iter().enumerate() {
        let reason = match row.id.as_str() {
            "comment" => Some("`comment` names the field of the comment".to_owned()),
            _ if !seen.insert(&row.id) => {
                Some(format!("the id `{}` is used by an earlier row", row.id))
            }
            _ => None,
        };
        if let Some(reason) = reason {
            faults.push(Fault::new(format!("{path}/rows/{index}/id"), reason));
        }
    }
    let weights: Vec<Decimal> = question.rows.iter().filter_map(|row| row.weight).collect();
    if !weights.is_empty() {
        let sum: Decimal = weights
            .iter()
            .take(MOST_ROWS)
            .fold(Decimal::ZERO, |sum, weight| sum.saturating_add(*weight));
        if weights.len() < count {
            let reason = "either every row has a weight or none";
            faults.push(Fault::new(format!("{path}/rows"), reason));
        } else if sum != Decimal::ONE || weights.iter().any(Decimal::is_sign_negative) {
            let reason = format!(
                "the weights must be positive and sum to 1, not to {}",
                sum.normalize()
            );
            faults.push(Fault::new(format!("{path}/rows"), reason));
        }
    }
    if !question.options.is_empty() {
        check_options(&question.options, path, faults);
    }
    always_offered(question, path, faults);
    if !weights.is_empty() {
        for (index, row) in question.rows.iter().enumerate() {
            if row.visible_if.is_some() {
                let reason = "a row with a weight of its own is always asked: without it the weights do not sum to 1";
                faults.push(Fault::new(
                    format!("{path}/rows/{index}/visible_if"),
                    reason,
                ));
            }
        }
    }
    inner(question, path, faults);
    for (index, column) in question.questions.iter().enumerate() {
        let path = format!("{path}/questions/{index}");
        for (option, one) in column.options.iter().enumerate() {
            if one.text {
                let reason = "an option of a column takes no text";
                faults.push(Fault::new(format!("{path}/options/{option}/text"), reason));
            }
        }
        if !COLUMNS.contains(&column.kind) {
            let reason = format!("a column cannot be of the type `{}`", column.kind.as_str());
            faults.push(Fault::new(format!("{path}/type"), reason));
        }
        for (property, present) in [
            ("visible_if", column.visible_if.is_some()),
            ("required_if", column.required_if.is_some()),
            ("default", column.default.is_some()),
            ("rules", !column.rules.is_empty()),
            ("quiz", column.quiz.is_some()),
            ("comment", column.comment.is_some()),
        ] {
            if present {
                faults.push(Fault::new(
                    format!("{path}/{property}"),
                    "does not belong to a column",
                ));
            }
        }
    }
}

/// A group: its questions, and how often they are asked.
pub(super) fn check_group(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    if question.questions.is_empty() {
        faults.push(Fault::new(
            format!("{path}/questions"),
            "a group needs at least one question",
        ));
    }
    for (property, entries) in [
        ("min_entries", question.min_entries),
        ("max_entries", question.max_entries),
    ] {
        if entries.is_some_and(|entries| entries > MOST_ENTRIES) {
            let reason = format!("must be at most {MOST_ENTRIES}");
            faults.push(Fault::new(format!("{path}/{property}"), reason));
        }
    }
    if question
        .max_entries
        .is_some_and(|most| most == 0 || most < question.min_entries.unwrap_or(0))
    {
        let reason = "must be at least 1 and at least `min_entries`";
        faults.push(Fault::new(format!("{path}/max_entries"), reason));
    }
    inner(question, path, faults);
    for (index, inner) in question.questions.iter().enumerate() {
        let path = format!("{path}/questions/{index}");
        if matches!(
            inner.kind,
            Kind::Group | Kind::Matrix | Kind::File | Kind::Signature | Kind::Hidden
        ) {
            let reason = format!("a group cannot hold the type `{}`", inner.kind.as_str());
            faults.push(Fault::new(format!("{path}/type"), reason));
        }
        for (property, present) in [
            ("required_if", inner.required_if.is_some()),
            ("default", inner.default.is_some()),
            ("rules", !inner.rules.is_empty()),
            ("quiz", inner.quiz.is_some()),
        ] {
            if present {
                faults.push(Fault::new(
                    format!("{path}/{property}"),
                    "does not belong to a question of a group",
                ));
            }
        }
    }
}

/// The questions inside a group or matrix.
fn inner(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    if question.questions.len() > MOST_INNER {
        let reason = format!("at most {MOST_INNER} questions");
        faults.push(Fault::new(format!("{path}/questions"), reason));
    }
    let mut seen = BTreeSet::new();
    for (index, inner) in question.questions.iter().enumerate() {
        let path = format!("{path}/questions/{index}");
        if !seen.insert(&inner.id) {
            let reason = format!("the id `{}` is used by an earlier question", inner.id);
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        if inner.kind != Kind::Group {
            check_question(inner, &path, faults);
        }
        always_offered(inner, &path, faults);
    }
}

/// Options that are offered in several places, in each row or entry, are offered in all of them.
fn always_offered(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    for (index, option) in question.options.iter().enumerate() {
        if option.visible_if.is_some() {
            faults.push(Fault::new(
                format!("{path}/options/{index}/visible_if"),
                "the options of a matrix, and of questions inside a matrix or group, are always offered",
            ));
        }
    }
}
