//! The connector to HubSpot, judged by a strict fake of our own.

pub(crate) mod server;

use crate::fake::{Fake, Fault, Reply, by, client, clock, connector, request, rows};
use serde_json::{Value, json};
use server::{HubSpotServer, TOKEN};
use sonda_server::crm::remote::{Remote, RemoteConnector, Step};
use sonda_server::crm::{
    ColumnType, Connector, DeliveryError, Guarantee, HubSpot, HubSpotSettings, Outcome, Transcript,
};
use sonda_server::mapping::{OnMatch, OnSeveral};
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn settings(fake: &Fake<HubSpotServer>) -> HubSpotSettings {
    serde_json::from_value(json!({
        "url": fake.url, "objects": ["contacts", "deals"],
        "source_keys": {"contacts": "sonda_id", "deals": "sonda_id"},
    }))
    .unwrap()
}

pub(crate) fn hubspot(settings: HubSpotSettings) -> HubSpot {
    HubSpot::new(settings, TOKEN.into(), client(), clock())
}

async fn start() -> (Fake<HubSpotServer>, RemoteConnector<HubSpot>) {
    let fake = Fake::start(HubSpotServer::new()).await;
    let connector = connector(hubspot(settings(&fake))).await;
    fake.asked();
    (fake, connector)
}

fn values(fake: &Fake<HubSpotServer>, object: &str, property: &str) -> Vec<Value> {
    let rows = fake.with(|hubspot| hubspot.rows(object));
    let value = |row: &server::Row| row.properties.get(property).cloned().unwrap_or_default();
    rows.iter().map(value).collect()
}

#[tokio::test]
async fn its_object_types_are_tables() {
    let (_fake, connector) = start().await;
    let tables = connector.tables().await.unwrap();
    let column = |table: &str, name: &str| {
        let table = tables.iter().find(|one| one.name == table).unwrap();
        table.column(name).unwrap().clone()
    };
    assert_eq!(tables[0].label, "Contact");
    assert!(column("contacts", "email").identifying);
    assert_eq!(column("contacts", "city").label, "CITY");
    assert!(!column("contacts", "message").identifying);
    assert!(column("contacts", "createdate").read_only);
    assert!(column("contacts", "sonda_id").read_only, "Sonda's own");
    assert!(column("deals", "dealname").required);
    assert!(tables[0].column("hs_secret").is_none());
    let ColumnType::MultiChoice { values } = column("contacts", "interests").kind else {
        panic!("no choices")
    };
    assert_eq!(
        (values[1].value.as_str(), values[1].label.as_str()),
        ("b", "B")
    );
    let contact = column("deals", "associations.contacts");
    let lookup = ColumnType::Lookup {
        table: "contacts".into(),
    };
    assert_eq!(contact.kind, lookup);
    assert!(contact.write_once);
    assert_eq!(
        contact.native.as_deref(),
        Some("HUBSPOT_DEFINED:3"),
        "the one without a label"
    );
}

#[tokio::test]
async fn every_type_is_written_as_hubspot_takes_it_and_records_are_associated() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let person = request(
        "contacts",
        "p",
        json!({
            "email": "ola@example.pl", "interests": ["a", "c"], "stage": "lead", "consent": true,
            "birthday": "1990-01-02", "last_visit": "2026-07-31T10:00:00Z",
        }),
    );
    let written = connector.deliver(&person, &transcript).await.unwrap();
    let contact = written.records[0].id.clone();
    let deal = request(
        "deals",
        "d",
        json!({"dealname": "Visit", "amount": "1500.5", "associations.contacts": contact}),
    );
    connector.deliver(&deal, &transcript).await.unwrap();
    let row = fake.with(|hubspot| hubspot.rows("contacts").remove(0));
    assert_eq!(row.properties["interests"], "a;c");
    assert_eq!(row.properties["consent"], "true");
    assert_eq!(row.properties["sonda_id"], person.rows[0].id.to_string());
    let row = fake.with(|hubspot| hubspot.rows("deals").remove(0));
    assert_eq!(row.properties["amount"], "1500.5");
    assert_eq!(row.properties["sonda_id"], deal.rows[0].id.to_string());
    assert_eq!(row.associations, [(contact, 3)]);
}

