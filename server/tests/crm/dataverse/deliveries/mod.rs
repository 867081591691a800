//! Deliveries to Dataverse: created once, found, merged, refused, limited.

mod change_set;
mod refused;

use super::server::{ACCOUNTS, Answer, CONTACTS, Fake, Fault, SECRET};
use super::{World, dataverse, request, row, settings};
use crate::fake::by;
use serde_json::{Value, json};
use sonda_server::crm::remote::{MemoryTurns, Remote, RemoteConnector};
use sonda_server::crm::{
    Cell, Connector, DeliveryError, Guarantee, Outcome, RecordWrite, Transcript, WriteRequest,
    Written,
};
use sonda_server::mapping::{Mode, OnMatch, OnSeveral};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

fn contact(values: Value) -> WriteRequest {
    request(CONTACTS, vec![row(1, values)])
}

fn by_email(values: Value) -> WriteRequest {
    WriteRequest {
        find: by(&["emailaddress1"]),
        ..contact(values)
    }
}

fn values(fake: &Fake, table: &str) -> Vec<BTreeMap<String, String>> {
    fake.rows(table).into_iter().map(|row| row.values).collect()
}

fn outcome(written: &Written) -> Outcome {
    assert_eq!(written.records.len(), 1);
    written.records[0].outcome
}

fn is_retry(error: &DeliveryError) -> bool {
    matches!(error, DeliveryError::Retry { .. })
}

fn lost() -> Fault {
    Fault::After(Answer::new(502))
}

fn several(numbers: std::ops::RangeInclusive<u128>) -> Vec<RecordWrite> {
    numbers
        .map(|number| row(number, json!({"lastname": format!("Number {number}")})))
        .collect()
}

#[tokio::test]
async fn a_record_is_created_with_values_of_every_type() {
    let world = World::new().await;
    let account = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let request = contact(json!({
        "firstname": "Ola",
        "lastname": "O'Hara \"\u{1f422}\"",
        "emailaddress1": "ola@example.pl",
        "birthdate": "1990-01-02",
        "lastonholdtime": "2026-07-31T10:00:00Z",
        "donotemail": true,
        "numberofchildren": 3,
        "creditlimit": "99999999999999.99",
        "description": "two\nlines",
        "preferredcontactmethodcode": "2",
        "new_interests": ["100000000", "100000002"],
        "parentcustomerid_account": account,
    }));
    let written = world.deliver(&request).await.unwrap();
    assert_eq!(outcome(&written), Outcome::Created);
    assert_eq!(written.records[0].id, Uuid::from_u128(1).to_string());
    let requests = world.fake.requests();
    assert_eq!(
        requests,
        [format!("PATCH contacts({})", Uuid::from_u128(1))]
    );
    insta::assert_json_snapshot!(values(&world.fake, CONTACTS));
    assert_eq!(world.connector.guarantee(), Guarantee::ExactlyOnce);
}

#[tokio::test]
async fn a_repeat_after_a_lost_answer_creates_nothing_twice() {
    for find in [None, by(&["emailaddress1"])] {
        let world = World::new().await;
        let mut request = contact(json!({"lastname": "Ola", "emailaddress1": "ola@example.pl"}));
        request.find = find.clone();
        world.fake.plans(find.iter().map(|_| Fault::Nothing));
        world.fake.plans([lost()]);
        assert!(is_retry(&world.refused(&request).await));
        request.is_repeat = true;
        for _ in 0..2 {
            let written = world.deliver(&request).await.unwrap();
            assert_eq!(outcome(&written), Outcome::Created);
            assert_eq!(written.records[0].id, Uuid::from_u128(1).to_string());
        }
        assert_eq!(world.fake.rows(CONTACTS).len(), 1);
    }
}

#[tokio::test]
async fn a_contact_is_found_whatever_the_case_and_only_what_differs_is_written() {
    let world = World::new().await;
    let there =
        json!({"lastname": "Hara", "emailaddress1": "O'Hara+x@example.pl", "creditlimit": 1500});
    let id = world.fake.has(CONTACTS, there);
    world.fake.has(
        CONTACTS,
        json!({"lastname": "Other", "emailaddress1": "other@example.pl"}),
    );
    let mut request = by_email(json!({
        "lastname": "Hara", "emailaddress1": "o'hara+x@example.pl", "creditlimit": "1500",
        "firstname": "Ola",
    }));
    request.rows[0]
        .values
        .get_mut("emailaddress1")
        .unwrap()
        .mode = Mode::OnCreate;
    let written = world.deliver(&request).await.unwrap();
    assert_eq!(
        (outcome(&written), &written.records[0].id),
        (Outcome::Updated, &id)
    );
    let requests = world.fake.requests();
    assert_eq!(
        requests,
        ["GET contacts".to_owned(), format!("PATCH contacts({id})")]
    );
    assert_eq!(values(&world.fake, CONTACTS)[0]["firstname"], "\"Ola\"");
    assert_eq!(values(&world.fake, CONTACTS)[0]["creditlimit"], "1500");
    let written = world.deliver(&request).await.unwrap();
    assert_eq!(outcome(&written), Outcome::Found);
    // What was written a moment ago is looked at once more, in the turn to write to it.
    let again = ["GET contacts".to_owned(), format!("GET contacts({id})")];
    assert_eq!(world.fake.requests(), again);
}

