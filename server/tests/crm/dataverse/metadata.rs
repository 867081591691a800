//! What the metadata of an environment become.

use super::server::{CONTACTS, Fake, SECRET};
use super::{World, dataverse, request, row, settings};
use crate::clock::ManualClock;
use serde_json::{Value, json};
use sonda_server::crm::remote::Remote;
use sonda_server::crm::{Connector, Table, Transcript};
use tokio::sync::Semaphore;

async fn tables(changes: Value) -> Vec<Table> {
    let clock = ManualClock::new();
    let fake = Fake::start(clock.clone()).await;
    let remote = dataverse(settings(&fake, changes), SECRET, &clock);
    let tables = remote.tables(&Transcript::default()).await.unwrap();
    fake.was_asked_properly();
    tables
}

#[tokio::test]
async fn columns_have_types_lengths_choices_and_lookups() {
    let tables = tables(json!({"tables": ["contact", "incident", "new_project"]})).await;
    insta::assert_json_snapshot!(tables);
}

#[tokio::test]
async fn labels_are_in_the_language_of_the_connection() {
    let tables = tables(json!({"tables": ["contact"], "language": 1045})).await;
    assert_eq!(tables[0].label, "Contact (pl)");
    assert_eq!(
        tables[0].column("firstname").unwrap().label,
        "firstname (pl)"
    );
}

#[tokio::test]
async fn a_table_that_is_not_there_is_left_out() {
    let tables = tables(json!({"tables": ["contact", "new_gone"]})).await;
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["contact"]);
}

#[tokio::test]
async fn a_lookup_of_an_alternate_key_finds_nothing() {
    let tables = tables(json!({"tables": ["account"]})).await;
    let identifies = |name: &str| tables[0].column(name).unwrap().identifying;
    assert!(identifies("accountnumber") && !identifies("primarycontactid"));
}

#[tokio::test]
async fn deliveries_do_not_wait_behind_metadata() {
    let world = World::with(json!({"requests_at_once": 1})).await;
    let (came, may_go) = world.fake.holds_metadata();
    let transcript = Transcript::default();
    let reading = world.connector().read_tables(&transcript);
    let delivering = async {
        // The sets and the first table itself; then four requests at once for its columns.
        came.acquire().await.unwrap().forget();
        may_go.add_permits(2);
        came.acquire_many(5).await.unwrap().forget();
        let row = row(1, json!({"lastname": "Ola"}));
        world.deliver(&request(CONTACTS, vec![row])).await.unwrap();
        assert_eq!(came.available_permits(), 0);
        may_go.add_permits(Semaphore::MAX_PERMITS / 2);
    };
    let (read, ()) = tokio::join!(reading, delivering);
    assert_eq!(read.unwrap().len(), 4);
}
