//! The order of shuffled options: what a page showed can be told from what is stored.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::forms::key;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PAGE: &str = "/f/taste";
const RESPONSES: &str = "/api/v1/public/forms/taste/responses";

fn options() -> Value {
    let option = |id: String| json!({"id": id, "title": {"en": id}});
    let mut options: Vec<Value> = (0..8).map(|number| option(format!("o{number}"))).collect();
    options.push(json!({"id": "none", "title": {"en": "None"}, "exclusive": true}));
    options.into()
}

fn taste(shuffled: bool) -> Value {
    json!({
        "sonda": 1, "id": "taste", "kind": "survey",
        "content": {"locales": ["en"], "fallback_locale": "en", "title": {"en": "Taste"}, "questions": [
            {"id": "liked", "type": "multiple_choice", "title": {"en": "Liked"}, "shuffled": shuffled,
             "options": options()},
            {"id": "visits", "type": "group", "title": {"en": "Visits"}, "min_entries": 0, "max_entries": 2,
             "questions": [
                {"id": "meal", "type": "multiple_choice", "title": {"en": "Meal"}, "shuffled": shuffled,
                 "options": options()}]},
        ]},
    })
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The options of a question in the order that a page shows them.
fn shown(page: &str, name: &str) -> Vec<String> {
    let inputs = page
        .split("<input")
        .filter(|tag| tag.contains(&format!("name=\"{name}\"")));
    let value = |tag: &str| {
        tag.split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    inputs.map(value).collect()
}

async fn newest(app: &TestApp) -> Value {
    app.responses("taste").await.swap_remove(0)
}

on_both_engines!(
    the_stored_seed_gives_the_order_that_the_page_showed,
    async |app| {
        app.publish(&taste(true)).await;
        let mut orders = BTreeSet::new();
        for number in 1..4 {
            app.set_ms(number);
            let answer = app.get(PAGE).await;
            let page = answer.page(200);
            let seed = hidden(page, "_seed");
            let order = shown(page, "liked");
            let fields = [("_seed", seed.as_str()), ("liked", "o1")];
            app.send(Ask::plain(PAGE, &fields)).await;
            let response = newest(app).await;
            assert_eq!(response["seed"].to_string(), seed);
            assert_eq!(response["option_order"]["liked"], json!(order));
            assert_eq!(order.last().unwrap(), "none");
            orders.insert(order);
        }
        assert!(orders.len() > 1, "pages differ: {orders:?}");
    }
);

on_both_engines!(a_page_that_comes_back_keeps_its_order, async |app| {
    app.publish(&taste(true)).await;
    let answer = app.get(PAGE).await;
    let (seed, order) = (
        hidden(answer.page(200), "_seed"),
        shown(answer.page(200), "liked"),
    );
    // Both at once: `none` excludes the others.
    let wrong = [("_seed", seed.as_str()), ("liked", "o1"), ("liked", "none")];
    let refused = app.send(Ask::plain(PAGE, &wrong)).await;
    assert_eq!(shown(refused.page(422), "liked"), order);
});

on_both_engines!(a_widget_sends_the_seed_that_it_was_given, async |app| {
    app.publish(&taste(true)).await;
    let view = app.get("/api/v1/public/forms/taste/view").await.json();
    let seed = view["seed"].as_u64().unwrap();
    assert_ne!(seed, 0);
    let body = json!({"version": 1, "seed": seed, "answers": {"liked": ["o2"]}});
    app.send(Ask::json(RESPONSES, &key(1), &body))
        .await
        .receipt();
    let response = newest(app).await;
    assert_eq!(response["seed"], seed);
    let ids = |order: &Value| -> BTreeSet<String> {
        let ids = order.as_array().unwrap().iter();
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let order = &response["option_order"];
    assert_eq!(ids(&order["liked"]), ids(&order["meal"]));
    assert_ne!(
        order["liked"], order["meal"],
        "each question has an order of its own"
    );
});

on_both_engines!(a_seed_that_decided_nothing_is_not_kept, async |app| {
    app.publish(&taste(false)).await;
    let send = async |number: usize, body: Value| {
        app.send(Ask::json(RESPONSES, &key(number), &body)).await
    };
    send(1, json!({"seed": 77, "answers": {"liked": ["o2"]}}))
        .await
        .receipt();
    let response = newest(app).await;
    assert_eq!(
        (&response["seed"], &response["option_order"]),
        (&json!(0), &Value::Null)
    );
    app.publish(&taste(true)).await;
    app.set_ms(1);
    send(2, json!({"answers": {"liked": ["o2"]}}))
        .await
        .receipt();
    assert_eq!(
        newest(app).await["seed"],
        0,
        "who shows no page shuffles nothing"
    );
    for seed in [json!(-1), json!(4_294_967_296_u64), json!("7"), json!(1.5)] {
        let answer = send(3, json!({"seed": seed, "answers": {}})).await;
        answer.problem(422, "wrong_shape");
    }
    for (number, strange) in (10..).zip(["abc", "-1", "99999999999", ""]) {
        app.set_ms(number);
        app.send(Ask::plain(PAGE, &[("_seed", strange), ("liked", "o1")]))
            .await;
        assert_eq!(newest(app).await["seed"], 0);
    }
});
