//! The connector to Odoo, judged by a strict fake of our own.

pub(crate) mod server;

use crate::fake::{Fake, Fault, Reply, by, client, clock, connector, no_json, request, rows};
use serde_json::{Value, json};
use server::{DATABASE, KEY, OdooServer};
use sonda_server::crm::remote::{Remote, RemoteConnector, Step};
use sonda_server::crm::{
    Column, ColumnType, Connector, DeliveryError, Guarantee, Odoo, OdooSettings, Outcome,
    TextFormat, Transcript,
};
use sonda_server::mapping::OnMatch;
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn settings(fake: &Fake<OdooServer>) -> OdooSettings {
    serde_json::from_value(json!({
        "url": fake.url, "database": DATABASE,
        "source_keys": {"res.partner": "x_sonda_id", "crm.lead": "x_sonda_id"},
    }))
    .unwrap()
}

pub(crate) fn odoo(settings: OdooSettings) -> Odoo {
    Odoo::new(settings, KEY.into(), client(), clock())
}

async fn start() -> (Fake<OdooServer>, RemoteConnector<Odoo>) {
    let fake = Fake::start(OdooServer::new()).await;
    let connector = connector(odoo(settings(&fake))).await;
    fake.asked();
    (fake, connector)
}

fn rows_of(fake: &Fake<OdooServer>, model: &str, column: &str) -> Vec<Value> {
    let rows = fake.with(|odoo| odoo.rows(model));
    rows.into_iter().map(|row| row[column].clone()).collect()
}

#[tokio::test]
async fn its_models_are_tables() {
    let (_fake, connector) = start().await;
    let tables = connector.tables().await.unwrap();
    let column = |table: &str, name: &str| {
        let table = tables.iter().find(|one| one.name == table).unwrap();
        table.column(name).unwrap().clone()
    };
    assert_eq!(tables[0].label, "Contact");
    let email = column("res.partner", "email");
    let text = |length, format| ColumnType::Text { length, format };
    assert_eq!(email.kind, text(100_000, TextFormat::Email));
    assert!(email.identifying && !email.required && !email.read_only);
    let city = column("res.partner", "city");
    assert_eq!(city.kind, text(20, TextFormat::Plain));
    assert_eq!(city.label, "City");
    let name = column("crm.lead", "name");
    assert!(name.required, "its default is no value");
    assert!(!column("crm.lead", "type").required, "Odoo fills it in");
    assert!(!column("res.partner", "is_company").required);
    assert!(column("res.partner", "create_date").read_only);
    assert!(column("crm.lead", "x_sonda_id").read_only, "Sonda's own");
    assert!(!column("crm.lead", "description").identifying);
    let partner = column("crm.lead", "partner_id").kind;
    let lookup = ColumnType::Lookup {
        table: "res.partner".into(),
    };
    assert_eq!(partner, lookup);
    let ColumnType::Choice { values } = column("crm.lead", "type").kind else {
        panic!("no choice")
    };
    assert_eq!(
        (values[1].value.as_str(), values[1].label.as_str()),
        ("opportunity", "Opportunity")
    );
    let partner = tables.iter().find(|one| one.name == "res.partner").unwrap();
    assert!(partner.column("category_id").is_none());
    assert!(partner.column("id").is_none());
}

#[tokio::test]
async fn every_type_is_written_as_odoo_takes_it() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let person = request("res.partner", "p", json!({"name": "Ola"}));
    let person = connector.deliver(&person, &transcript).await.unwrap();
    let deal = request(
        "crm.lead",
        "d",
        json!({
            "name": "Visit", "partner_id": person.records[0].id, "expected_revenue": "1500.5",
            "date_deadline": "2026-07-31", "date_last": "2026-07-31T10:00:00Z", "color": 3,
            "description": "1 < 2\nand so on", "type": "opportunity",
        }),
    );
    connector.deliver(&deal, &transcript).await.unwrap();
    let row = fake.with(|odoo| odoo.rows("crm.lead").remove(0));
    assert_eq!(row["partner_id"], 1);
    assert_eq!(row["expected_revenue"], 1500.5);
    assert_eq!(row["date_last"], "2026-07-31 10:00:00");
    assert_eq!(row["description"], "<p>1 &lt; 2<br>and so on</p>");
    let own = row["x_sonda_id"].as_str().unwrap();
    assert_eq!(own, deal.rows[0].id.to_string());
}

