//! Captchas: what a form demands, whom it lets in, and what is marked without being refused.

mod page;
mod provider;

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::f::props;
use crate::forms::{LEAD_RESPONSES, SITE, a_lead, an_opinion, key, lead, survey, with_settings};
use crate::siteverify::Provider;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use pbkdf2::pbkdf2_hmac;
use provider::with_provider;
use serde_json::{Value, json};
use sha2::Sha256;
use sonda_server::config::Config;

const CHALLENGE: &str = "/api/v1/public/forms/contact-us/challenge";

fn demanding(captcha: &Value) -> Value {
    with_settings(lead(), &json!({ "captcha": captcha }))
}

fn altcha() -> Value {
    demanding(&json!({"provider": "altcha"}))
}

/// Little work: what it costs is not what is tested.
fn easy(config: &mut Config) {
    config.captcha.altcha.cost = 5;
    config.captcha.altcha.max_tries = 10;
}

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// Does the work of a challenge, as the format says: independent of the server's own code.
fn solved(challenge: &Value) -> String {
    let parameters = &challenge["parameters"];
    assert_eq!(parameters["algorithm"], "PBKDF2/SHA-256");
    let rounds = u32::try_from(parameters["cost"].as_u64().unwrap()).unwrap();
    let prefix = parameters["keyPrefix"].as_str().unwrap();
    let (nonce, salt) = (unhex(&parameters["nonce"]), unhex(&parameters["salt"]));
    let found = (0_u32..10_000).find_map(|counter| {
        let mut key = [0; 32];
        let password = [nonce.as_slice(), &counter.to_be_bytes()].concat();
        pbkdf2_hmac::<Sha256>(&password, &salt, rounds, &mut key);
        let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        key.starts_with(prefix).then_some((counter, key))
    });
    let (counter, key) = found.unwrap();
    let solution = json!({"counter": counter, "derivedKey": key, "time": 12.5});
    STANDARD.encode(json!({"challenge": challenge, "solution": solution}).to_string())
}

async fn token(app: &TestApp) -> String {
    let answer = app.get(CHALLENGE).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    solved(&answer.json())
}

fn with_token(ask: Ask, token: &str) -> Ask {
    ask.with("sonda-captcha", token)
}

async fn submit(app: &TestApp, number: usize, token: Option<&str>) -> Answer {
    let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Anna"));
    app.send(match token {
        Some(token) => with_token(ask, token),
        None => ask,
    })
    .await
}

on_both_engines!(
    a_form_that_demands_work_takes_each_answer_once,
    async |app| {
        app.publish(&altcha()).await;
        let app = app.another(easy).await;
        submit(&app, 1, None).await.problem(403, "captcha_required");
        let token = token(&app).await;
        submit(&app, 1, Some(&token)).await.receipt();
        submit(&app, 2, Some(&token))
            .await
            .problem(403, "captcha_failed");
        // The same in other letters is the same.
        let spelled = token.trim_end_matches('=');
        submit(&app, 2, Some(spelled))
            .await
            .problem(403, "captcha_failed");
        for bad in ["x", "e30=", &"A".repeat(5_000), "żółć"] {
            submit(&app, 2, Some(bad))
                .await
                .problem(403, "captcha_failed");
        }
        assert_eq!(app.responses("contact-us").await.len(), 1);
        app.close().await;
    }
);

on_both_engines!(
    a_committed_key_is_answered_before_any_captcha,
    async |app| {
        app.publish(&altcha()).await;
        let app = app.another(easy).await;
        let token = token(&app).await;
        let receipt = submit(&app, 1, Some(&token)).await.receipt();
        for repeat in [None, Some(token.as_str()), Some("nonsense")] {
            assert_eq!(submit(&app, 1, repeat).await.receipt(), receipt);
        }
        app.close().await;
    }
);

on_both_engines!(
    a_refused_captcha_leaves_the_key_free_for_a_fresh_token,
    async |app| {
        app.publish(&altcha()).await;
        let app = app.another(easy).await;
        submit(&app, 1, Some("stale"))
            .await
            .problem(403, "captcha_failed");
        let token = token(&app).await;
        submit(&app, 1, Some(&token)).await.receipt();
        app.close().await;
    }
);

