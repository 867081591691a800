//! What is left of whoever had another's session, and who may take an account away.

use crate::app::TestApp;
use crate::ask::{Ask, TOKEN};
use crate::browser::{Browser, OWNER, PASSWORD, SESSION, form_token, path_of};
use crate::logs::Kept;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use axum::http::Method;
use futures::future::join;
use serde_json::{Value, json};
use sonda_server::serve::open_store;

const MINUTE: i64 = 60_000;
const BARTEK: &str = "bartek@example.com";

async fn id(browser: &mut Browser<'_>) -> String {
    let session = browser.get("/api/v1/session").await.json();
    session["person"]["id"].as_str().unwrap().to_owned()
}

/// The status of an answer to a token.
async fn by(app: &TestApp, token: &str) -> u16 {
    let ask = Ask::get("/api/v1/forms").with("authorization", &format!("Bearer {token}"));
    app.send(ask).await.status.as_u16()
}

async fn token(owner: &mut Browser<'_>) -> String {
    let body = json!({"name": "CI", "scope": "read"});
    let answer = owner.api(Method::POST, "/tokens", &body).await;
    answer.json()["token"].as_str().unwrap().to_owned()
}

on_both_engines!(
    what_outlives_a_session_needs_the_password_again,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut bartek = Browser::of_editor(&mut owner, BARTEK).await;
        let bartek = id(&mut bartek).await;
        let invited = json!({"email": "eve@example.com", "name": "Eve", "role": "owner"});
        let acts = [
            (
                Method::POST,
                "/tokens".to_owned(),
                json!({"name": "t", "scope": "write"}),
            ),
            (Method::POST, "/people".to_owned(), invited),
            (
                Method::PUT,
                format!("/people/{bartek}/role"),
                json!({"role": "owner"}),
            ),
            (
                Method::POST,
                format!("/people/{bartek}/invite"),
                Value::Null,
            ),
        ];
        app.set_ms(15 * MINUTE);
        for (method, path, body) in &acts {
            let answer = owner.api(method.clone(), path, body).await;
            answer.problem(403, "confirmation_needed");
        }
        owner.invite("ola@example.com", "editor").await;
        let confirm = "/session/confirm";
        let wrong = json!({"password": "a wrong password"});
        let answer = owner.api(Method::POST, confirm, &wrong).await;
        answer.problem(422, "wrong_password");
        let right = json!({"password": PASSWORD});
        let answer = owner.api(Method::POST, confirm, &right).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
        app.set_ms(30 * MINUTE - 1);
        for (method, path, body) in &acts {
            let status = owner.api(method.clone(), path, body).await.status;
            assert!(status.is_success(), "{path}: {status}");
        }
        app.set_ms(30 * MINUTE);
        let answer = owner.api(Method::POST, &acts[0].1, &acts[0].2).await;
        answer.problem(403, "confirmation_needed");
        // The operator shows the token each time, and has no password.
        let answer = app.admin(Method::POST, "/api/v1/tokens", &acts[0].2).await;
        assert_eq!(answer.status.as_u16(), 201);
        let answer = app
            .admin(Method::POST, "/api/v1/session/confirm", &right)
            .await;
        answer.problem(403, "session_needed");
    }
);

on_both_engines!(each_act_over_others_leaves_a_line_in_the_log, async |app| {
    let log = Kept::default();
    let guard = log.listen();
    let mut owner = Browser::of_owner(app).await;
    let mut bartek = Browser::of_editor(&mut owner, BARTEK).await;
    let (own, other) = (id(&mut owner).await, id(&mut bartek).await);
    let post = async |owner: &mut Browser<'_>, act: &str| {
        let path = format!("/people/{other}/{act}");
        let answer = owner.api(Method::POST, &path, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    };
    post(&mut owner, "invite").await;
    post(&mut owner, "disable").await;
    post(&mut owner, "enable").await;
    token(&mut owner).await;
    let listed = owner.get("/api/v1/tokens").await.json();
    let path = format!("/tokens/{}", listed["tokens"][0]["id"].as_str().unwrap());
    owner.api(Method::DELETE, &path, &Value::Null).await;
    drop(guard);
    let text = log.text();
    for act in [
        "a one-time address was given out again",
        "an account was disabled",
        "an account was enabled",
        "a token was made",
        "a token was revoked",
    ] {
        let line = text.lines().find(|line| line.contains(act)).expect(act);
        assert!(line.contains(&format!("account.by=\"{own}\"")), "{line}");
    }
});

