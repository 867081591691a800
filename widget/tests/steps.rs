//! The server's HTML of a form that comes step by step: what a browser without JavaScript sees and posts.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "its forms and errors are for the other tests")]
mod sample;

use sample::{entries, props};
use serde_json::{Value, json};
use sonda_widget::{Props, ShownEnding, ShownResult, render_ending, render_form};

fn text(words: &str) -> Value {
    json!({ "en": words })
}

fn claim() -> Value {
    json!({
        "locales": ["en"], "fallback_locale": "en", "title": text("Claim"), "intro": text("Three minutes."),
        "review": true,
        "pages": [
            {"id": "who", "title": text("You"), "questions": [
                {"id": "name", "type": "text", "title": text("Name"), "required": true},
                {"id": "from", "type": "hidden", "title": text("From"), "source": {"url": "utm"}},
                {"id": "kind", "type": "single_choice", "title": text("Kind"), "options": [
                    {"id": "damage", "title": text("Damage")},
                    {"id": "theft", "title": text("Theft"), "visible_if": {"==": [{"var": "name"}, "Anna"]}}]},
                {"id": "plate", "type": "text", "title": text("Plate of {{name|somebody}}"),
                 "visible_if": {"==": [{"var": "kind"}, "theft"]}}]},
            {"id": "what", "title": text("What, {{name}}"), "questions": [
                {"id": "story", "type": "long_text", "title": text("Story"), "default": {"cat": ["By ", {"var": "name"}]}}]},
            {"id": "end", "visible_if": {"==": [{"var": "kind"}, "theft"]}, "questions": [
                {"id": "more", "type": "text", "title": text("More")}]}
        ]
    })
}

fn form(content: &Value, given: &[(&str, &str)], step: &str) -> Props {
    Props {
        entries: entries(given),
        step: step.into(),
        ..props(&content.to_string(), "en")
    }
}

/// The names and values of the hidden fields.
fn hidden(html: &str) -> Vec<(&str, &str)> {
    let inputs = html.split("<input type=\"hidden\" name=\"").skip(1);
    inputs
        .map(|input| {
            let (name, rest) = input.split_once('"').unwrap();
            let value = rest.strip_prefix(" value=\"").unwrap_or(rest);
            let value = value.split(['"', '>']).next().unwrap();
            (name, value.trim_start_matches(" value"))
        })
        .filter(|(name, _)| !matches!(*name, "_key" | "_version" | "_lang" | "_made"))
        .collect()
}

