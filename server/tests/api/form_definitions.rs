//! `/api/v1/forms`: publishing and reading definitions, and the schema that describes them.

use crate::ask::{Ask, TOKEN};
use crate::forms::{LEAD, lead, next_version, survey, with_settings};
use axum::http::Method;
use serde_json::{Value, json};

const FORM: &str = "/api/v1/forms/contact-us";

const DEMO: [&str; 3] = [
    include_str!("../../../demo/request-a-demo.json"),
    include_str!("../../../demo/report-a-problem.json"),
    include_str!("../../../demo/after-the-service-visit.json"),
];

/// Decimals are exported as text, so that no reader makes floats of them.
fn spell_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => *value = Value::String(number.to_string()),
        Value::Array(items) => items.iter_mut().for_each(spell_numbers),
        Value::Object(members) => members.values_mut().for_each(spell_numbers),
        _ => {}
    }
}

on_both_engines!(
    every_address_of_the_administrator_needs_the_token,
    async |app| {
        app.publish(&lead()).await;
        let addresses = [
            (Method::GET, "/api/v1/forms"),
            (Method::GET, FORM),
            (Method::PUT, FORM),
            (Method::POST, "/api/v1/forms/contact-us/links"),
            (Method::GET, "/api/v1/forms/contact-us/responses"),
            (Method::POST, "/api/v1/links/x/revoke"),
            (Method::GET, "/api/v1/tables"),
            (Method::GET, "/api/v1/tables/lead/records"),
            (Method::GET, "/api/v1/deliveries"),
            (Method::POST, "/api/v1/deliveries/replay"),
            (Method::GET, "/api/v1/deliveries/x/y/attempts"),
            (Method::POST, "/api/v1/deliveries/x/y/replay"),
        ];
        for (method, path) in addresses {
            let answer = app.send(Ask::new(method.clone(), path, "")).await;
            answer.problem(401, "unauthorized");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            let cut = &TOKEN[..TOKEN.len() - 1];
            for wrong in [
                "Bearer ",
                "Bearer wrong",
                "",
                TOKEN,
                "Basic YTpi",
                &format!("Bearer {cut}"),
                &format!("Bearer {TOKEN}x"),
            ] {
                let ask = Ask::new(method.clone(), path, "").with("authorization", wrong);
                app.send(ask).await.problem(401, "unauthorized");
            }
        }
    }
);

on_both_engines!(what_is_exported_can_be_imported_unchanged, async |app| {
    for text in DEMO {
        let definition: Value = serde_json::from_str(text).unwrap();
        let path = format!("/api/v1/forms/{}", definition["id"].as_str().unwrap());
        let first = app.publish(&definition).await;
        assert_eq!(
            first,
            json!({
                "version": 1, "version_is_new": true, "mapping_revision": 1, "mapping_is_new": true,
            })
        );
        let exported = app.shown(&path).await;
        let second = app.publish(&exported).await;
        assert_eq!(
            second,
            json!({
                "version": 1, "version_is_new": false, "mapping_revision": 1, "mapping_is_new": false,
            })
        );
        assert_eq!(app.shown(&path).await, exported);
        let (mut exported, mut written) = (exported, definition);
        spell_numbers(&mut exported["content"]);
        spell_numbers(&mut written["content"]);
        assert_eq!(
            exported["content"], written["content"],
            "nothing is lost on the way"
        );
    }
});

on_both_engines!(
    new_content_makes_a_version_and_a_new_mapping_a_revision,
    async |app| {
        app.publish(&lead()).await;
        let published = app.publish(&next_version(lead())).await;
        assert_eq!(
            (&published["version"], &published["version_is_new"]),
            (&json!(2), &json!(true))
        );
        assert_eq!(
            (&published["mapping_revision"], &published["mapping_is_new"]),
            (&json!(1), &json!(false))
        );
        let mut mapped = next_version(lead());
        mapped["mapping"]["targets"][0]["columns"]["source"] = json!({"constant": "web"});
        let published = app.publish(&mapped).await;
        assert_eq!(
            (&published["version"], &published["version_is_new"]),
            (&json!(2), &json!(false))
        );
        assert_eq!(
            (&published["mapping_revision"], &published["mapping_is_new"]),
            (&json!(2), &json!(true))
        );
    }
);

