//! The embedded CRM: what it enforces, finds and merges.

use crate::flow::embedded;
use crate::support::{START_MS, TestStore};
use serde_json::{Value, json};
use sonda_server::crm::{
    Connector, CreateError, DeliveryError, Embedded, ExpectedRecords, Outcome, RecordWrite,
    TableConfig, Transcript, WriteRequest, Written, embedded_tables,
};
use sonda_server::mapping::{Find, Mode, OnMatch, OnNone, OnSeveral};
use uuid::Uuid;

fn write(key: &str, values: Value) -> RecordWrite {
    RecordWrite {
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()),
        existing: None,
        values: values
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect(),
    }
}

fn request(table: &str, find: Option<(&[&str], OnMatch)>, rows: Vec<RecordWrite>) -> WriteRequest {
    WriteRequest {
        response: "r".into(),
        form: "visit".into(),
        is_repeat: false,
        table: table.into(),
        find: find.map(|(by, on_match)| Find {
            by: by.iter().map(|name| (*name).to_owned()).collect(),
            on_match,
            on_none: OnNone::Create,
            on_several: OnSeveral::Refuse,
        }),
        answered_at_ms: START_MS,
        rows,
    }
}

fn contact(key: &str, on_match: OnMatch, values: Value) -> WriteRequest {
    request(
        "contact",
        Some((&["email", "phone"], on_match)),
        vec![write(key, values)],
    )
}

async fn deliver(crm: &Embedded, request: &WriteRequest) -> (String, Outcome) {
    let Written { mut records } = crm.deliver(request, &Transcript::default()).await.unwrap();
    let record = records.remove(0);
    (record.id, record.outcome)
}

async fn values(on: &TestStore, id: &str) -> Value {
    Value::Object(
        on.store
            .record("contact", id)
            .await
            .unwrap()
            .unwrap()
            .values,
    )
}

fn give_up(result: Result<Written, DeliveryError>) -> (Option<String>, String) {
    match result {
        Err(DeliveryError::GiveUp { column, reason }) => (column, reason),
        other => panic!("not given up: {other:?}"),
    }
}

on_both_engines!(
    a_repeated_delivery_writes_the_same_record,
    async |on: &TestStore| {
        let crm = embedded(on);
        for request in [
            request("lead", None, vec![write("r", json!({"name": "Ola"}))]),
            contact("r", OnMatch::Update, json!({"email": "ola@example.pl"})),
            contact(
                "s",
                OnMatch::Update,
                json!({"name": "No e-mail and no phone"}),
            ),
        ] {
            let first = deliver(&crm, &request).await;
            assert_eq!(deliver(&crm, &request).await.0, first.0);
            assert_eq!(first.1, Outcome::Created);
        }
        assert_eq!(on.store.records("lead", None, 10).await.unwrap().len(), 1);
        assert_eq!(
            on.store.records("contact", None, 10).await.unwrap().len(),
            2
        );
    }
);

on_both_engines!(
    a_contact_is_found_by_its_normalised_email_then_phone,
    async |on: &TestStore| {
        let crm = embedded(on);
        let ola = json!({"email": "Ola@Example.PL", "phone": "+48 601-234-567", "name": "Ola"});
        let (id, _) = deliver(&crm, &contact("1", OnMatch::Update, ola)).await;
        for (key, values) in [
            ("2", json!({"email": "ola@example.pl "})),
            ("3", json!({"phone": "0048601234567"})),
            (
                "4",
                json!({"email": "other@example.pl", "phone": "+48601234567"}),
            ),
            // The record has the other address now, and is still one.
            ("5", json!({"email": "other@example.pl"})),
        ] {
            assert_eq!(
                deliver(&crm, &contact(key, OnMatch::Update, values))
                    .await
                    .0,
                id,
                "{key}"
            );
        }
        let (stranger, outcome) = deliver(
            &crm,
            &contact("6", OnMatch::Update, json!({"email": "ola@example.pl"})),
        )
        .await;
        assert_eq!(outcome, Outcome::Created);
        assert_ne!(stranger, id);
    }
);

