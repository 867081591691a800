//! `/api/v1/connections`, and what is delivered to webhooks.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::clock::START_MS;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};
use crate::receiver::{Received, Receiver};
use axum::http::Method;
use serde_json::{Value, json};
use sonda_server::config::Config;

pub(crate) const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
pub(crate) const OTHER_SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub(crate) const HOOK: &str = "/api/v1/connections/hook";

/// Lets the server connect to receivers on this machine.
pub(crate) fn reach_this_machine(config: &mut Config) {
    config.outgoing.allow = vec!["127.0.0.0/8".parse().unwrap()];
}

pub(crate) async fn put(app: &TestApp, path: &str, body: &Value) -> Answer {
    app.admin(Method::PUT, path, body).await
}

pub(crate) async fn post(app: &TestApp, path: &str) -> Answer {
    app.admin(Method::POST, path, &Value::Null).await
}

pub(crate) fn webhook(url: &str) -> Value {
    json!({"kind": "webhook", "settings": {"url": url}, "secret": SECRET})
}

/// The lead form, which is sent to the webhook, and becomes a lead after that.
pub(crate) fn hooked_lead() -> Value {
    let mut form = lead();
    let own = form["mapping"]["targets"][0].clone();
    let hook = json!({
        "id": "event", "connector": "hook", "table": "response",
        "columns": {"name": {"answer": "name"}, "email": {"answer": "email"}, "from": {"context": "form"}},
    });
    form["mapping"]["targets"] = json!([hook, own]);
    form
}

/// A server with a webhook, and the lead form sent to it.
pub(crate) async fn hooked(app: &TestApp) -> (TestApp, Receiver, String) {
    let app = app.another(reach_this_machine).await;
    let (receiver, url) = Receiver::start().await;
    let added = put(&app, HOOK, &webhook(&url)).await;
    assert_eq!(added.status.as_u16(), 201, "{added:?}");
    app.publish(&hooked_lead()).await;
    (app, receiver, url)
}

pub(crate) async fn submit(app: &TestApp, number: usize) -> String {
    let answers = a_lead(&format!("Visitor {number}"));
    app.send(Ask::json(LEAD_RESPONSES, &key(number), &answers))
        .await
        .receipt()
}

async fn delivery(app: &TestApp, target: &str) -> Value {
    let shown = app.shown("/api/v1/deliveries").await;
    let deliveries = shown["deliveries"].as_array().unwrap().clone();
    let mut of_target = deliveries.into_iter().filter(|one| one["target"] == target);
    of_target.next_back().unwrap()
}

/// Whether another implementation of Standard Webhooks signs the same. Its own `verify` asks the machine's clock, and
/// the tests' stands still.
pub(crate) fn is_signed(secret: &str, received: &Received) -> bool {
    let judge = standardwebhooks::Webhook::new(secret).unwrap();
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    let signed = judge.sign(received.header("webhook-id"), timestamp, &received.body);
    let signed = signed.unwrap();
    let signatures = received.header("webhook-signature").split(' ');
    signatures.into_iter().any(|one| one == signed)
}

on_both_engines!(
    a_connection_is_added_shown_changed_and_removed,
    async |app| {
        assert_eq!(
            app.shown("/api/v1/connections").await,
            json!({"connections": []})
        );
        let added = put(app, HOOK, &webhook("https://example.com/hook")).await;
        assert_eq!(added.status.as_u16(), 201, "{added:?}");
        let shown = app.shown(HOOK).await;
        assert_eq!(
            shown,
            json!({
                "name": "hook", "kind": "webhook", "settings": {"url": "https://example.com/hook"},
                "secret": "set", "guarantee": "at_least_once",
                "guarantee_text": "Each event arrives, and may arrive twice where an answer was lost: a receiver \
                                   recognises a repeat by its `webhook-id`.",
                "tables": ["response"], "tables_read_at_ms": START_MS, "drift": [],
                "disabled": null, "problem": null, "last_changes": null, "used_by": [], "created_at_ms": START_MS, "updated_at_ms": START_MS,
            })
        );
        assert_eq!(added.json()["tables_problem"], Value::Null);
        assert_eq!(
            app.shown("/api/v1/connections").await,
            json!({"connections": [shown]})
        );
        assert_eq!(
            app.shown("/api/v1/connections/hook/tables").await,
            json!({"tables": [{"name": "response", "columns": [], "open": true}]})
        );
        let tables = app.shown("/api/v1/tables").await;
        assert_eq!(tables["connectors"][1]["connector"], "hook");
        // A secret goes to the server that it was given for, and to no other.
        let elsewhere =
            json!({"kind": "webhook", "settings": {"url": "https://elsewhere.example/hook"}});
        let refused = put(app, HOOK, &elsewhere).await;
        assert!(
            refused
                .problem(422, "invalid_secret")
                .to_string()
                .contains("another address")
        );
        assert_eq!(app.shown(HOOK).await, shown);
        // It stays where none is given.
        let settings = json!({"url": "https://example.com/other", "events": "com.example"});
        let changed = json!({"kind": "webhook", "settings": settings});
        assert_eq!(put(app, HOOK, &changed).await.status.as_u16(), 200);
        let shown = app.shown(HOOK).await;
        assert_eq!(
            (&shown["settings"], &shown["secret"]),
            (&settings, &json!("set"))
        );
        let removed = app.admin(Method::DELETE, HOOK, &Value::Null).await;
        assert_eq!(removed.status.as_u16(), 204);
        for (method, path) in [
            (Method::GET, HOOK.to_owned()),
            (Method::DELETE, HOOK.to_owned()),
            (Method::POST, format!("{HOOK}/test")),
            (Method::POST, format!("{HOOK}/refresh")),
            (Method::GET, format!("{HOOK}/tables")),
        ] {
            let answer = app.admin(method, &path, &Value::Null).await;
            answer.problem(404, "not_found");
        }
    }
);

