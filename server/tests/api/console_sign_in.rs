//! `/console/sign-in`: who is let in, who waits, and how long it lasts.

use crate::ask::{Answer, Ask};
use crate::browser::{Browser, ORIGIN, OWNER, PASSWORD, SESSION, form_token};
use axum::http::Method;
use futures::future::join_all;
use serde_json::Value;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A page without what differs by browser and address typed.
fn plain(answer: &Answer, email: &str) -> String {
    let page = answer.page(422);
    page.replace(&form_token(page), "").replace(email, "")
}

on_both_engines!(
    an_unknown_account_looks_like_a_wrong_password,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let invited = "invited@example.com";
        owner.invite(invited, "editor").await;
        let disabled = "disabled@example.com";
        let mut editor = Browser::of_editor(&mut owner, disabled).await;
        let session = editor.get("/api/v1/session").await.json();
        let id = session["person"]["id"].as_str().unwrap();
        let path = format!("/people/{id}/disable");
        owner.api(Method::POST, &path, &Value::Null).await;
        let wrong = Browser::new(app).sign_in(OWNER, "a wrong password").await;
        let wrong = plain(&wrong, OWNER);
        assert!(
            wrong.contains("The e-mail address or the password is not right."),
            "{wrong}"
        );
        for (email, password) in [
            ("nobody@example.com", PASSWORD),
            (invited, ""),
            (disabled, PASSWORD),
        ] {
            let answer = Browser::new(app).sign_in(email, password).await;
            assert_eq!(plain(&answer, email), wrong, "{email}");
        }
    }
);

on_both_engines!(a_session_is_new_at_each_sign_in, async |app| {
    let mut browser = Browser::of_owner(app).await;
    let before = browser.cookies[SESSION].clone();
    // Signed in already: there is nothing to do.
    let page = browser.get("/console/sign-in?next=/console/forms").await;
    assert_eq!(page.header("location"), "/console/forms");
    let mut page = browser.clone();
    page.cookies.clear();
    let token = form_token(page.get("/console/sign-in").await.page(200));
    page.cookies.insert(SESSION.to_owned(), before.clone());
    let fields = [
        ("email", OWNER),
        ("password", PASSWORD),
        ("_form", token.as_str()),
    ];
    assert_eq!(
        page.post("/console/sign-in", &fields).await.status.as_u16(),
        303
    );
    assert_ne!(page.cookies[SESSION], before);
    assert!(page.is_in().await);
    assert!(!browser.is_in().await, "the session before is over");
    // A session that somebody else chose is not adopted.
    let mut victim = Browser::new(app);
    let planted = "x".repeat(43);
    victim.cookies.insert(SESSION.to_owned(), planted.clone());
    victim.sign_in(OWNER, PASSWORD).await;
    assert_ne!(victim.cookies[SESSION], planted);
});

on_both_engines!(a_session_ends_by_idleness_and_by_age, async |app| {
    let mut browser = Browser::of_owner(app).await;
    let mut now = 0;
    app.set_ms(12 * HOUR - 1);
    assert!(browser.is_in().await);
    now += 12 * HOUR - 1 + 12 * HOUR;
    app.set_ms(now);
    assert!(!browser.is_in().await, "idle for twelve hours");
    assert_eq!(
        browser.get("/console").await.header("location"),
        "/console/sign-in"
    );
    browser.sign_in(OWNER, PASSWORD).await;
    let begun = now;
    while now < begun + 30 * DAY - 11 * HOUR {
        now += 11 * HOUR;
        app.set_ms(now);
        assert!(browser.is_in().await, "{}", now - begun);
    }
    app.set_ms(begun + 30 * DAY - 1);
    assert!(browser.is_in().await);
    app.set_ms(begun + 30 * DAY);
    assert!(!browser.is_in().await, "thirty days are over");
    app.tidy().await;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM account_session")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
});

