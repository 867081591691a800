//! `/api/v1/tables` and `/api/v1/tables/{table}/records`.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(the_tables_that_mappings_write_to_are_listed, async |app| {
    let shown = app.shown("/api/v1/tables").await;
    assert_eq!(shown["connectors"][0]["connector"], "embedded");
    let tables = shown["connectors"][0]["tables"].as_array().unwrap();
    let mut names: Vec<&str> = tables
        .iter()
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "case",
            "contact",
            "lead",
            "question_response",
            "survey_response"
        ]
    );
});

on_both_engines!(
    records_and_responses_come_in_pages_without_gap_or_repeat,
    async |app| {
        app.publish(&lead()).await;
        for number in 0..5 {
            app.set_ms(i64::try_from(number).unwrap());
            let body = a_lead(&format!("Visitor {number}"));
            app.send(Ask::json(LEAD_RESPONSES, &key(number), &body))
                .await
                .receipt();
            app.deliver().await;
        }
        let lists = [
            ("/api/v1/tables/lead/records", "records", "/values/name"),
            (
                "/api/v1/forms/contact-us/responses",
                "responses",
                "/answers/name/answer/value",
            ),
        ];
        for (path, list, name) in lists {
            let mut names = Vec::new();
            let mut next = String::new();
            loop {
                let page = app.shown(&format!("{path}?limit=2{next}")).await;
                for row in page[list].as_array().unwrap() {
                    names.push(row.pointer(name).unwrap().as_str().unwrap().to_owned());
                }
                match page["next"].as_str() {
                    Some(id) => next = format!("&after={id}"),
                    None => break,
                }
            }
            if list == "responses" {
                names.reverse();
            }
            let all: Vec<String> = (0..5).map(|number| format!("Visitor {number}")).collect();
            assert_eq!(names, all, "{path}");
        }
    }
);

on_both_engines!(what_cannot_be_listed_is_said, async |app| {
    app.publish(&lead()).await;
    for table in ["no_such_table", "record", "LEAD"] {
        let path = format!("/api/v1/tables/{table}/records");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(404, "not_found");
    }
    for query in [
        "limit=-1",
        "limit=many",
        "limit=1&limit=2",
        "limit=99999999999",
    ] {
        let path = format!("/api/v1/tables/lead/records?{query}");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(400, "malformed_query");
    }
    for after in ["nonsense", "%27;--"] {
        app.shown(&format!("/api/v1/tables/lead/records?after={after}"))
            .await;
        let path = format!("/api/v1/forms/contact-us/responses?after={after}");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(400, "malformed_query");
    }
    let path = "/api/v1/forms/no-such-form/responses";
    app.admin(Method::GET, path, &Value::Null)
        .await
        .problem(404, "not_found");
    assert_eq!(
        app.shown("/api/v1/tables/lead/records?limit=0").await,
        json!({"records": [], "next": null})
    );
});
