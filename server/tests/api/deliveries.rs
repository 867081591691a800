//! `/api/v1/deliveries`: what became of each response, and replaying what was given up.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use axum::http::Method;
use serde_json::{Value, json};

on_both_engines!(
    a_response_and_its_deliveries_are_stored_together,
    async |app| {
        app.publish(&lead()).await;
        let id = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        let path = format!("/api/v1/deliveries?response={id}");
        let waiting = app.shown(&path).await;
        assert_eq!(waiting["deliveries"][0]["status"], "pending");
        app.deliver().await;
        let mut done = app.shown(&path).await;
        let delivery = &mut done["deliveries"][0];
        assert_eq!(delivery["record"], app.records("lead").await[0]["id"]);
        delivery["record"] = json!("(id)");
        delivery["response"] = json!("(id)");
        insta::assert_json_snapshot!("done_delivery", done);
        let attempts = app
            .shown(&format!("/api/v1/deliveries/{id}/lead/attempts"))
            .await;
        assert_eq!(attempts["attempts"][0]["outcome"], "done");
    }
);

on_both_engines!(deliveries_are_filtered_by_form_and_status, async |app| {
    app.publish(&lead()).await;
    app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
        .await
        .receipt();
    let count = async |query: &str| {
        let shown = app.shown(&format!("/api/v1/deliveries?{query}")).await;
        shown["deliveries"].as_array().unwrap().len()
    };
    assert_eq!(count("form=contact-us").await, 1);
    assert_eq!(count("form=contact-us&status=pending").await, 1);
    assert_eq!(count("status=done").await, 0);
    assert_eq!(count("form=other").await, 0);
    for query in ["status=nonsense", "limit=x"] {
        let path = format!("/api/v1/deliveries?{query}");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(400, "malformed_query");
    }
});

on_both_engines!(
    a_delivery_that_was_given_up_is_replayed_into_one_record,
    async |app| {
        app.publish(&lead()).await;
        let id = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        // A mapping that lost its target: nobody can deliver that.
        app.sql("UPDATE mapping_revision SET mapping = '{\"targets\":[]}'")
            .await;
        assert_eq!(app.deliver().await.dead, 1);
        let dead = app.shown("/api/v1/deliveries?status=dead").await;
        assert_eq!(dead["deliveries"][0]["response"], id);
        assert!(
            dead["deliveries"][0]["last_error"]
                .as_str()
                .unwrap()
                .contains("lead")
        );
        let mut mended = lead();
        mended["mapping"]["targets"][0]["columns"]["source"] = json!({"constant": "mended"});
        app.publish(&mended).await;
        let replay = format!("/api/v1/deliveries/{id}/lead/replay");
        assert_eq!(
            app.admin(Method::POST, &replay, &Value::Null)
                .await
                .status
                .as_u16(),
            202
        );
        app.admin(Method::POST, &replay, &Value::Null)
            .await
            .problem(404, "not_found");
        assert_eq!(app.deliver().await.done, 1);
        let records = app.records("lead").await;
        assert_eq!(
            (records.len(), &records[0]["values"]["source"]),
            (1, &json!("mended"))
        );
        let all = app
            .admin(
                Method::POST,
                "/api/v1/deliveries/replay?form=contact-us",
                &Value::Null,
            )
            .await;
        assert_eq!(
            (all.status.as_u16(), all.json()),
            (202, json!({"replayed": 0}))
        );
    }
);

on_both_engines!(
    deliveries_that_are_not_there_are_said_to_be_missing,
    async |app| {
        let none = app.shown("/api/v1/deliveries/no-such/lead/attempts").await;
        assert_eq!(none, json!({"attempts": []}));
        for path in [
            "/api/v1/deliveries/no-such/lead/replay",
            "/api/v1/deliveries/%C5%BC/%27/replay",
        ] {
            app.admin(Method::POST, path, &Value::Null)
                .await
                .problem(404, "not_found");
        }
    }
);
