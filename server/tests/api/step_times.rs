//! `…/step-times`: how long steps are looked at, told by anybody's widget, read by the administrator.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::{LEAD, SITE, lead, next_version, paged, survey};
use axum::http::Method;
use futures::future::join_all;
use serde_json::{Value, json};

const LEAD_TIMES: &str = "/api/v1/public/forms/contact-us/step-times";
const PAGED_TIMES: &str = "/api/v1/public/forms/diagnosis/step-times";
const BEACON: &str = "text/plain;charset=UTF-8";

/// What a widget tells.
fn beacon(path: &str, step: &str, ms: u64, event: &str) -> Ask {
    let body = json!({"version": 1, "step": step, "ms": ms, "event": event});
    Ask::post(path, BEACON, body.to_string())
}

#[track_caller]
fn taken(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), answer.text()), (204, ""));
}

async fn steps(app: &TestApp, form: &str) -> Vec<Value> {
    let shown = app.shown(&format!("/api/v1/forms/{form}/step-times")).await;
    shown["steps"].as_array().unwrap().clone()
}

on_both_engines!(
    visits_are_summed_up_by_step_and_by_how_they_ended,
    async |app| {
        app.publish(&paged()).await;
        for (step, ms, event) in [
            ("you", 1_500, "left"),
            ("you", 1_700, "left"),
            ("you", 3_000, "abandoned"),
            ("opinion", 9_000, "left"),
            ("$review", 700, "done"),
        ] {
            taken(&app.send(beacon(PAGED_TIMES, step, ms, event)).await);
        }
        let steps = steps(app, "diagnosis").await;
        let names: Vec<&Value> = steps.iter().map(|step| &step["step"]).collect();
        assert_eq!(names, ["you", "animal", "opinion", "$review"]);
        assert_eq!(
            steps[0],
            json!({"step": "you", "visits": 3, "left": 2, "done": 0, "abandoned": 1, "abandoned_share": 0.3333,
                "median_ms": 1_500, "p90_ms": 2_000, "mean_ms": 1_600})
        );
        assert_eq!(steps[1]["visits"], 0);
        assert_eq!(steps[1]["median_ms"], Value::Null);
        assert_eq!(
            (&steps[3]["done"], &steps[3]["abandoned_share"]),
            (&json!(1), &json!(0.0))
        );
    }
);

on_both_engines!(a_form_of_one_page_is_one_step_without_a_name, async |app| {
    app.publish(&lead()).await;
    taken(&app.send(beacon(LEAD_TIMES, "", 5_000, "done")).await);
    let as_json = json!({"version": 1, "step": "", "ms": 5_000, "event": "abandoned"});
    let ask = Ask::post(LEAD_TIMES, "application/json", as_json.to_string());
    taken(&app.send(ask).await);
    let steps = steps(app, "contact-us").await;
    assert_eq!(steps.len(), 1);
    assert_eq!(
        (&steps[0]["step"], &steps[0]["visits"]),
        (&json!(""), &json!(2))
    );
});

on_both_engines!(each_question_asked_alone_is_a_step, async |app| {
    let mut form = survey();
    form["content"]["layout"] = json!("one_question");
    app.publish(&form).await;
    let times = "/api/v1/public/forms/visit/step-times";
    taken(&app.send(beacon(times, "recommend", 100, "left")).await);
    app.send(beacon(times, "", 100, "left"))
        .await
        .problem(422, "unknown_step");
    let steps = steps(app, "visit").await;
    let names: Vec<&Value> = steps.iter().map(|step| &step["step"]).collect();
    assert_eq!(names, ["stars", "recommend", "visits"]);
});

on_both_engines!(
    no_visit_is_lost_when_many_are_told_at_once,
    async |app| {
        app.publish(&paged()).await;
        let tell = |number: u64| {
            let client = app.client.clone();
            let (step, event) = [("you", "left"), ("opinion", "done")][(number % 2) as usize];
            async move {
                client
                    .send(beacon(PAGED_TIMES, step, number * 400, event))
                    .await
            }
        };
        for answer in join_all((0..60).map(tell)).await {
            taken(&answer);
        }
        let steps = steps(app, "diagnosis").await;
        assert_eq!(
            (&steps[0]["left"], &steps[2]["done"]),
            (&json!(30), &json!(30))
        );
        let mean_ms = (0..60).step_by(2).sum::<u64>() * 400 / 30;
        assert_eq!(steps[0]["mean_ms"], mean_ms);
    },
    flavor = "multi_thread"
);

on_both_engines!(times_of_a_version_stay_its_own, async |app| {
    app.publish(&lead()).await;
    taken(&app.send(beacon(LEAD_TIMES, "", 5_000, "done")).await);
    app.publish(&next_version(lead())).await;
    // A page that was opened before still tells of its version.
    taken(&app.send(beacon(LEAD_TIMES, "", 5_000, "done")).await);
    let path = "/api/v1/forms/contact-us/step-times";
    let newest = app.shown(path).await;
    assert_eq!(
        (&newest["version"], &newest["steps"][0]["visits"]),
        (&json!(2), &json!(0))
    );
    let first = app.shown(&format!("{path}?version=1")).await;
    assert_eq!(
        (&first["version"], &first["steps"][0]["visits"]),
        (&json!(1), &json!(2))
    );
    let none = app
        .admin(Method::GET, &format!("{path}?version=3"), &Value::Null)
        .await;
    none.problem(422, "unknown_version");
});

