//! The commands that work on the database: import, export, link, revoke, records, migrate, schema.

use crate::program::Program;
use crate::visitors::{name, publish, send};
use serde_json::{Value, json};

const SURVEY: &str = include_str!("../../../demo/after-the-service-visit.json");
const LEAD: &str = include_str!("../../../demo/request-a-demo.json");

fn faulty() -> String {
    let mut definition: Value = serde_json::from_str(LEAD).unwrap();
    definition["content"]["questions"][1]["id"] = json!("name");
    definition["mapping"]["targets"][0]["columns"]["colour"] = json!({"constant": "red"});
    definition.to_string()
}

fn import_both(program: &Program) -> String {
    let (survey, lead) = (
        program.file("survey.json", SURVEY),
        program.file("lead.json", LEAD),
    );
    program.done(&["import", &survey, &lead])
}

on_both_engines!(
    a_bad_definition_is_refused_with_the_path_of_each_fault,
    |program| {
        let bad = program.file("bad.json", &faulty());
        let said = program.fails(&["import", &bad]);
        assert!(
            said.contains("bad.json: /content/questions/1/id: the id `name` is used"),
            "{said}"
        );
        assert!(
            said.contains("bad.json: /mapping/targets/0/columns/colour: "),
            "{said}"
        );
        assert!(said.contains("nothing was published"), "{said}");
        let said = program.fails(&["export", "request-a-demo"]);
        assert!(said.contains("there is no form `request-a-demo`"), "{said}");
    }
);

on_both_engines!(one_bad_file_keeps_all_from_being_published, |program| {
    let (good, bad) = (
        program.file("good.json", SURVEY),
        program.file("bad.json", &faulty()),
    );
    program.fails(&["import", &good, &bad]);
    program.fails(&["export", "after-the-service-visit"]);
});

on_both_engines!(the_times_of_steps_are_printed_one_a_line, |program| {
    import_both(program);
    let said = program.done(&["step-times", "request-a-demo", "--version", "1"]);
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (&lines[0]["step"], &lines[0]["visits"]),
        (&json!(""), &json!(0))
    );
    let said = program.fails(&["step-times", "request-a-demo", "--version", "2"]);
    assert!(said.contains("the form has no version 2"), "{said}");
    let said = program.fails(&["step-times", "nowhere"]);
    assert!(said.contains("there is no form `nowhere`"), "{said}");
});

on_both_engines!(a_file_that_is_no_definition_is_named, |program| {
    let no_json = program.file("no.json", "{not json");
    let said = program.fails(&["import", &no_json]);
    assert!(said.contains("no.json is not JSON"), "{said}");
    let said = program.fails(&["import", "missing.json"]);
    assert!(said.contains("missing.json cannot be read"), "{said}");
    let no_form = program.file("no-form.json", "[]");
    assert!(
        program
            .fails(&["import", &no_form])
            .contains("(the document): ")
    );
});

on_both_engines!(what_is_exported_is_imported_as_unchanged, |program| {
    let said = import_both(program);
    assert!(
        said.contains("request-a-demo: version 1 published, mapping revision 1 published"),
        "{said}"
    );
    for form in ["after-the-service-visit", "request-a-demo"] {
        let exported = program.done(&["export", form]);
        let file = program.file("exported.json", &exported);
        let said = program.done(&["import", &file]);
        assert!(
            said.contains("version 1 unchanged, mapping revision 1 unchanged"),
            "{said}"
        );
        assert_eq!(program.done(&["export", form]), exported);
    }
});

