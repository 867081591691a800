//! `/api/v1/forms/{form}/mapping/dry-run`: what would be written, without writing it.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead, survey};
use axum::http::Method;
use serde_json::{Value, json};

const LEAD_DRY: &str = "/api/v1/forms/contact-us/mapping/dry-run";
const SURVEY_DRY: &str = "/api/v1/forms/visit/mapping/dry-run";

/// A mapping that finds or makes a contact, and a lead that refers to it.
fn chain() -> Value {
    json!({"targets": [
        {"id": "contact", "table": "contact", "find": {"by": ["email"]}, "columns": {
            "email": {"answer": "email", "through": ["lower"]},
            "name": {"answer": "name", "mode": "only_if_empty"},
            "notes": {"answer": "message", "mode": "append"},
            "language": {"context": "locale"}}},
        {"id": "lead", "table": "lead", "columns": {
            "name": {"answer": "name"}, "contact": {"record": "contact"}}},
        {"id": "help", "table": "case", "when": {"in": ["help", {"var": "topics"}]}, "columns": {
            "title": {"join": {"of": [
                {"constant": "Help"}, {"first_of": [{"context": "utm_term"}, {"answer": "name", "through": ["upper"]}]}],
                "separator": ": "}},
            "contact": {"record": "contact"}}},
    ]})
}

fn sample(topics: &[&str]) -> Value {
    json!({"answers": {"name": "Ola", "email": "Ola@Example.PL", "message": "Second", "topics": topics}})
}

on_both_engines!(
    a_dry_run_shows_the_difference_and_writes_nothing,
    async |app| {
        app.publish(&lead()).await;
        let before = json!({"email": "ola@example.pl", "name": "Aleksandra", "notes": "First", "language": "en"});
        let mapping = json!({"targets": [{"id": "contact", "table": "contact", "columns": {
        "email": {"constant": "ola@example.pl"}, "name": {"constant": "Aleksandra"},
        "notes": {"constant": "First"}, "language": {"constant": "en"}}}]});
        let mut seeded = lead();
        seeded["mapping"] = mapping;
        app.publish(&seeded).await;
        app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        app.deliver().await;
        let contact = app.records("contact").await[0]["id"].clone();

        let body = json!({"mapping": chain(), "sample": sample(&["help"])});
        let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
        assert_eq!(shown["findings"], json!([]), "{shown}");
        let planned = |place: usize| &shown["targets"][place]["records"][0];
        assert_eq!(
            *planned(0),
            json!({"outcome": "updated", "id": contact, "before": before, "writes": {"notes": "First\nSecond"}})
        );
        for (place, name, value) in [(1, "name", "Ola"), (2, "title", "Help: OLA")] {
            let record = planned(place);
            assert_eq!(record["outcome"], "created");
            assert_eq!(record["writes"], json!({name: value, "contact": contact}));
        }
        assert_eq!(app.records("lead").await, Vec::<Value>::new());
        assert_eq!(app.records("contact").await.len(), 1);
        assert_eq!(app.records("contact").await[0]["values"], before);
    }
);

on_both_engines!(
    a_record_that_would_be_made_is_referred_to_by_its_id_to_be,
    async |app| {
        app.publish(&lead()).await;
        let body = json!({"mapping": chain(), "sample": sample(&["sales"])});
        let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
        let contact = &shown["targets"][0]["records"][0];
        assert_eq!(contact["outcome"], "created");
        assert_eq!(contact["writes"]["email"], "ola@example.pl");
        assert_eq!(
            shown["targets"][1]["records"][0]["writes"]["contact"],
            contact["id"]
        );
        assert_eq!(
            shown["targets"][2],
            json!({"target": "help", "connector": "embedded", "table": "case", "result": "skipped"})
        );
        assert_eq!(app.records("contact").await, Vec::<Value>::new());
    }
);

on_both_engines!(
    a_stored_response_is_tried_by_the_newest_mapping,
    async |app| {
        app.publish(&survey()).await;
        app.contact("42").await;
        let link = app.link("visit", "embedded/contact/42").await;
        let opinion = json!({"version": link.version, "answers": {"stars": 4}, "comments": {"stars": "Quick"}});
        let id = app
            .send(Ask::json(&link.responses(), &key(1), &opinion))
            .await
            .receipt();
        let body = json!({"response": id});
        let shown = app.admin(Method::POST, SURVEY_DRY, &body).await.json();
        let response = &shown["targets"][0]["records"][0];
        assert_eq!(response["writes"]["link"], link.id.as_str());
        let rows = shown["targets"][1]["records"].as_array().unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["writes"]["survey_response"], response["id"]);
        assert_eq!(app.records("survey_response").await, Vec::<Value>::new());

        // What a dry run tells is what a delivery does.
        app.deliver().await;
        let written = &app.records("survey_response").await[0];
        assert_eq!(written["id"], response["id"]);
        assert_eq!(written["values"], response["writes"]);
        let again = app.admin(Method::POST, SURVEY_DRY, &body).await.json();
        assert_eq!(again["targets"][0]["records"][0]["outcome"], "found");
        assert_eq!(again["targets"][0]["records"][0]["writes"], json!({}));
    }
);

