//! `/console/first-run`: of all who have the code, one becomes the owner.

use crate::ask::Ask;
use crate::browser::{Browser, OWNER, PASSWORD};
use axum::http::Method;
use futures::future::join_all;
use serde_json::Value;

on_both_engines!(whoever_has_the_code_becomes_the_owner, async |app| {
    let code = app.first_run_code().await.unwrap();
    let mut browser = Browser::new(app);
    let home = browser.get("/console").await;
    assert_eq!(home.header("location"), "/console/sign-in");
    let sign_in = browser.get("/console/sign-in").await;
    assert_eq!(sign_in.header("location"), "/console/first-run");
    let typed = format!(" {} ", code.replace('-', ""));
    let answer = browser.first_run(&typed, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/console")
    );
    let session = browser.get("/api/v1/session").await.json();
    assert_eq!(session["person"]["email"], OWNER);
    assert_eq!(session["person"]["role"], "owner");
    assert_eq!(session["person"]["language"], "pl");
    let console = browser.get("/console").await;
    assert!(console.page(200).contains("<html lang=\"pl\">"));

    assert_eq!(app.first_run_code().await, None, "there is an account");
    let again = Browser::new(app).get("/console/first-run").await;
    assert_eq!(again.header("location"), "/console/sign-in");
    let mut later = Browser::new(app);
    assert_eq!(
        later
            .sign_in("ANNA@example.com", PASSWORD)
            .await
            .status
            .as_u16(),
        303
    );
});

on_both_engines!(
    each_mistake_is_named_and_no_password_comes_back,
    async |app| {
        let code = app.first_run_code().await.unwrap();
        let mut browser = Browser::new(app);
        for (field, typed, words) in [
            ("code", "abcd-efgh-jkmn", "not the code"),
            ("code", "", "not the code"),
            ("email", "anna", "enter an e-mail address"),
            ("name", " ", "enter your name"),
            ("password", "short pass", "at least 12"),
            ("again", "another password", "not the same"),
        ] {
            let answer = browser.first_run(&code, &[(field, typed)]).await;
            let page = answer.page(422);
            assert!(page.contains(words), "{field}: {page}");
            assert!(
                page.contains(&format!("href=\"#{field}\"")),
                "{field}: {page}"
            );
            assert!(
                !page.contains(PASSWORD) && !page.contains("short pass"),
                "{page}"
            );
            assert!(!browser.is_in().await);
        }
        let own = [
            ("password", "anna@example.com"),
            ("again", "anna@example.com"),
        ];
        assert!(
            browser
                .first_run(&code, &own)
                .await
                .page(422)
                .contains("neither your e-mail")
        );
        assert_eq!(
            browser.first_run(&code, &[]).await.status.as_u16(),
            303,
            "the code is not spent"
        );
    }
);

on_both_engines!(a_code_works_until_the_next_start_and_once, async |app| {
    let old = app.first_run_code().await.unwrap();
    let new = app.first_run_code().await.unwrap();
    assert_ne!(old, new);
    let mut browser = Browser::new(app);
    browser.first_run(&old, &[]).await.page(422);
    let mut replaying = browser.clone();
    let page = replaying.get("/console/first-run").await;
    let token = crate::browser::form_token(page.page(200));
    assert_eq!(browser.first_run(&new, &[]).await.status.as_u16(), 303);
    // A page that was open meanwhile has come too late.
    let fields = [
        ("_form", token.as_str()),
        ("code", &new),
        ("email", "eve@example.com"),
    ];
    let answer = replaying.post("/console/first-run", &fields).await;
    assert_eq!(answer.header("location"), "/console/sign-in");
    assert!(!replaying.is_in().await);
});

on_both_engines!(two_servers_have_one_first_owner, async |app| {
    let code = app.first_run_code().await.unwrap();
    let other = app.another(|_| {}).await;
    let browsers: Vec<_> = (0..6)
        .map(|n| {
            let app = if n % 2 == 0 { app } else { &other };
            let (mut browser, code) = (Browser::at(app, &format!("203.0.113.{n}")), code.clone());
            async move {
                let email = format!("person-{n}@example.com");
                let page = browser.get("/console/first-run").await;
                let token = crate::browser::form_token(page.page(200));
                let fields = [
                    ("_form", token.as_str()),
                    ("code", &code),
                    ("email", &email),
                    ("name", "Somebody"),
                    ("password", PASSWORD),
                    ("again", PASSWORD),
                ];
                let answer = browser.post("/console/first-run", &fields).await;
                answer.header("location") == "/console"
            }
        })
        .collect();
    let owners = join_all(browsers).await;
    assert_eq!(owners.iter().filter(|made| **made).count(), 1, "{owners:?}");
    let people = app.shown("/api/v1/people").await;
    assert_eq!(people["people"].as_array().unwrap().len(), 1);
    other.close().await;
});

on_both_engines!(guessing_the_code_is_slowed_down, async |app| {
    app.first_run_code().await.unwrap();
    let slow = app
        .another(|config| config.limits.unknown_codes_per_minute = 2)
        .await;
    let mut browser = Browser::new(&slow);
    for _ in 0..2 {
        browser.first_run("abcd-efgh-jkmn", &[]).await.page(422);
    }
    browser.first_run("abcd-efgh-jkmn", &[]).await.page(429);
    slow.close().await;
});

on_both_engines!(the_page_is_strict_and_speaks_three_languages, async |app| {
    app.first_run_code().await.unwrap();
    let page = app.get("/console/first-run").await;
    let html = page.page(200);
    assert!(
        !html.contains("<script") && html.contains("Welcome to Sonda"),
        "{html}"
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(
        !policy.contains("script-src") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    for (accepted, query, title) in [
        ("pl-PL,en;q=0.5", "", "Witamy w Sondzie"),
        ("uk", "", "Вітаємо в Sonda"),
        ("fr", "", "Welcome to Sonda"),
        ("pl", "?lang=uk", "Вітаємо в Sonda"),
        ("pl", "?lang=xx", "Witamy w Sondzie"),
    ] {
        let ask = Ask::get(&format!("/console/first-run{query}")).with("accept-language", accepted);
        let answer = app.send(ask).await;
        assert!(answer.page(200).contains(title), "{accepted} {query}");
    }
    let gone = app
        .admin(Method::DELETE, "/console/first-run", &Value::Null)
        .await;
    gone.page(405);
});
