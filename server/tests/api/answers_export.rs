//! `/api/v1/forms/{form}/export` and `/codebook`, read by what others read such files with.

use crate::app::TestApp;
use crate::ask::{Answer, Ask};
use crate::forms::key;
use axum::http::Method;
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use std::io::Cursor;

fn t(text: &str) -> Value {
    json!({"en": text, "pl": format!("{text} (pl)")})
}

fn options() -> Value {
    json!([{"id": "a", "title": t("First, best")}, {"id": "b", "title": t("Second")},
        {"id": "other", "title": t("Other"), "text": true}])
}

fn form() -> Value {
    json!({
        "sonda": 1, "id": "export", "kind": "survey",
        "content": {"locales": ["en", "pl"], "fallback_locale": "en", "title": t("Export"), "questions": [
            {"id": "say", "type": "long_text", "title": t("Say")},
            {"id": "amount", "type": "number", "title": t("Amount"), "min": -100, "decimals": 2},
            {"id": "one", "type": "single_choice", "title": t("One"), "options": options()},
            {"id": "some", "type": "multiple_choice", "title": t("Some"), "options": options()},
            {"id": "when", "type": "date_range", "title": t("When")},
            {"id": "grid", "type": "matrix", "title": t("Grid"), "cells": "rating",
             "rows": [{"id": "r1", "title": t("Row one")}, {"id": "r2", "title": t("Row two")}]},
            {"id": "kids", "type": "group", "title": t("Children"), "max_entries": 2,
             "questions": [{"id": "name", "type": "text", "title": t("Name")}]},
            {"id": "stars", "type": "rating", "title": t("Stars"), "comment": {}},
        ], "calculations": [
            {"id": "score", "value": {"*": [{"var": "stars"}, 1.5]}, "decimals": 1, "bands": [
                {"id": "low", "to": 4.9, "title": t("Low")}, {"id": "high", "from": 5, "title": t("High")}]}]},
    })
}

async fn filled(app: &TestApp, say: &str) {
    app.publish(&form()).await;
    let body = json!({"version": 1, "locale": "en", "answers": {
        "say": say, "amount": "-12.5", "one": "other", "one.other": "=1+1",
        "some": ["a", "b"], "when": {"from": "2026-05-01", "to": "2026-05-03"},
        "grid": {"r1": "2", "r2": "5"}, "kids": [{"name": "Ala"}, {"name": "-Ola"}], "stars": "4"},
        "comments": {"stars": "@home"}, "context": {"page": "https://example.com/?utm_source=%3Dcmd"}});
    let answer = app
        .send(Ask::json(
            "/api/v1/public/forms/export/responses",
            &key(1),
            &body,
        ))
        .await;
    answer.receipt();
}

async fn export(app: &TestApp, query: &str) -> Answer {
    let path = format!("/api/v1/forms/export/export?{query}");
    let answer = app.admin(Method::GET, &path, &Value::Null).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    answer
}

/// The cells of the only row, by their headers.
fn csv_row(answer: &Answer) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(&answer.body[..]);
    let headers: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    headers
        .into_iter()
        .zip(rows[0].iter().map(str::to_owned))
        .collect()
}

fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    let found = row.iter().find(|(header, _)| header == name);
    &found
        .unwrap_or_else(|| panic!("{name} is not in {row:?}"))
        .1
}

on_both_engines!(a_csv_file_is_read_as_it_was_meant, async |app| {
    filled(app, "Quoted \"twice\",\nand ended; żółć").await;
    let answer = export(app, "").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"export.csv\""
    );
    let row = csv_row(&answer);
    for (name, value) in [
        ("submitted_at", "2026-07-31T10:00:00Z"),
        ("version", "1"),
        ("locale", "en"),
        ("link", ""),
        ("say", "Quoted \"twice\",\nand ended; żółć"),
        ("amount", "-12.5"),
        ("one", "other"),
        ("one.other.text", "'=1+1"),
        ("some", "a; b"),
        ("when.from", "2026-05-01"),
        ("grid.r2", "5"),
        ("kids.1.name", "Ala"),
        ("kids.2.name", "'-Ola"),
        ("stars", "4"),
        ("stars.comment", "'@home"),
        ("result.score", "6"),
        ("result.score.band", "high"),
        ("page", "https://example.com/"),
        ("utm_source", "'=cmd"),
    ] {
        assert_eq!(cell(&row, name), value, "{name}");
    }
    let titled = csv_row(
        &export(
            app,
            "options=titles&headers=titles&titles=pl&multiple=split",
        )
        .await,
    );
    for (name, value) in [
        ("One (pl)", "Other (pl)"),
        ("Some (pl) – First, best (pl)", "1"),
        ("Some (pl) – Other (pl) [some.other]", "0"),
        ("Grid (pl) – Row one (pl)", "2"),
        ("Stars (pl) [stars]", "4"),
        ("Stars (pl) [stars.comment]", "'@home"),
    ] {
        assert_eq!(cell(&titled, name), value, "{name}");
    }
    let chosen = csv_row(&export(app, "columns=id,grid,stars").await);
    let names: Vec<&str> = chosen.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["id", "grid.r1", "grid.r2", "stars", "stars.comment"]
    );
    assert!(
        export(app, "bom=yes")
            .await
            .body
            .starts_with(b"\xef\xbb\xbfid,")
    );
    assert!(
        export(app, "answer=stars:is:5")
            .await
            .text()
            .lines()
            .count()
            == 1
    );
});

