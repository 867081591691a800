//! `/f/{form}`: the hosted page of a public form, complete without JavaScript.

use crate::ask::Ask;
use crate::forms::LEAD_RESPONSES;
use crate::forms::{LEAD, a_lead, key, lead, next_version, with_settings};
use axum::http::Method;
use serde_json::{Value, json};

/// The JSON that the page gives the widget.
pub(crate) fn props(page: &str) -> Value {
    let start = page.find("id=\"sonda-props\">").unwrap() + "id=\"sonda-props\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    serde_json::from_str(&page[start..end]).unwrap()
}

/// The value of the page's hidden field.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let start = page
        .find(&field)
        .unwrap_or_else(|| panic!("no {name} in {page}"))
        + field.len();
    page[start..].split('"').next().unwrap().to_owned()
}

on_both_engines!(
    the_page_is_a_whole_form_that_posts_to_its_own_address,
    async |app| {
        app.publish(&lead()).await;
        let answer = app.get(LEAD).await;
        let page = answer.page(200);
        assert!(page.starts_with("<!doctype html><html lang=\"en\" dir=\"ltr\">"));
        assert!(page.contains("action=\"/f/contact-us\"") && page.contains("method=\"post\""));
        for field in ["name", "email", "message", "topics"] {
            assert!(page.contains(&format!("name=\"{field}\"")), "{field}");
        }
        assert_eq!(hidden(page, "_version"), "1");
        assert_eq!(hidden(page, "_lang"), "en");
        assert_eq!(props(page)["submit_url"], LEAD_RESPONSES);
        assert_eq!(props(page)["key"], hidden(page, "_key"));
        let other = app.get(LEAD).await;
        assert_ne!(hidden(page, "_key"), hidden(other.page(200), "_key"));
    }
);

on_both_engines!(the_page_may_run_and_show_nothing_of_others, async |app| {
    app.publish(&lead()).await;
    let answer = app.get(LEAD).await;
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'sha256-"
    ));
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert!(
        policy.ends_with("base-uri 'none'; frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(
        !answer.page(200).contains(" style="),
        "the policy would drop it"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.header("referrer-policy"),
        "strict-origin-when-cross-origin"
    );
    assert_eq!(
        answer.header("x-robots-tag"),
        "",
        "a public form may be found"
    );
});

on_both_engines!(only_the_named_sites_may_frame_the_page, async |app| {
    let ancestors = json!({"frame_ancestors": ["https://a.example", "https://b.example"]});
    app.publish(&with_settings(lead(), &ancestors)).await;
    let policy = app
        .get(LEAD)
        .await
        .header("content-security-policy")
        .to_owned();
    assert!(
        policy.ends_with("frame-ancestors https://a.example https://b.example"),
        "{policy}"
    );
});

on_both_engines!(the_page_speaks_the_language_asked_for, async |app| {
    app.publish(&lead()).await;
    let polish = app.get("/f/contact-us?lang=pl").await;
    assert!(polish.page(200).contains("<html lang=\"pl\"") && polish.text().contains("Nazwisko"));
    let browser = app
        .send(Ask::get(LEAD).with("accept-language", "de, pl;q=0.8"))
        .await;
    assert!(browser.page(200).contains("<html lang=\"pl\""));
    for unknown in [
        "/f/contact-us?lang=xx",
        "/f/contact-us?lang=%3Cscript%3E",
        "/f/contact-us?lang=",
    ] {
        assert!(
            app.get(unknown)
                .await
                .page(200)
                .contains("<html lang=\"en\""),
            "{unknown}"
        );
    }
});

on_both_engines!(
    an_address_with_a_doubled_parameter_still_shows_a_page,
    async |app| {
        app.publish(&lead()).await;
        app.get("/f/contact-us?lang=pl&lang=en").await.page(200);
        app.get("/f/contact-us?utm_source=x&utm_source=y")
            .await
            .page(200);
    }
);

