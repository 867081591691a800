//! The forms there are: found, begun, copied, put away, saved as files.

mod act;
mod checklist;
mod dialog;
mod file;
mod line;
mod list;
mod titles;

use crate::api::{self, Problem, segment};
use crate::parts::{Busy, Failed};
use crate::prelude::*;
use crate::words::forms::words;
use checklist::Checklist;
use dialog::NewForm;
use file::ImportFile;
use leptos::task::spawn_local;
use list::List;
use serde_json::Value;

pub(crate) use titles::Titles;

/// What the screen knows, for all its parts.
#[derive(Clone, Copy)]
struct Screen {
    /// The forms, as the server lists them; `None`: on their way.
    forms: RwSignal<Option<Vec<Value>>>,
    /// What kept something from being done.
    problem: RwSignal<Option<Problem>>,
    /// What was done last, and the form whose putting away can be undone.
    done: RwSignal<Option<(String, Option<Value>)>>,
    /// The template that a new form is begun with, while the dialog is open.
    begun: RwSignal<Option<String>>,
}

impl Screen {
    /// Asks for the forms; what is there stays to be seen until they come.
    fn load(self) {
        spawn_local(async move {
            match all().await {
                Ok(mut forms) => {
                    forms.sort_by(|one, other| line::active(other).cmp(line::active(one)));
                    self.forms.try_set(Some(forms));
                    self.problem.try_set(None);
                }
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
    }
}

/// The forms, one page of them after another.
async fn all() -> Result<Vec<Value>, Problem> {
    let mut forms: Vec<Value> = Vec::new();
    let mut path = "forms?limit=500".to_owned();
    loop {
        let mut page = api::get::<Value>(&path).await?;
        if let Some(some) = page["forms"].as_array_mut() {
            forms.append(some);
        }
        let Some(next) = page["next"].as_str() else {
            return Ok(forms);
        };
        path = format!("forms?limit=500&after={}", segment(next));
    }
}

/// All forms.
#[component]
pub(crate) fn FormsScreen() -> impl IntoView {
    let words = words();
    let screen = Screen {
        forms: RwSignal::new(None),
        problem: RwSignal::new(None),
        done: RwSignal::new(None),
        begun: RwSignal::new(None),
    };
    screen.load();
    let content = move || match screen.forms.with(Option::is_some) {
        true => view! { <List screen/> }.into_any(),
        false if screen.problem.with(Option::is_some) => ().into_any(),
        false => view! { <Busy/> }.into_any(),
    };
    view! {
        <div class="heading">
            <h1>{words.title.as_str()}</h1>
            <div class="actions">
                <ImportFile screen/>
                <button on:click=move |_| screen.begun.set(Some(String::new()))>{words.new_form.as_str()}</button>
            </div>
        </div>
        {move || screen.problem.get().map(|problem| {
            view! { <Failed problem again=Callback::new(move |()| screen.load())/> }
        })}
        <Checklist screen/>
        <Done screen/>
        {content}
        <NewForm screen/>
    }
}

/// What was done last: said, and taken back where that can be.
#[component]
fn Done(screen: Screen) -> impl IntoView {
    let undo = move |_| {
        if let Some(form) = screen.done.get_untracked().and_then(|(_, undone)| undone) {
            act::restore(screen, form);
        }
    };
    let button = move || {
        let undone = screen.done.with(|done| matches!(done, Some((_, Some(_)))));
        undone
            .then(|| view! { <button class="quiet" on:click=undo>{words().undo.as_str()}</button> })
    };
    let said = move || {
        screen
            .done
            .with(|done| done.as_ref().map(|(said, _)| said.clone()))
    };
    view! {
        <div class="done" id="forms-done" tabindex="-1" class:hidden=move || screen.done.with(Option::is_none)>
            <span role="status">{said}</span>
            {button}
        </div>
    }
}
