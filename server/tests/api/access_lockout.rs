//! What wrong passwords cost, and whom they do not.

use crate::ask::Ask;
use crate::browser::{Browser, OWNER, PASSWORD, SESSION};
use crate::logs::Kept;
use axum::http::Method;
use serde_json::json;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const BARTEK: &str = "bartek@example.com";
const WRONG: &str = "a wrong password";
const DEVICE: &str = "__Host-sonda_device";

/// So many wrong tries for accounts that are not there.
async fn wrong(stranger: &mut Browser<'_>, tries: std::ops::Range<u32>) {
    for n in tries {
        let email = format!("nobody-{n}@example.com");
        stranger.sign_in(&email, WRONG).await.page(422);
    }
}

on_both_engines!(right_sign_ins_prolong_nobodys_wait, async |app| {
    let mut owner = Browser::of_owner(app).await;
    Browser::of_editor(&mut owner, BARTEK).await;
    let mut stranger = Browser::new(app);
    wrong(&mut stranger, 0..30).await;
    Browser::new(app).sign_in(OWNER, PASSWORD).await.page(429);
    app.set_ms(MINUTE);
    for colleague in [OWNER, BARTEK, OWNER] {
        let answer = Browser::new(app).sign_in(colleague, PASSWORD).await;
        assert_eq!(answer.status.as_u16(), 303, "{colleague}: {answer:?}");
    }
    // What was wrong counts as before.
    wrong(&mut stranger, 30..31).await;
    let locked = Browser::new(app).sign_in(OWNER, PASSWORD).await;
    assert!(
        locked.page(429).contains("in 2 minutes."),
        "{}",
        locked.text()
    );
});

on_both_engines!(failures_fade_on_working_days, async |app| {
    Browser::of_owner(app).await;
    let mut stranger = Browser::new(app);
    wrong(&mut stranger, 0..29).await;
    // Somebody always mistypes something.
    for half_hours in 1..=6 {
        app.set_ms(half_hours * HOUR / 2);
        let n = 100 + u32::try_from(half_hours).unwrap();
        wrong(&mut stranger, n..n + 1).await;
    }
    wrong(&mut stranger, 200..220).await;
});

on_both_engines!(
    strangers_beside_do_not_lock_out_a_browser_that_is_known,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let mut stranger = Browser::new(app);
        wrong(&mut stranger, 0..25).await;
        for _ in 0..5 {
            stranger.sign_in(OWNER, WRONG).await.page(422);
        }
        Browser::new(app).sign_in(OWNER, PASSWORD).await.page(429);
        // Neither where she is signed in,
        let new = "a password of another kind";
        let body = json!({"current": PASSWORD, "new": new});
        let answer = owner.api(Method::PUT, "/session/password", &body).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
        // nor where she has signed out.
        owner.cookies.remove(SESSION);
        assert_eq!(owner.sign_in(OWNER, new).await.status.as_u16(), 303);
    }
);

on_both_engines!(a_known_browser_has_wrong_tries_of_its_own, async |app| {
    let mut owner = Browser::of_owner(app).await;
    Browser::of_editor(&mut owner, BARTEK).await;
    owner.cookies.remove(SESSION);
    for _ in 0..5 {
        owner.sign_in(OWNER, WRONG).await.page(422);
    }
    owner.sign_in(OWNER, PASSWORD).await.page(429);
    assert_eq!(
        Browser::new(app)
            .sign_in(OWNER, PASSWORD)
            .await
            .status
            .as_u16(),
        303,
        "they cost nobody else anything"
    );
    app.set_ms(MINUTE);
    assert_eq!(owner.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
    owner.cookies.remove(SESSION);
    // Of an account that never signed in with it, it is a stranger like any other.
    for _ in 0..5 {
        owner.sign_in(BARTEK, WRONG).await.page(422);
    }
    Browser::new(app).sign_in(BARTEK, PASSWORD).await.page(429);
    // Nor does a cookie that somebody made up know anybody.
    let mut forged = Browser::new(app);
    let made_up = format!("{}.{}", "x".repeat(43), "y".repeat(43));
    forged.cookies.insert(DEVICE.to_owned(), made_up);
    forged.sign_in(BARTEK, PASSWORD).await.page(429);
});

on_both_engines!(
    more_tries_a_minute_than_people_make_are_refused,
    async |app| {
        let mut owner = Browser::of_owner(app).await;
        let slow = app
            .another(|config| config.limits.sign_ins_per_minute = 3)
            .await;
        let mut stranger = Browser::new(&slow);
        for _ in 0..3 {
            stranger
                .sign_in("nobody@example.com", WRONG)
                .await
                .page(422);
        }
        let refused = stranger.sign_in("nobody@example.com", WRONG).await;
        refused.page(429);
        assert_ne!(refused.header("retry-after"), "");
        let mut known = Browser::new(&slow);
        known.cookies = std::mem::take(&mut owner.cookies);
        known.cookies.remove(SESSION);
        assert_eq!(known.sign_in(OWNER, PASSWORD).await.status.as_u16(), 303);
        slow.close().await;
    }
);

on_both_engines!(an_address_of_control_characters_is_nobodys, async |app| {
    Browser::of_owner(app).await;
    for email in ["\0", "anna\0@example.com", "anna@example.com\u{7}"] {
        Browser::new(app).sign_in(email, PASSWORD).await.page(422);
    }
});

on_both_engines!(a_one_time_address_forgives_wrong_tries, async |app| {
    let mut owner = Browser::of_owner(app).await;
    let mut bartek = Browser::of_editor(&mut owner, BARTEK).await;
    let session = bartek.get("/api/v1/session").await.json();
    let id = session["person"]["id"].as_str().unwrap();
    let mut stranger = Browser::new(app);
    bartek.cookies.remove(SESSION);
    for _ in 0..5 {
        bartek.sign_in(BARTEK, WRONG).await.page(422);
        stranger.sign_in(BARTEK, WRONG).await.page(422);
    }
    let path = format!("/people/{id}/invite");
    let answer = owner
        .api(Method::POST, &path, &serde_json::Value::Null)
        .await;
    let path = crate::browser::path_of(&answer.json());
    bartek.set_password(&path, PASSWORD).await;
    assert!(bartek.is_in().await);
    bartek.cookies.remove(SESSION);
    assert_eq!(bartek.sign_in(BARTEK, PASSWORD).await.status.as_u16(), 303);
    assert_eq!(
        Browser::new(app)
            .sign_in(BARTEK, PASSWORD)
            .await
            .status
            .as_u16(),
        303
    );
});

on_both_engines!(
    a_proxy_that_nothing_is_said_of_is_warned_of_once,
    async |app| {
        let log = Kept::default();
        let guard = log.listen();
        let trusting = app
            .another(|config| config.proxies.trusted = vec!["203.0.113.0/24".parse().unwrap()])
            .await;
        let forwarded = || Ask::get("/healthz").with("x-forwarded-for", "192.0.2.77");
        trusting.send(forwarded()).await;
        app.get("/healthz").await;
        assert!(!log.text().contains("X-Forwarded-For"));
        for _ in 0..3 {
            app.send(forwarded()).await;
        }
        let text = log.text();
        assert_eq!(
            text.matches("came with X-Forwarded-For").count(),
            1,
            "{text}"
        );
        assert!(!text.contains("192.0.2.77") && !text.contains("203.0.113.7"));
        drop(guard);
        trusting.close().await;
    }
);
