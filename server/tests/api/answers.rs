//! `/api/v1/forms/{form}/responses`, `/summary`: what came in, looked for, looked at, added up and deleted.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead, many, next_version, paged, survey};
use axum::http::Method;
use serde_json::{Value, json};
use sonda_server::answers::{Generator, ResponseFilter};
use sonda_server::definition::Document;
use sonda_server::store::{Look, Order};
use sqlx::{AssertSqlSafe, Column, Row};

const RESPONSES: &str = "/api/v1/forms/visit/responses";

/// Answers of four people to the survey, a second apart; their ids, the first first.
async fn four_opinions(app: &TestApp) -> Vec<String> {
    app.publish(&survey()).await;
    let mut ids = Vec::new();
    for (number, (stars, recommend, visits, comment)) in [
        (5, json!(10), json!("1"), "Bardzo DOBRZE"),
        (1, json!(2), json!("3"), "Żółć mnie zalała, 100% „źle\\"),
        (4, json!(8), Value::Null, ""),
        (5, json!(9), json!("10"), "Усе Чудово"),
    ]
    .into_iter()
    .enumerate()
    {
        app.clock.advance_ms(1_000);
        let mut body = json!({"version": 1, "locale": if number == 1 { "pl" } else { "en" },
            "answers": {"stars": stars, "recommend": recommend}});
        if !visits.is_null() {
            body["answers"]["visits"] = visits;
        }
        if !comment.is_empty() {
            body["comments"] = json!({"stars": comment});
        }
        let link = app.link("visit", &format!("c{number}")).await;
        let answer = app
            .send(Ask::json(&link.responses(), &key(number), &body))
            .await;
        ids.push(answer.receipt());
    }
    ids
}

/// The places, among those given, of the responses that an address shows.
async fn found(app: &TestApp, ids: &[String], query: &str) -> Vec<usize> {
    let shown = app.shown(&format!("{RESPONSES}?{query}")).await;
    let responses = shown["responses"].as_array().unwrap();
    responses
        .iter()
        .map(|one| ids.iter().position(|id| one["id"] == id.as_str()).unwrap())
        .collect()
}

on_both_engines!(responses_are_found_by_what_they_say, async |app| {
    let ids = four_opinions(app).await;
    for (query, places) in [
        ("", &[3, 2, 1, 0][..]),
        ("order=oldest", &[0, 1, 2, 3]),
        ("q=dobrze", &[0]),
        ("q=%C5%BB%C3%93%C5%81%C4%86", &[1]),
        ("q=%D1%83%D0%A1%D0%B5", &[3]),
        ("q=100%25%20%E2%80%9E%C5%BA", &[1]),
        ("q=le%5C", &[1]),
        ("q=1_0", &[]),
        ("q=*", &[]),
        ("q=stars", &[]),
        ("answer=stars:is:5", &[3, 0]),
        ("answer=stars:at_most:4", &[2, 1]),
        ("answer=visits:at_least:3", &[3, 1]),
        ("answer=visits:is:10.0", &[3]),
        ("answer=visits:missing", &[2]),
        ("answer=stars:contains:chudo", &[]),
        (
            "answer=stars:contains:dobrze&answer=recommend:at_least:9",
            &[0],
        ),
        ("locale=pl", &[1]),
        ("version=2", &[]),
        ("channel=personal&answer=visits:given", &[3, 1, 0]),
        ("channel=public", &[]),
        ("mark=any", &[]),
        ("mark=none&limit=2", &[3, 2]),
        ("delivery=pending", &[3, 2, 1, 0]),
        ("delivery=done", &[]),
        ("from=2026-07-31T10:00:02Z&to=2026-07-31T10:00:04Z", &[2, 1]),
        ("from=2026-07-31&to=2026-07-31&q=dobrze", &[0]),
        ("to=2026-07-30", &[]),
    ] {
        assert_eq!(found(app, &ids, query).await, places, "{query}");
    }
    let by_id = format!("q={}", ids[2]);
    assert_eq!(found(app, &ids, &by_id).await, [2]);
    app.deliver().await;
    assert_eq!(found(app, &ids, "delivery=done").await, [3, 2, 1, 0]);
    assert!(found(app, &ids, "delivery=pending").await.is_empty());
});

