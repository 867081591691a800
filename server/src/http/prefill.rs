//! What the address of a page gives a form to begin with: `answer.FIELD=value` preselects an answer, as a click in
//! an e-mail does, and hidden questions take the parameters they name. Nothing here sends anything.

use percent_encoding::percent_decode_str;
use rust_decimal::Decimal;
use sonda_domain::{
    Content, Entries, Kind, Known, LocalText, Locale, Question, Source, decimal_sign, validate,
};

/// Begins the name of a parameter that preselects an answer.
const ANSWER: &str = "answer.";
/// The most parameters that are looked at.
const MOST_PAIRS: usize = 200;
/// The most bytes of one of them, as it stands in the address.
const LONGEST_PAIR: usize = 4_000;

/// The parameters of an address that a form of this content uses, each as it stands there and as name and value.
fn used<'q>(content: &Content, query: &'q str) -> impl Iterator<Item = (&'q str, String, String)> {
    let hidden: Vec<&str> = content.questions().filter_map(parameter).collect();
    let pairs = query.split('&').take(MOST_PAIRS);
    let short = pairs.filter(|pair| !pair.is_empty() && pair.len() <= LONGEST_PAIR);
    short.filter_map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name)?, decoded(value)?);
        (name.starts_with(ANSWER) || hidden.contains(&name.as_str())).then_some((pair, name, value))
    })
}

fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// The parameter that a hidden question takes its value from.
fn parameter(question: &Question) -> Option<&str> {
    match &question.source {
        Some(Source::Url(name)) if question.kind == Kind::Hidden => Some(name),
        _ => None,
    }
}

/// The parameters of an address that are kept in its links to other languages, as they stand there.
pub(crate) fn kept<'q>(content: &Content, query: &'q str) -> Vec<&'q str> {
    used(content, query).map(|(pair, ..)| pair).collect()
}

/// What the form begins with. What no question asks for, or would take, is passed over.
pub(crate) fn prefill(content: &Content, query: &str, locale: &Locale) -> Entries {
    let mut wanted = Entries::default();
    let mut parameters = Entries::default();
    for (_, name, value) in used(content, query) {
        match name.strip_prefix(ANSWER) {
            Some(field) if content.has_field(field) => wanted.push(field.to_owned(), value),
            Some(_) => {}
            None => parameters.push(name, value),
        }
    }
    let mut entries = Entries::default();
    for question in content.questions() {
        let id = question.id.as_str();
        let mut own = Entries::default();
        match parameter(question) {
            Some(name) if !parameters.values(name).is_empty() => {
                own.push(id.to_owned(), parameters.first(name).to_owned());
            }
            Some(_) => {}
            None if !can_be_preselected(question.kind) => {}
            None => {
                let fields = wanted
                    .iter()
                    .filter(|(field, _)| field.split('.').next() == Some(id));
                fields.for_each(|(field, values)| own.set(field, values.to_vec()));
                if question.kind == Kind::Number && own.first(id).parse::<Decimal>().is_ok() {
                    // An address is written by a program, with a point; the field has what a visitor would type.
                    let sign = decimal_sign(locale).to_string();
                    let typed = own.first(id).replacen('.', &sign, 1);
                    own.set(id, vec![typed]);
                }
            }
        }
        if !own.is_empty() && takes(content, question, &own, locale) {
            own.iter()
                .for_each(|(field, values)| entries.set(field, values.to_vec()));
        }
    }
    entries
}

/// Agreement is the visitor's own act, and files and drawings do not come in an address.
fn can_be_preselected(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Consent | Kind::File | Kind::Signature | Kind::Hidden | Kind::Statement | Kind::Group
    )
}