on_both_engines!(what_is_refused_anyway_uses_up_no_token, async |app| {
    app.publish(&altcha()).await;
    let app = app.another(easy).await;
    let token = token(&app).await;
    let invalid = Ask::json(LEAD_RESPONSES, &key(1), &json!({"answers": {}}));
    let answer = app.send(with_token(invalid, &token)).await;
    answer.problem(422, "invalid_answers");
    let closed = json!({"closes_at": "2020-01-01T00:00:00Z"});
    app.publish(&with_settings(altcha(), &closed)).await;
    submit(&app, 1, Some(&token)).await.problem(410, "expired");
    submit(&app, 1, None).await.problem(410, "expired");
    app.publish(&altcha()).await;
    submit(&app, 1, Some(&token)).await.receipt();
    app.close().await;
});

on_both_engines!(
    of_many_that_bring_the_same_token_at_once_one_is_let_in,
    async |app| {
        app.publish(&altcha()).await;
        let (one, other) = (app.another(easy).await, app.another(easy).await);
        let token = token(&one).await;
        let asks = (0..40).map(|number| {
            let server = if number % 2 == 0 { &one } else { &other };
            submit(server, number, Some(&token))
        });
        let answers = join_all(asks).await;
        let accepted = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CREATED);
        assert_eq!(accepted.count(), 1, "on two servers");
        for answer in answers
            .iter()
            .filter(|answer| answer.status != StatusCode::CREATED)
        {
            answer.problem(403, "captcha_failed");
        }
        assert_eq!(app.responses("contact-us").await.len(), 1);
        one.close().await;
        other.close().await;
    },
    flavor = "multi_thread"
);

on_both_engines!(
    a_challenge_is_for_its_form_its_time_and_its_server,
    async |app| {
        app.publish(&altcha()).await;
        let mut second = altcha();
        second["id"] = json!("second");
        app.publish(&second).await;
        let app = app.another(easy).await;
        let second = app.get("/api/v1/public/forms/second/challenge").await;
        let foreign = solved(&second.json());
        submit(&app, 1, Some(&foreign))
            .await
            .problem(403, "captcha_failed");
        let token = token(&app).await;
        app.set_ms(1_199_000);
        submit(&app, 1, Some(&token)).await.receipt();
        let token = solved(&app.get(CHALLENGE).await.json());
        app.set_ms(1_199_000 + 1_200_000);
        submit(&app, 2, Some(&token))
            .await
            .problem(403, "captcha_failed");
        app.close().await;
    }
);

on_both_engines!(proofs_are_forgotten_once_nobody_takes_them, async |app| {
    app.publish(&altcha()).await;
    let app = app.another(easy).await;
    let token = token(&app).await;
    submit(&app, 1, Some(&token)).await.receipt();
    let kept = async || {
        let count = "SELECT COUNT(*) FROM captcha_token";
        let count: i64 = sqlx::query_scalar(count)
            .fetch_one(&app.pool)
            .await
            .unwrap();
        count
    };
    app.set_ms(1_200_000 + 3_600_000);
    app.tidy().await;
    assert_eq!(kept().await, 1);
    app.set_ms(1_200_000 + 3_601_000);
    app.tidy().await;
    assert_eq!(kept().await, 0);
    app.close().await;
});

