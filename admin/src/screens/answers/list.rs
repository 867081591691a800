//! The list of a form's answers: a page of them at a time, new ones as they come.

use super::book::{Book, local, text};
use super::choice::{self, Choice};
use super::columns::{cell, chooser, chosen, title};
use super::export::export;
use super::filters::{Filters, chips, keep_address, panel, search};
use super::live::watch;
use super::page::{AnswerPage, PAGE, Shown};
use super::summary::summary;
use crate::api::{self, segment};
use crate::figures::{count, moment_of};
use crate::parts::{Failed, Fetched, dialog, form_head};
use crate::prelude::*;
use crate::screens::part;
use crate::words::answers::words;
use serde_json::Value;
use std::sync::Arc;

/// What is fetched before anything is shown.
struct Known {
    title: String,
    book: Arc<Book>,
}

/// The answers to one form.
#[component]
pub(crate) fn AnswersScreen() -> impl IntoView {
    let form = part("form");
    let known = Fetched::new(move || {
        let form = segment(&form.get());
        async move {
            let codebook = api::get::<Value>(&format!("forms/{form}/codebook")).await?;
            let share = api::get::<Value>(&format!("forms/{form}/share")).await?;
            Ok(Known {
                title: local(&share["title"]).to_owned(),
                book: Arc::new(Book::of(&codebook)),
            })
        }
    });
    let heading = RwSignal::new(String::new());
    let shown = known.show(move |known: &Known| {
        let form = form.get_untracked();
        let title = match known.title.as_str() {
            "" => form.clone(),
            title => title.to_owned(),
        };
        heading.set(title);
        answers(form, Arc::clone(&known.book))
    });
    view! {
        {form_head(heading.into(), form, "answers")}
        {shown}
    }
}

/// What came while the screen was shown.
#[derive(Clone, Copy)]
struct News {
    /// How many answers the form has.
    count: RwSignal<u64>,
    /// Those that are not in the list yet.
    unseen: RwSignal<Vec<String>>,
    /// Those that were put into it by themselves.
    fresh: RwSignal<Vec<String>>,
    /// What is said of it.
    said: RwSignal<String>,
}

fn answers(form: String, book: Arc<Book>) -> AnyView {
    let words = words();
    let filters = Filters::of_address();
    let search_of = window().location().search().unwrap_or_default();
    let is_summary = RwSignal::new(search_of.contains("view=summary"));
    let (is_open, exporting, choosing) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let columns = RwSignal::new(chosen(&form, &book));
    let news = News {
        count: RwSignal::new(0),
        unseen: RwSignal::new(Vec::new()),
        fresh: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
    };
    keep_address(filters, is_summary);
    let page = AnswerPage::new(&form, filters);
    let choice = Choice::new(&form, filters, page);
    watch(&form, move |count, arrived| {
        arrive(page, filters, news, count, arrived);
    });
    let filter_label = move || match filters.is_narrow() {
        true => words.filters_on.as_str(),
        false => words.filters.as_str(),
    };
    let view_of = move |summary: bool, name: &'static str| {
        view! {
            <button class="segment" aria-pressed=move || (is_summary.get() == summary).to_string()
                on:click=move |_| is_summary.set(summary)>{name}</button>
        }
        .into_any()
    };
    let chips = chips(filters, Arc::clone(&book));
    let filter_panel = {
        let book = Arc::clone(&book);
        move || is_open.get().then(|| panel(filters, Arc::clone(&book)))
    };
    let body = {
        let (form, book) = (form.clone(), Arc::clone(&book));
        move || match is_summary.get() {
            true => summary(form.clone(), filters),
            false => list(
                &form,
                Arc::clone(&book),
                page,
                filters,
                news,
                columns,
                choice,
            ),
        }
    };
    view! {
        <div class="answers-head">
            <p class="detail">{move || words.answers_count.of(news.count.get())}</p>
            <div class="segments" role="group" aria-label=words.view.as_str()>
                {view_of(false, &words.view_list)}
                {view_of(true, &words.view_summary)}
            </div>
        </div>
        <div class="answers-tools">
            {search(filters)}
            <button class="quiet" aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)>{filter_label}</button>
            <Show when=move || !is_summary.get()>
                <button class="quiet" on:click=move |_| choosing.set(true)>{words.columns.as_str()}</button>
            </Show>
            <button class="quiet" on:click=move |_| exporting.set(true)>{words.export.as_str()}</button>
        </div>
        {filter_panel}
        {chips}
        <p class="unseen" role="status" aria-live="polite">{move || news.said.get()}</p>
        {body}
        {dialog(&words.columns, choosing, chooser(form.clone(), Arc::clone(&book), columns))}
        {export(form, filters, columns, exporting)}
    }
    .into_any()
}

