//! `/s/{code}/draft` and `/s/{code}/resume`: what is begun by a personal link goes on, here and on other devices.

mod code;
mod saves;

use crate::app::{TestApp, TestLink};
use crate::ask::{Answer, Ask};
use crate::f::{hidden, props};
use crate::forms::{an_opinion, key, paged, survey, with_settings};
use crate::letterbox::Letterbox;
use axum::http::Method;
use code::with_mail;
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;
const ELSEWHERE: &str = "Continue on this device?";
const APART: &str = "also begun on another device";
const CONFLICT: &str = "filled in on another device, too";

/// Whether a page says that now: `parts/resume.js` is given the same words in case they are needed.
fn says(page: &str, words: &str) -> bool {
    page.contains(words) && !page.contains("data-part=\"resume\"")
}

/// A revision for each number.
fn revision(number: usize) -> String {
    format!("revision-of-a-test-{number}")
}

/// A browser that keeps its cookie.
#[derive(Default, Clone)]
struct Device {
    cookie: String,
}

impl Device {
    fn ask(&self, ask: Ask) -> Ask {
        match self.cookie.as_str() {
            "" => ask,
            cookie => ask.with("cookie", &format!("other=1; {cookie}")),
        }
    }

    async fn send(&mut self, app: &TestApp, ask: Ask) -> Answer {
        let answer = app.send(self.ask(ask)).await;
        if let Some(pair) = answer.header("set-cookie").split(';').next()
            && !pair.is_empty()
        {
            self.cookie = pair.to_owned();
        }
        answer
    }

    async fn save(&mut self, app: &TestApp, link: &TestLink, body: &Value) -> Answer {
        let path = format!("{}/draft", link.page());
        let ask = Ask::new(Method::PUT, &path, body.to_string());
        self.send(app, ask.with("content-type", "application/json"))
            .await
    }

    /// Saves the next revision after `number`.
    async fn saves(&mut self, app: &TestApp, link: &TestLink, number: usize, entries: &Value) {
        let body = following(number, entries);
        let answer = self.save(app, link, &body).await;
        assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
    }

    async fn open(&mut self, app: &TestApp, link: &TestLink) -> Answer {
        self.send(app, Ask::get(&link.page())).await
    }

    async fn asks_for_a_code(&mut self, app: &TestApp, link: &TestLink) -> Answer {
        let path = format!("{}/resume", link.page());
        self.send(app, Ask::plain(&path, &[])).await
    }

    async fn types(&mut self, app: &TestApp, link: &TestLink, code: &str) -> Answer {
        let path = format!("{}/resume", link.page());
        self.send(app, Ask::plain(&path, &[("code", code)])).await
    }
}

fn following(number: usize, entries: &Value) -> Value {
    let follows = match number {
        0 => String::new(),
        number => revision(number),
    };
    json!({"revision": revision(number + 1), "follows": [follows], "entries": entries})
}

fn begun() -> Value {
    json!({"stars": ["4"], "stars.comment": ["Begun words"]})
}

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let sql = match table {
        "draft" => "SELECT COUNT(*) FROM draft",
        "draft_device" => "SELECT COUNT(*) FROM draft_device",
        _ => "SELECT COUNT(*) FROM draft_code",
    };
    sqlx::query_scalar(sql).fetch_one(&app.pool).await.unwrap()
}

