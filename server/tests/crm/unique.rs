//! Values that no two records of a table share.

use crate::support::{START_MS, TestStore};
use futures::future::join_all;
use serde_json::{Value, json};
use sonda_server::crm::{
    Connector, CreateError, DeliveryError, Embedded, RecordWrite, TableConfig, Transcript,
    WriteRequest, Written, embedded_tables,
};
use sonda_server::mapping::{Find, OnMatch, OnNone, OnSeveral};
use std::cell::Cell;
use uuid::Uuid;

/// Installations: one serial number each, and one for each place of a building.
fn crm(on: &TestStore) -> Embedded {
    let declared: Vec<TableConfig> = serde_json::from_value(json!([{
        "name": "installation",
        "columns": [
            {"name": "serial", "type": "text", "length": 40, "unique": true},
            {"name": "mail", "type": "text", "format": "email", "unique": true, "identifying": true},
            {"name": "building", "type": "text", "length": 40},
            {"name": "place", "type": "integer"},
        ],
        "keys": [["building", "place"]],
    }]))
    .unwrap();
    let tables = embedded_tables(&declared).unwrap();
    Embedded::new(on.store.clone(), tables, on.shared_clock())
}

fn new(key: &str, values: Value) -> WriteRequest {
    let values = values.as_object().unwrap().clone().into_iter();
    WriteRequest {
        response: "r".into(),
        form: "f".into(),
        is_repeat: false,
        table: "installation".into(),
        find: None,
        answered_at_ms: START_MS,
        rows: vec![RecordWrite {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()),
            existing: None,
            values: values.map(|(name, value)| (name, value.into())).collect(),
        }],
    }
}

fn found(key: &str, values: Value) -> WriteRequest {
    WriteRequest {
        find: Some(Find {
            by: vec!["mail".into()],
            on_match: OnMatch::Update,
            on_none: OnNone::Create,
            on_several: OnSeveral::Refuse,
        }),
        ..new(key, values)
    }
}

async fn deliver(crm: &Embedded, request: &WriteRequest) -> Result<String, DeliveryError> {
    let written: Written = crm.deliver(request, &Transcript::default()).await?;
    Ok(written.records[0].id.clone())
}

fn refused(result: Result<String, DeliveryError>) -> (String, String) {
    match result {
        Err(DeliveryError::GiveUp {
            column: Some(column),
            reason,
        }) => (column, reason),
        other => panic!("not given up: {other:?}"),
    }
}

async fn count(on: &TestStore) -> usize {
    let records = on.store.records("installation", None, 1_000).await;
    records.unwrap().len()
}

on_both_engines!(
    a_value_of_another_record_is_refused_with_its_column_and_that_record,
    async |on: &TestStore| {
        let crm = crm(on);
        let values = json!({"serial": "SN-77", "mail": "Ola@B.co", "building": "A", "place": 1});
        let first = deliver(&crm, &new("1", values.clone())).await.unwrap();
        assert_eq!(
            deliver(&crm, &new("1", values)).await.unwrap(),
            first,
            "a repeat"
        );
        for (values, column) in [
            (json!({"serial": " SN-77"}), "serial"),
            (json!({"mail": "ola@b.CO "}), "mail"),
            (json!({"building": "A", "place": 1}), "building"),
        ] {
            let (named, reason) = refused(deliver(&crm, &new("2", values)).await);
            assert_eq!(named, column);
            assert!(reason.contains(&first), "{reason}");
            for value in ["77", "ola", "Ola"] {
                assert!(
                    !reason.contains(value),
                    "a reason quotes no value: {reason}"
                );
            }
        }
        assert_eq!(count(on).await, 1);
        // Part of a key is no key, and no value is nobody's.
        for (key, values) in [
            ("3", json!({"building": "A", "place": 2})),
            ("4", json!({"building": "A"})),
            ("5", json!({"building": "A"})),
        ] {
            deliver(&crm, &new(key, values)).await.unwrap();
        }
    }
);

