//! `POST /api/v1/forms/{form}/links/bulk`, its preview, and the jobs that follow.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::clock::START_MS;
use crate::forms::survey;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const HOUR_MS: i64 = 60 * 60 * 1_000;

async fn preview(app: &TestApp, body: &Value) -> Answer {
    app.admin(Method::POST, "/api/v1/forms/visit/links/bulk/preview", body)
        .await
}

async fn begin(app: &TestApp, key: &str, body: &Value) -> Answer {
    let ask = Ask::admin(Method::POST, "/api/v1/forms/visit/links/bulk", body);
    app.send(ask.with("idempotency-key", &format!("\"{key}\"")))
        .await
}

/// Begins a job and does all of it.
async fn done(app: &TestApp, key: &str, body: &Value) -> Value {
    let begun = begin(app, key, body).await;
    assert_eq!(begun.status.as_u16(), 202, "{}", begun.text());
    app.make_waiting_links(1_000).await;
    app.shown(&format!(
        "/api/v1/link-jobs/{}",
        begun.json()["id"].as_str().unwrap()
    ))
    .await
}

async fn addresses(app: &TestApp, job: &Value, query: &str) -> Answer {
    let path = format!(
        "/api/v1/link-jobs/{}/addresses{query}",
        job["id"].as_str().unwrap()
    );
    app.admin(Method::POST, &path, &Value::Null).await
}

