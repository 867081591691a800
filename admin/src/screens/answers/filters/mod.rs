//! Which answers are looked for. The address of the screen holds it, so that it can be sent on and gone back to.

use super::book::Book;
use crate::api::segment;
use crate::prelude::*;
use crate::words::answers::words;
use js_sys::Date;
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// A pause in typing that is long enough to look.
const PAUSE: Duration = Duration::from_millis(350);

/// The filters of a screen, as names and values. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    pairs: RwSignal<Vec<(String, String)>>,
}

const NAMES: [&str; 12] = [
    "q", "from", "to", "locale", "version", "channel", "mark", "delivery", "link", "band",
    "answer", "order",
];

impl Filters {
    /// Those of the address.
    pub(super) fn of_address() -> Self {
        let search = window().location().search().unwrap_or_default();
        let pairs = search
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
                (NAMES.contains(&name) && !value.is_empty()).then(|| (name.to_owned(), value))
            });
        Self {
            pairs: RwSignal::new(pairs.collect()),
        }
    }

    fn get(self, name: &str) -> String {
        let found = |pairs: &Vec<(String, String)>| {
            let pair = pairs.iter().find(|(one, _)| one == name);
            pair.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        self.pairs.with(found)
    }

    /// Puts a value in place of another; an empty one takes it out.
    fn set(self, name: &str, value: &str) {
        if self.get(name) != value {
            self.pairs.update(|pairs| {
                pairs.retain(|(one, _)| one != name);
                if !value.is_empty() {
                    pairs.push((name.to_owned(), value.to_owned()));
                }
            });
        }
    }

    fn add(self, name: &str, value: String) {
        let pair = (name.to_owned(), value);
        if !self.pairs.with_untracked(|pairs| pairs.contains(&pair)) {
            self.pairs.update(|pairs| pairs.push(pair));
        }
    }

    fn remove(self, pair: &(String, String)) {
        self.pairs.update(|pairs| pairs.retain(|one| one != pair));
    }

    /// Those that narrow the list: all but the order.
    fn narrowing(self) -> Vec<(String, String)> {
        let narrows = |pairs: &Vec<(String, String)>| {
            let pairs = pairs.iter().filter(|(name, _)| name != "order");
            pairs.cloned().collect()
        };
        self.pairs.with(narrows)
    }

    pub(super) fn is_narrow(self) -> bool {
        !self.narrowing().is_empty()
    }

    pub(super) fn is_newest_first(self) -> bool {
        self.get("order") != "oldest"
    }

    pub(super) fn set_newest_first(self, newest: bool) {
        self.set("order", if newest { "" } else { "oldest" });
    }

    pub(super) fn clear(self) {
        self.pairs
            .update(|pairs| pairs.retain(|(name, _)| name == "order"));
    }

    /// As the screen's address says it. Tracked.
    pub(super) fn query(self) -> String {
        self.pairs.with(|pairs| {
            written(
                pairs
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.clone())),
            )
        })
    }

    /// As the API is asked, each with an `&` before. Days are those of the reader's zone.
    pub(super) fn api_query(self) -> String {
        self.asked(true)
    }

    /// What narrows the list, as a whole query: for what has no order.
    pub(super) fn narrowing_query(self) -> String {
        self.asked(false).trim_start_matches('&').to_owned()
    }

    fn asked(self, ordered: bool) -> String {
        self.pairs.with_untracked(|pairs| {
            let pairs = pairs.iter().filter(|(name, _)| ordered || name != "order");
            let pairs = pairs.map(|(name, value)| {
                let value = match name.as_str() {
                    "from" => midnight(value, 0),
                    "to" => midnight(value, 1),
                    _ => value.clone(),
                };
                (name.as_str(), value)
            });
            written(pairs)
        })
    }
}

fn written<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        query.push('&');
        query.push_str(name);
        query.push('=');
        query.push_str(&segment(&value));
    }
    query
}

/// The beginning of a day, where the reader is, some days later.
fn midnight(day: &str, later: i32) -> String {
    let parts: Vec<i32> = day
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [year, month, day_of_month] = parts[..] else {
        return day.to_owned();
    };
    let Ok(year) = u32::try_from(year) else {
        return day.to_owned();
    };
    let date = Date::new_with_year_month_day(year, month - 1, day_of_month + later);
    match date.get_time().is_nan() {
        true => day.to_owned(),
        false => date.to_iso_string().into(),
    }
}