on_both_engines!(
    a_fault_stops_its_target_and_those_that_refer_to_it,
    async |app| {
        app.publish(&lead()).await;
        let mut mapping = chain();
        mapping["targets"][0]["columns"]["nmae"] = json!({"answer": "name"});
        mapping["targets"][1]["columns"] = json!({"name": {"answer": "name"}});
        let body = json!({"mapping": mapping, "sample": sample(&["help"])});
        let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
        assert_eq!(shown["findings"][0]["severity"], "error");
        assert_eq!(
            shown["findings"][0]["path"],
            "/mapping/targets/0/columns/nmae"
        );
        let results: Vec<&str> = (0..3)
            .map(|place| shown["targets"][place]["result"].as_str().unwrap())
            .collect();
        assert_eq!(results, ["faulty", "planned", "faulty"]);
    }
);

on_both_engines!(a_target_sees_what_an_earlier_one_would_write, async |app| {
    app.publish(&lead()).await;
    let mut mapping = chain();
    mapping["targets"].as_array_mut().unwrap().truncate(1);
    mapping["targets"].as_array_mut().unwrap().push(json!(
            {"id": "again", "table": "contact", "find": {"by": ["id"], "on_match": "fill_empty"}, "columns": {
                "id": {"record": "contact"}, "name": {"constant": "Nobody"}, "company": {"constant": "ACME"}}}));
    let body = json!({"mapping": mapping, "sample": sample(&[])});
    let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
    let (made, again) = (
        &shown["targets"][0]["records"][0],
        &shown["targets"][1]["records"][0],
    );
    assert_eq!(made["outcome"], "created", "{shown}");
    assert_eq!(again["id"], made["id"]);
    assert_eq!(again["before"], json!({"name": "Ola"}));
    assert_eq!(again["writes"], json!({"company": "ACME"}));

    // The same of a record that is there.
    let mut form = lead();
    form["mapping"] = json!({"targets": [mapping["targets"][0]]});
    app.publish(&form).await;
    app.send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Ola")))
        .await
        .receipt();
    app.deliver().await;
    let contact = app.records("contact").await[0].clone();
    let mut sample = sample(&[]);
    sample["answers"]["email"] = contact["values"]["email"].clone();
    let body = json!({"mapping": mapping, "sample": sample});
    let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
    let again = &shown["targets"][1]["records"][0];
    assert_eq!(again["id"], contact["id"], "{shown}");
    assert_eq!(again["before"]["name"], contact["values"]["name"]);
    assert_eq!(again["writes"], json!({"company": "ACME"}));
});

on_both_engines!(nothing_is_made_of_too_many_targets, async |app| {
    app.publish(&lead()).await;
    let target = |place: usize| {
        let name = json!({"context": "version",
            "through": [{"number": {"decimals": 4_000_000_000_u32, "decimal_mark": ","}}]});
        json!({"id": format!("t{place}"), "table": "lead", "columns": {"name": name}})
    };
    let targets: Vec<Value> = (0..51).map(target).collect();
    let body = json!({"mapping": {"targets": targets}, "sample": sample(&[])});
    let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
    let targets = shown["targets"].as_array().unwrap();
    assert_eq!(targets.len(), 51);
    for target in targets {
        assert_eq!(target["result"], "faulty", "{target}");
        assert_eq!(
            target["reason"],
            "a mapping has at most 50 targets: leave some out"
        );
    }
});

on_both_engines!(where_nothing_is_written_it_says_why, async |app| {
    app.publish(&lead()).await;
    let target = |id: &str, find: Value, email: Value| {
        json!({"id": id, "table": "contact", "find": find,
               "columns": {"id": {"context": "contact"}, "email": email, "name": {"answer": "name"}}})
    };
    let email = || json!({"answer": "email"});
    let none = || json!({"answer": "email", "through": [{"table": {"values": {"nobody": "x"}}}]});
    let skips = |by: Value| json!({"by": by, "on_none": "skip"});
    let rows = json!({"id": "rows", "table": "lead", "rows": "per_question",
                      "when": {"==": [1, 2]}, "columns": {"name": {"row": "question"}}});
    let mapping = json!({"targets": [
        target("unknown", skips(json!(["id", "email"])), email()),
        target("empty", skips(json!(["id", "email"])), none()),
        target("no_id", json!({"by": ["id"]}), email()),
        rows,
        {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}, "contact": {"record": "unknown"}}},
    ]});
    let body = json!({"mapping": mapping, "sample": sample(&[])});
    let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
    for (place, reason) in [
        (0, "no record was found"),
        (1, "none of the columns it is found by has a value"),
        (2, "this response names no record"),
    ] {
        let target = &shown["targets"][place];
        assert_eq!(target["result"], "nothing", "{target}");
        let said = target["reason"].as_str().unwrap();
        assert!(said.starts_with(reason), "{said}");
        assert_eq!(target.get("records"), None);
    }
    assert_eq!(shown["targets"][3]["result"], "skipped");
    // What refers to a record that there is not has no value there.
    let lead = &shown["targets"][4]["records"][0];
    assert_eq!(lead["writes"], json!({"name": "Ola"}), "{shown}");
});

