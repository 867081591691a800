//! The worker, from a stored response to the records.

mod trouble;

use crate::faulty::{Fault, faulty_worker};
use crate::flow::{
    FORM, attempts, contact_target, deliveries, embedded, mapping, publish_form, publish_mapping,
    publish_version, records, submission, submit, text, worker,
};
use crate::support::{START_MS, TestStore};
use serde_json::{Value, json};
use sonda_server::crm::{Connectors, DeliveryError};
use sonda_server::delivery::{Drained, Worker};
use sonda_server::store::{DeliveryStatus, ReplayScope, StoredRecord};
use std::sync::Arc;
use tokio::sync::{Notify, oneshot};

fn survey() -> Value {
    json!([
        contact_target(),
        {"id": "survey", "table": "survey_response", "columns": {
            "form": {"context": "form"}, "version": {"context": "version"},
            "language": {"context": "locale"}, "contact": {"record": "contact"},
            "submitted_at": {"context": "submitted_at"},
        }},
        {"id": "rows", "table": "question_response", "rows": "per_question", "columns": {
            "survey_response": {"record": "survey"}, "contact": {"record": "contact"},
            "question": {"row": "question"}, "type": {"row": "type"}, "number": {"row": "number"},
            "text": {"row": "text"}, "comment": {"row": "comment"},
        }},
    ])
}

on_both_engines!(
    a_survey_becomes_a_response_with_a_row_per_question,
    async |on: &TestStore| {
        let mapping = mapping(survey());
        publish_form(on, &mapping).await;
        let answers = json!({
            "email": text("ola@example.pl"),
            "stars": {"answer": {"type": "scale", "value": 4}, "comment": "Quick"},
            "parts": {"answer": {"type": "choices", "value": ["a", "b"]}},
        });
        submit(on, &mapping, &[submission(on, "r1", answers)]).await;
        assert_eq!(
            worker(on).drain().await.unwrap(),
            Drained {
                done: 3,
                retried: 0,
                dead: 0
            }
        );

        let contact = &records(on, "contact").await[0];
        let response = &records(on, "survey_response").await[0];
        assert_eq!(
            Value::Object(response.values.clone()),
            json!({
                "form": FORM, "version": 1, "language": "en", "contact": contact.id,
                "submitted_at": "2026-07-31T10:00:00Z",
            })
        );
        let mut rows: Vec<Value> = records(on, "question_response")
            .await
            .into_iter()
            .map(|record| Value::Object(record.values))
            .collect();
        rows.sort_by_key(|row| row["question"].to_string());
        let common = |mut row: Value| {
            row["survey_response"] = json!(response.id);
            row["contact"] = json!(contact.id);
            row
        };
        let expected = [
            json!({"question": "email", "type": "email", "text": "ola@example.pl"}),
            json!({"question": "parts", "type": "multiple_choice", "text": "Alpha; Beta"}),
            json!({"question": "stars", "type": "rating", "number": "4", "text": "4", "comment": "Quick"}),
        ];
        assert_eq!(rows, expected.map(common));
        let delivery = deliveries(on)
            .await
            .into_iter()
            .find(|one| one.target == "contact")
            .unwrap();
        assert_eq!(delivery.record.as_ref(), Some(&contact.id));
        assert_eq!(attempts(on, "r1", "rows").await[0].detail, "3 created");
    }
);

on_both_engines!(
    the_links_contact_is_the_one_written_on,
    async |on: &TestStore| {
        let mapping = mapping(json!([{
            "id": "survey", "table": "survey_response",
            "columns": {"form": {"context": "form"}, "contact": {"context": "contact"}},
        }]));
        publish_form(on, &mapping).await;
        let values = json!({"name": "Ola"}).as_object().unwrap().clone();
        let id = embedded(on)
            .create_record("contact", &values)
            .await
            .unwrap();
        let mut submissions = vec![];
        for (response, contact) in [
            ("r1", format!("embedded/contact/{id}")),
            ("r2", "embedded/lead/1".into()),
        ] {
            let mut one = submission(on, response, json!({}));
            one.contact = Some(contact);
            submissions.push(one);
        }
        submit(on, &mapping, &submissions).await;
        assert_eq!(
            worker(on).drain().await.unwrap(),
            Drained {
                done: 1,
                retried: 0,
                dead: 1
            }
        );
        assert_eq!(
            records(on, "survey_response").await[0].values["contact"],
            id.as_str()
        );
        let reason = &attempts(on, "r2", "survey").await[0].detail;
        assert!(
            reason.starts_with("column `contact` ") && reason.contains("embedded/lead"),
            "{reason}"
        );
    }
);