#[tokio::test]
async fn a_contact_is_found_by_address_before_the_index_knows_it() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    fake.with(|hubspot| hubspot.index_sleeps = true);
    let mut first = request(
        "contacts",
        "1",
        json!({"email": "ola@example.pl", "firstname": "Ola"}),
    );
    first.find = by(&["email"]);
    connector.deliver(&first, &transcript).await.unwrap();
    let mut again = request(
        "contacts",
        "2",
        json!({"email": "OLA@Example.pl", "firstname": "Ola N.", "city": "Gdynia"}),
    );
    again.find = by(&["email"]);
    let written = connector.deliver(&again, &transcript).await.unwrap();
    assert_eq!(written.records[0].outcome, Outcome::Updated);
    assert_eq!(values(&fake, "contacts", "firstname"), ["Ola N."]);

    let mut fill = request(
        "contacts",
        "3",
        json!({"email": "ola@example.pl", "firstname": "X", "phone": "601"}),
    );
    fill.find = by(&["email"]);
    fill.find.as_mut().unwrap().on_match = OnMatch::FillEmpty;
    connector.deliver(&fill, &transcript).await.unwrap();
    assert_eq!(values(&fake, "contacts", "firstname"), ["Ola N."]);
    assert_eq!(values(&fake, "contacts", "phone"), ["601"]);
}

#[tokio::test]
async fn what_the_search_finds_alike_is_no_match_and_the_newest_comes_first() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    for (key, name) in [("1", "visit"), ("2", "Visit"), ("3", "Visit")] {
        let deal = request("deals", key, json!({"dealname": name}));
        connector.deliver(&deal, &transcript).await.unwrap();
    }
    let mut update = request("deals", "4", json!({"dealname": "Visit", "amount": "1"}));
    update.find = by(&["dealname"]);
    let refused = connector.deliver(&update, &transcript).await.unwrap_err();
    assert_eq!(
        refused,
        DeliveryError::column("dealname", "matches several records: 503, 502")
    );
    update.find.as_mut().unwrap().on_several = OnSeveral::Newest;
    connector.deliver(&update, &transcript).await.unwrap();
    assert_eq!(
        values(&fake, "deals", "amount"),
        [json!(null), json!(null), json!("1")]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_not_taken_for_missing() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut update = request("contacts", "1", json!({"email": "ola@example.pl"}));
    update.find = by(&["email"]);
    let error = json!({"status": "error", "category": "VALIDATION_ERROR", "message": "no"});
    let partly = json!({"status": "COMPLETE", "results": [], "numErrors": 1, "errors": [error]});
    for reply in [Reply::new(207, partly), Reply::new(404, json!(null))] {
        fake.fail("batch/read", Fault::Instead(reply));
        connector.deliver(&update, &transcript).await.unwrap_err();
        assert!(values(&fake, "contacts", "email").is_empty());
    }
    let written = connector.deliver(&update, &transcript).await.unwrap();
    assert_eq!(written.records[0].outcome, Outcome::Created);

    let mut again = request(
        "contacts",
        "2",
        json!({"email": "ola@example.pl", "firstname": "Ola"}),
    );
    again.find = by(&["email"]);
    let missing = json!({"category": "OBJECT_NOT_FOUND", "message": "no"});
    fake.fail("batch/update", Fault::Instead(Reply::new(404, missing)));
    let gone = connector.deliver(&again, &transcript).await.unwrap_err();
    assert!(matches!(gone, DeliveryError::Retry { .. }), "{gone:?}");
}

