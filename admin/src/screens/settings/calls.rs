//! Calls that change something: said what came of them, and asked for the password where the server wants it again.

use crate::api::{self, Problem};
use crate::parts::shown_while;
use crate::prelude::*;
use crate::words::installation;
use crate::words::settings::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is done with an answer. Not a `Callback`: that ends with the button that was pressed, before its answer comes.
pub(super) type Then = Arc<dyn Fn(Value) + Send + Sync>;

/// That is done with an answer.
pub(super) fn then(act: impl Fn(Value) + Send + Sync + 'static) -> Then {
    Arc::new(act)
}

/// A call, to be made once or again.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Value,
    /// What is said once it is done.
    pub(super) says: &'static str,
    /// What is done with its answer.
    pub(super) then: Then,
}

/// What calls came to, and the one that waits for the password.
#[derive(Clone, Copy)]
pub(super) struct Calls {
    said: RwSignal<&'static str>,
    failed: RwSignal<Option<Problem>>,
    waiting: StoredValue<Option<Call>>,
    asked: RwSignal<bool>,
    wrong: RwSignal<Option<Problem>>,
}

impl Calls {
    pub(super) fn new() -> Self {
        Self {
            said: RwSignal::new(""),
            failed: RwSignal::new(None),
            waiting: StoredValue::new(None),
            asked: RwSignal::new(false),
            wrong: RwSignal::new(None),
        }
    }

    /// Makes a call.
    pub(super) fn make(self, call: Call) {
        self.said.set("");
        self.failed.set(None);
        spawn_local(async move {
            let body = (!call.body.is_null()).then_some(&call.body);
            match api::call(call.method.clone(), &call.path, body).await {
                Ok(answer) => {
                    self.said.try_set(call.says);
                    (call.then)(answer);
                }
                Err(problem) if problem.code == "confirmation_needed" => {
                    self.waiting.try_set_value(Some(call));
                    self.wrong.try_set(None);
                    self.asked.try_set(true);
                }
                Err(problem) => {
                    self.failed.try_set(Some(problem));
                }
            }
        });
    }

    /// Saves a setting that follows that revision, which is another one then.
    pub(super) fn set(self, name: &'static str, revision: RwSignal<i64>, value: Value, then: Then) {
        self.said.set("");
        self.failed.set(None);
        let follows = revision.get_untracked();
        spawn_local(async move {
            let path = format!("settings/{name}");
            match api::revise(Method::PUT, &path, follows, Some(&value)).await {
                Ok(answer) => {
                    revision.try_set(answer["revision"].as_i64().unwrap_or_default());
                    self.said.try_set(&installation::words().saved);
                    then(answer);
                }
                Err((problem, _)) => {
                    self.failed.try_set(Some(problem));
                }
            }
        });
    }

    /// Gives the password, and makes the call that waits for it.
    fn confirm(self, password: String) {
        spawn_local(async move {
            let body = json!({ "password": password });
            match api::call(Method::POST, "session/confirm", Some(&body)).await {
                Ok(_) => {
                    self.asked.try_set(false);
                    if let Some(call) = self.waiting.try_update_value(Option::take).flatten() {
                        self.make(call);
                    }
                }
                Err(problem) => {
                    self.wrong.try_set(Some(problem));
                }
            }
        });
    }

    /// What the last call came to.
    pub(super) fn outcome(self) -> AnyView {
        let failed = move || {
            self.failed.get().map(|problem| {
                let (title, text) = said_of(&problem);
                view! { <div class="notice bad" role="alert"><p><strong>{title}</strong></p><p>{text}</p></div> }
            })
        };
        view! {
            <div class="said" role="status">{move || self.said.get()}</div>
            {failed}
        }
        .into_any()
    }