on_both_engines!(
    a_mended_mapping_heals_dead_letters,
    async |on: &TestStore| {
        let case = |title: Value| {
            mapping(json!([
                {"id": "case", "table": "case", "columns": {"title": title}},
                {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}}},
            ]))
        };
        // As if published before the column became required.
        let broken = case(json!({"answer": "name"}));
        publish_form(on, &broken).await;
        submit(on, &broken, &[submission(on, "r1", json!({}))]).await;
        let worker = worker(on);
        let drained = worker.drain().await.unwrap();
        assert_eq!(
            (drained.done, drained.dead),
            (1, 1),
            "the other target is fit"
        );
        let attempt = &attempts(on, "r1", "case").await[0];
        let reason = &attempt.detail;
        assert!(reason.contains("/targets/0/columns/title"), "{reason}");
        assert_eq!(attempt.column.as_deref(), Some("title"));

        publish_mapping(on, &case(json!({"constant": "Without a title"}))).await;
        let all = ReplayScope::default();
        assert_eq!(on.store.replay_dead(&all, START_MS).await.unwrap(), 1);
        assert_eq!(
            worker.drain().await.unwrap(),
            Drained {
                done: 1,
                retried: 0,
                dead: 0
            }
        );
        assert_eq!(records(on, "lead").await.len(), 1);
        assert_eq!(
            records(on, "case").await[0].values["title"],
            "Without a title"
        );
    }
);

on_both_engines!(
    the_newest_mapping_that_fits_is_used,
    async |on: &TestStore| {
        let lead = |name: Value| {
            mapping(json!([{"id": "lead", "table": "lead", "columns": {"name": name}}]))
        };
        let first = lead(json!({"constant": "first"}));
        publish_form(on, &first).await;
        publish_mapping(on, &lead(json!({"constant": "second"}))).await;
        publish_mapping(
            on,
            &lead(json!({"answer": "asked-only-by-a-later-version"})),
        )
        .await;
        publish_version(on, "asked-only-by-a-later-version").await;
        submit(on, &first, &[submission(on, "r1", json!({}))]).await;
        assert_eq!(worker(on).drain().await.unwrap().done, 1);
        assert_eq!(records(on, "lead").await[0].values["name"], "second");
    }
);

on_both_engines!(
    what_refers_to_a_dead_target_is_dead_until_replayed,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            contact_target(),
            {"id": "case", "table": "case",
             "columns": {"title": {"constant": "T"}, "contact": {"record": "contact"}}},
            {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}}},
        ]));
        publish_form(on, &mapping).await;
        submit(
            on,
            &mapping,
            &[submission(on, "r1", json!({"name": text("Ola")}))],
        )
        .await;
        let worker = faulty_worker(on, [Fault::Before(DeliveryError::give_up("refused"))]);
        // The fault is the contact's.
        sqlx::query("UPDATE delivery SET due_at_ms = due_at_ms + 1 WHERE target = 'lead'")
            .execute(&on.pool)
            .await
            .unwrap();
        assert_eq!(worker.drain().await.unwrap().dead, 2);
        on.clock.advance_ms(1);
        assert_eq!(
            worker.drain().await.unwrap().done,
            1,
            "a dead letter blocks nothing"
        );
        assert!(
            attempts(on, "r1", "case").await[0]
                .detail
                .contains("`contact`")
        );
        assert_eq!(
            on.store
                .replay_dead(&ReplayScope::default(), START_MS)
                .await
                .unwrap(),
            2
        );
        assert_eq!(
            worker.drain().await.unwrap(),
            Drained {
                done: 2,
                retried: 0,
                dead: 0
            }
        );
        let contact = &records(on, "contact").await[0];
        assert_eq!(
            records(on, "case").await[0].values["contact"],
            contact.id.as_str()
        );
    }
);

