//! Whatever is sent to the public addresses, the server does not fail. The cases are the same at each run.

use crate::app::TestApp;
use crate::ask::{Ask, PLAIN};
use crate::forms::{LEAD, LEAD_RESPONSES, PAGED, a_lead, key, lead, paged, survey};
use axum::http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Number, Value};

const CASES: usize = 150;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z_.]{0,12}",
        Just("name".to_owned()),
        Just("version".to_owned()),
        Just("\u{0}\u{202e}\u{feff}</script>".to_owned()),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A submission with one part replaced: deeper than random documents reach.
fn nearly_a_submission() -> impl Strategy<Value = Value> {
    let part = prop::sample::select(vec!["version", "locale", "answers", "comments", "context"]);
    let question = prop::sample::select(vec![
        "name", "email", "message", "topics", "stars", "visits",
    ]);
    (part, question, text(), json(), any::<bool>()).prop_map(
        |(part, question, name, value, deep)| {
            let mut body = a_lead("Jan");
            match (deep, part) {
                (true, "context") => body["context"] = serde_json::json!({"page": value}),
                (true, "comments") => body["comments"] = serde_json::json!({name: value}),
                (true, _) => body["answers"][question] = value,
                (false, part) => body[part] = value,
            }
            body
        },
    )
}

fn draw<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

async fn survives(app: &TestApp, what: &str, ask: Ask) {
    let answer = app.send(ask).await;
    assert!(answer.status.as_u16() < 500, "{what}: {answer:?}");
}

on_both_engines!(random_bodies_never_make_the_server_fail, async |app| {
    app.publish(&lead()).await;
    app.publish(&survey()).await;
    let link = app.link("visit", "1").await;
    let json_paths = [LEAD_RESPONSES.to_owned(), link.responses()];
    let plain_paths = [LEAD.to_owned(), link.page()];
    let runner = &mut TestRunner::deterministic();
    for number in 0..CASES {
        let path = &json_paths[number % 2];
        let body = match number % 3 {
            0 => draw(runner, &json()),
            _ => draw(runner, &nearly_a_submission()),
        };
        survives(
            app,
            &format!("{path} {body}"),
            Ask::json(path, &key(number), &body),
        )
        .await;

        let bytes = draw(runner, &prop::collection::vec(any::<u8>(), 0..200));
        let ask = Ask::post(path, "application/json", bytes.clone())
            .with("idempotency-key", "\"random-bytes-1\"");
        survives(app, &format!("{path} {bytes:?}"), ask).await;

        let path = &plain_paths[number % 2];
        survives(
            app,
            &format!("{path} {bytes:?}"),
            Ask::post(path, PLAIN, bytes.clone()),
        )
        .await;
        let fields = draw(runner, &prop::collection::vec((text(), text()), 0..6));
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        survives(
            app,
            &format!("{path} {fields:?}"),
            Ask::plain(path, &fields),
        )
        .await;
    }
    app.deliver().await;
    assert!(
        !app.responses("contact-us").await.is_empty(),
        "some cases are meant to be sound"
    );
});

on_both_engines!(random_addresses_never_make_the_server_fail, async |app| {
    app.publish(&lead()).await;
    let runner = &mut TestRunner::deterministic();
    let encoded = prop::collection::vec(any::<u8>(), 0..12);
    let places = [
        "/{}",
        "/f/{}",
        "/f/{}/sent",
        "/s/{}",
        "/s/{}/sent",
        "/s/{}/draft",
        "/s/{}/resume",
        "/f/contact-us?lang={}",
        "/f/contact-us?{}",
        "/api/v1/public/forms/{}/view",
        "/api/v1/public/forms/contact-us/view?lang={}",
        "/api/v1/public/forms/{}/responses",
        "/api/v1/public/links/{}/responses",
        "/api/v1/forms/{}",
        "/api/v1/forms/{}/responses",
        "/api/v1/forms/contact-us/responses?after={}",
        "/api/v1/links/{}/revoke",
        "/api/v1/tables/{}/records",
        "/api/v1/tables/lead/records?after={}",
        "/api/v1/deliveries?form={}",
        "/api/v1/deliveries?response={}",
        "/api/v1/deliveries/{}/{}/attempts",
        "/api/v1/deliveries/{}/{}/replay",
        "/pkg/{}",
        "/embed.js?v={}",
    ];
    let methods = [Method::GET, Method::POST, Method::HEAD, Method::OPTIONS];
    for number in 0..CASES * 2 {
        let bytes = match number % 10 {
            0 => vec![0],
            _ => draw(runner, &encoded),
        };
        let text: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        let path = places[number % places.len()].replace("{}", &text);
        let method = methods[number % methods.len()].clone();
        survives(
            app,
            &format!("{method} {path}"),
            Ask::admin(method.clone(), &path, &Value::Null),
        )
        .await;
        let ask = Ask::admin(Method::GET, &path, &Value::Null);
        survives(app, &path, ask).await;
    }
});

