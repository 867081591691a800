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
    /// Counts the beginnings: what was asked for before the last one is not wanted any more.
    began: StoredValue<u32>,
    fetch: StoredValue<Arc<dyn Fn(Option<String>) -> Fetched<T> + Send + Sync>>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

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
            began: StoredValue::new(0),
            fetch: StoredValue::new(fetch),
        };
        pages.fetch(None);
        pages
    }

    /// Begins anew.
    pub(crate) fn restart(self) {
        if self.begin().is_some() {
            self.items.set(Vec::new());
            self.fetch(None);
        }
    }

    /// From now on what was asked for before is not wanted any more. Nothing, where the list was left.
    fn begin(self) -> Option<u32> {
        self.began.try_update_value(|number| {
            *number += 1;
            *number
        })
    }

    /// Fetches the first page again, while what is there stays to be seen.
    pub(crate) fn refresh(self) {
        // What is on its way is older than what is asked for now.
        let Some(began) = self.begin() else {
            return;
        };
        let fetching = self.fetch.with_value(|fetch| fetch(None));
        spawn_local(async move {
            let fetched = fetching.await;
            if self.began.try_get_value() != Some(began) {
                return;
            }
            match fetched {
                Ok(page) => {
                    self.items.set(page.items);
                    self.state.set(page.next.map_or(State::End, State::More));
                }
                // What was there stays, and is fetched the next time.
                Err(problem) if self.state.get_untracked() == State::Fetching => {
                    self.state.set(State::Failed(None, problem));
                }
                Err(_) => {}
            }
        });
    }

    fn fetch(self, after: Option<String>) {
        self.state.set(State::Fetching);
        let began = self.began.get_value();
        let fetching = self.fetch.with_value(|fetch| fetch(after.clone()));
        spawn_local(async move {
            let fetched = fetching.await;
            // The screen may have been left meanwhile, or the list begun anew.
            if self.began.try_get_value() != Some(began) {
                return;
            }
            let state = match fetched {
                Ok(page) => {
                    self.items.update(|items| items.extend(page.items));
                    page.next.map_or(State::End, State::More)
                }
                Err(problem) => State::Failed(after, problem),
            };
            self.state.set(state);
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
