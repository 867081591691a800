//! Questions of a definition.

use super::Fault;
use super::option::{check_chosen, check_options, check_special_options};
use super::property::{check_cells, check_properties};
use crate::file_types::can_be_met;
use crate::{Cells, Content, Kind, Question, Source, currency_decimals};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const MOST_DECIMALS: u32 = 6;
const LONGEST_ANSWER: u32 = 20_000;
const MOST_ROWS: usize = 200;
const MOST_INNER: usize = 50;
const MOST_ENTRIES: u32 = 50;
const MOST_FILES: u32 = 20;

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

/// Every question with its path.
pub(super) fn check_questions(content: &Content, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    let own = content.questions.iter().enumerate();
    let own = own.map(|(index, question)| (format!("/questions/{index}"), question));
    let paged = content.pages.iter().enumerate().flat_map(|(page, one)| {
        let questions = one.questions.iter().enumerate();
        questions
            .map(move |(index, question)| (format!("/pages/{page}/questions/{index}"), question))
    });
    for (path, question) in own.chain(paged) {
        if !seen.insert(&question.id) {
            let reason = format!("the id `{}` is used by an earlier question", question.id);
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        check_question(question, &path, faults);
        if question.kind == Kind::Hidden
            && let Some(Source::Link(name)) = &question.source
            && !content
                .known
                .iter()
                .any(|known| known.strip_prefix("link.") == Some(name))
        {
            let reason = format!("`link.{name}` is not declared in `known`");
            faults.push(Fault::new(format!("{path}/source/link"), reason));
        }
    }
    for (index, known) in content.known.iter().enumerate() {
        let name = known
            .strip_prefix("contact.")
            .or_else(|| known.strip_prefix("link."));
        let sound = |name: &str| {
            !name.is_empty()
                && name.len() <= 64
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        if !name.is_some_and(sound) {
            let reason = "must be `contact.` or `link.` and a name of letters, digits and `_`";
            faults.push(Fault::new(format!("/known/{index}"), reason));
        }
    }
}

fn check_question(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    check_properties(question, path, faults);
    check_limits(question, path, faults);
    if matches!(
        question.kind,
        Kind::SingleChoice | Kind::MultipleChoice | Kind::Ranking
    ) {
        check_options(&question.options, path, faults);
    }
    check_special_options(question, path, faults);
    check_chosen(question, path, faults);
    match question.kind {
        Kind::Matrix => check_matrix(question, path, faults),
        Kind::Group => check_group(question, path, faults),
        _ => {}
    }
    let marked = matches!(
        question.kind,
        Kind::SingleChoice | Kind::MultipleChoice | Kind::YesNo
    );
    if let Some(quiz) = question.quiz.as_ref().filter(|_| marked) {
        for (index, id) in quiz.correct.iter().enumerate() {
            let known = match question.kind {
                Kind::YesNo => matches!(id.as_str(), "yes" | "no"),
                _ => question.option(id.as_str()).is_some(),
            };
            if !known {
                let reason = format!("`{id}` is not one of the options");
                faults.push(Fault::new(format!("{path}/quiz/correct/{index}"), reason));
            }
        }
        let single = question.kind != Kind::MultipleChoice;
        if quiz.correct.is_empty() || (single && quiz.correct.len() > 1) {
            let reason = if single {
                "names the one right option"
            } else {
                "names at least one right option"
            };
            faults.push(Fault::new(format!("{path}/quiz/correct"), reason));
        }
    }
}

fn check_limits(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let mut fault = |property: &str, reason: String| {
        faults.push(Fault::new(format!("{path}/{property}"), reason));
    };
    let comment = question
        .comment
        .as_ref()
        .and_then(|comment| comment.max_length);
    for (property, limit) in [
        ("max_length", question.max_length),
        ("comment/max_length", comment),
    ] {
        if limit.is_some_and(|limit| !(1..=LONGEST_ANSWER).contains(&limit)) {
            fault(property, format!("must be between 1 and {LONGEST_ANSWER}"));
        }
    }
    let opposites = question.kind == Kind::Bipolar || question.cells == Some(Cells::Bipolar);
    let fewest = if opposites || question.kind == Kind::Agreement {
        2
    } else {
        1
    };
    if question
        .steps
        .is_some_and(|steps| !(fewest..=10).contains(&steps))
    {
        fault("steps", format!("must be between {fewest} and 10"));
    }
    if question
        .decimals
        .is_some_and(|decimals| decimals > MOST_DECIMALS)
    {
        fault("decimals", format!("must be between 0 and {MOST_DECIMALS}"));
    }
    let (min, max) = match question.kind {
        Kind::Slider => (Some(question.range().0), Some(question.range().1)),
        _ => (question.min, question.max),
    };
    if let (Some(min), Some(max)) = (min, max)
        && (min > max || (question.kind == Kind::Slider && min == max))
    {
        let property = if question.min.is_some() { "min" } else { "max" };
        fault(property, format!("{min} is not less than {max}"));
    }
    let currency = |code: &String| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    if question
        .currency
        .as_ref()
        .is_some_and(|code| !currency(code))
    {
        fault(
            "currency",
            "must be three capital letters of ISO 4217, such as PLN".to_owned(),
        );
    }
    for (property, date) in [
        ("earliest", &question.earliest),
        ("latest", &question.latest),
    ] {
        if date
            .as_ref()
            .is_some_and(|date| !crate::parse::is_date(date))
        {
            fault(property, "must be a date such as 2026-01-31".to_owned());
        }
    }
    if let (Some(earliest), Some(latest)) = (&question.earliest, &question.latest)
        && earliest > latest
    {
        fault(
            "earliest",
            format!("{earliest} is after `latest`, {latest}"),
        );
    }
    if question
        .max_files
        .is_some_and(|files| !(1..=MOST_FILES).contains(&files))
    {
        fault("max_files", format!("must be between 1 and {MOST_FILES}"));
    }
    if question.max_bytes == Some(0) {
        fault("max_bytes", "must be at least 1".to_owned());
    }
    for (index, media_type) in question.accept.iter().enumerate() {
        if !can_be_met(media_type) {
            fault(
                &format!("accept/{index}"),
                "no file can be recognised as that; write a media type such as application/pdf, text/csv or image/*"
                    .to_owned(),
            );
        }
    }
    if question
        .version
        .as_ref()
        .is_some_and(|version| version.is_empty() || version.chars().count() > 100)
    {
        fault("version", "must have 1 to 100 characters".to_owned());
    }
    for (property, label) in [
        ("low_label", &question.low_label),
        ("high_label", &question.high_label),
    ] {
        if question.kind == Kind::Bipolar && label.is_none() {
            fault(property, "opposites need names".to_owned());
        }
    }
    let mut seen = BTreeSet::new();
    for (index, part) in question.parts.iter().enumerate() {
        if !seen.insert(part.as_str()) {
            fault(&format!("parts/{index}"), "is named before".to_owned());
        }
    }
    if let Some(currency) = &question.currency
        && question
            .decimals
            .is_some_and(|decimals| decimals > currency_decimals(currency))
    {
        let most = currency_decimals(currency);
        fault(
            "decimals",
            format!("amounts in {currency} have at most {most}"),
        );
    }
    if question.kind == Kind::Hidden && question.source.is_none() {
        fault("source", "a hidden question needs a source".to_owned());
    }
}

fn check_matrix(question: &Question, path: &str, faults: &mut Vec<Fault>) {
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

fn check_group(question: &Question, path: &str, faults: &mut Vec<Fault>) {
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
