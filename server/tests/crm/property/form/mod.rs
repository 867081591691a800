//! Forms of every type of question, with valid answers at and inside of their limits.

mod question;

use super::chance::Chance;
use question::{Asked, condition, question};
use serde_json::{Value, json};
use sonda_domain::{Answer, Answers, Content, Entries, Kind, Known, check_content, validate};
use sonda_server::link_values::{LinkValues, ValueOf};
use sonda_server::phone::e164;

/// A form and one submission.
pub(super) struct Form {
    pub(super) content: Content,
    pub(super) answers: Answers,
    pub(super) conclusion: sonda_domain::Conclusion,
    pub(super) link_values: LinkValues,
}

/// The questions of a form, in the order asked; the first is a yes-or-no that conditions look at.
pub(super) const QUESTIONS: usize = 6;
pub(super) const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];

/// # Errors
/// The form or its answers are not as they were meant: the generator is wrong.
pub(super) fn form(chance: &mut Chance) -> Result<Form, String> {
    let holds = chance.percent(50);
    let order = chance.one(&[
        "7".to_owned(),
        "  ".to_owned(),
        " padded ".to_owned(),
        "ż".repeat(500),
    ]);
    // The third page is passed over where the first one jumps, or where its condition fails.
    let jumps = chance.percent(20);
    let page_hides = chance.percent(30);
    let mut asked: Vec<Asked> = (1..QUESTIONS)
        .map(|index| {
            let passed_over = index >= 4 && ((jumps && holds) || (page_hides && !holds));
            question(chance, index, holds, !passed_over)
        })
        .collect();
    let first =
        json!({"id": "first", "type": "yes_no", "title": {"en": "Q", "pl": "Q"}, "required": true});
    let mut entries = vec![(
        "first".to_owned(),
        if holds { "yes" } else { "no" }.to_owned(),
    )];
    entries.extend(
        asked
            .iter_mut()
            .flat_map(|one| std::mem::take(&mut one.entries)),
    );
    let mut questions = vec![first];
    questions.extend(asked.into_iter().map(|one| one.question));
    let last = questions.split_off(4);
    let second = questions.split_off(2);
    let mut pages = vec![
        json!({"id": "p1", "questions": questions}),
        json!({"id": "p2", "questions": second}),
        json!({"id": "p3", "questions": last}),
    ];
    if jumps {
        pages[1]["next"] = json!([{"if": condition()}]);
    }
    if page_hides {
        pages[2]["visible_if"] = condition();
    }
    let number = chance.between(-500, 500);
    let content: Content = serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": chance.one(&["en", "pl"]), "title": {"en": "T", "pl": "T"},
        "pages": pages, "known": ["link.order", "contact.first_name"],
        "calculations": calculations(number),
    }))
    .unwrap();
    let faults = check_content(&content);
    if !faults.is_empty() {
        return Err(format!("{faults:?}"));
    }
    let mut link_values = LinkValues::default();
    link_values.give(ValueOf::Link, "order", &order).unwrap();
    let name = "Ś".repeat(500);
    link_values
        .give(ValueOf::Contact, "first_name", &name)
        .unwrap();
    let entries: Entries = entries.into_iter().collect();
    let locale = "en".parse().unwrap();
    let known = match chance.percent(80) {
        true => link_values.known(&content, &locale),
        false => Known::of(&locale),
    };
    let judged = validate(&content, &entries, &known);
    let mut judged = judged.map_err(|errors| {
        let at_fault = |question: &&sonda_domain::Question| {
            errors
                .iter()
                .any(|error| error.field.split('.').next() == Some(question.id.as_str()))
        };
        let questions: Vec<String> = content
            .questions()
            .filter(at_fault)
            .map(|question| serde_json::to_string(question).unwrap())
            .collect();
        format!("{errors:?} {questions:#?} {entries:?}")
    })?;
    check_on_server(&content, &mut judged.answers);
    Ok(Form {
        content,
        answers: judged.answers,
        conclusion: judged.conclusion,
        link_values,
    })
}

/// What the server makes of answers once they are judged: telephone numbers become E.164, and files have names.
fn check_on_server(content: &Content, answers: &mut Answers) {
    for question in content.questions() {
        let given = answers.0.get_mut(question.id.as_str());
        match given.and_then(|given| given.answer.as_mut()) {
            Some(Answer::Text(text)) if question.kind == Kind::Phone => {
                *text = e164(text, question.region.as_deref()).unwrap();
            }
            Some(Answer::Files(files)) => {
                for file in files {
                    file.name = format!("{}.pdf", "ź".repeat(190));
                }
            }
            _ => {}
        }
    }
}

fn calculations(number: i64) -> Value {
    let text = |text: &str| json!({"en": text, "pl": text});
    json!([
        {"id": "whole", "value": {"+": [number, 0]}, "decimals": 0, "bands": [
            {"id": "a", "to": 5, "title": text(&"A".repeat(60))}, {"id": "b", "from": 6, "title": text("B")}]},
        {"id": "part", "value": {"+": [number, 0.25]}},
        {"id": "huge", "value": {"*": [number, 1_000_000_000_000_i64, 1_000_000_000_000_i64]}, "decimals": 0},
        {"id": "word", "value": {"cat": ["x".repeat(120), "\u{7}"]}},
        {"id": "flag", "value": {"==": [{"var": "first"}, true]}},
        {"id": "maybe", "value": {"/": [number, {"if": [{"var": "first"}, 1, 0]}]}, "decimals": 2, "bands": [
            {"id": "c", "to": 0, "title": text("C")}, {"id": "d", "from": 1, "title": text("D")}]},
    ])
}
