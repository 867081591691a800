//! Reads the props that the server wrote into the page.

use crate::{Notice, Props, ShownError};
use sonda_domain::{Members, Read, Refusal, Value};

impl Read for Props {
    fn read(value: Value) -> Self {
        let mut members = Members::of(value);
        let text = |text: Option<String>| text.unwrap_or_default();
        // Around an embedded form's props there are members for `embed.js`.
        Self {
            form: members.take("form"),
            version: members.take("version"),
            content: members.take("content"),
            locale: members.take("locale"),
            known: members.take("known"),
            messages: members.take("messages"),
            action: members.take("action"),
            submit_url: members.take("submit_url"),
            upload_url: members.take("upload_url"),
            draft: members.take("draft"),
            personal: members.take("personal"),
            key: text(members.take("key")),
            closes_in_ms: members.take("closes_in_ms"),
            seed: members.take::<Option<u32>>("seed").unwrap_or_default(),
            entries: members.take("entries"),
            step: text(members.take("step")),
            review: members.take("review"),
            stats_url: members.take("stats_url"),
            carried: members.take("carried"),
            errors: members.take("errors"),
            captcha: text(members.take("captcha")),
            made: text(members.take("made")),
            notice: members.take("notice"),
        }
    }
}

impl Read for ShownError {
    fn read(value: Value) -> Self {
        let mut members = Members::of(value);
        Self {
            field: members.take("field"),
            message: members.take("message"),
        }
    }
}