#[tokio::test]
async fn an_object_that_may_not_be_seen_is_left_out() {
    let (fake, _) = start().await;
    let hubspot = hubspot(settings(&fake));
    let transcript = Transcript::default();
    fake.with(|hubspot| hubspot.hidden.push("deals"));
    let tables = hubspot.tables(&transcript).await.unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["contacts"]);
    fake.with(|hubspot| hubspot.hidden.push("contacts"));
    hubspot.tables(&transcript).await.unwrap_err();
}

#[tokio::test]
async fn rows_of_one_delivery_go_in_batches_of_at_most_a_hundred() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let keys: Vec<String> = (0..101).map(|n| format!("row {n}")).collect();
    let all: Vec<(&str, Value)> = keys
        .iter()
        .map(|key| (key.as_str(), json!({"dealname": key})))
        .collect();
    let request = rows("deals", &all);
    let written = connector.deliver(&request, &transcript).await.unwrap();
    let path = "POST /crm/objects/2026-03/deals/batch/upsert";
    assert_eq!(fake.asked(), [path, path]);
    let stored = fake.with(|hubspot| hubspot.rows("deals"));
    for (row, record) in request.rows.iter().zip(&written.records) {
        let own = stored.iter().find(|one| one.id == record.id).unwrap();
        assert_eq!(
            own.properties["sonda_id"],
            row.id.to_string(),
            "each id is its own row's"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let contact = request("contacts", "p", json!({"email": "ola@example.pl"}));
    let contact = connector
        .deliver(&contact, &transcript)
        .await
        .unwrap()
        .records[0]
        .id
        .clone();
    let plain = request("deals", "1", json!({"dealname": "Visit"}));
    let linked = json!({"dealname": "Visit", "associations.contacts": contact});
    for mut deal in [plain, request("deals", "2", linked)] {
        fake.with(|hubspot| hubspot.index_sleeps = true);
        fake.fail("deals/batch", Fault::LoseAnswer);
        let lost = connector.deliver(&deal, &transcript).await.unwrap_err();
        assert!(matches!(lost, DeliveryError::Lost { .. }), "{lost:?}");
        deal.is_repeat = true;
        connector.deliver(&deal, &transcript).await.unwrap();
    }
    assert_eq!(values(&fake, "deals", "dealname"), ["Visit", "Visit"]);
    assert_eq!(connector.guarantee(), Guarantee::ExactlyOnce);
    let mut keyless = settings(&fake);
    keyless.source_keys.clear();
    let keyless = crate::fake::connector(hubspot(keyless)).await;
    assert_eq!(keyless.guarantee(), Guarantee::AtLeastOnce);
}

#[tokio::test]
async fn without_a_key_rows_are_one_batch_and_there_together_or_not_at_all() {
    let fake = Fake::start(HubSpotServer::new()).await;
    let mut keyless = settings(&fake);
    keyless.source_keys.clear();
    let keyless = crate::fake::connector(hubspot(keyless)).await;
    let transcript = Transcript::default();
    let deal = |name: &str| json!({"dealname": name});
    fake.asked();
    let two = rows("deals", &[("a", deal("a")), ("b", deal("b"))]);
    let written = keyless.deliver(&two, &transcript).await.unwrap();
    assert_eq!(
        fake.asked(),
        ["POST /crm/objects/2026-03/deals/batch/create"]
    );
    let ids: Vec<&str> = written.records.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["501", "502"], "each id is its own row's");
    let nobody = json!({"dealname": "d", "associations.contacts": "9"});
    let refused = rows("deals", &[("c", deal("c")), ("d", nobody)]);
    keyless.deliver(&refused, &transcript).await.unwrap_err();
    assert_eq!(values(&fake, "deals", "dealname"), ["a", "b"]);
}