/// Whether new answers may be put in above what is read: it would move nothing that anybody looks at.
fn is_at_rest(page: AnswerPage, filters: Filters) -> bool {
    let is_first = page.place() == 1 && filters.is_newest_first() && !filters.is_narrow();
    let at_top = window().scroll_y().unwrap_or_default() < 40.0;
    let focus = document().active_element();
    let in_list = focus.and_then(|focus| focus.closest(".answers-list").ok().flatten());
    is_first && at_top && in_list.is_none()
}

fn arrive(page: AnswerPage, filters: Filters, news: News, count: u64, arrived: Vec<String>) {
    let before = news.count.get_untracked();
    news.count.set(count);
    if arrived.is_empty() {
        return;
    }
    let number = arrived.len() as u64;
    let number = number.max(count.saturating_sub(before));
    news.said.set(words().new_answers.of(number));
    if untrack(|| is_at_rest(page, filters)) {
        news.fresh.set(arrived);
        page.refresh();
    } else {
        news.unseen.update(|unseen| unseen.extend(arrived));
    }
}

fn list(
    form: &str,
    book: Arc<Book>,
    page: AnswerPage,
    filters: Filters,
    news: News,
    columns: RwSignal<Vec<String>>,
    choice: Choice,
) -> AnyView {
    let words = words();
    let show_new = move |_| {
        let new = news.unseen.get_untracked();
        news.unseen.set(Vec::new());
        news.fresh.set(new);
        filters.set_newest_first(true);
        page.start();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    let new_bar = move || {
        let number = news.unseen.with(Vec::len);
        (number > 0).then(|| {
            let text = words.new_answers.of(number as u64);
            view! { <button class="news" on:click=show_new>{text} " · " {words.new_show.as_str()}</button> }.into_any()
        })
    };
    let heads = {
        let book = Arc::clone(&book);
        move || {
            let heads: Vec<AnyView> = columns.with(|columns| {
                let heads = columns.iter().map(|column| {
                    let title = title(column, &book);
                    let full = title.clone();
                    view! { <th scope="col" title=full><span class="clamp">{title}</span></th> }
                        .into_any()
                });
                heads.collect()
            });
            heads
        }
    };
    let turn = move |_| filters.set_newest_first(!untrack(|| filters.is_newest_first()));
    let sorted = move || {
        if filters.is_newest_first() {
            "descending"
        } else {
            "ascending"
        }
    };
    let form = segment(form);
    let rows = {
        let (form, book) = (form.clone(), Arc::clone(&book));
        move || -> Vec<AnyView> {
            let fresh = news.fresh.get();
            columns.with(|columns| {
                page.shown.with(|shown| {
                    let rows = shown.answers.iter();
                    rows.map(|answer| row(&form, answer, columns, &book, &fresh, choice))
                        .collect()
                })
            })
        }
    };
    let is_empty = Memo::new(move |_| {
        page.shown
            .with(|shown| shown.answers.is_empty() && !shown.is_busy && shown.problem.is_none())
    });
    let table = move || {
        match is_empty.get() {
        true => empty(&form, page, filters),
        false => view! {
            <div class="wide answers-list" tabindex="0" role="region" aria-label=words.view_list.as_str()>
                <table class="answers-table">
                    <thead><tr>
                        <td class="choose">{choice::page_box(choice)}</td>
                        <th scope="col" aria-sort=sorted>
                            <button class="sort" on:click=turn>{words.when.as_str()}
                                <span aria-hidden="true">{move || if filters.is_newest_first() { " ↓" } else { " ↑" }}</span>
                            </button>
                        </th>
                        {heads.clone()}
                    </tr></thead>
                    <tbody>{rows.clone()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        {new_bar}
        {choice::bar(choice)}
        {table}
        {foot(page)}
    }
    .into_any()
}

fn row(
    form: &str,
    answer: &Value,
    columns: &[String],
    book: &Book,
    fresh: &[String],
    choice: Choice,
) -> AnyView {
    let id = text(answer, "id");
    let address = format!("/console/forms/{form}/answers/{id}");
    let is_fresh = fresh.iter().any(|one| one == id);
    let when = moment_of(text(answer, "submitted_at"));
    let cells: Vec<AnyView> = columns
        .iter()
        .map(|column| {
            let content = cell(column, answer, book);
            view! { <td data-label=title(column, book)><span class="clamp">{content}</span></td> }
                .into_any()
        })
        .collect();
    view! {
        <tr class:fresh=is_fresh>
            <td class="choose">{choice::row_box(choice, id, &when)}</td>
            <th scope="row"><a href=address>{when}</a></th>
            {cells}
        </tr>
    }
    .into_any()
}

/// Nothing is there, or nothing was found.
fn empty(form: &str, page: AnswerPage, filters: Filters) -> AnyView {
    let words = words();
    if page.shown.with(|shown| shown.next.is_some()) {
        return ().into_any();
    }
    if filters.is_narrow() {
        return view! {
            <div class="empty">
                <p><strong>{words.none_found.as_str()}</strong></p>
                <p><button class="quiet" on:click=move |_| filters.clear()>{words.filters_clear.as_str()}</button></p>
            </div>
        }
        .into_any();
    }
    let share = format!("/console/forms/{form}/share");
    view! {
        <div class="empty">
            <p><strong>{words.none_yet.as_str()}</strong></p>
            <p>{words.none_yet_text.as_str()}</p>
            <p><a class="button" href=share>{words.none_yet_share.as_str()}</a></p>
        </div>
    }
    .into_any()
}

/// What stands below the list: where it is, and the ways on.
fn foot(page: AnswerPage) -> AnyView {
    let words = words();
    let shown = move || {
        let Shown {
            answers,
            next,
            is_busy,
            problem,
            looked_until,
        } = page.shown.get();
        if let Some(problem) = problem {
            let again = Callback::new(move |()| page.refresh());
            return view! { <Failed problem again/> }.into_any();
        }
        let place = page.place();
        let first = (place - 1) * PAGE;
        let range = words
            .range
            .replace("{from}", &count(first as u64 + 1))
            .replace("{to}", &count((first + answers.len()) as u64));
        let status = match (is_busy, looked_until.as_str()) {
            (true, "") => words.looking.clone(),
            (true, until) => words.looked_until.replace("{when}", &moment_of(until)),
            (false, _) if answers.is_empty() => String::new(),
            (false, _) => range,
        };
        let is_full = answers.len() >= PAGE;
        let further = (!is_busy && !is_full && next.is_some()).then(|| {
            view! { <button class="quiet" on:click=move |_| page.go_on()>{words.look_further.as_str()}</button> }
        });
        let is_last = next.is_none() || !is_full;
        view! {
            <p class="detail" role="status">{status}</p>
            {further}
            <button class="quiet" disabled=place == 1 on:click=move |_| page.back()>{words.page_back.as_str()}</button>
            <button class="quiet" disabled=is_last on:click=move |_| page.forward()>{words.page_on.as_str()}</button>
        }
        .into_any()
    };
    view! { <nav class="pager" aria-label=words.pages.as_str()>{shown}</nav> }.into_any()
}