#[test]
fn the_first_step_is_shown_with_the_way_on_and_no_way_back() {
    let html = render_form(&form(&claim(), &[("from", "mail")], ""));
    assert!(html.contains("Three minutes."));
    assert!(html.contains(">Step 1 of 2</p>"), "{html}");
    assert!(html.contains(">You</h2>"));
    assert!(html.contains(r#"name="name""#));
    assert!(!html.contains("story"));
    assert!(html.contains(r#"name="_go" value="next""#));
    assert!(!html.contains(r#"value="back""#));
    assert_eq!(
        hidden(&html),
        [
            ("from", "mail"),
            ("_step", "who"),
            ("_shown", ""),
            ("_hidden", "kind.theft")
        ]
    );
}

#[test]
fn what_was_given_on_other_steps_travels_with_a_later_one() {
    let given = [("name", "Anna <b>"), ("kind", "damage")];
    let html = render_form(&form(&claim(), &given, "what"));
    assert!(html.contains("Step 2 of 2"));
    assert!(html.contains("What, Anna &lt;b&gt;</h2>"), "{html}");
    assert!(html.contains(">By Anna &lt;b&gt;</textarea>"));
    assert!(html.contains(r#"name="_go" value="back" formnovalidate"#));
    assert!(!html.contains("story\" value"));
    assert!(html.contains("sonda-intro\" hidden"));
    assert_eq!(
        hidden(&html),
        [
            ("kind", "damage"),
            ("name", "Anna &lt;b&gt;"),
            ("_step", "what")
        ]
    );
}

#[test]
fn a_hidden_question_is_disabled_and_a_shown_one_is_named() {
    let html = render_form(&form(&claim(), &[], ""));
    assert!(
        html.contains(r#"<fieldset class="sonda-slot" role="presentation" hidden disabled>"#),
        "{html}"
    );
    assert!(html.contains("Plate of somebody"));
    assert_eq!(
        hidden(&html),
        [("_step", "who"), ("_shown", ""), ("_hidden", "kind.theft")]
    );
    assert!(html.contains(r#"class="sonda-option" hidden"#));
    let html = render_form(&form(&claim(), &[("name", "Anna"), ("kind", "theft")], ""));
    assert!(html.contains(r#"<fieldset class="sonda-slot" role="presentation"><"#));
    assert!(html.contains("Plate of Anna"));
    assert!(html.contains("Step 1 of 3"));
    assert!(!html.contains(r#"class="sonda-option" hidden"#));
    assert_eq!(hidden(&html), [("_step", "who"), ("_shown", "plate")]);
}

#[test]
fn the_review_shows_all_answers_and_leads_to_each_step() {
    let given = [
        ("name", "Anna"),
        ("kind", "damage"),
        ("story", "<i>long</i>"),
    ];
    let html = render_form(&Props {
        review: true,
        ..form(&claim(), &given, "what")
    });
    assert!(html.contains("Check your answers</h2>"));
    assert!(html.contains("<dt>Kind</dt><dd>Damage</dd>"), "{html}");
    assert!(html.contains("<dd>&lt;i&gt;long&lt;/i&gt;</dd>"));
    assert!(!html.contains("Plate of"));
    assert!(html.contains(r#"value="edit:who""#));
    assert!(html.contains(r#"value="edit:what""#));
    assert!(html.contains(r#"name="_go" value="send""#));
    assert_eq!(
        hidden(&html),
        [
            ("kind", "damage"),
            ("name", "Anna"),
            ("story", "&lt;i&gt;long&lt;/i&gt;"),
            ("_step", "what"),
            ("_review", "yes")
        ]
    );
}

#[test]
fn the_last_step_sends_where_nothing_is_to_be_checked() {
    let mut content = claim();
    content["review"] = json!(false);
    let html = render_form(&form(&content, &[("name", "Anna")], "what"));
    assert!(html.contains(r#"name="_go" value="send""#));
    assert!(html.contains("<span>Send</span>"));
}

#[test]
fn pages_on_one_page_come_and_go_with_their_headings() {
    let mut content = claim();
    content["layout"] = json!("one_page");
    content["review"] = json!(false);
    let html = render_form(&form(&content, &[], ""));
    assert!(html.contains(r#"name="story""#));
    assert!(
        html.contains(r#"<div class="sonda-part" hidden>"#),
        "{html}"
    );
    assert!(!html.contains("_step"));
    assert!(hidden(&html).contains(&("_shown", "name kind story")));
}

#[test]
fn one_question_is_shown_at_a_time() {
    let mut content = claim();
    content["layout"] = json!("one_question");
    let html = render_form(&form(&content, &[("name", "Anna")], "kind"));
    assert!(html.contains("Step 2 of 3"));
    assert!(html.contains(r#"name="kind""#));
    assert_eq!(html.matches(r#"name="name""#).count(), 1);
    assert_eq!(hidden(&html), [("name", "Anna"), ("_step", "kind")]);
}

#[test]
fn whether_an_answer_must_be_given_follows_others() {
    let content = json!({
        "locales": ["en"], "fallback_locale": "en", "title": text("T"),
        "questions": [
            {"id": "a", "type": "text", "title": text("A")},
            {"id": "b", "type": "text", "title": text("B"), "required_if": {"var": "a"}}]
    });
    let html = render_form(&form(&content, &[], ""));
    assert_eq!(html.matches("sonda-optional\">").count(), 2, "{html}");
    assert!(!html.contains(" required"));
    let html = render_form(&form(&content, &[("a", "x")], ""));
    assert!(html.contains("sonda-optional\" hidden"));
    assert!(html.contains(" required"));
}

#[test]
fn an_ending_says_what_the_server_made_of_it() {
    let form = form(&claim(), &[], "");
    let ending = ShownEnding {
        title: "Well done, <b>Anna</b>".into(),
        text: None,
        link: Some("https://example.org/?a=\"b\"".into()),
        results: vec![ShownResult {
            title: "Score".into(),
            value: "4.7".into(),
            band: Some("works".into()),
            band_text: Some("Go on like this.".into()),
        }],
    };
    let html = render_ending(&ending, &form.messages, &form.locale);
    assert!(
        html.contains("Well done, &lt;b&gt;Anna&lt;/b&gt;</h1>"),
        "{html}"
    );
    assert!(html.contains("<dt>Score</dt><dd>4.7 – works</dd><dd>Go on like this.</dd>"));
    assert!(html.contains("<a href=\"https://example.org/?a=&quot;b&quot;\">Continue</a>"));
}
