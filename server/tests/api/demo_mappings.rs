//! A lead form and a survey reach each CRM by the same definition, with only another mapping: those of `demo/mappings`.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::cap::Cap;
use crate::connections::{SECRET, put, reach_this_machine};
use crate::fake::Fake;
use crate::forms::key;
use crate::hubspot::{HubSpotServer, TOKEN};
use crate::odoo::{DATABASE, KEY, OdooServer};
use crate::receiver::Receiver;
use crate::salesforce::SalesforceServer;
use crate::tryton::{TrytonServer, texts};
use crate::{dataverse_fake, salesforce};
use serde_json::{Map, Value, json};
use sonda_domain::{Content, FormId};
use sonda_server::crm::Table;
use sonda_server::crm::dataverse::{customer_voice_mapping, survey_id};
use std::path::Path;

const LEAD: &str = "request-a-demo";
const SURVEY: &str = "after-the-service-visit";

fn read(path: &str) -> Value {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../demo")
        .join(path);
    let text = std::fs::read_to_string(&demo).unwrap_or_else(|_| panic!("{}", demo.display()));
    serde_json::from_str(&text).unwrap()
}

/// The definition, with the mapping for that CRM.
fn definition(form: &str, crm: &str) -> Value {
    let mut definition = read(&format!("{form}.json"));
    if crm != "embedded" {
        definition["mapping"] = read(&format!("mappings/{crm}/{form}.json"));
    }
    definition
}

/// A connection of that kind and name.
async fn connect(app: &TestApp, kind: &str, secret: &str, settings: Value) {
    let body = json!({"kind": kind, "secret": secret, "settings": settings});
    let added = put(app, &format!("/api/v1/connections/{kind}"), &body).await;
    assert_eq!(added.json()["tables_problem"], Value::Null, "{added:?}");
}

async fn publish(app: &TestApp, crm: &str) {
    for form in [LEAD, SURVEY] {
        let published = app.publish(&definition(form, crm)).await;
        assert_eq!(published["warnings"], Value::Null, "{crm}: {published}");
    }
}

/// Answers both forms, and delivers.
async fn answer(app: &TestApp, crm: &str, deliveries: usize) {
    let lead = json!({"version": 1, "locale": "en", "answers": {
        "name": "Anna Nowak", "company": "Hurtownia Zażółć", "email": "anna.nowak@example.com",
        "phone": "+48601234567", "interest": "forms", "message": "Do you speak Polish?",
        "consent": true,
    }});
    let path = format!("/api/v1/public/forms/{LEAD}/responses");
    app.send(Ask::json(&path, &key(1), &lead)).await.receipt();
    let link = app.link(SURVEY, "contact-1").await;
    let opinion = json!({
        "version": 1, "locale": "en",
        "answers": {
            "visit": 4, "recommend": 9, "arrival": "on_time", "went_well": ["skill", "speed"],
            "visits": 2, "improve": "Nothing at all",
        },
        "comments": {"visit": "He knew what to do"},
    });
    app.send(Ask::json(&link.responses(), &key(2), &opinion))
        .await
        .receipt();
    let drained = app.deliver().await;
    let shown = app.shown("/api/v1/deliveries").await;
    assert_eq!(drained.done, deliveries, "{crm}: {shown:#}");
}

const OPINION: &str =
    "Recommends us: 9\nThe visit: 4\nHe knew what to do\nSkilled work; Speed\nNothing at all";

fn picked(row: &Map<String, Value>, columns: &[&str]) -> Value {
    columns
        .iter()
        .map(|name| row.get(*name).cloned().unwrap_or_default())
        .collect()
}

on_both_engines!(
    the_demo_forms_become_records_of_the_embedded_crm,
    async |app| {
        publish(app, "embedded").await;
        answer(app, "embedded", 3).await;
        let lead = &app.records("lead").await[0]["values"];
        assert_eq!(
            (&lead["name"], &lead["interest"]),
            (&json!("Anna Nowak"), &json!("Forms on a website"))
        );
        assert_eq!(app.records("question_response").await.len(), 6);
        assert_eq!(
            app.records("survey_response").await[0]["values"]["nps_score"],
            9
        );
    }
);