on_both_engines!(a_plain_post_is_stored_and_thanked_for, async |app| {
    app.publish(&lead()).await;
    let page = app.get("/f/contact-us?lang=pl").await;
    let key = hidden(page.page(200), "_key");
    let fields = [
        ("_key", key.as_str()),
        ("_version", "1"),
        ("_lang", "pl"),
        ("name", "Zofia Żak"),
        ("email", ""),
        ("message", "a\r\nb"),
        ("topics", "help"),
        ("topics", "sales"),
    ];
    let posted = app.send(Ask::plain(LEAD, &fields)).await;
    assert_eq!(posted.status.as_u16(), 303);
    assert_eq!(posted.header("location"), "/f/contact-us/sent?lang=pl");
    assert_eq!(posted.header("cache-control"), "no-store");
    let responses = app.responses("contact-us").await;
    assert_eq!(responses.len(), 1);
    assert_eq!(responses[0]["locale"], "pl");
    assert_eq!(
        responses[0]["answers"],
        json!({
            "name": {"answer": {"type": "text", "value": "Zofia Żak"}},
            "message": {"answer": {"type": "text", "value": "a\nb"}},
            "topics": {"answer": {"type": "choices", "value": ["sales", "help"]}},
        })
    );
    let thanks = app.get(posted.header("location")).await;
    assert!(thanks.page(200).contains("Dziękujemy"), "{}", thanks.text());
});

on_both_engines!(a_double_click_is_one_submission, async |app| {
    app.publish(&lead()).await;
    let fields = [("_key", "double-click-1"), ("name", "Jan")];
    for _ in 0..2 {
        assert_eq!(
            app.send(Ask::plain(LEAD, &fields)).await.status.as_u16(),
            303
        );
    }
    assert_eq!(app.responses("contact-us").await.len(), 1);
});

on_both_engines!(
    going_back_and_sending_other_answers_is_the_visitors_decision,
    async |app| {
        app.publish(&lead()).await;
        let first = [("_key", "back-button-1"), ("name", "Jan")];
        assert_eq!(
            app.send(Ask::plain(LEAD, &first)).await.status.as_u16(),
            303
        );
        let changed = [("_key", "back-button-1"), ("name", "Janina")];
        let answer = app.send(Ask::plain(LEAD, &changed)).await;
        let page = answer.page(422);
        assert!(page.contains("Sent before") && page.contains("value=\"Janina\""));
        assert_eq!(app.responses("contact-us").await.len(), 1);
        let new_key = hidden(page, "_key");
        assert_ne!(new_key, "back-button-1");
        let again = [("_key", new_key.as_str()), ("name", "Janina")];
        assert_eq!(
            app.send(Ask::plain(LEAD, &again)).await.status.as_u16(),
            303
        );
        assert_eq!(app.responses("contact-us").await.len(), 2);
    }
);

on_both_engines!(
    faulty_answers_are_kept_with_the_errors_beside_them,
    async |app| {
        app.publish(&lead()).await;
        let long = "x".repeat(41);
        let fields = [
            ("_key", "corrected-later-1"),
            ("name", long.as_str()),
            ("email", "not-an-address"),
            ("message", "Kept as typed"),
            ("topics", "help"),
        ];
        let answer = app.send(Ask::plain(LEAD, &fields)).await;
        let page = answer.page(422);
        for kept in [long.as_str(), "value=\"not-an-address\"", "Kept as typed"] {
            assert!(page.contains(kept), "{kept}");
        }
        assert!(
            page.contains("Please enter an e-mail address")
                && page.contains("at most 40 characters")
        );
        let props = props(page);
        assert_eq!(props["entries"]["topics"], json!(["help"]));
        assert_eq!(props["errors"][0]["field"], "name");
        assert_eq!(
            hidden(page, "_key"),
            "corrected-later-1",
            "a refused submission leaves its key free"
        );
        let corrected = [("_key", "corrected-later-1"), ("name", "Jan")];
        assert_eq!(
            app.send(Ask::plain(LEAD, &corrected)).await.status.as_u16(),
            303
        );
        assert_eq!(app.responses("contact-us").await.len(), 1);
    }
);

on_both_engines!(
    a_form_that_closes_while_someone_types_says_so_and_loses_nothing,
    async |app| {
        let closing = json!({"closes_at": "2026-07-31T10:10:00Z"});
        app.publish(&with_settings(lead(), &closing)).await;
        let page = app.get(LEAD).await;
        assert_eq!(props(page.page(200))["closes_in_ms"], 600_000);
        app.set_ms(600_000);
        let fields = [
            ("_key", "typed-too-long-1"),
            ("name", "Jan"),
            ("message", "A long story"),
        ];
        let answer = app.send(Ask::plain(LEAD, &fields)).await;
        let page = answer.page(410);
        assert!(page.contains("This form is no longer available") && page.contains("A long story"));
        assert!(page.contains("Your answers are still here"));
        assert!(app.responses("contact-us").await.is_empty());
    }
);