on_both_engines!(a_published_version_never_changes, async |app| {
    app.publish(&lead()).await;
    let stored = async || -> String {
        sqlx::query_scalar(
            "SELECT content FROM form_version WHERE form_id = 'contact-us' AND version = 1",
        )
        .fetch_one(&app.pool)
        .await
        .unwrap()
    };
    let before = stored().await;
    app.publish(&next_version(lead())).await;
    app.publish(&lead()).await;
    assert_eq!(stored().await, before);
    let forms = app.shown("/api/v1/forms").await;
    assert_eq!(
        forms["forms"][0]["version"], 3,
        "the old content again is a new version"
    );
    assert!(!app.get(LEAD).await.page(200).contains("Added later"));
});

on_both_engines!(the_forms_are_listed_with_their_standing, async |app| {
    let none = json!({"forms": [], "next": null});
    assert_eq!(app.shown("/api/v1/forms").await, none);
    app.publish(&survey()).await;
    app.publish(&lead()).await;
    insta::assert_json_snapshot!("forms", app.shown("/api/v1/forms").await);
});

on_both_engines!(the_list_of_forms_comes_in_pages, async |app| {
    for id in ["b", "a", "d", "c", "e"] {
        let mut form = lead();
        form["id"] = json!(id);
        app.publish(&form).await;
    }
    let (mut after, mut pages) = (String::new(), Vec::new());
    loop {
        let path = format!("/api/v1/forms?limit=2{after}");
        let page = app.shown(&path).await;
        let forms = page["forms"].as_array().unwrap().iter();
        let ids: Vec<String> = forms
            .map(|form| form["id"].as_str().unwrap().to_owned())
            .collect();
        pages.push(ids.concat());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        after = format!("&after={next}");
    }
    assert_eq!(pages, ["ab", "cd", "e"]);
});

on_both_engines!(
    a_definition_that_cannot_work_is_refused_with_every_fault,
    async |app| {
        let mut bad = lead();
        bad["settings"] = json!({
            "opens_at": "2026-08-02T00:00:00Z", "closes_at": "2026-08-01T00:00:00Z", "max_responses": 0,
            "allowed_origins": ["shop.example"], "frame_ancestors": ["https://a.example; script-src *"],
            "return_addresses": ["javascript:alert(1)"], "field_names": {"x/y": "no_such"},
        });
        bad["content"]["fallback_locale"] = json!("de");
        bad["content"]["questions"][1]["id"] = json!("name");
        bad["mapping"]["targets"][0]["columns"]["name"] = json!({"answer": "no_such"});
        bad["mapping"]["targets"][0]["columns"]["colour"] = json!({"constant": "red"});
        let answer = app.admin(Method::PUT, FORM, &bad).await;
        let body = answer.problem(422, "invalid_definition");
        insta::assert_json_snapshot!("faulty_definition", body["faults"]);
        app.admin(Method::GET, FORM, &Value::Null)
            .await
            .problem(404, "not_found");
    }
);

on_both_engines!(
    a_definition_of_the_wrong_shape_is_refused_with_its_path,
    async |app| {
        let cases = [
            ("/sonda", json!(2)),
            ("/id", json!("Contact Us")),
            ("/kind", json!("poll")),
            ("/settings/once", json!("twice")),
            ("/settings/opens_at", json!("tomorrow")),
            ("/content/questions/0/type", json!("colour")),
            ("/content/questions/0/title", json!("Name")),
            ("/content/questions/0/colour", json!("red")),
            ("/content/locales/0", json!("English")),
            ("/mapping/targets/0/columns/name", json!({"nonsense": 1})),
        ];
        for (path, value) in cases {
            let mut bad = lead();
            let (parent, name) = path.rsplit_once('/').unwrap();
            match bad.pointer_mut(parent).unwrap() {
                Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
                place => place[name] = value,
            }
            let answer = app.admin(Method::PUT, FORM, &bad).await;
            let body = answer.problem(422, "invalid_definition");
            let faults = body["faults"].as_array().unwrap();
            assert!(
                faults
                    .iter()
                    .any(|fault| fault["path"].as_str().unwrap().starts_with(path)),
                "{path}: {faults:?}"
            );
        }
        for not_a_form in [json!(null), json!([]), json!("x"), json!({})] {
            let ask =
                Ask::admin(Method::PUT, FORM, &json!({})).with("content-type", "application/json");
            let (parts, _) = ask.0.into_parts();
            let ask = Ask(axum::http::Request::from_parts(
                parts,
                not_a_form.to_string().into(),
            ));
            app.send(ask).await.problem(422, "invalid_definition");
        }
    }
);