on_both_engines!(
    a_match_updates_fills_or_links_as_asked,
    async |on: &TestStore| {
        let crm = embedded(on);
        let first = json!({"email": "a@b.co", "name": "Ola", "company": "Old"});
        let (id, _) = deliver(&crm, &contact("1", OnMatch::Update, first)).await;
        let next = json!({"email": "a@b.co", "company": "New", "city": "Gdynia"});

        let linked = deliver(&crm, &contact("2", OnMatch::Link, next.clone())).await;
        assert_eq!(linked, (id.clone(), Outcome::Found));
        assert_eq!(values(on, &id).await["company"], "Old");

        let filled = deliver(&crm, &contact("3", OnMatch::FillEmpty, next.clone())).await;
        assert_eq!(filled, (id.clone(), Outcome::Updated));
        assert_eq!(values(on, &id).await["company"], "Old");
        assert_eq!(values(on, &id).await["city"], "Gdynia");

        deliver(&crm, &contact("4", OnMatch::Update, next)).await;
        let whole = json!({"email": "a@b.co", "name": "Ola", "company": "New", "city": "Gdynia"});
        assert_eq!(
            values(on, &id).await,
            whole,
            "what is not answered is not erased"
        );
    }
);

on_both_engines!(
    an_older_answer_overwrites_nothing,
    async |on: &TestStore| {
        let crm = embedded(on);
        let newer = json!({"email": "a@b.co", "company": "New"});
        let (id, _) = deliver(&crm, &contact("1", OnMatch::Update, newer)).await;
        let older = json!({"email": "a@b.co", "company": "Old", "city": "Gdynia"});
        let mut late = contact("2", OnMatch::Update, older);
        late.answered_at_ms -= 1;
        deliver(&crm, &late).await;
        assert_eq!(values(on, &id).await["company"], "New");
        assert_eq!(values(on, &id).await["city"], "Gdynia");
    }
);

on_both_engines!(
    several_matches_are_named_and_nothing_is_written,
    async |on: &TestStore| {
        let crm = embedded(on);
        let mut ids = Vec::new();
        for key in ["1", "2"] {
            let twin = request(
                "contact",
                None,
                vec![write(key, json!({"phone": "+48 601"}))],
            );
            ids.push(deliver(&crm, &twin).await.0);
        }
        let third = contact(
            "3",
            OnMatch::Update,
            json!({"phone": "+48601", "name": "Ola"}),
        );
        let (column, reason) = give_up(crm.deliver(&third, &Transcript::default()).await);
        assert_eq!(column.as_deref(), Some("phone"));
        assert!(ids.iter().all(|id| reason.contains(id)), "{reason}");
        assert!(
            !reason.contains("601"),
            "a reason never quotes an answer: {reason}"
        );
        assert_eq!(
            on.store.records("contact", None, 10).await.unwrap().len(),
            2
        );
    }
);

on_both_engines!(
    a_record_named_by_its_id_is_updated_and_never_created,
    async |on: &TestStore| {
        let crm = embedded(on);
        let (id, _) = deliver(&crm, &contact("1", OnMatch::Update, json!({"name": "Ola"}))).await;
        let by_id = |existing: Option<&str>| {
            let mut row = write("2", json!({"city": "Gdynia"}));
            row.existing = existing.map(str::to_owned);
            request("contact", Some((&["id"], OnMatch::Update)), vec![row])
        };
        assert_eq!(
            deliver(&crm, &by_id(Some(&id))).await,
            (id.clone(), Outcome::Updated)
        );
        assert_eq!(
            crm.deliver(&by_id(None), &Transcript::default()).await,
            Ok(Written::default())
        );
        let (column, _) = give_up(
            crm.deliver(&by_id(Some("gone")), &Transcript::default())
                .await,
        );
        assert_eq!(column.as_deref(), Some("id"));
        assert_eq!(
            on.store.records("contact", None, 10).await.unwrap().len(),
            1
        );
    }
);

