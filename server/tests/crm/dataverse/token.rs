//! The token: fetched by one for all, renewed, and not asked for again at once where it is refused.

use super::server::{Answer, CONTACTS, Fault};
use super::{World, dataverse, request, row, settings};
use futures::future::join_all;
use serde_json::json;
use sonda_server::crm::remote::{MemoryTurns, RemoteConnector};
use sonda_server::crm::{Connector, DeliveryError, Transcript, WriteRequest};
use std::sync::Arc;

fn ola(number: u128) -> WriteRequest {
    request(CONTACTS, vec![row(number, json!({"lastname": "Ola"}))])
}

#[tokio::test]
async fn a_token_is_fetched_once_for_all_and_again_before_it_ends() {
    let world = World::new().await;
    let deliveries = (1..=8).map(|number| {
        let world = &world;
        async move { world.deliver(&ola(number)).await }
    });
    for delivered in join_all(deliveries).await {
        delivered.unwrap();
    }
    assert_eq!(world.fake.issued(), 1);
    world.clock.advance_ms(3_590_000);
    world.deliver(&ola(1)).await.unwrap();
    assert_eq!(world.fake.issued(), 2);
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let world = World::new().await;
    world.fake.revokes_tokens();
    world.deliver(&ola(1)).await.unwrap();
    assert_eq!(
        (world.fake.issued(), world.fake.rows(CONTACTS).len()),
        (2, 1)
    );
    world.fake.plans([
        Fault::Instead(Answer::new(401)),
        Fault::Instead(Answer::new(401)),
    ]);
    let refused = world.refused(&ola(1)).await;
    let is_retry = matches!(refused, DeliveryError::Retry { .. });
    assert!(is_retry && refused.to_string().contains("does not take the token"));
}

#[tokio::test]
async fn who_waits_for_a_token_that_is_refused_is_refused_with_it() {
    let world = World::new().await;
    let wrong = dataverse(settings(&world.fake, json!({})), "wrong", &world.clock);
    let tables = world.connector().tables().await.unwrap();
    let turns = Arc::new(MemoryTurns::default());
    let wrong = RemoteConnector::new("crm", wrong, tables, turns);
    let before = world.fake.asked_for_tokens();
    let deliver = async |number| {
        let refused = wrong.deliver(&ola(number), &Transcript::default()).await;
        assert!(
            matches!(refused, Err(DeliveryError::Retry { .. })),
            "{refused:?}"
        );
    };
    join_all((1..=8).map(deliver)).await;
    assert_eq!(world.fake.asked_for_tokens() - before, 1);
    world.clock.advance_ms(2_000);
    deliver(9).await;
    assert_eq!(world.fake.asked_for_tokens() - before, 2);
}