on_both_engines!(
    an_update_cannot_take_a_value_and_frees_its_own,
    async |on: &TestStore| {
        let crm = crm(on);
        let first = new("1", json!({"serial": "1", "mail": "a@b.co"}));
        let first = deliver(&crm, &first).await.unwrap();
        let second = new("2", json!({"serial": "2", "mail": "c@d.co"}));
        deliver(&crm, &second).await.unwrap();

        let taking = found("3", json!({"mail": "c@d.co", "serial": "1"}));
        let (column, reason) = refused(deliver(&crm, &taking).await);
        assert_eq!(column, "serial");
        assert!(reason.contains(&first), "{reason}");

        let moving = found("4", json!({"mail": "a@b.co", "serial": "3"}));
        assert_eq!(deliver(&crm, &moving).await.unwrap(), first);
        deliver(&crm, &taking).await.unwrap();
        let (column, _) = refused(deliver(&crm, &new("5", json!({"serial": "3"}))).await);
        assert_eq!(column, "serial");
    }
);

on_both_engines!(
    of_many_at_once_one_alone_gets_the_value,
    async |on: &TestStore| {
        let crm = crm(on);
        // While connections are opened one after the other, nothing races: hence several rounds.
        for round in 0..8 {
            let values = json!({"serial": format!("S{round}"), "building": "A", "place": round});
            let requests: Vec<_> = (0..12)
                .map(|n| new(&format!("{round} {n}"), values.clone()))
                .collect();
            let deliveries = requests.iter().map(|request| deliver(&crm, request));
            let outcomes = join_all(deliveries).await;
            let ids: Vec<&String> = outcomes.iter().flatten().collect();
            assert_eq!(ids.len(), 1, "{outcomes:?}");
            for outcome in &outcomes {
                if let Err(error) = outcome {
                    assert!(error.to_string().contains(ids[0]), "{error}");
                }
            }
        }
        assert_eq!(count(on).await, 8);
    }
);

on_both_engines!(
    by_hand_a_value_of_another_record_is_a_fault_at_its_column,
    async |on: &TestStore| {
        let crm = crm(on);
        let values = |value: Value| value.as_object().unwrap().clone();
        let serial = values(json!({"serial": "1", "building": "A", "place": 1}));
        let first = crm.create_record("installation", &serial).await.unwrap();
        for (again, path) in [
            (json!({"serial": "1"}), "/serial"),
            (json!({"place": 1, "building": "A"}), "/building"),
        ] {
            let again = crm.create_record("installation", &values(again)).await;
            let Err(CreateError::Values(faults)) = again else {
                panic!("accepted: {again:?}")
            };
            assert_eq!(faults[0].path, path);
            assert!(faults[0].reason.contains(&first), "{faults:?}");
        }
        let lead = values(json!({"contact": "nobody"}));
        let refused = crm.create_record("lead", &lead).await;
        let Err(CreateError::Values(faults)) = refused else {
            panic!("accepted: {refused:?}")
        };
        assert_eq!(faults[0].path, "/contact");
    }
);

on_both_engines!(
    a_key_that_is_declared_later_holds_for_what_was_there_before,
    async |on: &TestStore| {
        let open = |columns: Value, keys: Value| {
            let declared = json!([{"name": "installation", "columns": columns, "keys": keys}]);
            let declared: Vec<TableConfig> = serde_json::from_value(declared).unwrap();
            let tables = embedded_tables(&declared).unwrap();
            Embedded::new(on.store.clone(), tables, on.shared_clock())
        };
        let plain = json!([
            {"name": "serial", "type": "text"}, {"name": "mail", "type": "text", "format": "email"},
        ]);
        let crm = open(plain.clone(), json!([]));
        crm.bring_keys_up_to_date().await.unwrap();
        let mut ids = Vec::new();
        for (key, serial) in [("1", "A"), ("2", "A"), ("3", "B")] {
            let values = json!({"serial": serial, "mail": format!("{key}@b.co")});
            ids.push(deliver(&crm, &new(key, values)).await.unwrap());
            on.clock.advance_ms(1);
        }
        let keyed = json!([
            {"name": "serial", "type": "text", "unique": true},
            {"name": "mail", "type": "text", "format": "email", "identifying": true},
        ]);
        let crm = open(keyed, json!([["mail", "serial"]]));
        crm.bring_keys_up_to_date().await.unwrap();
        for (serial, holder) in [("A", 0), ("B", 2)] {
            let again = deliver(&crm, &new("4", json!({"serial": serial}))).await;
            let (column, reason) = refused(again);
            assert_eq!(column, "serial");
            assert!(reason.contains(&ids[holder]), "{reason}");
        }
        // The record that shares a value has its other keys.
        let twin = found("5", json!({"mail": "2@B.co"}));
        assert_eq!(deliver(&crm, &twin).await.unwrap(), ids[1]);

        let crm = open(plain, json!([]));
        crm.bring_keys_up_to_date().await.unwrap();
        deliver(&crm, &new("6", json!({"serial": "B"})))
            .await
            .unwrap();
    }
);