on_both_engines!(
    a_fault_in_one_record_leaves_none_of_its_delivery,
    async |on: &TestStore| {
        let crm = embedded(on);
        let case = |values: Value| {
            request(
                "case",
                None,
                vec![write("good", json!({"title": "T"})), write("bad", values)],
            )
        };
        for (values, faulty) in [
            (json!({"description": "no title"}), "title"),
            (json!({"title": "x".repeat(301)}), "title"),
            (json!({"title": "T", "priority": "urgent"}), "priority"),
            (
                json!({"title": "T", "submitted_at": "yesterday"}),
                "submitted_at",
            ),
            (json!({"title": "T", "contact": "nobody"}), "contact"),
            (json!({"title": "T", "colour": "red"}), "colour"),
        ] {
            let (column, reason) =
                give_up(crm.deliver(&case(values), &Transcript::default()).await);
            assert_eq!(column.as_deref(), Some(faulty), "{reason}");
        }
        assert_eq!(on.store.records("case", None, 10).await.unwrap(), []);
    }
);

on_both_engines!(
    a_declared_table_takes_records_and_refers_to_others,
    async |on: &TestStore| {
        let declared: Vec<TableConfig> = serde_json::from_value(json!([
        {"name": "installation", "columns": [
            {"name": "serial", "type": "text", "length": 40, "required": true, "identifying": true},
            {"name": "litres", "type": "decimal", "scale": 1, "max": 500},
            {"name": "owner", "type": "lookup", "table": "contact"},
        ]},
    ]))
    .unwrap();
        let tables = embedded_tables(&declared).unwrap();
        let crm = Embedded::new(on.store.clone(), tables, on.shared_clock());
        let (owner, _) =
            deliver(&crm, &contact("1", OnMatch::Update, json!({"name": "Ola"}))).await;
        let row = |key, litres| {
            write(
                key,
                json!({"serial": "SN-1", "litres": litres, "owner": owner}),
            )
        };
        let find: Option<(&[&str], _)> = Some((&["serial"], OnMatch::Update));
        let (id, _) = deliver(
            &crm,
            &request("installation", find, vec![row("2", "12.50")]),
        )
        .await;
        let again = deliver(&crm, &request("installation", find, vec![row("3", "13")])).await;
        assert_eq!(again, (id.clone(), Outcome::Updated));
        let record = on.store.record("installation", &id).await.unwrap().unwrap();
        assert_eq!(record.values["litres"], "13");
    }
);

on_both_engines!(
    a_record_made_by_hand_is_judged_like_any_other,
    async |on: &TestStore| {
        let crm = embedded(on);
        let values = |value: Value| value.as_object().unwrap().clone();
        let id = crm
            .create_record(
                "contact",
                &values(json!({"name": "Ola", "email": "OLA@b.co"})),
            )
            .await
            .unwrap();
        let same = contact("1", OnMatch::Link, json!({"email": "ola@b.co"}));
        assert_eq!(deliver(&crm, &same).await.0, id);

        let refused = crm
            .create_record("case", &values(json!({"colour": 1, "priority": "x"})))
            .await;
        let Err(CreateError::Values(faults)) = refused else {
            panic!("accepted: {refused:?}")
        };
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["/colour", "/priority", "/title"]);
        let unknown = crm.create_record("nothing", &values(json!({}))).await;
        assert!(matches!(unknown, Err(CreateError::UnknownTable(_))));
    }
);

