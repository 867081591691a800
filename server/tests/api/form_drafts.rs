//! `/api/v1/forms/{form}/draft`: what a form is being edited to, by whom, and what comes of it.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::browser::{Browser, ORIGIN};
use crate::forms::{LEAD, LEAD_RESPONSES, lead, next_version, survey};
use axum::http::Method;
use serde_json::{Value, json};

const DRAFT: &str = "/api/v1/forms/contact-us/draft";
const CHECK: &str = "/api/v1/forms/contact-us/draft/check";
const PUBLISH: &str = "/api/v1/forms/contact-us/draft/publish";

impl TestApp {
    /// Does something to a draft that follows a revision.
    async fn follow(&self, method: Method, path: &str, revision: i64, body: &Value) -> Answer {
        let ask = Ask::admin(method, path, body).with("if-match", &format!("\"{revision}\""));
        self.send(ask).await
    }

    async fn save(&self, revision: i64, definition: &Value) -> Answer {
        self.follow(Method::PUT, DRAFT, revision, definition).await
    }

    async fn check(&self) -> Value {
        let answer = self.admin(Method::POST, CHECK, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.json()
    }
}

on_both_engines!(a_draft_is_kept_until_it_is_published, async |app| {
    let saved = app.save(0, &lead()).await;
    assert_eq!(
        (saved.status.as_u16(), saved.header("etag")),
        (200, "\"1\"")
    );
    assert_eq!(saved.json()["revision"], 1);
    let shown = app.shown(DRAFT).await;
    assert_eq!(shown["definition"], lead());
    assert_eq!(
        (&shown["published"], &shown["differs"]),
        (&Value::Null, &json!(true))
    );
    app.get(LEAD).await.page(404);
    let published = app.follow(Method::POST, PUBLISH, 1, &Value::Null).await;
    assert_eq!(
        published.json(),
        json!({"version": 1, "version_is_new": true, "mapping_revision": 1, "mapping_is_new": true})
    );
    app.get(LEAD).await.page(200);
    let shown = app.admin(Method::GET, DRAFT, &Value::Null).await;
    assert_eq!(
        shown.header("etag"),
        "\"1\"",
        "whoever has it open goes on from there"
    );
    let shown = shown.json();
    assert_eq!(shown["published"]["version"], 1);
    assert_eq!(shown["differs"], false);
});

on_both_engines!(editing_changes_nothing_for_visitors, async |app| {
    app.publish(&lead()).await;
    assert_eq!(
        app.save(0, &next_version(lead())).await.status.as_u16(),
        200
    );
    assert!(!app.get(LEAD).await.page(200).contains("Added later"));
    let shown = app.shown(DRAFT).await;
    assert_eq!(
        (&shown["revision"], &shown["differs"]),
        (&json!(1), &json!(true))
    );
    app.follow(Method::POST, PUBLISH, 1, &Value::Null).await;
    assert!(app.get(LEAD).await.page(200).contains("Added later"));
});

on_both_engines!(of_two_who_edit_the_second_is_told, async |app| {
    app.publish(&lead()).await;
    let theirs = next_version(lead());
    assert_eq!(app.save(0, &theirs).await.status.as_u16(), 200);
    let mut mine = lead();
    mine["content"]["title"]["en"] = json!("Mine");
    for refused in [
        app.save(0, &mine).await,
        app.follow(Method::DELETE, DRAFT, 0, &Value::Null).await,
        app.follow(Method::POST, PUBLISH, 0, &Value::Null).await,
    ] {
        let problem = refused.problem(412, "draft_changed");
        assert_eq!(problem["revision"], 1);
        assert_eq!(problem["saved_by"], Value::Null);
        assert!(problem["saved_at"].as_str().unwrap().ends_with('Z'));
    }
    let draft = app.shown(DRAFT).await;
    assert_eq!(draft["definition"], theirs);
    // Neither is what somebody else saved published unseen, nor what is published changed.
    assert_eq!(
        (&draft["published"]["version"], &draft["differs"]),
        (&json!(1), &json!(true))
    );
    assert!(!app.get(LEAD).await.page(200).contains("Added later"));
    assert_eq!(app.save(1, &mine).await.json()["revision"], 2);
});

on_both_engines!(of_two_saves_at_once_one_is_kept, async |app| {
    app.publish(&lead()).await;
    let saves = (0..8).map(|number| {
        let mut definition = lead();
        definition["content"]["title"]["en"] = json!(format!("Title {number}"));
        async move { app.save(0, &definition).await.status.as_u16() }
    });
    let mut statuses = futures::future::join_all(saves).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
});

on_both_engines!(a_save_names_the_revision_it_follows, async |app| {
    app.publish(&lead()).await;
    let bare = app.admin(Method::PUT, DRAFT, &lead()).await;
    bare.problem(428, "revision_needed");
    for nonsense in [
        "*",
        "1",
        "W/\"1\"",
        "\"-1\"",
        "\"1\", \"2\"",
        "\"99999999999999999999\"",
        "\"\"",
    ] {
        let ask = Ask::admin(Method::PUT, DRAFT, &lead()).with("if-match", nonsense);
        app.send(ask).await.problem(400, "malformed_revision");
    }
});

on_both_engines!(
    what_is_published_otherwise_is_not_overwritten_in_silence,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&next_version(lead())).await;
        let opened = app.shown(DRAFT).await["revision"].as_i64().unwrap();
        let mut imported = next_version(lead());
        imported["content"]["title"]["en"] = json!("By file");
        app.publish(&imported).await;
        app.save(opened, &lead())
            .await
            .problem(412, "draft_changed");
        app.publish(&imported).await;
        let again = app.shown(DRAFT).await["revision"].as_i64().unwrap();
        assert_eq!(again, opened + 1, "what changes nothing disturbs nobody");
    }
);

