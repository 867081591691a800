//! The judgement of answers to a form with every type of question: the bytes are a posted HTML form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sonda_domain::{Content, Course, Entries, Known, Messages, interface_messages, validate};
use std::sync::LazyLock;

static CONTENT: LazyLock<Content> = LazyLock::new(|| {
    let text = include_str!("../forms/every-type.json");
    serde_json::from_str(text).expect("the form reads")
});

static MESSAGES: LazyLock<Messages> = LazyLock::new(|| interface_messages(&CONTENT.fallback_locale));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let pairs = text.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    });
    let entries: Entries = pairs.collect();
    let known = Known::of(&CONTENT.fallback_locale);
    match validate(&CONTENT, &entries, &known) {
        Ok(judged) => {
            let text = serde_json::to_string(&judged).expect("a judgement is JSON");
            assert_eq!(serde_json::from_str::<sonda_domain::Judged>(&text).expect("reads back"), judged);
        }
        Err(errors) => errors.iter().for_each(|error| drop(error.fault.message(&MESSAGES))),
    }
    let course = Course::of(&CONTENT, &entries, &known);
    let _ = course.steps(&CONTENT);
    let _ = course.pipe(&CONTENT, &known, &MESSAGES, "{{name}} {{rows}} {{score}} {{people}} {{home}}");
});