on_both_engines!(tokens_of_whoever_is_disabled_stay_ended, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let path = owner.invite(BARTEK, "owner").await;
    let mut bartek = Browser::new(app);
    bartek.set_password(&path, PASSWORD).await;
    let token = token(&mut bartek).await;
    assert_eq!(by(app, &token).await, 200);
    let person = format!("/people/{}", id(&mut bartek).await);
    for act in ["disable", "enable"] {
        let path = format!("{person}/{act}");
        owner.api(Method::POST, &path, &Value::Null).await;
    }
    assert_eq!(by(app, &token).await, 401);
    let listed = owner.get("/api/v1/tokens").await.json();
    assert_eq!(listed["tokens"], json!([]));
});

on_both_engines!(recovering_an_account_ends_its_tokens, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let (own, token) = (id(&mut owner).await, token(&mut owner).await);
    let operators = json!({"name": "Backup", "scope": "read"});
    let operators = app
        .admin(Method::POST, "/api/v1/tokens", &operators)
        .await
        .json();
    let operators = operators["token"].as_str().unwrap();
    let store = open_store(&app.config).await.unwrap();
    let recover = async |keep| {
        let recovered = store.recover_account(&own, ("digest", i64::MAX), "subject", keep);
        assert!(recovered.await.unwrap());
    };
    recover(true).await;
    assert_eq!(by(app, &token).await, 200);
    recover(false).await;
    assert_eq!(by(app, &token).await, 401);
    assert_eq!(by(app, operators).await, 200, "nobody else's");
    store.close().await;
});

on_both_engines!(the_first_account_is_an_owners, async |app| {
    let code = app.first_run_code().await.unwrap();
    let editor = json!({"email": BARTEK, "name": "Bartek", "role": "editor"});
    let answer = app.admin(Method::POST, "/api/v1/people", &editor).await;
    answer.problem(409, "owner_first");
    let mut owner = Browser::new(app);
    let answer = owner.first_run(&code, &[]).await;
    assert_eq!(
        answer.header("location"),
        "/console",
        "the code is not spent"
    );
    let answer = app.admin(Method::POST, "/api/v1/people", &editor).await;
    assert_eq!(answer.status.as_u16(), 201);
});

on_both_engines!(the_only_owner_stays_also_without_a_password, async |app| {
    let body = json!({"email": OWNER, "name": "Anna", "role": "owner"});
    let answer = app
        .admin(Method::POST, "/api/v1/people", &body)
        .await
        .json();
    let person = format!(
        "/api/v1/people/{}",
        answer["person"]["id"].as_str().unwrap()
    );
    let role = format!("{person}/role");
    let editor = json!({"role": "editor"});
    app.admin(Method::PUT, &role, &editor)
        .await
        .problem(409, "last_owner");
    let disable = format!("{person}/disable");
    let answer = app.admin(Method::POST, &disable, &Value::Null).await;
    answer.problem(409, "last_owner");
    let answer = app.admin(Method::DELETE, &person, &Value::Null).await;
    answer.problem(409, "last_owner");
});

on_both_engines!(a_mistyped_invitation_is_taken_back, async |app| {
    let mut owner = Browser::of_owner(app).await;
    app.set_ms(1);
    let mistyped = owner.invite(BARTEK, "editor").await;
    let people = owner.get("/api/v1/people").await.json();
    let path = format!("/people/{}", people["people"][1]["id"].as_str().unwrap());
    let answer = owner.api(Method::DELETE, &path, &Value::Null).await;
    assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
    let answer = owner.api(Method::DELETE, &path, &Value::Null).await;
    answer.problem(404, "not_found");
    owner.get(&mistyped).await.page(404);
    // The address is free again; whoever has come in is disabled instead.
    let mut bartek = Browser::of_editor(&mut owner, BARTEK).await;
    let path = format!("/people/{}", id(&mut bartek).await);
    let answer = owner.api(Method::DELETE, &path, &Value::Null).await;
    answer.problem(409, "has_signed_in");
    let answer = bartek.api(Method::DELETE, &path, &Value::Null).await;
    answer.problem(403, "not_allowed");
    assert!(bartek.is_in().await);
});

on_both_engines!(people_change_their_own_name_and_language, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut editor = Browser::of_editor(&mut owner, BARTEK).await;
    let path = "/session/person";
    let change = json!({"name": " Bartłomiej ", "language": "uk"});
    let answer = editor.api(Method::PATCH, path, &change).await.json();
    assert_eq!(answer["person"]["name"], "Bartłomiej");
    assert_eq!(answer["person"]["language"], "uk");
    let answer = editor.api(Method::PATCH, path, &json!({"name": "B"})).await;
    let answer = answer.json();
    assert_eq!(
        (&answer["person"]["name"], &answer["person"]["language"]),
        (&json!("B"), &json!("uk"))
    );
    let answer = editor
        .api(Method::PATCH, path, &json!({"name": "a\nb"}))
        .await;
    answer.problem(422, "unusable_profile");
    for body in [json!({"language": "fr"}), json!({"role": "owner"})] {
        let answer = editor.api(Method::PATCH, path, &body).await;
        answer.problem(422, "wrong_shape");
    }
    let own = owner.get("/api/v1/session").await.json();
    assert_eq!(own["person"]["name"], "Anna Kowalska", "nobody else's");
    let path = format!("/api/v1{path}");
    app.admin(Method::PATCH, &path, &change)
        .await
        .problem(403, "session_needed");
});