on_both_engines!(
    who_is_found_by_a_column_that_became_identifying_is_waited_for_until_older_records_are_found,
    async |on: &TestStore| {
        let open = |columns: Value| {
            let declared = json!([{"name": "installation", "columns": columns}]);
            let declared: Vec<TableConfig> = serde_json::from_value(declared).unwrap();
            let tables = embedded_tables(&declared).unwrap();
            Embedded::new(on.store.clone(), tables, on.shared_clock())
        };
        let columns = |mail_is_identifying: bool| {
            json!([
                {"name": "serial", "type": "text", "identifying": true},
                {"name": "mail", "type": "text", "format": "email", "identifying": mail_is_identifying},
            ])
        };
        let crm = open(columns(false));
        crm.bring_keys_up_to_date().await.unwrap();
        let values = json!({"serial": "1", "mail": "ola@b.co"});
        let first = deliver(&crm, &new("1", values)).await.unwrap();

        let crm = open(columns(true));
        let by_mail = found("2", json!({"mail": "Ola@b.co"}));
        for _ in 0..2 {
            let waits = deliver(&crm, &by_mail).await.unwrap_err();
            assert!(
                matches!(&waits, DeliveryError::Wait { after, .. } if after.as_secs() == 5),
                "{waits:?}"
            );
            let said = crm.preview(&by_mail).await.unwrap_err();
            assert_eq!(said, waits);
        }
        // What it is found by already is in force, and so is what is always new.
        let mut by_serial = found("3", json!({"serial": "1"}));
        by_serial.find.as_mut().unwrap().by = vec!["serial".into()];
        assert_eq!(deliver(&crm, &by_serial).await.unwrap(), first);
        deliver(&crm, &new("4", json!({"mail": "jan@b.co"})))
            .await
            .unwrap();
        crm.bring_keys_up_to_date().await.unwrap();
        assert_eq!(deliver(&crm, &by_mail).await.unwrap(), first);
        assert_eq!(count(on).await, 2);
    }
);

/// Installations as [`crm`] has them, with a unique place as well.
fn crm_of_places(on: &TestStore) -> Embedded {
    let declared: Vec<TableConfig> = serde_json::from_value(json!([{
        "name": "installation",
        "columns": [
            {"name": "serial", "type": "text", "length": 40, "unique": true},
            {"name": "place", "type": "integer", "unique": true},
        ],
    }]))
    .unwrap();
    let tables = embedded_tables(&declared).unwrap();
    Embedded::new(on.store.clone(), tables, on.shared_clock())
}

/// The claims on serial numbers and on places.
async fn claims(on: &TestStore) -> (i64, i64) {
    let count = async |key: &str| -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM record_unique WHERE key_name = $1")
            .bind(key)
            .fetch_one(&on.pool)
            .await
            .unwrap()
    };
    (count("serial").await, count("place").await)
}

