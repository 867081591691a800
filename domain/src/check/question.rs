//! Questions of a definition.

use super::Fault;
use super::nested::{check_group, check_matrix};
use super::option::{check_chosen, check_options, check_special_options};
use super::property::check_properties;
use crate::file_types::can_be_met;
use crate::{Cells, Content, Kind, Question, Source, currency_decimals};
use std::collections::BTreeSet;

const MOST_DECIMALS: u32 = 6;
const LONGEST_ANSWER: u32 = 20_000;
const MOST_FILES: u32 = 20;

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

pub(super) fn check_question(question: &Question, path: &str, faults: &mut Vec<Fault>) {
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
        .is_some_and(|version| !names_a_wording(version))
    {
        fault(
            "version",
            "must be 1 to 100 characters that can be seen, as in `2026-07`".to_owned(),
        );
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

/// A blank one would name nothing where it is kept.
fn names_a_wording(version: &str) -> bool {
    !version.trim().is_empty()
        && !version.contains(char::is_control)
        && version.chars().count() <= 100
}
