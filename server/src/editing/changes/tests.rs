//! What is told of a form that was changed.

use super::*;
use serde_json::json;

fn form() -> Value {
    json!({
        "sonda": 1, "id": "visit", "kind": "survey",
        "settings": {"once": "per_link", "theme": {"mode": "auto"}},
        "content": {
            "locales": ["en", "pl"], "fallback_locale": "en",
            "title": {"en": "Your visit", "pl": "Wizyta"},
            "pages": [
                {"id": "first", "questions": [
                    {"id": "stars", "type": "rating", "title": {"en": "Stars", "pl": "Gwiazdki"}, "steps": 5},
                    {"id": "why", "type": "long_text", "title": {"en": "Why?"},
                     "visible_if": {"<": [{"var": "stars"}, 3]}},
                ]},
                {"id": "second", "questions": [
                    {"id": "topic", "type": "single_choice", "title": {"en": "Topic"}, "options": [
                        {"id": "a", "title": {"en": "Apples"}}, {"id": "b", "title": {"en": "Pears"}},
                        {"id": "c", "title": {"en": "Plums"}}]},
                ]},
            ],
            "endings": [{"id": "thanks", "title": {"en": "Thanks"}}],
        },
        "mapping": {"targets": [{"id": "lead", "table": "lead", "columns": {
            "name": {"answer": "why"}, "source": {"constant": "web"}}}]},
    })
}

/// What is told of a form that is changed so: kind, part, name, detail.
fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (before, mut after) = (form(), form());
    change(&mut after);
    let found = changes(&before, &after).into_iter();
    found
        .map(|one| {
            let place = match one.kind {
                ChangeKind::Removed => before.pointer(&one.pointer),
                _ => after.pointer(&one.pointer),
            };
            assert!(
                place.is_some() || one.kind == ChangeKind::Removed || one.part != "question",
                "{one:?}"
            );
            let kind = serde_json::to_value(one.kind).unwrap();
            format!(
                "{} {}: {} ({})",
                kind.as_str().unwrap(),
                one.part,
                one.name,
                one.detail
            )
        })
        .collect()
}

#[test]
fn the_same_form_has_not_changed() {
    assert_eq!(told(|_| {}), Vec::<String>::new());
    let nothing = told(|form| {
        form["content"]["review"] = json!(false);
        form["settings"]["allowed_origins"] = json!([]);
        form["content"]["pages"][0]["questions"][0]["steps"] = json!("5");
    });
    assert_eq!(
        nothing,
        Vec::<String>::new(),
        "what is written otherwise says the same"
    );
}

#[test]
fn a_question_is_told_by_its_title() {
    let added = told(|form| {
        let questions = form["content"]["pages"][0]["questions"]
            .as_array_mut()
            .unwrap();
        questions.push(json!({"id": "email", "type": "email", "title": {"en": "E-mail"}}));
    });
    assert_eq!(added, ["added question: E-mail ()"]);
    let removed = told(|form| {
        form["content"]["pages"][0]["questions"]
            .as_array_mut()
            .unwrap()
            .remove(1);
    });
    assert_eq!(removed, ["removed question: Why? ()"]);
}

#[test]
fn one_question_that_is_dragged_has_moved_and_no_other() {
    let dragged = told(|form| {
        form["content"]["pages"][0]["questions"]
            .as_array_mut()
            .unwrap()
            .swap(0, 1);
    });
    assert_eq!(dragged.len(), 1, "{dragged:?}");
    assert!(dragged[0].starts_with("moved question"), "{dragged:?}");
    let to_another_page = told(|form| {
        let question = form["content"]["pages"][0]["questions"]
            .as_array_mut()
            .unwrap()
            .pop();
        let second = form["content"]["pages"][1]["questions"]
            .as_array_mut()
            .unwrap();
        second.insert(0, question.unwrap());
    });
    assert_eq!(to_another_page, ["moved question: Why? (second)"]);
    let option = told(|form| {
        let topic = &mut form["content"]["pages"][1]["questions"][0];
        topic["options"].as_array_mut().unwrap().rotate_left(1);
    });
    assert_eq!(option, ["moved option: Apples ()"]);
}

#[test]
fn texts_logic_and_properties_are_told_apart() {
    let changed = told(|form| {
        let stars = &mut form["content"]["pages"][0]["questions"][0];
        stars["title"]["pl"] = json!("Ocena");
        stars["help"] = json!({"pl": "Od 1 do 5"});
        stars["steps"] = json!(10);
        stars["icon"] = json!("heart");
        stars["required_if"] = json!(true);
    });
    assert_eq!(
        changed,
        [
            "changed texts: Stars (pl)",
            "changed logic: Stars (required_if)",
            "changed question: Stars (icon, steps)",
        ]
    );
}

#[test]
fn rules_theme_languages_and_columns_are_told_by_name() {
    let changed = told(|form| {
        form["settings"]["closes_at"] = json!("2026-12-31T23:59:00+01:00");
        form["settings"]["once"] = json!("per_contact");
        form["settings"]["theme"]["mode"] = json!("dark");
        form["content"]["locales"] = json!(["en", "uk"]);
        let columns = form["mapping"]["targets"][0]["columns"]
            .as_object_mut()
            .unwrap();
        columns.remove("source");
        columns.insert("email".into(), json!({"answer": "email"}));
        columns["name"] = json!({"constant": "x"});
    });
    assert_eq!(
        changed,
        [
            "added languages: uk ()",
            "removed languages: pl ()",
            "added rules: closes_at (closes_at)",
            "changed rules: once (once)",
            "changed theme: theme (mode)",
            "added mapping: lead.email ()",
            "changed mapping: lead.name ()",
            "removed mapping: lead.source ()",
        ]
    );
}

#[test]
fn nonsense_is_compared_without_an_end_to_the_program() {
    let nonsense = [
        json!({}),
        json!({"content": []}),
        json!({"content": {"questions": {"a": 1}, "pages": [1, null, {"questions": "x"}], "locales": 7}}),
        json!({"content": {"questions": [{"id": "q"}, {"id": "q"}, {"id": 3}, []]}, "settings": 1, "mapping": []}),
    ];
    for one in &nonsense {
        for other in nonsense.iter().chain([&form()]) {
            let _ = changes(one, other);
            let _ = changes(other, one);
        }
        assert_eq!(changes(one, one), []);
    }
}

#[test]
fn what_stands_in_the_longest_order_stays() {
    let stay = |numbers: &[usize]| {
        let mut stay: Vec<usize> = longest_rise(numbers).into_iter().collect();
        stay.sort_unstable();
        stay
    };
    assert_eq!(stay(&[3, 0, 1, 2]), [0, 1, 2]);
    assert_eq!(stay(&[0, 1, 2]), [0, 1, 2]);
    assert_eq!(stay(&[]), Vec::<usize>::new());
}
