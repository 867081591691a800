//! Records that an alternate key names, changed or created by one request.

use super::server::{ACCOUNTS, Answer, CONTACTS};
use super::{World, request, row};
use crate::clock::START_MS;
use crate::fake::by;
use serde_json::{Value, json};
use sonda_server::crm::{Cell, Connector, DeliveryError, Outcome, WriteRequest};
use sonda_server::mapping::{Mode, OnMatch, OnNone};
use uuid::Uuid;

async fn world() -> World {
    World::with(json!({"upsert": [CONTACTS]})).await
}

fn person(number: u128, key: &str, values: Value) -> WriteRequest {
    let mut all = json!({"governmentid": key, "lastname": "Hara"});
    for (name, value) in values.as_object().unwrap() {
        all[name] = value.clone();
    }
    WriteRequest {
        find: by(&["governmentid"]),
        ..request(CONTACTS, vec![row(number, all)])
    }
}

fn value(world: &World, column: &str) -> String {
    let rows = world.fake.rows(CONTACTS);
    assert_eq!(rows.len(), 1);
    rows[0].values.get(column).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_record_is_created_and_changed_without_a_look_at_it() {
    let world = world().await;
    let created = world.deliver(&person(1, "O'Hara 1", json!({}))).await;
    let created = created.unwrap().records.remove(0);
    assert_eq!(created.outcome, Outcome::Created);
    let changed = person(2, "o'hara 1", json!({"firstname": "Ola"}));
    let changed = world.deliver(&changed).await.unwrap().records.remove(0);
    assert_eq!(
        (changed.outcome, changed.id),
        (Outcome::Updated, created.id)
    );
    assert_eq!(
        world.fake.requests(),
        [
            "PATCH contacts(governmentid='O''Hara 1')",
            "PATCH contacts(governmentid='o''hara 1')"
        ]
    );
    assert_eq!(value(&world, "firstname"), "\"Ola\"");
    assert_eq!(value(&world, "governmentid"), "\"O'Hara 1\"");
}

#[tokio::test]
async fn what_depends_on_what_is_there_is_looked_at_first() {
    let of = |values: Value| person(1, "1", values);
    let with = |change: &dyn Fn(&mut WriteRequest)| {
        let mut request = of(json!({"description": "note"}));
        change(&mut request);
        request
    };
    let mode = |mode: Mode| {
        with(&|request| {
            let cell = request.rows[0].values.get_mut("description");
            cell.unwrap().mode = mode;
        })
    };
    let on_match =
        |on_match: OnMatch| with(&|request| request.find.as_mut().unwrap().on_match = on_match);
    let requests = [
        mode(Mode::OnlyIfEmpty),
        mode(Mode::Append),
        mode(Mode::OnCreate),
        on_match(OnMatch::FillEmpty),
        on_match(OnMatch::Link),
        with(&|request| request.find.as_mut().unwrap().on_none = OnNone::Skip),
        with(&|request| request.find = by(&["governmentid", "emailaddress1"])),
        // What an earlier try may have done.
        with(&|request| request.is_repeat = true),
        // What no address of a key can hold, and what is no key, or none yet.
        person(1, "a+b", json!({})),
        WriteRequest {
            find: by(&["emailaddress1"]),
            ..of(json!({"emailaddress1": "ola@example.pl"}))
        },
        WriteRequest {
            find: by(&["mobilephone"]),
            ..of(json!({"mobilephone": "601234567"}))
        },
    ];
    for request in requests {
        let world = world().await;
        world.deliver(&request).await.unwrap();
        let first = world.fake.requests().remove(0);
        assert!(first.starts_with("GET contacts"), "{first}: {request:?}");
    }
    let world = World::new().await;
    world.deliver(&of(json!({}))).await.unwrap();
    assert_eq!(world.fake.requests()[0], "GET contacts");
}

#[tokio::test]
async fn a_new_record_that_would_lack_something_is_refused_and_one_that_is_there_is_changed() {
    let world = world().await;
    let mut request = person(1, "1", json!({"firstname": "Ola"}));
    request.rows[0].values.remove("lastname");
    let refused = world.deliver(&request).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "column `lastname` is required and has no value"
    );
    world.fake.has(CONTACTS, json!({"governmentid": "1"}));
    world.deliver(&request).await.unwrap();
    assert_eq!(value(&world, "firstname"), "\"Ola\"");
}

#[tokio::test]
async fn older_answers_overwrite_nothing_newer_however_those_were_written() {
    for mode in [Mode::Overwrite, Mode::OnlyIfEmpty] {
        let world = world().await;
        let mut newer = person(1, "1", json!({"firstname": "Ola"}));
        newer.answered_at_ms = START_MS + 2;
        // Where it fills a gap, it is looked at first.
        newer.rows[0].values.get_mut("firstname").unwrap().mode = mode;
        world.deliver(&newer).await.unwrap();
        let mut older = person(2, "1", json!({"firstname": "O.", "mobilephone": "1"}));
        older.answered_at_ms = START_MS + 1;
        world.deliver(&older).await.unwrap();
        assert_eq!(value(&world, "firstname"), "\"Ola\"");
        assert_eq!(value(&world, "mobilephone"), "\"1\"");
    }
}

