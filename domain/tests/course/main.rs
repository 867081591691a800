//! How a form goes: what is shown, required, calculated and ended with.
#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test may fail, and reads better with values"
)]

mod budget;
mod dead_ends;
mod numbers;
mod scores;
mod words;

use serde_json::{Value, json};
use sonda_domain::{
    Answer, Content, Course, Entries, FieldFault, Known, check_content, interface_messages,
    validate,
};

fn content(rest: Value) -> Content {
    let mut value = json!({"locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}});
    for (name, member) in rest.as_object().unwrap() {
        value[name] = member.clone();
    }
    serde_json::from_value(value).unwrap()
}

fn question(id: &str, kind: &str, rest: Value) -> Value {
    let mut value = json!({"id": id, "type": kind, "title": {"en": id}});
    for (name, member) in rest.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

fn options(ids: &[&str]) -> Value {
    ids.iter()
        .map(|id| json!({"id": id, "title": {"en": id.to_uppercase()}}))
        .collect()
}

fn entries(fields: &[(&str, &str)]) -> Entries {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn known() -> Known {
    Known::of(&"en".parse().unwrap())
}

fn course(content: &Content, fields: &[(&str, &str)]) -> Course {
    Course::of(content, &entries(fields), &known())
}

fn faults(content: &Content, fields: &[(&str, &str)]) -> Vec<(String, FieldFault)> {
    let errors = validate(content, &entries(fields), &known()).err();
    let errors = errors.unwrap_or_default().into_iter();
    errors.map(|error| (error.field, error.fault)).collect()
}

fn answered(content: &Content, fields: &[(&str, &str)]) -> Vec<String> {
    let judged = validate(content, &entries(fields), &known()).unwrap();
    judged.answers.0.keys().map(ToString::to_string).collect()
}

fn why() -> Content {
    content(json!({"questions": [
        question("score", "nps", json!({"required": true})),
        question("why", "text", json!({"required": true, "visible_if": {"<": [{"var": "score"}, 7]}})),
        question("more", "text", json!({"visible_if": {"!!": [{"var": "why"}]}})),
    ]}))
}

#[test]
fn a_question_is_asked_while_its_condition_holds() {
    let content = why();
    assert!(course(&content, &[("score", "9")]).shown.hidden.has("why"));
    assert!(!course(&content, &[("score", "3")]).shown.hidden.has("why"));
    assert_eq!(
        faults(&content, &[("score", "3")]),
        [("why".to_owned(), FieldFault::Required)]
    );
    assert_eq!(answered(&content, &[("score", "9")]), ["score"]);
}

#[test]
fn hidden_answers_are_dropped_and_hide_what_depends_on_them() {
    let content = why();
    let all = [("score", "3"), ("why", "slow"), ("more", "much")];
    assert_eq!(answered(&content, &all), ["more", "score", "why"]);
    let changed = [("score", "9"), ("why", "slow"), ("more", "much")];
    assert_eq!(answered(&content, &changed), ["score"]);
}

#[test]
fn an_invalid_answer_counts_as_none() {
    let content = why();
    let course = course(&content, &[("score", "eleven")]);
    // Nothing is less than 7, too: JSON Logic takes it for zero.
    assert!(!course.shown.hidden.has("why"));
    assert_eq!(course.errors[0].field, "score");
}

#[test]
fn an_answer_can_be_required_by_others() {
    let content = content(json!({"questions": [
        question("phone", "phone", json!({"required_if": {"!": [{"var": "email"}]}})),
        question("email", "email", json!({"required_if": {"!": [{"var": "phone"}]}})),
    ]}));
    let both = [
        ("phone".to_owned(), FieldFault::Required),
        ("email".to_owned(), FieldFault::Required),
    ];
    assert_eq!(faults(&content, &[]), both);
    assert_eq!(faults(&content, &[("email", "a@b.co")]), []);
    assert_eq!(faults(&content, &[("phone", "+48 601 234 567")]), []);
}

#[test]
fn a_rule_between_answers_speaks_for_itself() {
    let content = content(json!({"questions": [
        question("from", "number", json!({})),
        question("to", "number", json!({"rules": [
            {"valid_if": {">=": [{"var": "to"}, {"var": "from"}]}, "message": {"en": "Up to less than from"}},
        ]})),
    ]}));
    assert_eq!(faults(&content, &[("from", "3"), ("to", "4")]), []);
    assert_eq!(faults(&content, &[("from", "3")]), []);
    assert_eq!(
        faults(&content, &[("from", "3"), ("to", "2")]),
        [(
            "to".to_owned(),
            FieldFault::RuleBroken("Up to less than from".to_owned())
        )]
    );
}

#[test]
fn options_and_rows_that_are_not_offered_are_no_answers() {
    let content = content(json!({"questions": [
        question("plan", "single_choice", json!({"options": options(&["free", "paid"])})),
        question("wish", "multiple_choice", json!({"options": [
            {"id": "speed", "title": {"en": "Speed"}},
            {"id": "price", "title": {"en": "Price"}, "visible_if": {"==": [{"var": "plan"}, "paid"]}},
        ]})),
        question("rate", "matrix", json!({"required": true, "options": options(&["good", "bad"]), "rows": [
            {"id": "look", "title": {"en": "Look"}},
            {"id": "bill", "title": {"en": "Bill"}, "visible_if": {"==": [{"var": "plan"}, "paid"]}},
        ]})),
    ]}));
    let free = entries(&[
        ("plan", "free"),
        ("wish", "speed"),
        ("wish", "price"),
        ("rate.look", "good"),
        ("rate.bill", "bad"),
    ]);
    let judged = validate(&content, &free, &known()).unwrap();
    let wish = judged.answers.answer("wish").unwrap();
    assert_eq!(*wish, Answer::Choices(vec!["speed".parse().unwrap()]));
    let Some(Answer::Rows(rows)) = judged.answers.answer("rate") else {
        panic!("no rows");
    };
    assert_eq!(rows.len(), 1);
    let paid = faults(&content, &[("plan", "paid"), ("rate.look", "good")]);
    assert_eq!(paid, [("rate.bill".to_owned(), FieldFault::Required)]);
}

fn paged() -> Content {
    let page = |id: &str, questions: Value, next: Value| json!({"id": id, "questions": questions, "next": next});
    content(json!({"pages": [
        page("first", json!([question("kind", "single_choice", json!({"required": true, "options": options(&["a", "b", "c"])}))]), json!([
            {"if": {"==": [{"var": "kind"}, "b"]}, "to": "third"},
            {"if": {"==": [{"var": "kind"}, "c"]}},
        ])),
        page("second", json!([question("two", "text", json!({"required": true}))]), json!([])),
        page("third", json!([question("three", "text", json!({"required": true}))]), json!([])),
    ], "endings": [
        {"id": "early", "title": {"en": "Early"}, "visible_if": {"==": [{"var": "kind"}, "c"]}},
        {"id": "late", "title": {"en": "Late"}},
    ]}))
}

fn steps(content: &Content, fields: &[(&str, &str)]) -> Vec<String> {
    let course = course(content, fields);
    let steps = course.steps(content).into_iter();
    steps.map(|step| step.id).collect()
}

#[test]
fn jumps_pass_over_pages_and_end_early() {
    let content = paged();
    assert_eq!(
        steps(&content, &[("kind", "a")]),
        ["first", "second", "third"]
    );
    assert_eq!(steps(&content, &[("kind", "b")]), ["first", "third"]);
    assert_eq!(steps(&content, &[("kind", "c")]), ["first"]);
    let sent = [("kind", "c"), ("two", "dropped"), ("three", "dropped")];
    assert_eq!(answered(&content, &sent), ["kind"]);
    let judged = validate(&content, &entries(&sent), &known()).unwrap();
    assert_eq!(judged.conclusion.ending.unwrap().as_str(), "early");
}

#[test]
fn one_question_at_a_time_passes_over_hidden_ones() {
    let mut content = why();
    content.layout = Some(sonda_domain::Layout::OneQuestion);
    assert_eq!(steps(&content, &[("score", "9")]), ["score"]);
    assert_eq!(steps(&content, &[("score", "1")]), ["score", "why"]);
}

#[test]
fn answers_stand_in_texts_in_the_words_of_the_form() {
    let content = content(json!({"questions": [
        question("name", "text", json!({})),
        question("colour", "single_choice", json!({"options": options(&["red", "blue"])})),
        question("price", "number", json!({"decimals": 2})),
    ]}));
    let course = course(
        &content,
        &[
            ("name", "<b>Jo</b>"),
            ("colour", "red"),
            ("price", "1234.5"),
        ],
    );
    let messages = interface_messages(&"en".parse().unwrap());
    let pipe = |text: &str| course.pipe(&content, &known(), &messages, text);
    assert_eq!(pipe("Hello {{name}}!"), "Hello <b>Jo</b>!");
    assert_eq!(pipe("{{colour}} for {{ price }}"), "RED for 1,234.5");
    assert_eq!(pipe("{{nobody|friend}}, {{unclosed"), "friend, {{unclosed");
}

#[test]
fn a_message_of_a_rule_says_what_was_given() {
    let rule = json!({"valid_if": {"<": [{"var": "guests"}, 5]}, "message": {"en": "Not {{guests}}, {{name|friend}}!"}});
    let content = content(json!({"questions": [
        question("name", "text", json!({})),
        question("guests", "number", json!({"rules": [rule]})),
    ]}));
    assert_eq!(check_content(&content), []);
    assert_eq!(
        faults(&content, &[("guests", "1200")])[0].1,
        FieldFault::RuleBroken("Not 1,200, friend!".to_owned())
    );
}

#[test]
fn the_ends_of_a_date_range_can_be_said() {
    let title = json!({"en": "Bye"});
    let text = json!({"en": "{{stay.from}} to {{stay.to}}: {{score}}"});
    let content = content(json!({
        "questions": [question("stay", "date_range", json!({}))],
        "calculations": [{"id": "score", "value": 4.7, "decimals": 2}],
        "endings": [{"id": "end", "title": title, "text": text}],
    }));
    assert_eq!(check_content(&content), []);
    let sent = [("stay.from", "2026-01-31"), ("stay.to", "2026-02-01")];
    let course = course(&content, &sent);
    let messages = interface_messages(&"en".parse().unwrap());
    let said = course.pipe(&content, &known(), &messages, text["en"].as_str().unwrap());
    assert!(said.contains("31") && said.ends_with(": 4.70"), "{said}");
}

#[test]
fn a_group_is_judged_entry_by_entry() {
    let content = content(json!({"questions": [question("people", "group", json!({
        "min_entries": 1, "max_entries": 2,
        "questions": [
            question("adult", "yes_no", json!({"required": true})),
            question("licence", "text", json!({"required": true, "visible_if": {"var": "adult"}})),
        ],
    }))]}));
    let missing = |field: &str| (field.to_owned(), FieldFault::Required);
    assert_eq!(faults(&content, &[]), [missing("people.0.adult")]);
    assert_eq!(
        faults(&content, &[("people.0.adult", "yes")]),
        [missing("people.0.licence")]
    );
    assert_eq!(faults(&content, &[("people.0.adult", "no")]), []);
    let three = [
        ("people", "3"),
        ("people.0.adult", "no"),
        ("people.1.adult", "no"),
        ("people.2.adult", "no"),
    ];
    assert_eq!(
        faults(&content, &three),
        [("people".to_owned(), FieldFault::TooManyEntries(2))]
    );
}

#[test]
fn an_option_of_ones_own_keeps_its_words_only_while_it_is_chosen() {
    let content = content(
        json!({"questions": [question("how", "single_choice", json!({"options": [
            {"id": "web", "title": {"en": "Web"}},
            {"id": "other", "title": {"en": "Other"}, "text": true},
        ]}))]}),
    );
    let texts = |choice: &str| {
        let sent = entries(&[("how", choice), ("how.other", " a fair ")]);
        let judged = validate(&content, &sent, &known()).unwrap();
        judged.answers.0["how"]
            .texts
            .values()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(texts("other"), ["a fair"]);
    assert!(texts("web").is_empty());
}

#[test]
fn dates_rankings_and_addresses_name_the_part_at_fault() {
    let content = content(json!({"questions": [
        question("stay", "date_range", json!({"earliest": "2026-01-01"})),
        question("order", "ranking", json!({"options": options(&["a", "b"])})),
        question("home", "address", json!({})),
    ]}));
    let sent = [
        ("stay.from", "2026-02-30"),
        ("order.a", "1"),
        ("order.b", "1"),
        ("home.city", "Kraków"),
    ];
    let found: Vec<String> = faults(&content, &sent)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        found,
        [
            "stay.from",
            "order",
            "home.street",
            "home.postal_code",
            "home.country"
        ]
    );
    let backwards = [("stay.from", "2026-02-02"), ("stay.to", "2026-02-01")];
    assert_eq!(
        faults(&content, &backwards),
        [("stay.to".to_owned(), FieldFault::EndsBeforeItBegins)]
    );
}

#[test]
fn a_value_of_the_link_is_not_asked_of_the_browser() {
    let content = content(json!({"known": ["link.order"], "questions": [
        question("order", "hidden", json!({"source": {"link": "order"}})),
    ]}));
    let mut known = known();
    known
        .values
        .insert("link.order".to_owned(), "A-17".to_owned());
    let sent = entries(&[("order", "forged")]);
    let judged = validate(&content, &sent, &known).unwrap();
    assert_eq!(
        judged.answers.answer("order"),
        Some(&Answer::Text("A-17".to_owned()))
    );
    assert!(
        validate(&content, &sent, &Known::of(&known.locale))
            .unwrap()
            .answers
            .0
            .is_empty()
    );
}

#[test]
fn exclusive_options_stand_alone() {
    let content = content(
        json!({"questions": [question("pains", "multiple_choice", json!({"options": [
            {"id": "head", "title": {"en": "Head"}},
            {"id": "none", "title": {"en": "None"}, "exclusive": true},
        ]}))]}),
    );
    assert_eq!(
        faults(&content, &[("pains", "head"), ("pains", "none")]),
        [("pains".to_owned(), FieldFault::NotAlone)]
    );
    assert_eq!(faults(&content, &[("pains", "none")]), []);
}