on_both_engines!(
    a_connection_that_makes_no_sense_is_refused_without_its_secret,
    async |app| {
        let url = json!({"url": "https://example.com/hook"});
        let of =
            |settings: Value| json!({"kind": "webhook", "settings": settings, "secret": SECRET});
        let with = |secret: Value| json!({"kind": "webhook", "settings": url, "secret": secret});
        let cases = [
            ("hook", json!(SECRET), "wrong_shape"),
            ("hook", json!([SECRET]), "wrong_shape"),
            ("hook", json!({"kind": [SECRET]}), "wrong_shape"),
            (
                "hook",
                json!({"kind": "webhook", "settings": SECRET}),
                "wrong_shape",
            ),
            ("hook", with(json!([SECRET])), "wrong_shape"),
            (
                "hook",
                json!({"kind": "webhook", "secrets": SECRET}),
                "wrong_shape",
            ),
            ("hook", json!({"kind": SECRET}), "unknown_kind"),
            (
                "hook",
                json!({"kind": "webhook", "settings": url}),
                "invalid_secret",
            ),
            ("hook", with(json!("")), "invalid_secret"),
            ("hook", with(json!(format!("{SECRET}\0"))), "invalid_secret"),
            ("hook", with(json!(&SECRET[6..])), "invalid_secret"),
            ("hook", with(json!(format!("{SECRET}="))), "invalid_secret"),
            ("hook", with(json!(SECRET.repeat(400))), "invalid_secret"),
            ("hook", of(json!({})), "invalid_settings"),
            (
                "hook",
                of(json!({"url": "example.com"})),
                "invalid_settings",
            ),
            (
                "hook",
                of(json!({"url": "ftp://example.com"})),
                "invalid_settings",
            ),
            (
                "hook",
                of(json!({"url": format!("https://me:{SECRET}@example.com")})),
                "invalid_settings",
            ),
            (
                "hook",
                of(json!({"url": "https://example.com", "secret": SECRET})),
                "invalid_settings",
            ),
            (
                "hook",
                of(json!({"url": "https://example.com", "events": "a b"})),
                "invalid_settings",
            ),
            (
                "hook",
                of(json!({"url": format!("https://example.com/{}", "x".repeat(20_000))})),
                "invalid_settings",
            ),
            ("embedded", with(json!(SECRET)), "invalid_name"),
            ("Hook", with(json!(SECRET)), "invalid_name"),
            ("1hook", with(json!(SECRET)), "invalid_name"),
            ("a.b", with(json!(SECRET)), "invalid_name"),
        ];
        for (name, body, code) in cases {
            let answer = put(app, &format!("/api/v1/connections/{name}"), &body).await;
            let problem = answer.problem(422, code);
            let quoted = problem.to_string().contains(&SECRET[6..]);
            assert!(!quoted, "{body}: {problem}");
        }
        let broken = Ask::new(Method::PUT, HOOK, format!("{{\"secret\": \"{SECRET}\" x"));
        let broken = broken.with("authorization", &format!("Bearer {}", crate::ask::TOKEN));
        let problem = app.send(broken).await.problem(400, "malformed_json");
        assert!(!problem.to_string().contains(SECRET), "{problem}");
        assert_eq!(
            app.shown("/api/v1/connections").await,
            json!({"connections": []})
        );
    }
);

