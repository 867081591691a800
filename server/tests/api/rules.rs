//! The rules of a form, at every address: its page, its view, plain posts and JSON.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::f::hidden;
use crate::forms::{
    LEAD, LEAD_RESPONSES, LEAD_VIEW, a_lead, an_opinion, key, lead, next_version, survey,
    with_settings,
};
use axum::http::Method;
use serde_json::{Value, json};
use sonda_domain::interface_messages;

fn title(code: &str) -> String {
    let english = interface_messages(&"en".parse().unwrap());
    english.get(&format!("{code}.title")).to_owned()
}

/// The public form is refused everywhere with that status and code, and the typed answers are kept; by a form that
/// nobody was to see yet they are not, for its answer would show its questions.
async fn public_is_refused(app: &TestApp, status: u16, code: &str) {
    let before = app.responses("contact-us").await.len();
    let page = app.get(LEAD).await;
    assert!(page.page(status).contains(&title(code)), "{}", page.text());
    app.get(LEAD_VIEW).await.problem(status, code);
    let answer = app
        .send(Ask::json(LEAD_RESPONSES, "refused-json-1", &a_lead("Jan")))
        .await;
    answer.problem(status, code);
    let fields = [("_key", "refused-plain-1"), ("name", "Typed in vain")];
    let plain = app.send(Ask::plain(LEAD, &fields)).await;
    let text = plain.page(status);
    assert!(text.contains(&title(code)), "{text}");
    assert_eq!(text.contains("Typed in vain"), status != 403, "{text}");
    assert_eq!(app.responses("contact-us").await.len(), before);
}

on_both_engines!(
    a_form_opens_and_closes_at_its_moments_by_the_servers_clock,
    async |app| {
        let times =
            json!({"opens_at": "2026-07-31T10:00:01Z", "closes_at": "2026-07-31T12:00:02+02:00"});
        app.publish(&with_settings(lead(), &times)).await;
        app.set_ms(999);
        public_is_refused(app, 403, "not_yet_open").await;
        app.set_ms(1_000);
        app.get(LEAD).await.page(200);
        app.set_ms(1_999);
        // What the client believes about the time changes nothing.
        let ask = Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan"));
        let answer = app
            .send(ask.with("date", "Fri, 01 Jan 2038 00:00:00 GMT"))
            .await;
        answer.receipt();
        assert_eq!(
            answer.json()["receipt"]["submitted_at"],
            "2026-07-31T10:00:01.999Z"
        );
        app.set_ms(2_000);
        public_is_refused(app, 410, "expired").await;
        let ask = Ask::json(LEAD_RESPONSES, &key(2), &a_lead("Jan"));
        let late = app
            .send(ask.with("date", "Fri, 31 Jul 2026 10:00:01 GMT"))
            .await;
        late.problem(410, "expired");
    }
);