    /// Asks for the password.
    pub(super) fn dialog(self) -> AnyView {
        let words = words();
        let typed = RwSignal::new(String::new());
        let node = shown_while(self.asked.into());
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.confirm(typed.get_untracked());
            typed.set(String::new());
        };
        // Made anew each time: nothing of what was typed stays.
        let form = move || {
            self.asked.get().then(|| view! {
                <form on:submit=submit>
                    <h2 id="confirm-title">{words.confirm_title.as_str()}</h2>
                    <p>{words.confirm_text.as_str()}</p>
                    {move || self.wrong.get().map(|problem| {
                        view! { <p class="reason" role="alert">{said_of(&problem).1}</p> }
                    })}
                    <label>
                        <span>{words.password.as_str()}</span>
                        <input type="password" required autofocus autocomplete="current-password" prop:value=typed
                            on:input=move |event| typed.set(event_target_value(&event))/>
                    </label>
                    <div class="actions">
                        <button>{words.confirm.as_str()}</button>
                        <button type="button" class="quiet" on:click=move |_| self.asked.set(false)>{words.cancel.as_str()}</button>
                    </div>
                </form>
            })
        };
        view! {
            <dialog class="asks-password" node_ref=node aria-labelledby="confirm-title"
                on:close=move |_| self.asked.set(false)>{form}</dialog>
        }
        .into_any()
    }
}

/// A problem in the reader's language, where it is one that comes up here; else as the server says it.
fn said_of(problem: &Problem) -> (String, String) {
    let words = words();
    let text = match problem.code.as_str() {
        "wrong_password" => &words.wrong_password,
        "unusable_password" => &words.unusable_password,
        "unusable_profile" => &words.unusable_profile,
        "email_taken" => &words.email_taken,
        "last_owner" => &words.last_owner,
        "has_signed_in" => &words.has_signed_in,
        "disabled" => &words.is_disabled,
        "rate_limited" => &words.too_often,
        "unusable_token" => &words.unusable_token,
        "settings_changed" => &installation::words().changed,
        "unusable_branding" => &installation::words().unusable_branding,
        "unusable_logo" => &installation::words().unusable_logo,
        "unusable_languages" => &installation::words().unusable_languages,
        _ => return (problem.title.clone(), problem.detail.clone()),
    };
    (words.not_done.clone(), text.clone())
}

/// A text of an answer.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// A secret that is told this once, with a button that copies it.
pub(super) fn told_once(title: String, secret: String, help: &'static str) -> AnyView {
    let words = crate::words::words();
    let done = RwSignal::new(false);
    let copied = secret.clone();
    let copy = move |_| {
        // Where the clipboard is not to be had, the text can be marked by hand.
        let _ = window().navigator().clipboard().write_text(&copied);
        done.set(true);
    };
    let label = move || {
        if done.get() {
            words.copied.as_str()
        } else {
            words.copy.as_str()
        }
    };
    view! {
        <section class="notice told" role="status">
            <h2>{title}</h2>
            <p>{help}</p>
            <div class="copied"><pre tabindex="0">{secret}</pre>
                <button type="button" on:click=copy aria-live="polite">{label}</button></div>
        </section>
    }
    .into_any()
}

/// Fields of a form, by their names.
pub(super) fn field(event: &leptos::ev::SubmitEvent, name: &str) -> String {
    use wasm_bindgen::JsCast;
    let form = event
        .target()
        .and_then(|form| form.dyn_into::<web_sys::HtmlElement>().ok());
    let found = form.and_then(|form| {
        form.query_selector(&format!("[name=\"{name}\"]"))
            .ok()
            .flatten()
    });
    let value = found.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    value
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// Empties the form that was sent.
pub(super) fn reset(event: &leptos::ev::SubmitEvent) {
    use wasm_bindgen::JsCast;
    let form = event.target();
    let reset = form
        .as_ref()
        .and_then(|form| js_sys::Reflect::get(form, &"reset".into()).ok());
    let reset = reset.and_then(|reset| reset.dyn_into::<js_sys::Function>().ok());
    if let (Some(form), Some(reset)) = (form, reset) {
        let _ = reset.call0(&form);
    }
}