impl Read for Notice {
    fn read(value: Value) -> Self {
        let name = match value {
            Value::Map(_) => return Self::Refused(Members::of(value).take::<Refusal>("refused")),
            value => String::read(value),
        };
        match &*name {
            "sent" => Self::Sent,
            "waiting" => Self::Waiting,
            "waiting_here" => Self::WaitingHere,
            "sent_before" => Self::SentBefore,
            "rate_limited" => Self::RateLimited,
            "captcha_required" => Self::CaptchaRequired,
            "captcha_failed" => Self::CaptchaFailed,
            "captcha_unavailable" => Self::CaptchaUnavailable,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use serde_json::{Value as Json, json};
    use sonda_domain::{Content, Known, Locale, interface_messages};
    use std::fs::{DirEntry, read_dir, read_to_string};
    use std::path::Path;

    /// The definitions that are anywhere here, by their files.
    fn definitions() -> Vec<(String, Json)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folders = [
            "demo",
            "domain/tests/instruments",
            "e2e/forms",
            "fuzz/forms",
        ];
        let files = folders.map(|folder| read_dir(root.join(folder)).into_iter().flatten());
        let definition = |file: DirEntry| {
            let document: Json = serde_json::from_str(&read_to_string(file.path()).ok()?).ok()?;
            let content = document.get("content").unwrap_or(&document).clone();
            Some((file.path().display().to_string(), content))
        };
        let all: Vec<_> = files
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(definition)
            .collect();
        assert!(all.len() > 10, "{all:?}");
        all
    }

    /// A question with every property there is; that it makes no sense is nobody's matter here.
    fn everything() -> Json {
        let text = json!({"en": "T"});
        let logic = json!({"==": [{"var": "a.b"}, {"*": [0.5, 2]}]});
        let choice = json!({"id": "o", "title": text, "visible_if": logic, "value": "1.5", "exclusive": true,
            "text": true, "picture": "https://example.com/a.png"});
        let row = json!({"id": "r", "title": text, "visible_if": logic, "weight": "0.25", "low_label": text,
            "high_label": text});
        let inner = json!({"id": "i", "type": "date_time", "title": text});
        let question = json!({"id": "q", "type": "matrix", "title": text, "help": text, "required": true,
            "required_if": logic, "visible_if": logic, "default": logic, "comment": {"title": text, "max_length": 5},
            "rules": [{"valid_if": logic, "message": text}], "quiz": {"correct": ["o"], "points": 2},
            "max_length": 7, "autocomplete": "given-name", "options": [choice], "display": "pictures",
            "shuffled": true, "select_all": true, "min_chosen": 1, "max_chosen": 2, "steps": 9, "icon": "heart",
            "low_label": text, "high_label": text, "min": "-1.5", "max": 20, "decimals": 2, "currency": "PLN",
            "earliest": "2026-01-01", "latest": "2026-02-01", "rows": [row], "cells": "weighted", "questions": [inner],
            "min_entries": 1, "max_entries": 3, "parts": ["street", "postal_code", "city", "region", "country"],
            "max_files": 2, "max_bytes": 5_000_000_000_u64, "accept": ["image/*"], "version": "1",
            "source": {"url": "utm"}});
        json!({"locales": ["en", "pl"], "fallback_locale": "en", "title": text, "intro": text,
            "questions": [question, {"id": "h", "type": "hidden", "title": text, "source": {"host": "x"}}],
            "pages": [{"id": "p", "title": text, "text": text, "visible_if": logic, "questions": [],
                "next": [{"if": logic, "to": "p"}, {}]}],
            "layout": "one_question", "review": true, "known": ["contact.name"], "submit_label": text,
            "calculations": [{"id": "c", "title": text, "value": logic, "decimals": 1,
                "bands": [{"id": "b", "from": "0.5", "to": 3, "title": text, "text": text}]}],
            "endings": [{"id": "e", "visible_if": logic, "title": text, "text": text, "link": "https://example.com"}]})
    }

    fn props(content: &Json, notice: Option<Notice>) -> Props {
        let content: Content = serde_json::from_value(content.clone()).unwrap();
        let locale: Locale = "en".parse().unwrap();
        let mut known = Known::of(&locale);
        known
            .values
            .insert("link.order".into(), "7 \" \u{1}".into());
        Props {
            form: "a-form".parse().unwrap(),
            version: 3,
            content: content.localized(&locale),
            messages: interface_messages(&locale),
            locale,
            known,
            action: "/f/a-form".into(),
            submit_url: "/api".into(),
            upload_url: Some("/up".into()),
            draft: "d".into(),
            personal: true,
            key: "k".into(),
            closes_in_ms: Some(-5),
            seed: u32::MAX,
            entries: [("q".to_owned(), "ż".to_owned())].into_iter().collect(),
            step: "p".into(),
            review: true,
            stats_url: Some("/stats".into()),
            carried: [("r".to_owned(), String::new())].into_iter().collect(),
            captcha: "{}".into(),
            made: "12.x".into(),
            errors: vec![ShownError {
                field: "q".into(),
                message: "M".into(),
            }],
            notice,
        }
    }

    fn read(json: &str) -> Props {
        Props::read(json::read(json).unwrap())
    }

    #[test]
    fn props_are_read_as_they_were_written() {
        let everything = ("everything".to_owned(), everything());
        for (name, content) in definitions().iter().chain([&everything]) {
            let props = props(content, None);
            let written = serde_json::to_string(&props).unwrap();
            assert_eq!(
                read(&written),
                serde_json::from_str(&written).unwrap(),
                "{name}"
            );
        }
    }

    #[test]
    fn every_notice_is_read() {
        let refused = Refusal::ALL.map(Notice::Refused);
        let others = [
            Notice::Sent,
            Notice::Waiting,
            Notice::WaitingHere,
            Notice::SentBefore,
            Notice::RateLimited,
            Notice::CaptchaRequired,
            Notice::CaptchaFailed,
            Notice::CaptchaUnavailable,
            Notice::Failed,
        ];
        for notice in refused.into_iter().chain(others) {
            let props = props(&everything(), Some(notice));
            let written = serde_json::to_string(&props).unwrap();
            assert_eq!(read(&written).notice, Some(notice));
        }
    }

    #[test]
    fn what_is_said_to_the_embedding_page_is_passed_over() {
        let props = props(&everything(), None);
        let mut view = serde_json::to_value(&props).unwrap();
        view["style"] = json!(":host { color: red }");
        view["lean"] = json!(true);
        let same = serde_json::to_string(&props).unwrap();
        assert_eq!(
            read(&view.to_string()),
            serde_json::from_str(&same).unwrap()
        );
    }

    #[test]
    #[should_panic(expected = "unreadable")]
    fn props_of_a_later_build_are_not_guessed_at() {
        let mut props = serde_json::to_value(props(&everything(), None)).unwrap();
        props["content"]["questions"][0]["novel"] = json!(true);
        read(&props.to_string());
    }
}
