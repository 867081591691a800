//! Which answers are looked for. The address of the screen holds it, so that it can be sent on and gone back to.

mod answer;
mod chips;
mod panel;

pub(super) use chips::{chips, deliveries, marks};
pub(super) use panel::{panel, search};

use crate::api::segment;
use crate::prelude::*;
use js_sys::Date;
use percent_encoding::percent_decode_str;
use wasm_bindgen::JsValue;

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
