//! Captchas and signals on the pages of a form.

use super::{altcha, easy, token};
use crate::app::TestApp;
use crate::ask::Ask;
use crate::f::{hidden, props};
use crate::forms::{LEAD, LEAD_RESPONSES, a_lead, key, lead, with_settings};
use serde_json::{Value, json};

on_both_engines!(
    without_javascript_the_page_says_what_is_missing,
    async |app| {
        app.publish(&altcha()).await;
        let shown = app.get(LEAD).await;
        let page = shown.page(200);
        assert!(
            page.contains("<noscript>") && page.contains("the check needs JavaScript"),
            "{page}"
        );
        let fields = |token: &'static str| {
            let key = hidden(page, "_key");
            move |app: &TestApp| {
                let fields = [
                    ("_key", key.as_str()),
                    ("name", "Anna"),
                    ("_captcha", token),
                ];
                let ask = Ask::plain(LEAD, &fields);
                let client = app.client.clone();
                async move { client.send(ask).await }
            }
        };
        let refused = fields("")(app).await;
        let page = refused.page(403);
        assert!(page.contains("value=\"Anna\""), "the answers stay");
        assert!(
            page.contains("Please make sure that JavaScript is switched on"),
            "{page}"
        );
        let refused = fields("nonsense")(app).await;
        assert!(
            refused
                .page(403)
                .contains("It could not be confirmed that a person")
        );
        assert_eq!(app.responses("contact-us").await, Vec::<Value>::new());
    }
);

on_both_engines!(
    a_plain_post_brings_its_token_in_a_field_of_the_page_or_of_the_provider,
    async |app| {
        app.publish(&altcha()).await;
        let app = app.another(easy).await;
        for field in ["_captcha", "altcha"] {
            let token = token(&app).await;
            let ask = Ask::plain(LEAD, &[("name", "Anna"), (field, &token), ("room", "12")]);
            let taken = app.send(ask).await;
            assert_eq!(taken.status, 303, "{field}: {taken:?}");
        }
        let responses = app.responses("contact-us").await;
        assert_eq!(responses.len(), 2);
        for response in responses {
            assert_eq!(
                response["context"],
                json!({"extra.room": "12"}),
                "no token is kept"
            );
        }
        app.close().await;
    }
);

// What marks a response.

on_both_engines!(signals_mark_a_response_and_never_refuse_it, async |app| {
    app.publish(&lead()).await;
    let stamp = |page: &str| props(page)["made"].as_str().unwrap().to_owned();
    let shown = app.get(LEAD).await;
    let shown = stamp(shown.page(200));
    let sent = |number: usize, context: Value| {
        let mut body = a_lead("Anna");
        body["context"] = context;
        Ask::json(LEAD_RESPONSES, &key(number), &body)
    };
    let marks = async |response: &str| {
        let responses = app.responses("contact-us").await;
        let one = responses.iter().find(|one| one["id"] == response);
        one.unwrap()["marks"].clone()
    };
    let cases = [
        (1_999, json!({"made": shown}), json!(["too_fast"])),
        (
            1_999,
            json!({"made": shown, "website": "x"}),
            json!(["honeypot", "too_fast"]),
        ),
        (2_000, json!({"made": shown, "website": ""}), json!([])),
        (2_000, json!({"made": "99999999999999.forged"}), json!([])),
        (2_000, json!({}), json!([])),
    ];
    for (number, (at_ms, context, expected)) in cases.into_iter().enumerate() {
        app.set_ms(at_ms);
        let response = app.send(sent(number, context)).await.receipt();
        assert_eq!(marks(&response).await, expected, "case {number}");
    }
    app.set_ms(3_000);
    let plain = [
        ("name", "Anna"),
        ("_made", shown.as_str()),
        ("_website", "spam"),
    ];
    assert_eq!(app.send(Ask::plain(LEAD, &plain)).await.status, 303);
    let newest = app.responses("contact-us").await.remove(0);
    assert_eq!(newest["marks"], json!(["honeypot"]));
    app.publish(&with_settings(lead(), &json!({"too_fast_secs": 30})))
        .await;
    let response = app.send(sent(7, json!({"made": shown}))).await.receipt();
    assert_eq!(marks(&response).await, json!(["too_fast"]));
    assert_eq!(app.deliver().await.done, 7, "what is marked is delivered");
});

on_both_engines!(who_corrects_a_form_is_not_too_fast, async |app| {
    app.publish(&lead()).await;
    let shown = app.get(LEAD).await;
    let stamp = hidden(shown.page(200), "_made");
    app.set_ms(5_000);
    let refused = app.send(Ask::plain(LEAD, &[("_made", &stamp)])).await;
    assert_eq!(hidden(refused.page(422), "_made"), stamp);
});
