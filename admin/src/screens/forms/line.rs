//! One form of the list.

use super::Screen;
use super::act::Menu;
use crate::api::segment;
use crate::figures::{count, moment_of};
use crate::parts::{Tag, Tone};
use crate::prelude::*;
use crate::words::forms::words;
use crate::words::language;
use serde_json::Value;

/// A member of a form that is a text; empty where there is none.
pub(super) fn text<'a>(form: &'a Value, member: &str) -> &'a str {
    form[member].as_str().unwrap_or_default()
}

/// What a form is called in the reader's language, or as it can be.
pub(super) fn title(form: &Value) -> String {
    let titles = &form["title"];
    let said = |locale: &str| {
        titles[locale]
            .as_str()
            .filter(|title| !title.trim().is_empty())
    };
    let any = || {
        let mut titles = titles
            .as_object()
            .into_iter()
            .flat_map(|titles| titles.values());
        titles.find_map(|title| title.as_str().filter(|title| !title.trim().is_empty()))
    };
    let title = said(language())
        .or_else(|| said(text(form, "fallback_locale")))
        .or_else(any);
    title.unwrap_or(&words().untitled).to_owned()
}

/// When something last happened to a form: texts of that kind can be compared.
pub(super) fn active(form: &Value) -> &str {
    text(form, "last_answer_at").max(text(form, "saved_at"))
}

/// Whether a form is put away.
pub(super) fn is_archived(form: &Value) -> bool {
    form["state"] == "archived"
}

fn state(form: &Value) -> (Tone, &'static str) {
    let words = words();
    match text(form, "state") {
        "open" => (Tone::Good, &words.state_open),
        "not_yet_open" => (Tone::Wait, &words.state_not_yet_open),
        "closed" => (Tone::Plain, &words.state_closed),
        "archived" => (Tone::Plain, &words.state_archived),
        _ => (Tone::Wait, &words.state_draft),
    }
}

/// One form.
pub(super) fn line(screen: Screen, form: Value) -> AnyView {
    let words = words();
    let id = text(&form, "id").to_owned();
    let address = format!("/console/forms/{}", segment(&id));
    let (tone, state) = state(&form);
    let answers = form["responses"].as_u64().unwrap_or_default();
    let changed = form["has_draft"] == true && form["state"] != "draft";
    let answered = text(&form, "last_answer_at");
    let activity = match answered.is_empty() || answered < text(&form, "saved_at") {
        true => words.activity_edit.as_str(),
        false => words.activity_answer.as_str(),
    };
    let when = moment_of(active(&form));
    let title = title(&form);
    view! {
        <tr>
            <th scope="row">
                <a id=format!("form-{id}") href=format!("{address}/edit")>{title}</a>
                <span class="detail">{id}</span>
            </th>
            <td data-label=words.column_state.as_str()>
                <span class="tags">
                    <Tag tone text=state/>
                    {changed.then(|| view! { <Tag tone=Tone::Wait text=words.has_draft.as_str()/> })}
                </span>
            </td>
            <td class="number" data-label=words.column_answers.as_str()>
                {match form["state"] == "draft" {
                    true => count(answers).into_any(),
                    false => view! { <a href=format!("{address}/answers")>{count(answers)}</a> }.into_any(),
                }}
            </td>
            <td data-label=words.column_activity.as_str()><span class="detail">{activity} " " {when}</span></td>
            <td class="last"><Menu screen form/></td>
        </tr>
    }
    .into_any()
}
