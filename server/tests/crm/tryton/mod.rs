//! The connector to Tryton, judged by Tryton itself.

pub(crate) mod server;

use crate::flow::{deliveries, mapping, publish_form, submission, submit, text, worker_of};
use crate::support::{TestStore, on_sqlite};
use serde_json::{Value, json};
use server::{TrytonServer, texts};
use sonda_server::crm::remote::{By, Found, Remote, Step};
use sonda_server::crm::{
    Column, ColumnType, Connector, Connectors, DeliveryError, Guarantee, Outcome, RecordWrite,
    Transcript, WriteRequest,
};
use sonda_server::mapping::{Find, OnMatch, OnNone, OnSeveral};
use sonda_server::store::DeliveryStatus;
use std::sync::Arc;
use uuid::Uuid;

/// The persons who answered, and what came of it.
const PARTIES: &str = "SELECT p.name, m.value FROM party_party p \
    LEFT JOIN party_contact_mechanism m ON m.party = p.id AND m.type = 'email' \
    WHERE p.name <> 'The company' ORDER BY p.id";
const DEALS: &str = "SELECT o.description, p.name, CAST(o.amount AS TEXT), o.state \
    FROM sale_opportunity o LEFT JOIN party_party p ON p.id = o.party ORDER BY o.id";

fn lead() -> Value {
    json!([
        {
            "id": "person", "connector": "tryton", "table": "party.party",
            "find": {"by": ["email", "mobile"]},
            "columns": {
                "name": {"answer": "name"}, "email": {"answer": "email"},
                "mobile": {"answer": "phone"},
            },
        },
        {
            "id": "deal", "connector": "tryton", "table": "sale.opportunity",
            "columns": {
                "party": {"record": "person"}, "description": {"answer": "name"},
                "comment": {"answer": "parts"}, "amount": {"constant": 1500.5},
                "end_date": {"context": "submitted_at"},
            },
        },
    ])
}

fn answers(name: &str, email: &str, phone: &str) -> Value {
    json!({
        "name": text(name), "email": text(email), "phone": text(phone),
        "parts": {"answer": {"type": "choices", "value": ["a", "b"]}},
    })
}

fn person(key: &str, name: &str, email: &str, at_ms: i64) -> WriteRequest {
    let value = |text: &str| Value::from(text).into();
    WriteRequest {
        form: "visit".into(),
        response: key.into(),
        table: "party.party".into(),
        find: Some(Find {
            by: vec!["email".into()],
            on_match: OnMatch::Update,
            on_none: OnNone::Create,
            on_several: OnSeveral::Refuse,
        }),
        answered_at_ms: at_ms,
        is_repeat: false,
        rows: vec![RecordWrite {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()),
            existing: None,
            values: [
                ("name".to_owned(), value(name)),
                ("email".to_owned(), value(email)),
            ]
            .into(),
        }],
    }
}