on_both_engines!(records_are_listed_page_by_page, async |on: &TestStore| {
    let crm = embedded(on);
    let mut ids = Vec::new();
    for key in ["1", "2", "3", "4", "5"] {
        let lead = request("lead", None, vec![write(key, json!({"name": key}))]);
        ids.push(deliver(&crm, &lead).await.0);
        on.clock.advance_ms(1);
    }
    let mut listed = Vec::new();
    loop {
        let after = listed.last().map(String::as_str);
        let page = on.store.records("lead", after, 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        listed.extend(page.into_iter().map(|record| record.id));
    }
    assert_eq!(listed, ids);
});

/// A contact with modes by column.
fn moded(key: &str, values: Value, modes: &[(&str, Mode)]) -> WriteRequest {
    let mut request = contact(key, OnMatch::Update, values);
    for (name, mode) in modes {
        request.rows[0].values.get_mut(*name).unwrap().mode = *mode;
    }
    request
}

on_both_engines!(
    each_mode_writes_to_a_record_that_was_found_what_it_may,
    async |on: &TestStore| {
        let crm = embedded(on);
        let modes = [
            ("company", Mode::OnlyIfEmpty),
            ("city", Mode::OnlyIfEmpty),
            ("notes", Mode::Append),
            ("language", Mode::OnCreate),
        ];
        let first = json!({"email": "a@b.co", "company": "Old", "notes": "One", "language": "pl"});
        let (id, _) = deliver(&crm, &moded("1", first, &[modes[0], modes[2], modes[3]])).await;
        let next = json!({"email": "a@b.co", "company": "New", "city": "Gdynia", "notes": "Two", "language": "en"});
        let request = moded("2", next, &modes);
        let whole = json!({"email": "a@b.co", "company": "Old", "city": "Gdynia", "notes": "One\nTwo", "language": "pl"});
        assert_eq!(
            deliver(&crm, &request).await,
            (id.clone(), Outcome::Updated)
        );
        assert_eq!(values(on, &id).await, whole);
        assert_eq!(
            deliver(&crm, &request).await,
            (id.clone(), Outcome::Found),
            "a repeat adds nothing"
        );
        assert_eq!(values(on, &id).await, whole);
    }
);

on_both_engines!(
    of_several_matches_the_one_created_last_is_taken,
    async |on: &TestStore| {
        let crm = embedded(on);
        let mut newest = String::new();
        for key in ["3", "1", "2"] {
            on.clock.advance_ms(1);
            let twin = request(
                "contact",
                None,
                vec![write(key, json!({"phone": "+48 601"}))],
            );
            newest = deliver(&crm, &twin).await.0;
        }
        let mut fourth = contact(
            "4",
            OnMatch::Update,
            json!({"phone": "+48601", "name": "Ola"}),
        );
        fourth.find.as_mut().unwrap().on_several = OnSeveral::Newest;
        assert_eq!(deliver(&crm, &fourth).await, (newest, Outcome::Updated));
    }
);

on_both_engines!(
    a_preview_tells_what_a_delivery_does_and_writes_nothing,
    async |on: &TestStore| {
        let crm = embedded(on);
        let create = contact(
            "1",
            OnMatch::Update,
            json!({"email": "a@b.co", "company": "Old"}),
        );
        let preview = crm.preview(&create).await.unwrap();
        assert_eq!(preview.records[0].outcome, Outcome::Created);
        assert_eq!(on.store.records("contact", None, 10).await.unwrap(), []);
        let (id, _) = deliver(&crm, &create).await;
        assert_eq!(preview.records[0].id.as_deref(), Some(&*id));

        let update = contact(
            "2",
            OnMatch::Update,
            json!({"email": "A@b.co", "company": "New"}),
        );
        let mut preview = crm.preview(&update).await.unwrap();
        let record = preview.records.remove(0);
        assert_eq!(record.outcome, Outcome::Updated);
        assert_eq!(
            Value::Object(record.before),
            json!({"email": "a@b.co", "company": "Old"})
        );
        assert_eq!(
            Value::Object(record.writes),
            json!({"email": "A@b.co", "company": "New"})
        );
        assert_eq!(values(on, &id).await["company"], "Old");

        let wrong = request("lead", None, vec![write("3", json!({"contact": "nobody"}))]);
        assert!(crm.preview(&wrong).await.is_err());
        let nobody = ("contact".to_owned(), "nobody".to_owned());
        let expected = ExpectedRecords::from([(nobody, Default::default())]);
        assert!(crm.preview_after(&wrong, &expected).await.is_ok());
        assert!(crm.test().await[0].ok);
    }
);