/// Keeps the address of the screen in step with the filters.
pub(super) fn keep_address(filters: Filters, is_summary: RwSignal<bool>) {
    Effect::new(move |before: Option<()>| {
        let mut query = filters.query();
        if is_summary.get() {
            query.push_str("&view=summary");
        }
        if before.is_none() {
            return;
        }
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        let query = query.trim_start_matches('&');
        let address = match query.is_empty() {
            true => path,
            false => format!("{path}?{query}"),
        };
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
        }
    });
}

/// The search field.
pub(super) fn search(filters: Filters) -> AnyView {
    let words = words();
    let typed = RwSignal::new(0_u32);
    let look = move |text: String| filters.set("q", text.trim());
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.update(|number| *number += 1);
        let number = typed.get_untracked();
        set_timeout(
            move || {
                if typed.try_get_untracked() == Some(number) {
                    look(text);
                }
            },
            PAUSE,
        );
    };
    view! {
        <label class="answers-search">
            <span class="unseen">{words.search.as_str()}</span>
            <input type="search" autocomplete="off" placeholder=words.search.as_str() maxlength="200"
                prop:value=move || filters.get("q") on:input=on_input/>
        </label>
    }
    .into_any()
}

/// What the filters say, each with a button to take it out.
pub(super) fn chips(filters: Filters, book: Arc<Book>) -> AnyView {
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
        "q" => format!("“{value}”"),
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

fn choice(choices: &[(impl AsRef<str>, impl AsRef<str>)], value: &str) -> String {
    let found = choices.iter().find(|(one, _)| one.as_ref() == value);
    found
        .map_or(value, |(_, text)| text.as_ref())
        .trim()
        .to_owned()
}

fn channels() -> [(&'static str, &'static str); 2] {
    let words = words();
    [
        ("personal", &words.channel_personal),
        ("public", &words.channel_public),
    ]
}

pub(super) fn marks() -> [(&'static str, &'static str); 5] {
    let words = words();
    [
        ("none", &words.mark_none),
        ("any", &words.mark_any),
        ("captcha_skipped", &words.mark_captcha_skipped),
        ("honeypot", &words.mark_honeypot),
        ("too_fast", &words.mark_too_fast),
    ]
}

pub(super) fn deliveries() -> [(&'static str, &'static str); 5] {
    let words = words();
    [
        ("done", &words.delivered),
        ("pending", &words.delivering),
        ("dead", &words.undelivered),
        ("cancelled", &words.delivery_off),
        ("none", &words.delivery_none),
    ]
}

fn comparisons() -> [(&'static str, &'static str); 6] {
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

/// A field to choose one of a few values.
fn select(
    filters: Filters,
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String)>,
) -> AnyView {
    let any = words().any.as_str();
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|(value, text)| view! { <option value=value>{text}</option> }.into_any())
        .collect();
    view! {
        <label><span>{label}</span>
            <select prop:value=move || filters.get(name)
                on:change=move |event| filters.set(name, &event_target_value(&event))>
                <option value="">{any}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn day(filters: Filters, name: &'static str, label: &'static str) -> AnyView {
    view! {
        <label><span>{label}</span>
            <input type="date" prop:value=move || filters.get(name)
                on:change=move |event| filters.set(name, &event_target_value(&event))/>
        </label>
    }
    .into_any()
}

fn owned(choices: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    let choices = choices.iter();
    choices
        .map(|(value, text)| ((*value).to_owned(), (*text).to_owned()))
        .collect()
}

/// All fields to narrow the list by.
pub(super) fn panel(filters: Filters, book: Arc<Book>) -> AnyView {
    let words = words();
    let same = |value: String| (value.clone(), value);
    let locales: Vec<_> = book.locales().into_iter().map(same).collect();
    let versions: Vec<_> = book
        .versions()
        .iter()
        .map(|one| same(one.to_string()))
        .collect();
    let several = versions.len() > 1;
    let bands: Vec<(String, String)> = book
        .results()
        .into_iter()
        .flat_map(|(result, title, bands)| {
            bands
                .into_iter()
                .map(move |(id, band)| (format!("{result}:{id}"), format!("{title}: {band}")))
        })
        .collect();
    view! {
        <div class="filters">
            {day(filters, "from", &words.filter_from)}
            {day(filters, "to", &words.filter_to)}
            {(locales.len() > 1).then(|| select(filters, "locale", &words.filter_locale, locales))}
            {select(filters, "channel", &words.filter_channel, owned(&channels()))}
            {select(filters, "delivery", &words.filter_delivery, owned(&deliveries()))}
            {select(filters, "mark", &words.filter_mark, owned(&marks()))}
            {several.then(|| select(filters, "version", &words.filter_version, versions))}
            {(!bands.is_empty()).then(|| select(filters, "band", &words.filter_band, bands))}
            {test(filters, book)}
        </div>
    }
    .into_any()
}

/// Which comparisons a type of question takes.
fn comparisons_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "text" | "long_text" | "email" | "phone" | "url" | "hidden" | "address" | "file"
        | "matrix" | "group" => &["contains", "given", "missing"],
        "number" | "slider" | "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar"
        | "date" | "time" | "date_time" => &["at_least", "at_most", "is", "given", "missing"],
        "single_choice" | "multiple_choice" | "ranking" | "yes_no" => &["is", "given", "missing"],
        _ => &["given", "missing"],
    }
}