on_both_engines!(pages_follow_each_other_and_leave_nothing_out, async |app| {
    let ids = four_opinions(app).await;
    for order in ["newest", "oldest"] {
        let first = app
            .shown(&format!("{RESPONSES}?limit=3&order={order}"))
            .await;
        let next = first["next"].as_str().unwrap();
        assert_eq!(first["responses"][2]["id"], next);
        let address = format!("{RESPONSES}?limit=3&order={order}&after={next}");
        let last = app.shown(&address).await;
        assert_eq!(last["responses"].as_array().unwrap().len(), 1);
        assert_eq!(last["next"], Value::Null);
        let end = if order == "newest" { &ids[0] } else { &ids[3] };
        assert_eq!(last["responses"][0]["id"], end.as_str());
    }
    // A page that ends with the last response is the last one.
    let all = app.shown(&format!("{RESPONSES}?limit=4")).await;
    assert_eq!(
        (&all["next"], &all["looked_until"]),
        (&Value::Null, &Value::Null)
    );
});

on_both_engines!(
    a_look_ends_after_so_many_responses_and_goes_on_there,
    async |app| {
        let ids = four_opinions(app).await;
        let filter = ResponseFilter {
            text: Some("dobrze".to_owned()),
            ..ResponseFilter::default()
        };
        let mut look = Look {
            order: Order::Newest,
            after: None,
            limit: 10,
            most_examined: 3,
        };
        let form = "visit".parse().unwrap();
        let looked = app.store.look_through(&form, &filter, &look).await.unwrap();
        assert!(looked.responses.is_empty());
        assert_eq!(looked.next.as_ref().unwrap().id, ids[1]);
        look.after = looked.next;
        let looked = app.store.look_through(&form, &filter, &look).await.unwrap();
        assert_eq!(looked.responses[0].id, ids[0]);
        assert_eq!(looked.next, None);
    }
);

on_both_engines!(
    a_look_reads_so_many_responses_and_goes_on_there,
    async |app| {
        app.publish(&lead()).await;
        let made = many(&lead(), 2_400);
        let form = "contact-us".parse().unwrap();
        app.store
            .insert_generated(&form, 1, &made, &[])
            .await
            .unwrap();
        // The name of a question: the database finds it everywhere, and nobody wrote it.
        let filter = ResponseFilter {
            text: Some("name".to_owned()),
            ..ResponseFilter::default()
        };
        let mut look = Look {
            order: Order::Newest,
            after: None,
            limit: 10,
            most_examined: 20_000,
        };
        let looked = app.store.look_through(&form, &filter, &look).await.unwrap();
        assert!(looked.responses.is_empty());
        let next = looked.next.unwrap();
        let place = made.iter().position(|one| one.id == next.id).unwrap();
        assert!((300..=400).contains(&place), "{place}");
        look.after = Some(next);
        let looked = app.store.look_through(&form, &filter, &look).await.unwrap();
        assert_eq!((looked.responses.len(), looked.next), (0, None));
    }
);

on_both_engines!(what_is_asked_for_must_make_sense, async |app| {
    app.publish(&survey()).await;
    for query in [
        "answer=stars",
        "answer=stars:like:5",
        "band=x",
        "from=yesterday",
        "channel=x",
        "order=x",
        "limit=x",
        "after=no-such",
        "unknown=1",
        "limit=1&limit=2",
        "delivery=lost",
        "version=x",
    ] {
        let ask = Ask::admin(Method::GET, &format!("{RESPONSES}?{query}"), &Value::Null);
        app.send(ask).await.problem(400, "malformed_query");
    }
    let ask = Ask::admin(Method::GET, "/api/v1/forms/none/responses", &Value::Null);
    app.send(ask).await.problem(404, "not_found");
});

