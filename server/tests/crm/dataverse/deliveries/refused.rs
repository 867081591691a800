//! What the service refuses, limits or garbles.

use super::{by_email, contact, is_retry, outcome, several};
use crate::dataverse::server::{Answer, CONTACTS, Fault};
use crate::dataverse::{World, request};
use crate::fake::by;
use serde_json::json;
use sonda_server::crm::{DeliveryError, Outcome, WriteRequest};
use std::time::Duration;

#[tokio::test]
async fn a_limit_is_waited_for_as_long_as_it_says() {
    let world = World::new().await;
    let limited = |wait: &str| {
        let answer = Answer::refusal(429, "0x80072322", "Number of requests exceeded the limit.");
        [Fault::Instead(answer.with("retry-after", wait))]
    };
    let request = contact(json!({"lastname": "Ola"}));
    for wait in ["17", "Fri, 31 Jul 2026 10:00:17 GMT"] {
        world.fake.plans(limited(wait));
        let refused = world.refused(&request).await;
        let DeliveryError::Retry { after, reason } = refused else {
            panic!("{refused}");
        };
        assert_eq!(after, Some(Duration::from_secs(17)));
        assert_eq!(
            reason,
            "the CRM takes no more requests within five minutes (429, 0x80072322)"
        );
    }
    world
        .fake
        .plans([Fault::Instead(Answer::new(503).with("retry-after", "1"))]);
    assert!(is_retry(&world.refused(&request).await));
    world.deliver(&request).await.unwrap();
}

#[tokio::test]
async fn a_duplicate_is_refused_if_the_settings_ask_for_it() {
    for (asks, rows) in [(false, 2), (true, 1)] {
        let world = World::with(json!({"detect_duplicates": asks})).await;
        world.fake.finds_duplicates();
        world
            .fake
            .has(CONTACTS, json!({"emailaddress1": "ola@example.pl"}));
        let delivered = world
            .deliver(&contact(
                json!({"lastname": "Ola", "emailaddress1": "ola@example.pl"}),
            ))
            .await;
        assert_eq!(delivered.is_err(), asks);
        if let Err(refused) = delivered {
            assert_eq!(
                refused,
                DeliveryError::give_up(
                    "the CRM's duplicate detection found a record like this one (412, 0x80040333)"
                )
            );
        }
        assert_eq!(world.fake.rows(CONTACTS).len(), rows);
    }
}

#[tokio::test]
async fn a_key_that_is_taken_is_looked_for_again_unless_it_is_this_records_own() {
    let world = World::new().await;
    world
        .fake
        .has(CONTACTS, json!({"governmentid": "ABC", "lastname": "Hara"}));
    let request = contact(json!({"lastname": "Ola", "governmentid": "ABC"}));
    let refused = world.refused(&request).await;
    assert!(
        is_retry(&refused) && refused.to_string().contains("alternate key"),
        "{refused}"
    );
    let found = WriteRequest {
        find: by(&["governmentid"]),
        is_repeat: true,
        ..request
    };
    assert_eq!(
        outcome(&world.deliver(&found).await.unwrap()),
        Outcome::Updated
    );

    let own = contact(json!({"lastname": "Ola", "governmentid": "DEF"}));
    world.deliver(&own).await.unwrap();
    let taken = Answer::refusal(412, "0x80060892", "A record already exists.");
    world.fake.plans([Fault::Instead(taken)]);
    assert_eq!(
        outcome(&world.deliver(&own).await.unwrap()),
        Outcome::Created
    );
    assert_eq!(world.fake.rows(CONTACTS).len(), 2);
}

#[tokio::test]
async fn what_the_service_refuses_is_blamed_on_the_column_without_the_answer() {
    let world = World::new().await;
    world.fake.loses_column(CONTACTS, "firstname");
    let request = contact(json!({"lastname": "Ola", "firstname": "Kowalska"}));
    let refused = world.refused(&request).await;
    let DeliveryError::GiveUp { column, reason } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(column.as_deref(), Some("firstname"));
    assert!(reason.contains("does not know a column") && !reason.contains("Kowalska"));

    let longer = "The length of the 'lastname' attribute of the 'contact' entity exceeded '50'.";
    let answer = Answer::refusal(400, "0x80044331", longer);
    world.fake.plans([Fault::Instead(answer)]);
    let refused = world.refused(&contact(json!({"lastname": "Ola"}))).await;
    assert_eq!(
        refused.to_string(),
        "column `lastname` is at fault: a text is longer than its column (400, 0x80044331)"
    );
}

#[tokio::test]
async fn a_missing_privilege_is_said_in_words() {
    let world = World::new().await;
    world.fake.denies(CONTACTS, "Create");
    let refused = world.refused(&contact(json!({"lastname": "Ola"}))).await;
    assert_eq!(
        refused.to_string(),
        "the application user lacks a privilege: give it a role that may do this (403, 0x80040220)"
    );
}

#[tokio::test]
async fn garbage_in_place_of_an_answer_is_tried_again() {
    let world = World::new().await;
    let garbage = [
        Answer::new(200),
        Answer::json(200, "{}"),
        Answer::new(200)
            .with("content-type", "multipart/mixed; boundary=x")
            .body("--x\r\nwhat?"),
    ];
    for answer in garbage {
        world.fake.plans([Fault::Instead(answer)]);
        let refused = world.refused(&request(CONTACTS, several(1..=2))).await;
        assert!(is_retry(&refused), "{refused}");
    }
    world.fake.plans([Fault::Instead(Answer::json(200, "[1,"))]);
    let request = by_email(json!({"lastname": "Ola", "emailaddress1": "ola@example.pl"}));
    assert!(is_retry(&world.refused(&request).await));
    assert_eq!(world.fake.rows(CONTACTS).len(), 0);
}

#[tokio::test]
async fn a_text_is_as_long_as_the_service_counts() {
    let world = World::new().await;
    let longest = "\u{1f422}".repeat(25);
    world
        .deliver(&contact(json!({"lastname": longest})))
        .await
        .unwrap();
    let refused = world
        .refused(&contact(json!({"lastname": longest + "x"})))
        .await;
    assert_eq!(
        refused.to_string(),
        "column `lastname` has more than 50 characters, as the CRM counts them"
    );
}