on_both_engines!(wrong_passwords_from_one_network_cost_time, async |app| {
    Browser::of_owner(app).await;
    let mut browser = Browser::new(app);
    for _ in 0..5 {
        browser.sign_in(OWNER, "a wrong password").await.page(422);
    }
    let locked = browser.sign_in(OWNER, PASSWORD).await;
    assert!(
        locked.page(429).contains("try again in 1 minute."),
        "{}",
        locked.text()
    );
    assert_eq!(locked.header("retry-after"), "61");
    // Nor does another server, or the same one started anew, let it through.
    let other = app.another(|_| {}).await;
    Browser::new(&other)
        .sign_in(OWNER, PASSWORD)
        .await
        .page(429);
    other.close().await;
    let mut elsewhere = Browser::at(app, "198.51.100.9");
    assert_eq!(
        elsewhere.sign_in(OWNER, PASSWORD).await.status.as_u16(),
        303
    );
    app.set_ms(MINUTE - 1);
    browser.sign_in(OWNER, PASSWORD).await.page(429);
    app.set_ms(MINUTE);
    browser.sign_in(OWNER, "a wrong password").await.page(422);
    let locked = browser.sign_in(OWNER, PASSWORD).await;
    assert!(
        locked.page(429).contains("in 2 minutes."),
        "{}",
        locked.text()
    );
    app.set_ms(3 * MINUTE);
    assert_eq!(browser.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
    // What was wrong before is forgotten here.
    let mut again = Browser::new(app);
    again.sign_in(OWNER, "a wrong password").await.page(422);
    assert_eq!(again.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
});

on_both_engines!(
    an_account_that_is_not_there_is_locked_the_same_way,
    async |app| {
        Browser::of_owner(app).await;
        let mut browser = Browser::new(app);
        for _ in 0..5 {
            browser
                .sign_in("nobody@example.com", "a wrong password")
                .await
                .page(422);
        }
        let locked = browser
            .sign_in("nobody@example.com", "a wrong password")
            .await;
        assert!(locked.page(429).contains("try again in 1 minute."));
    }
);

on_both_engines!(
    strangers_lock_out_strangers_and_not_the_owner,
    async |app| {
        Browser::of_owner(app).await;
        app.sql("UPDATE sign_in_tally SET failures = 0").await;
        for network in 0..10 {
            let mut stranger = Browser::at(app, &format!("198.51.100.{network}"));
            for _ in 0..5 {
                stranger.sign_in(OWNER, "a wrong password").await.page(422);
            }
        }
        let mut new = Browser::at(app, "192.0.2.1");
        new.sign_in(OWNER, PASSWORD).await.page(429);
        // From where she signed in before, the owner is not kept out.
        let mut known = Browser::new(app);
        assert_eq!(known.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
        // And elsewhere not for ever.
        app.set_ms(15 * MINUTE);
        assert_eq!(new.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
    }
);

on_both_engines!(tries_at_once_count_like_those_one_by_one, async |app| {
    Browser::of_owner(app).await;
    let tries = (0..12).map(|_| {
        let mut browser = Browser::new(app);
        async move {
            browser
                .sign_in(OWNER, "a wrong password")
                .await
                .status
                .as_u16()
        }
    });
    let said = join_all(tries).await;
    let judged = said.iter().filter(|status| **status == 422).count();
    assert_eq!(judged, 5, "{said:?}");
});

on_both_engines!(
    a_post_that_no_page_meant_is_refused_and_not_counted,
    async |app| {
        Browser::of_owner(app).await;
        let mut browser = Browser::new(app);
        let token = form_token(browser.get("/console/sign-in").await.page(200));
        let path = "/console/sign-in";
        let right = [
            ("email", OWNER),
            ("password", PASSWORD),
            ("_form", token.as_str()),
        ];
        for _ in 0..6 {
            browser.post(path, &right[..2]).await.page(403);
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://evil.example"),
                ("origin", "http://sonda.example"),
                ("origin", "null"),
                ("accept", "*/*"),
            ] {
                let ask = Ask::plain(path, &right)
                    .with(name, value)
                    .with("host", "sonda.example");
                browser.send(ask).await.page(403);
            }
            let mut without = browser.clone();
            without.cookies.clear();
            without.post(path, &right).await.page(403);
        }
        let stale = browser.post(path, &right[..2]).await;
        assert!(stale.text().contains("keeps no cookies"));
        // An older browser says where its page is from, and no more.
        let ask = Ask::plain(path, &right).with("origin", ORIGIN);
        assert_eq!(browser.send(ask).await.status.as_u16(), 303);
    }
);

on_both_engines!(signing_out_ends_the_session, async |app| {
    let mut browser = Browser::of_owner(app).await;
    let kept = browser.cookies.clone();
    browser
        .post("/console/sign-out", &[("_form", "guessed")])
        .await;
    assert!(
        browser.is_in().await,
        "nobody is signed out by another's page"
    );
    // Browsers send no cookie along with another site's post.
    let ask = Ask::plain("/console/sign-out", &[]).with("sec-fetch-site", "cross-site");
    assert_eq!(app.send(ask).await.header("set-cookie"), "");
    let token = form_token(browser.get("/console").await.page(200));
    let answer = browser
        .post("/console/sign-out", &[("_form", &token)])
        .await;
    assert_eq!(answer.header("location"), "/console/sign-in");
    assert!(!browser.cookies.contains_key(SESSION));
    browser.cookies = kept;
    assert!(
        !browser.is_in().await,
        "the cookie is worth nothing any more"
    );
});

on_both_engines!(without_https_the_cookie_has_no_prefix, async |app| {
    Browser::of_owner(app).await;
    let plain = app
        .another(|config| config.public_url = "http://localhost:8787".to_owned())
        .await;
    let page = plain.get("/console/sign-in").await;
    let cookie = page.header("set-cookie");
    assert!(
        cookie.starts_with("sonda_form=") && cookie.ends_with("; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    plain.close().await;
});
