//! `sonda account`, and the code that `sonda serve` prints: the ways in for whoever has the server.

use crate::program::{Program, Running};
use crate::wire::{exchange, request};
use serde_json::Value;

const ANNA: &str = "anna@example.com";

/// The code of the last start: nobody sits at a terminal.
fn code(program: &Program) -> Option<String> {
    std::fs::read_to_string(program.folder.join("first-run.code")).ok()
}

fn create(program: &Program) -> String {
    let arguments = [
        "account",
        "create",
        ANNA,
        "--name",
        "Anna Kowalska",
        "--language",
        "pl",
    ];
    last_line(&program.done(&arguments))
}

fn last_line(said: &str) -> String {
    said.lines().last().unwrap().to_owned()
}

fn list(program: &Program) -> Vec<Value> {
    let listed = program.done(&["account", "list"]);
    let lines = listed.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The status of the page at a one-time address.
fn status(running: &Running, url: &str) -> u16 {
    let (_, path) = url.split_once("/console/").unwrap();
    let bytes = request("GET", &format!("/console/{path}"), &[], b"");
    exchange(running.address, &bytes).unwrap().status
}

on_both_engines!(
    a_code_is_kept_in_a_file_until_there_is_an_account,
    |program| {
        let running = program.serve();
        let first = code(program).unwrap();
        assert_eq!(first.len(), 14, "{first}");
        running.kill();
        let running = program.serve();
        let second = code(program).unwrap();
        assert_ne!(first, second);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = program.folder.join("first-run.code");
            let mode = std::fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "for its owner alone");
        }
        // What a service says is collected and sent on.
        let said = running.said();
        let line = said.iter().find(|line| line.contains(&second));
        assert_eq!(line, None);
        running.kill();
        create(program);
        program.serve().kill();
        assert_eq!(code(program), None);
    }
);

on_both_engines!(an_account_is_made_and_recovered_by_commands, |program| {
    let arguments = [
        "account", "create", ANNA, "--name", "Anna", "--role", "editor",
    ];
    let said = program.fails(&arguments);
    assert!(said.contains("the first account is an owner's"), "{said}");
    let url = create(program);
    assert!(
        url.starts_with("http://127.0.0.1:8787/console/set-password/"),
        "{url}"
    );
    let listed = list(program);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&listed[0]["email"], &listed[0]["role"]),
        (&ANNA.into(), &"owner".into())
    );
    assert_eq!(listed[0]["has_password"], false);
    let running = program.serve();
    assert_eq!(status(&running, &url), 200);
    let recovered = last_line(&program.done(&["account", "recover", "ANNA@example.com"]));
    assert_eq!(
        status(&running, &url),
        404,
        "the address before works no longer"
    );
    assert_eq!(status(&running, &recovered), 200);
    let said = program.fails(&["account", "recover", "eve@example.com"]);
    assert!(said.contains("nobody has an account"), "{said}");
    let said = program.fails(&["account", "create", ANNA, "--name", "Another"]);
    assert!(said.contains("somebody has an account"), "{said}");
    let said = program.run(&["account", "create", "anna", "--name", "Another"]);
    assert!(
        said.err.contains("this is not an e-mail address"),
        "{said:?}"
    );
});
