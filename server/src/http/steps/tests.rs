use super::*;
use serde_json::{Value, json};
use sonda_domain::check_content;

/// Three pages: the second only for those who are asked in, with a question that one of the same page brings up.
fn content(change: impl FnOnce(&mut Value)) -> Content {
    let title = json!({"en": "T"});
    let mut content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": title,
        "pages": [
            {"id": "you", "questions": [
                {"id": "name", "type": "text", "title": title, "required": true},
                {"id": "more", "type": "yes_no", "title": title},
            ]},
            {"id": "deep", "visible_if": {"==": [{"var": "more"}, true]}, "questions": [
                {"id": "pet", "type": "yes_no", "title": title},
                {"id": "kind", "type": "text", "title": title, "required": true,
                 "visible_if": {"==": [{"var": "pet"}, true]}},
            ]},
            {"id": "end", "questions": [
                {"id": "stars", "type": "rating", "title": title, "required": true},
            ]},
        ],
    });
    change(&mut content);
    let content = serde_json::from_value(content).unwrap();
    assert_eq!(check_content(&content), []);
    content
}

fn decided(content: &Content, post: &str) -> Decision {
    let pairs = post.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.replace('+', " "))
    });
    decide(
        content,
        &Known::of(&content.fallback_locale),
        &pairs.collect(),
    )
}

/// The step shown, with the fields at fault.
#[track_caller]
fn shown(content: &Content, post: &str) -> (String, Vec<String>) {
    match decided(content, post) {
        Decision::Show { step, errors, .. } => {
            (step, errors.into_iter().map(|error| error.field).collect())
        }
        other => panic!("{post}: {other:?}"),
    }
}

fn at(step: &str, fields: &[&str]) -> (String, Vec<String>) {
    (
        step.to_owned(),
        fields.iter().map(|&field| field.to_owned()).collect(),
    )
}

#[test]
fn a_sound_step_leads_on_and_the_last_submits() {
    let content = content(|_| ());
    assert_eq!(
        shown(&content, "_step=you&name=Jan&more=no"),
        at("end", &[])
    );
    assert_eq!(
        shown(&content, "_step=you&name=Jan&more=yes"),
        at("deep", &[])
    );
    assert_eq!(
        decided(&content, "_step=end&name=Jan&stars=4"),
        Decision::Submit
    );
}

#[test]
fn a_step_with_errors_is_shown_again_with_its_own_errors_alone() {
    let content = content(|_| ());
    assert_eq!(shown(&content, "_step=you&name="), at("you", &["name"]));
    assert_eq!(
        shown(&content, "_step=end&name=&stars=9"),
        at("end", &["stars"])
    );
}

#[test]
fn back_leads_to_the_step_before_whatever_is_wrong() {
    let content = content(|_| ());
    assert_eq!(
        shown(&content, "_step=end&_go=back&name=Jan&more=yes"),
        at("deep", &[])
    );
    assert_eq!(
        shown(&content, "_step=end&_go=back&name=Jan&more=no"),
        at("you", &[])
    );
    assert_eq!(shown(&content, "_step=you&_go=back"), at("you", &[]));
}

#[test]
fn a_question_that_the_step_itself_brings_up_is_shown_before_the_way_goes_on() {
    let content = content(|_| ());
    let begin = "_step=deep&name=Jan&more=yes&pet=yes";
    assert_eq!(
        shown(&content, &format!("{begin}&_shown=")),
        at("deep", &[])
    );
    assert_eq!(
        shown(&content, &format!("{begin}&_shown=kind")),
        at("deep", &["kind"]),
        "seen and left empty"
    );
    assert_eq!(
        shown(&content, &format!("{begin}&_shown=kind&kind=cat")),
        at("end", &[])
    );
    assert_eq!(
        shown(
            &content,
            "_step=deep&name=Jan&more=yes&pet=no&_shown=kind&kind=cat"
        ),
        at("end", &[]),
        "gone again"
    );
    assert_eq!(
        shown(&content, begin),
        at("deep", &["kind"]),
        "a page that does not say what it showed is not shown for ever"
    );
}

#[test]
fn an_error_on_an_earlier_step_shows_that_step_before_anything_is_stored() {
    let content = content(|_| ());
    assert_eq!(shown(&content, "_step=end&stars=4"), at("you", &["name"]));
    assert_eq!(
        shown(&content, "_step=end&stars=4&name=Jan&more=yes&pet=yes"),
        at("deep", &["kind"])
    );
}

