//! Schemathesis judges the binary by the API's own description: `cargo xtask test` names the Python that has it in
//! `SONDA_SCHEMATHESIS`.

use crate::judges::judge;
use crate::program::{Program, TOKEN};
use std::path::Path;
use std::process::Command;

const FORMS: [&str; 3] = [
    "request-a-demo",
    "report-a-problem",
    "after-the-service-visit",
];

#[tokio::test]
async fn the_api_is_judged_by_schemathesis() {
    let otherwise = "the API is not judged by its description";
    let Some(python) = judge("SONDA_SCHEMATHESIS", otherwise) else {
        return;
    };
    crate::database::on_sqlite(async |database| {
        let program = Program::on(database);
        // Whoever asks too often is refused, and this judge asks often.
        let program = ["SIGN_INS_PER_MINUTE", "UNKNOWN_CODES_PER_MINUTE"]
            .iter()
            .fold(program, |program, limit| {
                program.with(&format!("SONDA_LIMITS__{limit}"), "1000000")
            });
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for form in FORMS {
            let definition = here.join(format!("../demo/{form}.json"));
            program.done(&["import", definition.to_str().unwrap()]);
        }
        let made = program.done(&["account", "create", "anna@example.com", "--name", "Anna"]);
        let one_time = made.lines().last().unwrap();
        let running = program.serve();
        let folder = here.join("tests/binary/schemathesis");
        let mut judge = Command::new(&python);
        judge
            .arg(folder.join("judge.py"))
            .args([&format!("http://{}", running.address), TOKEN, one_time])
            .arg(folder.join("schemathesis.toml"))
            .current_dir(&program.folder);
        // Nothing of it is asked of anybody else.
        judge.env("NO_PROXY", "*");
        assert!(judge.status().unwrap().success(), "see what it says above");
    })
    .await;
}
