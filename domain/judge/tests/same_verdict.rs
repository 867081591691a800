//! The native build and the WASM build of the domain say the same of generated forms and answers.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use sonda_judge::verdict_json;
use wasmi::{Engine, Linker, Memory, Module, Store, TypedFunc};

/// The WASM build, inside an interpreter.
struct Judge {
    store: Store<()>,
    memory: Memory,
    take: TypedFunc<u32, u32>,
    judge: TypedFunc<(u32, u32), u64>,
}

impl Judge {
    fn load(path: &str) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, std::fs::read(path).unwrap()).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        let take = instance.get_typed_func(&store, "take").unwrap();
        let judge = instance.get_typed_func(&store, "judge").unwrap();
        Self {
            store,
            memory,
            take,
            judge,
        }
    }

    fn verdict(&mut self, case: &[u8]) -> Vec<u8> {
        let length = u32::try_from(case.len()).unwrap();
        let address = self.take.call(&mut self.store, length).unwrap();
        self.memory
            .write(&mut self.store, address as usize, case)
            .unwrap();
        let verdict = self.judge.call(&mut self.store, (address, length)).unwrap();
        let mut text = vec![0; (verdict & 0xffff_ffff) as usize];
        self.memory
            .read(&self.store, (verdict >> 32) as usize, &mut text)
            .unwrap();
        text
    }
}

fn words() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => Just(json!({"en": "A title", "pl": "Tytuł"})),
        1 => Just(json!({"en": " "})),
        1 => Just(json!({"pl": "Tylko po polsku"})),
        1 => Just(json!({"en": "x", "de": "y"})),
    ]
}

fn decimal() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-20_i64..20).prop_map(|n| json!(n)),
        (-2000_i64..2000).prop_map(|n| json!(format!("{}.{:02}", n / 100, n.abs() % 100)))
    ]
}

fn question() -> impl Strategy<Value = Value> {
    let kinds = prop::sample::select(vec![
        "text",
        "long_text",
        "email",
        "phone",
        "number",
        "single_choice",
        "multiple_choice",
        "rating",
        "nps",
        "consent",
    ]);
    let id = prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    let bounds = (
        prop::option::of(decimal()),
        prop::option::of(decimal()),
        prop::option::of(0_u32..8),
        prop::option::of(0_u32..30),
        prop::option::of(0_u8..12),
        prop::option::of(0_u32..5),
        prop::option::of(0_u32..5),
    );
    let options = prop::collection::vec(prop::sample::select(vec!["o1", "o2", "o3", "o4"]), 0..5);
    (
        kinds,
        id,
        words(),
        prop::bool::weighted(0.2),
        any::<bool>(),
        bounds,
        options,
        0_u8..10,
    )
        .prop_map(
            |(kind, id, title, required, comment, bounds, options, stray)| {
                let mut question =
                    json!({"id": id, "type": kind, "title": title, "required": required});
                if comment {
                    question["comment"] = json!({});
                }
                let stray = stray == 0;
                let mut set = |name: &str, kinds: &[&str], value: Option<Value>| {
                    if let Some(value) = value.filter(|_| stray || kinds.contains(&kind)) {
                        question[name] = value;
                    }
                };
                set("min", &["number"], bounds.0);
                set("max", &["number"], bounds.1);
                set("decimals", &["number"], bounds.2.map(|n| json!(n)));
                set(
                    "max_length",
                    &["text", "long_text", "email", "phone"],
                    bounds.3.map(|n| json!(n)),
                );
                set("steps", &["rating"], bounds.4.map(|n| json!(n)));
                set(
                    "min_chosen",
                    &["multiple_choice"],
                    bounds.5.map(|n| json!(n)),
                );
                set(
                    "max_chosen",
                    &["multiple_choice"],
                    bounds.6.map(|n| json!(n)),
                );
                let options: Vec<Value> = options
                    .iter()
                    .map(|id| json!({"id": id, "title": {"en": id}}))
                    .collect();
                set(
                    "options",
                    &["single_choice", "multiple_choice"],
                    Some(json!(options)),
                );
                question
            },
        )
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            " ",
            "o1",
            "o2",
            "o3",
            "yes",
            "true",
            "false",
            "on",
            "0",
            "1",
            "5",
            "10",
            "11",
            "-1",
            "12,5",
            "1 000,00",
            "0.000001",
            "1e9",
            "99999999999999999999999999999",
            "anna@example.com",
            "anna@",
            "+48 601 234 567",
            "12345",
            "a\r\nb",
            "a\u{0}b",
            "<script>alert(1)</script>",
            "żółć",
            "\u{202e}x",
            "💚💚💚",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,6}([.,][0-9]{0,8})?",
        ".{0,40}",
    ]
}

fn case() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "d",
        "e",
        "a.comment",
        "b.comment",
        "zzz",
        "_key",
    ]);
    let entries = prop::collection::btree_map(name, prop::collection::vec(value(), 0..3), 0..4);
    (prop::collection::vec(question(), 0..6), words(), entries).prop_map(|(questions, title, entries)| {
        json!({
            "content": {"locales": ["en", "pl"], "fallback_locale": "en", "title": title, "questions": questions},
            "entries": entries,
            "known": {"locale": "en"},
        })
    })
}

#[test]
fn native_and_wasm_give_the_same_verdict() {
    let Ok(path) = std::env::var("SONDA_JUDGE_WASM") else {
        eprintln!("SONDA_JUDGE_WASM does not name the WASM build: not compared");
        return;
    };
    let mut judge = Judge::load(&path);
    let mut accepted = 0;
    let mut refused = 0;
    let config = Config {
        cases: 2_000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let cases = std::cell::RefCell::new((&mut judge, &mut accepted, &mut refused));
    let compared = runner.run(&case(), |case| {
        let case = serde_json::to_vec(&case).unwrap();
        let native = verdict_json(&case);
        let mut cases = cases.borrow_mut();
        let wasm = cases.0.verdict(&case);
        prop_assert_eq!(
            String::from_utf8_lossy(&native),
            String::from_utf8_lossy(&wasm)
        );
        let verdict: Value =
            serde_json::from_slice(&native).map_err(|_| TestCaseError::fail("no verdict"))?;
        prop_assert!(
            verdict.is_object(),
            "the case could not be read: {}",
            verdict
        );
        if verdict["judged"].get("Ok").is_some() {
            *cases.1 += 1
        } else {
            *cases.2 += 1
        }
        Ok(())
    });
    compared.unwrap();
    assert!(
        accepted > 100 && refused > 100,
        "one-sided cases: {accepted} accepted, {refused} refused"
    );
}