on_both_engines!(a_delivery_that_would_fail_says_why, async |app| {
    app.publish(&lead()).await;
    let mapping = json!({"targets": [{"id": "lead", "table": "lead", "columns": {
        "name": {"answer": "name"}, "contact": {"context": "contact"}}}]});
    let mut sample = sample(&[]);
    sample["contact"] = json!("embedded/contact/nobody");
    let body = json!({"mapping": mapping, "sample": sample});
    let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
    let target = &shown["targets"][0];
    assert_eq!(target["result"], "failing");
    assert_eq!(target["column"], "contact");
    assert!(
        target["reason"]
            .as_str()
            .unwrap()
            .contains("does not exist")
    );
});

on_both_engines!(what_cannot_be_tried_is_refused, async |app| {
    app.publish(&lead()).await;
    let post = async |path: &str, body: Value| app.admin(Method::POST, path, &body).await;
    let stranger = Ask::new(Method::POST, LEAD_DRY, "{}");
    app.send(stranger).await.problem(401, "unauthorized");
    post(
        "/api/v1/forms/nobody/mapping/dry-run",
        json!({"sample": {}}),
    )
    .await
    .problem(404, "not_found");
    post(LEAD_DRY, json!({"response": "nobody"}))
        .await
        .problem(404, "not_found");
    post(LEAD_DRY, json!({})).await.problem(422, "wrong_shape");
    post(LEAD_DRY, json!({"response": "x", "sample": {}}))
        .await
        .problem(422, "wrong_shape");
    post(LEAD_DRY, json!({"sample": {"answers": {}}}))
        .await
        .problem(422, "invalid_answers");
    let wrong = json!({"targets": [{"id": "t", "table": "lead", "columns": {"name": {"answer": "name", "trough": ["trim"]}}}]});
    let problem = post(LEAD_DRY, json!({"mapping": wrong, "sample": sample(&[])}))
        .await
        .problem(422, "invalid_definition");
    assert_eq!(
        problem["faults"],
        json!([{"path": "/mapping/targets/0/columns/name/trough",
                "reason": "there is no such property; did you mean `through`?"}])
    );
});

on_both_engines!(
    what_hardly_works_is_told_when_it_is_published,
    async |app| {
        let mut form = lead();
        form["mapping"]["targets"][0]["columns"]["name"]["mode"] = json!("append");
        let published = app.publish(&form).await;
        let warning = &published["warnings"][0];
        assert_eq!(warning["severity"], "warning");
        assert_eq!(warning["path"], "/mapping/targets/0/columns/name/mode");
        assert_eq!(app.publish(&lead()).await["warnings"], Value::Null);
    }
);

on_both_engines!(
    a_draft_is_tried_with_a_response_that_is_made_of_it,
    async |app| {
        // Nothing of it is published.
        let mut draft = lead();
        draft["id"] = json!("unheard-of");
        draft["mapping"] = chain();
        let path = "/api/v1/forms/unheard-of/mapping/dry-run";
        let body = json!({"definition": draft, "made": {}});
        let shown = app.admin(Method::POST, path, &body).await.json();
        assert_eq!(shown["findings"], json!([]), "{shown}");
        let contact = &shown["targets"][0]["records"][0];
        assert_eq!(contact["outcome"], "created");
        assert_eq!(contact["writes"]["email"], "anna.nowak@example.com");
        assert_eq!(
            shown["answers"]["email"]["answer"]["value"],
            "anna.nowak@example.com"
        );
        assert_eq!(app.records("contact").await, Vec::<Value>::new());

        // A faulty column is told at its place, and a faulty question before anything is tried.
        draft["mapping"]["targets"][0]["columns"]["nmae"] = json!({"answer": "name"});
        let body = json!({"definition": draft, "made": {}});
        let shown = app.admin(Method::POST, path, &body).await.json();
        assert_eq!(shown["targets"][0]["result"], "faulty");
        draft["content"]["questions"][0]["type"] = json!("nonsense");
        let body = json!({"definition": draft, "made": {}});
        let refused = app.admin(Method::POST, path, &body).await;
        refused.problem(422, "invalid_definition");
    }
);

