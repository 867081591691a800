//! The connector to Salesforce, judged by a strict fake of our own.

pub(crate) mod server;

use crate::fake::{Fake, Fault, Reply, by, client, clock, connector, request, rows};
use serde_json::{Value, json};
use server::{CLIENT, SECRET, SalesforceServer};
use sonda_server::crm::remote::{Remote, RemoteConnector, Step};
use sonda_server::crm::{
    ColumnType, Connector, DeliveryError, Guarantee, Outcome, Salesforce, SalesforceSettings,
    TextFormat, Transcript,
};
use sonda_server::mapping::OnMatch;
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn settings(fake: &Fake<SalesforceServer>) -> SalesforceSettings {
    serde_json::from_value(json!({
        "url": fake.url, "client_id": CLIENT, "objects": ["Lead", "Case"],
        "source_keys": {"Lead": "Sonda_Id__c", "Case": "Sonda_Id__c"},
    }))
    .unwrap()
}

pub(crate) fn salesforce(settings: SalesforceSettings) -> Salesforce {
    Salesforce::new(settings, SECRET.into(), client(), clock())
}

async fn start() -> (Fake<SalesforceServer>, RemoteConnector<Salesforce>) {
    let fake = Fake::start(SalesforceServer::new()).await;
    let connector = connector(salesforce(settings(&fake))).await;
    fake.asked();
    (fake, connector)
}

fn values(fake: &Fake<SalesforceServer>, object: &str, field: &str) -> Vec<Value> {
    let rows = fake.with(|salesforce| salesforce.rows(object));
    rows.iter()
        .map(|row| row.get(field).cloned().unwrap_or_default())
        .collect()
}

fn lead(name: &str, more: Value) -> Value {
    let mut values = json!({"LastName": name, "Company": "-"});
    for (name, value) in crate::fake::object(more) {
        values[name] = value;
    }
    values
}

#[tokio::test]
async fn its_objects_are_tables() {
    let (_fake, connector) = start().await;
    let tables = connector.tables().await.unwrap();
    let column = |table: &str, name: &str| {
        let table = tables.iter().find(|one| one.name == table).unwrap();
        table.column(name).unwrap().clone()
    };
    let name = column("Lead", "LastName");
    assert!(name.required && name.identifying);
    assert_eq!(name.label, "The LastName");
    let text = |length, format| ColumnType::Text { length, format };
    assert_eq!(column("Lead", "Email").kind, text(80, TextFormat::Email));
    assert_eq!(column("Lead", "Phone").kind, text(40, TextFormat::Phone));
    assert!(!column("Lead", "HasOptedOut").required);
    assert!(!column("Lead", "Description").identifying);
    assert!(column("Lead", "CreatedDate").read_only);
    assert!(column("Lead", "Sonda_Id__c").read_only, "Sonda's own");
    assert!(tables[0].column("Address").is_none() && tables[0].column("Id").is_none());
    let ColumnType::Choice { values } = column("Lead", "Rating").kind else {
        panic!("no choice")
    };
    assert_eq!(values.len(), 2, "what is not active cannot be chosen");
    assert_eq!(
        (values[0].value.as_str(), values[0].label.as_str()),
        ("Hot", "HOT")
    );
    let ColumnType::Decimal { max, scale, .. } = column("Lead", "AnnualRevenue").kind else {
        panic!("no decimal")
    };
    assert_eq!(
        (max.unwrap().to_string().as_str(), scale),
        ("9999999999999999.99", 2)
    );
    let lookup = ColumnType::Lookup {
        table: "Lead".into(),
    };
    assert_eq!(
        column("Case", "Lead__c").kind,
        lookup,
        "the one that the connection knows"
    );
}