#[tokio::test]
async fn gaps_are_filled_and_texts_and_choices_added_to() {
    let world = World::new().await;
    let there = json!({
        "lastname": "Hara", "emailaddress1": "ola@example.pl", "description": "one",
        "new_interests": "100000000",
    });
    world.fake.has(CONTACTS, there);
    let mut request = by_email(json!({
        "lastname": "Another", "emailaddress1": "ola@example.pl", "firstname": "Ola",
        "description": "two", "new_interests": ["100000002", "100000000"],
    }));
    for column in ["description", "new_interests"] {
        request.rows[0].values.get_mut(column).unwrap().mode = Mode::Append;
    }
    request.find.as_mut().unwrap().on_match = OnMatch::FillEmpty;
    world.deliver(&request).await.unwrap();
    let row = &values(&world.fake, CONTACTS)[0];
    assert_eq!(
        (&row["lastname"][..], &row["firstname"][..]),
        ("\"Hara\"", "\"Ola\"")
    );
    assert_eq!(row["description"], "\"one\\ntwo\"");
    assert_eq!(row["new_interests"], "\"100000000,100000002\"");
}

#[tokio::test]
async fn of_several_nobody_guesses_or_the_newest_is_taken() {
    let world = World::new().await;
    let older = world
        .fake
        .has(CONTACTS, json!({"emailaddress1": "ola@example.pl"}));
    let newer = world
        .fake
        .has(CONTACTS, json!({"emailaddress1": "ola@example.pl"}));
    let mut request = by_email(json!({"lastname": "Ola", "emailaddress1": "ola@example.pl"}));
    let refused = world.refused(&request).await;
    let expected = format!("column `emailaddress1` matches several records: {newer}, {older}");
    assert_eq!(refused.to_string(), expected);
    request.find.as_mut().unwrap().on_several = OnSeveral::Newest;
    let written = world.deliver(&request).await.unwrap();
    assert_eq!(written.records[0].id, newer);
}

#[tokio::test]
async fn a_record_is_found_by_its_id_or_is_missing() {
    let world = World::new().await;
    let id = world.fake.has(CONTACTS, json!({"lastname": "Hara"}));
    let mut request = contact(json!({"firstname": "Ola"}));
    request.find = by(&["id"]);
    request.rows[0].existing = Some(id.clone());
    let written = world.deliver(&request).await.unwrap();
    assert_eq!(
        (outcome(&written), &written.records[0].id),
        (Outcome::Updated, &id)
    );
    for missing in [Uuid::from_u128(9).to_string(), "1) or (1".to_owned()] {
        request.rows[0].existing = Some(missing);
        let refused = world.refused(&request).await;
        assert_eq!(
            refused.to_string(),
            "column `id` names a record that does not exist"
        );
    }
}

#[tokio::test]
async fn what_finds_is_text_number_or_choice_and_never_leaves_its_quotes() {
    let world = World::new().await;
    let there = json!({
        "governmentid": "x' or lastname eq 'Hara", "mobilephone": "+48601234567",
        "preferredcontactmethodcode": 2, "numberofchildren": 3, "creditlimit": 10.5,
        "birthdate": "1990-01-02",
    });
    let id = world.fake.has(CONTACTS, there.clone());
    world.fake.has(CONTACTS, json!({"lastname": "Hara"}));
    let found_by = [
        ("governmentid", there["governmentid"].clone()),
        ("mobilephone", json!("+48 601 234 567")),
        ("preferredcontactmethodcode", json!("2")),
        ("numberofchildren", json!(3)),
        ("creditlimit", json!("10.5")),
    ];
    for (column, value) in found_by {
        let mut request = contact(json!({ column: value }));
        request.find = by(&[column]);
        request.find.as_mut().unwrap().on_match = OnMatch::Link;
        let written = world.deliver(&request).await.unwrap();
        assert_eq!(
            (outcome(&written), &written.records[0].id),
            (Outcome::Found, &id),
            "{column}"
        );
    }
}