on_both_engines!(
    a_response_that_is_made_has_a_link_where_there_would_be_one,
    async |app| {
        app.publish(&survey()).await;
        let contact = json!({"id": "person", "table": "contact", "find": {"by": ["id"]}, "columns": {
            "id": {"context": "contact"}, "notes": {"join": {"separator": ", ", "of": [
                {"contact": "name"}, {"contact": "phone"}]}}}});
        let case = json!({"id": "case", "table": "case", "columns": {
            "title": {"context": "link"}, "contact": {"record": "person"}}});
        let mut draft = survey();
        draft["content"]["known"] = json!(["contact.name", "contact.phone"]);
        draft["settings"]["once"] = json!("per_contact");
        draft["mapping"] = json!({"targets": [contact, case]});
        let body = json!({"definition": draft, "made": {"locale": "pl"}});
        let shown = app.admin(Method::POST, SURVEY_DRY, &body).await.json();
        assert_eq!(shown["findings"], json!([]), "{shown}");
        let planned = |place: usize| &shown["targets"][place]["records"][0];
        let (person, case) = (planned(0), planned(1));
        assert_eq!(person["outcome"], "updated", "{shown}");
        assert_eq!(
            person["writes"],
            json!({"notes": "Anna Nowak, +48601234567"})
        );
        assert_eq!(
            case["writes"],
            json!({"title": "sample", "contact": person["id"]})
        );
        assert_eq!(app.records("contact").await, Vec::<Value>::new());

        // By a form that anybody may answer, the link is there for the mapping that reads it.
        draft["settings"]["once"] = json!("per_link");
        draft["mapping"]["targets"][1]["columns"] = json!({
            "title": {"constant": "Help"}, "contact": {"context": "contact"}});
        let body = json!({"definition": draft, "made": {}});
        let shown = app.admin(Method::POST, SURVEY_DRY, &body).await.json();
        assert_eq!(shown["targets"][0]["result"], "planned", "{shown}");
        let case = &shown["targets"][1]["records"][0];
        assert_eq!(
            case["writes"]["contact"],
            shown["targets"][0]["records"][0]["id"]
        );
    }
);

on_both_engines!(
    a_stored_response_is_tried_by_a_draft_of_the_definition,
    async |app| {
        app.publish(&lead()).await;
        let id = app
            .send(Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan")))
            .await
            .receipt();
        let mut draft = lead();
        draft["mapping"] = chain();
        let body = json!({"definition": draft, "response": id});
        let shown = app.admin(Method::POST, LEAD_DRY, &body).await.json();
        assert_eq!(shown["targets"][0]["records"][0]["writes"]["name"], "Jan");
        let both = json!({"definition": lead(), "mapping": chain(), "response": id});
        let refused = app.admin(Method::POST, LEAD_DRY, &both).await;
        refused.problem(422, "wrong_shape");
    }
);

on_both_engines!(
    what_the_form_gives_is_suggested_for_the_columns_of_a_table,
    async |app| {
        app.publish(&lead()).await;
        const PATH: &str = "/api/v1/forms/contact-us/mapping/suggestions";
        let body = json!({"table": "contact"});
        let shown = app.admin(Method::POST, PATH, &body).await.json();
        let source = |column: &str| {
            let listed = shown["columns"].as_array().unwrap();
            let found = listed.iter().find(|one| one["column"] == column);
            found.map(|one| one["source"].clone())
        };
        assert_eq!(
            source("email"),
            Some(json!({"answer": "email", "through": ["lower"]}))
        );
        assert_eq!(source("name"), Some(json!({"answer": "name"})));
        assert_eq!(shown["find_by"], json!(["email"]));
        let listed = shown["fields"].as_array().unwrap();
        assert!(
            listed
                .iter()
                .any(|one| one["source"] == json!({"context": "locale"}))
        );

        // Of a definition that is not finished, and for each place in it.
        let mut draft = lead();
        draft["content"]["questions"][0] = json!({"id": "half"});
        draft["mapping"] = json!({"targets": [{"table": "contact"}]});
        for target in [0, 1, 500] {
            let body = json!({"table": "lead", "definition": draft, "target": target});
            let shown = app.admin(Method::POST, PATH, &body).await.json();
            assert!(shown["fields"].is_array(), "{target}: {shown}");
        }
        for (body, status, code) in [
            (json!({"table": "nothing"}), 404, "not_found"),
            (
                json!({"table": "lead", "connector": "nobody"}),
                404,
                "not_found",
            ),
            (
                json!({"table": "lead", "definition": {}}),
                422,
                "invalid_definition",
            ),
            (json!({}), 422, "wrong_shape"),
        ] {
            app.admin(Method::POST, PATH, &body)
                .await
                .problem(status, code);
        }
    }
);