/// Whether the question, were it asked by itself, would take these fields.
fn takes(content: &Content, question: &Question, entries: &Entries, locale: &Locale) -> bool {
    let mut alone = question.clone();
    (alone.required, alone.required_if, alone.visible_if) = (false, None, None);
    alone.min_chosen = None;
    alone.rules.clear();
    for option in &mut alone.options {
        option.visible_if = None;
    }
    for row in &mut alone.rows {
        row.visible_if = None;
    }
    let probe = Content {
        locales: content.locales.clone(),
        fallback_locale: content.fallback_locale.clone(),
        title: LocalText::default(),
        intro: None,
        questions: vec![alone],
        pages: Vec::new(),
        layout: None,
        review: false,
        known: Vec::new(),
        calculations: Vec::new(),
        submit_label: None,
        endings: Vec::new(),
    };
    validate(&probe, entries, &Known::of(locale)).is_ok_and(|judged| !judged.answers.0.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content() -> Content {
        let title = json!({"en": "T"});
        let options = json!([{"id": "a", "title": title}, {"id": "b", "title": title, "visible_if": {"==": [1, 2]}}]);
        serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": title,
            "questions": [
                {"id": "stars", "type": "rating", "title": title, "required": true},
                {"id": "topics", "type": "multiple_choice", "title": title, "options": options, "min_chosen": 2},
                {"id": "later", "type": "number", "title": title, "visible_if": {"==": [{"var": "stars"}, 5]}},
                {"id": "mood", "type": "matrix", "cells": "rating", "title": title, "required": true,
                 "rows": [{"id": "am", "title": title}, {"id": "pm", "title": title}]},
                {"id": "agree", "type": "consent", "title": title},
                {"id": "from", "type": "hidden", "title": title, "source": {"url": "ref"}, "max_length": 10},
                {"id": "code", "type": "hidden", "title": title, "source": {"host": "code"}},
            ],
        }))
        .unwrap()
    }

    fn given(query: &str) -> Vec<(String, String)> {
        let content = content();
        let entries = prefill(&content, query, &content.fallback_locale);
        let pairs = entries
            .iter()
            .flat_map(|(name, values)| values.iter().map(|value| (name.to_owned(), value.clone())));
        pairs.collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_a_question_would_take_is_preselected() {
        assert_eq!(
            given("answer.stars=4&utm_source=x"),
            pairs(&[("stars", "4")])
        );
        assert_eq!(given("answer.topics=b"), pairs(&[("topics", "b")]));
        assert_eq!(given("answer.mood.pm=2"), pairs(&[("mood.pm", "2")]));
        assert_eq!(
            given("answer.later=7"),
            pairs(&[("later", "7")]),
            "judged when it is asked"
        );
        assert_eq!(given("ref=a%20b+c"), pairs(&[("from", "a b c")]));
    }

    #[test]
    fn a_number_of_an_address_is_written_as_the_visitor_would() {
        let mut content = content();
        let mut questions: serde_json::Value = serde_json::to_value(&content.questions).unwrap();
        questions[2]["decimals"] = json!(3);
        content.questions = serde_json::from_value(questions).unwrap();
        let entries = prefill(&content, "answer.later=1.125", &"de".parse().unwrap());
        assert_eq!(entries.first("later"), "1,125");
    }

    #[test]
    fn what_it_would_not_take_is_passed_over() {
        for query in [
            "",
            "&&=&",
            "stars=4",
            "answer.=1",
            "answer.stars",
            "answer.stars=6",
            "answer.stars=4&answer.stars=5",
            "answer.topics=c",
            "answer.later=x",
            "answer.nobody=1",
            "answer.stars.x=1",
            "answer.stars=%ff",
            "answer.agree=yes",
            "answer.from=x",
            "answer.code=x",
            "code=x",
            "ref=more+than+ten",
        ] {
            assert_eq!(given(query), [], "{query}");
        }
        let long = format!("answer.stars={}4", "0".repeat(LONGEST_PAIR));
        assert_eq!(given(&long), []);
    }

    #[test]
    fn links_to_other_languages_keep_what_the_form_uses() {
        let kept = kept(&content(), "lang=pl&answer.stars=4&ref=a%20b&token=secret");
        assert_eq!(kept, ["answer.stars=4", "ref=a%20b"]);
    }
}
