//! Telephone numbers: stored as E.164, refused where no country has such a number.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::key;
use axum::http::Method;
use serde_json::{Value, json};

const PAGE: &str = "/f/callback";
const RESPONSES: &str = "/api/v1/public/forms/callback/responses";

fn callback(region: &str) -> Value {
    json!({
        "sonda": 1, "id": "callback", "kind": "lead_form",
        "content": {"locales": ["en"], "fallback_locale": "en", "title": {"en": "Call back"}, "questions": [
            {"id": "phone", "type": "phone", "title": {"en": "Phone"}, "region": region},
            {"id": "any", "type": "phone", "title": {"en": "Anywhere"}},
            {"id": "others", "type": "group", "title": {"en": "Others"}, "questions": [
                {"id": "phone", "type": "phone", "title": {"en": "Phone"}, "region": "UA"}]},
            {"id": "offices", "type": "matrix", "title": {"en": "Offices"}, "cells": "columns",
             "rows": [{"id": "berlin", "title": {"en": "Berlin"}}],
             "questions": [{"id": "phone", "type": "phone", "title": {"en": "Phone"}, "region": "DE"}]},
        ]},
    })
}

async fn sent(app: &TestApp, answers: Value) -> Answer {
    let number = app.responses("callback").await.len();
    app.send(Ask::json(
        RESPONSES,
        &key(number),
        &json!({ "answers": answers }),
    ))
    .await
}

on_both_engines!(
    numbers_are_stored_in_one_spelling_wherever_they_are_asked,
    async |app| {
        app.publish(&callback("PL")).await;
        let given = json!({
            "phone": "(22) 123 45 67 ext. 8", "any": "0048 501 234 567",
            "others": [{"phone": "050 123 45 67"}, {"phone": "+1 (415) 555-2671"}],
            "offices": {"berlin": {"phone": "030 / 12 34 56"}},
        });
        sent(app, given).await.receipt();
        let answers = app.responses("callback").await[0]["answers"].clone();
        let value = |question: &str| answers[question]["answer"]["value"].clone();
        assert_eq!(value("phone"), "+48221234567;ext=8");
        assert_eq!(value("any"), "+48501234567");
        assert_eq!(
            value("others")[0]["phone"]["answer"]["value"],
            "+380501234567"
        );
        assert_eq!(
            value("others")[1]["phone"]["answer"]["value"],
            "+14155552671"
        );
        assert_eq!(value("offices")["berlin"]["phone"]["value"], "+4930123456");
    }
);

on_both_engines!(
    a_national_number_without_a_region_stays_as_it_was_typed,
    async |app| {
        app.publish(&callback("PL")).await;
        sent(app, json!({"any": "22 123 45 67"})).await.receipt();
        let answers = app.responses("callback").await[0]["answers"].clone();
        assert_eq!(answers["any"]["answer"]["value"], "22 123 45 67");
    }
);

on_both_engines!(
    a_number_that_no_country_has_is_refused_beside_its_field,
    async |app| {
        app.publish(&callback("PL")).await;
        let given = json!({
            "phone": "123 456 789 012", "any": "+999 123 456 789",
            "others": [{"phone": "050 123 45 67"}, {"phone": "+48 501 234"}],
            "offices": {"berlin": {"phone": "+48 501 234 567 890"}},
        });
        let problem = sent(app, given).await.problem(422, "invalid_answers");
        let fields: Vec<(&str, &str)> = problem["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| {
                (
                    field["field"].as_str().unwrap(),
                    field["code"].as_str().unwrap(),
                )
            })
            .collect();
        let wrong = ["phone", "any", "others.1.phone", "offices.berlin.phone"];
        assert_eq!(fields, wrong.map(|field| (field, "not_a_phone")));
        let plain = app
            .send(Ask::plain(PAGE, &[("phone", "123 456 789 012")]))
            .await;
        assert!(plain.page(422).contains("Please enter a telephone number"));
        assert!(app.responses("callback").await.is_empty());
    }
);

on_both_engines!(
    a_region_that_does_not_exist_is_refused_at_publishing,
    async |app| {
        for region in ["XX", "pl", "POL", ""] {
            let path = "/api/v1/forms/callback";
            let refused = app.admin(Method::PUT, path, &callback(region)).await;
            let problem = refused.problem(422, "invalid_definition");
            let faults: Vec<&Value> = problem["faults"].as_array().unwrap().iter().collect();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0]["path"], "/content/questions/0/region");
        }
        let mut inner = callback("PL");
        inner["content"]["questions"][2]["questions"][0]["region"] = json!("UK");
        let refused = app
            .admin(Method::PUT, "/api/v1/forms/callback", &inner)
            .await;
        let problem = refused.problem(422, "invalid_definition");
        assert_eq!(
            problem["faults"][0]["path"],
            "/content/questions/2/questions/0/region"
        );
    }
);

on_both_engines!(regions_stay_on_the_server, async |app| {
    app.publish(&callback("PL")).await;
    let view = app.get("/api/v1/public/forms/callback/view").await;
    let content = view.json()["content"].to_string();
    assert!(
        content.contains("offices") && !content.contains("region"),
        "{content}"
    );
});
