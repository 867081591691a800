//! The server's HTML: complete, escaped, readable by assistive technology, and usable without JavaScript.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod sample;

use sample::{LEAD, SURVEY, entries, errors, props};
use serde_json::Value;
use sonda_domain::Refusal;
use sonda_widget::{
    Notice, Props, ShownEnding, props_json, render_ending, render_form, render_notice,
};

/// The opening tag that carries that attribute.
fn tag<'a>(html: &'a str, attribute: &str) -> &'a str {
    let at = html
        .find(attribute)
        .unwrap_or_else(|| panic!("{attribute} in {html}"));
    let start = html[..at].rfind('<').unwrap();
    let end = html[at..].find('>').unwrap();
    &html[start..=at + end]
}

#[test]
fn every_kind_of_question_has_its_fields() {
    let lead = render_form(&props(LEAD, "en"));
    assert!(lead.contains(r#"method="post""#));
    assert!(lead.contains(r#"action="/f/sample""#));
    assert!(lead.contains("novalidate"));
    for (name, value) in [("_key", "k-1"), ("_version", "3"), ("_lang", "en")] {
        let tag = tag(&lead, &format!(r#"name="{name}""#));
        assert!(tag.contains(&format!(r#"value="{value}""#)), "{tag}");
        assert!(tag.contains(r#"type="hidden""#), "{tag}");
    }
    assert!(tag(&lead, r#"name="name""#).contains(r#"autocomplete="name""#));
    assert!(tag(&lead, r#"name="email""#).contains(r#"type="email""#));
    assert!(tag(&lead, r#"name="phone""#).contains(r#"type="tel""#));
    assert_eq!(lead.matches(r#"name="interest""#).count(), 3);
    assert!(tag(&lead, r#"name="message""#).starts_with("<textarea"));
    assert!(tag(&lead, r#"name="consent""#).contains(r#"type="checkbox""#));

    let survey = render_form(&props(SURVEY, "en"));
    assert_eq!(survey.matches(r#"name="stars""#).count(), 5);
    assert!(tag(&survey, r#"name="stars.comment""#).starts_with("<textarea"));
    assert_eq!(survey.matches(r#"name="recommend""#).count(), 11);
    assert_eq!(survey.matches(r#"name="work""#).count(), 4);
    assert!(tag(&survey, r#"name="minutes""#).contains(r#"inputmode="numeric""#));
    assert!(survey.contains("4 of 5"));
    assert!(survey.contains("10 – Certainly"));
}

#[test]
fn what_was_given_is_kept() {
    let mut survey = props(SURVEY, "en");
    survey.entries = entries(&[
        ("stars", "4"),
        ("stars.comment", "\nLate <b>"),
        ("work", "repair"),
        ("work", "advice"),
        ("minutes", "4\"5"),
        ("remarks", "two\nlines"),
    ]);
    let html = render_form(&survey);
    assert_eq!(html.matches(" checked").count(), 3);
    let star = html.find(r#"value="4" checked"#).unwrap();
    assert!(html[..star].ends_with(r#"name="stars" "#), "{html}");
    for value in ["repair", "advice"] {
        assert!(tag(&html, &format!(r#"value="{value}""#)).contains("checked"));
    }
    assert!(html.contains(">\n\nLate &lt;b&gt;</textarea>"), "{html}");
    assert!(html.contains(">two\nlines</textarea>"));
    assert!(tag(&html, r#"name="minutes""#).contains(r#"value="4&quot;5""#));

    let mut lead = props(LEAD, "en");
    lead.entries = entries(&[("consent", "yes")]);
    assert!(tag(&render_form(&lead), r#"name="consent""#).contains("checked"));
    lead.entries = entries(&[("consent", "false")]);
    assert!(!tag(&render_form(&lead), r#"name="consent""#).contains("checked"));
}

#[test]
fn errors_are_beside_their_fields_and_over_the_form() {
    let mut lead = props(LEAD, "en");
    lead.entries = entries(&[("name", "Anna"), ("email", "anna@")]);
    lead.errors = errors(&lead);
    assert_eq!(lead.errors.len(), 3);
    let html = render_form(&lead);
    let email = tag(&html, r#"name="email""#);
    assert!(email.contains(r#"aria-invalid="true""#), "{email}");
    assert!(email.contains(r#"aria-describedby="sonda-email.error""#));
    assert!(html.contains(r#"id="sonda-email.error""#));
    assert!(tag(&html, r#"role="radiogroup""#).contains(r#"aria-invalid="true""#));
    assert!(tag(&html, r#"name="consent""#).contains(r#"aria-invalid="true""#));
    assert!(!tag(&html, r#"name="name""#).contains("aria-invalid"));
    for field in ["email", "interest", "consent"] {
        assert!(html.contains(&format!("href=\"#sonda-{field}\"")));
        assert!(html.contains(&format!("id=\"sonda-{field}\"")));
    }
    assert!(html.contains("E-mail – Please enter an e-mail address"));
}

#[test]
fn a_form_without_errors_has_no_trace_of_them() {
    let html = render_form(&props(LEAD, "en"));
    assert!(!html.contains("aria-invalid"));
    assert!(!html.contains(".error"));
    assert!(!html.contains("sonda-summary"));
    assert!(!html.contains("sonda-notice"));
    assert!(tag(&html, r#"name="phone""#).contains(r#"aria-describedby="sonda-phone.help""#));
}

#[test]
fn optional_questions_say_so() {
    let html = render_form(&props(LEAD, "en"));
    assert_eq!(html.matches("(optional)").count(), 3);
    assert!(tag(&html, r#"name="name""#).contains("required"));
    assert!(!tag(&html, r#"name="company""#).contains("required"));
}

#[test]
fn no_text_is_ever_markup() {
    const SCRIPT: &str = "\"'></textarea></script><script>alert(1)</script>";
    fn poison(value: &mut Value) {
        match value {
            Value::Array(list) => list.iter_mut().for_each(poison),
            Value::Object(map) if map.len() == 1 && map.contains_key("en") => {
                map.insert("en".into(), SCRIPT.into());
            }
            Value::Object(map) => map.values_mut().for_each(poison),
            _ => {}
        }
    }
    for definition in [LEAD, SURVEY] {
        let clean = props(definition, "en");
        let mut value = serde_json::to_value(&clean.content).unwrap();
        poison(&mut value);
        let content: sonda_domain::Content = serde_json::from_value(value).unwrap();
        let given = content.questions.iter().flat_map(|question| {
            let id = question.id.as_str();
            [
                (id.to_owned(), SCRIPT.to_owned()),
                (format!("{id}.comment"), SCRIPT.to_owned()),
            ]
        });
        let poisoned = Props {
            entries: given.collect(),
            action: SCRIPT.into(),
            key: SCRIPT.into(),
            content,
            ..clean.clone()
        };
        let mut poisoned = Props {
            errors: errors(&poisoned),
            notice: Some(Notice::Refused(Refusal::Full)),
            ..poisoned
        };
        for error in &mut poisoned.errors {
            error.message = SCRIPT.into();
        }
        let html = render_form(&poisoned);
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("</script"), "{html}");
        assert!(html.contains("&lt;script&gt;"));
        let areas = |html: &str| html.matches("</textarea>").count();
        assert_eq!(areas(&html), areas(&render_form(&clean)));
        let json = props_json(&poisoned).unwrap();
        assert!(!json.contains('<'));
        assert_eq!(serde_json::from_str::<Props>(&json).unwrap(), poisoned);
    }
}

#[test]
fn a_refused_form_keeps_the_answers_and_cannot_be_sent() {
    let mut lead = props(LEAD, "pl");
    lead.entries = entries(&[("message", "Dzień dobry")]);
    lead.notice = Some(Notice::Refused(Refusal::Expired));
    let html = render_form(&lead);
    assert!(html.contains("Formularz nie jest już dostępny"));
    assert!(html.contains("Wpisane odpowiedzi pozostają na tej stronie."));
    assert!(html.contains(">Dzień dobry</textarea>"));
    assert!(tag(&html, r#"type="submit""#).contains("disabled"));
    lead.notice = Some(Notice::RateLimited);
    assert!(!tag(&render_form(&lead), r#"type="submit""#).contains("disabled"));
}

#[test]
fn a_sent_form_is_its_thanks_alone() {
    let mut lead = props(LEAD, "uk");
    lead.notice = Some(Notice::Sent);
    let html = render_form(&lead);
    assert!(html.contains("Дякуємо!"));
    assert!(!html.contains("<form"));
}

#[test]
fn language_and_direction_are_on_the_root() {
    let html = render_form(&props(SURVEY, "ar"));
    assert!(
        html.starts_with(r#"<div class="sonda" lang="ar" dir="rtl">"#),
        "{html}"
    );
    assert!(tag(&html, r#"name="minutes""#).contains(r#"dir="ltr""#));
    assert!(tag(&html, r#"name="remarks""#).contains(r#"dir="auto""#));
}

#[test]
fn notices_stand_alone() {
    let lead = props(LEAD, "en");
    let own = ShownEnding {
        title: "Thank you".into(),
        text: Some("We will call <you>.".into()),
        ..ShownEnding::default()
    };
    let thanks = render_ending(&own, &lead.messages, &lead.locale);
    assert!(thanks.contains("<h1"));
    assert!(thanks.contains("We will call &lt;you"), "{thanks}");
    let plain = render_notice(Notice::Sent, &lead.messages, &lead.locale);
    assert!(plain.contains("Your answers have been received."));
    for refusal in Refusal::ALL {
        let html = render_notice(Notice::Refused(refusal), &lead.messages, &lead.locale);
        let title = format!("{}.title", refusal.code());
        assert!(html.contains(lead.messages.get(&title)), "{html}");
        assert!(html.contains(r#"role="alert""#));
        assert!(!html.contains("still here"));
    }
}