on_both_engines!(a_challenge_is_given_where_one_is_demanded, async |app| {
    app.publish(&lead()).await;
    app.get(CHALLENGE).await.problem(404, "not_found");
    app.get("/api/v1/public/forms/nobody/challenge")
        .await
        .problem(404, "unknown");
    app.publish(&altcha()).await;
    let from = |origin| Ask::get(CHALLENGE).with("origin", origin);
    let allowed = app.send(from(SITE)).await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), SITE);
    let refused = app.send(from("https://other.example")).await;
    refused.problem(403, "origin_not_allowed");
    let preflight = Ask::new(Method::OPTIONS, LEAD_RESPONSES, "").with("origin", SITE);
    let preflight = app.send(preflight).await;
    let headers = preflight.header("access-control-allow-headers");
    assert!(headers.contains("sonda-captcha"), "{headers}");
    let limited = app
        .another(|config| config.limits.submissions_per_minute = 1)
        .await;
    for _ in 0..2 {
        assert_eq!(limited.get(CHALLENGE).await.status, 200);
    }
    limited.get(CHALLENGE).await.problem(429, "rate_limited");
    limited.close().await;
});

on_both_engines!(
    a_personal_link_can_be_exempt_and_is_not_by_itself,
    async |app| {
        let exempt = |exempt: bool| {
            let captcha = json!({"provider": "altcha", "exempt_personal_links": exempt});
            with_settings(survey(), &json!({ "captcha": captcha }))
        };
        app.publish(&exempt(false)).await;
        let link = app.link("visit", "anna").await;
        let ask = || Ask::json(&link.responses(), &key(1), &an_opinion());
        app.send(ask()).await.problem(403, "captcha_required");
        let page = app.get(&link.page()).await;
        assert!(page.page(200).contains("<noscript>"));
        app.publish(&exempt(true)).await;
        let page = app.get(&link.page()).await;
        assert!(!page.page(200).contains("<noscript>"));
        assert_eq!(props(page.page(200)).get("captcha"), None);
        app.send(ask()).await.receipt();
    }
);

on_both_engines!(
    a_captcha_that_cannot_work_is_refused_with_its_place,
    async |app| {
        let (_, address) = Provider::start().await;
        let app = with_provider(app, &address).await;
        let cases = [
            (
                json!({"provider": "turnstile"}),
                "/settings/captcha",
                "`keys` is missing",
            ),
            (
                json!({"provider": "turnstile", "keys": "mian"}),
                "/settings/captcha/keys",
                "there is no key set `mian`",
            ),
            (
                json!({"provider": "altcha", "keys": "main"}),
                "/settings/captcha/keys",
                "has no keys",
            ),
            (
                json!({"provider": "recaptcha_v3", "keys": "main", "threshold": "1.1"}),
                "/settings/captcha/threshold",
                "between 0 and 1",
            ),
            (
                json!({"provider": "recaptcha_v3", "keys": "main", "threshold": "-0.1"}),
                "/settings/captcha/threshold",
                "between 0 and 1",
            ),
            (
                json!({"provider": "recaptcha_v2", "keys": "main", "threshold": "0.5"}),
                "/settings/captcha/threshold",
                "gives no score",
            ),
            (
                json!({"provider": "altcha", "on_outage": "accept_and_mark"}),
                "/settings/captcha/on_outage",
                "no outage",
            ),
            (
                json!({"provider": "hcaptcha"}),
                "/settings/captcha/provider",
                "is none of `altcha`",
            ),
            (
                json!({"provider": "altcha", "secret": "x"}),
                "/settings/captcha/secret",
                "no such property",
            ),
        ];
        for (captcha, path, reason) in cases {
            let body = demanding(&captcha);
            let answer = app
                .admin(Method::PUT, "/api/v1/forms/contact-us", &body)
                .await;
            let faults = answer.problem(422, "invalid_definition")["faults"].clone();
            let found = faults.as_array().unwrap().iter().any(|fault| {
                fault["path"] == path && fault["reason"].as_str().unwrap().contains(reason)
            });
            assert!(found, "{captcha}: {faults}");
        }
        let whole = json!({"provider": "recaptcha_v3", "keys": "main", "threshold": 0.3,
        "on_outage": "accept_and_mark", "exempt_personal_links": true});
        app.publish(&demanding(&whole)).await;
        let exported = app.shown("/api/v1/forms/contact-us").await;
        assert_eq!(exported["settings"]["captcha"]["threshold"], "0.3");
        assert_eq!(app.publish(&exported).await["version_is_new"], false);
        app.close().await;
    }
);