on_both_engines!(a_link_is_made_for_a_contact_and_withdrawn, |program| {
    import_both(program);
    let survey = "after-the-service-visit";
    for (form, contact) in [
        ("no-such-form", "embedded/contact/1"),
        (survey, "embedded/contact/1"),
        (survey, "elsewhere/contact/1"),
    ] {
        let said = program.fails(&["link", form, contact]);
        assert!(said.contains("there is no "), "{said}");
    }
    let said = program.run(&["link", survey, "nonsense"]);
    assert!(
        said.code == Some(2) && said.err.contains("connector/table/record"),
        "{said:?}"
    );
    // A contact by the way every contact comes: an answer that becomes one.
    let contact = become_a_contact(program);
    let said = program.done(&[
        "link",
        survey,
        &format!("embedded/contact/{contact}"),
        "--locale",
        "pl",
        "--value",
        "order=A=17",
        "--contact",
        "first_name=Anna",
    ]);
    let (url, rest) = said.split_once('\n').unwrap();
    assert!(url.starts_with("http://127.0.0.1:8787/s/"), "{said}");
    let id = rest.strip_prefix("id ").unwrap().split(',').next().unwrap();
    program.done(&["revoke", id]);
    for bad in ["order", "a b=1", "=1"] {
        let contact = format!("embedded/contact/{contact}");
        let said = program.run(&["link", survey, &contact, "--value", bad]);
        assert!(
            said.code != Some(0) && said.err.contains("value"),
            "{bad}: {said:?}"
        );
    }
    assert!(
        program
            .fails(&["revoke", "no-such-link"])
            .contains("there is no link")
    );
});

on_both_engines!(a_question_is_printed_for_an_e_mail, |program| {
    import_both(program);
    let survey = "after-the-service-visit";
    let html = program.done(&["email-question", survey, "recommend", "--lang", "pl"]);
    assert!(
        html.contains("lang=\"pl\"") && html.contains("{link}?answer.recommend=10"),
        "{html}"
    );
    let said = program.fails(&["email-question", survey, "nobody"]);
    assert!(said.contains("no question `nobody`"), "{said}");
    let said = program.fails(&["email-question", "no-such-form", "recommend"]);
    assert!(said.contains("there is no form"), "{said}");
});

fn become_a_contact(program: &Program) -> String {
    let form = json!({
        "sonda": 1, "id": "contact-us", "kind": "lead_form",
        "content": {
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "Contact us"},
            "questions": [{"id": "name", "type": "text", "title": {"en": "Name"}}],
        },
        "mapping": {"targets": [
            {"id": "contact", "table": "contact", "columns": {"name": {"answer": "name"}}},
        ]},
    });
    let file = program.file("contact.json", &form.to_string());
    program.done(&["import", &file]);
    let server = program.serve();
    send(server.address, 1).unwrap();
    server.delivered();
    drop(server);
    let records = program.done(&["records", "contact"]);
    let record: Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    record["id"].as_str().unwrap().to_owned()
}

on_both_engines!(records_are_printed_one_a_line, |program| {
    publish(program);
    assert_eq!(program.done(&["records", "lead"]), "");
    let server = program.serve();
    for number in 0..3 {
        send(server.address, number).unwrap();
    }
    server.delivered();
    server.terminate();
    assert!(server.ended().success());
    let printed = program.done(&["records", "lead"]);
    let mut names: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["values"]["name"].clone())
        .collect();
    names.sort_by_key(Value::to_string);
    assert_eq!(names, [name(0), name(1), name(2)]);
    let said = program.fails(&["records", "no_such_table"]);
    assert!(
        said.contains("there is no table `no_such_table`; there are: ") && said.contains("lead"),
        "{said}"
    );
});

on_both_engines!(
    the_schema_of_the_database_is_made_and_left_alone_after,
    |program| {
        for _ in 0..2 {
            assert!(program.done(&["migrate"]).contains("up to date"));
        }
    }
);

on_both_engines!(the_schema_of_definitions_is_printed, |program| {
    let schema: Value = serde_json::from_str(&program.done(&["schema"])).unwrap();
    let definition: Value = serde_json::from_str(LEAD).unwrap();
    assert!(jsonschema::is_valid(&schema, &definition));
});

