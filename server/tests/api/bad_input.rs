//! What a body can be that is no submission. Each gets a clear answer, and the server goes on.

use crate::app::TestApp;
use crate::ask::{Ask, PLAIN};
use crate::f::props;
use crate::forms::{LEAD, LEAD_RESPONSES, a_lead, key, lead, survey};
use serde_json::{Value, json};

/// A submission whose body is that text.
fn raw(body: impl Into<axum::body::Body>) -> Ask {
    Ask::post(LEAD_RESPONSES, "application/json", body).with("idempotency-key", "\"bad-input-1\"")
}

/// Nothing was stored, and the same key still takes a sound submission.
async fn goes_on(app: &TestApp) {
    assert!(app.responses("contact-us").await.is_empty());
    app.send(Ask::json(LEAD_RESPONSES, "bad-input-1", &a_lead("Jan")))
        .await
        .receipt();
}

on_both_engines!(a_body_that_is_not_json_is_refused, async |app| {
    app.publish(&lead()).await;
    for body in [
        "",
        " ",
        "{",
        "not json",
        "{'answers': {}}",
        "{\"answers\": {}} extra",
        "\u{feff}{}",
        "NaN",
        "{\"answers\": {\"name\": \"a\nb\"}}",
    ] {
        app.send(raw(body)).await.problem(400, "malformed_json");
    }
    goes_on(app).await;
});

on_both_engines!(json_of_the_wrong_shape_is_refused, async |app| {
    app.publish(&lead()).await;
    let bodies = [
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"answers\": []}",
        "{\"answers\": 5}",
        "{\"version\": \"1\"}",
        "{\"version\": 1.5}",
        "{\"version\": 99999999999999999999}",
        "{\"locale\": 5}",
        "{\"comments\": {\"name\": 5}}",
        "{\"answers\": {}, \"submitted_at\": \"2020-01-01T00:00:00Z\"}",
        "{\"context\": {\"colour\": 1}}",
        "{\"context\": []}",
    ];
    for body in bodies {
        app.send(raw(body)).await.problem(422, "wrong_shape");
    }
    goes_on(app).await;
});

on_both_engines!(
    what_was_sent_comes_back_in_an_error_only_in_part,
    async |app| {
        app.publish(&lead()).await;
        let long = "x".repeat(100_000);
        let bodies = [
            json!({"version": long}),
            json!({long.clone(): 1}),
            json!({"locale": long}),
            json!({"answers": {long.clone(): 1}}),
        ];
        for body in bodies {
            let answer = app.send(raw(body.to_string())).await;
            assert_eq!(answer.status.as_u16(), 422);
            assert!(answer.body.len() < 2_000, "{} bytes", answer.body.len());
        }
        goes_on(app).await;
    }
);

on_both_engines!(a_member_that_is_there_twice_is_refused, async |app| {
    app.publish(&lead()).await;
    let bodies = [
        "{\"answers\": {\"name\": \"Jan\"}, \"answers\": {\"name\": \"Eve\"}}",
        "{\"answers\": {\"name\": \"Jan\", \"name\": \"Eve\"}}",
        "{\"answers\": {\"name\": \"Jan\"}, \"comments\": {\"name\": \"a\", \"name\": \"b\"}}",
    ];
    for body in bodies {
        app.send(raw(body)).await.problem(422, "wrong_shape");
    }
    let plain = app.send(Ask::post(LEAD, PLAIN, "name=Jan&name=Eve")).await;
    assert!(plain.page(422).contains("not the kind of answer"));
    goes_on(app).await;
});

on_both_engines!(json_nested_without_end_is_refused, async |app| {
    app.publish(&lead()).await;
    let deep = 100_000;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let body = format!(
            "{{\"answers\": {{\"name\": {}1{}}}}}",
            open.repeat(deep / open.len()),
            close.repeat(deep / open.len())
        );
        app.send(raw(body)).await.problem(400, "malformed_json");
    }
    let shallow = format!(
        "{{\"answers\": {{\"name\": {}1{}}}}}",
        "[".repeat(50),
        "]".repeat(50)
    );
    let fields = app.send(raw(shallow)).await.fields();
    assert_eq!(fields, [("name".to_owned(), "wrong_type".to_owned())]);
    goes_on(app).await;
});

