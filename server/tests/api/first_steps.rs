//! `/api/v1/first-steps`: the way to the first answer, and what a new owner begins with.

use crate::ask::Ask;
use crate::browser::Browser;
use crate::forms::{LEAD_RESPONSES, lead};
use axum::http::Method;
use serde_json::{Value, json};

const STEPS: &str = "/api/v1/first-steps";

/// The steps that are done.
async fn done(browser: &mut Browser<'_>) -> (bool, String) {
    let steps = browser.get(STEPS).await.json();
    let names = ["made", "published", "mapped", "shared", "answered"];
    let done: Vec<&str> = names
        .into_iter()
        .filter(|name| steps[name] == true)
        .collect();
    (steps["shown"] == true, done.join(" "))
}

on_both_engines!(the_steps_go_on_with_what_is_done, async |app| {
    let mut owner = Browser::of_owner(app).await;
    assert_eq!(done(&mut owner).await, (true, String::new()));
    let mut bare = lead();
    bare["mapping"] = json!({"targets": []});
    for (definition, revision, steps) in
        [(&lead(), "\"0\"", "made mapped"), (&bare, "\"1\"", "made")]
    {
        let draft = Ask::admin(Method::PUT, "/api/v1/forms/contact-us/draft", definition);
        app.send(draft.with("if-match", revision)).await;
        assert_eq!(done(&mut owner).await, (true, steps.to_owned()));
    }
    assert_eq!(owner.get(STEPS).await.json()["form"], "contact-us");
    app.publish(&bare).await;
    assert_eq!(done(&mut owner).await, (true, "made published".to_owned()));
    app.publish(&lead()).await;
    assert_eq!(
        done(&mut owner).await,
        (true, "made published mapped".to_owned())
    );
    let said = owner
        .api(Method::PUT, "/first-steps", &json!({"shared": true}))
        .await;
    assert_eq!(said.json()["shared"], true);
    let answer = json!({"answers": {"name": "Ola"}});
    app.send(Ask::json(LEAD_RESPONSES, "first-of-all", &answer))
        .await
        .receipt();
    let all = "made published mapped shared answered".to_owned();
    assert_eq!(done(&mut owner).await, (false, all));
});

on_both_engines!(
    each_person_puts_the_steps_away_for_themselves,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut editor = Browser::of_editor(&mut owner, "bartek@example.com").await;
        for _ in 0..2 {
            let said = owner
                .api(Method::PUT, "/first-steps", &json!({"dismissed": true}))
                .await;
            assert_eq!(said.json()["shown"], false);
        }
        assert!(!done(&mut owner).await.0);
        assert!(done(&mut editor).await.0);
        owner
            .api(Method::PUT, "/first-steps", &json!({"dismissed": false}))
            .await;
        assert!(done(&mut owner).await.0);
        let refused = owner
            .api(Method::PUT, "/first-steps", &json!({"colour": "red"}))
            .await;
        refused.problem(422, "wrong_shape");
        let program = app.admin(Method::GET, STEPS, &Value::Null).await;
        program.problem(403, "session_needed");
    }
);

on_both_engines!(
    a_new_owner_begins_with_nothing_or_with_the_demo,
    async |app| {
        let code = app.first_run_code().await.unwrap();
        let mut owner = Browser::new(app);
        let page = owner.get("/console/first-run").await;
        assert!(page.page(200).contains("value=\"empty\" checked"));
        let begun = owner.first_run(&code, &[("begin", "demo")]).await;
        assert_eq!(begun.header("location"), "/console", "{begun:?}");
        let forms = app.shown("/api/v1/forms").await;
        let forms = forms["forms"].as_array().unwrap();
        let answers: Vec<u64> = forms
            .iter()
            .map(|form| form["responses"].as_u64().unwrap())
            .collect();
        assert_eq!(answers, [3, 1, 2]);
        app.deliver().await;
        assert_eq!(app.records("lead").await.len(), 2);
        assert_eq!(app.records("case").await.len(), 1);
        assert_eq!(app.records("survey_response").await.len(), 3);
        assert!(!done(&mut owner).await.0, "an answer is there");
    }
);

on_both_engines!(a_draft_can_be_saved_as_a_file, async |app| {
    let draft = Ask::admin(Method::PUT, "/api/v1/forms/contact-us/draft", &lead());
    app.send(draft.with("if-match", "\"0\"")).await;
    let file = app
        .admin(
            Method::GET,
            "/api/v1/forms/contact-us/draft/file",
            &Value::Null,
        )
        .await;
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"contact-us.json\""
    );
    assert_eq!(file.json(), lead());
    assert!(file.text().lines().count() > 20, "people read it");
    let none = app
        .admin(
            Method::GET,
            "/api/v1/forms/nothing/draft/file",
            &Value::Null,
        )
        .await;
    none.problem(404, "not_found");
});