#[tokio::test]
async fn a_lookup_of_several_tables_holds_one_record() {
    let world = World::new().await;
    let person = world.fake.has(CONTACTS, json!({"lastname": "Hara"}));
    let company = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let case = |values| request("incident", vec![row(1, values)]);
    let refused = world.refused(&case(json!({"title": "Help"}))).await;
    assert_eq!(
        refused.to_string(),
        "column `customerid_account` is required and has no value"
    );
    let first = case(json!({"title": "Help", "customerid_contact": person}));
    world.deliver(&first).await.unwrap();
    let mut second = first.clone();
    second.find = by(&["title"]);
    assert_eq!(
        outcome(&world.deliver(&second).await.unwrap()),
        Outcome::Found
    );
    let mut third = case(json!({"title": "Help", "customerid_account": company}));
    third.find = by(&["title"]);
    assert_eq!(
        outcome(&world.deliver(&third).await.unwrap()),
        Outcome::Updated
    );
    let mut fourth = second.clone();
    fourth.find.as_mut().unwrap().on_match = OnMatch::FillEmpty;
    assert_eq!(
        outcome(&world.deliver(&fourth).await.unwrap()),
        Outcome::Found,
        "a lookup that names a record of another table is not empty"
    );
    let rows = values(&world.fake, "incident");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["customerid"], format!("\"{company}\""));
    let lost = case(json!({"title": "Lost", "customerid_contact": Uuid::from_u128(9).to_string()}));
    let refused = world
        .refused(&request(
            "incident",
            vec![RecordWrite {
                id: Uuid::from_u128(2),
                ..lost.rows[0].clone()
            }],
        ))
        .await;
    assert_eq!(
        refused.to_string(),
        "a record that is referred to does not exist (404, 0x80040217)"
    );
}

