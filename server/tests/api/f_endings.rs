//! What is told once the answers are stored: by a receipt, by `/f/{form}/sent`, and by the answer to a plain post.

use crate::ask::Ask;
use crate::f::hidden;
use crate::forms::{
    LEAD, LEAD_RESPONSES, PAGED, PAGED_RESPONSES, a_lead, key, lead, next_version, paged,
};
use axum::http::StatusCode;
use serde_json::{Value, json};

fn with_endings() -> Value {
    let mut form = lead();
    form["content"]["endings"] = json!([
        {"id": "helped", "title": {"en": "We will help", "pl": "Pomożemy"}, "link": "https://example.com/help",
         "visible_if": {"in": ["help", {"var": "topics"}]}},
        {"id": "by-name", "title": {"en": "Thank you, {{name}}"}, "text": {"en": "{{email|no address}}"},
         "visible_if": {"in": ["sales", {"var": "topics"}]}},
        {"id": "plain", "title": {"en": "Thank you", "pl": "Dziękujemy bardzo"}, "text": {"en": "All is stored."}},
    ]);
    form
}

fn answers(name: &str, topics: &[&str]) -> Value {
    json!({"version": 1, "locale": "en", "answers": {"name": name, "topics": topics}})
}

on_both_engines!(a_receipt_tells_the_ending, async |app| {
    app.publish(&with_endings()).await;
    let send = async |number: usize, body: Value| {
        let answer = app
            .send(Ask::json(LEAD_RESPONSES, &key(number), &body))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        answer.json()["receipt"]["ending"].clone()
    };
    let ending = send(1, answers("Jan", &["help"])).await;
    assert_eq!(
        ending,
        json!({"title": "We will help", "link": "https://example.com/help"})
    );
    let ending = send(2, answers("<b>Jan</b>", &["sales"])).await;
    assert_eq!(
        ending,
        json!({"title": "Thank you, <b>Jan</b>", "text": "no address"}),
        "JSON is no HTML"
    );
    let mut polish = answers("Jan", &[]);
    polish["locale"] = json!("pl");
    let ending = send(3, polish).await;
    assert_eq!(
        ending,
        json!({"title": "Dziękujemy bardzo", "text": "All is stored."})
    );
});

on_both_engines!(a_repeat_is_told_the_same, async |app| {
    app.publish(&with_endings()).await;
    let ask = || Ask::json(LEAD_RESPONSES, &key(1), &answers("Jan", &["sales"]));
    let first = app.send(ask()).await.json();
    assert_eq!(app.send(ask()).await.json(), first);
    // From a page that may not send any longer, too, and when the answers would no longer do.
    let foreign = app
        .send(ask().with("origin", "https://elsewhere.example"))
        .await;
    assert_eq!(foreign.json(), first);
    let strange = json!({"version": 9, "answers": {"name": "Jan", "topics": ["sales"]}});
    assert_eq!(
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &strange))
            .await
            .json(),
        first
    );
});

on_both_engines!(
    a_form_that_words_no_ending_leaves_the_thanks_to_the_interface,
    async |app| {
        app.publish(&lead()).await;
        let answer = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await;
        assert_eq!(answer.json()["receipt"]["ending"], Value::Null);
        let sent = app.get("/f/contact-us/sent").await;
        assert!(sent.page(200).contains("Thank you!"));
    }
);

on_both_engines!(a_fixed_ending_has_an_address_of_its_own, async |app| {
    app.publish(&with_endings()).await;
    let posted = app
        .send(Ask::plain(LEAD, &[("name", "Jan"), ("_lang", "pl")]))
        .await;
    assert_eq!(posted.status.as_u16(), 303);
    assert_eq!(posted.header("location"), "/f/contact-us/sent?lang=pl");
    let sent = app.get(posted.header("location")).await;
    assert!(sent.page(200).contains("Dziękujemy bardzo"));
});

on_both_engines!(
    an_ending_is_told_only_to_those_whose_answers_lead_to_it,
    async |app| {
        app.publish(&with_endings()).await;
        let posted = app
            .send(Ask::plain(LEAD, &[("name", "Jan"), ("topics", "help")]))
            .await;
        let page = posted.page(200);
        assert!(page.contains("We will help"), "{page}");
        assert!(page.contains("href=\"https://example.com/help\""), "{page}");
        for address in [
            LEAD,
            "/f/contact-us/sent",
            "/f/contact-us/sent?ending=helped",
            "/f/contact-us/sent?ending=%ff",
        ] {
            let page = app.get(address).await;
            assert!(
                !page.page(200).contains("We will help"),
                "{address}: {}",
                page.text()
            );
        }
        let view = LEAD_RESPONSES.replace("responses", "view");
        let view = app.get(&view).await;
        assert!(!view.text().contains("We will help"), "{}", view.text());
    }
);