on_both_engines!(the_demo_forms_become_records_of_hubspot, async |app| {
    let app = app.another(reach_this_machine).await;
    let fake = Fake::start(HubSpotServer::new()).await;
    let keys = json!({"contacts": "sonda_id", "deals": "sonda_id"});
    let settings = json!({"url": fake.url, "objects": ["contacts", "deals"], "source_keys": keys});
    connect(&app, "hubspot", TOKEN, settings).await;
    publish(&app, "hubspot").await;
    answer(&app, "hubspot", 3).await;
    let contacts = fake.with(|hubspot| hubspot.rows("contacts"));
    let deals = fake.with(|hubspot| hubspot.rows("deals"));
    assert_eq!(
        picked(
            &contacts[0].properties,
            &["email", "firstname", "phone", "message"]
        ),
        json!([
            "anna.nowak@example.com",
            "Anna Nowak",
            "+48601234567",
            "Forms on a website\nDo you speak Polish?"
        ])
    );
    let mut deals: Vec<Value> = deals
        .iter()
        .map(|deal| picked(&deal.properties, &["dealname", "description"]))
        .collect();
    deals.sort_by_key(ToString::to_string);
    assert_eq!(
        deals,
        [
            json!(["After the service visit: 9", OPINION]),
            json!([
                "Request for a demo, Hurtownia Zażółć, Anna Nowak",
                "Forms on a website\nDo you speak Polish?"
            ]),
        ]
    );
    app.close().await;
});

on_both_engines!(the_demo_forms_become_records_of_odoo, async |app| {
    let app = app.another(reach_this_machine).await;
    let fake = Fake::start(OdooServer::new()).await;
    let keys = json!({"res.partner": "x_sonda_id", "crm.lead": "x_sonda_id"});
    let settings = json!({"url": fake.url, "database": DATABASE, "source_keys": keys});
    connect(&app, "odoo", KEY, settings).await;
    publish(&app, "odoo").await;
    answer(&app, "odoo", 3).await;
    let partners = fake.with(|odoo| odoo.rows("res.partner"));
    assert_eq!(
        picked(&partners[0], &["name", "email", "phone"]),
        json!(["Hurtownia Zażółć", "anna.nowak@example.com", "+48601234567"])
    );
    let leads = fake.with(|odoo| odoo.rows("crm.lead"));
    let mut names: Vec<&str> = leads
        .iter()
        .filter_map(|lead| lead["name"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "After the service visit: 9",
            "Request for a demo, Hurtownia Zażółć, Anna Nowak"
        ]
    );
    app.close().await;
});

on_both_engines!(the_demo_forms_become_records_of_salesforce, async |app| {
    let app = app.another(reach_this_machine).await;
    let fake = Fake::start(SalesforceServer::new()).await;
    let keys = json!({"Lead": "Sonda_Id__c", "Case": "Sonda_Id__c"});
    let settings = json!({
        "url": fake.url, "client_id": salesforce::CLIENT, "objects": ["Lead", "Case"], "source_keys": keys,
    });
    connect(&app, "salesforce", salesforce::SECRET, settings).await;
    publish(&app, "salesforce").await;
    answer(&app, "salesforce", 2).await;
    let leads = fake.with(|salesforce| salesforce.rows("Lead"));
    assert_eq!(
        picked(
            &leads[0],
            &["LastName", "Company", "Email", "Phone", "Description"]
        ),
        json!([
            "Anna Nowak",
            "Hurtownia Zażółć",
            "anna.nowak@example.com",
            "+48601234567",
            "Forms on a website\nDo you speak Polish?",
        ])
    );
    let cases = fake.with(|salesforce| salesforce.rows("Case"));
    assert_eq!(
        picked(&cases[0], &["Subject", "Description"]),
        json!(["After the service visit: 9", OPINION])
    );
    app.close().await;
});

