//! Who is given new records.

use crate::flow::records;
use crate::support::{START_MS, TestStore};
use futures::future::join_all;
use serde_json::{Value, json};
use sonda_server::crm::{
    Assign, Connector, Embedded, RecordWrite, TableConfig, Transcript, WriteRequest,
    builtin_tables, embedded_tables,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const OWNERS: [&str; 3] = ["anna@b.co", "bartek@b.co", "celina@b.co"];

fn assign() -> BTreeMap<String, Assign> {
    serde_json::from_value(json!({"lead": {"owners": OWNERS, "rule": "round_robin"}})).unwrap()
}

fn crm(on: &TestStore) -> Embedded {
    Embedded::new(on.store.clone(), builtin_tables(), on.shared_clock())
        .assigning(assign())
        .unwrap()
}

fn lead(key: &str, values: Value) -> WriteRequest {
    let values = values.as_object().unwrap().clone().into_iter();
    WriteRequest {
        response: key.into(),
        form: "f".into(),
        is_repeat: false,
        table: "lead".into(),
        find: None,
        answered_at_ms: START_MS,
        rows: vec![RecordWrite {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()),
            existing: None,
            values: values.map(|(name, value)| (name, value.into())).collect(),
        }],
    }
}

async fn deliver(crm: &Embedded, request: &WriteRequest) {
    let transcript = Transcript::default();
    crm.deliver(request, &transcript).await.unwrap();
}

/// The owners by the leads' names.
async fn owners(on: &TestStore) -> HashMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or("nobody").to_owned();
    let leads = records(on, "lead").await.into_iter();
    leads
        .map(|lead| {
            let values = Value::Object(lead.values);
            (text(&values["name"]), text(&values["owner"]))
        })
        .collect()
}

on_both_engines!(new_records_go_to_owners_in_turn, async |on: &TestStore| {
    for n in 0..7 {
        // A server that was started anew goes on where the last one was.
        let crm = crm(on);
        let request = lead(&n.to_string(), json!({"name": n.to_string()}));
        deliver(&crm, &request).await;
        deliver(&crm, &request).await;
    }
    let owners = owners(on).await;
    for n in 0..7 {
        assert_eq!(
            owners[&n.to_string()],
            OWNERS[n % 3],
            "lead {n}: {owners:?}"
        );
    }
});

on_both_engines!(
    an_owner_that_is_mapped_takes_no_turn,
    async |on: &TestStore| {
        let crm = crm(on);
        deliver(&crm, &lead("1", json!({"name": "1", "owner": "somebody"}))).await;
        deliver(&crm, &lead("2", json!({"name": "2"}))).await;
        let values = json!({"name": "3"});
        let hand = crm.create_record("lead", values.as_object().unwrap());
        hand.await.unwrap();
        let owners = owners(on).await;
        assert_eq!(owners["1"], "somebody");
        assert_eq!(
            (owners["2"].as_str(), owners["3"].as_str()),
            (OWNERS[0], OWNERS[1])
        );
    }
);

on_both_engines!(
    a_delivery_that_fails_takes_no_turn,
    async |on: &TestStore| {
        let crm = crm(on);
        let mut refused = lead("1", json!({"name": "1"}));
        let second = lead("2", json!({"name": "2", "contact": "nobody"}));
        refused.rows.extend(second.rows);
        let transcript = Transcript::default();
        crm.deliver(&refused, &transcript).await.unwrap_err();
        deliver(&crm, &lead("3", json!({"name": "3"}))).await;
        assert_eq!(
            owners(on).await,
            HashMap::from([("3".into(), OWNERS[0].into())])
        );
    }
);

on_both_engines!(
    two_workers_skip_no_owner_and_double_none,
    async |on: &TestStore| {
        let crms = [crm(on), crm(on)];
        for round in 0..5 {
            let requests: Vec<_> = (0..30)
                .map(|n| {
                    lead(
                        &format!("{round} {n}"),
                        json!({"name": format!("{round} {n}")}),
                    )
                })
                .collect();
            // Each is delivered by both, as happens when a lease ends too early.
            let all = requests
                .iter()
                .flat_map(|one| crms.iter().map(move |crm| (crm, one)));
            join_all(all.map(|(crm, one)| deliver(crm, one))).await;
        }
        let owners = owners(on).await;
        for owner in OWNERS {
            let count = owners.values().filter(|one| *one == owner).count();
            assert_eq!(count, 50, "{owner}");
        }
        let turn: i64 = sqlx::query_scalar("SELECT turn FROM owner_turn WHERE table_name = 'lead'")
            .fetch_one(&on.pool)
            .await
            .unwrap();
        assert_eq!(turn, 150);
    }
);

on_both_engines!(
    owners_that_make_no_sense_are_named,
    async |on: &TestStore| {
        let declared: Vec<TableConfig> = serde_json::from_value(json!([{
            "name": "job", "columns": [{"name": "owner", "type": "lookup", "table": "contact"}],
        }]))
        .unwrap();
        let tables = embedded_tables(&declared).unwrap();
        for (assign, path) in [
            (json!({"nothing": {"owners": ["a"]}}), "/nothing"),
            (json!({"contact": {"owners": ["a"]}}), "/contact"),
            (json!({"job": {"owners": ["a"]}}), "/job"),
            (json!({"lead": {"owners": []}}), "/lead/owners"),
            (json!({"lead": {"owners": ["a", " "]}}), "/lead/owners/1"),
            (
                json!({"case": {"owners": ["a".repeat(255)]}}),
                "/case/owners/0",
            ),
        ] {
            let crm = Embedded::new(on.store.clone(), tables.clone(), on.shared_clock());
            let read = serde_json::from_value(assign).unwrap();
            let faults = crm.assigning(read).err().unwrap();
            let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(paths, [path]);
        }
    }
);
