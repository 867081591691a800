//! One page of answers at a time, whatever their number: what is shown, and the way to the pages around it.

use super::book::{list, text};
use super::filters::Filters;
use crate::api::{self, Problem, segment};
use crate::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

/// How many answers a page has.
pub(super) const PAGE: usize = 50;
/// A look ends after so many requests that found too little; it goes on when asked to.
const MOST_REQUESTS: u32 = 60;

/// What is shown of a form's answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub(super) answers: Vec<Value>,
    /// Where the next page begins.
    pub(super) next: Option<String>,
    pub(super) is_busy: bool,
    pub(super) problem: Option<Problem>,
    /// Up to which moment was looked, while that goes on.
    pub(super) looked_until: String,
}

/// A page of answers. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct AnswerPage {
    form: StoredValue<String>,
    filters: Filters,
    pub(super) shown: RwSignal<Shown>,
    /// Where the pages begin that lead to this one.
    way: RwSignal<Vec<Option<String>>>,
    /// Tells the newest request from those before.
    number: StoredValue<u32>,
}

impl AnswerPage {
    pub(super) fn new(form: &str, filters: Filters) -> Self {
        let page = Self {
            form: StoredValue::new(form.to_owned()),
            filters,
            shown: RwSignal::new(Shown::default()),
            way: RwSignal::new(vec![None]),
            number: StoredValue::new(0),
        };
        Effect::new(move |_| {
            filters.query();
            page.way.set(vec![None]);
            page.fetch(None, Vec::new());
        });
        page
    }

    /// Which page it is, from 1.
    pub(super) fn place(self) -> usize {
        self.way.with(Vec::len)
    }

    /// Goes back to the first page, as it is now.
    pub(super) fn start(self) {
        self.way.set(vec![None]);
        self.refresh();
    }

    /// Fetches what is shown again, without taking it away meanwhile.
    pub(super) fn refresh(self) {
        let after = self.way.with_untracked(|way| way.last().cloned().flatten());
        self.fetch(after, Vec::new());
    }

    pub(super) fn forward(self) {
        if let Some(next) = self.shown.with_untracked(|shown| shown.next.clone()) {
            self.way.update(|way| way.push(Some(next.clone())));
            self.fetch(Some(next), Vec::new());
        }
    }

    pub(super) fn back(self) {
        self.way.update(|way| {
            if way.len() > 1 {
                way.pop();
            }
        });
        self.refresh();
    }

    /// Looks further, where a look ended before the page was full.
    pub(super) fn go_on(self) {
        let (next, answers) = self
            .shown
            .with_untracked(|shown| (shown.next.clone(), shown.answers.clone()));
        self.fetch(next, answers);
    }

    fn fetch(self, after: Option<String>, mut answers: Vec<Value>) {
        let number = self.number.with_value(|number| number + 1);
        self.number.set_value(number);
        self.shown.update(|shown| {
            shown.is_busy = true;
            shown.problem = None;
        });
        let form = segment(&self.form.get_value());
        let query = self.filters.api_query();
        let is_newest = move || self.number.try_get_value() == Some(number);
        spawn_local(async move {
            let mut after = after;
            for _ in 0..MOST_REQUESTS {
                let from = after
                    .as_ref()
                    .map(|after| format!("&after={}", segment(after)));
                let missing = PAGE - answers.len();
                let path = format!(
                    "forms/{form}/responses?limit={missing}{query}{}",
                    from.unwrap_or_default()
                );
                let found = api::get::<Value>(&path).await;
                if !is_newest() {
                    return;
                }
                match found {
                    Err(problem) => {
                        self.shown.try_update(|shown| {
                            shown.is_busy = false;
                            shown.problem = Some(problem);
                        });
                        return;
                    }
                    Ok(found) => {
                        answers.extend_from_slice(list(&found, "responses"));
                        after = found["next"].as_str().map(str::to_owned);
                        let goes_on = answers.len() < PAGE && after.is_some();
                        let until = text(&found, "looked_until").to_owned();
                        self.shown.try_set(Shown {
                            answers: answers.clone(),
                            next: after.clone(),
                            is_busy: goes_on,
                            problem: None,
                            looked_until: if goes_on { until } else { String::new() },
                        });
                        if !goes_on {
                            return;
                        }
                    }
                }
            }
            self.shown.try_update(|shown| shown.is_busy = false);
        });
    }
}
