//! A long list, fetched page by page.

use super::loaded::{Busy, Failed};
use crate::api::Problem;
use crate::prelude::*;
use crate::words::words;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::sync::Arc;

/// One page, and what to ask the next one after.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

type Fetched<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Problem>>>>;

/// What is there of a long list, and how to get more of it.
pub(crate) struct Pages<T: Send + Sync + 'static> {
    items: RwSignal<Vec<T>>,
    state: RwSignal<State>,
    asked: StoredValue<Asked>,
    fetch: StoredValue<Arc<dyn Fn(Option<String>) -> Fetched<T> + Send + Sync>>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

/// The requests by their numbers: an answer is shown unless a newer one is.
#[derive(Debug, Default)]
struct Asked {
    last: u32,
    shown: u32,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Fetching,
    Failed(Option<String>, Problem),
    More(String),
    End,
}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Fetches the first page.
    pub(crate) fn new<F>(fetch: impl Fn(Option<String>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Page<T>, Problem>> + 'static,
    {
        let fetch: Arc<dyn Fn(Option<String>) -> Fetched<T> + Send + Sync> =
            Arc::new(move |after| Box::pin(fetch(after)));
        let pages = Self {
            items: RwSignal::new(Vec::new()),
            state: RwSignal::new(State::Fetching),
            asked: StoredValue::new(Asked::default()),
            fetch: StoredValue::new(fetch),
        };
        pages.fetch(None);
        pages
    }

    /// Begins anew: what was asked for before is not wanted any more.
    pub(crate) fn restart(self) {
        let begun = self
            .asked
            .try_update_value(|asked| asked.shown = asked.last);
        // The list may have been left.
        if begun.is_some() {
            self.items.set(Vec::new());
            self.fetch(None);
        }
    }

    /// Fetches the first page again, while what is there stays to be seen; not while somebody waits for the next.
    pub(crate) fn refresh(self) {
        let waits_for_more = self.state.get_untracked() == State::Fetching
            && !self.items.with_untracked(Vec::is_empty);
        if !waits_for_more {
            self.ask(None, |_, _| {});
        }
    }

    fn fetch(self, after: Option<String>) {
        self.state.set(State::Fetching);
        self.ask(after, |pages, failed| pages.state.set(failed));
    }

    /// Asks for a page, and shows it unless something newer is shown by then.
    fn ask(self, after: Option<String>, fail: fn(Self, State)) {
        let Some(number) = self.asked.try_update_value(|asked| {
            asked.last += 1;
            asked.last
        }) else {
            return;
        };
        let fetching = self.fetch.with_value(|fetch| fetch(after.clone()));
        spawn_local(async move {
            let fetched = fetching.await;
            // The screen may have been left meanwhile.
            let is_news = |asked: &mut Asked| {
                let is_news = number > asked.shown;
                if is_news && fetched.is_ok() {
                    asked.shown = number;
                }
                is_news
            };
            if self.asked.try_update_value(is_news) != Some(true) {
                return;
            }
            match fetched {
                Ok(page) => {
                    match after {
                        Some(_) => self.items.update(|items| items.extend(page.items)),
                        None => self.items.set(page.items),
                    }
                    self.state.set(page.next.map_or(State::End, State::More));
                }
                Err(problem) => fail(self, State::Failed(after, problem)),
            }
        });
    }

    /// What was fetched so far.
    pub(crate) fn items(self) -> Signal<Vec<T>> {
        self.items.into()
    }

    /// Whether all was fetched, and nothing is there.
    pub(crate) fn is_empty(self) -> Signal<bool> {
        Signal::derive(move || self.items.with(Vec::is_empty) && self.state.get() == State::End)
    }

    /// What stands below the list.
    pub(crate) fn foot(self) -> impl IntoView {
        move || match self.state.get() {
            State::Fetching => view! { <Busy/> }.into_any(),
            State::Failed(after, problem) => {
                let again = Callback::new(move |()| self.fetch(after.clone()));
                view! { <Failed problem again/> }.into_any()
            }
            State::More(after) => view! {
                <button class="more" on:click=move |_| self.fetch(Some(after.clone()))>
                    {words().more.as_str()}
                </button>
            }
            .into_any(),
            State::End => ().into_any(),
        }
    }
}