on_both_engines!(the_id_of_a_definition_is_that_of_its_address, async |app| {
    let answer = app.admin(Method::PUT, "/api/v1/forms/other", &lead()).await;
    let body = answer.problem(422, "invalid_definition");
    assert_eq!(body["faults"][0]["path"], "/id");
    app.admin(Method::GET, "/api/v1/forms/contact-us", &Value::Null)
        .await
        .problem(404, "not_found");
});

on_both_engines!(
    a_definition_may_be_larger_than_a_submission_but_has_a_limit,
    async |app| {
        let mut long = lead();
        let title = json!({"en": "x".repeat(4_000)});
        let questions = long["content"]["questions"].as_array_mut().unwrap();
        for number in 0..100 {
            questions.push(json!({"id": format!("q{number}"), "type": "text", "title": title}));
        }
        app.publish(&long).await;
        let huge = "x".repeat(5_000_000);
        let ask =
            Ask::new(Method::PUT, FORM, huge).with("authorization", &format!("Bearer {TOKEN}"));
        app.send(ask).await.problem(413, "body_too_large");
    }
);

on_both_engines!(texts_of_a_definition_are_never_html, async |app| {
    let script = "</script><script>alert('1')</script><!--";
    let mut form = lead();
    form["content"]["title"]["en"] = json!(script);
    for (path, field) in [
        ("/content/questions/0", "title"),
        ("/content/questions/0", "help"),
        ("/content", "intro"),
    ] {
        form.pointer_mut(path).unwrap()[field] = json!({"en": script, "pl": script});
    }
    form["content"]["questions"][3]["options"][0]["title"]["en"] = json!(script);
    app.publish(&with_settings(form, &json!({}))).await;
    for path in [
        "/f/contact-us",
        "/f/contact-us?lang=pl",
        "/f/contact-us/sent",
    ] {
        let answer = app.get(path).await;
        let page = answer.page(200);
        assert!(
            !page.contains("<script>alert") && !page.contains("</script><script>"),
            "{path}: {page}"
        );
    }
    assert_eq!(
        crate::f::props(app.get(LEAD).await.text())["content"]["title"]["en"],
        script
    );
});

on_both_engines!(
    the_published_schema_accepts_the_demo_definitions,
    async |app| {
        let schema = app.get("/api/v1/schema/form.json").await;
        assert_eq!(schema.status.as_u16(), 200);
        let schema = schema.json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for text in DEMO {
            let definition: Value = serde_json::from_str(text).unwrap();
            let faults: Vec<String> = validator
                .iter_errors(&definition)
                .map(|e| e.to_string())
                .collect();
            assert_eq!(faults, Vec::<String>::new());
        }
        assert!(!validator.is_valid(&json!({"sonda": 1})));
    }
);

on_both_engines!(two_first_publications_at_once_agree, async |app| {
    let (definition, next) = (lead(), next_version(lead()));
    let both = futures::future::join(
        app.admin(Method::PUT, FORM, &definition),
        app.admin(Method::PUT, FORM, &next),
    );
    let (one, other) = both.await;
    let mut versions = [
        one.json()["version"].as_i64(),
        other.json()["version"].as_i64(),
    ];
    versions.sort_unstable();
    assert_eq!(versions, [Some(1), Some(2)]);
});

on_both_engines!(
    everything_of_a_definition_comes_back_as_it_went_in,
    async |app| {
        let mut definition = crate::forms::paged();
        definition["mapping"] = json!({"targets": [{
            "id": "answer", "table": "survey_response",
            "columns": {"nps_score": {"result": "score"}, "form": {"context": "form"}},
        }]});
        definition["content"]["calculations"][0]["decimals"] = json!(0);
        app.publish(&definition).await;
        let mut exported = app.shown("/api/v1/forms/diagnosis").await;
        spell_numbers(&mut exported);
        spell_numbers(&mut definition);
        for part in ["content", "mapping"] {
            assert_eq!(
                without_defaults(&exported[part]),
                without_defaults(&definition[part])
            );
        }
        let exported = app.shown("/api/v1/forms/diagnosis").await;
        let published = app.publish(&exported).await;
        assert_eq!(published["version_is_new"], false);
        assert_eq!(published["mapping_is_new"], false);
    }
);

/// The same without what says no more than its absence.
fn without_defaults(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(name, value)| {
                !(name.as_str() == "connector" && *value == "embedded"
                    || name.as_str() == "rows" && *value == "one")
            });
            members
                .map(|(name, value)| (name.clone(), without_defaults(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_defaults).collect(),
        value => value.clone(),
    }
}
