//! `/api/v1/crm`.

use crate::app::TestApp;
use axum::http::Method;
use serde_json::{Value, json};
use sonda_server::crm::ReminderConfig;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn create(app: &TestApp, table: &str, values: Value) -> String {
    let values = values.as_object().unwrap().clone();
    app.crm().create_record(table, &values).await.unwrap()
}

on_both_engines!(
    records_that_share_an_address_or_a_number_are_duplicates,
    async |app| {
        let mut ids = Vec::new();
        for (email, phone) in [
            ("Ola@b.co", "+48 601"),
            ("ola@B.co", "+48 602"),
            ("jan@b.co", "0048601"),
            ("eva@b.co", "+48 603"),
            ("EVA@b.co", "+48 603"),
            ("alone@b.co", "+48 604"),
        ] {
            let values = json!({"email": email, "phone": phone, "name": "One"});
            ids.push(create(app, "lead", values).await);
        }
        // Those of another table are other records.
        create(
            app,
            "contact",
            json!({"email": "alone@b.co", "name": "One"}),
        )
        .await;
        let group = |column: &str, members: &[usize]| {
            let mut records: Vec<&String> = members.iter().map(|member| &ids[*member]).collect();
            records.sort();
            json!({"column": column, "count": members.len(), "records": records})
        };
        let all = [
            group("email", &[3, 4]),
            group("email", &[0, 1]),
            group("phone", &[0, 2]),
            group("phone", &[3, 4]),
        ];
        let path = "/api/v1/crm/tables/lead/duplicates";
        let whole = app.shown(path).await;
        assert_eq!(whole, json!({"duplicates": all, "next": null}));
        for limit in 1..4 {
            let mut listed = Vec::new();
            let mut after = String::new();
            loop {
                let page = app.shown(&format!("{path}?limit={limit}{after}")).await;
                listed.extend(page["duplicates"].as_array().unwrap().clone());
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(listed, all, "{limit} a page");
        }
    }
);

on_both_engines!(tables_without_addresses_have_no_duplicates, async |app| {
    for path in ["case/duplicates", "lead/duplicates?after=nothing/none"] {
        let shown = app.shown(&format!("/api/v1/crm/tables/{path}")).await;
        assert_eq!(shown, json!({"duplicates": [], "next": null}));
    }
    let path = "/api/v1/crm/tables/nothing/duplicates";
    let answer = app.admin(Method::GET, path, &Value::Null).await;
    answer.problem(404, "not_found");
    let answer = app.get("/api/v1/crm/tables/lead/duplicates").await;
    answer.problem(401, "unauthorized");
});

on_both_engines!(notes_are_kept_and_shown_among_the_activities, async |app| {
    let id = create(app, "lead", json!({"name": "Ola"})).await;
    let path = format!("/api/v1/crm/tables/lead/records/{id}/activities");
    app.set_ms(5);
    let note = json!({"note": "Called."});
    let kept = app.admin(Method::POST, &path, &note).await;
    assert_eq!(kept.status.as_u16(), 201);
    let shown = app.shown(&path).await;
    let kinds: Vec<&Value> = shown["activities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|activity| &activity["kind"])
        .collect();
    assert_eq!(kinds, ["note", "created"]);
    assert_eq!(shown["activities"][0], kept.json());
    let page = app.shown(&format!("{path}?limit=1")).await;
    let next = page["next"].as_str().unwrap();
    let page = app.shown(&format!("{path}?limit=1&after={next}")).await;
    assert_eq!(page["activities"][0]["columns"], json!(["name"]));
    for (body, code) in [
        (json!({"note": ""}), "unusable_note"),
        (json!({"note": "x".repeat(2_001)}), "unusable_note"),
        (json!({"note": "a\u{0}"}), "unusable_note"),
        (json!({"note": 1}), "wrong_shape"),
        (json!({"note": "a", "kind": "created"}), "wrong_shape"),
    ] {
        let refused = app.admin(Method::POST, &path, &body).await;
        refused.problem(422, code);
    }
    for path in ["lead/records/nobody", "nothing/records/x"] {
        let path = format!("/api/v1/crm/tables/{path}/activities");
        for (method, body) in [(Method::GET, &Value::Null), (Method::POST, &note)] {
            let answer = app.admin(method, &path, body).await;
            answer.problem(404, "not_found");
        }
    }
});

on_both_engines!(
    leads_without_activity_are_reminded_of_and_counted,
    async |app| {
        let reminder = ReminderConfig { days: 7 };
        let change = |config: &mut sonda_server::config::Config| {
            config.crm.reminders.insert("lead".into(), reminder);
        };
        let server = app.another(change).await;
        let id = create(&server, "lead", json!({"name": "Ola", "owner": "Anna"})).await;
        let path = "/api/v1/crm/reminders";
        assert_eq!(
            server.shown(path).await,
            json!({"reminders": [], "next": null})
        );
        server.set_ms(8 * DAY_MS);
        let shown = server.shown(path).await;
        let reminder = &shown["reminders"][0];
        assert_eq!(
            (&reminder["record"], &reminder["owner"], &reminder["days"]),
            (&json!(id), &json!("Anna"), &json!(8))
        );
        let answer = server.get("/metrics").await;
        let metrics = answer.text();
        let line = "sonda_crm_records_without_activity{table=\"lead\"} 1\n";
        assert!(metrics.contains(line), "{metrics}");
        server.close().await;
    }
);
