//! Captchas of a provider: what it is asked, and what an outage does.

use super::{altcha, demanding, submit, with_token};
use crate::app::TestApp;
use crate::ask::Ask;
use crate::f::props;
use crate::forms::{LEAD, LEAD_RESPONSES, a_lead, key, lead};
use crate::siteverify::{Provider, SECRET, Worth};
use axum::http::StatusCode;
use serde_json::{Value, json};
use sonda_server::captcha::KeySet;

// The providers.

/// A server whose providers are that fake.
pub(super) async fn with_provider(app: &TestApp, address: &str) -> TestApp {
    app.another(|config| {
        let keys = |test_keys| KeySet {
            site_key: "public-key".to_owned(),
            secret: SECRET.to_owned(),
            test_keys,
        };
        config.captcha.keys.insert("main".to_owned(), keys(false));
        config.captcha.keys.insert("test".to_owned(), keys(true));
        config.captcha.keys.insert(
            "wrong".to_owned(),
            KeySet {
                secret: "another".to_owned(),
                ..keys(false)
            },
        );
        address.clone_into(&mut config.captcha.recaptcha.verify);
        address.clone_into(&mut config.captcha.turnstile.verify);
        config.captcha.timeout_ms = 200;
        config.outgoing.allow = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

/// What the page is told to earn a token for.
async fn action(app: &TestApp) -> String {
    let page = app.get(LEAD).await;
    let props = props(page.page(200));
    let told: Value = serde_json::from_str(props["captcha"].as_str().unwrap()).unwrap();
    told["action"].as_str().unwrap().to_owned()
}

on_both_engines!(
    a_provider_is_believed_if_it_speaks_of_this_host_and_form,
    async |app| {
        let (provider, address) = Provider::start().await;
        let app = with_provider(app, &address).await;
        let mut number = 0;
        for name in ["recaptcha_v2", "recaptcha_v3", "turnstile"] {
            app.publish(&demanding(&json!({"provider": name, "keys": "main"})))
                .await;
            let action = action(&app).await;
            let good = json!({"success": true, "challenge_ts": "2026-01-01T00:00:00Z",
                "hostname": "sonda.example", "action": action, "score": 0.5});
            let changed = |name: &str, value: Value| {
                let mut verdict = good.clone();
                verdict[name] = value;
                verdict
            };
            let mut cases = vec![
                ("good", good.clone(), true),
                ("shop", changed("hostname", json!("SHOP.example")), true),
                (
                    "stranger",
                    changed("hostname", json!("evil.example")),
                    false,
                ),
                ("nowhere", changed("hostname", Value::Null), false),
                (
                    "refused",
                    json!({"success": false, "error-codes": []}),
                    false,
                ),
            ];
            if name != "recaptcha_v2" {
                cases.push(("other-action", changed("action", json!("login")), false));
                cases.push(("no-action", changed("action", Value::Null), false));
            }
            if name == "recaptcha_v3" {
                cases.push(("low", changed("score", json!(0.4)), false));
                cases.push(("high", changed("score", json!(1)), true));
            }
            for (case, verdict, passes) in cases {
                let token = format!("{name}-{case}");
                provider.gives(&token, Worth::Verdict(verdict));
                number += 1;
                let answer = submit(&app, number, Some(&token)).await;
                if passes {
                    answer.receipt();
                    submit(&app, 1_000 + number, Some(&token))
                        .await
                        .problem(403, "captcha_failed");
                } else {
                    answer.problem(403, "captcha_failed");
                }
            }
            submit(&app, 2_000, Some("never-given-out"))
                .await
                .problem(403, "captcha_failed");
        }
        assert_eq!(provider.faults(), Vec::<String>::new());
        app.close().await;
    }
);

on_both_engines!(a_threshold_is_the_forms_own, async |app| {
    let (provider, address) = Provider::start().await;
    let app = with_provider(app, &address).await;
    let strict = json!({"provider": "recaptcha_v3", "keys": "main", "threshold": "0.7"});
    app.publish(&demanding(&strict)).await;
    let action = action(&app).await;
    for (number, score, passes) in [(1, 0.6, false), (2, 0.7, true)] {
        let verdict =
            json!({"success": true, "hostname": "sonda.example", "action": action, "score": score});
        let token = format!("score-{number}");
        provider.gives(&token, Worth::Verdict(verdict));
        let answer = submit(&app, number, Some(&token)).await;
        assert_eq!(
            answer.status == StatusCode::CREATED,
            passes,
            "{score}: {answer:?}"
        );
    }
    app.close().await;
});

on_both_engines!(an_outage_refuses_or_marks_as_the_form_says, async |app| {
    let (provider, address) = Provider::start().await;
    let app = with_provider(app, &address).await;
    let troubles = [
        (
            "broken",
            Worth::Broken(StatusCode::INTERNAL_SERVER_ERROR, "{\"success\":true}"),
        ),
        (
            "moved",
            Worth::Broken(StatusCode::FOUND, "{\"success\":true}"),
        ),
        (
            "garbage",
            Worth::Broken(StatusCode::OK, "<html>Sign in</html>"),
        ),
        (
            "vague",
            Worth::Broken(StatusCode::OK, "{\"success\":\"yes\"}"),
        ),
        ("array", Worth::Broken(StatusCode::OK, "[]")),
        ("silence", Worth::Silence),
        (
            "own",
            Worth::Verdict(json!({"success": false, "error-codes": ["internal-error"]})),
        ),
    ];
    let both = [("refuse", "main"), ("accept_and_mark", "main")];
    for (policy, keys) in both
        .into_iter()
        .chain([("refuse", "wrong"), ("accept_and_mark", "wrong")])
    {
        let captcha = json!({"provider": "turnstile", "keys": keys, "on_outage": policy});
        app.publish(&demanding(&captcha)).await;
        for (name, worth) in &troubles {
            let token = format!("{name}-{policy}-{keys}");
            provider.gives(&token, worth.clone());
            let ask = Ask::json(LEAD_RESPONSES, &format!("key-{token}"), &a_lead("Anna"));
            let answer = app.send(with_token(ask, &token)).await;
            if policy == "refuse" {
                answer.problem(503, "captcha_unavailable");
                assert_eq!(answer.header("retry-after"), "30");
            } else {
                let id = answer.receipt();
                let responses = app.responses("contact-us").await;
                let response = responses.iter().find(|one| one["id"] == id).unwrap();
                assert_eq!(response["marks"], json!(["captcha_skipped"]), "{name}");
            }
        }
        // An outage excuses nobody who brings no token at all.
        submit(&app, 1, None).await.problem(403, "captcha_required");
    }
    app.close().await;
});

on_both_engines!(an_outage_on_a_page_keeps_the_answers, async |app| {
    let (provider, address) = Provider::start().await;
    let app = with_provider(app, &address).await;
    app.publish(&demanding(
        &json!({"provider": "turnstile", "keys": "main"}),
    ))
    .await;
    provider.gives("t", Worth::Broken(StatusCode::BAD_GATEWAY, ""));
    let ask = Ask::plain(LEAD, &[("name", "Anna"), ("cf-turnstile-response", "t")]);
    let refused = app.send(ask).await;
    let page = refused.page(503);
    assert!(page.contains("The check against robots is out of order") && page.contains("Anna"));
    app.close().await;
});

on_both_engines!(
    a_provider_is_asked_only_for_what_would_be_taken,
    async |app| {
        let (provider, address) = Provider::start().await;
        let app = with_provider(app, &address).await;
        app.publish(&demanding(
            &json!({"provider": "recaptcha_v2", "keys": "main"}),
        ))
        .await;
        let invalid = Ask::json(LEAD_RESPONSES, &key(1), &json!({"answers": {}}));
        app.send(with_token(invalid, "t1"))
            .await
            .problem(422, "invalid_answers");
        submit(&app, 2, Some(&"t".repeat(5_000)))
            .await
            .problem(403, "captcha_failed");
        submit(&app, 3, Some("t\u{e9}"))
            .await
            .problem(403, "captcha_failed");
        assert_eq!(provider.asked(), Vec::<String>::new());
        let verdict = json!({"success": true, "hostname": "sonda.example"});
        provider.gives("good", Worth::Verdict(verdict));
        let receipt = submit(&app, 4, Some("good")).await.receipt();
        assert_eq!(submit(&app, 4, Some("good")).await.receipt(), receipt);
        assert_eq!(
            provider.asked(),
            ["good"],
            "a repeat is answered without it"
        );
        app.close().await;
    }
);

on_both_engines!(test_keys_check_neither_host_nor_action, async |app| {
    let (provider, address) = Provider::start().await;
    let app = with_provider(app, &address).await;
    app.publish(&demanding(
        &json!({"provider": "turnstile", "keys": "test"}),
    ))
    .await;
    let verdict = json!({"success": true, "hostname": "example.com", "error-codes": []});
    provider.gives("XXXX.DUMMY.TOKEN.XXXX", Worth::Verdict(verdict));
    submit(&app, 1, Some("XXXX.DUMMY.TOKEN.XXXX"))
        .await
        .receipt();
    app.close().await;
});

on_both_engines!(an_address_inside_is_not_asked_unless_allowed, async |app| {
    let (provider, address) = Provider::start().await;
    let app = with_provider(app, &address).await;
    app.publish(&demanding(
        &json!({"provider": "turnstile", "keys": "main"}),
    ))
    .await;
    let guarded = app.another(|config| config.outgoing.allow.clear()).await;
    submit(&guarded, 1, Some("t"))
        .await
        .problem(503, "captcha_unavailable");
    assert_eq!(provider.asked(), Vec::<String>::new());
    guarded.close().await;
    app.close().await;
});

on_both_engines!(a_key_set_that_is_gone_is_an_outage, async |app| {
    let (_, address) = Provider::start().await;
    let with_keys = with_provider(app, &address).await;
    with_keys
        .publish(&demanding(
            &json!({"provider": "turnstile", "keys": "main"}),
        ))
        .await;
    submit(app, 1, Some("t"))
        .await
        .problem(503, "captcha_unavailable");
    app.get(LEAD).await.page(200);
    with_keys.close().await;
});

// Pages and definitions.

on_both_engines!(
    a_page_loads_from_its_own_provider_and_no_other,
    async |app| {
        let (_, address) = Provider::start().await;
        let app = with_provider(app, &address).await;
        let policy = async || {
            app.get(LEAD)
                .await
                .header("content-security-policy")
                .to_owned()
        };
        app.publish(&lead()).await;
        let without = policy().await;
        assert!(
            without.contains("connect-src 'self'; img-src") && !without.contains("frame-src"),
            "{without}"
        );
        app.publish(&altcha()).await;
        assert_eq!(policy().await, without);
        app.publish(&demanding(
            &json!({"provider": "turnstile", "keys": "main"}),
        ))
        .await;
        let turnstile = policy().await;
        for part in [
            "script-src 'self' 'wasm-unsafe-eval' https://challenges.cloudflare.com;",
            "connect-src 'self' https://challenges.cloudflare.com;",
            "frame-src https://challenges.cloudflare.com;",
        ] {
            assert!(turnstile.contains(part), "{turnstile}");
        }
        assert!(!turnstile.contains("google"));
        app.publish(&demanding(
            &json!({"provider": "recaptcha_v3", "keys": "main"}),
        ))
        .await;
        let google = policy().await;
        assert!(google.contains("frame-src https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/ https://recaptcha.google.com/recaptcha/;"), "{google}");
        assert!(!google.contains("cloudflare"));
        app.close().await;
    }
);