on_both_engines!(
    what_was_begun_is_there_again_on_the_same_device,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let mut desktop = Device::default();
        let fresh = desktop.open(app, &link).await;
        assert!(fresh.page(200).contains("name=\"_draft\" value>"));
        assert_eq!(fresh.header("set-cookie"), "", "opening gives nothing");
        let answer = desktop.save(app, &link, &following(0, &begun())).await;
        assert_eq!(answer.status.as_u16(), 204);
        let cookie = answer.header("set-cookie");
        let path = format!("; Path={}; ", link.page());
        for part in [path.as_str(), "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        desktop
            .saves(
                app,
                &link,
                1,
                &json!({"stars": ["2"], "stars.comment": ["Then these"]}),
            )
            .await;
        let page = desktop.open(app, &link).await;
        let props = props(page.page(200));
        assert_eq!(
            props["entries"],
            json!({"stars": ["2"], "stars.comment": ["Then these"]})
        );
        assert_eq!(hidden(page.text(), "_draft"), revision(2));
        assert!(
            page.text().contains("Then these</textarea>"),
            "without JavaScript, too"
        );
        assert_eq!(page.header("cache-control"), "no-store");
        // Nothing of it is an answer.
        assert_eq!(app.responses("visit").await, Vec::<Value>::new());
        let secret = desktop.cookie.split_once('=').unwrap().1;
        let stored: String = sqlx::query_scalar("SELECT device FROM draft_device")
            .fetch_one(&app.pool)
            .await
            .unwrap();
        assert_ne!(stored, secret, "a digest alone is stored");
    }
);