#[test]
fn a_step_that_there_is_not_leads_to_the_first_that_is_unsound() {
    let content = content(|_| ());
    for step in ["", "deep", "no-such", "_review", "\u{0}"] {
        assert_eq!(
            shown(&content, &format!("_step={step}")),
            at("you", &[]),
            "{step}"
        );
    }
    assert_eq!(shown(&content, "_step=deep&name=Jan"), at("end", &[]));
    assert_eq!(
        shown(&content, "_step=deep&name=Jan&stars=4"),
        at("end", &[]),
        "and what nobody meant to send is not sent"
    );
    assert_eq!(
        shown(&content, "_step=deep&_go=back&name=Jan&stars=4"),
        at("end", &[])
    );
}

#[test]
fn the_answers_are_reviewed_and_sent_from_there() {
    let content = content(|v| v["review"] = json!(true));
    assert_eq!(
        decided(&content, "_step=end&name=Jan&stars=4"),
        Decision::Review("end".into())
    );
    assert_eq!(
        decided(&content, "_step=end&_review=yes&name=Jan&stars=4"),
        Decision::Submit
    );
    assert_eq!(
        shown(&content, "_step=end&_review=yes&_go=back&name=Jan&stars=4"),
        at("end", &[])
    );
    assert_eq!(
        shown(&content, "_step=end&_review=yes&name=Jan&stars=99"),
        at("end", &["stars"])
    );
    assert_eq!(
        decided(&content, "_step=gone&name=Jan&stars=4"),
        Decision::Review("end".into())
    );
}

#[test]
fn an_edit_leads_back_to_the_review_by_way_of_what_it_brings_up() {
    let content = content(|v| v["review"] = json!(true));
    let edit = decided(
        &content,
        "_step=end&_review=yes&_go=edit:you&name=Jan&more=no&stars=4",
    );
    let reviewed = Some("you end".to_owned());
    let step = "you".to_owned();
    assert_eq!(
        edit,
        Decision::Show {
            step,
            errors: vec![],
            reviewed
        }
    );
    let post = "_step=you&_reviewed=you+end&stars=4";
    assert_eq!(
        decided(&content, &format!("{post}&name=Janina")),
        Decision::Review("end".into())
    );
    assert_eq!(
        shown(&content, &format!("{post}&name=")),
        at("you", &["name"])
    );
    let Decision::Show { step, reviewed, .. } =
        decided(&content, &format!("{post}&name=Jan&more=yes"))
    else {
        panic!("the page that is new is to be seen");
    };
    assert_eq!(
        (step.as_str(), reviewed.as_deref()),
        ("deep", Some("you end you"))
    );
    let post = "_step=deep&_reviewed=you+end+you&stars=4&name=Jan&more=yes&_shown=";
    assert_eq!(decided(&content, post), Decision::Review("end".into()));
    assert_eq!(
        shown(
            &content,
            "_step=end&_review=yes&_go=edit:no-such&name=Jan&stars="
        ),
        at("end", &[])
    );
}

#[test]
fn a_jump_passes_over_what_lies_between_and_may_end_the_form() {
    let content = content(|v| {
        v["pages"][0]["next"] = json!([{"if": {"==": [{"var": "name"}, "Nobody"]}}]);
    });
    assert_eq!(
        decided(&content, "_step=you&name=Nobody&more=yes"),
        Decision::Submit
    );
    assert_eq!(
        shown(&content, "_step=you&name=Jan&more=yes"),
        at("deep", &[])
    );
}

#[test]
fn one_question_at_a_time_is_walked_alike() {
    let content = content(|v| v["layout"] = json!("one_question"));
    assert_eq!(shown(&content, "_step=name&name=Jan"), at("more", &[]));
    assert_eq!(
        shown(&content, "_step=more&name=Jan&more=yes"),
        at("pet", &[])
    );
    assert_eq!(
        shown(
            &content,
            "_step=kind&name=Jan&more=yes&pet=yes&kind=cat&_shown=kind"
        ),
        at("stars", &[])
    );
    assert_eq!(
        decided(&content, "_step=stars&name=Jan&stars=1"),
        Decision::Submit
    );
}

#[test]
fn the_one_step_of_a_whole_form_submits_once_all_it_brings_up_was_seen() {
    let content = content(|v| v["layout"] = json!("one_page"));
    let all = "_shown=name+more+stars";
    let rest = format!("name=Jan&stars=3&more=no&{all}");
    assert_eq!(
        decided(&content, &format!("_step=&{rest}")),
        Decision::Submit
    );
    assert_eq!(
        decided(&content, &rest),
        Decision::Submit,
        "one step need not be named"
    );
    assert_eq!(
        shown(&content, &format!("_step=&{all}")),
        at("", &["name", "stars"])
    );
    let more = "name=Jan&stars=3&more=yes";
    assert_eq!(
        shown(&content, &format!("{more}&{all}")),
        at("", &[]),
        "a page came up"
    );
    assert_eq!(
        decided(&content, &format!("{more}&{all}+pet")),
        Decision::Submit
    );
}

