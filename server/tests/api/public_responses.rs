//! `POST /api/v1/public/forms/{form}/responses` and `…/links/{code}/responses`: submissions of the widget.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, an_opinion, key, lead, next_version, survey};
use serde_json::json;

on_both_engines!(a_submission_is_answered_with_a_receipt, async |app| {
    app.publish(&lead()).await;
    let body = json!({
        "version": 1, "locale": "pl",
        "answers": {"name": " Anna ", "email": "anna@example.com", "topics": ["help"], "message": null},
        "context": {"page": "https://shop.example/offer?utm_source=news&x=1#top"},
    });
    let answer = app.send(Ask::json(LEAD_RESPONSES, &key(1), &body)).await;
    let id = answer.receipt();
    assert_eq!(
        answer.json(),
        json!({"receipt": {"response": id, "submitted_at": "2026-07-31T10:00:00Z"}})
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut stored = app.responses("contact-us").await;
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["id"], id);
    stored[0]["id"] = json!("(id)");
    insta::assert_json_snapshot!("stored_response", stored[0]);
});

on_both_engines!(
    a_submission_becomes_its_record_once_delivered,
    async |app| {
        app.publish(&lead()).await;
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Anna")))
            .await
            .receipt();
        assert!(app.records("lead").await.is_empty());
        assert_eq!(app.deliver().await.done, 1);
        assert_eq!(app.deliver().await.done, 0);
        let records = app.records("lead").await;
        assert_eq!(records.len(), 1);
        assert_eq!(
            records[0]["values"],
            json!({
                "name": "Anna", "email": "anna@example.com", "language": "en",
            })
        );
    }
);

on_both_engines!(
    a_survey_becomes_a_response_and_a_row_per_question,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let id = app
            .send(Ask::json(&link.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        app.deliver().await;
        let response = &app.records("survey_response").await[0];
        assert_eq!(
            response["values"],
            json!({
                "form": "visit", "version": 1, "response": id, "link": link.id, "nps_score": 9,
            })
        );
        let mut rows: Vec<_> = app
            .records("question_response")
            .await
            .iter()
            .map(|r| r["values"].clone())
            .collect();
        rows.sort_by_key(|row| row["question"].to_string());
        for row in &mut rows {
            assert_eq!(row["survey_response"], response["id"]);
            row["survey_response"] = json!("(id)");
        }
        insta::assert_json_snapshot!("question_responses", rows);
    }
);

on_both_engines!(
    a_submission_without_version_or_language_takes_the_newest_and_the_fallback,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&next_version(lead())).await;
        let body = json!({"answers": {"name": "Jan", "added": "x"}});
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &body))
            .await
            .receipt();
        let stored = &app.responses("contact-us").await[0];
        assert_eq!(
            (&stored["version"], &stored["locale"]),
            (&json!(2), &json!("en"))
        );
    }
);

on_both_engines!(
    an_older_published_version_can_be_answered_and_others_cannot,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&next_version(lead())).await;
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        for version in [0, 3, -1, i64::MAX] {
            let body = json!({"version": version, "answers": {"name": "Jan"}});
            let answer = app.send(Ask::json(LEAD_RESPONSES, &key(2), &body)).await;
            answer.problem(422, "unknown_version");
        }
        let link = {
            app.publish(&survey()).await;
            app.link("visit", "1").await
        };
        let body = json!({"version": 2, "answers": {"stars": 1}});
        app.send(Ask::json(&link.responses(), &key(1), &body))
            .await
            .problem(422, "unknown_version");
    }
);

on_both_engines!(each_faulty_answer_is_named_with_its_code, async |app| {
    app.publish(&lead()).await;
    let body = json!({
        "locale": "pl",
        "answers": {
            "name": "x".repeat(41), "email": "nonsense", "message": "a\u{7}b",
            "topics": ["help", "gossip"], "shoe_size": 43,
        },
        "comments": {"name": "none was asked for"},
    });
    let answer = app.send(Ask::json(LEAD_RESPONSES, &key(1), &body)).await;
    insta::assert_json_snapshot!("faulty_answers", answer.problem(422, "invalid_answers"));
    assert!(app.responses("contact-us").await.is_empty());
});

on_both_engines!(answers_of_the_wrong_type_are_named, async |app| {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    for stars in [
        json!([[5]]),
        json!([4, 5]),
        json!("five"),
        json!(5.5),
        json!(6),
        json!(true),
    ] {
        let body = json!({"answers": {"stars": stars}});
        let answer = app.send(Ask::json(&link.responses(), &key(1), &body)).await;
        let fields = answer.fields();
        assert_eq!(fields[0].0, "stars", "{stars}");
        let code = fields[0].1.as_str();
        assert!(
            matches!(code, "wrong_type" | "unknown_option"),
            "{stars}: {code}"
        );
    }
    let parted = json!({"answers": {"stars": {"value": 5}}});
    let answer = app
        .send(Ask::json(&link.responses(), &key(1), &parted))
        .await;
    let strange = ("stars.value".to_owned(), "unknown_question".to_owned());
    assert!(answer.fields().contains(&strange), "{answer:?}");
    let empty = json!({"answers": {"stars": null}});
    let answer = app
        .send(Ask::json(&link.responses(), &key(1), &empty))
        .await;
    assert_eq!(
        answer.fields(),
        [("stars".to_owned(), "required".to_owned())]
    );
});

on_both_engines!(
    answers_to_another_forms_questions_are_refused,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let answer = app
            .send(Ask::json(&link.responses(), &key(1), &a_lead("Jan")))
            .await;
        let fields = answer.fields();
        assert!(
            fields.contains(&("name".to_owned(), "unknown_question".to_owned())),
            "{fields:?}"
        );
        let path = format!("/api/v1/public/forms/{}/responses", link.code);
        app.send(Ask::json(&path, &key(1), &an_opinion()))
            .await
            .problem(404, "unknown");
    }
);