on_both_engines!(
    what_is_no_visit_is_refused_and_counted_nowhere,
    async |app| {
        app.publish(&paged()).await;
        let send = async |path: &str, body: Value| {
            app.send(Ask::post(path, BEACON, body.to_string())).await
        };
        let with = |name: &str, value: Value| {
            let mut body = json!({"version": 1, "step": "you", "ms": 10, "event": "left"});
            body[name] = value;
            body
        };
        for (name, value) in [
            ("ms", json!(-1)),
            ("ms", json!(1.5)),
            ("ms", json!("10")),
            ("event", json!("arrived")),
            ("step", json!(null)),
            ("who", json!("Anna")),
        ] {
            let answer = send(PAGED_TIMES, with(name, value)).await;
            answer.problem(422, "wrong_shape");
        }
        for version in [0, 2, -1, i64::MAX] {
            let answer = send(PAGED_TIMES, with("version", json!(version))).await;
            answer.problem(422, "unknown_version");
        }
        for step in ["", "name", "YOU", "$review ", "you\0"] {
            let answer = send(PAGED_TIMES, with("step", json!(step))).await;
            answer.problem(422, "unknown_step");
        }
        let nowhere = "/api/v1/public/forms/nowhere/step-times";
        send(nowhere, with("ms", json!(1)))
            .await
            .problem(404, "unknown");
        send(PAGED_TIMES, json!([1, "you", 10, "left"]))
            .await
            .problem(422, "wrong_shape");
        send(PAGED_TIMES, with("step", json!("y".repeat(1_000))))
            .await
            .problem(413, "body_too_large");
        let unread = Ask::post(PAGED_TIMES, "application/x-www-form-urlencoded", "ms=1");
        app.send(unread)
            .await
            .problem(415, "unsupported_media_type");
        let all = steps(app, "diagnosis").await;
        assert!(all.iter().all(|step| step["visits"] == 0), "{all:?}");
    }
);

on_both_engines!(
    a_page_that_stays_open_for_days_counts_as_one_day,
    async |app| {
        app.publish(&lead()).await;
        for ms in [u64::MAX, 200_000_000] {
            taken(&app.send(beacon(LEAD_TIMES, "", ms, "done")).await);
        }
        let steps = steps(app, "contact-us").await;
        assert_eq!(steps[0]["mean_ms"], 86_400_000);
        assert!(steps[0]["p90_ms"].as_u64().unwrap() > 65_000_000);
    }
);

on_both_engines!(
    only_pages_that_may_send_the_form_tell_their_times,
    async |app| {
        app.publish(&lead()).await;
        let from = async |origin: &str| {
            let ask = beacon(LEAD_TIMES, "", 10, "left").with("origin", origin);
            app.send(ask).await
        };
        let allowed = from(SITE).await;
        taken(&allowed);
        assert_eq!(allowed.header("access-control-allow-origin"), SITE);
        from("https://evil.example")
            .await
            .problem(403, "origin_not_allowed");
        from("null").await.problem(403, "origin_not_allowed");
        assert_eq!(steps(app, "contact-us").await[0]["visits"], 1);
    }
);

on_both_engines!(times_are_for_the_administrator_alone, async |app| {
    app.publish(&lead()).await;
    app.get("/api/v1/forms/contact-us/step-times")
        .await
        .problem(401, "unauthorized");
    let path = "/api/v1/forms/nowhere/step-times";
    let answer = app.admin(Method::GET, path, &Value::Null).await;
    answer.problem(404, "not_found");
});

on_both_engines!(
    times_are_limited_by_address_apart_from_submissions,
    async |app| {
        app.publish(&lead()).await;
        let app = app
            .another(|config| config.limits.submissions_per_minute = 1)
            .await;
        for _ in 0..20 {
            taken(&app.send(beacon(LEAD_TIMES, "", 10, "left")).await);
        }
        let limited = app.send(beacon(LEAD_TIMES, "", 10, "left")).await;
        limited.problem(429, "rate_limited");
        taken(
            &app.send(beacon(LEAD_TIMES, "", 10, "left").from("198.51.100.3"))
                .await,
        );
        app.close().await;
    }
);

on_both_engines!(
    every_page_says_where_to_tell_and_no_link_goes_there,
    async |app| {
        app.publish(&paged()).await;
        app.publish(&lead()).await;
        let link = app.link("diagnosis", "1").await;
        let told_at = |page: &str| {
            let (_, rest) = page.split_once("\"stats_url\":\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        assert_eq!(told_at(app.get(LEAD).await.page(200)), LEAD_TIMES);
        assert_eq!(told_at(app.get(&link.page()).await.page(200)), PAGED_TIMES);
        taken(&app.send(beacon(PAGED_TIMES, "you", 10, "left")).await);
    }
);