#[tokio::test]
async fn a_contact_is_found_by_address_or_number_and_updated_or_filled() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut first = request(
        "res.partner",
        "1",
        json!({"name": "Ola", "email": "Ola_N@example.pl", "phone": "+48 601 234 567"}),
    );
    first.find = by(&["email", "phone"]);
    let first = connector.deliver(&first, &transcript).await.unwrap();
    assert_eq!(first.records[0].outcome, Outcome::Created);
    // An underscore stands for itself alone.
    let mut other = request(
        "res.partner",
        "2",
        json!({"name": "Jan", "email": "olaxn@example.pl"}),
    );
    other.find = by(&["email"]);
    let other = connector.deliver(&other, &transcript).await.unwrap();
    assert_eq!(other.records[0].outcome, Outcome::Created);

    let mut again = request(
        "res.partner",
        "3",
        json!({"name": "Ola Nowak", "email": "ola_n@EXAMPLE.pl"}),
    );
    again.find = by(&["email", "phone"]);
    let again = connector.deliver(&again, &transcript).await.unwrap();
    assert_eq!(again.records[0].outcome, Outcome::Updated);
    assert_eq!(again.records[0].id, first.records[0].id);

    let mut fill = request(
        "res.partner",
        "4",
        json!({"name": "O.", "phone": "0048601234567", "city": "Gdynia"}),
    );
    fill.find = by(&["phone"]);
    fill.find.as_mut().unwrap().on_match = OnMatch::FillEmpty;
    connector.deliver(&fill, &transcript).await.unwrap();
    assert_eq!(rows_of(&fake, "res.partner", "name"), ["Ola Nowak", "Jan"]);
    let first = fake.with(|odoo| odoo.rows("res.partner").remove(0));
    assert_eq!(first["city"], "Gdynia");
}

#[tokio::test]
async fn rows_of_one_delivery_are_one_call_and_there_together_or_not_at_all() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let three = |last: Value| {
        let row = |name: &str| json!({"name": name});
        rows("crm.lead", &[("1", row("a")), ("2", row("b")), ("3", last)])
    };
    connector
        .deliver(&three(json!({"name": "c"})), &transcript)
        .await
        .unwrap();
    assert_eq!(fake.asked(), ["POST /json/2/crm.lead/create"]);
    let unknown = three(json!({"name": "c", "partner_id": "999"}));
    let refused = connector.deliver(&unknown, &transcript).await.unwrap_err();
    let expected = "column `partner_id` was refused by Odoo; the attempt shows what it said";
    assert_eq!(refused.to_string(), expected);
    assert_eq!(rows_of(&fake, "crm.lead", "name"), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut lead = request("crm.lead", "1", json!({"name": "Visit"}));
    fake.fail("create", Fault::LoseAnswer);
    let lost = connector.deliver(&lead, &transcript).await.unwrap_err();
    assert!(matches!(lost, DeliveryError::Lost { .. }), "{lost:?}");
    lead.is_repeat = true;
    let written = connector.deliver(&lead, &transcript).await.unwrap();
    assert_eq!(written.records[0].id, "1");
    assert_eq!(rows_of(&fake, "crm.lead", "id"), [1]);
    assert_eq!(connector.guarantee(), Guarantee::ExactlyOnce);

    let mut keyless = settings(&fake);
    keyless.source_keys.clear();
    let keyless = crate::fake::connector(odoo(keyless)).await;
    assert_eq!(keyless.guarantee(), Guarantee::AtLeastOnce);
}