on_both_engines!(
    what_somebody_edits_stays_when_a_file_is_published,
    async |app| {
        app.publish(&lead()).await;
        let mut mine = lead();
        mine["content"]["title"]["en"] = json!("Mine");
        app.save(0, &mine).await;
        app.publish(&next_version(lead())).await;
        let shown = app.shown(DRAFT).await;
        assert_eq!(
            (&shown["definition"], &shown["revision"]),
            (&mine, &json!(1))
        );
    }
);

on_both_engines!(a_draft_can_be_thrown_away, async |app| {
    app.publish(&lead()).await;
    app.save(0, &next_version(lead())).await;
    let thrown = app.follow(Method::DELETE, DRAFT, 1, &Value::Null).await;
    assert_eq!(thrown.status.as_u16(), 204);
    let shown = app.shown(DRAFT).await;
    assert_eq!(
        (&shown["differs"], &shown["revision"]),
        (&json!(false), &json!(2))
    );
    assert_eq!(
        shown["definition"]["content"],
        app.shown("/api/v1/forms/contact-us").await["content"]
    );

    let other = "/api/v1/forms/visit/draft";
    app.follow(Method::PUT, other, 0, &survey()).await;
    let thrown = app.follow(Method::DELETE, other, 1, &Value::Null).await;
    assert_eq!(thrown.status.as_u16(), 204);
    app.admin(Method::GET, other, &Value::Null)
        .await
        .problem(404, "not_found");
});

on_both_engines!(
    what_says_the_same_as_the_published_form_is_no_draft,
    async |app| {
        app.publish(&lead()).await;
        app.save(0, &next_version(lead())).await;
        let mut back = lead();
        back["content"]["review"] = json!(false);
        back["$schema"] = json!("https://sonda.example/api/v1/schema/form.json");
        assert_eq!(app.save(1, &back).await.json()["revision"], 2);
        assert_eq!(app.shown(DRAFT).await["differs"], false);
        assert_eq!(
            app.shown("/api/v1/forms").await["forms"][0]["has_draft"],
            false
        );
    }
);

on_both_engines!(any_object_of_that_id_can_be_a_draft, async |app| {
    let nonsense = [
        json!({"id": "contact-us"}),
        json!({"id": "contact-us", "content": [], "settings": 7, "mapping": "x", "kind": {}}),
        json!({"id": "contact-us", "sonda": "\u{0}", "content": {"title": {"en": 3, "pl": "\u{0}"}}}),
        json!({"id": "contact-us", "kind": "survey", "content": {"locales": 1, "pages": [null, 1, {"questions": {}}]}}),
        json!({"id": "contact-us", "mapping": {"targets": [{"connector": 1}, null, {"connector": "\u{0}"}]}}),
    ];
    for (revision, definition) in (0..).zip(&nonsense) {
        assert_eq!(
            app.save(revision, definition).await.status.as_u16(),
            200,
            "{definition}"
        );
        assert_eq!(app.shown(DRAFT).await["definition"], *definition);
        assert!(!app.check().await["faults"].as_array().unwrap().is_empty());
        assert_eq!(
            app.shown("/api/v1/forms").await["forms"][0]["state"],
            "draft"
        );
        let refused = app
            .follow(Method::POST, PUBLISH, revision + 1, &Value::Null)
            .await;
        refused.problem(422, "invalid_definition");
        let copied = json!({"from": {"form": "contact-us"}, "locales": ["pl"], "id": format!("copy{revision}")});
        let copied = app.admin(Method::POST, "/api/v1/forms", &copied).await;
        assert_eq!(copied.status.as_u16(), 201, "{copied:?}");
    }
    app.publish(&lead()).await;
    for definition in &nonsense {
        let revision = app.shown(DRAFT).await["revision"].as_i64().unwrap();
        assert_eq!(app.save(revision, definition).await.status.as_u16(), 200);
        assert!(!app.check().await["changes"].as_array().unwrap().is_empty());
        assert_eq!(app.shown(DRAFT).await["differs"], true);
    }
});

