//! A code that is mailed lets another device in.

use super::{Device, ELSEWHERE, MINUTE_MS, begun, count, revision};
use crate::app::{TestApp, TestLink};
use crate::ask::Ask;
use crate::forms::survey;
use crate::letterbox::Letterbox;
use axum::http::Method;
use serde_json::json;

/// A server whose messages go into a letterbox, and a link of Anna's, who has an address.
pub(super) async fn with_mail(app: &TestApp, letterbox: &Letterbox) -> (TestApp, TestLink) {
    let mailing = app
        .another(|config| {
            config.mail.smtp_url = Some(letterbox.url.clone());
            config.mail.from = Some("Surveys <surveys@sonda.example>".to_owned());
        })
        .await;
    app.publish(&survey()).await;
    let link = app.link("visit", "anna").await;
    app.sql("UPDATE record SET data = '{\"name\":\"Secret Anna\",\"email\":\"anna.secret@example.com\"}'")
        .await;
    (mailing, link)
}

on_both_engines!(a_message_says_whose_it_is, async |app| {
    let letterbox = Letterbox::open();
    let (app, link) = with_mail(app, &letterbox).await;
    let branding = json!({"organisation": "Lech Service", "sender_name": "Lech Surveys"});
    let set = Ask::admin(Method::PUT, "/api/v1/settings/branding", &branding);
    let set = app.send(set.with("if-match", "\"0\"")).await;
    assert_eq!(set.status.as_u16(), 200, "{set:?}");
    let (mut desktop, mut phone) = (Device::default(), Device::default());
    desktop.saves(&app, &link, 0, &begun()).await;
    phone.asks_for_a_code(&app, &link).await;
    let letters = letterbox.taken();
    let text = &letters[0].text;
    assert!(
        text.contains("From: \"Lech Surveys\" <surveys@sonda.example>"),
        "{text}"
    );
    assert!(text.trim_end().ends_with("\nLech Service"), "{text}");
    app.close().await;
});

on_both_engines!(
    a_code_from_the_contacts_mail_lets_a_device_in,
    async |app| {
        let letterbox = Letterbox::open();
        let (app, link) = with_mail(app, &letterbox).await;
        let (mut desktop, mut phone) = (Device::default(), Device::default());
        desktop.saves(&app, &link, 0, &begun()).await;
        let asked = phone.asks_for_a_code(&app, &link).await;
        assert_eq!(asked.status.as_u16(), 303, "{asked:?}");
        let address = asked.header("location").to_owned();
        assert_eq!(address, format!("{}/resume?lang=en", link.page()));
        let page = phone.send(&app, Ask::get(&address)).await;
        assert!(page.page(200).contains("autocomplete=\"one-time-code\""));
        assert!(!page.text().contains("anna.secret") && !page.text().contains("Begun words"));

        let letters = letterbox.taken();
        let [letter] = letters.as_slice() else {
            panic!("{letters:?}")
        };
        assert_eq!(letter.to, ["anna.secret@example.com"]);
        let text = &letter.text;
        assert!(text.contains("Auto-Submitted: auto-generated") && text.contains("Your visit"));
        assert!(
            !text.contains("Begun words") && !text.contains(&link.code),
            "{text}"
        );

        let asking = phone.clone();
        let right = phone.types(&app, &link, &letter.code()).await;
        assert_eq!(right.status.as_u16(), 303, "{right:?}");
        assert_ne!(
            phone.cookie, asking.cookie,
            "a secret of before opens nothing"
        );
        let before = app.send(asking.ask(Ask::get(&link.page()))).await;
        assert!(before.page(200).contains(ELSEWHERE));
        let page = phone.open(&app, &link).await;
        assert!(page.page(200).contains("Begun words"));
        phone.saves(&app, &link, 1, &json!({"stars": ["5"]})).await;
        // The first device may go on as well, and is told of what came between.
        let late = json!({"revision": revision(7), "follows": [revision(1)], "entries": {}});
        let late = desktop.save(&app, &link, &late).await;
        assert_eq!(late.problem(409, "draft_conflict")["revision"], revision(2));
        // A code works once.
        let mut tablet = Device {
            cookie: asking.cookie,
        };
        let again = tablet.types(&app, &link, &letter.code()).await;
        assert!(again.page(422).contains("no longer works"));
        app.close().await;
    }
);