on_both_engines!(
    keys_are_in_force_while_they_are_brought_up_to_date,
    async |on: &TestStore| {
        let first = crm(on);
        first.bring_keys_up_to_date().await.unwrap();
        for n in 0..250 {
            let values = json!({"serial": n.to_string(), "place": n});
            let key = n.to_string();
            deliver(&first, &new(&key, values)).await.unwrap();
            on.clock.advance_ms(1);
        }
        assert_eq!(claims(on).await, (250, 0));
        // One that cannot be read stops it in the middle.
        let spoil = async |data: &str| {
            let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"150").to_string();
            sqlx::query("UPDATE record SET data = $1 WHERE id = $2")
                .bind(data)
                .bind(id)
                .execute(&on.pool)
                .await
                .unwrap();
        };
        spoil("nonsense").await;
        let places = crm_of_places(on);
        places.bring_keys_up_to_date().await.unwrap_err();
        assert_eq!(claims(on).await, (250, 100));
        spoil("{\"serial\": \"150\", \"place\": 150}").await;
        places.bring_keys_up_to_date().await.unwrap();
        assert_eq!(claims(on).await, (250, 250));
    }
);

on_both_engines!(
    the_oldest_keeps_what_a_newer_one_took_before_the_key_was_known,
    async |on: &TestStore| {
        let first = crm(on);
        first.bring_keys_up_to_date().await.unwrap();
        let oldest = new("1", json!({"serial": "1", "place": 7}));
        let oldest = deliver(&first, &oldest).await.unwrap();
        on.clock.advance_ms(1);
        let places = crm_of_places(on);
        let newer = new("2", json!({"serial": "2", "place": 7}));
        deliver(&places, &newer).await.unwrap();
        places.bring_keys_up_to_date().await.unwrap();
        let (column, reason) =
            refused(deliver(&places, &new("3", json!({"serial": "3", "place": 7}))).await);
        assert_eq!(column, "place");
        assert!(reason.contains(&oldest), "{reason}");
        assert_eq!(claims(on).await, (2, 1));
    }
);

#[tokio::test]
async fn of_two_processes_one_brings_keys_up_to_date() {
    crate::support::on_postgres(async |on: &TestStore| {
        let crm = crm(on);
        deliver(&crm, &new("1", json!({"serial": "1"})))
            .await
            .unwrap();
        crm.bring_keys_up_to_date().await.unwrap();
        for sql in [
            "CREATE TABLE kept AS SELECT * FROM record_keying",
            "DELETE FROM record_keying",
            "DELETE FROM record_unique",
        ] {
            sqlx::query(sql).execute(&on.pool).await.unwrap();
        }
        // As another process that is at it.
        let mut other = on.pool.begin().await.unwrap();
        let lock = "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)";
        sqlx::query(lock)
            .bind("keys of installation")
            .fetch_one(&mut *other)
            .await
            .unwrap();
        let is_over = Cell::new(false);
        let keying = async {
            crm.bring_keys_up_to_date().await.unwrap();
            is_over.set(true);
        };
        let end = async {
            let waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            while sqlx::query_scalar::<_, i64>(waits)
                .fetch_one(&on.pool)
                .await
                .unwrap()
                == 0
            {
                assert!(!is_over.get(), "nobody is waited for");
                tokio::task::yield_now().await;
            }
            sqlx::query("INSERT INTO record_keying SELECT * FROM kept")
                .execute(&mut *other)
                .await
                .unwrap();
            other.commit().await.unwrap();
        };
        tokio::join!(keying, end);
        assert_eq!(claims(on).await, (0, 0), "the other has done it");
    })
    .await;
}

on_both_engines!(
    a_preview_says_that_a_value_is_another_record_s,
    async |on: &TestStore| {
        let crm = crm(on);
        let first = new("1", json!({"serial": "1", "mail": "a@b.co"}));
        let first_id = deliver(&crm, &first).await.unwrap();
        for request in [
            new("2", json!({"serial": "1"})),
            found("3", json!({"mail": "c@d.co", "serial": "1"})),
        ] {
            let refused = crm.preview(&request).await.unwrap_err();
            assert!(refused.to_string().contains(&first_id), "{refused}");
        }
        crm.preview(&first).await.unwrap();
    }
);
