//! Several records, written in one change set.

use super::{is_retry, lost, several};
use crate::dataverse::server::CONTACTS;
use crate::dataverse::{World, request};
use serde_json::json;
use sonda_server::crm::Cell;
use uuid::Uuid;

#[tokio::test]
async fn several_records_are_written_in_one_change_set() {
    let world = World::new().await;
    let written = world
        .deliver(&request(CONTACTS, several(1..=3)))
        .await
        .unwrap();
    let ids: Vec<String> = written
        .records
        .into_iter()
        .map(|record| record.id)
        .collect();
    assert_eq!(
        ids,
        [1, 2, 3].map(|number| Uuid::from_u128(number).to_string())
    );
    let requests = world.fake.requests();
    assert_eq!((requests.len(), &requests[0][..]), (4, "POST $batch"));
    assert_eq!(world.fake.rows(CONTACTS).len(), 3);
}

#[tokio::test]
async fn of_a_change_set_all_are_written_or_none() {
    for names_the_failed in [true, false] {
        let world = World::new().await;
        world.fake.names_the_failed(names_the_failed);
        world.fake.loses_column(CONTACTS, "firstname");
        let mut rows = several(1..=3);
        let value = Cell::from(json!("Kowalska"));
        rows[1].values.insert("firstname".into(), value);
        let refused = world.refused(&request(CONTACTS, rows)).await;
        assert!(
            refused
                .to_string()
                .starts_with("column `firstname` is at fault"),
            "{refused}"
        );
        assert_eq!(world.fake.rows(CONTACTS).len(), 0);
    }
}

#[tokio::test]
async fn a_change_set_that_was_written_before_in_part_or_whole_is_completed() {
    for (names_the_failed, before) in [(true, 1..=3), (true, 1..=1), (false, 1..=3), (false, 3..=3)]
    {
        let world = World::new().await;
        world.fake.names_the_failed(names_the_failed);
        world.fake.plans([lost()]);
        let first = request(CONTACTS, several(before));
        assert!(is_retry(&world.refused(&first).await));
        let mut all = request(CONTACTS, several(1..=3));
        all.is_repeat = true;
        for _ in 0..2 {
            let written = world.deliver(&all).await.unwrap();
            assert_eq!(written.records.len(), 3);
            assert_eq!(world.fake.rows(CONTACTS).len(), 3);
        }
    }
}

#[tokio::test]
async fn more_records_than_a_batch_takes_go_in_several() {
    let world = World::new().await;
    world
        .deliver(&request(CONTACTS, several(1..=1_002)))
        .await
        .unwrap();
    let requests = world.fake.requests();
    let batches = requests.iter().filter(|line| *line == "POST $batch");
    assert_eq!(
        (batches.count(), world.fake.rows(CONTACTS).len()),
        (2, 1_002)
    );
}