#[tokio::test]
async fn judged_by_tryton_a_lead_becomes_a_party_with_an_opportunity() {
    on_sqlite(async |on: &TestStore| {
        let Some(tryton) = TrytonServer::start("lead", on.shared_clock()).await else {
            return;
        };
        let mapping = mapping(lead());
        publish_form(on, &mapping).await;
        let first = submission(on, "r1", answers("Ola", "Ola_N@example.pl", "+48601234567"));
        let second = submission(
            on,
            "r2",
            answers("Ola Nowak", "ola_n@EXAMPLE.pl", "+48601234567"),
        );
        let other = submission(on, "r3", answers("Jan", "olaxn@example.pl", "+48602000000"));
        let connectors = Connectors::default().with("tryton", Arc::new(tryton.connector().await));
        let worker = worker_of(on, connectors);
        for one in [first, second, other] {
            submit(on, &mapping, &[one]).await;
            worker.drain().await.unwrap();
        }
        let done =
            |delivery: &sonda_server::store::Delivery| delivery.status == DeliveryStatus::Done;
        let all = deliveries(on).await;
        assert!(all.iter().all(done), "{all:?}");
        let parties = tryton.rows(PARTIES).await;
        let expected = [
            ["Ola Nowak", "Ola_N@example.pl"],
            ["Jan", "olaxn@example.pl"],
        ];
        assert_eq!(
            texts(&parties),
            expected,
            "an underscore is no wildcard, and case no difference"
        );
        let deals = tryton.rows(DEALS).await;
        assert_eq!(
            texts(&deals),
            [
                ["Ola", "Ola Nowak", "1500.5", "lead"],
                ["Ola Nowak", "Ola Nowak", "1500.5", "lead"],
                ["Jan", "Jan", "1500.5", "lead"],
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_its_models_are_tables() {
    on_sqlite(async |on: &TestStore| {
        let Some(tryton) = TrytonServer::start("tables", on.shared_clock()).await else {
            return;
        };
        let connector = tryton.connector().await;
        let tables = connector.tables().await.unwrap();
        let column = |table: &str, name: &str| {
            let table = tables.iter().find(|one| one.name == table).unwrap();
            table.column(name).unwrap().clone()
        };
        let email = column("party.party", "email");
        assert!(email.identifying && email.write_once && !email.required);
        assert_eq!(email.label, "Email");
        let party = column("sale.opportunity", "party").kind;
        assert_eq!(
            party,
            ColumnType::Lookup {
                table: "party.party".into()
            }
        );
        assert!(column("sale.opportunity", "state").read_only);
        let company = column("sale.opportunity", "company");
        assert!(!company.required, "Tryton fills it in");
        let ColumnType::Choice { values } = column("sale.opportunity", "state").kind else {
            panic!("no choice")
        };
        assert_eq!(values[0].value, "lead");
        assert_eq!(connector.guarantee(), Guarantee::ExactlyOnce);
        let mut settings = tryton.settings();
        settings.source_keys.clear();
        let keyless = tryton.tryton(settings, "admin");
        let tables = keyless.tables(&Transcript::default()).await.unwrap();
        let turns = Arc::new(sonda_server::crm::remote::MemoryTurns::default());
        let keyless = sonda_server::crm::remote::RemoteConnector::new("t", keyless, tables, turns);
        assert_eq!(keyless.guarantee(), Guarantee::AtLeastOnce);
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_a_repeat_makes_nothing_twice_and_older_answers_stay_behind() {
    on_sqlite(async |on: &TestStore| {
        let Some(tryton) = TrytonServer::start("repeat", on.shared_clock()).await else {
            return;
        };
        let connector = tryton.connector().await;
        let transcript = Transcript::default();
        let mut first = person("r1", "Ola", "ola@example.pl", 1_000);
        first.find = None;
        let written = connector.deliver(&first, &transcript).await.unwrap();
        // The answer was lost: the same again.
        first.is_repeat = true;
        let again = connector.deliver(&first, &transcript).await.unwrap();
        assert_eq!(written, again);
        assert_eq!(tryton.rows(PARTIES).await.len(), 1);

        let newer = person("r3", "Ola Nowak", "ola@example.pl", 3_000);
        let updated = connector.deliver(&newer, &transcript).await.unwrap();
        assert_eq!(updated.records[0].outcome, Outcome::Updated);
        let older = person("r2", "O. N.", "ola@example.pl", 2_000);
        let found = connector.deliver(&older, &transcript).await.unwrap();
        assert_eq!(found.records[0].outcome, Outcome::Found);
        assert_eq!(
            texts(&tryton.rows(PARTIES).await),
            [["Ola Nowak", "ola@example.pl"]]
        );

        let newest = person("r4", "Ola W.", "ola@example.pl", 4_000);
        let preview = connector.preview(&newest).await.unwrap();
        assert_eq!(preview.records[0].before["name"], "Ola Nowak");
        assert_eq!(
            Value::Object(preview.records[0].writes.clone()),
            json!({"name": "Ola W."})
        );
        assert!(
            preview.requests[0].starts_with("model.party.party.write"),
            "{preview:?}"
        );
        assert_eq!(
            texts(&tryton.rows(PARTIES).await),
            [["Ola Nowak", "ola@example.pl"]]
        );
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_a_session_that_ended_is_opened_anew() {
    on_sqlite(async |on: &TestStore| {
        let Some(tryton) = TrytonServer::start("session", on.shared_clock()).await else {
            return;
        };
        let connector = tryton.connector().await;
        let transcript = Transcript::default();
        let first = person("r1", "Ola", "ola@example.pl", 1_000);
        connector.deliver(&first, &transcript).await.unwrap();
        tryton.execute("DELETE FROM ir_session").await;
        let second = person("r2", "Jan", "jan@example.pl", 1_000);
        connector.deliver(&second, &transcript).await.unwrap();
        assert_eq!(tryton.rows(PARTIES).await.len(), 2);
        let said = format!("{:?}", transcript.exchanges());
        assert!(said.contains("(common.db.login)"), "{said}");
        assert!(
            !said.contains("password") && !said.contains("Session"),
            "{said}"
        );
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_what_it_refuses_is_said_without_quoting() {
    on_sqlite(async |on: &TestStore| {
        let Some(server) = TrytonServer::start("refused", on.shared_clock()).await else {
            return;
        };
        let tryton = server.tryton(server.settings(), "admin");
        let transcript = Transcript::default();
        let tables = tryton.tables(&transcript).await.unwrap();
        let table = |name: &str| tables.iter().find(|one| one.name == name).unwrap();
        let (deal, party) = (table("sale.opportunity"), table("party.party"));
        let create = |values: Value| Step::Create {
            id: Uuid::nil(),
            values: values.as_object().unwrap().clone(),
        };
        let refused = async |table, step| {
            let steps = [step];
            let written = tryton.write(table, &steps, &transcript).await;
            written.unwrap_err()
        };
        let digits = refused(deal, create(json!({"amount": "1.23456"}))).await;
        assert_eq!(
            digits,
            DeliveryError::column("amount", "was refused by Tryton; the attempt shows what it said")
        );
        let mut stale = deal.clone();
        stale.columns.push(Column::new("colour", ColumnType::Boolean));
        let unknown = refused(&stale, create(json!({"colour": true}))).await;
        assert!(matches!(unknown, DeliveryError::GiveUp { column: Some(column), .. } if column == "colour"));
        let lookup = refused(deal, create(json!({"party": "not a number"}))).await;
        assert!(lookup.to_string().starts_with("column `party`"), "{lookup}");
        let gone = Step::Update {
            record: Found { id: "999".into(), ..Found::default() },
            values: json!({"name": "Ola"}).as_object().unwrap().clone(),
        };
        assert!(matches!(refused(party, gone).await, DeliveryError::GiveUp { .. }));

        let steps = [create(json!({"name": "Ola"}))];
        let id = tryton.write(party, &steps, &transcript).await.unwrap().remove(0);
        let found = tryton.find(party, By::Id(&id), &["name"], 1, &transcript).await.unwrap();
        assert_eq!(found[0].values["name"], "Ola");
        let stale = Step::Update {
            record: Found { version: Some("1000.5".into()), ..found[0].clone() },
            values: json!({"name": "Jan"}).as_object().unwrap().clone(),
        };
        assert!(matches!(refused(party, stale).await, DeliveryError::Retry { .. }));
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_a_test_says_what_is_wrong() {
    on_sqlite(async |on: &TestStore| {
        let Some(server) = TrytonServer::start("test", on.shared_clock()).await else {
            return;
        };
        let mut settings = server.settings();
        let findings = server.tryton(settings.clone(), "admin").test().await;
        assert!(
            findings.iter().all(|one| one.ok) && findings.len() == 2,
            "{findings:?}"
        );
        let findings = server.tryton(settings.clone(), "wrong").test().await;
        assert!(
            findings[0].text.contains("the user or the password"),
            "{findings:?}"
        );
        settings.models = vec!["party.pary".into(), "party.party".into()];
        let findings = server.tryton(settings.clone(), "admin").test().await;
        assert!(
            findings[0].text.contains("no model `party.pary`"),
            "{findings:?}"
        );
        assert!(findings[1].ok, "{findings:?}");
        settings.database = "nowhere".into();
        let findings = server.tryton(settings.clone(), "admin").test().await;
        assert!(!findings[0].ok && findings.len() == 1, "{findings:?}");
        settings.url = "http://127.0.0.1:1".into();
        let findings = server.tryton(settings, "admin").test().await;
        assert!(
            findings[0].text.contains("cannot be reached"),
            "{findings:?}"
        );
    })
    .await;
}
