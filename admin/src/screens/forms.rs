//! The forms there are.

use crate::api::{self, Form, Forms, segment};
use crate::figures::count;
use crate::parts::{Empty, Fetched};
use crate::words::words;
use leptos::prelude::*;

/// All forms, with what has come in.
#[component]
pub(crate) fn FormsScreen() -> impl IntoView {
    let words = words();
    let forms = Fetched::new(|| api::get::<Forms>("forms"));
    view! {
        <h1>{words.forms_title.as_str()}</h1>
        {forms.show(|forms: &Forms| match forms.forms.is_empty() {
            true => view! { <Empty title=&words.forms_none text=&words.forms_none_text/> }.into_any(),
            false => view! { <FormList forms=forms.forms.clone()/> }.into_any(),
        })}
    }
}

#[component]
fn FormList(forms: Vec<Form>) -> impl IntoView {
    let words = words();
    let (sought, set_sought) = signal(String::new());
    let total = forms.len();
    let found = move || {
        let sought = sought.get().to_lowercase();
        let fits = |form: &&Form| form.id.to_lowercase().contains(&sought);
        forms.iter().filter(fits).cloned().collect::<Vec<_>>()
    };
    let found = Memo::new(move |_| found());
    let line = |form: Form| {
        let address = format!("/console/forms/{}/answers", segment(&form.id));
        let share = format!("/console/forms/{}/share", segment(&form.id));
        let kind = match form.kind.as_str() {
            "survey" => words.kind_survey.as_str(),
            _ => words.kind_lead_form.as_str(),
        };
        view! {
            <tr>
                <th scope="row"><a href=address>{form.id}</a></th>
                <td data-label=words.form_kind.as_str()>{kind}</td>
                <td class="number" data-label=words.form_version.as_str()>{form.version}</td>
                <td class="number" data-label=words.form_answers.as_str()>{count(form.responses)}</td>
                <td><a href=share>{words.tab_share.as_str()}</a></td>
            </tr>
        }
    };
    view! {
        <label class="search" class:hidden=total < 8>
            <span>{words.forms_search.as_str()}</span>
            <input type="search" on:input=move |event| set_sought.set(event_target_value(&event))/>
        </label>
        <table>
            <thead><tr>
                <th scope="col">{words.form_column.as_str()}</th>
                <th scope="col">{words.form_kind.as_str()}</th>
                <th scope="col" class="number">{words.form_version.as_str()}</th>
                <th scope="col" class="number">{words.form_answers.as_str()}</th>
                <td></td>
            </tr></thead>
            <tbody><For each=move || found.get() key=|form| form.id.clone() children=line/></tbody>
        </table>
        <p role="status">{move || found.with(Vec::is_empty).then_some(words.forms_no_match.as_str())}</p>
    }
}