on_both_engines!(connections_are_for_the_administrator_alone, async |app| {
    put(app, HOOK, &webhook("https://example.com/hook")).await;
    for (method, path) in [
        (Method::GET, "/api/v1/connections"),
        (Method::GET, HOOK),
        (Method::PUT, HOOK),
        (Method::DELETE, HOOK),
        (Method::POST, "/api/v1/connections/hook/test"),
        (Method::POST, "/api/v1/connections/hook/refresh"),
        (Method::GET, "/api/v1/connections/hook/tables"),
    ] {
        let body = webhook("https://evil.example/").to_string();
        let answer = app.send(Ask::new(method, path, body)).await;
        answer.problem(401, "unauthorized");
    }
    let shown = app.shown(HOOK).await;
    assert_eq!(shown["settings"]["url"], "https://example.com/hook");
});

on_both_engines!(
    a_response_is_a_signed_event_and_the_same_when_repeated,
    async |app| {
        let (app, receiver, _) = hooked(app).await;
        submit(&app, 1).await;
        receiver.answers(503, &[("retry-after", "120")]);
        // The lead waits for nobody.
        let drained = app.deliver().await;
        assert_eq!((drained.retried, drained.done), (1, 1));
        // Not before the receiver asked for it.
        app.set_ms(119_000);
        assert_eq!(app.deliver().await.done, 0);
        app.set_ms(120_000);
        assert_eq!(app.deliver().await.done, 1);
        let received = receiver.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].body, received[1].body);
        let event = received[0].json();
        let id = event["id"].as_str().unwrap();
        assert_eq!(
            event,
            json!({
                "specversion": "1.0", "id": id, "source": "https://sonda.example",
                "type": "sonda.response", "subject": "contact-us", "time": "2026-07-31T10:00:00Z",
                "datacontenttype": "application/json",
                "data": {"name": "Visitor 1", "email": "anna@example.com", "from": "contact-us"},
            })
        );
        for (one, after_secs) in received.iter().zip([0, 120]) {
            assert_eq!(one.header("webhook-id"), id);
            assert_eq!(one.header("content-type"), "application/cloudevents+json");
            let timestamp = (START_MS / 1_000 + after_secs).to_string();
            assert_eq!(one.header("webhook-timestamp"), timestamp);
            assert!(is_signed(SECRET, one) && !is_signed(OTHER_SECRET, one));
        }
        assert_eq!(delivery(&app, "event").await["status"], "done");
        app.close().await;
    }
);

on_both_engines!(both_secrets_sign_while_they_are_rotated, async |app| {
    let (app, receiver, url) = hooked(app).await;
    for (secret, known) in [
        (
            format!("{OTHER_SECRET} {SECRET}"),
            &[SECRET, OTHER_SECRET][..],
        ),
        (OTHER_SECRET.to_owned(), &[OTHER_SECRET]),
    ] {
        let mut changed = webhook(&url);
        changed["secret"] = json!(secret);
        assert_eq!(put(&app, HOOK, &changed).await.status.as_u16(), 200);
        post(&app, "/api/v1/connections/hook/test").await;
        let received = receiver.received();
        for one in [SECRET, OTHER_SECRET] {
            assert_eq!(is_signed(one, &received[0]), known.contains(&one), "{one}");
        }
    }
    app.close().await;
});

on_both_engines!(whatever_is_not_2xx_is_repeated, async |app| {
    let (app, receiver, _) = hooked(app).await;
    submit(&app, 1).await;
    let mut at_ms = 0;
    for (status, reason) in [
        (
            302,
            "the receiver answered 302, a redirect, which is not followed",
        ),
        (400, "the receiver answered 400"),
        (401, "the receiver answered 401"),
        (429, "the receiver answered 429"),
        (500, "the receiver answered 500"),
    ] {
        receiver.answers(status, &[("location", "/elsewhere")]);
        assert_eq!(app.deliver().await.retried, 1, "{status}");
        let error = delivery(&app, "event").await["last_error"].clone();
        assert!(error.as_str().unwrap().starts_with(reason), "{error}");
        at_ms += 48 * 3_600_000;
        app.set_ms(at_ms);
    }
    assert_eq!(app.deliver().await.done, 1);
    assert_eq!(receiver.received().len(), 6);
    app.close().await;
});