#[tokio::test]
async fn every_type_is_written_as_salesforce_takes_it() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let more = json!({
        "Interests__c": ["a", "c"], "Rating": "Hot", "HasOptedOut": true, "AnnualRevenue": "1500.5", "Employees": 3,
    });
    let person = request("Lead", "p", lead("Ola", more));
    let written = connector.deliver(&person, &transcript).await.unwrap();
    let case = request(
        "Case",
        "c",
        json!({
            "Subject": "Visit", "Lead__c": written.records[0].id, "Due__c": "2026-07-31",
            "Visit__c": "2026-07-31T10:00:00Z",
        }),
    );
    connector.deliver(&case, &transcript).await.unwrap();
    let row = fake.with(|salesforce| salesforce.rows("Lead").remove(0));
    assert_eq!(
        (&row["Interests__c"], &row["AnnualRevenue"]),
        (&json!("a;c"), &json!(1500.5))
    );
    assert_eq!(row["Sonda_Id__c"], person.rows[0].id.to_string());
    assert_eq!(values(&fake, "Case", "Lead__c"), [row["Id"].clone()]);
    let asked = fake.asked();
    let expected = format!(
        "PATCH /services/data/v62.0/sobjects/Lead/Sonda_Id__c/{}",
        person.rows[0].id
    );
    assert!(asked.contains(&expected), "{asked:?}");
}

#[tokio::test]
async fn a_lead_is_found_by_address_or_number_and_updated_or_filled() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut first = request(
        "Lead",
        "1",
        lead(
            "O'Hara",
            json!({"Email": "Ola@example.pl", "Phone": "+48 601"}),
        ),
    );
    first.find = by(&["Email", "Phone"]);
    connector.deliver(&first, &transcript).await.unwrap();
    let mut again = request(
        "Lead",
        "2",
        lead("O'Hara \\ Nowak", json!({"Email": "OLA@example.PL"})),
    );
    again.find = by(&["Email"]);
    let written = connector.deliver(&again, &transcript).await.unwrap();
    assert_eq!(written.records[0].outcome, Outcome::Updated);
    let mut fill = request(
        "Lead",
        "3",
        lead("O'Hara \\ Nowak", json!({"Company": "x", "City": "Gdynia"})),
    );
    fill.find = by(&["LastName"]);
    fill.find.as_mut().unwrap().on_match = OnMatch::FillEmpty;
    connector.deliver(&fill, &transcript).await.unwrap();
    assert_eq!(values(&fake, "Lead", "City"), ["Gdynia"]);
    assert_eq!(values(&fake, "Lead", "Company"), ["-"]);
    // A name in another case is another name, and one that looks like a condition is none.
    for name in ["o'hara \\ nowak", "' OR LastName != '"] {
        let mut other = request("Lead", name, lead(name, json!({})));
        other.find = by(&["LastName"]);
        let written = connector.deliver(&other, &transcript).await.unwrap();
        assert_eq!(written.records[0].outcome, Outcome::Created, "{name}");
    }
}

#[tokio::test]
async fn a_lead_that_was_converted_is_no_match() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut one = request("Lead", "1", lead("Ola", json!({"Email": "ola@example.pl"})));
    one.find = by(&["Email"]);
    connector.deliver(&one, &transcript).await.unwrap();
    fake.with(|salesforce| salesforce.rows_mut("Lead")[0]["IsConverted"] = json!(true));
    one.rows[0].id = Uuid::nil();
    let written = connector.deliver(&one, &transcript).await.unwrap();
    assert_eq!(written.records[0].outcome, Outcome::Created);
}

