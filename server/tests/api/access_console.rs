//! The console's plain pages when something goes wrong, and the ways to them.

use crate::ask::Ask;
use crate::browser::{Browser, OWNER, PASSWORD, SESSION};
use crate::logs::Kept;

const DAY: i64 = 24 * 3_600_000;

on_both_engines!(
    a_page_with_a_form_lasts_an_hour_from_when_it_is_shown,
    async |app| {
        app.first_run_code().await.unwrap();
        let mut browser = Browser::new(app);
        let first = browser.get("/console/first-run").await;
        let second = browser.get("/console/first-run").await;
        let cookie = second.header("set-cookie");
        assert!(
            cookie.starts_with("__Host-sonda_form=") && cookie.contains("Max-Age=3600"),
            "{cookie}"
        );
        assert_eq!(first.header("set-cookie"), cookie, "the same secret");
    }
);

on_both_engines!(a_failed_sign_in_says_so_first, async |app| {
    Browser::of_owner(app).await;
    let mut browser = Browser::new(app);
    let page = browser.get("/console/sign-in").await;
    let page = page.page(200);
    assert!(
        page.contains("<title>Sign in – Sonda</title>") && !page.contains("aria-invalid=\"true\"")
    );
    let wrong = browser.sign_in(OWNER, "a wrong password").await;
    let page = wrong.page(422);
    assert!(
        page.contains("<title>Error: Sign in – Sonda</title>"),
        "{page}"
    );
    assert_eq!(
        page.matches("aria-invalid=\"true\" aria-describedby=\"trouble\"")
            .count(),
        2,
        "{page}"
    );
    assert!(
        page.contains("id=\"trouble\" role=\"alert\" tabindex=\"-1\" autofocus"),
        "{page}"
    );
});

on_both_engines!(a_form_with_mistakes_says_so_first, async |app| {
    let code = app.first_run_code().await.unwrap();
    let answer = Browser::new(app)
        .first_run(&code, &[("email", "anna")])
        .await;
    let page = answer.page(422);
    assert!(
        page.contains("<title>Error: Welcome to Sonda – Sonda</title>"),
        "{page}"
    );
    assert!(
        page.contains("role=\"alert\" tabindex=\"-1\" autofocus"),
        "{page}"
    );
});

on_both_engines!(a_password_that_anybody_would_try_is_refused, async |app| {
    let code = app.first_run_code().await.unwrap();
    for guessed in ["123456789012", "annakowalska1", "password1234"] {
        let typed = [("password", guessed), ("again", guessed)];
        let answer = Browser::new(app).first_run(&code, &typed).await;
        assert!(answer.page(422).contains("harder to guess"), "{guessed}");
    }
});

on_both_engines!(every_way_into_the_console_leads_to_it, async |app| {
    let mut browser = Browser::of_owner(app).await;
    for path in [
        "/console",
        "/console/",
        "/console/forms",
        "/console/forms/visit/answers",
    ] {
        browser.get(path).await.page(200);
    }
    browser.cookies.remove(SESSION);
    for (path, to) in [
        ("/console/", "/console/sign-in"),
        ("/console/forms", "/console/sign-in?next=%2Fconsole%2Fforms"),
    ] {
        assert_eq!(browser.get(path).await.header("location"), to);
    }
    let fields = [("email", OWNER), ("password", PASSWORD)];
    let answer = browser
        .fill("/console/sign-in?next=%2Fconsole%2Fforms", &fields)
        .await;
    assert_eq!(answer.header("location"), "/console/forms");
    browser.get("/console/forms").await.page(200);
    let mut evil = Browser::new(app);
    let answer = evil
        .fill("/console/sign-in?next=/console/../f/evil", &fields)
        .await;
    assert_eq!(answer.header("location"), "/console");
});

on_both_engines!(a_failure_is_told_in_the_consoles_own_words, async |app| {
    Browser::of_owner(app).await;
    app.sql("ALTER TABLE account RENAME TO account_away").await;
    let ask = Ask::get("/console/sign-in").with("accept-language", "pl");
    let answer = app.send(ask).await;
    app.sql("ALTER TABLE account_away RENAME TO account").await;
    let page = answer.page(500);
    assert!(
        page.contains("Błąd serwera.") && !page.contains("<script"),
        "{page}"
    );
    let policy = answer.header("content-security-policy");
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
});

on_both_engines!(who_guesses_too_often_keeps_what_was_typed, async |app| {
    app.first_run_code().await.unwrap();
    let slow = app
        .another(|config| config.limits.unknown_codes_per_minute = 1)
        .await;
    let mut browser = Browser::new(&slow);
    browser.first_run("abcd-efgh-jkmn", &[]).await.page(422);
    let answer = browser.first_run("abcd-efgh-jkmn", &[]).await;
    let page = answer.page(429);
    assert!(
        page.contains(OWNER) && page.contains("Too many tries."),
        "{page}"
    );
    assert_ne!(answer.header("retry-after"), "");
    slow.close().await;
});

on_both_engines!(the_code_of_a_first_run_ends_after_a_day, async |app| {
    let code = app.first_run_code().await.unwrap();
    let mut browser = Browser::new(app);
    app.set_ms(DAY);
    let answer = browser.first_run(&code, &[]).await;
    assert!(answer.page(422).contains("older than a day"));
    let code = app.first_run_code().await.unwrap();
    app.set_ms(2 * DAY - 1);
    assert_eq!(browser.first_run(&code, &[]).await.status.as_u16(), 303);
});

on_both_engines!(
    a_server_that_others_reach_without_https_warns,
    async |app| {
        let log = Kept::default();
        let guard = log.listen();
        let any = "0.0.0.0:8787".parse().unwrap();
        let other = app.another(|config| config.listen = any).await;
        other.close().await;
        assert!(!log.text().contains("is not HTTPS"), "{}", log.text());
        let plain = "http://forms.example.com";
        let other = app
            .another(|config| {
                config.listen = any;
                config.public_url = plain.to_owned();
            })
            .await;
        other.close().await;
        drop(guard);
        assert!(log.text().contains("is not HTTPS"), "{}", log.text());
    }
);