on_both_engines!(random_headers_never_make_the_server_fail, async |app| {
    app.publish(&lead()).await;
    let runner = &mut TestRunner::deterministic();
    let names = [
        "origin",
        "referer",
        "host",
        "accept-language",
        "x-forwarded-for",
        "idempotency-key",
        "content-type",
        "accept-encoding",
        "sec-fetch-site",
        "authorization",
        "if-none-match",
    ];
    let value = "[\\x20-\\x7e\u{80}-\u{ff}]{0,40}";
    for number in 0..CASES {
        let text = draw(runner, &value);
        let name = names[number % names.len()];
        survives(
            app,
            &format!("{name}: {text}"),
            Ask::get(LEAD).with(name, &text),
        )
        .await;
        let ask = Ask::json(LEAD_RESPONSES, &key(number), &a_lead("Jan"));
        survives(app, &format!("{name}: {text}"), ask.with(name, &text)).await;
        let ask = Ask::plain(LEAD, &[("name", "Jan")]);
        survives(app, &format!("{name}: {text}"), ask.with(name, &text)).await;
    }
});

/// Fields of a step, most of them nearly right.
fn nearly_a_step() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = vec![
        "_step",
        "_go",
        "_shown",
        "_hidden",
        "_review",
        "_reviewed",
        "_key",
        "_lang",
        "_version",
        "_return",
        "name",
        "pet",
        "hurry",
        "kind",
        "kind.other",
        "kind.comment",
        "which",
        "stars",
        "sum",
        "topics",
        "ref",
        "order",
        "order.x",
    ];
    let values = vec![
        "",
        "you",
        "animal",
        "opinion",
        "next",
        "back",
        "send",
        "edit:",
        "edit:you",
        "edit:opinion",
        "edit:nobody",
        "yes",
        "no",
        "cat",
        "other",
        "which kind",
        "you animal opinion",
        "Jan",
        "1",
        "5",
        "two",
        "a",
        "pl",
    ];
    let name = prop_oneof![9 => prop::sample::select(names).prop_map(str::to_owned), 1 => text()];
    let value = prop_oneof![9 => prop::sample::select(values).prop_map(str::to_owned), 1 => text()];
    prop::collection::vec((name, value), 0..14)
}

on_both_engines!(random_steps_never_make_the_server_fail, async |app| {
    app.publish(&paged()).await;
    let mut form = paged();
    form["id"] = "questions".into();
    form["content"]["layout"] = "one_question".into();
    app.publish(&form).await;
    form["id"] = "together".into();
    form["content"]["layout"] = "one_page".into();
    app.publish(&form).await;
    let link = app.link("diagnosis", "1").await;
    let paths = [
        PAGED.to_owned(),
        "/f/questions".to_owned(),
        "/f/together".to_owned(),
        link.page(),
    ];
    let runner = &mut TestRunner::deterministic();
    let mut stored = 0;
    for number in 0..CASES * 4 {
        let mut fields = draw(runner, &nearly_a_step());
        if number % 3 == 0 {
            fields.push(("name".to_owned(), "Jan".to_owned()));
            fields.push(("stars".to_owned(), "4".to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let path = &paths[number % paths.len()];
        survives(
            app,
            &format!("{path} {fields:?}"),
            Ask::plain(path, &fields),
        )
        .await;
        let query: Vec<String> = fields
            .iter()
            .map(|(name, value)| {
                let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                format!("answer.{}={}", encode(name), encode(value))
            })
            .collect();
        survives(app, path, Ask::get(&format!("{path}?{}", query.join("&")))).await;
    }
    for form in ["diagnosis", "questions", "together"] {
        stored += app.responses(form).await.len();
    }
    assert!(stored > 0, "some cases are meant to be sound");
});
