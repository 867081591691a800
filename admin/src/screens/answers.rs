//! What came in by a form, newest first.

use super::part;
use super::reading::{answer_text, field_title, form_title};
use crate::api::{self, Definition, Response, Responses, segment};
use crate::figures::moment_of;
use crate::parts::{Empty, Fetched, Page, Pages};
use crate::words::words;
use leptos::prelude::*;

/// How many questions stand in the list; the rest is on the answer's own screen.
const COLUMNS: usize = 4;

/// How many are fetched at once.
const PAGE: usize = 50;

/// The answers to one form.
#[component]
pub(crate) fn AnswersScreen() -> impl IntoView {
    let form = part("form");
    let definition = Fetched::new(move || {
        let path = format!("forms/{}", segment(&form.get()));
        async move { api::get::<Definition>(&path).await }
    });
    definition.show(move |definition: &Definition| {
        let definition = definition.clone();
        view! { <Answers form=form.get_untracked() definition/> }.into_any()
    })
}

#[component]
fn Answers(form: String, definition: Definition) -> impl IntoView {
    let words = words();
    let of = segment(&form);
    let pages = Pages::new(move |after| {
        let after = after.map(|after| format!("&after={}", segment(&after)));
        let path = format!(
            "forms/{of}/responses?limit={PAGE}{}",
            after.unwrap_or_default()
        );
        async move {
            let answer: Responses = api::get(&path).await?;
            Ok(Page {
                items: answer.responses,
                next: answer.next,
            })
        }
    });
    let columns: Vec<String> = definition
        .questions
        .iter()
        .filter(|question| !question.title.is_empty())
        .map(|question| question.id.clone())
        .take(COLUMNS)
        .collect();
    let heads: Vec<String> = columns
        .iter()
        .map(|id| field_title(&definition, id))
        .collect();
    let heads = move || {
        let head = |title: &String| view! { <th scope="col">{title.clone()}</th> }.into_any();
        heads.iter().map(head).collect_view()
    };
    let title = form_title(&definition);
    let line = move |response: Response| {
        let address = format!("/console/forms/{}/answers/{}", segment(&form), response.id);
        let cells = columns.iter().map(|id| {
            let value = response.answers.get(id);
            let text = value.map(|value| answer_text(&definition, id, value));
            view! { <td data-label=field_title(&definition, id)>{text}</td> }
        });
        view! {
            <tr>
                <th scope="row"><a href=address>{moment_of(&response.submitted_at)}</a></th>
                {cells.collect_view()}
                <td data-label=words.answer_language.as_str()>{response.locale.clone()}</td>
            </tr>
        }
    };
    view! {
        <p class="above"><a href="/console/forms">{words.nav_forms.as_str()}</a></p>
        <h1>{title}</h1>
        <Show
            when=move || !pages.is_empty().get()
            fallback=move || view! { <Empty title=&words.answers_none text=&words.answers_none_text/> }
        >
            <div class="wide" tabindex="0" role="region" aria-label=words.answers_title.as_str()>
                <table>
                    <thead><tr>
                        <th scope="col">{words.answer_when.as_str()}</th>
                        {heads()}
                        <th scope="col">{words.answer_language.as_str()}</th>
                    </tr></thead>
                    <tbody>
                        <For
                            each=move || pages.items().get()
                            key=|response| response.id.clone()
                            children=line.clone()
                        />
                    </tbody>
                </table>
            </div>
        </Show>
        {pages.foot()}
    }
}
