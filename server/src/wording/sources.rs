//! Holds the catalogue to the code: what is written there for people is said in every language, and nothing else is in
//! the catalogue.

use super::catalogue::{FILES, entries, is_known};
use super::pattern::Pattern;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Sentences of libraries, and what our own are put together with.
const WITHOUT_SOURCE: [&str; 2] = ["libraries", "joined"];

/// Where sentences for people are written.
const SPOKEN: &[&str] = &[
    "../domain/src/check",
    "../domain/src/logic/check",
    "../domain/src/logic/types.rs",
    "../import/src/xlsform/workbook",
    "src/access",
    "src/answers/test.rs",
    "src/bulk",
    "src/captcha/settings.rs",
    "src/connections",
    "src/crm",
    "src/definition",
    "src/delivery",
    "src/http",
    "src/installation",
    "src/link_values.rs",
    "src/links.rs",
    "src/mapping",
    "src/outgoing",
    "src/sheets/mod.rs",
];

/// All code that may write sentences for people.
const ALL: [&str; 3] = ["../domain/src", "../import/src", "src"];

/// What is written there for others: descriptions of the API, pages, words that have a catalogue of their own, and what
/// only the operator's commands and files hear.
const ELSEWHERE: &[&str] = &[
    "/http/routes/",
    "/http/openapi/",
    "/http/console/",
    "/http/resume/",
    "/http/about.rs",
    "/http/document.rs",
    "/http/languages.rs",
    "/http/page/",
    "/http/assets.rs",
    "/http/settings/logo.rs",
    "/mapping/suggest/",
    "/crm/config/",
    "/crm/embedded/assign.rs",
    "/crm/embedded/reminder.rs",
    "/crm/dataverse/batch.rs",
];

/// Texts that are no sentences of their own, each by a part of it: parts of sentences, and what programs read.
const NO_SENTENCES: &[&str] = &[
    ", with other choices",
    "The column `{}` of `{name}`",
    "A record of {} that is created by its alternate key",
    "is not an option: ",
    "{least} or more",
    "{least} to {most}",
    "dead or cancelled delivery",
    "question that takes files",
    // What CRMs say.
    "issing required value",
    "mandatory field is not set",
    "must be unique",
    "o such column '",
    // Queries, headers, and what is noted of requests.
    " eq '{key}'",
    " eq {id}",
    " eq {literal}",
    " IN ({}, {compact})",
    " AND IsConverted",
    "<set of {table}>",
    "content-type",
    "default-src 'none'",
    "; Path=/;",
    "text/plain; version",
    "event: arrived",
    "it was not waited for",
    // What nobody hears: titles of schemas, examples, and what the code itself rules out.
    "Sonda form definition",
    "contact, lead, new_project",
    "the server stops",
    "the CRM knows no upsert",
];

fn files(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    } else if place.extension().is_some_and(|extension| extension == "rs")
        && !place.to_string_lossy().contains("tests")
    {
        found.push(place.to_owned());
    }
}

/// A file's code without its comments and tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| match line.trim_start() {
        comment if comment.starts_with("//") => "",
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The texts in some code, each with what stands before it.
fn texts(code: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let bytes = code.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' if bytes.get(at + 1) == Some(&b'\\') => at += 4,
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 3,
            b'"' => {
                let begin = at + 1;
                at = begin;
                while bytes[at] != b'"' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
                found.push((&code[..begin - 1], unescaped(&code[begin..at])));
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('\n')) => {
                while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
            }
            ('\\', Some(_)) => plain.extend(letters.next()),
            _ => plain.push(letter),
        }
    }
    plain
}

/// A text of the code as a sentence whose places all hold `7`.
fn filled(text: &str) -> String {
    let mut sentence = String::new();
    let mut rest = text;
    while let Some(brace) = rest.find(['{', '}']) {
        sentence.push_str(&rest[..brace]);
        let is_doubled = rest.as_bytes().get(brace + 1) == rest.as_bytes().get(brace);
        rest = &rest[brace..];
        if is_doubled {
            sentence.push_str(&rest[..1]);
            rest = &rest[2..];
        } else if let Some(end) = rest.find('}') {
            // One after another are one place.
            if !sentence.ends_with('\u{7}') {
                sentence.push('\u{7}');
            }
            rest = &rest[end + 1..];
        } else {
            break;
        }
    }
    sentence.push_str(rest);
    sentence
}