on_both_engines!(
    a_new_address_and_a_new_password_at_once_end_well,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        app.set_ms(1);
        let mut path = owner.invite(BARTEK, "editor").await;
        let people = owner.get("/api/v1/people").await.json();
        let id = people["people"][1]["id"].as_str().unwrap();
        let again = format!("/people/{id}/invite");
        for _ in 0..20 {
            let mut bartek = Browser::new(app);
            let token = form_token(bartek.get(&path).await.page(200));
            let fields = [
                ("password", PASSWORD),
                ("again", PASSWORD),
                ("_form", token.as_str()),
            ];
            let (invited, set) = join(
                owner.api(Method::POST, &again, &Value::Null),
                bartek.post(&path, &fields),
            )
            .await;
            assert_eq!(invited.status.as_u16(), 200, "{}", invited.text());
            let set = set.status.as_u16();
            assert!(matches!(set, 303 | 404), "{set}");
            // Whichever came first, the address before has ended.
            bartek.get(&path).await.page(404);
            path = path_of(&invited.json());
        }
    }
);

on_both_engines!(
    whoever_changes_an_account_takes_it_before_its_address,
    async |app| {
        if !app.config.database_url().starts_with("postgres") {
            return; // SQLite has one writer.
        }
        let mut owner = Browser::of_owner(app).await;
        let path = owner.invite(BARTEK, "editor").await;
        let mut bartek = Browser::new(app);
        let token = form_token(bartek.get(&path).await.page(200));
        let fields = [
            ("password", PASSWORD),
            ("again", PASSWORD),
            ("_form", token.as_str()),
        ];
        // As giving out another address does.
        let mut tx = app.pool.begin().await.unwrap();
        sqlx::query("SELECT id FROM account FOR UPDATE")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        let rest = async {
            let waiting = "SELECT COUNT(*) FROM pg_stat_activity \
                           WHERE wait_event_type = 'Lock' AND datname = current_database()";
            loop {
                let waiting = sqlx::query_scalar(waiting).fetch_one(&app.pool);
                let waiting: i64 = waiting.await.unwrap();
                if waiting > 0 {
                    break;
                }
            }
            let renew = "UPDATE account_code SET expires_at_ms = expires_at_ms + 1";
            sqlx::query(renew).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let (set, ()) = join(bartek.post(&path, &fields), rest).await;
        assert_eq!(set.status.as_u16(), 303, "{}", set.text());
    }
);

on_both_engines!(another_scheme_is_not_for_this_server, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let ask = |header: &str| Ask::get("/api/v1/session").with("authorization", header);
    let answer = owner.send(ask("Basic dXNlcjpwYXNz")).await;
    assert_eq!(answer.json()["kind"], "person", "{answer:?}");
    app.send(ask("Basic dXNlcjpwYXNz"))
        .await
        .problem(401, "unauthorized");
    for header in [format!("bearer {TOKEN}"), format!("BEARER  {TOKEN}")] {
        let answer = owner.send(ask(&header)).await.json();
        assert_eq!(answer["kind"], "operator", "{header}");
    }
    for header in ["Bearer", "Bearer ", "bearer wrong"] {
        owner.send(ask(header)).await.problem(401, "unauthorized");
    }
});

on_both_engines!(who_may_look_may_try_a_mapping, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let token = token(&mut owner).await;
    let ask = Ask::new(Method::POST, "/api/v1/forms/nothing/mapping/dry-run", "{}");
    let ask = ask.with("authorization", &format!("Bearer {token}"));
    app.send(ask).await.problem(404, "not_found");
});

on_both_engines!(nothing_of_the_api_runs_in_a_browser, async |app| {
    for path in [
        "/api/v1/session",
        "/api/v1/nothing",
        "/api/v1/schema/form.json",
    ] {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("sandbox"),
            "{path}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
});

on_both_engines!(a_hash_of_before_is_renewed_at_sign_in, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let params = Params::new(8_192, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let weak = weak.hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]);
    sqlx::query("UPDATE account SET password = $1")
        .bind(weak.unwrap().to_string())
        .execute(&app.pool)
        .await
        .unwrap();
    let mut phone = Browser::new(app);
    phone.sign_in(OWNER, "a wrong password").await.page(422);
    assert_eq!(phone.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
    let stored: String = sqlx::query_scalar("SELECT password FROM account")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    assert!(phone.is_in().await && owner.is_in().await);
    phone.cookies.remove(SESSION);
    assert_eq!(phone.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
});
