//! Many at once: what the rules allow once happens once, and nobody meets an error.

use crate::app::{Client, TestApp};
use crate::ask::{Answer, Ask};
use crate::forms::{LEAD_RESPONSES, a_lead, an_opinion, key, lead, survey, with_settings};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MANY: usize = 64;

/// Sends them all at once, one after another to each of the servers.
async fn storm(clients: &[&Client], asks: Vec<Ask>) -> Vec<Answer> {
    let sends = asks.into_iter().enumerate().map(|(number, ask)| {
        let client = clients[number % clients.len()].clone();
        tokio::spawn(async move { client.send(ask).await })
    });
    let answers = futures::future::join_all(sends).await;
    answers.into_iter().map(Result::unwrap).collect()
}

fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let outcome = match answer.status.as_u16() {
            201 => "accepted".to_owned(),
            status => format!("{status} {}", answer.json()["code"].as_str().unwrap()),
        };
        *tally.entry(outcome).or_default() += 1;
    }
    tally
}

fn outcomes(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected
        .iter()
        .map(|(outcome, count)| ((*outcome).to_owned(), *count))
        .collect()
}

fn submissions(path: &str, body: &Value) -> Vec<Ask> {
    (0..MANY)
        .map(|number| Ask::json(path, &key(number), body))
        .collect()
}

async fn one_link_is_used_once(clients: &[&Client], app: &TestApp) {
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let answers = storm(clients, submissions(&link.responses(), &an_opinion())).await;
    assert_eq!(
        tally(&answers),
        outcomes(&[("accepted", 1), ("409 already_answered", MANY - 1)])
    );
    assert_eq!(app.responses("visit").await.len(), 1);
    app.deliver().await;
    assert_eq!(app.records("survey_response").await.len(), 1);
}

async fn a_cap_is_met_exactly(clients: &[&Client], app: &TestApp) {
    app.publish(&with_settings(lead(), &json!({"max_responses": 7})))
        .await;
    let answers = storm(clients, submissions(LEAD_RESPONSES, &a_lead("Jan"))).await;
    assert_eq!(
        tally(&answers),
        outcomes(&[("accepted", 7), ("409 full", MANY - 7)])
    );
    assert_eq!(app.responses("contact-us").await.len(), 7);
}

async fn one_contact_answers_once(clients: &[&Client], app: &TestApp) {
    app.publish(&with_settings(survey(), &json!({"once": "per_contact"})))
        .await;
    let links = [app.link("visit", "1").await, app.link("visit", "1").await];
    let asks = (0..MANY)
        .map(|number| {
            Ask::json(
                &links[(number / 2) % 2].responses(),
                &key(number),
                &an_opinion(),
            )
        })
        .collect();
    let answers = storm(clients, asks).await;
    assert_eq!(
        tally(&answers),
        outcomes(&[("accepted", 1), ("409 already_answered", MANY - 1)])
    );
}

async fn one_key_is_one_submission(clients: &[&Client], app: &TestApp) {
    app.publish(&lead()).await;
    let asks = (0..MANY)
        .map(|_| Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
        .collect();
    let answers = storm(clients, asks).await;
    let first = answers[0].receipt();
    assert!(answers.iter().all(|answer| answer.receipt() == first));
    assert_eq!(app.responses("contact-us").await.len(), 1);
}

/// The same behaviour with one server, and with two that share the database.
macro_rules! races {
    ($($behaviour:ident: $alone:ident, $shared:ident;)*) => {$(
        on_both_engines!($alone, async |app| {
            $behaviour(&[&app.client], app).await;
        }, flavor = "multi_thread", worker_threads = 2);

        on_both_engines!($shared, async |app| {
            let other = app.another(|_| {}).await;
            $behaviour(&[&app.client, &other.client], app).await;
            other.close().await;
        }, flavor = "multi_thread", worker_threads = 2);
    )*};
}

races! {
    one_link_is_used_once: a_link_is_used_once_by_many, a_link_is_used_once_across_two_servers;
    a_cap_is_met_exactly: a_cap_is_met_by_many, a_cap_is_met_across_two_servers;
    one_contact_answers_once: a_contact_answers_once_by_two_links, a_contact_answers_once_across_two_servers;
    one_key_is_one_submission: a_key_is_one_submission_by_many, a_key_is_one_submission_across_two_servers;
}
