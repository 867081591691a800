//! What a test of a connection finds.

use super::server::{Answer, CONTACTS, Fake, Fault, SECRET};
use super::{dataverse, settings};
use crate::clock::ManualClock;
use serde_json::{Value, json};
use sonda_server::crm::Finding;
use sonda_server::crm::remote::Remote;
use std::net::TcpListener;

struct Probe {
    fake: Fake,
    clock: std::sync::Arc<ManualClock>,
}

impl Probe {
    async fn new() -> Self {
        let clock = ManualClock::new();
        let fake = Fake::start(clock.clone()).await;
        Self { fake, clock }
    }

    async fn finds(&self, mut changes: Value, secret: &str) -> Vec<Finding> {
        if changes.get("tables").is_none() {
            changes["tables"] = json!(["contact"]);
        }
        let remote = dataverse(settings(&self.fake, changes), secret, &self.clock);
        let found = remote.test().await;
        self.fake.was_asked_properly();
        found
    }

    /// The one thing that is wrong.
    async fn wrong(&self, changes: Value, secret: &str) -> String {
        let found = self.finds(changes, secret).await;
        let mut wrong = found.into_iter().filter(|finding| !finding.ok);
        let text = wrong.next().unwrap().text;
        assert_eq!(wrong.next(), None);
        text
    }
}

#[tokio::test]
async fn a_sound_connection_is_said_to_be_sound() {
    let probe = Probe::new().await;
    let found = probe.finds(json!({}), SECRET).await;
    let texts: Vec<&str> = found.iter().map(|finding| finding.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "The environment was entered with a token.",
            "The table `contact` can be used."
        ]
    );
    assert!(found.iter().all(|finding| finding.ok));
}

#[tokio::test]
async fn each_wrong_credential_is_told_by_its_code() {
    let probe = Probe::new().await;
    let cases = [
        (
            json!({}),
            "wrong",
            "the secret is wrong: take the secret's value, not its id (AADSTS7000215).",
        ),
        (
            json!({"client_id": "x"}),
            SECRET,
            "check `client_id` and `tenant` (AADSTS700016).",
        ),
        (
            json!({"tenant": "x"}),
            SECRET,
            "there is no such tenant: check `tenant` (AADSTS90002).",
        ),
    ];
    for (changes, secret, expected) in cases {
        let text = probe.wrong(changes, secret).await;
        assert!(text.ends_with(expected), "{text}");
        assert!(!text.contains("Trace ID"), "{text}");
    }
}

#[tokio::test]
async fn an_address_where_nobody_is_is_told_from_one_that_is_none() {
    let probe = Probe::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let text = probe.wrong(json!({"authority": nobody}), SECRET).await;
    assert!(
        text.contains("no token: the server cannot be reached"),
        "{text}"
    );
    let nameless = format!("http://{}.test", "a".repeat(70));
    let text = probe.wrong(json!({"authority": nameless}), SECRET).await;
    assert!(
        text.contains("no token: the server's name is not known"),
        "{text}"
    );
    let plain = json!({"authority": "http://192.0.2.1", "url": "http://192.0.2.1"});
    let text = probe.wrong(plain, SECRET).await;
    assert!(
        text.contains("may not be connected to: it is private, or not https"),
        "{text}"
    );
    let text = probe.wrong(json!({"api_version": "v1.0"}), SECRET).await;
    assert!(text.contains("check `url` and `api_version`"), "{text}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_noticed() {
    let probe = Probe::new().await;
    probe.fake.skews(-6 * 60_000);
    let text = probe.wrong(json!({}), SECRET).await;
    assert_eq!(
        text,
        "This server's clock is 6 minutes fast by the environment's: set it right."
    );
    probe.fake.skews(4 * 60_000);
    assert!(
        probe
            .finds(json!({}), SECRET)
            .await
            .iter()
            .all(|finding| finding.ok)
    );
}

#[tokio::test]
async fn what_the_user_may_not_do_is_said_by_table() {
    let probe = Probe::new().await;
    probe.fake.denies(CONTACTS, "Create");
    probe.fake.denies(CONTACTS, "AppendTo");
    let text = probe.wrong(json!({}), SECRET).await;
    assert!(
        text.contains("all with `contact`: it lacks Create, AppendTo."),
        "{text}"
    );
    let denied = Answer::refusal(
        403,
        "0x80072560",
        "The user is not a member of the organization.",
    );
    probe.fake.plans([Fault::Instead(denied)]);
    let text = probe.wrong(json!({}), SECRET).await;
    assert!(
        text.contains("is not a member of the environment"),
        "{text}"
    );
    let twice = [
        Fault::Instead(Answer::new(401)),
        Fault::Instead(Answer::new(401)),
    ];
    probe.fake.plans(twice);
    let text = probe.wrong(json!({}), SECRET).await;
    assert!(text.contains("is there an application user"), "{text}");
}

#[tokio::test]
async fn a_table_that_is_not_there_is_wrong_if_it_was_named() {
    let probe = Probe::new().await;
    let text = probe.wrong(json!({"tables": ["new_gone"]}), SECRET).await;
    assert_eq!(
        text,
        "The environment has no table `new_gone`: `tables` takes logical names."
    );
    let usual = probe.finds(json!({"tables": null}), SECRET).await;
    assert!(usual.iter().all(|finding| finding.ok), "{usual:?}");
    let absent = "The environment has no table `phonecall`.";
    assert!(usual.iter().any(|finding| finding.text == absent));
}

#[tokio::test]
async fn a_table_without_a_key_to_upsert_by_is_told() {
    let probe = Probe::new().await;
    let tables = json!(["contact", "account"]);
    let findings = probe.finds(json!({"tables": tables, "upsert": tables}), SECRET);
    let findings = findings.await;
    let about: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.text.contains("one "))
        .collect();
    let [account, contact] = about[..] else {
        panic!("{findings:?}");
    };
    assert!(!account.ok && account.text.starts_with("`upsert` names `account`"));
    assert!(contact.ok && contact.text.contains("found by `governmentid` alone"));
}