on_both_engines!(a_response_is_shown_with_all_about_it, async |app| {
    let ids = four_opinions(app).await;
    app.deliver().await;
    let shown = app.shown(&format!("{RESPONSES}/{}", ids[1])).await;
    assert_eq!(shown["answers"]["stars"]["answer"]["value"], 1);
    assert_eq!(shown["contact"], "embedded/contact/c1");
    assert_eq!(shown["personal_link"]["contact"], "embedded/contact/c1");
    assert_eq!(shown["personal_link"]["id"], shown["link"]);
    assert_eq!(shown["delivery"], "done");
    assert_eq!(shown["submitted_at"], "2026-07-31T10:00:02Z");
    assert_eq!(
        (&shown["newer"], &shown["older"]),
        (&json!(ids[2]), &json!(ids[0]))
    );
    let deliveries = shown["deliveries"].as_array().unwrap();
    let targets: Vec<&str> = deliveries
        .iter()
        .map(|one| one["target"].as_str().unwrap())
        .collect();
    assert_eq!(targets, ["survey_response", "question_response"]);
    let records = app.records("survey_response").await;
    let written = records
        .iter()
        .find(|one| one["id"] == deliveries[0]["record"]);
    assert_eq!(written.unwrap()["values"]["response"], ids[1].as_str());
    app.publish(&lead()).await;
    let elsewhere = format!("/api/v1/forms/contact-us/responses/{}", ids[1]);
    for path in [elsewhere, format!("{RESPONSES}/none")] {
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(404, "not_found");
        app.admin(Method::DELETE, &path, &Value::Null)
            .await
            .problem(404, "not_found");
    }
});

/// Everything that the database holds, but of its own schema.
async fn everything(app: &TestApp) -> String {
    let tables = match app.config.database_url().starts_with("sqlite") {
        true => "SELECT name FROM sqlite_master WHERE type = 'table'",
        false => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
    };
    let tables: Vec<String> = sqlx::query_scalar(tables)
        .fetch_all(&app.pool)
        .await
        .unwrap();
    assert!(tables.iter().any(|table| table == "response"));
    let mut text = String::new();
    for table in tables.iter().filter(|table| !table.starts_with('_')) {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")));
        for row in rows.fetch_all(&app.pool).await.unwrap() {
            for column in 0..row.columns().len() {
                let value = row.try_get::<Option<String>, _>(column).ok().flatten();
                text.push_str(&format!(
                    "{table}.{}={}\n",
                    row.column(column).name(),
                    value.unwrap_or_default()
                ));
            }
        }
    }
    text
}

on_both_engines!(
    nothing_is_left_of_a_response_that_was_deleted,
    async |app| {
        let mut form = lead();
        form["content"]["questions"]
            .as_array_mut()
            .unwrap()
            .push(json!(
        {"id": "scan", "type": "file", "title": {"en": "Scan"}}));
        form["settings"]["max_responses"] = json!(1);
        app.publish(&form).await;
        let upload = Ask::post(
            "/api/v1/public/forms/contact-us/uploads?question=scan",
            "application/octet-stream",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on".to_vec(),
        );
        let upload = app
            .send(upload.with("x-file-name", "secret-scan.png"))
            .await
            .json();
        let file = upload["id"].as_str().unwrap();
        let before = everything(app).await;
        let mut body = a_lead("Unforgettable");
        body["answers"]["scan"] = json!([file]);
        let id = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &body))
            .await
            .receipt();
        // Given up: what was tried and why is noted, too.
        app.sql("UPDATE mapping_revision SET mapping = '{\"targets\":[]}'")
            .await;
        assert_eq!(app.deliver().await.dead, 1);
        app.sql("UPDATE delivery SET status = 'pending'").await;
        assert!(everything(app).await.contains(&id));
        let path = format!("/api/v1/forms/contact-us/responses/{id}");
        let deleted = app.admin(Method::DELETE, &path, &Value::Null).await;
        assert_eq!(deleted.status.as_u16(), 204);
        let left = everything(app).await;
        for gone in [id.as_str(), "Unforgettable", "secret-scan", file] {
            assert!(!left.contains(gone), "{gone}:\n{left}");
        }
        assert!(before.contains("secret-scan"));
        assert_eq!(app.deliver().await.dead, 0);
        app.admin(
            Method::GET,
            &format!("/api/v1/uploads/{file}"),
            &Value::Null,
        )
        .await
        .problem(404, "not_found");
        app.admin(Method::DELETE, &path, &Value::Null)
            .await
            .problem(404, "not_found");
        // Its place is free again.
        app.send(Ask::json(LEAD_RESPONSES, &key(2), &a_lead("Jan")))
            .await
            .receipt();
    }
);