/// The same as a pattern.
fn pattern(text: &str) -> Pattern {
    Pattern::of(&filled(text).replace('\u{7}', "{place:said}"))
}

/// Whether the text is for the log, for programmers, or no sentence at all.
fn is_internal(before: &str, text: &str) -> bool {
    let before = before.trim_end();
    let calls = ["expect(", "reason =", "query(", "env!(", "include_str!("];
    let words = text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphabetic));
    words.count() < 3
        || calls.iter().any(|call| before.ends_with(call))
        || is_logged(before)
        || ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
            .iter()
            .any(|sql| text.starts_with(sql))
}

/// Whether what follows is inside of a call that logs or panics.
fn is_logged(before: &str) -> bool {
    let last = ["tracing::", "panic!(", "unreachable!(", "anyhow!("]
        .iter()
        .filter_map(|call| before.rfind(call));
    last.max().is_some_and(|begin| {
        let inside = &before[begin..];
        let opened = inside.matches('(').count();
        opened > inside.matches(')').count()
    })
}

/// Every text of the code that may be for people: its file, and the text.
fn written(places: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for place in places {
        let mut found = Vec::new();
        files(&root.join(place), &mut found);
        for file in found {
            let code = code(&file);
            let texts = texts(&code).into_iter();
            let texts = texts.filter(|(before, text)| !is_internal(before, text));
            all.extend(texts.map(|(_, text)| (file.clone(), text)));
        }
    }
    all
}

#[test]
fn every_sentence_for_people_is_said_in_every_language() {
    let is_elsewhere = |file: &Path| {
        let file = file.to_string_lossy();
        ELSEWHERE.iter().any(|part| file.contains(part))
    };
    let silent: BTreeSet<String> = written(SPOKEN)
        .into_iter()
        .filter(|(file, _)| !is_elsewhere(file))
        .filter(|(_, text)| !NO_SENTENCES.iter().any(|part| text.contains(part)))
        .filter(|(_, text)| !is_said(text))
        .map(|(file, text)| format!("{}: {text}", file.display()))
        .collect();
    assert!(
        silent.is_empty(),
        "not in server/locales/reasons: {silent:#?}"
    );
}

/// Whether a text of the code is in the catalogue, whatever stands in its places.
fn is_said(text: &str) -> bool {
    let sentence = filled(text).replace('\u{7}', "7");
    let skeleton = pattern(text).skeleton();
    is_known(&sentence)
        || FILES
            .iter()
            .flat_map(|(_, text)| entries(text))
            .any(|entry| {
                let pattern_of_entry = Pattern::of(&entry.en);
                pattern_of_entry.skeleton() == skeleton
                    || pattern(text).read(&entry.en).is_some()
                        && !pattern(text).is_plain()
                        && pattern(text).weight() > 800
            })
}

#[test]
fn every_sentence_of_the_catalogue_is_written_somewhere() {
    let sources: Vec<Pattern> = written(&ALL)
        .iter()
        .map(|(_, text)| pattern(text))
        .chain(short(&ALL))
        .collect();
    let areas = FILES
        .iter()
        .filter(|(area, _)| !WITHOUT_SOURCE.contains(area));
    for (area, text) in areas {
        for entry in entries(text) {
            let is_written = sources.iter().any(|one| one.read(&entry.en).is_some());
            assert!(is_written, "{area}: nobody writes: {}", entry.en);
        }
    }
}

/// The short texts of the code: parts of sentences.
fn short(places: &[&str]) -> Vec<Pattern> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for place in places {
        files(&root.join(place), &mut found);
    }
    let mut all = Vec::new();
    for file in found {
        let code = code(&file);
        let texts = texts(&code).into_iter().map(|(_, text)| pattern(&text));
        all.extend(texts.filter(|text| text.weight() > 100));
    }
    all
}
