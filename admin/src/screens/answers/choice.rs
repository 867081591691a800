//! Answers that were chosen in the list, and their end.

use super::book::list;
use super::filters::Filters;
use super::page::AnswerPage;
use crate::api::{self, Problem, segment};
use crate::figures::count;
use crate::parts::{Failed, asks, focus};
use crate::prelude::*;
use crate::words::answers::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// So many are named in one request.
const AT_ONCE: usize = 500;

/// Which answers are chosen. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    form: StoredValue<String>,
    filters: Filters,
    page: AnswerPage,
    ids: RwSignal<BTreeSet<String>>,
    /// All that pass the filters are chosen: how many, and up to which moment.
    all: RwSignal<Option<(u64, String)>>,
    /// What was done last, for whoever listens.
    said: RwSignal<String>,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// How many are gone of those that are being deleted.
    gone: RwSignal<u64>,
    failed: RwSignal<Option<Problem>>,
}

impl Choice {
    /// None is chosen, and none again whenever something else is looked for.
    pub(super) fn new(form: &str, filters: Filters, page: AnswerPage) -> Self {
        let choice = Self {
            form: StoredValue::new(segment(form)),
            filters,
            page,
            ids: RwSignal::new(BTreeSet::new()),
            all: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            gone: RwSignal::new(0),
            failed: RwSignal::new(None),
        };
        Effect::new(move |_| {
            filters.query();
            choice.clear();
        });
        choice
    }

    fn clear(self) {
        self.ids.set(BTreeSet::new());
        self.all.set(None);
    }

    /// How many are chosen. Tracked.
    fn number(self) -> u64 {
        let all = self.all.with(|all| all.as_ref().map(|(number, _)| *number));
        all.unwrap_or_else(|| self.ids.with(BTreeSet::len) as u64)
    }

    fn has(self, id: &str) -> bool {
        self.all.with(Option::is_some) || self.ids.with(|ids| ids.contains(id))
    }

    fn put(self, id: String, on: bool) {
        self.ids.update(|ids| {
            match on {
                true => ids.insert(id),
                false => ids.remove(&id),
            };
        });
    }

    /// The ids of the page that is shown. Tracked.
    fn shown(self) -> Vec<String> {
        let id = |one: &Value| super::text(one, "id").to_owned();
        self.page
            .shown
            .with(|shown| shown.answers.iter().map(id).collect())
    }