on_both_engines!(what_is_no_draft_of_the_form_is_refused, async |app| {
    for not_one in [json!([]), json!("x"), json!(1)] {
        app.save(0, &not_one).await.problem(422, "wrong_shape");
    }
    let refused = app.save(0, &survey()).await;
    assert_eq!(
        refused.problem(422, "invalid_definition")["faults"][0]["path"],
        "/id"
    );
    app.save(0, &json!({}))
        .await
        .problem(422, "invalid_definition");
    let bad_id = "/api/v1/forms/Contact%20us/draft";
    app.follow(Method::PUT, bad_id, 0, &lead())
        .await
        .problem(404, "not_found");
    app.follow(Method::PUT, DRAFT, 3, &lead())
        .await
        .problem(404, "not_found");
    app.admin(Method::GET, DRAFT, &Value::Null)
        .await
        .problem(404, "not_found");
    app.admin(Method::POST, CHECK, &Value::Null)
        .await
        .problem(404, "not_found");
    app.follow(Method::POST, PUBLISH, 0, &Value::Null)
        .await
        .problem(404, "not_found");
    app.follow(Method::DELETE, DRAFT, 0, &Value::Null)
        .await
        .problem(404, "not_found");
    let mut huge = lead();
    huge["content"]["intro"] = json!({"en": "x".repeat(5_000_000)});
    app.save(0, &huge).await.problem(413, "body_too_large");
});

on_both_engines!(
    the_check_tells_what_publishing_would_and_what_changed,
    async |app| {
        app.publish(&lead()).await;
        let mut edited = next_version(lead());
        edited["mapping"]["targets"][0]["columns"]["emial"] = json!({"answer": "email"});
        edited["settings"]["once"] = json!("per_contact");
        app.save(0, &edited).await;
        let checked = app.check().await;
        assert_eq!(checked["revision"], 1);
        assert_eq!(
            checked["faults"][0]["pointer"],
            "/mapping/targets/0/columns/emial"
        );
        insta::assert_json_snapshot!("changes_of_a_draft", checked["changes"]);
        let publishing = app.follow(Method::POST, PUBLISH, 1, &Value::Null).await;
        let refused = publishing.problem(422, "invalid_definition");
        assert_eq!(
            refused["faults"][0]["reason"],
            checked["faults"][0]["reason"]
        );
        assert!(!app.get(LEAD).await.page(200).contains("Added later"));
    }
);

on_both_engines!(the_check_warns_where_publishing_would, async |app| {
    let mut form = lead();
    form["mapping"]["targets"][0]["columns"]["email"] =
        json!({"answer": "email", "mode": "only_if_empty"});
    app.save(0, &form).await;
    let checked = app.check().await;
    assert_eq!(checked["faults"], json!([]));
    assert_eq!(
        checked["changes"],
        json!([]),
        "nothing is published to compare with"
    );
    let pointer = &checked["warnings"][0]["pointer"];
    assert_eq!(pointer, "/mapping/targets/0/columns/email/mode");
    let published = app.follow(Method::POST, PUBLISH, 1, &Value::Null).await;
    assert_eq!(published.json()["warnings"][0]["path"], *pointer);
});

on_both_engines!(a_draft_is_seen_by_no_visitor, async |app| {
    app.save(0, &lead()).await;
    for path in [LEAD, "/f/contact-us/sent"] {
        app.get(path).await.page(404);
    }
    let sent = Ask::json(
        LEAD_RESPONSES,
        "a-key-of-mine",
        &json!({"answers": {"name": "Ola"}}),
    );
    app.send(sent).await.problem(404, "unknown");
    for (method, path) in [
        (Method::GET, DRAFT),
        (Method::PUT, DRAFT),
        (Method::DELETE, DRAFT),
        (Method::POST, CHECK),
        (Method::POST, PUBLISH),
        (Method::POST, "/api/v1/forms"),
        (Method::GET, "/api/v1/templates"),
        (Method::POST, "/api/v1/forms/contact-us/archive"),
        (Method::POST, "/api/v1/forms/contact-us/restore"),
    ] {
        app.send(Ask::new(method, path, ""))
            .await
            .problem(401, "unauthorized");
    }
});

on_both_engines!(a_person_who_saves_is_named, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let session = owner.get("/api/v1/session").await.json();
    let save = Ask::new(Method::PUT, DRAFT, lead().to_string())
        .with("if-match", "\"0\"")
        .with("origin", ORIGIN)
        .with("sec-fetch-site", "same-origin");
    let token = session["csrf_token"].as_str().unwrap();
    let saved = owner.send(save.with("x-csrf-token", token)).await;
    assert_eq!(saved.status.as_u16(), 200, "{saved:?}");
    let anna = json!({"name": "Anna Kowalska"});
    assert_eq!(app.shown(DRAFT).await["saved_by"], anna);
    let problem = app.save(0, &lead()).await.problem(412, "draft_changed");
    assert_eq!(problem["saved_by"], anna);
});