#[tokio::test]
async fn a_custom_table_is_a_table_like_others() {
    let world = World::new().await;
    let company = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let project = json!({
        "new_name": "Dam", "new_ratio": "0.1234567891", "new_startson": "2026-07-31T10:00:00Z",
        "new_Account": company,
    });
    let first = request("new_project", vec![row(1, project.clone())]);
    world.deliver(&first).await.unwrap();
    let mut again = request("new_project", vec![row(2, project)]);
    again.find = by(&["new_name"]);
    assert_eq!(
        outcome(&world.deliver(&again).await.unwrap()),
        Outcome::Found
    );
    let row = &values(&world.fake, "new_project")[0];
    assert_eq!(row["new_ratio"], "0.1234567891");
    assert_eq!(row["new_account"], format!("\"{company}\""));
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_looked_at_again() {
    let world = World::new().await;
    let there = json!({"lastname": "Hara", "emailaddress1": "ola@example.pl"});
    let id = world.fake.has(CONTACTS, there);
    let mut request = by_email(json!({"emailaddress1": "ola@example.pl", "firstname": "Ola"}));
    request.rows[0].values.get_mut("firstname").unwrap().mode = Mode::OnlyIfEmpty;
    world
        .fake
        .plans([Fault::Nothing, Fault::Meanwhile(CONTACTS, id, "firstname")]);
    let refused = world.refused(&request).await;
    assert_eq!(
        refused,
        DeliveryError::retry("the record was changed meanwhile (412)")
    );
    request.is_repeat = true;
    assert_eq!(
        outcome(&world.deliver(&request).await.unwrap()),
        Outcome::Found
    );
    assert_eq!(
        values(&world.fake, CONTACTS)[0]["firstname"],
        "\"by somebody else\""
    );
}

#[tokio::test]
async fn what_is_said_to_be_there_is_written_only_if_it_is_there() {
    let world = World::new().await;
    let own = contact(json!({"lastname": "Ola"}));
    let codes = [
        (412, "0x80040237"),
        (412, ""),
        (412, "0x80040333"),
        (500, "0x80040333"),
    ];
    let refusals = codes.map(|(status, code)| Fault::Instead(Answer::refusal(status, code, "")));
    for refusal in refusals.clone() {
        world.fake.plans([refusal]);
        world.refused(&own).await;
        assert!(world.fake.rows(CONTACTS).is_empty());
    }
    world.deliver(&own).await.unwrap();
    for refusal in refusals {
        world.fake.plans([refusal]);
        let written = world.deliver(&own).await.unwrap();
        assert_eq!(outcome(&written), Outcome::Created);
    }
    assert_eq!(world.fake.rows(CONTACTS).len(), 1);
}

#[tokio::test]
async fn a_dry_run_shows_the_requests_and_writes_nothing() {
    let world = World::new().await;
    let company = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let values =
        json!({"lastname": "Ola", "creditlimit": "1.5", "parentcustomerid_account": company});
    let preview = world.connector.preview(&contact(values)).await.unwrap();
    let address = &world.fake.address;
    let id = Uuid::from_u128(1);
    let expected = format!(
        "PATCH {address}/api/data/v9.2/contacts({id})\nif-none-match: *\ncontent-type: application/json\n\n\
         {{\"creditlimit\":1.5,\"lastname\":\"Ola\",\"parentcustomerid_account@odata.bind\":\"/accounts({company})\"}}"
    );
    assert_eq!(preview.requests, [expected]);
    let preview = world
        .connector
        .preview(&request(CONTACTS, several(1..=2)))
        .await
        .unwrap();
    assert!(preview.requests[0].contains("Content-ID: 2"));
    assert_eq!(world.fake.rows(CONTACTS).len(), 0);
}

#[tokio::test]
async fn secrets_are_neither_noted_nor_printed() {
    let world = World::new().await;
    let transcript = Transcript::default();
    world.fake.revokes_tokens();
    let request = by_email(json!({"lastname": "Ola", "emailaddress1": "ola@example.pl"}));
    world
        .connector
        .deliver(&request, &transcript)
        .await
        .unwrap();
    let noted = format!("{:?}", transcript.exchanges());
    assert!(noted.contains("oauth2/v2.0/token") && noted.contains("PATCH"));
    let remote = dataverse(settings(&world.fake, json!({})), SECRET, &world.clock);
    remote.tables(&transcript).await.unwrap();
    let printed = format!("{remote:?}");
    for secret in [SECRET, "Secret%2B", "of-the-fake", "ola%40example.pl"] {
        assert!(
            !noted.contains(secret) && !printed.contains(secret),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn a_server_started_anew_delivers_by_the_tables_it_kept() {
    let world = World::new().await;
    let tables = world.connector.tables().await.unwrap();
    let remote = dataverse(settings(&world.fake, json!({})), SECRET, &world.clock);
    let connector = RemoteConnector::new("crm", remote, tables, Arc::new(MemoryTurns::default()));
    let company = world.fake.has(ACCOUNTS, json!({"name": "Żółw"}));
    let project = json!({"new_name": "Dam", "new_Account": company});
    let mut request = request("new_project", vec![row(1, project)]);
    request.find = by(&["new_name"]);
    for expected in [Outcome::Created, Outcome::Found] {
        let transcript = Transcript::default();
        let written = connector.deliver(&request, &transcript).await.unwrap();
        assert_eq!(outcome(&written), expected);
    }
    world.fake.was_asked_properly();
}

#[tokio::test]
async fn what_was_found_and_is_gone_is_looked_for_again_but_not_what_is_referred_to() {
    let world = World::new().await;
    let there = json!({"lastname": "Hara", "emailaddress1": "ola@example.pl"});
    let id = world.fake.has(CONTACTS, there);
    let gone = Answer::refusal(
        404,
        "0x80040217",
        &format!("Entity 'contact' With Id = {id} Does Not Exist"),
    );
    world.fake.plans([Fault::Nothing, Fault::Instead(gone)]);
    let mut request = by_email(json!({"firstname": "Ola", "emailaddress1": "ola@example.pl"}));
    assert!(is_retry(&world.refused(&request).await));
    // Of several, the service does not always say which.
    let jan = json!({"lastname": "Nowak", "emailaddress1": "jan@example.pl"});
    world.fake.has(CONTACTS, jan);
    let body = json!({"error": {"code": "0x80040217", "message": format!("Entity 'contact' With Id = {id} Does Not Exist")}});
    let part = format!(
        "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n{body}\r\n--b--"
    );
    let batch = Answer::new(200)
        .with("content-type", "multipart/mixed; boundary=b")
        .body(part);
    let read = [const { Fault::Nothing }; 3];
    world.fake.plans(read);
    world.fake.plans([Fault::Instead(batch)]);
    let mut both = request.clone();
    let mut other = request.rows[0].clone();
    other.id = Uuid::from_u128(7);
    let email = Cell::from(json!("jan@example.pl"));
    other.values.insert("emailaddress1".into(), email);
    both.rows.push(other);
    let refused = world.refused(&both).await;
    let is_gone = refused.to_string().contains("is gone (404)");
    assert!(is_retry(&refused) && is_gone, "{refused}");
    let nobody = Cell::from(json!(Uuid::from_u128(9).to_string()));
    let values = &mut request.rows[0].values;
    values.insert("parentcustomerid_account".into(), nobody);
    let refused = world.refused(&request).await;
    assert_eq!(
        refused.to_string(),
        "a record that is referred to does not exist (404, 0x80040217)"
    );
}
