//! `sonda connections`: secrets come from files and standard input, and leave by no way.

use crate::program::{Program, Said};
use serde_json::{Value, json};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn add(program: &Program, name: &str) -> String {
    let file = program.file("secret.txt", &format!("{SECRET}\n"));
    let settings = json!({"url": "http://127.0.0.1:9/hook"}).to_string();
    let arguments = [
        "connections",
        "add",
        name,
        "--kind",
        "webhook",
        "--settings",
        &settings,
        "--secret-file",
        &file,
    ];
    program.done(&arguments)
}

fn show(program: &Program, name: &str) -> Value {
    serde_json::from_str(&program.done(&["connections", "show", name])).unwrap()
}

fn told(said: &Said) -> String {
    let told = format!("{}{}", said.out, said.err);
    for secret in [SECRET, OTHER] {
        assert!(!told.contains(&secret[6..]), "{told}");
    }
    told
}

on_both_engines!(a_connection_lives_by_commands, |program| {
    let said = add(program, "hook");
    assert!(
        said.contains("`hook` is added")
            && said.contains("may arrive twice")
            && said.contains("1 table(s)"),
        "{said}"
    );
    let shown = show(program, "hook");
    assert_eq!(
        (&shown["secret"], &shown["kind"]),
        (&json!("set"), &json!("webhook"))
    );
    let list = program.done(&["connections", "list"]);
    assert_eq!(serde_json::from_str::<Value>(list.trim()).unwrap(), shown);
    let settings = json!({"url": "http://127.0.0.1:9/other"}).to_string();
    program.done(&["connections", "change", "hook", "--settings", &settings]);
    assert_eq!(
        show(program, "hook")["settings"]["url"],
        "http://127.0.0.1:9/other"
    );
    let test = program.run(&["connections", "test", "hook"]);
    assert_eq!(test.code, Some(1));
    assert!(
        told(&test).contains("FAULT: An event was not delivered"),
        "{test:?}"
    );
    let file = program.file("secret.txt", OTHER);
    program.done(&[
        "connections",
        "replace-secret",
        "hook",
        "--secret-file",
        &file,
    ]);
    program.done(&["connections", "refresh", "hook"]);
    program.done(&["connections", "remove", "hook"]);
    assert_eq!(program.done(&["connections", "list"]), "");
});

on_both_engines!(
    what_makes_no_sense_is_refused_without_the_secret,
    |program| {
        add(program, "hook");
        let secret = program.file("secret.txt", SECRET);
        let empty = program.file("empty.txt", "\n");
        let url = r#"{"url":"https://example.com"}"#;
        let add = |name, kind, settings, file| {
            vec![
                "connections",
                "add",
                name,
                "--kind",
                kind,
                "--settings",
                settings,
                "--secret-file",
                file,
            ]
        };
        let quoted = format!("\"{SECRET}\"");
        for (arguments, reason) in [
            (add("hook", "webhook", url, &secret), "already"),
            (add("Hook", "webhook", url, &secret), "a name takes"),
            (add("other", "carrier-pigeon", url, &secret), "no such kind"),
            (add("other", "webhook", "{}", &secret), "settings: "),
            (
                add("other", "webhook", &quoted, &secret),
                "not a JSON object",
            ),
            (add("other", "webhook", url, &empty), "the secret is empty"),
            (add("other", "webhook", url, "-"), "the secret is empty"),
            (
                add("other", "webhook", url, "nowhere.txt"),
                "cannot be read",
            ),
            (
                vec!["connections", "show", "other"],
                "there is no connection `other`",
            ),
            (
                vec!["connections", "test", "other"],
                "there is no connection `other`",
            ),
            (
                vec!["connections", "remove", "other"],
                "there is no connection `other`",
            ),
            (
                vec!["connections", "rotate-key", "--old-key-file", &secret],
                "is not a key",
            ),
        ] {
            let said = program.run(&arguments);
            assert_eq!(said.code, Some(1), "{arguments:?}: {said:?}");
            assert!(told(&said).contains(reason), "{arguments:?}: {said:?}");
        }
    }
);

on_both_engines!(the_key_is_rotated_by_file_and_by_setting, |program| {
    add(program, "hook");
    let file = program.folder.join("secrets.key");
    let old = program.folder.join("old.key");
    std::fs::rename(&file, &old).unwrap();
    let old = old.to_str().unwrap();
    let problem = show(program, "hook")["problem"].clone();
    assert!(
        problem.as_str().unwrap().contains("there is no key"),
        "{problem}"
    );
    let said = program.done(&["connections", "rotate-key", "--old-key-file", old]);
    assert!(said.contains("1 secret(s)"), "{said}");
    assert_eq!(show(program, "hook")["problem"], Value::Null);

    let made = file.to_str().unwrap();
    let key = "b".repeat(42) + "A";
    let set = program.with("SONDA_SECRETS__KEY", &key);
    let problem = show(&set, "hook")["problem"].clone();
    assert!(
        problem
            .as_str()
            .unwrap()
            .contains("was stored under the key"),
        "{problem}"
    );
    set.done(&["connections", "rotate-key", "--old-key-file", made]);
    assert_eq!(show(&set, "hook")["problem"], Value::Null);
    let shown = set.done(&["check-config"]);
    assert!(!shown.contains(&key), "{shown}");
    let bad = program.with("SONDA_SECRETS__KEY", "too-short");
    let said = bad.fails(&["check-config"]);
    assert!(
        said.contains("secrets.key: ") && !said.contains("too-short"),
        "{said}"
    );
});