on_both_engines!(
    a_receiver_that_wants_no_more_is_left_alone_until_it_is_set_anew,
    async |app| {
        let (app, receiver, url) = hooked(app).await;
        let first = submit(&app, 1).await;
        receiver.answers(410, &[]);
        let drained = app.deliver().await;
        assert_eq!((drained.dead, drained.done), (1, 1));
        let reason =
            "the connection `hook` is disabled: the receiver answered 410: it wants no more events";
        assert_eq!(delivery(&app, "event").await["last_error"], reason);
        let shown = app.shown(HOOK).await;
        assert_eq!(
            shown["disabled"],
            "the receiver answered 410: it wants no more events"
        );
        submit(&app, 2).await;
        assert_eq!(app.deliver().await.dead, 1);
        assert_eq!(receiver.received().len(), 1, "nothing more is sent");
        assert_eq!(put(&app, HOOK, &webhook(&url)).await.status.as_u16(), 200);
        assert_eq!(app.shown(HOOK).await["disabled"], Value::Null);
        post(&app, &format!("/api/v1/deliveries/{first}/event/replay")).await;
        post(&app, "/api/v1/deliveries/replay").await;
        assert_eq!(app.deliver().await.done, 2);
        assert_eq!(receiver.received().len(), 2);
        app.close().await;
    }
);

on_both_engines!(a_used_connection_is_not_removed, async |app| {
    put(app, HOOK, &webhook("https://example.com/hook")).await;
    app.publish(&hooked_lead()).await;
    let remove = async || app.admin(Method::DELETE, HOOK, &Value::Null).await;
    let problem = remove().await.problem(409, "connection_in_use");
    assert!(problem["detail"].as_str().unwrap().contains("`contact-us`"));
    app.publish(&lead()).await;
    assert_eq!(remove().await.status.as_u16(), 204);
    let unknown = app
        .admin(Method::PUT, "/api/v1/forms/contact-us", &hooked_lead())
        .await;
    unknown.problem(422, "invalid_definition");
});

on_both_engines!(the_kind_of_a_connection_stays, async |app| {
    put(app, HOOK, &webhook("https://example.com/hook")).await;
    let other = json!({"kind": "another", "settings": {}});
    put(app, HOOK, &other).await.problem(409, "other_kind");
});

on_both_engines!(every_server_on_a_database_notices_changes, async |app| {
    let (app, receiver, _) = hooked(app).await;
    let other = app.another(reach_this_machine).await;
    assert_eq!(other.shown(HOOK).await["name"], "hook");
    let (elsewhere, url) = Receiver::start().await;
    put(&other, HOOK, &webhook(&url)).await;
    submit(&app, 1).await;
    assert_eq!(app.deliver().await.done, 2);
    assert_eq!(
        (receiver.received().len(), elsewhere.received().len()),
        (0, 1)
    );
    let removed = other
        .admin(Method::PUT, "/api/v1/forms/contact-us", &lead())
        .await;
    assert_eq!(removed.status.as_u16(), 200);
    other.admin(Method::DELETE, HOOK, &Value::Null).await;
    let listed = app.shown("/api/v1/tables").await;
    assert_eq!(listed["connectors"].as_array().unwrap().len(), 1);
    other.close().await;
    app.close().await;
});

on_both_engines!(
    a_connection_without_its_key_waits_and_holds_up_nobody,
    async |app| {
        let (app, receiver, url) = hooked(app).await;
        let file = app.config.data_dir.join("secrets.key");
        let key = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        // What is in memory goes on; a server that starts now cannot open the secret.
        let other = app.another(reach_this_machine).await;
        let problem = other.shown(HOOK).await["problem"].clone();
        let problem = problem.as_str().unwrap();
        assert!(
            problem.contains("secret of the connection `hook` cannot be opened: there is no key"),
            "{problem}"
        );
        assert!(!file.exists(), "no other key is made");
        let response = submit(&other, 1).await;
        let drained = other.deliver().await;
        assert_eq!((drained.retried, drained.done), (1, 1));
        let path = format!("/api/v1/deliveries/{response}/event/attempts");
        let attempts = other.shown(&path).await;
        assert!(
            attempts.to_string().contains("there is no key"),
            "{attempts}"
        );
        let test = post(&other, "/api/v1/connections/hook/test").await.json();
        assert_eq!(test["ok"], false);
        post(&other, "/api/v1/connections/hook/refresh")
            .await
            .problem(409, "connection_unusable");
        let kept = json!({"kind": "webhook", "settings": {"url": url}});
        put(&other, HOOK, &kept)
            .await
            .problem(409, "secret_unreadable");
        // Another key is not the right one.
        std::fs::write(&file, "A".repeat(43)).unwrap();
        other.tidy().await;
        let problem = other.shown(HOOK).await["problem"].clone();
        assert!(
            problem
                .as_str()
                .unwrap()
                .contains("was stored under the key")
        );
        std::fs::write(&file, key).unwrap();
        other.tidy().await;
        assert_eq!(other.shown(HOOK).await["problem"], Value::Null);
        // The worker has connections of its own, which are read again with the next change.
        put(&other, HOOK, &kept).await;
        other.set_ms(3_600_000);
        assert_eq!(other.deliver().await.done, 1);
        assert_eq!(receiver.received().len(), 1);
        other.close().await;
        app.close().await;
    }
);