#[tokio::test]
async fn what_fails_for_a_while_is_tried_again_and_what_fails_for_good_is_not() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let lead = request("crm.lead", "1", json!({"name": "Visit"}));
    let waits = |status, seconds: Option<u64>| {
        let mut reply = Reply::new(status, no_json());
        reply
            .headers
            .extend(seconds.map(|wait| ("retry-after", wait.to_string())));
        (reply, seconds.map(Duration::from_secs))
    };
    for (reply, expected) in [waits(429, Some(7)), waits(503, Some(7)), waits(500, None)] {
        fake.fail("create", Fault::Instead(reply));
        let failed = connector.deliver(&lead, &transcript).await.unwrap_err();
        assert!(
            matches!(&failed, DeliveryError::Retry { after, .. } if *after == expected),
            "{failed:?}"
        );
    }
    // A proxy says these, too, where Odoo is still at it: it is not asked again before that must have come to an end.
    for status in [502, 503, 504, 520, 524] {
        fake.fail("create", Fault::Instead(waits(status, None).0));
        let lost = connector.deliver(&lead, &transcript).await.unwrap_err();
        assert!(
            matches!(&lost, DeliveryError::Lost { after, .. } if after.as_secs() == 120),
            "{lost:?}"
        );
    }
    fake.with(|odoo| odoo.read_only.push("crm.lead"));
    let refused = connector.deliver(&lead, &transcript).await.unwrap_err();
    let expected = "Odoo lacks the privilege for this: give the key's user access to the model";
    assert_eq!(refused, DeliveryError::give_up(expected));
    let said = format!("{:?}", transcript.exchanges());
    assert!(!said.contains(KEY), "{said}");
}

#[tokio::test]
async fn what_odoo_refuses_names_the_column_and_quotes_nothing() {
    let (fake, _) = start().await;
    let odoo = odoo(settings(&fake));
    let transcript = Transcript::default();
    let mut tables = odoo.tables(&transcript).await.unwrap();
    for table in &mut tables {
        // It was there when the tables were read.
        table
            .columns
            .push(Column::new("colour", ColumnType::Boolean));
    }
    let refused = async |table: &str, values: Value| {
        let table = tables.iter().find(|one| one.name == table).unwrap();
        let step = Step::Create {
            id: Uuid::nil(),
            values: crate::fake::object(values),
        };
        let refused = odoo.write(table, &[step], &transcript).await.unwrap_err();
        match refused {
            DeliveryError::GiveUp { column, reason } => {
                assert!(!reason.contains("Gdynia"), "{reason}");
                (column.unwrap(), reason)
            }
            other => panic!("{other:?}"),
        }
    };
    let (column, reason) = refused("crm.lead", json!({"color": 1})).await;
    assert_eq!(
        (column.as_str(), reason.as_str()),
        ("name", "is required by Odoo and has no value")
    );
    let long = "Gdynia".repeat(10);
    assert_eq!(
        refused("res.partner", json!({"city": long})).await.0,
        "city"
    );
    assert_eq!(
        refused("crm.lead", json!({"name": "a", "colour": true}))
            .await
            .0,
        "colour"
    );
    assert_eq!(
        refused("crm.lead", json!({"name": "a", "partner_id": "Gdynia"}))
            .await
            .0,
        "partner_id"
    );
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let (fake, _) = start().await;
    let own = settings(&fake);
    let findings = odoo(own.clone()).test().await;
    assert!(
        findings.iter().all(|one| one.ok) && findings.len() == 2,
        "{findings:?}"
    );

    let wrong = Odoo::new(own.clone(), "wrong".into(), client(), clock());
    let findings = wrong.test().await;
    assert!(
        findings[0].text.contains("does not take the API key"),
        "{findings:?}"
    );
    assert_eq!(findings.len(), 1, "the rest would say the same");

    let mut unknown = own.clone();
    unknown.models.insert(0, "crm.leed".into());
    let findings = odoo(unknown).test().await;
    assert!(findings[0].text.contains("no such model"), "{findings:?}");
    assert!(findings[1].ok, "{findings:?}");

    fake.with(|odoo| odoo.remove_field("crm.lead", "x_sonda_id"));
    let findings = odoo(own.clone()).test().await;
    assert!(
        findings[2].text.contains("no text field `x_sonda_id`"),
        "{findings:?}"
    );

    let mut nowhere = own;
    nowhere.url = "http://127.0.0.1:1".into();
    let findings = odoo(nowhere).test().await;
    assert!(
        findings[0].text.contains("cannot be reached"),
        "{findings:?}"
    );
}