on_both_engines!(a_form_takes_as_many_responses_as_its_cap, async |app| {
    app.publish(&with_settings(lead(), &json!({"max_responses": 2})))
        .await;
    for number in 0..2 {
        app.send(Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan")))
            .await
            .receipt();
    }
    public_is_refused(app, 409, "full").await;
    app.publish(&with_settings(lead(), &json!({"max_responses": 3})))
        .await;
    app.send(Ask::json(LEAD_RESPONSES, &key(3), &a_lead("Jan")))
        .await
        .receipt();
    public_is_refused(app, 409, "full").await;
});

on_both_engines!(
    whoever_was_never_shown_a_form_sees_no_question_of_it,
    async |app| {
        app.publish(&lead()).await;
        let page = app.get(LEAD).await;
        let made = hidden(page.page(200), "_made").to_owned();
        for settings in [
            json!({"opens_at": "2030-01-01T00:00:00Z"}),
            json!({"once": "per_contact"}),
        ] {
            app.publish(&with_settings(lead(), &settings)).await;
            let fields = [("_step", ""), ("name", "Typed in vain")];
            for answer in [
                app.get(LEAD).await,
                app.get("/f/contact-us/sent").await,
                app.send(Ask::plain(LEAD, &fields[1..])).await,
                app.send(Ask::plain(LEAD, &fields)).await,
            ] {
                let text = answer.page(403);
                assert!(!text.contains("Topics"), "{text}");
            }
            let seen = [("_made", made.as_str()), ("name", "Typed in vain")];
            let answer = app.send(Ask::plain(LEAD, &seen)).await;
            assert!(answer.page(403).contains("Typed in vain"));
        }
    }
);

on_both_engines!(
    a_form_for_contacts_takes_no_public_submission,
    async |app| {
        app.publish(&with_settings(lead(), &json!({"once": "per_contact"})))
            .await;
        public_is_refused(app, 403, "link_required").await;
    }
);

on_both_engines!(
    a_link_is_answered_once_where_the_form_says_so,
    async |app| {
        app.publish(&survey()).await;
        let (one, other) = (app.link("visit", "1").await, app.link("visit", "1").await);
        app.send(Ask::json(&one.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        let again = app
            .send(Ask::json(&one.responses(), &key(2), &an_opinion()))
            .await;
        again.problem(409, "already_answered");
        assert!(
            app.get(&one.page())
                .await
                .page(409)
                .contains("Already filled in")
        );
        app.send(Ask::json(&other.responses(), &key(3), &an_opinion()))
            .await
            .receipt();
        assert_eq!(app.responses("visit").await.len(), 2);
    }
);

on_both_engines!(
    a_contact_answers_once_across_versions_and_links,
    async |app| {
        let form = with_settings(survey(), &json!({"once": "per_contact"}));
        app.publish(&form).await;
        let one = app.link("visit", "1").await;
        app.publish(&next_version(form)).await;
        let (other, stranger) = (app.link("visit", "1").await, app.link("visit", "2").await);
        app.send(Ask::json(&one.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        let mut body = an_opinion();
        body["version"] = json!(2);
        let again = app
            .send(Ask::json(&other.responses(), &key(2), &body))
            .await;
        again.problem(409, "already_answered");
        assert!(
            app.get(&other.page())
                .await
                .page(409)
                .contains("Already filled in")
        );
        app.send(Ask::json(&stranger.responses(), &key(3), &body))
            .await
            .receipt();
    }
);

on_both_engines!(a_rule_made_stricter_counts_what_came_before, async |app| {
    let mut free = survey();
    free["settings"] = json!({});
    app.publish(&free).await;
    let (one, other) = (app.link("visit", "1").await, app.link("visit", "1").await);
    for number in 0..2 {
        app.send(Ask::json(&one.responses(), &key(number), &an_opinion()))
            .await
            .receipt();
    }
    let steps = [
        ("per_link", &one, 409),
        ("per_contact", &other, 409),
        ("unlimited", &one, 201),
        ("per_contact", &one, 409),
    ];
    for (number, (once, link, status)) in steps.into_iter().enumerate() {
        app.publish(&with_settings(free.clone(), &json!({"once": once})))
            .await;
        let answer = app
            .send(Ask::json(
                &link.responses(),
                &key(10 + number),
                &an_opinion(),
            ))
            .await;
        assert_eq!(answer.status.as_u16(), status, "{once}: {answer:?}");
    }
});

on_both_engines!(
    somebody_who_answered_is_told_so_rather_than_that_the_form_closed,
    async |app| {
        app.publish(&with_settings(
            survey(),
            &json!({"closes_at": "2026-07-31T10:00:01Z"}),
        ))
        .await;
        let link = app.link("visit", "1").await;
        app.send(Ask::json(&link.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        app.set_ms(5_000);
        assert!(
            app.get(&link.page())
                .await
                .page(409)
                .contains("Already filled in")
        );
        assert!(
            app.get(&format!("{}/sent", link.page()))
                .await
                .page(200)
                .contains("Thank you")
        );
    }
);

on_both_engines!(a_refusal_speaks_the_language_of_its_reader, async |app| {
    app.publish(&with_settings(lead(), &json!({"max_responses": 1})))
        .await;
    app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
        .await
        .receipt();
    let mut body = a_lead("Jan");
    body["locale"] = json!("pl");
    let answer = app.send(Ask::json(LEAD_RESPONSES, &key(2), &body)).await;
    insta::assert_json_snapshot!("full_in_polish", answer.problem(409, "full"));
    let page = app.get("/f/contact-us?lang=pl").await;
    assert!(page.page(409).contains("<html lang=\"pl\""));
    // Nothing is known of the form: the browser's language is.
    let unknown = app
        .send(Ask::get("/f/no-such-form").with("accept-language", "uk"))
        .await;
    assert!(unknown.page(404).contains("<html lang=\"uk\""));
});

/// The survey, whose answers become cases under the name of the link that they came by.
fn named_by_its_link(once: &str) -> Value {
    let mut form = with_settings(survey(), &json!({"once": once}));
    form["mapping"] = json!({"targets": [
        {"id": "case", "table": "case", "columns": {"title": {"context": "link"}}}]});
    form
}

on_both_engines!(
    a_required_column_is_filled_by_links_where_they_alone_are_answered,
    async |app| {
        for once in ["unlimited", "per_link"] {
            let form = named_by_its_link(once);
            let refused = app.admin(Method::PUT, "/api/v1/forms/visit", &form).await;
            let fault = &refused.problem(422, "invalid_definition")["faults"][0];
            assert_eq!(fault["path"], "/mapping/targets/0/columns/title");
            let reason = fault["reason"].as_str().unwrap();
            assert!(reason.contains("let each customer answer once"), "{reason}");
        }
        app.publish(&named_by_its_link("per_contact")).await;
        let link = app.link("visit", "1").await;
        app.send(Ask::json(&link.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        app.deliver().await;
        assert_eq!(
            app.records("case").await[0]["values"]["title"],
            link.id.as_str()
        );
    }
);

on_both_engines!(
    an_answer_from_before_links_were_needed_is_delivered_as_was_meant_then,
    async |app| {
        let mut form = with_settings(survey(), &json!({"once": "unlimited"}));
        form["mapping"] = json!({"targets": [
            {"id": "case", "table": "case", "columns": {"title": {"constant": "By anybody"}}}]});
        app.publish(&form).await;
        app.send(Ask::json(
            "/api/v1/public/forms/visit/responses",
            &key(1),
            &an_opinion(),
        ))
        .await
        .receipt();
        app.publish(&named_by_its_link("per_contact")).await;
        app.deliver().await;
        let cases = app.records("case").await;
        assert_eq!(cases[0]["values"]["title"], "By anybody");
    }
);