    /// Chooses all that pass the filters, of which the page shows some.
    fn choose_all(self) {
        let form = self.form.get_value();
        let query = self.filters.narrowing_query();
        self.busy.set(true);
        spawn_local(async move {
            let path = format!("forms/{form}/responses/count?{query}");
            match api::get::<Value>(&path).await {
                Ok(found) => {
                    let number = found["responses"].as_u64().unwrap_or_default();
                    let until = super::text(&found, "until").to_owned();
                    // Something else may be looked for by now.
                    if self.filters.narrowing_query() == query {
                        self.all.try_set(Some((number, until)));
                    }
                    self.failed.try_set(None);
                }
                Err(problem) => {
                    self.failed.try_set(Some(problem));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Deletes those that are chosen, some at a time, until all are gone or the dialog is closed.
    fn delete(self) {
        let words = words();
        let path = format!("forms/{}/responses/deletions", self.form.get_value());
        let all = self.all.get_untracked();
        // What is asked for: the rest of all that pass follows from each answer.
        let (path, asked) = match all {
            Some((_, until)) => {
                let query = self.filters.narrowing_query();
                (format!("{path}?{query}"), vec![json!({ "until": until })])
            }
            None => {
                let ids: Vec<String> = self.ids.get_untracked().into_iter().collect();
                let named = ids.chunks(AT_ONCE).map(|ids| json!({ "ids": ids }));
                (path, named.collect())
            }
        };
        let mut asked = asked.into_iter();
        let mut body = asked.next();
        self.busy.set(true);
        self.gone.set(0);
        self.failed.set(None);
        spawn_local(async move {
            let (mut gone, mut stay) = (0, 0);
            while let Some(sent) = body.take() {
                let done = match api::send::<Value>(Method::POST, &path, &sent).await {
                    Ok(done) => done,
                    Err(problem) => {
                        self.failed.try_set(Some(problem));
                        break;
                    }
                };
                gone += done["deleted"].as_u64().unwrap_or_default();
                stay += list(&done, "under_way").len() as u64;
                self.gone.try_set(gone);
                // Whoever closed the dialog, or left, wants no more of it.
                if self.asking.try_get_untracked() != Some(true) {
                    break;
                }
                body = match done["next"].as_str() {
                    Some(next) => Some(json!({ "until": sent["until"], "after": next })),
                    None => asked.next(),
                };
            }
            let mut said = words.deleted.of(gone);
            if stay > 0 {
                said = format!("{said} {}", words.delete_under_way.of(stay));
            }
            if self.busy.try_set(false).is_some() || self.said.try_set(said).is_some() {
                return;
            }
            if self.failed.with_untracked(Option::is_none) {
                self.clear();
                self.asking.set(false);
                focus::hear("answers-said");
            }
            self.page.start();
        });
    }
}

/// The box that chooses all answers of the page.
pub(super) fn page_box(choice: Choice) -> AnyView {
    let is_all = move || {
        let shown = choice.shown();
        !shown.is_empty() && shown.iter().all(|id| choice.has(id))
    };
    let choose = move |event| {
        let on = event_target_checked(&event);
        for id in untrack(|| choice.shown()) {
            choice.put(id, on);
        }
    };
    tick(&words().choose_page, Signal::derive(is_all), choice, choose)
}

/// The box that chooses one answer.
pub(super) fn row_box(choice: Choice, id: &str, name: &str) -> AnyView {
    let (mine, id) = (id.to_owned(), id.to_owned());
    let is_on = Signal::derive(move || choice.has(&mine));
    let choose = move |event| choice.put(id.clone(), event_target_checked(&event));
    tick(
        &words().choose_one.replace("{when}", name),
        is_on,
        choice,
        choose,
    )
}

fn tick(
    name: &str,
    is_on: Signal<bool>,
    choice: Choice,
    choose: impl Fn(leptos::ev::Event) + 'static,
) -> AnyView {
    let is_off = move || choice.all.with(Option::is_some);
    view! {
        <label class="ticked"><input type="checkbox" aria-label=name.to_owned() prop:checked=is_on disabled=is_off on:change=choose/></label>
    }
    .into_any()
}

/// What can be done with those that are chosen.
pub(super) fn bar(choice: Choice) -> AnyView {
    let words = words();
    let any = Memo::new(move |_| choice.number() > 0);
    let shown = move || {
        any.get().then(|| {
            let more = move || {
                let has_more = choice.page.shown.with(|shown| shown.next.is_some()) || choice.page.place() > 1;
                let name = match choice.filters.is_narrow() {
                    true => words.choose_matching.as_str(),
                    false => words.choose_all.as_str(),
                };
                (has_more && choice.all.with(Option::is_none)).then(|| view! {
                    <button class="quiet" disabled=move || choice.busy.get() on:click=move |_| choice.choose_all()>{name}</button>
                })
            };
            view! {
                <div class="chosen" role="group" aria-label=words.chosen_group.as_str()>
                    <span role="status">{move || words.chosen.of(choice.number())}</span>
                    {more}
                    <button class="danger" on:click=move |_| choice.asking.set(true)>{words.delete_chosen.as_str()}</button>
                    <button class="quiet" on:click=move |_| choice.clear()>{words.choose_none.as_str()}</button>
                </div>
            }
        })
    };
    let problem = move || {
        let again = Callback::new(move |()| choice.failed.set(None));
        choice
            .failed
            .get()
            .map(|problem| view! { <Failed problem again/> })
    };
    let is_asking = move || choice.asking.get();
    view! {
        <p role="status" class="said" id="answers-said" tabindex="-1">{move || choice.said.get()}</p>
        {move || (!is_asking()).then_some(problem)}
        {shown}
        {asks(
            choice.asking,
            Signal::derive(move || words.delete_many_title.of(choice.number())),
            view! {
                <p>{words.delete_many_text.as_str()}</p>
                {move || is_asking().then_some(problem)}
                {move || (is_asking() && choice.busy.get()).then(|| progress(choice))}
            }
            .into_any(),
            Signal::derive(|| words.delete_yes.clone()),
            choice.busy,
            Callback::new(move |()| choice.delete()),
        )}
    }
    .into_any()
}

fn progress(choice: Choice) -> AnyView {
    let words = words();
    let of = untrack(|| choice.number());
    let said = move || {
        let said = words
            .delete_progress
            .replace("{done}", &count(choice.gone.get()));
        said.replace("{total}", &count(of))
    };
    view! {
        <progress max=of.to_string() value=move || choice.gone.get().to_string() aria-label=words.delete_many.as_str()></progress>
        <p role="status">{said}</p>
    }
    .into_any()
}