#[tokio::test]
async fn rows_of_one_delivery_are_one_call_and_there_together_or_not_at_all() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let case = |subject: &str| json!({"Subject": subject});
    let three = |last: Value| rows("Case", &[("1", case("a")), ("2", case("b")), ("3", last)]);
    connector
        .deliver(&three(case("c")), &transcript)
        .await
        .unwrap();
    let path = "PATCH /services/data/v62.0/composite/sobjects/Case/Sonda_Id__c";
    assert_eq!(fake.asked(), [path]);
    // A repeat that was not known to be one makes nothing twice either.
    connector
        .deliver(&three(case("c")), &transcript)
        .await
        .unwrap();
    let nobody = json!({"Subject": "z", "Lead__c": "00Q9"});
    let other = rows("Case", &[("4", case("x")), ("5", nobody)]);
    let refused = connector.deliver(&other, &transcript).await.unwrap_err();
    let expected = "column `Lead__c` names no record of Salesforce (INVALID_CROSS_REFERENCE_KEY)";
    assert_eq!(refused.to_string(), expected);
    assert_eq!(values(&fake, "Case", "Subject"), ["a", "b", "c"]);

    let mut keyless = settings(&fake);
    keyless.source_keys.clear();
    let keyless = crate::fake::connector(salesforce(keyless)).await;
    assert_eq!(keyless.guarantee(), Guarantee::AtLeastOnce);
    fake.asked();
    keyless
        .deliver(
            &rows("Case", &[("6", case("x")), ("7", case("y"))]),
            &transcript,
        )
        .await
        .unwrap();
    assert_eq!(
        fake.asked(),
        ["POST /services/data/v62.0/composite/sobjects"]
    );
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let mut case = request("Case", "1", json!({"Subject": "Visit"}));
    fake.fail("sobjects/Case/Sonda_Id__c", Fault::LoseAnswer);
    let lost = connector.deliver(&case, &transcript).await.unwrap_err();
    assert!(matches!(lost, DeliveryError::Lost { .. }), "{lost:?}");
    case.is_repeat = true;
    let written = connector.deliver(&case, &transcript).await.unwrap();
    assert_eq!(values(&fake, "Case", "Id"), [json!(written.records[0].id)]);
    assert_eq!(connector.guarantee(), Guarantee::ExactlyOnce);
}

#[tokio::test]
async fn a_token_that_ended_is_fetched_anew_once() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    fake.with(SalesforceServer::end_token);
    let case = |key: &str| request("Case", key, json!({"Subject": "Visit"}));
    connector.deliver(&case("1"), &transcript).await.unwrap();
    assert_eq!(fake.with(|salesforce| salesforce.tokens), 2);
    let ended = || {
        Fault::Instead(Reply::new(
            401,
            json!([{"errorCode": "INVALID_SESSION_ID"}]),
        ))
    };
    fake.fail("sobjects/Case", ended());
    fake.fail("sobjects/Case", ended());
    let refused = connector
        .deliver(&case("2"), &transcript)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, DeliveryError::Retry { after: Some(_), .. }),
        "{refused:?}"
    );
    let said = format!("{:?}", transcript.exchanges());
    assert!(said.contains("(access token)"), "{said}");
    assert!(!said.contains("s3cret") && !said.contains("00D!"), "{said}");
}

#[tokio::test]
async fn what_fails_for_a_while_is_tried_again() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    let case = request("Case", "1", json!({"Subject": "Visit"}));
    let error = |code: &str| json!([{"errorCode": code, "message": "no", "fields": []}]);
    let mut limited = Reply::new(429, json!(null));
    limited.headers.push(("retry-after", "7".into()));
    let quarter = Some(Duration::from_secs(15 * 60));
    for (reply, expected) in [
        (limited, Some(Duration::from_secs(7))),
        (Reply::new(403, error("REQUEST_LIMIT_EXCEEDED")), quarter),
        (Reply::new(400, error("UNABLE_TO_LOCK_ROW")), None),
        (Reply::new(500, error("UNKNOWN_EXCEPTION")), None),
    ] {
        fake.fail("sobjects/Case", Fault::Instead(reply));
        let failed = connector.deliver(&case, &transcript).await.unwrap_err();
        assert!(
            matches!(&failed, DeliveryError::Retry { after, .. } if *after == expected),
            "{failed:?}"
        );
    }
    let unavailable = Reply::new(503, error("SERVER_UNAVAILABLE"));
    fake.fail("sobjects/Case", Fault::Instead(unavailable));
    let lost = connector.deliver(&case, &transcript).await.unwrap_err();
    assert!(matches!(lost, DeliveryError::Lost { .. }), "{lost:?}");
}