on_both_engines!(the_demo_forms_become_events, async |app| {
    let app = app.another(reach_this_machine).await;
    let (receiver, url) = Receiver::start().await;
    connect(&app, "webhook", SECRET, json!({"url": url})).await;
    publish(&app, "webhook").await;
    answer(&app, "webhook", 2).await;
    let received = receiver.received();
    let mut events: Vec<Value> = received
        .iter()
        .map(|one| one.json()["data"].clone())
        .collect();
    events.sort_by_key(ToString::to_string);
    assert_eq!(
        events,
        [
            json!({
                "visit": 4, "why": "He knew what to do", "recommend": 9, "arrival": "on_time",
                "went_well": ["skill", "speed"], "visits": 2, "improve": "Nothing at all",
                "contact": "contact-1",
            }),
            json!({
                "name": "Anna Nowak", "company": "Hurtownia Zażółć", "email": "anna.nowak@example.com",
                "phone": "+48601234567", "interest": "forms", "message": "Do you speak Polish?",
                "consent": true,
            }),
        ]
    );
    app.close().await;
});

fn to_dataverse(url: &str) -> Value {
    json!({
        "url": url, "authority": url, "tenant": dataverse_fake::TENANT, "client_id": dataverse_fake::CLIENT,
        "tables": ["lead", "msfp_question", "msfp_questionresponse", "msfp_survey", "msfp_surveyresponse"],
    })
}

on_both_engines!(the_demo_forms_become_records_of_dataverse, async |app| {
    let app = app.another(reach_this_machine).await;
    let fake = dataverse_fake::Fake::start(app.clock.clone()).await;
    connect(
        &app,
        "dataverse",
        dataverse_fake::SECRET,
        to_dataverse(&fake.address),
    )
    .await;
    let shown = app.shown("/api/v1/connections/dataverse/tables").await;
    let tables: Vec<Table> = serde_json::from_value(shown["tables"].clone()).unwrap();
    let survey = read(&format!("{SURVEY}.json"));
    let content: Content = serde_json::from_value(survey["content"].clone()).unwrap();
    let form: FormId = SURVEY.parse().unwrap();
    let template = customer_voice_mapping("dataverse", &tables, &form, &content).unwrap();
    assert_eq!(
        json!(template),
        read(&format!("mappings/dataverse/{SURVEY}.json")),
        "it is what `sonda customer-voice mapping` prints: {:#}",
        json!(template)
    );
    publish(&app, "dataverse").await;
    answer(&app, "dataverse", 3).await;
    let lead = &fake.rows("lead")[0].values;
    assert_eq!(lead["companyname"], json!("Hurtownia Zażółć").to_string());
    assert_eq!(
        lead["description"],
        json!("Do you speak Polish?").to_string()
    );
    let response = &fake.rows("msfp_surveyresponse")[0].values;
    assert_eq!(response["msfp_npsscore"], "9");
    assert_eq!(
        response["msfp_surveyid"],
        json!(survey_id(&form).to_string()).to_string()
    );
    assert_eq!(fake.rows("msfp_questionresponse").len(), 6);
    fake.was_asked_properly();
    app.close().await;
});

