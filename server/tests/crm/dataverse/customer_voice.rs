//! A form in the tables of Customer Voice: its survey and questions, and the responses that point to them.

use super::{World, request};
use crate::clock::START_MS;
use serde_json::{Value, json};
use sonda_domain::{Answers, Conclusion, Content, FormId};
use sonda_server::crm::dataverse::{
    customer_voice_mapping, publish_survey, question_id, survey_id,
};
use sonda_server::crm::{Catalogue, Connector, Outcome, Transcript};
use sonda_server::link_values::LinkValues;
use sonda_server::mapping::{Arrival, EarlierRecords, check_mapping, compute};
use sonda_server::store::StoredResponse;
use std::collections::BTreeMap;

const TABLES: [&str; 4] = [
    "msfp_question",
    "msfp_questionresponse",
    "msfp_survey",
    "msfp_surveyresponse",
];

fn form() -> FormId {
    "after-the-visit".parse().unwrap()
}

fn content(title: &str) -> Content {
    let title = json!({"en": title});
    serde_json::from_value(json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "After the visit"},
        "questions": [
            {"id": "hello", "type": "statement", "title": title},
            {"id": "nps", "type": "nps", "title": title, "required": true, "comment": {}},
            {"id": "email", "type": "email", "title": title},
            {"id": "story", "type": "long_text", "title": title},
        ],
    }))
    .unwrap()
}

fn texts(world: &World) -> Vec<String> {
    let rows = world.fake.rows("msfp_question");
    let text = |row: &super::server::Row| row.values["msfp_questiontext"].clone();
    rows.iter().map(text).collect()
}

async fn publish(world: &World, title: &str) -> usize {
    let transcript = Transcript::default();
    let connector: &dyn Connector = world.connector();
    let (form, content) = (form(), content(title));
    let published = publish_survey(connector, &form, &content, START_MS, &transcript);
    let written = published.await.unwrap();
    world.fake.was_asked_properly();
    written
}

#[tokio::test]
async fn publishing_again_writes_the_same_survey_and_questions() {
    let world = World::with(json!({"tables": TABLES})).await;
    assert_eq!(publish(&world, "Old").await, 4);
    insta::assert_json_snapshot!(
        [
            world.fake.rows("msfp_survey"),
            world.fake.rows("msfp_question")
        ]
        .concat()
        .into_iter()
        .map(|row| (row.id, row.values))
        .collect::<Vec<_>>()
    );
    assert_eq!(publish(&world, "New").await, 4);
    assert_eq!(texts(&world), ["\"New\"", "\"New\"", "\"New\""]);
    world.fake.requests();
    publish(&world, "New").await;
    let requests = world.fake.requests();
    assert!(
        requests
            .iter()
            .any(|line| line.starts_with("GET msfp_questions("))
    );
    let written = |line: &&String| line.contains("PATCH") && line.contains("msfp_questions(");
    // They are offered as new ones, and are there: nothing is changed.
    assert!(
        requests.iter().filter(written).count() <= 3,
        "{requests:#?}"
    );
    assert_eq!(texts(&world).len(), 3);
}

fn response(answers: Value) -> StoredResponse {
    StoredResponse {
        id: "0198e1d2-0000-7000-8000-000000000001".to_owned(),
        form: form(),
        version: 1,
        link: None,
        link_values: LinkValues::default(),
        contact: None,
        locale: "en".parse().unwrap(),
        answers: serde_json::from_value::<Answers>(answers).unwrap(),
        conclusion: Conclusion::default(),
        context: BTreeMap::new(),
        seed: 0,
        marks: Vec::new(),
        submitted_at_ms: START_MS,
    }
}

#[tokio::test]
async fn responses_point_to_the_survey_and_its_questions() {
    let world = World::with(json!({"tables": TABLES})).await;
    publish(&world, "How was it?").await;
    let content = content("How was it?");
    let tables = world.connector().tables().await.unwrap();
    let mapping = customer_voice_mapping("crm", &tables, &form(), &content).unwrap();
    let catalogue = Catalogue::default().with("crm", tables.clone());
    assert_eq!(
        check_mapping(&mapping, &content, Arrival::Anyhow, &catalogue),
        []
    );
    let response = response(json!({
        "nps": {"answer": {"type": "scale", "value": 9}, "comment": "Quick"},
        "story": {"answer": {"type": "text", "value": "Long"}},
    }));
    let mut earlier = EarlierRecords::new();
    for target in &mapping.targets {
        let table = catalogue.table("crm", &target.table).unwrap();
        let rows = compute(target, table, &content, &response, &earlier).unwrap();
        let written = world.deliver(&request(&target.table, rows)).await.unwrap();
        assert!(
            written
                .records
                .iter()
                .all(|record| record.outcome == Outcome::Created)
        );
        earlier.insert(target.id.clone(), written.records[0].id.clone());
    }
    let responses = world.fake.rows("msfp_surveyresponse");
    let answers = world.fake.rows("msfp_questionresponse");
    let quoted = |id: &dyn std::fmt::Display| format!("\"{id}\"");
    assert_eq!(
        responses[0].values["msfp_surveyid"],
        quoted(&survey_id(&form()))
    );
    let nps = question_id(&form(), content.question("nps").unwrap());
    assert_eq!(answers[0].values["msfp_questionid"], quoted(&nps));
    assert_eq!(
        answers[0].values["msfp_surveyresponseid"],
        quoted(&responses[0].id)
    );
}

#[tokio::test]
async fn an_environment_without_customer_voice_is_told_what_it_lacks() {
    let world = World::with(json!({"tables": ["contact"]})).await;
    let tables = world.connector().tables().await.unwrap();
    let fault = customer_voice_mapping("crm", &tables, &form(), &content("T")).unwrap_err();
    assert!(fault.to_string().contains("no table `msfp_surveyresponse`"));
}