on_both_engines!(bytes_that_are_not_utf8_are_refused, async |app| {
    app.publish(&lead()).await;
    let bodies: [&[u8]; 3] = [
        b"{\"answers\": {\"name\": \"Ja\xff\"}}",
        b"\xff\xfe{\x00}\x00",
        b"\xc3\x28",
    ];
    for body in bodies {
        app.send(raw(body)).await.problem(400, "invalid_utf8");
    }
    app.send(raw("{\"answers\": {\"name\": \"\\ud800\"}}"))
        .await
        .problem(400, "malformed_json");
    let bodies: [&[u8]; 4] = [
        b"name=Ja%FF",
        b"name=Ja\xff",
        b"%C3%28=x&name=Jan",
        b"name=%C5",
    ];
    for body in bodies {
        let answer = app.send(Ask::post(LEAD, PLAIN, body)).await;
        assert!(answer.page(400).contains("not UTF-8"), "{body:?}");
    }
    goes_on(app).await;
});

on_both_engines!(control_characters_are_refused_and_named, async |app| {
    app.publish(&lead()).await;
    for control in ["\u{0}", "\u{1b}[31m", "\u{7f}", "\u{9b}"] {
        let body = json!({"answers": {"name": format!("J{control}an"), "message": format!("a{control}b")}});
        let fields = app.send(raw(body.to_string())).await.fields();
        let expected =
            ["name", "message"].map(|field| (field.to_owned(), "control_character".to_owned()));
        assert_eq!(fields, expected);
        let fields = [("name", format!("J{control}an"))];
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let plain = app.send(Ask::plain(LEAD, &fields)).await;
        assert!(plain.page(422).contains("invisible character"));
    }
    goes_on(app).await;
});

on_both_engines!(a_script_in_every_field_is_shown_as_text, async |app| {
    app.publish(&lead()).await;
    let script =
        "\"'><script>alert(1)</script><img src=x onerror=alert(1)></textarea></script><!--";
    let fields = [
        ("name", script),
        ("email", script),
        ("message", script),
        ("topics", script),
        (script, script),
        ("_lang", script),
        ("_key", script),
        ("name.comment", script),
    ];
    let answer = app.send(Ask::plain(LEAD, &fields)).await;
    let page = answer.page(422);
    assert!(
        !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("<!--\""),
        "{page}"
    );
    assert_eq!(
        props(page)["entries"]["name"],
        json!([script]),
        "the browser is given what was typed"
    );
    let mut sound = a_lead("Jan");
    sound["answers"]["message"] = json!(script);
    sound["context"] = json!({"page": format!("https://shop.example/?utm_source={script}")});
    assert!(app.responses("contact-us").await.is_empty());
    app.send(raw(sound.to_string())).await.receipt();
    app.deliver().await;
    assert_eq!(app.records("lead").await[0]["values"]["message"], script);
});

on_both_engines!(
    a_text_that_is_too_long_is_named_with_its_limit,
    async |app| {
        app.publish(&lead()).await;
        let body = json!({"answers": {"name": "ż".repeat(40), "message": "x".repeat(201)}});
        let answer = app.send(raw(body.to_string())).await;
        assert_eq!(
            answer.fields(),
            [("message".to_owned(), "too_long".to_owned())],
            "40 letters are not 80 bytes"
        );
        goes_on(app).await;
    }
);

on_both_engines!(a_body_larger_than_the_limit_is_refused, async |app| {
    app.publish(&lead()).await;
    let large = json!({"answers": {"name": "x".repeat(10_000_000)}}).to_string();
    app.send(raw(large)).await.problem(413, "body_too_large");
    let plain = app
        .send(
            Ask::post(LEAD, PLAIN, format!("name={}", "x".repeat(10_000_000)))
                .with("accept-language", "pl"),
        )
        .await;
    assert!(plain.page(413).contains("Za dużo naraz"));
    goes_on(app).await;
});