/// The fields that add a test of one answer.
fn test(filters: Filters, book: Arc<Book>) -> AnyView {
    let words = words();
    let questions = book.questions();
    if questions.is_empty() {
        return ().into_any();
    }
    let chosen = RwSignal::new(String::new());
    let comparison = RwSignal::new(String::new());
    let value = RwSignal::new(String::new());
    let kinds: Vec<(String, String)> = questions
        .iter()
        .map(|one| (one.id.clone(), one.kind.clone()))
        .collect();
    let kind = Memo::new(move |_| chosen.with(|chosen| choice(&kinds, chosen)));
    let options: Vec<AnyView> = questions
        .into_iter()
        .map(|one| view! { <option value=one.id>{one.title}</option> }.into_any())
        .collect();
    let choose = move |event| {
        chosen.set(event_target_value(&event));
        comparison.set(kind.with_untracked(|kind| comparisons_of(kind)[0].to_owned()));
        value.set(String::new());
    };
    let comparing = move || {
        let known = comparisons();
        let offered = kind.with(|kind| comparisons_of(kind)).iter();
        let options: Vec<AnyView> = offered
            .map(|one| {
                let is_it = comparison.with_untracked(|chosen| chosen == one);
                view! { <option value=*one selected=is_it>{choice(&known, one)}</option> }
                    .into_any()
            })
            .collect();
        view! {
            <label><span>{words.test_comparison.as_str()}</span>
                <select on:change=move |event| comparison.set(event_target_value(&event))>{options}</select>
            </label>
        }
        .into_any()
    };
    let needs_value =
        Memo::new(move |_| comparison.with(|one| !matches!(one.as_str(), "given" | "missing")));
    let field = move || {
        if !needs_value.get() {
            return ().into_any();
        }
        let mut choices = chosen.with(|question| book.options(question));
        let kind = kind.get();
        if kind == "yes_no" {
            choices = vec![
                ("yes".to_owned(), words.yes.clone()),
                ("no".to_owned(), words.no.clone()),
            ];
        }
        let input = match (choices.is_empty(), comparison.get().as_str()) {
            (false, "is") => {
                value.set(choices[0].0.clone());
                let options: Vec<AnyView> = choices
                    .into_iter()
                    .map(|(id, title)| view! { <option value=id>{title}</option> }.into_any())
                    .collect();
                view! { <select on:change=move |event| value.set(event_target_value(&event))>{options}</select> }
                    .into_any()
            }
            _ => {
                let shape = match kind.as_str() {
                    "date" | "date_time" => "date",
                    "time" => "time",
                    _ => "text",
                };
                view! {
                    <input type=shape prop:value=move || value.get()
                        on:input=move |event| value.set(event_target_value(&event))/>
                }
                .into_any()
            }
        };
        view! { <label><span>{words.test_value.as_str()}</span> {input}</label> }.into_any()
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (question, comparison) = (chosen.get_untracked(), comparison.get_untracked());
        let than = value.get_untracked();
        let than = than.trim();
        if needs_value.get_untracked() && than.is_empty() {
            return;
        }
        let test = match needs_value.get_untracked() {
            true => format!("{question}:{comparison}:{than}"),
            false => format!("{question}:{comparison}"),
        };
        filters.add("answer", test);
        value.set(String::new());
    };
    view! {
        <form class="test" on:submit=add>
            <label><span>{words.test_question.as_str()}</span>
                <select on:change=choose><option value="">{words.test_choose.as_str()}</option> {options}</select>
            </label>
            <Show when=move || chosen.with(|one| !one.is_empty())>
                {comparing}
                {field.clone()}
                <button class="quiet">{words.test_add.as_str()}</button>
            </Show>
        </form>
    }
    .into_any()
}
