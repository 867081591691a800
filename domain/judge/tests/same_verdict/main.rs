//! The native build and the WASM build of the domain say the same of generated forms and answers: what is shown, what
//! is wrong, what was given, what it comes to, which ending it leads to, and what is said.
//!
//! What only the server can check is not the domain's: that is one list, in `server/src/http/server_check.rs`.

mod answers;
mod asked;
#[path = "../../../../import/tests/survey_core/chance.rs"]
mod chance;
mod form;
#[path = "../../../../server/tests/support/judges.rs"]
mod judges;
mod logic;
mod question;
mod tally;
mod wasm;

use serde_json::Value;
use sonda_judge::verdict_json;
use tally::Tally;

const CASES: u64 = 1_200;

#[test]
fn native_and_wasm_give_the_same_verdict() {
    let otherwise = "the native build is not compared with the one for WASM";
    let Some(path) = judges::judge("SONDA_JUDGE_WASM", otherwise) else {
        return;
    };
    let wanted = std::env::var("SONDA_JUDGE_CASES").ok();
    let cases = wanted.and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let mut judge = wasm::Judge::load(&path);
    let mut tally = Tally::default();
    for seed in 0..cases {
        let case = form::case(seed);
        let text = serde_json::to_vec(&case).unwrap();
        let native = verdict_json(&text);
        let wasm = judge
            .verdict(&text)
            .unwrap_or_else(|trap| panic!("case {seed} ends in WASM with {trap}: {case}"));
        assert!(
            native == wasm,
            "case {seed} differs:\nnative {}\nWASM   {}\n{case}",
            String::from_utf8_lossy(&native),
            String::from_utf8_lossy(&wasm)
        );
        let verdict: Value = serde_json::from_slice(&native).unwrap();
        assert!(
            verdict.is_object(),
            "case {seed} could not be read: {verdict} {case}"
        );
        assert_browser_agrees(seed, &case, &verdict);
        tally.count(&case, &verdict);
    }
    println!("{tally:#?}");
    tally.assert_telling();
}

/// A browser is sent one language and no right answers: what depends on neither is the same there.
fn assert_browser_agrees(seed: u64, case: &Value, verdict: &Value) {
    let (server, browser) = (&verdict["course"], &verdict["browser"]);
    let faultless = verdict["faults"].as_array().unwrap().is_empty();
    assert!(
        verdict["read_alike"] == true || !faultless,
        "case {seed} {case}"
    );
    let mut same = vec!["shown", "errors", "given", "steps", "defaults"];
    if !case["content"].to_string().contains("$points.") {
        same.extend(["outcomes", "titles"]);
    }
    // What is sent to a browser sets a text of another direction apart from those around it.
    let plain = |part: &Value| {
        let marks = ["\u{2068}", "\u{2069}", r"\\u{2068}", r"\\u{2069}"];
        marks
            .iter()
            .fold(part.to_string(), |text, mark| text.replace(mark, ""))
    };
    for part in same {
        let (server, browser) = (plain(&server[part]), plain(&browser[part]));
        assert!(
            server == browser,
            "case {seed}: {part}:\nserver  {server}\nbrowser {browser}\n{case}"
        );
    }
}
