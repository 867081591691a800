//! Forms that become records of Customer Voice: the survey and its questions are there before what points to them.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::connections::{put, reach_this_machine};
use crate::dataverse_fake::{CLIENT, Fake, SECRET, TENANT};
use crate::forms::{an_opinion, key, next_version, survey};
use serde_json::{Value, json};
use sonda_domain::{Content, FormId};
use sonda_server::crm::Table;
use sonda_server::crm::dataverse::customer_voice_mapping;

const CRM: &str = "/api/v1/connections/crm";
const FIVE_MINUTES_MS: i64 = 300_000;

/// A server connected to an environment, which has the definition's mapping in its connection's tables.
async fn connected(app: &TestApp) -> (TestApp, Fake) {
    let app = app.another(reach_this_machine).await;
    let fake = Fake::start(app.clock.clone()).await;
    let added = put(
        &app,
        CRM,
        &json!({
            "kind": "dataverse", "secret": SECRET, "settings": {
                "url": fake.address, "authority": fake.address, "tenant": TENANT, "client_id": CLIENT,
                "tables": ["msfp_question", "msfp_questionresponse", "msfp_survey", "msfp_surveyresponse"],
            },
        }),
    )
    .await;
    assert_eq!(added.json()["tables_problem"], Value::Null, "{added:?}");
    (app, fake)
}

/// The form, written to Customer Voice.
async fn voiced(app: &TestApp, mut form: Value) -> Value {
    let shown = app.shown(&format!("{CRM}/tables")).await;
    let tables: Vec<Table> = serde_json::from_value(shown["tables"].clone()).unwrap();
    let content: Content = serde_json::from_value(form["content"].clone()).unwrap();
    let id: FormId = form["id"].as_str().unwrap().parse().unwrap();
    form["mapping"] = json!(customer_voice_mapping("crm", &tables, &id, &content).unwrap());
    form
}

fn texts(fake: &Fake) -> Vec<String> {
    let rows = fake.rows("msfp_question");
    let text = |row: &crate::dataverse_fake::Row| {
        let text = &row.values["msfp_questiontext"];
        serde_json::from_str(text).unwrap()
    };
    rows.iter().map(text).collect()
}

async fn answer(app: &TestApp, number: usize) {
    let link = app.link("visit", &format!("contact-{number}")).await;
    let mut opinion = an_opinion();
    opinion["version"] = json!(link.version);
    let ask = Ask::json(&link.responses(), &key(number), &opinion);
    app.send(ask).await.receipt();
}

async fn reasons(app: &TestApp) -> Vec<String> {
    let shown = app.shown("/api/v1/deliveries?connector=crm").await;
    let deliveries = shown["deliveries"].as_array().unwrap().clone();
    let reason = |one: &Value| one["last_error"].as_str().unwrap_or_default().to_owned();
    deliveries.iter().map(reason).collect()
}

on_both_engines!(
    publishing_writes_the_survey_and_its_questions,
    async |app| {
        let (app, fake) = connected(app).await;
        let published = app.publish(&voiced(&app, survey()).await).await;
        assert_eq!(published["warnings"], Value::Null, "{published}");
        assert_eq!(fake.rows("msfp_survey").len(), 1);
        assert_eq!(texts(&fake), ["Stars", "Recommend", "Visits"]);
        let mut newer = next_version(survey());
        newer["content"]["questions"][0]["title"]["en"] = json!("How many stars?");
        app.publish(&voiced(&app, newer).await).await;
        assert_eq!(
            texts(&fake),
            ["How many stars?", "Recommend", "Visits", "Added later"]
        );
        answer(&app, 1).await;
        assert_eq!(app.deliver().await.done, 2);
        answer(&app, 2).await;
        fake.requests();
        assert_eq!(app.deliver().await.done, 2);
        let requests = fake.requests();
        let is_of_survey =
            |line: &&String| line.contains("msfp_surveies") || line.contains("msfp_questions(");
        assert_eq!(requests.iter().find(is_of_survey), None, "{requests:#?}");
        assert_eq!(fake.rows("msfp_questionresponse").len(), 4);
        fake.was_asked_properly();
        app.close().await;
    }
);