#[tokio::test]
async fn older_answers_by_the_key_in_another_case_overwrite_nothing_newer() {
    let world = world().await;
    let mut newer = person(1, "żółw-a", json!({"firstname": "Ola"}));
    newer.answered_at_ms = START_MS + 2;
    world.deliver(&newer).await.unwrap();
    let mut older = person(2, "ŻÓŁW-A", json!({"firstname": "O."}));
    older.answered_at_ms = START_MS + 1;
    world.deliver(&older).await.unwrap();
    assert_eq!(value(&world, "firstname"), "\"Ola\"");
}

#[tokio::test]
async fn older_answers_by_the_key_overwrite_nothing_newer_that_was_found_by_another_column() {
    for column in ["emailaddress1", "id"] {
        let world = world().await;
        let email = "ola@example.pl";
        let there = json!({"governmentid": "1", "emailaddress1": email, "lastname": "Hara"});
        let id = world.fake.has(CONTACTS, there);
        let values = json!({"emailaddress1": email, "firstname": "Ola"});
        let mut newer = WriteRequest {
            answered_at_ms: START_MS + 2,
            find: by(&[column]),
            ..person(1, "1", values)
        };
        if column == "id" {
            // Nor does it name the key.
            newer.rows[0].existing = Some(id);
            newer.rows[0].values.remove("governmentid");
        }
        world.deliver(&newer).await.unwrap();
        let mut older = person(2, "1", json!({"firstname": "O."}));
        older.answered_at_ms = START_MS + 1;
        let preview = world.connector().preview(&older).await.unwrap();
        assert_eq!(preview.requests, [""; 0], "{column}");
        world.deliver(&older).await.unwrap();
        assert_eq!(value(&world, "firstname"), "\"Ola\"", "{column}");
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_key_s_address_only_where_the_delivery_would_send_it() {
    let world = world().await;
    let there = json!({"governmentid": "1", "lastname": "Hara", "firstname": "Ola"});
    world.fake.has(CONTACTS, there);
    let mut repeat = person(1, "1", json!({"firstname": "O."}));
    repeat.is_repeat = true;
    let preview = world.connector().preview(&repeat).await.unwrap();
    assert_eq!(preview.records[0].outcome, Outcome::Updated);
    let sent = &preview.requests[..];
    assert!(
        matches!(sent, [sent] if !sent.contains("governmentid=")),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_repeat_after_a_lost_answer_finds_what_the_first_try_made() {
    let world = world().await;
    let mut request = person(1, "1", json!({"firstname": "Ola"}));
    world.fake.answers_next_write(Answer::new(504));
    let lost = world.deliver(&request).await.unwrap_err();
    assert!(matches!(lost, DeliveryError::Retry { .. }), "{lost:?}");
    request.is_repeat = true;
    let first = world.deliver(&request).await.unwrap();
    assert_eq!(world.deliver(&request).await.unwrap(), first);
    assert_eq!(first.records[0].id, world.fake.rows(CONTACTS)[0].id);
    assert_eq!(value(&world, "firstname"), "\"Ola\"");
}

#[tokio::test]
async fn an_answer_that_names_no_record_is_not_taken_for_one() {
    let world = world().await;
    for answer in [Answer::new(204), Answer::json(201, "{}")] {
        world.fake.answers_next_write(answer);
        let unsaid = world.deliver(&person(1, "1", json!({}))).await.unwrap_err();
        assert!(matches!(unsaid, DeliveryError::Retry { .. }), "{unsaid:?}");
    }
}

#[tokio::test]
async fn what_is_refused_is_told_as_elsewhere() {
    let world = world().await;
    let nobody = Uuid::from_u128(9).to_string();
    let lost = person(1, "1", json!({"parentcustomerid_account": nobody}));
    let refused = world.deliver(&lost).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a record that is referred to does not exist (404, 0x80040217)"
    );
    let company = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let mut found = lost.clone();
    let cell = Cell::from(json!(company));
    found.rows[0]
        .values
        .insert("parentcustomerid_account".into(), cell);
    world.deliver(&found).await.unwrap();
    world.fake.denies(CONTACTS, "Write");
    let refused = world.deliver(&found).await.unwrap_err();
    assert!(
        refused.to_string().contains("lacks a privilege"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_dry_run_shows_the_address_of_the_key_and_writes_nothing() {
    let world = world().await;
    let preview = world.connector().preview(&person(1, "1", json!({}))).await;
    let preview = preview.unwrap();
    assert_eq!(preview.records[0].outcome, Outcome::Created);
    // Dataverse gives the id.
    assert_eq!(preview.records[0].id, None);
    let sent = &preview.requests[..];
    assert!(
        matches!(sent, [sent] if sent.contains("/contacts(governmentid=%271%27)?$select=contactid")),
        "{sent:?}"
    );
    assert!(world.fake.rows(CONTACTS).is_empty());
}