#[tokio::test]
async fn what_fails_for_a_while_is_tried_again_and_what_fails_for_good_is_not() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let deal = request("deals", "1", json!({"dealname": "Visit"}));
    let mut limited = Reply::new(
        429,
        json!({"policyName": "TEN_SECONDLY_ROLLING", "category": "RATE_LIMITS"}),
    );
    limited.headers.push(("retry-after", "10".into()));
    fake.fail("batch", Fault::Instead(limited));
    let limited = connector.deliver(&deal, &transcript).await.unwrap_err();
    let wait = Some(Duration::from_secs(10));
    assert!(
        matches!(&limited, DeliveryError::Retry { after, .. } if *after == wait),
        "{limited:?}"
    );
    let ended = Reply::new(401, json!({"category": "EXPIRED_AUTHENTICATION"}));
    fake.fail("batch", Fault::Instead(ended));
    let ended = connector.deliver(&deal, &transcript).await.unwrap_err();
    assert!(ended.to_string().contains("access token"), "{ended}");
    fake.with(|hubspot| hubspot.hidden.push("deals"));
    let hidden = connector.deliver(&deal, &transcript).await.unwrap_err();
    assert!(
        hidden.to_string().contains("(crm.objects.deals.read)"),
        "{hidden}"
    );
    let said = format!("{:?}", transcript.exchanges());
    assert!(!said.contains(TOKEN), "{said}");
}

#[tokio::test]
async fn what_hubspot_refuses_names_the_column_and_quotes_nothing() {
    let (fake, _) = start().await;
    let hubspot = hubspot(settings(&fake));
    let transcript = Transcript::default();
    let tables = hubspot.tables(&transcript).await.unwrap();
    let refused = async |table: &str, values: Value| {
        let table = tables.iter().find(|one| one.name == table).unwrap();
        let step = Step::Create {
            id: Uuid::nil(),
            values: crate::fake::object(values),
        };
        let refused = hubspot
            .write(table, &[step], &transcript)
            .await
            .unwrap_err();
        let said = refused.to_string();
        assert!(!said.contains("Gdynia"), "{said}");
        said
    };
    let cases = [
        (
            "contacts",
            json!({"email": "Gdynia"}),
            "column `email` is no e-mail address to HubSpot",
        ),
        (
            "contacts",
            json!({"stage": "Gdynia"}),
            "column `stage` is not one of the property's options",
        ),
        (
            "contacts",
            json!({"colour": "Gdynia"}),
            "column `colour` is unknown to HubSpot: read the connection's tables again",
        ),
        (
            "contacts",
            json!({"createdate": "2026-07-31T10:00:00Z"}),
            "column `createdate` is written by HubSpot alone",
        ),
        (
            "contacts",
            json!({"city": "Gdynia".repeat(11_000)}),
            "column `city` is longer than HubSpot takes",
        ),
        (
            "deals",
            json!({"amount": "1"}),
            "column `dealname` is required by HubSpot and has no value",
        ),
        (
            "deals",
            json!({"dealname": "x", "amount": "Gdynia"}),
            "column `amount` is no number to HubSpot",
        ),
    ];
    for (table, values, expected) in cases {
        assert_eq!(refused(table, values).await, expected);
    }
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let (fake, _) = start().await;
    let own = settings(&fake);
    let findings = hubspot(own.clone()).test().await;
    assert!(
        findings.iter().all(|one| one.ok) && findings.len() == 2,
        "{findings:?}"
    );
    let findings = HubSpot::new(own.clone(), "wrong".into(), client(), clock())
        .test()
        .await;
    assert!(
        findings[0].text.contains("does not take the access token"),
        "{findings:?}"
    );
    assert_eq!(findings.len(), 1, "the rest would say the same");
    let mut unknown = own.clone();
    unknown.objects.insert(0, "dealz".into());
    let findings = hubspot(unknown).test().await;
    assert!(
        findings[0].text.contains("no such object type"),
        "{findings:?}"
    );
    assert!(findings[1].ok, "{findings:?}");
    fake.with(|hubspot| hubspot.remove_property("deals", "sonda_id"));
    let findings = hubspot(own.clone()).test().await;
    assert!(
        findings[2].text.contains("no property `sonda_id`"),
        "{findings:?}"
    );
    fake.with(|hubspot| hubspot.hidden.push("contacts"));
    let findings = hubspot(own).test().await;
    assert!(findings[0].text.contains("scopes"), "{findings:?}");
}