on_both_engines!(
    records_of_a_deleted_response_stay_and_its_link_may_answer_again,
    async |app| {
        let ids = four_opinions(app).await;
        app.deliver().await;
        let records = app.records("survey_response").await;
        let links: Vec<Value> = app
            .responses("visit")
            .await
            .iter()
            .map(|one| one["link"].clone())
            .collect();
        assert_eq!(links.len(), 4);
        let path = format!("{RESPONSES}/{}", ids[0]);
        assert_eq!(
            app.admin(Method::DELETE, &path, &Value::Null)
                .await
                .status
                .as_u16(),
            204
        );
        assert_eq!(app.records("survey_response").await, records);
        assert_eq!(app.responses("visit").await.len(), 3);
        let claims: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM once_claim")
            .fetch_one(&app.pool)
            .await
            .unwrap();
        assert_eq!(claims, 3);
        let forms = app.shown("/api/v1/forms").await;
        assert_eq!(forms["forms"][0]["responses"], 3);
    }
);

on_both_engines!(
    a_response_that_is_being_written_is_not_deleted,
    async |app| {
        let ids = four_opinions(app).await;
        app.sql("UPDATE delivery SET lease_owner = 'worker', due_at_ms = 9000000000000")
            .await;
        let path = format!("{RESPONSES}/{}", ids[0]);
        app.admin(Method::DELETE, &path, &Value::Null)
            .await
            .problem(409, "delivery_under_way");
        // A worker that died holds nothing up.
        app.sql("UPDATE delivery SET due_at_ms = 1").await;
        assert_eq!(
            app.admin(Method::DELETE, &path, &Value::Null)
                .await
                .status
                .as_u16(),
            204
        );
    }
);

on_both_engines!(a_summary_adds_up_what_was_answered, async |app| {
    four_opinions(app).await;
    app.publish(&next_version(survey())).await;
    let shown = app.shown("/api/v1/forms/visit/summary").await;
    assert_eq!(
        (&shown["responses"], &shown["since"]),
        (&json!(4), &Value::Null)
    );
    let of = |id: &str| {
        let questions = shown["questions"].as_array().unwrap();
        questions
            .iter()
            .find(|one| one["id"] == id)
            .unwrap()
            .clone()
    };
    let stars = of("stars");
    assert_eq!(
        (&stars["asked"], &stars["answered"], &stars["comments"]),
        (&json!(4), &json!(4), &json!(3))
    );
    assert_eq!(
        stars["numbers"],
        json!({"mean": 3.75, "median": 4.5, "min": 1.0, "max": 5.0})
    );
    let counts: Vec<u64> = stars["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [1, 0, 0, 1, 2]);
    assert_eq!(
        of("recommend")["nps"],
        json!({"score": 25.0, "promoters": 2, "passives": 1, "detractors": 1})
    );
    assert_eq!(
        (
            &of("visits")["answered"],
            &of("visits")["numbers"]["median"]
        ),
        (&json!(3), &json!(3.0))
    );
    // Nobody was asked what a later version asks.
    assert_eq!(
        (&of("added")["asked"], &of("added")["answered"]),
        (&json!(0), &json!(0))
    );
    let some = app
        .shown("/api/v1/forms/visit/summary?answer=stars:is:5")
        .await;
    assert_eq!(some["responses"], 2);
});

#[test]
fn made_up_answers_are_valid_and_the_same_for_the_same_seed() {
    let demo = |name: &str| -> Value {
        let path = format!("{}/../demo/{name}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    for form in [
        lead(),
        survey(),
        paged(),
        demo("request-a-demo"),
        demo("report-a-problem"),
        demo("after-the-service-visit"),
    ] {
        let document: Document = serde_json::from_value(form).unwrap();
        let make = |seed| {
            let mut generator = Generator::new(&document.content, seed);
            (0..200)
                .map(|_| generator.generate().unwrap())
                .collect::<Vec<_>>()
        };
        let made = make(7);
        assert!(made == make(7), "{}", document.id);
        assert!(made != make(8), "{}", document.id);
        for question in document.content.questions() {
            let answered = made
                .iter()
                .any(|one| one.judged.answers.answer(question.id.as_str()).is_some());
            let silent = matches!(question.kind.as_str(), "hidden" | "file" | "statement");
            assert!(answered || silent, "{}: {}", document.id, question.id);
        }
    }
}