/// The cells of the file of addresses.
async fn table(app: &TestApp, job: &Value) -> Vec<Vec<String>> {
    let answer = addresses(app, job, "").await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    let text = answer.text().trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(b';')
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

fn counts(job: &Value) -> [i64; 4] {
    ["waiting", "made", "skipped", "failed"].map(|state| job[state].as_i64().unwrap())
}

const PEOPLE: &str = "Imię i nazwisko;E-mail;Język;Ważny do\n\
                      Anna Nowak;anna@example.com;pl;2026-12-31\n\
                      Jan Kowalski;jan@example.com;en;31.12.2026\n";

on_both_engines!(a_preview_says_what_would_become_of_each_row, async |app| {
    app.publish(&survey()).await;
    let text = format!(
        "{PEOPLE};nobody;;\nX;;;\nY;y@example.com;xx;yesterday\nAnna;ANNA@example.com ;;\nZ;z@example.com;;2020-01-01\n"
    );
    let answer = preview(app, &json!({"text": text, "missing": "create"})).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    let mut shown = answer.json();
    let columns = shown["columns"].as_array().unwrap();
    let roles: Vec<&str> = columns
        .iter()
        .map(|column| column["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["name", "email", "locale", "expires_at"]);
    assert_eq!(
        (&shown["header"], &shown["delimiter"], &shown["encoding"]),
        (&json!(true), &json!(";"), &json!("utf-8"))
    );
    assert_eq!(
        (&shown["rows"], &shown["links"], &shown["new_contacts"]),
        (&json!(7), &json!(2), &json!(2))
    );
    assert_eq!(shown["repeated"], json!([{"row": 7, "same_as": 2}]));
    let faults: Vec<(i64, Option<i64>, &str)> = shown["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["row"].as_i64().unwrap(),
                fault["column"].as_i64(),
                fault["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        faults,
        [
            (4, Some(1), "invalid_email"),
            (5, None, "no_contact"),
            (6, Some(2), "unknown_locale"),
            (6, Some(3), "invalid_expires_at"),
            (8, Some(3), "past_expires_at"),
        ]
    );
    shown = preview(app, &json!({"text": PEOPLE})).await.json();
    assert_eq!(
        (&shown["links"], &shown["faulty_rows"]),
        (&json!(0), &json!(2)),
        "nobody knows them yet"
    );
    let columns = json!([{}, {"role": "email"}]);
    shown = preview(
        app,
        &json!({"text": PEOPLE, "header": false, "columns": columns, "missing": "create"}),
    )
    .await
    .json();
    assert_eq!(
        (&shown["rows"], &shown["faulty_rows"]),
        (&json!(3), &json!(1)),
        "the titles are no address"
    );
    assert!(
        app.records("contact").await.is_empty(),
        "a preview writes nothing"
    );
});

on_both_engines!(a_job_makes_links_and_tells_their_addresses, async |app| {
    app.publish(&survey()).await;
    let job = done(
        app,
        "first-job",
        &json!({"text": PEOPLE, "missing": "create", "zone": "Europe/Warsaw"}),
    )
    .await;
    assert_eq!(counts(&job), [0, 2, 0, 0]);
    assert_eq!(
        (&job["running"], &job["addresses"]),
        (&json!(false), &json!("ready"))
    );
    let contacts = app.records("contact").await;
    let mut names: Vec<_> = contacts
        .iter()
        .map(|contact| contact["values"]["last_name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["Kowalski", "Nowak"]);
    let table = table(app, &job).await;
    assert_eq!(table[0][4..], ["row", "state", "reason", "link", "address"]);
    assert_eq!(
        table[1][..5],
        ["Anna Nowak", "anna@example.com", "pl", "2026-12-31", "2"]
    );
    for line in &table[1..] {
        let page = line[8].strip_prefix("https://sonda.example").unwrap();
        app.get(page).await.page(200);
        let link = app.shown(&format!("/api/v1/links/{}", line[7])).await;
        // The end of the day in Warsaw.
        assert_eq!(link["expires_at_ms"], 1_798_758_000_000_i64);
        assert_eq!(
            (&link["job"], &link["label"]),
            (&job["id"], &json!(line[0]))
        );
    }
    let english = app
        .get(table[2][8].strip_prefix("https://sonda.example").unwrap())
        .await;
    assert!(english.page(200).contains("<html lang=\"en\""));
    let shown = app
        .shown(&format!(
            "/api/v1/forms/visit/links?job={}",
            job["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(shown["links"].as_array().unwrap().len(), 2);
    let jobs = app.shown("/api/v1/forms/visit/link-jobs").await;
    assert_eq!(jobs["jobs"][0]["id"], job["id"]);
});

on_both_engines!(
    addresses_are_forgotten_an_hour_after_they_were_told,
    async |app| {
        app.publish(&survey()).await;
        let job = done(
            app,
            "first-job",
            &json!({"text": PEOPLE, "missing": "create"}),
        )
        .await;
        let book = addresses(app, &job, "?format=xlsx").await;
        assert!(
            book.body.starts_with(b"PK") && book.header("content-disposition").contains(".xlsx")
        );
        let path = format!("/api/v1/link-jobs/{}", job["id"].as_str().unwrap());
        assert_eq!(app.shown(&path).await["addresses"], "told");
        app.set_ms(HOUR_MS);
        app.tidy().await;
        assert_eq!(
            addresses(app, &job, "").await.status.as_u16(),
            200,
            "a download that broke off is repeated"
        );
        app.set_ms(HOUR_MS + 1);
        app.tidy().await;
        addresses(app, &job, "")
            .await
            .problem(409, "addresses_forgotten");
        assert_eq!(app.shown(&path).await["addresses"], "forgotten");
        app.set_ms(7 * 24 * HOUR_MS + 1);
        app.tidy().await;
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(404, "not_found");
        assert_eq!(
            app.shown("/api/v1/forms/visit/links").await["counts"]["all"],
            2,
            "the links stay"
        );
        let again = done(
            app,
            "second-job",
            &json!({"text": PEOPLE, "repeats": "make"}),
        )
        .await;
        let forget = format!(
            "/api/v1/link-jobs/{}/addresses",
            again["id"].as_str().unwrap()
        );
        let answer = app.admin(Method::DELETE, &forget, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 204);
        addresses(app, &again, "")
            .await
            .problem(409, "addresses_forgotten");
    }
);

on_both_engines!(the_database_alone_opens_no_link_of_a_job, async |app| {
    app.publish(&survey()).await;
    let job = done(
        app,
        "first-job",
        &json!({"text": PEOPLE, "missing": "create"}),
    )
    .await;
    let table = table(app, &job).await;
    let code = table[1][8].rsplit_once('/').unwrap().1;
    let dump: Vec<String> = sqlx::query_scalar(
        "SELECT COALESCE(seed, '') || plan || id FROM link_job UNION ALL SELECT cells || COALESCE(link_id, '') FROM link_job_row \
         UNION ALL SELECT code_hmac FROM link",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert!(!dump.is_empty() && !dump.concat().contains(code));
});

on_both_engines!(a_repeat_of_a_request_begins_nothing, async |app| {
    app.publish(&survey()).await;
    let body = json!({"text": PEOPLE, "missing": "create"});
    let first = begin(app, "first-job", &body).await.json();
    assert_eq!(
        begin(app, "first-job", &body).await.json()["id"],
        first["id"]
    );
    app.make_waiting_links(100).await;
    assert_eq!(begin(app, "first-job", &body).await.json()["made"], 2);
    app.make_waiting_links(100).await;
    assert_eq!(
        app.shown("/api/v1/forms/visit/links").await["counts"]["all"],
        2
    );
    let other = json!({"text": "a@example.com", "missing": "create"});
    begin(app, "first-job", &other)
        .await
        .problem(422, "idempotency_key_reused");
    let keyless = Ask::admin(Method::POST, "/api/v1/forms/visit/links/bulk", &body);
    app.send(keyless)
        .await
        .problem(400, "idempotency_key_missing");
});

on_both_engines!(
    a_job_goes_on_after_a_crash_and_makes_each_link_once,
    async |app| {
        app.publish(&survey()).await;
        let people: Vec<String> = (0..250)
            .map(|n| format!("p{n}@example.com,Person {n}"))
            .collect();
        let body = json!({"text": people.join("\n"), "missing": "create"});
        let begun = begin(app, "first-job", &body).await.json();
        let path = format!("/api/v1/link-jobs/{}", begun["id"].as_str().unwrap());
        assert!(app.make_waiting_links(1).await, "there is more");
        assert_eq!(counts(&app.shown(&path).await), [150, 100, 0, 0]);
        addresses(app, &begun, "").await.problem(409, "job_running");
        let other = app.another(|_| {}).await;
        assert!(
            !other.make_waiting_links(10).await,
            "who died is waited for"
        );
        assert_eq!(counts(&app.shown(&path).await), [150, 100, 0, 0]);
        app.set_ms(60_000);
        other.make_waiting_links(10).await;
        let job = app.shown(&path).await;
        assert_eq!(counts(&job), [0, 250, 0, 0]);
        assert_eq!(job["done_at_ms"], START_MS + 60_000);
        assert_eq!(app.records("contact").await.len(), 250);
        assert_eq!(
            app.shown("/api/v1/forms/visit/links").await["counts"]["all"],
            250
        );
        other.close().await;
    }
);

on_both_engines!(
    who_has_an_open_link_is_skipped_unless_another_is_wanted,
    async |app| {
        app.publish(&survey()).await;
        let text = "a@example.com\nb@example.com\nA@example.com\n";
        let twice = done(
            app,
            "first-job",
            &json!({"text": text, "missing": "create"}),
        )
        .await;
        assert_eq!(counts(&twice), [0, 2, 1, 0]);
        let again = done(app, "second-job", &json!({"text": text})).await;
        assert_eq!(counts(&again), [0, 0, 3, 0]);
        let shown = preview(app, &json!({"text": text})).await.json();
        assert_eq!(
            (&shown["links"], &shown["repeated_rows"]),
            (&json!(0), &json!(3))
        );
        let links = app
            .shown("/api/v1/forms/visit/links?search=a@example")
            .await;
        let revoke = json!({"ids": [links["links"][0]["id"]]});
        app.admin(Method::POST, "/api/v1/forms/visit/links/revoke", &revoke)
            .await;
        let third = done(app, "third-job", &json!({"text": text})).await;
        assert_eq!(counts(&third), [0, 1, 2, 0], "a withdrawn link is not open");
        let anyway = done(app, "fourth-job", &json!({"text": text, "repeats": "make"})).await;
        assert_eq!(counts(&anyway), [0, 3, 0, 0]);
    }
);

on_both_engines!(rows_fail_one_by_one_and_say_why, async |app| {
    app.publish(&survey()).await;
    app.contact("1").await;
    let text = "contact,note\nembedded/contact/1,=1+1\n2,+48600\nelsewhere/contact/1,\n1,again\n";
    let columns = json!([{"role": "contact"}, {"role": "link_value", "name": "note"}]);
    let job = done(
        app,
        "first-job",
        &json!({"text": text, "columns": columns, "header": true}),
    )
    .await;
    assert_eq!(counts(&job), [0, 1, 1, 2]);
    let path = format!(
        "/api/v1/link-jobs/{}/rows?state=failed",
        job["id"].as_str().unwrap()
    );
    let rows = app.shown(&path).await;
    let codes: Vec<(i64, &str)> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["row"].as_i64().unwrap(), row["code"].as_str().unwrap()))
        .collect();
    assert_eq!(codes, [(3, "unknown_contact"), (4, "unknown_contact")]);
    let text = addresses(app, &job, "").await;
    assert!(
        text.text().contains("embedded/contact/1,'=1+1,2,made") && text.text().contains("'+48600"),
        "{}",
        text.text()
    );
});

on_both_engines!(a_file_is_read_whatever_it_is, async |app| {
    app.publish(&survey()).await;
    let rows = [
        vec!["E-mail".to_owned(), "Imię".to_owned()],
        vec!["a@example.com".to_owned(), "Łucja".to_owned()],
    ];
    let book = sonda_server::sheets::to_xlsx("Ludzie", &rows);
    let polish = b"imi\xea;e-mail\nZ\xb3ota;a@example.com\n".to_vec();
    for (bytes, format, name) in [(book, "workbook", "Łucja"), (polish, "csv", "Złota")] {
        let shown = preview(
            app,
            &json!({"file": STANDARD.encode(bytes), "missing": "create"}),
        )
        .await
        .json();
        assert_eq!(
            (&shown["format"], &shown["links"]),
            (&json!(format), &json!(1)),
            "{shown}"
        );
        assert!(shown["first"].to_string().contains(name), "{shown}");
    }
    let huge = "x".repeat(12_000_000);
    preview(app, &json!({"text": huge}))
        .await
        .problem(413, "body_too_large");
});

on_both_engines!(a_table_that_makes_no_sense_is_refused, async |app| {
    app.publish(&survey()).await;
    for (body, code) in [
        (json!({}), "unusable_plan"),
        (json!({"text": "a", "file": "YQ=="}), "unusable_plan"),
        (json!({"file": "not base64"}), "unusable_plan"),
        (
            json!({"text": "a", "zone": "Mars/Olympus"}),
            "unusable_plan",
        ),
        (json!({"text": "a", "region": "XX"}), "unusable_plan"),
        (
            json!({"text": "a", "contacts": "embedded/nowhere"}),
            "unusable_plan",
        ),
        (json!({"text": "a", "locale": "fi"}), "unusable_plan"),
        (
            json!({"text": "a", "expires_at": "2020-01-01T00:00:00Z"}),
            "unusable_plan",
        ),
        (json!({"text": " \n;;\n"}), "unreadable_table"),
        (
            json!({"file": STANDARD.encode(b"PK\x03\x04 damaged")}),
            "unreadable_table",
        ),
        (
            json!({"text": "a", "columns": [{"role": "king"}]}),
            "wrong_shape",
        ),
        (json!({"text": "a", "surprise": 1}), "wrong_shape"),
    ] {
        preview(app, &body).await.problem(422, code);
        begin(app, "some-job", &body).await.problem(422, code);
    }
    for id in ["no-such-job", "%E2%98%83"] {
        let path = format!("/api/v1/link-jobs/{id}");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(404, "not_found");
    }
});