on_both_engines!(
    a_running_worker_is_woken_and_stops_when_told,
    async |on: &TestStore| {
        let mapping = mapping(json!([contact_target()]));
        publish_form(on, &mapping).await;
        let wake = Arc::new(Notify::new());
        let connectors = Connectors::default().with("embedded", Arc::new(embedded(on)));
        let worker = Worker::new(
            on.store.clone(),
            connectors,
            on.shared_clock(),
            wake.clone(),
        );
        let (stop, stopped) = oneshot::channel::<()>();
        let running = worker.run(async {
            let _ = stopped.await;
        });
        let visit = async {
            submit(
                on,
                &mapping,
                &[submission(on, "r1", json!({"name": text("Ola")}))],
            )
            .await;
            wake.notify_one();
            while deliveries(on).await[0].status != DeliveryStatus::Done {
                tokio::task::yield_now().await;
            }
            stop.send(()).unwrap();
        };
        tokio::join!(running, visit);
        assert_eq!(records(on, "contact").await.len(), 1);
    }
);

on_both_engines!(
    a_column_that_disappeared_stops_its_target_alone,
    async |on: &TestStore| {
        let target =
            |id: &str, columns: Value| json!({"id": id, "table": "lead", "columns": columns});
        let first = mapping(json!([target("gone", json!({"name": {"answer": "name"}}))]));
        publish_form(on, &first).await;
        // As if the CRM had lost the column `shoe_size` since.
        let newest = mapping(json!([
            target(
                "gone",
                json!({"name": {"answer": "name"}, "shoe_size": {"answer": "name"}})
            ),
            target("fine", json!({"name": {"answer": "name"}})),
        ]));
        publish_mapping(on, &newest).await;
        submit(
            on,
            &newest,
            &[submission(on, "r1", json!({"name": text("Ola")}))],
        )
        .await;
        let drained = worker(on).drain().await.unwrap();
        assert_eq!((drained.done, drained.dead), (1, 1));
        let attempt = &attempts(on, "r1", "gone").await[0];
        assert_eq!(attempt.column.as_deref(), Some("shoe_size"));
        assert!(
            attempt.detail.contains("no longer fits the CRM"),
            "{}",
            attempt.detail
        );
        assert_eq!(
            records(on, "lead").await.len(),
            1,
            "no older mapping is taken instead"
        );
    }
);

on_both_engines!(
    what_refers_to_a_cancelled_target_is_given_up,
    async |on: &TestStore| {
        let mapping = mapping(survey());
        publish_form(on, &mapping).await;
        submit(
            on,
            &mapping,
            &[submission(on, "r1", json!({"stars": {"comment": "Quick"}}))],
        )
        .await;
        on.store
            .cancel_delivery("r1", "contact", START_MS)
            .await
            .unwrap();
        assert_eq!(worker(on).drain().await.unwrap().dead, 2);
        let reason = &attempts(on, "r1", "survey").await[0].detail;
        assert_eq!(reason, "the target `contact` it refers to was cancelled");
        assert_eq!(records(on, "contact").await.len(), 0);

        let all = ReplayScope::default();
        assert_eq!(on.store.replay_cancelled(&all, START_MS).await.unwrap(), 1);
        assert_eq!(on.store.replay_dead(&all, START_MS).await.unwrap(), 2);
        assert_eq!(worker(on).drain().await.unwrap().done, 3);
        assert_eq!(records(on, "question_response").await.len(), 1);
    }
);

on_both_engines!(
    a_target_whose_condition_does_not_hold_writes_nothing,
    async |on: &TestStore| {
        let mapping = mapping(json!([
            {"id": "contact", "table": "contact", "when": {"==": [{"var": "name"}, "Ola"]},
             "columns": {"name": {"answer": "name"}}},
            {"id": "lead", "table": "lead", "columns": {
                "name": {"answer": "name"}, "contact": {"record": "contact"}}},
        ]));
        publish_form(on, &mapping).await;
        let responses = [
            submission(on, "r1", json!({"name": text("Ola")})),
            submission(on, "r2", json!({"name": text("Jan")})),
        ];
        submit(on, &mapping, &responses).await;
        let drained = worker(on).drain().await.unwrap();
        assert_eq!((drained.done, drained.dead), (4, 0));
        let contacts = records(on, "contact").await;
        assert_eq!(contacts.len(), 1);
        let contact_of = |name: &str, leads: &[StoredRecord]| {
            let lead = leads.iter().find(|lead| lead.values["name"] == name);
            lead.unwrap().values.get("contact").cloned()
        };
        let leads = records(on, "lead").await;
        assert_eq!(contact_of("Ola", &leads), Some(json!(contacts[0].id)));
        assert_eq!(contact_of("Jan", &leads), None);
        assert_eq!(
            attempts(on, "r2", "contact").await[0].detail,
            "nothing to write"
        );
    }
);