on_both_engines!(
    a_page_made_of_an_older_version_can_still_be_sent,
    async |app| {
        app.publish(&lead()).await;
        app.publish(&next_version(lead())).await;
        let fields = [("_version", "1"), ("name", "Jan")];
        assert_eq!(
            app.send(Ask::plain(LEAD, &fields)).await.status.as_u16(),
            303
        );
        app.set_ms(1);
        let fields = [("_version", "2"), ("name", "Jan"), ("added", "new")];
        assert_eq!(
            app.send(Ask::plain(LEAD, &fields)).await.status.as_u16(),
            303
        );
        let versions: Vec<Value> = app
            .responses("contact-us")
            .await
            .iter()
            .map(|r| r["version"].clone())
            .collect();
        assert_eq!(versions, [2, 1]);
    }
);

on_both_engines!(a_version_that_was_never_published_is_refused, async |app| {
    app.publish(&lead()).await;
    for version in ["2", "0", "-1", "abc", "99999999999999999999", "1.0"] {
        let fields = [("_version", version), ("name", "Jan")];
        let answer = app.send(Ask::plain(LEAD, &fields)).await;
        assert!(
            answer.page(422).contains("no published version"),
            "{version}: {}",
            answer.text()
        );
    }
    assert!(app.responses("contact-us").await.is_empty());
});

on_both_engines!(a_form_nobody_made_has_a_page_that_says_so, async |app| {
    for path in [
        "/f/no-such-form",
        "/f/NO",
        "/f/no-such-form/sent",
        "/f/%ff",
        "/f/a%2Fb",
        "/f/%3Cscript%3E",
    ] {
        let answer = app.get(path).await;
        assert!(answer.page(404).contains("There is no such form"), "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
    }
    let posted = app
        .send(Ask::plain("/f/no-such-form", &[("name", "Jan")]))
        .await;
    assert!(posted.page(404).contains("There is no such form"));
});

on_both_engines!(
    asking_for_the_head_gives_the_same_headers_and_no_body,
    async |app| {
        app.publish(&lead()).await;
        for path in [LEAD, "/f/contact-us/sent", "/f/no-such-form"] {
            let get = app.get(path).await;
            let head = app.send(Ask::new(Method::HEAD, path, "")).await;
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.body.is_empty());
            for name in [
                "content-type",
                "cache-control",
                "content-security-policy",
                "referrer-policy",
            ] {
                assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            }
        }
    }
);

on_both_engines!(other_methods_are_refused_by_name, async |app| {
    app.publish(&lead()).await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = app.send(Ask::new(method, LEAD, "")).await;
        answer.page(405);
        assert!(answer.header("allow").contains("POST"), "{answer:?}");
    }
    let ask = Ask::new(Method::POST, &format!("{LEAD}/sent"), "").with("accept-language", "pl");
    let answer = app.send(ask).await;
    assert!(answer.page(405).contains("Nie ma takiej strony"));
});

on_both_engines!(
    the_address_of_the_page_and_its_campaign_are_kept,
    async |app| {
        app.publish(&lead()).await;
        let fields = [("name", "Jan")];
        let ask = Ask::plain(LEAD, &fields).with(
            "referer",
            "https://sonda.example/f/contact-us?utm_source=news&secret=1",
        );
        assert_eq!(app.send(ask).await.status.as_u16(), 303);
        let context = &app.responses("contact-us").await[0]["context"];
        assert_eq!(
            *context,
            json!({"page": "https://sonda.example/f/contact-us", "utm_source": "news"})
        );
    }
);

on_both_engines!(
    the_plain_post_and_the_widget_share_their_keys,
    async |app| {
        app.publish(&lead()).await;
        let fields = [
            ("_key", key(1)),
            ("name", "Jan".into()),
            ("email", "anna@example.com".into()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(
            app.send(Ask::plain(LEAD, &fields)).await.status.as_u16(),
            303
        );
        let receipt = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        let responses = app.responses("contact-us").await;
        assert_eq!((responses.len(), &responses[0]["id"]), (1, &json!(receipt)));
    }
);