on_both_engines!(
    no_text_begins_like_a_formula_and_every_number_is_one,
    async |app| {
        for text in ["=1", "+48 601", "-x", "@a", "\u{ff1d}1"] {
            app.sql("DELETE FROM delivery").await;
            app.sql("DELETE FROM response").await;
            filled(app, text).await;
            let row = csv_row(&export(app, "").await);
            assert_eq!(cell(&row, "say"), format!("'{text}"));
            assert_eq!(cell(&row, "amount"), "-12.5");
        }
    }
);

on_both_engines!(a_workbook_is_read_as_it_was_meant, async |app| {
    filled(app, "=HYPERLINK(\"x\") & <b>").await;
    let answer = export(app, "format=xlsx").await;
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.to_vec())).unwrap();
    assert_eq!(workbook.sheet_names(), ["Answers", "Codebook"]);
    let sheet = workbook.worksheet_range("Answers").unwrap();
    let formulas = workbook.worksheet_formula("Answers").unwrap();
    assert!(formulas.is_empty(), "{formulas:?}");
    let headers: Vec<String> = sheet
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let cell = |name: &str| {
        let place = headers.iter().position(|header| header == name).unwrap();
        sheet.rows().nth(1).unwrap()[place].clone()
    };
    assert_eq!(
        cell("say"),
        Data::String("=HYPERLINK(\"x\") & <b>".to_owned())
    );
    assert_eq!(cell("amount"), Data::Float(-12.5));
    assert_eq!(cell("grid.r1"), Data::Float(2.0));
    let Data::DateTime(moment) = cell("submitted_at") else {
        panic!("{:?}", cell("submitted_at"));
    };
    // 31 July 2026, 10:00.
    assert!(
        (moment.as_f64() - 46_234.416_666_666_7).abs() < 1e-6,
        "{moment:?}"
    );
    let codebook = workbook.worksheet_range("Codebook").unwrap();
    assert_eq!(codebook.rows().count(), headers.len() + 1);
});

on_both_engines!(json_lines_hold_what_the_api_shows, async |app| {
    filled(app, "=1").await;
    let answer = export(app, "format=jsonl").await;
    let lines: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut shown = app.responses("export").await[0].clone();
    shown.as_object_mut().unwrap().remove("delivery");
    assert_eq!(lines, [shown]);
    assert_eq!(lines[0]["answers"]["say"]["answer"]["value"], "=1");
});

on_both_engines!(
    a_codebook_names_every_column_and_its_versions,
    async |app| {
        filled(app, "x").await;
        let mut next = form();
        next["content"]["questions"]
            .as_array_mut()
            .unwrap()
            .remove(0);
        next["content"]["questions"][1]["options"]
            .as_array_mut()
            .unwrap()
            .remove(0);
        app.publish(&next).await;
        let shown = app.shown("/api/v1/forms/export/codebook").await;
        let columns = shown["columns"].as_array().unwrap();
        let of = |name: &str| columns.iter().find(|one| one["column"] == name).unwrap();
        assert_eq!(of("one")["versions"], json!([2, 1]));
        let ids: Vec<&Value> = of("one")["options"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"])
            .collect();
        assert_eq!(ids, ["b", "other", "a"]);
        assert_eq!(of("grid.r1")["title"]["pl"], "Grid (pl) – Row one (pl)");
        assert_eq!(
            (&of("say")["versions"], &of("say")["type"]),
            (&json!([1]), &json!("long_text"))
        );
        // What is asked no longer comes after what is asked.
        let place = |name: &str| {
            columns
                .iter()
                .position(|one| one["column"] == name)
                .unwrap()
        };
        assert!(place("say") > place("stars"));
        let headers = csv_row(&export(app, "").await);
        let names: Vec<&str> = columns
            .iter()
            .map(|one| one["column"].as_str().unwrap())
            .collect();
        assert_eq!(
            headers
                .iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>(),
            names
        );
        let table = app
            .admin(
                Method::GET,
                "/api/v1/forms/export/codebook?format=csv",
                &Value::Null,
            )
            .await;
        let mut reader = csv::Reader::from_reader(&table.body[..]);
        assert_eq!(reader.records().map(Result::unwrap).count(), names.len());
    }
);

on_both_engines!(an_export_that_makes_no_sense_is_refused, async |app| {
    app.publish(&form()).await;
    for (query, status, code) in [
        ("format=pdf", 400, "malformed_query"),
        ("options=x", 400, "malformed_query"),
        ("columns=nothing", 422, "unknown_columns"),
        ("limit=5", 400, "malformed_query"),
    ] {
        let path = format!("/api/v1/forms/export/export?{query}");
        app.admin(Method::GET, &path, &Value::Null)
            .await
            .problem(status, code);
    }
    let path = "/api/v1/forms/export/export";
    app.get(path).await.problem(401, "unauthorized");
});
