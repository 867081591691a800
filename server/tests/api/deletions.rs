//! `/api/v1/forms/{form}/responses/deletions` and `/count`: many responses and their end.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::browser::Browser;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead, many};
use axum::http::Method;
use serde_json::{Value, json};

const RESPONSES: &str = "/api/v1/forms/contact-us/responses";

/// The form, and leads of these people, a second apart; their ids, the first first.
async fn leads(app: &TestApp, names: &[&str]) -> Vec<String> {
    app.publish(&lead()).await;
    let mut ids = Vec::new();
    for (number, name) in names.iter().enumerate() {
        app.clock.advance_ms(1_000);
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead(name));
        ids.push(app.send(ask).await.receipt());
    }
    ids
}

async fn delete(app: &TestApp, query: &str, body: &Value) -> Answer {
    let path = format!("{RESPONSES}/deletions{query}");
    app.admin(Method::POST, &path, body).await
}

async fn left(app: &TestApp) -> Vec<String> {
    let shown = app
        .shown(&format!("{RESPONSES}?order=oldest&limit=1000"))
        .await;
    let responses = shown["responses"].as_array().unwrap().iter();
    let ids = responses.map(|one| one["id"].as_str().unwrap().to_owned());
    ids.collect()
}

on_both_engines!(responses_that_are_named_are_deleted, async |app| {
    let ids = leads(app, &["Anna", "Jan", "Olena"]).await;
    let named = json!({"ids": [ids[0], ids[2], ids[0], "no-such-id"]});
    let done = delete(app, "", &named).await.json();
    assert_eq!(done, json!({"deleted": 2, "under_way": [], "next": null}));
    assert_eq!(left(app).await, [ids[1].as_str()]);
    assert_eq!(app.shown("/api/v1/forms").await["forms"][0]["responses"], 1);
    // What they were to become is never written.
    app.deliver().await;
    assert_eq!(app.records("lead").await.len(), 1);
    assert_eq!(delete(app, "", &named).await.json()["deleted"], 0);
});

on_both_engines!(those_that_pass_go_and_what_came_since_stays, async |app| {
    let ids = leads(app, &["Zofia Nowak", "Jan Kowalski", "Zofia Lis"]).await;
    let counted = app.shown(&format!("{RESPONSES}/count?q=zofia")).await;
    assert_eq!(counted["responses"], 2);
    app.clock.advance_ms(1_000);
    let ask = Ask::json(LEAD_RESPONSES, &key(9), &a_lead("Zofia Maj"));
    let since = app.send(ask).await.receipt();
    let done = delete(app, "?q=zofia", &json!({"until": counted["until"]})).await;
    assert_eq!(
        done.json(),
        json!({"deleted": 2, "under_way": [], "next": null})
    );
    assert_eq!(left(app).await, [ids[1].as_str(), since.as_str()]);
});

on_both_engines!(a_count_is_of_those_that_pass, async |app| {
    let ids = leads(app, &["Anna", "Jan", "Olena"]).await;
    for (query, number) in [
        ("", 3),
        ("?from=2026-07-31T10:00:02Z", 2),
        ("?to=2026-07-31T10:00:02Z", 1),
        ("?to=2026-07-30", 0),
        ("?q=jan", 1),
        ("?channel=personal", 0),
        (&format!("?q={}", ids[2]), 1),
    ] {
        let counted = app.shown(&format!("{RESPONSES}/count{query}")).await;
        assert_eq!(counted["responses"], number, "{query}");
    }
    let counted = app.shown(&format!("{RESPONSES}/count")).await;
    assert_eq!(counted["until"], "2026-07-31T10:00:03.001Z");
});

on_both_engines!(
    so_many_are_deleted_at_once_and_the_rest_after,
    async |app| {
        app.publish(&lead()).await;
        let made = many(&lead(), 1_201);
        let form = "contact-us".parse().unwrap();
        app.store
            .insert_generated(&form, 1, &made, &[])
            .await
            .unwrap();
        let mut body = json!({"until": "2027-01-01T00:00:00Z"});
        for deleted in [500, 500, 201] {
            let done = delete(app, "", &body).await.json();
            assert_eq!(done["deleted"], deleted);
            body["after"] = done["next"].clone();
        }
        assert_eq!(body["after"], Value::Null);
        assert!(left(app).await.is_empty());
        let shown = app.shown("/api/v1/forms").await;
        assert_eq!(shown["forms"][0]["responses"], 0);
    }
);