on_both_engines!(a_hundred_thousand_answers_are_refused, async |app| {
    app.publish(&lead()).await;
    let count = 100_000;
    let answers: String = (0..count)
        .map(|number| format!("\"q{number}\":1,"))
        .collect();
    let body = format!("{{\"answers\": {{{}}}}}", answers.trim_end_matches(','));
    app.send(raw(body)).await.problem(413, "body_too_large");
    let values = vec!["1"; count].join(",");
    app.send(raw(format!("{{\"answers\":{{\"topics\":[{values}]}}}}")))
        .await
        .problem(422, "too_many_answers");
    let plain = app.send(Ask::post(LEAD, PLAIN, "a&".repeat(count))).await;
    assert!(plain.page(422).contains("at most"));
    let many: serde_json::Map<String, Value> = (0..4_000)
        .map(|number| (format!("q{number}"), json!(1)))
        .collect();
    let answer = app.send(raw(json!({"answers": many}).to_string())).await;
    assert_eq!(answer.fields().len(), 100, "as many as somebody reads");
    goes_on(app).await;
});

on_both_engines!(a_language_the_form_does_not_speak_is_refused, async |app| {
    app.publish(&lead()).await;
    for locale in ["de", "EN", "en-GB", "", "../../etc", "\u{0}"] {
        let body = json!({"locale": locale, "answers": {"name": "Jan"}});
        app.send(raw(body.to_string()))
            .await
            .problem(422, "unknown_locale");
    }
    goes_on(app).await;
    let fields = [("_lang", "de"), ("name", "Jan")];
    let plain = app.send(Ask::plain(LEAD, &fields)).await;
    assert_eq!(
        plain.header("location"),
        "/f/contact-us/sent?lang=en",
        "a browser is not scolded for its language"
    );
});

on_both_engines!(a_body_of_another_type_is_refused, async |app| {
    app.publish(&lead()).await;
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    for media_type in [
        "text/plain",
        "",
        "application/jsonx",
        "json",
        ";;;",
        "application/json, text/plain",
        "\u{ff}",
    ] {
        for path in [LEAD_RESPONSES, &link.responses()] {
            let ask = Ask::post(path, media_type, a_lead("Jan").to_string());
            app.send(ask.with("idempotency-key", "\"bad-input-1\""))
                .await
                .problem(415, "unsupported_media_type");
        }
        for path in [LEAD, &link.page()] {
            let plain = app.send(Ask::post(path, media_type, "name=Jan")).await;
            assert!(plain.page(415).contains(PLAIN), "{media_type}");
        }
    }
    let ask = Ask::post(
        LEAD_RESPONSES,
        "Application/JSON ; charset=utf-8",
        a_lead("Jan").to_string(),
    );
    app.send(ask.with("idempotency-key", &format!("\"{}\"", key(1))))
        .await
        .receipt();
});

on_both_engines!(
    an_empty_post_is_a_form_with_nothing_filled_in,
    async |app| {
        app.publish(&lead()).await;
        for body in ["", "&&&", "=", "=&="] {
            let answer = app.send(Ask::post(LEAD, PLAIN, body)).await;
            assert!(
                answer.page(422).contains("Please answer this question"),
                "{body:?}"
            );
        }
        let answer = app.send(raw("{}")).await;
        assert_eq!(
            answer.fields(),
            [("name".to_owned(), "required".to_owned())]
        );
        goes_on(app).await;
    }
);

on_both_engines!(
    names_that_would_be_multiplied_by_their_values_are_bounded,
    async |app| {
        app.publish(&lead()).await;
        let long = "k".repeat(401);
        let deep = json!({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}});
        for (answers, code) in [
            (json!({&long: "x"}), "field_name_too_long"),
            (json!({&long: {}}), "field_name_too_long"),
            (json!({"name": {&long: "x"}}), "field_name_too_long"),
            (
                json!({&long[..300]: {&long[..300]: "x"}}),
                "field_name_too_long",
            ),
            (json!({"name": deep}), "answers_too_deep"),
            (json!({"name": vec!["x"; 5_001]}), "too_many_answers"),
            (json!({"name": vec![json!([]); 5_001]}), "too_many_answers"),
        ] {
            let body = json!({"answers": answers}).to_string();
            app.send(raw(body)).await.problem(422, code);
        }
        let comments = json!({"answers": {}, "comments": {&long: "x"}}).to_string();
        app.send(raw(comments))
            .await
            .problem(422, "field_name_too_long");
        goes_on(app).await;
    }
);
