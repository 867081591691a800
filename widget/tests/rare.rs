//! The server's HTML of the rarer types of question: complete, named, and usable without JavaScript.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod sample;

use sample::{entries, errors, props};
use serde_json::{Value, json};
use sonda_widget::{Props, render_form};

/// A form of one question, whose id is `q`.
fn form(mut question: Value) -> Props {
    question["id"] = json!("q");
    question["title"] = json!({"en": "What?"});
    let definition = json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": {"en": "T"}, "questions": [question]
    });
    props(&definition.to_string(), "en")
}

fn titled(id: &str, title: &str) -> Value {
    json!({"id": id, "title": {"en": title}})
}

/// The opening tag that has that in it.
fn tag<'a>(html: &'a str, attribute: &str) -> &'a str {
    let at = html
        .find(attribute)
        .unwrap_or_else(|| panic!("{attribute} in {html}"));
    let start = html[..at].rfind('<').unwrap();
    let end = html[at..].find('>').unwrap();
    &html[start..=at + end]
}

/// The text of the element of an id, without its tags.
fn text_of(html: &str, id: &str) -> String {
    let at = html
        .find(&format!("id=\"{id}\""))
        .unwrap_or_else(|| panic!("an element {id} in {html}"));
    let inside = html[at..].split_once('>').unwrap().1;
    inside.split('<').next().unwrap().to_owned()
}