on_both_engines!(
    a_code_works_for_a_while_a_few_times_and_in_one_browser,
    async |app| {
        let letterbox = Letterbox::open();
        let (app, link) = with_mail(app, &letterbox).await;
        let (mut desktop, mut phone, mut other) =
            (Device::default(), Device::default(), Device::default());
        desktop.saves(&app, &link, 0, &begun()).await;
        phone.asks_for_a_code(&app, &link).await;
        let first = letterbox.taken()[0].code();
        let wrong = match first.as_str() {
            "1111 1111" => "2222 2222",
            _ => "1111 1111",
        };
        // Whoever did not ask has no use of it, whatever cookie there is.
        let answer = other.types(&app, &link, &first).await;
        assert!(answer.page(422).contains("kept no cookie"));
        other.cookie = format!("sonda_device={}", "y".repeat(43));
        assert!(
            other
                .types(&app, &link, &first)
                .await
                .page(422)
                .contains("no longer works")
        );
        for _ in 0..4 {
            let answer = phone.types(&app, &link, wrong).await;
            assert!(
                answer
                    .page(422)
                    .contains("not the code from the newest message")
            );
        }
        phone.types(&app, &link, "not a code").await.page(422);
        assert!(
            phone
                .types(&app, &link, wrong)
                .await
                .page(422)
                .contains("no longer works")
        );
        assert!(
            phone
                .types(&app, &link, &first)
                .await
                .page(422)
                .contains("no longer works")
        );
        // The next one, too late.
        phone.asks_for_a_code(&app, &link).await;
        let second = letterbox.taken()[1].code();
        app.set_ms(15 * MINUTE_MS);
        assert!(
            phone
                .types(&app, &link, &second)
                .await
                .page(422)
                .contains("no longer works")
        );
        // The third is the last within the hour.
        phone.asks_for_a_code(&app, &link).await;
        let refused = phone.asks_for_a_code(&app, &link).await;
        assert!(refused.page(429).contains("Too many codes"));
        assert_eq!(refused.header("retry-after"), (45 * 60 + 1).to_string());
        assert_eq!(letterbox.taken().len(), 3);
        app.set_ms(61 * MINUTE_MS);
        assert_eq!(
            phone.asks_for_a_code(&app, &link).await.status.as_u16(),
            303
        );
        let last = letterbox.taken()[3].code().replace(' ', "");
        assert_eq!(phone.types(&app, &link, &last).await.status.as_u16(), 303);
        assert!(
            phone
                .open(&app, &link)
                .await
                .page(200)
                .contains("Begun words")
        );
        app.close().await;
    }
);

on_both_engines!(
    a_message_that_cannot_be_sent_is_said_and_does_not_count,
    async |app| {
        let letterbox = Letterbox::refusing();
        let (app, link) = with_mail(app, &letterbox).await;
        let (mut desktop, mut phone) = (Device::default(), Device::default());
        desktop.saves(&app, &link, 0, &begun()).await;
        for _ in 0..5 {
            let answer = phone.asks_for_a_code(&app, &link).await;
            assert!(answer.page(503).contains("could not be sent"));
        }
        assert_eq!(count(&app, "draft_code").await, 0);
        // Without an address there is nothing to send to.
        app.sql("UPDATE record SET data = '{}'").await;
        let answer = phone.asks_for_a_code(&app, &link).await;
        assert!(answer.page(200).contains("only be continued on the device"));
        app.close().await;
    }
);
