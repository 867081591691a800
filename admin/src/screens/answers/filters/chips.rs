//! What the filters say, in words.

use super::Filters;
use crate::prelude::*;
use crate::screens::answers::book::Book;
use crate::words::answers::words;
use crate::words::quoted;
use std::sync::Arc;

/// What the filters say, each with a button to take it out.
pub(crate) fn chips(filters: Filters, book: Arc<Book>) -> AnyView {
    let words = words();
    let shown = move || {
        let pairs = filters.narrowing();
        if pairs.is_empty() {
            return ().into_any();
        }
        let chips: Vec<AnyView> = pairs
            .into_iter()
            .map(|pair| {
                let said = said(&pair.0, &pair.1, &book);
                let name = words.filter_remove.replace("{filter}", &said);
                view! {
                    <li><button class="chip" aria-label=name on:click=move |_| filters.remove(&pair)>
                        {said} <span aria-hidden="true">"×"</span>
                    </button></li>
                }
                .into_any()
            })
            .collect();
        view! {
            <ul class="chips" aria-label=words.filters.as_str()>
                {chips}
                <li><button class="chip plain" on:click=move |_| filters.clear()>{words.filters_clear.as_str()}</button></li>
            </ul>
        }
        .into_any()
    };
    shown.into_any()
}

/// A filter in words.
fn said(name: &str, value: &str, book: &Book) -> String {
    let words = words();
    let named = |name: &str, value: &str| format!("{name}: {value}");
    match name {
        "q" => quoted(value),
        "from" => named(&words.filter_from, value),
        "to" => named(&words.filter_to, value),
        "locale" => named(&words.filter_locale, value),
        "version" => named(&words.filter_version, value),
        "channel" => choice(&channels(), value),
        "mark" => named(&words.filter_mark, &choice(&marks(), value)),
        "delivery" => named(&words.filter_delivery, &choice(&deliveries(), value)),
        "link" => words.filter_link.clone(),
        "band" => {
            let (result, band) = value.split_once(':').unwrap_or((value, ""));
            let results = book.results();
            let found = results.iter().find(|(name, ..)| name == result);
            let title = found.map_or(result, |(_, title, _)| title.as_str());
            let bands = found.map_or(&[][..], |(.., bands)| bands.as_slice());
            named(title, &choice(bands, band))
        }
        "answer" => {
            let mut parts = value.splitn(3, ':');
            let question = parts.next().unwrap_or_default();
            let comparison = parts.next().unwrap_or_default();
            let than = parts.next().unwrap_or_default();
            let than = match than {
                "yes" => words.yes.clone(),
                "no" => words.no.clone(),
                than => choice(&book.options(question), than),
            };
            format!(
                "{} {} {than}",
                book.question(question),
                choice(&comparisons(), comparison)
            )
        }
        _ => value.to_owned(),
    }
}

pub(super) fn choice(choices: &[(impl AsRef<str>, impl AsRef<str>)], value: &str) -> String {
    let found = choices.iter().find(|(one, _)| one.as_ref() == value);
    found
        .map_or(value, |(_, text)| text.as_ref())
        .trim()
        .to_owned()
}

pub(super) fn channels() -> [(&'static str, &'static str); 2] {
    let words = words();
    [
        ("personal", &words.channel_personal),
        ("public", &words.channel_public),
    ]
}

pub(crate) fn marks() -> [(&'static str, &'static str); 5] {
    let words = words();
    [
        ("none", &words.mark_none),
        ("any", &words.mark_any),
        ("captcha_skipped", &words.mark_captcha_skipped),
        ("honeypot", &words.mark_honeypot),
        ("too_fast", &words.mark_too_fast),
    ]
}

pub(crate) fn deliveries() -> [(&'static str, &'static str); 5] {
    let words = words();
    [
        ("done", &words.delivered),
        ("pending", &words.delivering),
        ("dead", &words.undelivered),
        ("cancelled", &words.delivery_off),
        ("none", &words.delivery_none),
    ]
}

pub(super) fn comparisons() -> [(&'static str, &'static str); 6] {
    let words = words();
    [
        ("is", &words.compare_is),
        ("contains", &words.compare_contains),
        ("at_least", &words.compare_at_least),
        ("at_most", &words.compare_at_most),
        ("given", &words.compare_given),
        ("missing", &words.compare_missing),
    ]
}