on_both_engines!(
    an_ending_with_answers_in_it_is_the_answer_to_the_post,
    async |app| {
        app.publish(&with_endings()).await;
        let fields = [
            ("_key", "key-of-the-thanks-1"),
            ("name", "<b>Jan</b>&"),
            ("topics", "sales"),
        ];
        for _ in 0..2 {
            let posted = app.send(Ask::plain(LEAD, &fields)).await;
            let page = posted.page(200);
            assert!(
                page.contains("Thank you, &lt;b&gt;Jan&lt;/b&gt;&amp;") && !page.contains("<b>Jan"),
                "{page}"
            );
            assert_eq!(posted.header("cache-control"), "no-store");
        }
        assert_eq!(app.responses("contact-us").await.len(), 1);
    }
);

on_both_engines!(
    an_ending_of_an_older_version_is_told_as_it_was,
    async |app| {
        app.publish(&with_endings()).await;
        let mut newer = next_version(with_endings());
        newer["content"]["endings"] = json!([{"id": "plain", "title": {"en": "Other words"}}]);
        app.publish(&newer).await;
        let posted = app
            .send(Ask::plain(LEAD, &[("name", "Jan"), ("_version", "1")]))
            .await;
        assert!(posted.page(200).contains("All is stored."));
    }
);

on_both_engines!(results_are_told_with_their_bands, async |app| {
    app.publish(&paged()).await;
    let values = json!({"values": {"order": "A-7"}});
    let link = app.link_with("diagnosis", "1", &values).await;
    let body = json!({"locale": "pl", "answers": {"name": "Ola", "stars": 2, "sum": "two"}});
    let answer = app.send(Ask::json(&link.responses(), &key(1), &body)).await;
    assert_eq!(
        answer.json()["receipt"]["ending"],
        json!({
            "title": "Dziękujemy, Ola", "text": "Order A-7, <b>Działa</b>", "link": "https://example.com/next",
            "results": [{"title": "Wynik", "value": "5,5", "band": "Działa", "band_text": "Go on, Ola."}],
        })
    );
    app.set_ms(1);
    let posted = app
        .send(Ask::plain(
            PAGED,
            &[("name", "Jan"), ("stars", "2"), ("sum", "three")],
        ))
        .await;
    let page = posted.page(200);
    assert!(
        page.contains("Score") && page.contains("2.5") && page.contains("Not yet"),
        "{page}"
    );
    assert!(
        page.contains("Order none, &lt;b&gt;Not yet&lt;/b&gt;"),
        "{page}"
    );
    let mut stored = app.responses("diagnosis").await;
    // Of one millisecond: their order is chance.
    stored.sort_by_key(|response| response["link"].is_string());
    assert_eq!(
        stored[0]["results"]["score"],
        json!({"number": "2.5", "band": "low"})
    );
    assert_eq!(stored[1]["ending"], "done");
    assert_eq!(stored[1]["answers"]["order"]["answer"]["value"], "A-7");
});

on_both_engines!(the_right_answers_reach_no_browser, async |app| {
    app.publish(&paged()).await;
    let page = app.get(PAGED).await;
    let own = format!("<!doctype html>{}", page.page(200));
    let view = app.get(&PAGED_RESPONSES.replace("responses", "view")).await;
    let body = json!({"answers": {"name": "Ola", "stars": 5, "sum": "two"}});
    let sent = app.send(Ask::json(PAGED_RESPONSES, &key(1), &body)).await;
    for text in [own.as_str(), view.text(), sent.text()] {
        for secret in ["\"quiz\"", "\"correct\"", "\"points\":"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert_eq!(hidden(page.text(), "_version"), "1");
    for told_later in ["Go on, ", "Not yet", "https://example.com/next"] {
        assert!(!own.contains(told_later), "{told_later} in {own}");
    }
});

on_both_engines!(a_score_and_its_band_reach_the_crm, async |app| {
    let mut form = paged();
    form["content"]["calculations"][0]["decimals"] = json!(0);
    form["mapping"] = json!({"targets": [{"id": "answer", "table": "survey_response", "columns": {
        "form": {"context": "form"}, "language": {"band": "score"}, "nps_score": {"result": "score"}}}]});
    app.publish(&form).await;
    let body = json!({"answers": {"name": "Ola", "stars": 5, "sum": "two"}});
    app.send(Ask::json(PAGED_RESPONSES, &key(1), &body))
        .await
        .receipt();
    app.deliver().await;
    let records = app.records("survey_response").await;
    assert_eq!(
        records[0]["values"],
        json!({"form": "diagnosis", "language": "Works", "nps_score": 9})
    );
});