on_both_engines!(one_that_is_being_written_stays, async |app| {
    let ids = leads(app, &["Anna", "Jan"]).await;
    app.sql(
        "UPDATE delivery SET lease_owner = 'worker', due_at_ms = 9000000000000 \
         WHERE response_id = (SELECT MIN(id) FROM response)",
    )
    .await;
    for body in [
        json!({"ids": ids}),
        json!({"until": "2027-01-01T00:00:00Z"}),
    ] {
        let done = delete(app, "", &body).await.json();
        assert_eq!(done["under_way"], json!([ids[0]]));
        assert_eq!(done["next"], Value::Null);
        assert_eq!(left(app).await, [ids[0].as_str()]);
    }
});

on_both_engines!(what_is_to_go_has_to_be_said, async |app| {
    let ids = leads(app, &["Anna"]).await;
    let until = "2027-01-01T00:00:00Z";
    for (query, body) in [
        ("", json!({})),
        ("", json!({"ids": ids, "until": until})),
        ("?q=anna", json!({"ids": ids})),
        ("", json!({"ids": ids, "after": ids[0]})),
    ] {
        let refused = delete(app, query, &body).await;
        refused.problem(422, "nothing_chosen");
    }
    let many = vec!["x"; 1_001];
    let refused = delete(app, "", &json!({ "ids": many })).await;
    refused.problem(422, "too_many_responses");
    let nowhere = json!({"until": until, "after": "nowhere"});
    let refused = delete(app, "", &nowhere).await;
    refused.problem(422, "wrong_shape");
    for (query, body) in [
        ("?like=this", json!({"until": until})),
        ("?order=newest", json!({"until": until})),
    ] {
        let refused = delete(app, query, &body).await;
        refused.problem(400, "malformed_query");
    }
    let elsewhere = "/api/v1/forms/none/responses/deletions";
    let refused = app
        .admin(Method::POST, elsewhere, &json!({"ids": ids}))
        .await;
    refused.problem(404, "not_found");
    assert_eq!(left(app).await, ids);
});

on_both_engines!(more_than_were_counted_are_not_deleted, async |app| {
    let ids = leads(app, &["Anna", "Jan"]).await;
    let until = "2027-01-01T00:00:00Z";
    let counted = json!({"until": until, "counted": 1});
    let refused = delete(app, "", &counted).await;
    refused.problem(409, "more_than_counted");
    assert_eq!(left(app).await, ids);
    let done = delete(app, "", &json!({"until": until, "counted": 2})).await;
    assert_eq!(done.json()["deleted"], 2);
});

on_both_engines!(responses_of_another_form_stay, async |app| {
    let ids = leads(app, &["Anna"]).await;
    let mut other = lead();
    other["id"] = json!("other");
    app.publish(&other).await;
    let path = "/api/v1/forms/other/responses/deletions";
    for body in [
        json!({"ids": ids}),
        json!({"until": "2027-01-01T00:00:00Z"}),
    ] {
        let done = app.admin(Method::POST, path, &body).await.json();
        assert_eq!(done["deleted"], 0);
    }
    assert_eq!(left(app).await, ids);
});

on_both_engines!(who_only_reads_deletes_nothing, async |app| {
    let ids = leads(app, &["Anna"]).await;
    let mut owner = Browser::of_owner(app).await;
    let token = json!({"name": "Reports", "scope": "read"});
    let made = owner.api(Method::POST, "/tokens", &token).await.json();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let body = serde_json::to_vec(&json!({"ids": ids})).unwrap();
    let path = format!("{RESPONSES}/deletions");
    let ask = Ask::new(Method::POST, &path, body);
    let refused = app.send(ask.with("authorization", &bearer)).await;
    refused.problem(403, "not_allowed");
    let ask = Ask::get(&format!("{RESPONSES}/count")).with("authorization", &bearer);
    assert_eq!(app.send(ask).await.json()["responses"], 1);
    assert_eq!(left(app).await, ids);
});