on_both_engines!(
    a_form_is_published_while_the_crm_takes_nothing_and_its_responses_wait,
    async |app| {
        let (app, fake) = connected(app).await;
        fake.denies("msfp_question", "Create");
        let published = app.publish(&voiced(&app, survey()).await).await;
        let warning = &published["warnings"][0];
        assert_eq!(warning["path"], "/mapping/targets/0");
        let reason = warning["reason"].as_str().unwrap();
        assert!(
            reason.starts_with("`crm` was not told of the form yet"),
            "{reason}"
        );
        assert!(fake.rows("msfp_question").is_empty());
        for number in 1..=4 {
            answer(&app, number).await;
        }
        fake.requests();
        let drained = app.deliver().await;
        assert_eq!((drained.dead, drained.done, drained.retried), (0, 0, 4));
        // One asks for all that wait.
        let requests = fake.requests();
        let batches = requests.iter().filter(|line| *line == "POST $batch");
        assert_eq!(batches.count(), 1, "{requests:#?}");
        let reasons = reasons(&app).await;
        let reason = "what publishing the form writes to the CRM could not be written";
        assert!(
            reasons.iter().any(|one| one.starts_with(reason)),
            "{reasons:?}"
        );
        fake.books().denied.clear();
        app.set_ms(FIVE_MINUTES_MS);
        assert_eq!(app.deliver().await.done, 8);
        assert_eq!(texts(&fake), ["Stars", "Recommend", "Visits"]);
        assert_eq!(fake.rows("msfp_questionresponse").len(), 8);
        fake.was_asked_properly();
        app.close().await;
    }
);

on_both_engines!(
    questions_that_somebody_deleted_are_written_again_before_their_answers,
    async |app| {
        let (app, fake) = connected(app).await;
        app.publish(&voiced(&app, survey()).await).await;
        answer(&app, 1).await;
        assert_eq!(app.deliver().await.done, 2);
        fake.books().rows.remove("msfp_question");
        answer(&app, 2).await;
        let drained = app.deliver().await;
        assert_eq!((drained.dead, drained.retried, drained.done), (0, 1, 1));
        let reason =
            "a record that publishing the form wrote to the CRM is gone: it is written again";
        assert!(reasons(&app).await.iter().any(|one| one == reason));
        app.set_ms(60_000);
        assert_eq!(app.deliver().await.done, 1);
        assert_eq!(texts(&fake), ["Stars", "Recommend", "Visits"]);
        assert_eq!(fake.rows("msfp_questionresponse").len(), 4);
        app.close().await;
    }
);

on_both_engines!(
    an_answer_to_an_older_version_does_not_bring_its_words_back,
    async |app| {
        let (app, fake) = connected(app).await;
        app.publish(&voiced(&app, survey()).await).await;
        let link = app.link("visit", "contact-1").await;
        app.set_ms(1_000);
        let mut newer = survey();
        newer["content"]["questions"][0]["title"]["en"] = json!("How many stars?");
        app.publish(&voiced(&app, newer).await).await;
        assert_eq!(link.version, 1);
        let ask = Ask::json(&link.responses(), &key(1), &an_opinion());
        app.send(ask).await.receipt();
        // Started anew, it knows of nothing that was written.
        let restarted = app.another(|_| {}).await;
        assert_eq!(restarted.deliver().await.done, 2);
        assert_eq!(texts(&fake)[0], "How many stars?");
        restarted.close().await;
        app.close().await;
    }
);

on_both_engines!(
    a_mapping_that_points_to_another_survey_writes_none,
    async |app| {
        let (app, fake) = connected(app).await;
        let other = fake.has(
            "msfp_survey",
            json!({"msfp_name": "Made in Customer Voice"}),
        );
        let mut form = voiced(&app, survey()).await;
        let targets = form["mapping"]["targets"].as_array_mut().unwrap();
        targets.truncate(1);
        targets[0]["columns"]["msfp_surveyid"] = json!({"constant": other});
        app.publish(&form).await;
        answer(&app, 1).await;
        assert_eq!(app.deliver().await.done, 1);
        assert_eq!(fake.rows("msfp_survey").len(), 1);
        assert!(fake.rows("msfp_question").is_empty());
        app.close().await;
    }
);