/// Run with `--nocapture`, it prints the records that docs/connectors show.
#[tokio::test]
async fn judged_by_cap_the_demo_forms_become_records() {
    crate::database::on_sqlite(async |database| {
        crate::app::with_app(database, async |app| {
            let Some(cap) = Cap::start(app.clock.clone()).await else {
                return;
            };
            let app = app.another(reach_this_machine).await;
            // CAP does not say of a record that it is there already, and the worker here knows nothing of what was
            // published: it is to be the first to write survey and questions.
            let (secret, fake) = (dataverse_fake::SECRET, to_dataverse(&cap.fake.address));
            connect(&app, "dataverse", secret, fake).await;
            publish(&app, "dataverse").await;
            connect(&app, "dataverse", secret, to_dataverse(&cap.address)).await;
            answer(&app, "dataverse", 3).await;
            for (set, number) in [
                ("leads", 1),
                ("msfp_surveies", 1),
                ("msfp_questions", 6),
                ("msfp_surveyresponses", 1),
                ("msfp_questionresponses", 6),
            ] {
                let records = cap.records(set).await;
                assert_eq!(records.len(), number, "{set}");
                println!("GET /api/data/v9.2/{set}\n{:#}", json!(records));
            }
            let lead = &cap.records("leads").await[0];
            assert_eq!(lead["emailaddress1"], "anna.nowak@example.com");
            let response = &cap.records("msfp_surveyresponses").await[0];
            assert_eq!(response["msfp_npsscore"], 9);
            app.close().await;
        })
        .await;
    })
    .await;
}

const PARTIES: &str = "SELECT CAST(p.id AS TEXT), p.name, e.value, t.value, i.code FROM party_party p \
    LEFT JOIN party_contact_mechanism e ON e.party = p.id AND e.type = 'email' \
    LEFT JOIN party_contact_mechanism t ON t.party = p.id AND t.type = 'phone' \
    LEFT JOIN party_identifier i ON i.party = p.id WHERE p.name <> 'The company' ORDER BY p.id";
const OPPORTUNITIES: &str = "SELECT CAST(o.id AS TEXT), CAST(o.party AS TEXT), o.description, o.comment, CAST(o.start_date AS TEXT), o.state, o.reference \
    FROM sale_opportunity o ORDER BY o.description DESC";

/// Run with `--nocapture`, it prints the records that docs/connectors show.
#[tokio::test]
async fn judged_by_tryton_the_demo_forms_become_records() {
    crate::database::on_sqlite(async |database| {
        crate::app::with_app(database, async |app| {
            let Some(tryton) = TrytonServer::start("demo", app.clock.clone()).await else {
                return;
            };
            let app = app.another(reach_this_machine).await;
            connect(&app, "tryton", "admin", json!(tryton.settings())).await;
            publish(&app, "tryton").await;
            answer(&app, "tryton", 3).await;
            let parties = tryton.rows(PARTIES).await;
            let opportunities = tryton.rows(OPPORTUNITIES).await;
            println!(
                "{PARTIES}\n{:#?}\n{OPPORTUNITIES}\n{:#?}",
                texts(&parties),
                texts(&opportunities)
            );
            let parties = texts(&parties);
            assert_eq!(
                parties[0][1..4],
                ["Hurtownia Zażółć", "anna.nowak@example.com", "+48601234567"]
            );
            let opportunities = texts(&opportunities);
            assert_eq!(opportunities.len(), 2);
            assert_eq!(opportunities[0][1], parties[0][0], "the party of the lead");
            assert_eq!(
                opportunities[1][2..4],
                ["After the service visit: 9", OPINION]
            );
            app.close().await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn judged_by_tryton_a_field_for_our_ids_that_is_missing_is_named() {
    crate::database::on_sqlite(async |database| {
        crate::app::with_app(database, async |app| {
            let Some(tryton) = TrytonServer::start("keys", app.clock.clone()).await else {
                return;
            };
            let app = app.another(reach_this_machine).await;
            for (key, ok) in [
                ("identifiers.code", true),
                ("identifiers.kode", false),
                ("sonda", false),
            ] {
                let mut settings = json!(tryton.settings());
                settings["source_keys"] = json!({"party.party": key});
                connect(&app, "tryton", "admin", settings).await;
                let tested =
                    crate::connections::post(&app, "/api/v1/connections/tryton/test").await;
                let tested = tested.json();
                assert_eq!(tested["ok"], ok, "{key}: {tested}");
                let named = format!("no field `{key}`");
                assert_eq!(tested.to_string().contains(&named), !ok, "{key}: {tested}");
            }
            app.close().await;
        })
        .await;
    })
    .await;
}
