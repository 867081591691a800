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
        let attempt = &attempts["attempts"][0];
        assert_eq!(attempt["outcome"], "done");
        assert_eq!(
            (&attempt["column"], &attempt["exchanges"]),
            (&Value::Null, &json!([]))
        );
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
    assert_eq!(count("connector=embedded").await, 1);
    assert_eq!(count("connector=other").await, 0);
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
                "/api/v1/deliveries/replay?form=contact-us&connector=embedded",
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
            "/api/v1/deliveries/no-such/lead/cancel",
            "/api/v1/deliveries/no-such/lead/replay",
            "/api/v1/deliveries/%C5%BC/%27/replay",
        ] {
            app.admin(Method::POST, path, &Value::Null)
                .await
                .problem(404, "not_found");
        }
    }
);

on_both_engines!(
    a_cancelled_delivery_is_shown_and_never_written,
    async |app| {
        app.publish(&lead()).await;
        let id = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        let cancel = format!("/api/v1/deliveries/{id}/lead/cancel");
        let cancelled = app.admin(Method::POST, &cancel, &Value::Null).await;
        assert_eq!(cancelled.status.as_u16(), 204);
        app.admin(Method::POST, &cancel, &Value::Null)
            .await
            .problem(404, "not_found");
        assert_eq!(app.deliver().await.done, 0);
        let shown = app.shown("/api/v1/deliveries?status=cancelled").await;
        assert_eq!(shown["deliveries"][0]["response"], id);
        assert_eq!(app.records("lead").await.len(), 0);

        let other = app
            .send(Ask::json(LEAD_RESPONSES, &key(2), &a_lead("Ola")))
            .await
            .receipt();
        app.sql("UPDATE delivery SET lease_owner = 'w', due_at_ms = due_at_ms + 1000 WHERE status = 'pending'")
        .await;
        let cancel = format!("/api/v1/deliveries/{other}/lead/cancel");
        app.admin(Method::POST, &cancel, &Value::Null)
            .await
            .problem(422, "delivery_under_way");
    }
);

on_both_engines!(
    deliveries_of_a_form_are_cancelled_and_replayed_together,
    async |app| {
        app.publish(&lead()).await;
        for n in 1..=3 {
            app.send(Ask::json(LEAD_RESPONSES, &key(n), &a_lead("Jan")))
                .await
                .receipt();
        }
        let post = async |path: &str| {
            let path = format!("/api/v1/deliveries/{path}");
            app.admin(Method::POST, &path, &Value::Null).await
        };
        post("cancel").await.problem(422, "no_scope");
        post("cancel?form=%20")
            .await
            .problem(400, "malformed_query");
        // A misspelt limit must not widen what is called off.
        post("cancel?form=request-a-demo&conector=crm")
            .await
            .problem(400, "malformed_query");
        post("replay?status=done")
            .await
            .problem(400, "malformed_query");
        let none = post("cancel?connector=other").await;
        assert_eq!(none.json(), json!({"cancelled": 0, "under_way": 0}));
        let all = post("cancel?form=contact-us&connector=embedded").await;
        assert_eq!(all.json(), json!({"cancelled": 3, "under_way": 0}));
        assert_eq!(app.deliver().await.done, 0);
        assert_eq!(post("replay").await.json(), json!({"replayed": 0}));
        let replayed = post("replay?status=cancelled&form=contact-us").await;
        assert_eq!(replayed.json(), json!({"replayed": 3}));
        assert_eq!(app.deliver().await.done, 3);
    }
);

on_both_engines!(causes_of_dead_letters_are_counted, async |app| {
    app.publish(&lead()).await;
    for n in 1..=3 {
        app.send(Ask::json(LEAD_RESPONSES, &key(n), &a_lead("Jan")))
            .await
            .receipt();
    }
    app.sql("UPDATE mapping_revision SET mapping = '{\"targets\":[]}'")
        .await;
    assert_eq!(app.deliver().await.dead, 3);
    let causes = app.shown("/api/v1/deliveries/causes").await;
    let at_ms = causes["causes"][0]["first_at_ms"].clone();
    assert_eq!(
        causes,
        json!({"causes": [{
            "connector": "embedded", "form": "contact-us", "target": "lead", "column": null,
            "reason": "the mapping has no target `lead` any more",
            "reason_text": "the mapping has no target `lead` any more", "deliveries": 3,
            "first_at_ms": at_ms, "last_at_ms": at_ms,
        }]})
    );
});

on_both_engines!(all_of_one_cause_are_replayed_and_no_other, async |app| {
    app.publish(&lead()).await;
    for number in 1..=3 {
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan"));
        app.send(ask).await.receipt();
    }
    app.sql("UPDATE mapping_revision SET mapping = '{\"targets\":[]}'")
        .await;
    assert_eq!(app.deliver().await.dead, 3);
    app.sql("UPDATE delivery SET last_error = 'Another & reason' WHERE response_id = (SELECT MIN(response_id) FROM delivery)")
        .await;
    let counts = app.shown("/api/v1/deliveries/counts").await;
    assert_eq!(
        counts["connectors"],
        json!([{"connector": "embedded", "pending": 0, "waiting": 0, "dead": 3, "oldest_age_ms": null}])
    );
    let replayed = async |query: &str| {
        let path = format!("/api/v1/deliveries/replay?{query}");
        app.admin(Method::POST, &path, &Value::Null).await.json()["replayed"].clone()
    };
    assert_eq!(replayed("target=other").await, 0);
    assert_eq!(replayed("form=contact-us&reason=none").await, 0);
    assert_eq!(
        replayed("target=lead&reason=Another%20%26%20reason").await,
        1
    );
    app.clock.advance_ms(7_000);
    let counts = app.shown("/api/v1/deliveries/counts").await;
    assert_eq!(counts["connectors"][0]["dead"], 2);
    assert_eq!(counts["connectors"][0]["pending"], 1);
});