on_both_engines!(
    a_survey_of_another_maker_brings_its_content_alone,
    |program| {
        let before = json!({
            "sonda": 1, "id": "visit", "kind": "survey", "settings": {"once": "per_link"},
            "content": {"locales": ["en"], "fallback_locale": "en", "title": {"en": "Before"},
                        "questions": [{"id": "old", "type": "text", "title": {"en": "Old"}}]},
        });
        program.done(&["import", &program.file("before.json", &before.to_string())]);
        let survey = json!({"title": "Visit", "elements": [
            {"type": "rating", "name": "stars", "isRequired": true},
            {"type": "comment", "name": "Why so?", "visibleIf": "{stars} < 3"},
        ]});
        let file = program.file("surveyjs.json", &survey.to_string());
        program.done(&["import", "--from", "surveyjs", &file, "--id", "visit"]);
        let after: Value = serde_json::from_str(&program.done(&["export", "visit"])).unwrap();
        let content = after["content"].to_string();
        assert!(
            content.contains(r#""id":"why_so""#) && content.contains("visible_if"),
            "{content}"
        );
        assert!(!content.contains("Before"), "{content}");
        assert_eq!(after["settings"]["once"], "per_link");
        let said = program.fails(&["import", "--from", "xlsform", &file, "--id", "visit"]);
        assert!(said.contains("surveyjs.json"), "{said}");
    }
);

on_both_engines!(
    deliveries_are_listed_shown_replayed_and_cancelled,
    |program| {
        publish(program);
        let server = program.serve();
        let receipt = send(server.address, 1).unwrap();
        server.delivered();
        let list = |more: &[&str]| {
            let said = program.done(&[&["deliveries", "list"], more].concat());
            let lines = said.lines().map(|line| serde_json::from_str(line).unwrap());
            lines.collect::<Vec<Value>>()
        };
        let all = list(&[]);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0]["response"], receipt.as_str());
        assert_eq!(list(&["--limit", "1"]), all[..1]);
        assert_eq!(list(&["--status", "done", "--connector", "embedded"]), all);
        assert_eq!(list(&["--status", "cancelled"]).len(), 0);
        let target = all[0]["target"].as_str().unwrap();
        let shown = program.done(&["deliveries", "show", &receipt, target]);
        let shown: Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(shown["delivery"], all[0]);
        assert_eq!(shown["attempts"][0]["outcome"], "done");
        assert_eq!(program.done(&["deliveries", "causes"]), "");
        let said = program.done(&["deliveries", "replay", "--all"]);
        assert_eq!(said, "0 queued again.\n");
        let said = program.done(&["deliveries", "replay", "--cancelled", "--form", "visit"]);
        assert_eq!(said, "0 queued again.\n");
        let said = program.done(&["deliveries", "cancel", "--connector", "embedded"]);
        assert_eq!(said, "0 cancelled.\n");
        for (wrong, why) in [
            (&["cancel", &receipt, target][..], "not written yet"),
            (&["replay", &receipt, target], "no such delivery"),
            (&["cancel"], "required"),
            (&["cancel", &receipt], "required"),
            (&["show", &receipt, "nothing"], "no such delivery"),
            (&["replay"], "required"),
            (&["replay", &receipt], "required"),
            (
                &["replay", "--all", "--connector", "embedded"],
                "cannot be used",
            ),
            (&["list", "--status", "nonsense"], "nonsense"),
        ] {
            let said = program.run(&[&["deliveries"], wrong].concat());
            assert_ne!(said.code, Some(0), "{wrong:?}");
            assert!(said.err.contains(why), "{wrong:?}: {}", said.err);
        }
    }
);

on_both_engines!(reminders_are_read_from_the_configuration, |program| {
    let days = |days| program.with("SONDA_CRM__REMINDERS__LEAD__DAYS", days);
    assert_eq!(days("7").done(&["crm", "reminders"]), "");
    let said = days("0").fails(&["crm", "reminders"]);
    assert!(said.contains("crm.reminders/lead/days: must be"), "{said}");
    let owners = program.with("SONDA_CRM__ASSIGN__CONTACT__OWNERS", "[\"Anna\"]");
    let said = owners.fails(&["crm", "reminders"]);
    let reason = "crm.assign/contact: `contact` has no column `owner`";
    assert!(said.contains(reason), "{said}");
});