on_both_engines!(another_device_is_shown_nothing_of_it, async |app| {
    let letterbox = Letterbox::open();
    let (mailing, link) = with_mail(app, &letterbox).await;
    let mut desktop = Device::default();
    desktop.saves(app, &link, 0, &begun()).await;
    let mut phone = Device {
        cookie: format!("sonda_device={}", "x".repeat(43)),
    };
    for server in [app, &mailing] {
        let page = phone.open(server, &link).await;
        let text = page.page(200);
        assert!(text.contains(ELSEWHERE));
        for secret in [
            "Begun words",
            &revision(1),
            "anna.secret",
            "Secret Anna",
            "example.com",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
        assert_eq!(page.header("set-cookie"), "");
    }
    let asked = mailing.get(&link.page()).await;
    assert!(asked.page(200).contains("Send the code"));
    let stuck = app.get(&link.page()).await;
    assert!(
        stuck.page(200).contains("only be continued on the device"),
        "no mail server"
    );
    let mine = json!({"revision": revision(2), "follows": [""], "entries": {"stars": ["1"]}});
    let answer = phone.save(app, &link, &mine).await;
    answer.problem(409, "draft_elsewhere");
    // A post from there saves nothing either, nor does it learn anything.
    let fields = [
        ("_step", ""),
        ("_draft", ""),
        ("stars", ""),
        ("stars.comment", "Mine"),
    ];
    let posted = phone.send(app, Ask::plain(&link.page(), &fields)).await;
    let text = posted.page(422);
    assert!(says(text, APART) && !text.contains("Begun words"));
    let kept = app.send(desktop.ask(Ask::get(&link.page()))).await;
    assert!(kept.page(200).contains("Begun words"));
    mailing.close().await;
});

on_both_engines!(posts_of_other_sites_have_no_effect, async |app| {
    let letterbox = Letterbox::open();
    let (app, link) = with_mail(app, &letterbox).await;
    let (mut desktop, phone) = (Device::default(), Device::default());
    desktop.saves(&app, &link, 0, &begun()).await;
    let path = format!("{}/resume", link.page());
    let ask = Ask::plain(&path, &[]).with("origin", "https://evil.example");
    app.send(phone.ask(ask)).await.page(403);
    let path = format!("{}/draft", link.page());
    let ask = Ask::new(Method::PUT, &path, following(1, &json!({})).to_string());
    let ask = ask
        .with("content-type", "application/json")
        .with("origin", "https://evil.example");
    app.send(desktop.ask(ask))
        .await
        .problem(403, "origin_not_allowed");
    // What scanners do: they open addresses.
    for path in ["", "/resume", "?anew=1"] {
        app.get(&format!("{}{path}", link.page())).await;
    }
    assert_eq!(letterbox.taken().len(), 0);
    assert_eq!(count(&app, "draft_device").await, 1);
    app.close().await;
});

on_both_engines!(
    whoever_begins_anew_leaves_the_other_answers_until_the_form_is_sent,
    async |app| {
        app.publish(&survey()).await;
        let link = app.link("visit", "1").await;
        let (mut desktop, mut phone) = (Device::default(), Device::default());
        desktop.saves(app, &link, 0, &begun()).await;
        let page = phone
            .send(app, Ask::get(&format!("{}?anew=1", link.page())))
            .await;
        assert!(says(page.page(200), APART));
        assert_eq!(props(page.text())["entries"], Value::Null);
        assert!(!page.text().contains("_draft") && !page.text().contains("data-part=\"resume\""));
        assert!(
            page.text().contains("?lang=pl&amp;anew=1"),
            "in another language, too"
        );
        assert!(
            desktop
                .open(app, &link)
                .await
                .page(200)
                .contains("Begun words")
        );
        let sent = phone
            .send(app, Ask::plain(&link.page(), &[("stars", "1")]))
            .await;
        assert_eq!(sent.status.as_u16(), 303);
        assert_eq!(
            (count(app, "draft").await, count(app, "draft_device").await),
            (0, 0)
        );
    }
);

on_both_engines!(
    a_draft_ends_with_its_answer_its_withdrawal_and_its_time,
    async |app| {
        app.publish(&survey()).await;
        let mut desktop = Device::default();
        let link = app.link("visit", "1").await;
        desktop.saves(app, &link, 0, &begun()).await;
        app.send(Ask::json(&link.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        assert_eq!(count(app, "draft").await, 0);
        let late = desktop.save(app, &link, &following(1, &begun())).await;
        late.problem(409, "already_answered");

        let link = app.link("visit", "2").await;
        desktop.saves(app, &link, 0, &begun()).await;
        app.admin(
            Method::POST,
            &format!("/api/v1/links/{}/revoke", link.id),
            &Value::Null,
        )
        .await;
        assert_eq!(count(app, "draft").await, 0);
        desktop
            .save(app, &link, &following(1, &begun()))
            .await
            .problem(410, "withdrawn");

        let expires = json!({"expires_at": "2026-07-31T10:01:00Z"});
        let link = app.link_with("visit", "3", &expires).await;
        let other = app.link("visit", "4").await;
        desktop.saves(app, &link, 0, &begun()).await;
        desktop.saves(app, &other, 0, &begun()).await;
        app.tidy().await;
        assert_eq!(count(app, "draft").await, 2);
        app.set_ms(MINUTE_MS);
        app.tidy().await;
        assert_eq!(count(app, "draft").await, 1);
        desktop
            .save(app, &link, &following(1, &begun()))
            .await
            .problem(410, "expired");
        let closing = with_settings(survey(), &json!({"closes_at": "2026-07-31T10:02:00Z"}));
        app.publish(&closing).await;
        app.set_ms(2 * MINUTE_MS);
        app.tidy().await;
        assert_eq!(
            (count(app, "draft").await, count(app, "draft_device").await),
            (0, 0)
        );
    }
);

on_both_engines!(
    a_draft_ends_when_its_contact_answers_by_another_link,
    async |app| {
        app.publish(&with_settings(survey(), &json!({"once": "per_contact"})))
            .await;
        let (link, other) = (app.link("visit", "1").await, app.link("visit", "1").await);
        let stranger = app.link("visit", "2").await;
        let mut desktop = Device::default();
        desktop.saves(app, &link, 0, &begun()).await;
        desktop.saves(app, &stranger, 0, &begun()).await;
        app.send(Ask::json(&other.responses(), &key(1), &an_opinion()))
            .await
            .receipt();
        app.tidy().await;
        assert_eq!(count(app, "draft").await, 1);
        let left: String = sqlx::query_scalar("SELECT link_id FROM draft")
            .fetch_one(&app.pool)
            .await
            .unwrap();
        assert_eq!(left, stranger.id);
    }
);

on_both_engines!(without_javascript_each_step_is_saved, async |app| {
    app.publish(&paged()).await;
    let link = app.link("diagnosis", "1").await;
    let mut desktop = Device::default();
    let page = desktop.open(app, &link).await;
    assert!(page.page(200).contains("name=\"_draft\" value>"));
    let post = [
        ("_step", "you"),
        ("_draft", ""),
        ("name", "Ewa"),
        ("pet", "no"),
        ("hurry", "no"),
    ];
    let answer = desktop.send(app, Ask::plain(&link.page(), &post)).await;
    let second = hidden(answer.page(200), "_draft");
    assert!(!desktop.cookie.is_empty() && second.len() == 36);
    assert_eq!(props(answer.text())["step"], "opinion");
    // The browser's Back, and the same once more: nobody else came between.
    let again = desktop.send(app, Ask::plain(&link.page(), &post)).await;
    assert!(!says(again.page(200), CONFLICT));
    let page = desktop.open(app, &link).await;
    assert_eq!(props(page.page(200))["step"], "opinion");
    assert_eq!(props(page.text())["entries"]["name"], json!(["Ewa"]));

    // Another tab, or another device that was let in, saves: this one is told, and decides.
    let known = hidden(page.text(), "_draft");
    app.sql("UPDATE draft SET revision = 'saved-by-somebody-else', saved_by = 'else'")
        .await;
    let post = [
        ("_step", "opinion"),
        ("_draft", &known),
        ("name", "Ewa"),
        ("pet", "no"),
        ("hurry", "no"),
        ("stars", "4"),
    ];
    let told = desktop.send(app, Ask::plain(&link.page(), &post)).await;
    assert!(says(told.page(200), CONFLICT));
    assert_eq!(hidden(told.text(), "_draft"), "saved-by-somebody-else");
    assert_eq!(
        props(told.text())["entries"]["stars"],
        json!(["4"]),
        "nothing is lost"
    );
    let newest = [("_draft", "saved-by-somebody-else")];
    let post: Vec<_> = post
        .iter()
        .filter(|(name, _)| *name != "_draft")
        .chain(&newest)
        .copied()
        .collect();
    let page = desktop.send(app, Ask::plain(&link.page(), &post)).await;
    assert!(!says(page.page(200), CONFLICT));
    let page = desktop.open(app, &link).await;
    assert_eq!(props(page.page(200))["entries"]["stars"], json!(["4"]));
});

on_both_engines!(files_that_a_draft_names_are_kept, async |app| {
    let form = json!({
        "sonda": 1, "id": "papers", "kind": "survey", "settings": {"once": "per_link"},
        "content": {"locales": ["en"], "fallback_locale": "en", "title": {"en": "Papers"}, "questions": [
            {"id": "scan", "type": "file", "title": {"en": "Scan"}, "max_files": 2}]},
    });
    app.publish(&form).await;
    let link = app.link("papers", "1").await;
    let path = format!("/api/v1/public/links/{}/uploads?question=scan", link.code);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on".to_vec();
        let answer = app
            .send(Ask::post(&path, "application/octet-stream", png))
            .await;
        ids.push(answer.json()["id"].as_str().unwrap().to_owned());
    }
    let mut desktop = Device::default();
    desktop
        .saves(app, &link, 0, &json!({"scan": [ids[0]]}))
        .await;
    app.set_ms(25 * 60 * MINUTE_MS);
    assert_eq!(app.forget_orphans().await, 1, "the other one goes");
    let body = json!({"version": 1, "answers": {"scan": [ids[0]]}});
    app.send(Ask::json(&link.responses(), &key(1), &body))
        .await
        .receipt();
    // Of a draft that ends unsent nothing stays.
    let link = app.link("papers", "2").await;
    let path = format!("/api/v1/public/links/{}/uploads?question=scan", link.code);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on".to_vec();
    let answer = app
        .send(Ask::post(&path, "application/octet-stream", png))
        .await;
    desktop.cookie.clear();
    desktop
        .saves(app, &link, 0, &json!({"scan": [answer.json()["id"]]}))
        .await;
    app.admin(
        Method::POST,
        &format!("/api/v1/links/{}/revoke", link.id),
        &Value::Null,
    )
    .await;
    app.set_ms(50 * 60 * MINUTE_MS);
    assert_eq!(app.forget_orphans().await, 1);
});