/// What `aria-labelledby` says of the input in that tag.
fn name_of(html: &str, tag: &str) -> String {
    let ids = tag.split("aria-labelledby=\"").nth(1).unwrap();
    let ids = ids.split('"').next().unwrap().split(' ');
    ids.map(|id| text_of(html, id))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn a_slider_is_a_number_that_may_be_left_empty() {
    let html = render_form(&form(
        json!({"type": "slider", "max": 10, "high_label": {"en": "Most"}}),
    ));
    let field = tag(&html, r#"name="q""#);
    assert!(field.contains(r#"type="text""#), "{field}");
    assert!(!field.contains("value"), "{field}");
    assert!(tag(&html, r#"data-part="slider""#).contains(r#"data-max="10""#));
    assert!(text_of(&html, "sonda-q.ends").is_empty());
    assert!(
        html.contains("<span>0 </span><span>10 – Most </span>"),
        "{html}"
    );
    assert!(
        field.contains(r#"aria-describedby="sonda-q.ends""#),
        "{field}"
    );
}

#[test]
fn every_cell_of_a_matrix_is_named_by_row_and_column() {
    let mut matrix = form(json!({
        "type": "matrix", "required": true,
        "options": [titled("never", "Never"), titled("often", "Often")],
        "rows": [titled("read", "Reading"), titled("walk", "Walking")]
    }));
    let html = render_form(&matrix);
    assert_eq!(html.matches("<table").count(), 1);
    assert_eq!(html.matches(r#"scope="row""#).count(), 2);
    assert_eq!(html.matches(r#"scope="col""#).count(), 2);
    assert_eq!(html.matches(r#"type="radio""#).count(), 4);
    let first = tag(&html, r#"name="q.walk" value="never""#);
    assert_eq!(name_of(&html, first), "Walking, Never");
    assert!(first.contains("required"), "{first}");
    assert!(first.contains(r#"id="sonda-q.walk""#), "{first}");

    matrix.entries = entries(&[("q.read", "often")]);
    matrix.errors = errors(&matrix);
    let html = render_form(&matrix);
    assert!(tag(&html, r#"name="q.read" value="often""#).contains("checked"));
    assert_eq!(matrix.errors[0].field, "q.walk");
    let first = tag(&html, r#"name="q.walk" value="never""#);
    assert!(
        first.contains(r#"aria-describedby="sonda-q.walk.error""#),
        "{first}"
    );
    assert!(html.contains(r##"href="#sonda-q.walk""##));
}

#[test]
fn rows_between_opposites_say_at_their_ends_what_these_are() {
    let html = render_form(&form(json!({
        "type": "matrix", "cells": "bipolar", "steps": 3, "low_label": {"en": "Cold"}, "high_label": {"en": "Hot"},
        "rows": [titled("tea", "Tea"), {"id": "ice", "title": {"en": "Ice"}, "low_label": {"en": "Frozen"}}]
    })));
    let named = |value: &str| name_of(&html, tag(&html, value));
    assert_eq!(named(r#"name="q.tea" value="1""#), "Tea, 1, Cold");
    assert_eq!(named(r#"name="q.tea" value="2""#), "Tea, 2");
    assert_eq!(named(r#"name="q.tea" value="3""#), "Tea, 3, Hot");
    assert_eq!(named(r#"name="q.ice" value="1""#), "Ice, 1, Frozen");
}

#[test]
fn weights_are_asked_for_unless_the_form_has_them() {
    let rows = |weight: Option<&str>| {
        let mut row = titled("price", "Price");
        if let Some(weight) = weight {
            row["weight"] = json!(weight);
        }
        json!({"type": "matrix", "cells": "weighted", "rows": [row]})
    };
    let html = render_form(&form(rows(None)));
    let weight = tag(&html, r#"name="q.price.weight""#);
    assert_eq!(name_of(&html, weight), "Price, Weight");
    assert!(html.contains(r#"data-part="weights""#));
    assert_eq!(html.matches(r#"name="q.price""#).count(), 5);

    let html = render_form(&form(rows(Some("1"))));
    assert!(!html.contains("q.price.weight\""), "{html}");
    assert!(!html.contains("data-part"));
    assert!(html.contains("<span>1</span></p></td>"), "{html}");
}

#[test]
fn columns_have_fields_of_their_own() {
    let mut table = form(json!({
        "type": "matrix", "cells": "columns", "rows": [titled("saw", "Saw")],
        "questions": [
            {"id": "state", "type": "single_choice", "title": {"en": "State"}, "options": [titled("new", "New")]},
            {"id": "count", "type": "number", "title": {"en": "Count"}, "required": true},
            {"id": "since", "type": "date", "title": {"en": "Since"}},
            {"id": "lend", "type": "yes_no", "title": {"en": "Lend"}}
        ]
    }));
    table.entries = entries(&[("q.saw.state", "new"), ("q.saw.count", "x")]);
    table.errors = errors(&table);
    let html = render_form(&table);
    let state = tag(&html, r#"name="q.saw.state""#);
    assert!(state.starts_with("<select"), "{state}");
    assert_eq!(name_of(&html, state), "Saw, State");
    assert!(tag(&html, r#"value="new""#).contains("selected"));
    let count = tag(&html, r#"name="q.saw.count""#);
    assert!(count.contains(r#"aria-invalid="true""#), "{count}");
    assert_eq!(count.matches("aria-describedby").count(), 1, "{count}");
    assert!(tag(&html, r#"name="q.saw.since""#).contains(r#"type="date""#));
    assert!(html.contains(">Yes</option>"));
}

#[test]
fn a_ranking_asks_a_place_for_each_option() {
    let mut ranking =
        form(json!({"type": "ranking", "options": [titled("a", "Apples"), titled("b", "Pears")]}));
    ranking.entries = entries(&[("q.a", "2"), ("q.b", "2")]);
    ranking.errors = errors(&ranking);
    let html = render_form(&ranking);
    assert_eq!(html.matches("<select").count(), 2);
    assert_eq!(html.matches(r#"<option value="2" selected>2"#).count(), 2);
    assert!(
        html.contains(r#"<label for="sonda-q.a"><span>Apples"#),
        "{html}"
    );
    let field = tag(&html, r#"id="sonda-q""#);
    assert!(
        field.contains(r#"aria-describedby="sonda-q.error""#),
        "{field}"
    );
    assert!(field.contains(r#"tabindex="-1""#), "{field}");
}

#[test]
fn dates_keep_their_limits() {
    let html = render_form(&form(
        json!({"type": "date", "earliest": "2026-01-01", "latest": "2026-12-31"}),
    ));
    assert!(tag(&html, r#"name="q""#).contains(r#"min="2026-01-01" max="2026-12-31""#));
    let html = render_form(&form(json!({"type": "date_time", "latest": "2026-12-31"})));
    let field = tag(&html, r#"name="q""#);
    assert!(field.contains(r#"type="datetime-local""#), "{field}");
    assert!(field.contains(r#"max="2026-12-31T23:59""#), "{field}");
    assert!(!field.contains("min="), "{field}");
    let html = render_form(&form(json!({"type": "time", "required": true})));
    assert!(tag(&html, r#"name="q""#).contains("required"));
}

#[test]
fn the_two_days_of_a_range_have_names_and_errors_of_their_own() {
    let mut range = form(json!({"type": "date_range"}));
    range.entries = entries(&[("q.from", "2026-02-02"), ("q.to", "2026-01-01")]);
    range.errors = errors(&range);
    let html = render_form(&range);
    assert!(html.contains(r#"<label for="sonda-q.from"><span>From"#));
    assert!(tag(&html, r#"name="q.to""#).contains(r#"aria-describedby="sonda-q.to.error""#));
    assert!(!tag(&html, r#"name="q.from""#).contains("aria-invalid"));
}

#[test]
fn browsers_know_the_parts_of_an_address() {
    let html = render_form(&form(json!({
        "type": "address", "required": true, "parts": ["street", "postal_code", "city", "region", "country"]
    })));
    for (part, token) in [
        ("street", "street-address"),
        ("postal_code", "postal-code"),
        ("city", "address-level2"),
        ("region", "address-level1"),
        ("country", "country-name"),
    ] {
        let field = tag(&html, &format!("name=\"q.{part}\""));
        assert!(
            field.contains(&format!("autocomplete=\"{token}\"")),
            "{field}"
        );
        assert_eq!(field.contains(" required"), part != "region", "{field}");
    }
    assert_eq!(html.matches("(optional)").count(), 1);
}

#[test]
fn a_signature_can_be_typed() {
    let mut signature = form(json!({"type": "signature"}));
    signature.entries = entries(&[("q", "M1 2L3 4"), ("q.name", "Anna")]);
    let html = render_form(&signature);
    let drawn = tag(&html, r#"name="q""#);
    assert!(drawn.contains(r#"type="hidden""#), "{drawn}");
    assert!(drawn.contains("data-answer"), "{drawn}");
    assert!(drawn.contains(r#"value="M1 2L3 4""#), "{drawn}");
    let typed = tag(&html, r#"name="q.name""#);
    assert!(typed.contains(r#"value="Anna""#), "{typed}");
    assert!(html.contains(r#"<label for="sonda-q.name">"#));
}

#[test]
fn files_go_with_a_plain_post_and_are_kept_when_it_comes_back() {
    let mut files = form(
        json!({"type": "file", "max_files": 3, "max_bytes": 1_500_000,
        "accept": ["image/*", "application/pdf", "text/csv"]}),
    );
    files.entries = entries(&[("q", "01-a"), ("q", "01-b")]);
    let html = render_form(&files);
    let form = tag(&html, "sonda-form");
    assert!(form.contains(r#"enctype="multipart/form-data""#), "{form}");
    let field = tag(&html, r#"type="file""#);
    assert!(field.contains("multiple"), "{field}");
    assert!(
        field.contains(r#"accept="image/*,application/pdf,text/csv""#),
        "{field}"
    );
    assert_eq!(
        text_of(&html, "sonda-q.ends"),
        "At most 3 files, each at most 1.5 MB: pictures, PDF, text"
    );
    for id in ["01-a", "01-b"] {
        let kept = tag(&html, &format!("value=\"{id}\""));
        assert!(
            kept.contains(r#"type="checkbox""#) && kept.contains("checked"),
            "{kept}"
        );
    }
    assert!(tag(&html, r#"data-part="file""#).contains("/uploads?question=q"));
    let html = render_form(&self::form(json!({"type": "date"})));
    assert!(!html.contains("enctype"));
}

#[test]
fn entries_of_a_group_come_and_go_by_buttons_that_post() {
    let group = |least: u32| {
        form(
            json!({"type": "group", "min_entries": least, "max_entries": 2, "questions": [
                {"id": "name", "type": "text", "title": {"en": "Name"}, "required": true},
                {"id": "nick", "type": "text", "title": {"en": "Nick"}, "visible_if": {"!!": {"var": "name"}}}
            ]}),
        )
    };
    let html = render_form(&group(0));
    assert!(tag(&html, r#"name="q""#).contains(r#"value="1""#), "{html}");
    assert!(html.contains(">Entry 1</legend>"));
    assert!(tag(&html, r#"value="add:q""#).contains(r#"name="_go""#));
    assert!(tag(&html, r#"value="remove:q.0""#).contains("formnovalidate"));
    assert!(tag(&html, "sonda-slot").contains("disabled"), "{html}");

    let mut two = group(1);
    two.entries = entries(&[("q", "2"), ("q.1.name", "Olena")]);
    two.errors = errors(&two);
    let html = render_form(&two);
    assert!(tag(&html, r#"name="q.1.name""#).contains(r#"value="Olena""#));
    assert!(!html.contains("add:q"));
    assert!(html.contains("remove:q.1"));
    assert_eq!(
        html.matches(r#"<fieldset class="sonda-slot" role="presentation">"#)
            .count(),
        1
    );
    let missing = tag(&html, r#"name="q.0.name""#);
    assert!(
        missing.contains(r#"aria-describedby="sonda-q.0.name.error""#),
        "{missing}"
    );

    let html = render_form(&group(1));
    assert!(!html.contains("remove:"));
}