#[test]
fn answers_found_wrong_lead_to_the_first_step_that_has_one() {
    let content = content(|_| ());
    let known = Known::of(&content.fallback_locale);
    let entries: Entries = [("name".to_owned(), "Jan".to_owned())]
        .into_iter()
        .collect();
    let error = |field: &str| FieldError::new(field, sonda_domain::FieldFault::Required);
    let errors = [error("stars"), error("strange")];
    assert_eq!(
        at_fault(&content, &known, &entries, &errors),
        ("end".to_owned(), errors.to_vec())
    );
    let errors = [error("name"), error("stars")];
    assert_eq!(
        at_fault(&content, &known, &entries, &errors),
        ("you".to_owned(), errors[..1].to_vec())
    );
}

#[test]
fn a_form_that_asks_nothing_submits() {
    let content = content(|v| {
        let never = json!({"==": [1, 2]});
        for page in v["pages"].as_array_mut().unwrap() {
            page["visible_if"] = never.clone();
        }
    });
    assert_eq!(decided(&content, "_step="), Decision::Submit);
}

#[test]
fn a_button_of_a_group_brings_the_same_step_back_with_an_entry_more() {
    let title = json!({"en": "T"});
    let content = content(|content| {
        content["pages"][2]["questions"] = json!([{"id": "pets", "type": "group", "title": title, "questions": [
            {"id": "name", "type": "text", "title": title, "required": true},
        ]}]);
    });
    let entries = |go: &str| {
        let pairs = [
            ("_step", "end"),
            ("_go", go),
            ("pets", "1"),
            ("pets.0.name", "Rex"),
        ];
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect::<Entries>()
    };
    let mut more = entries("add:pets");
    let decision = regrouped(&content, &mut more);
    assert!(
        matches!(decision, Some(Decision::Show { step, errors, .. }) if step == "end" && errors.is_empty())
    );
    assert_eq!(more.first("pets"), "2");
    let mut less = entries("remove:pets.0");
    assert!(regrouped(&content, &mut less).is_some());
    assert!(less.values("pets.0.name").is_empty());
    let mut onward = entries("next");
    assert_eq!(regrouped(&content, &mut onward), None);
    assert_eq!(onward, entries("next"));
}

/// One page whose question `kids` brings up an option, a required row, and a question of the same entry.
fn growing() -> Content {
    let title = json!({"en": "T"});
    let kids = json!({"var": "kids"});
    let with = |id: &str| json!({"id": id, "title": title, "visible_if": kids});
    let plain = |id: &str| json!({"id": id, "title": title});
    let content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": title,
        "questions": [
            {"id": "kids", "type": "yes_no", "title": title},
            {"id": "plan", "type": "single_choice", "title": title, "options": [plain("a"), with("b")]},
            {"id": "grid", "type": "matrix", "title": title, "required": true,
             "options": [plain("x")], "rows": [plain("one"), with("two")]},
            {"id": "who", "type": "group", "title": title, "questions": [
                {"id": "kid", "type": "yes_no", "title": title},
                {"id": "age", "type": "number", "title": title, "visible_if": {"var": "kid"}},
            ]},
        ],
    });
    let content = serde_json::from_value(content).unwrap();
    assert_eq!(check_content(&content), []);
    content
}

#[test]
fn parts_that_the_step_itself_brings_up_are_shown_before_it_is_sent() {
    let content = growing();
    let hidden = "_hidden=plan.b+grid.two+who.0.age";
    assert_eq!(
        shown(&content, &format!("{hidden}&kids=yes&grid.one=x")),
        at("", &[]),
        "a row that nobody saw is no fault yet"
    );
    assert_eq!(
        shown(&content, "_hidden=who.0.age&kids=yes&grid.one=x"),
        at("", &["grid.two"])
    );
    assert_eq!(
        shown(
            &content,
            &format!("{hidden}&kids=no&grid.one=x&who.0.kid=yes")
        ),
        at("", &[])
    );
    for post in [
        format!("{hidden}&kids=no&grid.one=x&plan=a"),
        "_shown=&kids=yes&grid.one=x&grid.two=x".to_owned(),
        "_hidden=who.3.age&kids=no&grid.one=x".to_owned(),
    ] {
        assert_eq!(decided(&content, &post), Decision::Submit, "{post}");
    }
}