#[tokio::test]
async fn a_duplicate_rule_that_warns_is_passed_where_the_settings_say_so() {
    let (fake, connector) = start().await;
    let transcript = Transcript::default();
    fake.with(|salesforce| salesforce.warns = true);
    let one = |key: &str| request("Lead", key, lead("Ola", json!({})));
    connector.deliver(&one("1"), &transcript).await.unwrap();
    let warned = connector.deliver(&one("2"), &transcript).await.unwrap_err();
    assert!(warned.to_string().contains("duplicate rule"), "{warned}");
    let mut settings = settings(&fake);
    settings.saves_duplicates = true;
    let saves = crate::fake::connector(salesforce(settings)).await;
    saves.deliver(&one("2"), &transcript).await.unwrap();
    assert_eq!(values(&fake, "Lead", "LastName"), ["Ola", "Ola"]);
}

#[tokio::test]
async fn what_salesforce_refuses_names_the_column_and_quotes_nothing() {
    let (fake, _) = start().await;
    let salesforce = salesforce(settings(&fake));
    let transcript = Transcript::default();
    let tables = salesforce.tables(&transcript).await.unwrap();
    let cases = [
        (
            json!({"City": "Gdynia".repeat(10)}),
            "column `City` is longer than Salesforce takes (STRING_TOO_LONG)",
        ),
        (
            json!({"Email": "Gdynia"}),
            "column `Email` is no e-mail address to Salesforce (INVALID_EMAIL_ADDRESS)",
        ),
        (
            json!({"Employees": "Gdynia"}),
            "column `Employees` has a value of another type",
        ),
        (
            json!({"CreatedDate": "Gdynia"}),
            "column `CreatedDate` may not be written",
        ),
        (
            json!({"Colour__c": "Gdynia"}),
            "column `Colour__c` is unknown to Salesforce",
        ),
        (
            json!({"Rating": "Gdynia"}),
            "column `Rating` is not one of the picklist's values",
        ),
    ];
    let create = |values: Value| Step::Create {
        id: Uuid::nil(),
        values: crate::fake::object(values),
    };
    for (values, expected) in cases {
        let step = create(lead("Ola", values));
        let refused = salesforce
            .write(&tables[0], &[step], &transcript)
            .await
            .unwrap_err();
        let said = refused.to_string();
        assert!(
            said.starts_with(expected) && !said.contains("Gdynia"),
            "{said}"
        );
    }
    let missing = create(json!({"LastName": "Ola"}));
    let refused = salesforce
        .write(&tables[0], &[missing], &transcript)
        .await
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("column `Company` is required"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let (fake, _) = start().await;
    let own = settings(&fake);
    let findings = salesforce(own.clone()).test().await;
    assert!(
        findings.iter().all(|one| one.ok) && findings.len() == 2,
        "{findings:?}"
    );
    let findings = Salesforce::new(own.clone(), "wrong".into(), client(), clock())
        .test()
        .await;
    assert!(findings[0].text.contains("consumer secret"), "{findings:?}");
    assert_eq!(findings.len(), 1, "the rest would say the same");
    let mut nobody = own.clone();
    nobody.client_id = "nobody".into();
    let findings = salesforce(nobody).test().await;
    assert!(findings[0].text.contains("consumer key"), "{findings:?}");
    fake.with(|salesforce| salesforce.remove_field("Case", "Sonda_Id__c"));
    fake.with(|salesforce| salesforce.hidden.push("Lead"));
    let findings = salesforce(own).test().await;
    assert!(findings[0].text.contains("no such object"), "{findings:?}");
    assert!(
        findings[2].text.contains("no field `Sonda_Id__c`"),
        "{findings:?}"
    );
}