on_both_engines!(a_test_says_in_words_what_is_wrong, async |app| {
    let (app, receiver, url) = hooked(app).await;
    let test = async || post(&app, "/api/v1/connections/hook/test").await.json();
    let date = "Fri, 31 Jul 2026 10:00:01 GMT";
    receiver.answers(204, &[("date", date)]);
    let fine = test().await;
    assert_eq!(
        fine,
        json!({"ok": true, "findings": [
            {"ok": true, "text": "An event of the type `sonda.test` was taken (204)."},
            {"ok": true, "text": "The receiver's clock agrees with this server's."},
        ]})
    );
    let event = receiver.received()[0].json();
    assert_eq!(
        (&event["type"], &event["data"]),
        (&json!("sonda.test"), &json!({}))
    );
    receiver.answers(401, &[("date", "Fri, 31 Jul 2026 11:00:00 GMT")]);
    let bad = test().await.to_string();
    assert!(
        bad.contains("was not taken: the receiver answered 401")
            && bad.contains("clock is 3600 seconds off"),
        "{bad}"
    );
    let refused = app.another(|config| config.outgoing.allow.clear()).await;
    let said = post(&refused, "/api/v1/connections/hook/test").await.json();
    assert!(
        said.to_string().contains("may not be connected to"),
        "{said}"
    );
    refused.close().await;
    let nobody = url.replace("/hook", "/nowhere");
    put(&app, HOOK, &webhook(&nobody)).await;
    let said = test().await.to_string();
    assert!(said.contains("answered 404"), "{said}");
    app.close().await;
});

on_both_engines!(a_connection_is_tried_out_before_it_is_kept, async |app| {
    const TESTS: &str = "/api/v1/connection-tests";
    let app = app.another(reach_this_machine).await;
    let (receiver, url) = Receiver::start().await;
    let in_time = || receiver.answers(204, &[("date", "Fri, 31 Jul 2026 10:00:01 GMT")]);
    in_time();
    let tried = app.admin(Method::POST, TESTS, &webhook(&url)).await.json();
    assert_eq!(tried["ok"], true, "{tried}");
    assert_eq!(receiver.received().len(), 1);
    let listed = app.shown("/api/v1/connections").await;
    assert_eq!(listed["connections"], json!([]));

    // One that is there lends its secret, and to its own address alone.
    put(&app, HOOK, &webhook(&url)).await;
    let mut own =
        json!({"name": "hook", "kind": "webhook", "settings": {"url": url, "events": "other"}});
    in_time();
    let tried = app.admin(Method::POST, TESTS, &own).await.json();
    assert_eq!(tried["ok"], true, "{tried}");
    own["settings"]["url"] = json!("http://127.0.0.1:9/elsewhere");
    let refused = app.admin(Method::POST, TESTS, &own).await;
    refused.problem(422, "invalid_secret");
    let nothing = json!({"kind": "webhook", "settings": {"url": url}});
    let refused = app.admin(Method::POST, TESTS, &nothing).await;
    refused.problem(422, "invalid_secret");
});

on_both_engines!(a_connection_names_the_forms_that_write_to_it, async |app| {
    let (app, _receiver, _) = hooked(app).await;
    let shown = app.shown(HOOK).await;
    assert_eq!(shown["used_by"], json!(["contact-us"]));
    assert_eq!(shown["last_changes"], Value::Null);
    let kinds = app.shown("/api/v1/connection-kinds").await;
    assert_eq!(kinds["kinds"].as_array().unwrap().len(), 6);
    let tables = app.shown("/api/v1/connections/embedded/tables").await;
    assert_eq!(tables["tables"][0]["name"], "contact");
});
