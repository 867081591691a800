//! Captchas: what a form demands, whom it lets in, and what is marked without being refused.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::f::{hidden, props};
use crate::forms::{
    LEAD, LEAD_RESPONSES, SITE, a_lead, an_opinion, key, lead, survey, with_settings,
};
use crate::siteverify::{Provider, SECRET, Worth};
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use pbkdf2::pbkdf2_hmac;
use serde_json::{Value, json};
use sha2::Sha256;
use sonda_server::captcha::KeySet;
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
    without_javascript_the_page_says_what_is_missing,
    async |app| {
        app.publish(&altcha()).await;
        let shown = app.get(LEAD).await;
        let page = shown.page(200);
        assert!(
            page.contains("<noscript>") && page.contains("the check needs JavaScript"),
            "{page}"
        );
        let fields = |token: &'static str| {
            let key = hidden(page, "_key");
            move |app: &TestApp| {
                let fields = [
                    ("_key", key.as_str()),
                    ("name", "Anna"),
                    ("_captcha", token),
                ];
                let ask = Ask::plain(LEAD, &fields);
                let client = app.client.clone();
                async move { client.send(ask).await }
            }
        };
        let refused = fields("")(app).await;
        let page = refused.page(403);
        assert!(page.contains("value=\"Anna\""), "the answers stay");
        assert!(
            page.contains("Please make sure that JavaScript is switched on"),
            "{page}"
        );
        let refused = fields("nonsense")(app).await;
        assert!(
            refused
                .page(403)
                .contains("It could not be confirmed that a person")
        );
        assert_eq!(app.responses("contact-us").await, Vec::<Value>::new());
    }
);

on_both_engines!(
    a_plain_post_brings_its_token_in_a_field_of_the_page_or_of_the_provider,
    async |app| {
        app.publish(&altcha()).await;
        let app = app.another(easy).await;
        for field in ["_captcha", "altcha"] {
            let token = token(&app).await;
            let ask = Ask::plain(LEAD, &[("name", "Anna"), (field, &token), ("room", "12")]);
            let taken = app.send(ask).await;
            assert_eq!(taken.status, 303, "{field}: {taken:?}");
        }
        let responses = app.responses("contact-us").await;
        assert_eq!(responses.len(), 2);
        for response in responses {
            assert_eq!(
                response["context"],
                json!({"extra.room": "12"}),
                "no token is kept"
            );
        }
        app.close().await;
    }
);

// What marks a response.

on_both_engines!(signals_mark_a_response_and_never_refuse_it, async |app| {
    app.publish(&lead()).await;
    let stamp = |page: &str| props(page)["made"].as_str().unwrap().to_owned();
    let shown = app.get(LEAD).await;
    let shown = stamp(shown.page(200));
    let sent = |number: usize, context: Value| {
        let mut body = a_lead("Anna");
        body["context"] = context;
        Ask::json(LEAD_RESPONSES, &key(number), &body)
    };
    let marks = async |response: &str| {
        let responses = app.responses("contact-us").await;
        let one = responses.iter().find(|one| one["id"] == response);
        one.unwrap()["marks"].clone()
    };
    let cases = [
        (1_999, json!({"made": shown}), json!(["too_fast"])),
        (
            1_999,
            json!({"made": shown, "website": "x"}),
            json!(["honeypot", "too_fast"]),
        ),
        (2_000, json!({"made": shown, "website": ""}), json!([])),
        (2_000, json!({"made": "99999999999999.forged"}), json!([])),
        (2_000, json!({}), json!([])),
    ];
    for (number, (at_ms, context, expected)) in cases.into_iter().enumerate() {
        app.set_ms(at_ms);
        let response = app.send(sent(number, context)).await.receipt();
        assert_eq!(marks(&response).await, expected, "case {number}");
    }
    app.set_ms(3_000);
    let plain = [
        ("name", "Anna"),
        ("_made", shown.as_str()),
        ("_website", "spam"),
    ];
    assert_eq!(app.send(Ask::plain(LEAD, &plain)).await.status, 303);
    let newest = app.responses("contact-us").await.remove(0);
    assert_eq!(newest["marks"], json!(["honeypot"]));
    app.publish(&with_settings(lead(), &json!({"too_fast_secs": 30})))
        .await;
    let response = app.send(sent(7, json!({"made": shown}))).await.receipt();
    assert_eq!(marks(&response).await, json!(["too_fast"]));
    assert_eq!(app.deliver().await.done, 7, "what is marked is delivered");
});

on_both_engines!(who_corrects_a_form_is_not_too_fast, async |app| {
    app.publish(&lead()).await;
    let shown = app.get(LEAD).await;
    let stamp = hidden(shown.page(200), "_made");
    app.set_ms(5_000);
    let refused = app.send(Ask::plain(LEAD, &[("_made", &stamp)])).await;
    assert_eq!(hidden(refused.page(422), "_made"), stamp);
});

// The providers.

/// A server whose providers are that fake.
async fn with_provider(app: &TestApp, address: &str) -> TestApp {
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
