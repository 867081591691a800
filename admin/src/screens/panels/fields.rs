//! Fields that write into the draft.

use crate::draft::Draft;
use crate::draft::pointer::is_within;
use crate::parts::sentence;
use crate::prelude::*;
use crate::words::language;
use serde_json::{Value, json};
use sonda_domain::Locale;

/// The direction that a language is written in.
pub(crate) fn direction(locale: &str) -> &'static str {
    let locale = locale.parse::<Locale>();
    locale.map_or("auto", |locale| locale.direction().as_str())
}

/// Writes one language of a text. A text without any language is none.
pub(crate) fn write_text(draft: Draft, pointer: &str, locale: &str, text: &str) {
    if !text.is_empty() {
        draft.set(&format!("{pointer}/{locale}"), json!(text));
        return;
    }
    let others = draft.with_untracked(|definition| {
        let texts = definition.pointer(pointer).and_then(Value::as_object);
        texts.is_some_and(|texts| texts.keys().any(|one| one != locale))
    });
    match others {
        true => draft.set(&format!("{pointer}/{locale}"), Value::Null),
        false => draft.set(pointer, Value::Null),
    }
}

/// A text of the form in the language that is shown.
pub(crate) fn local_text(label: &'static str, pointer: String, is_long: bool) -> AnyView {
    let draft = Draft::here();
    let at = pointer.clone();
    let text = Memo::new(move |_| draft.text(&format!("{at}/{}", draft.locale().get())));
    let write = move |event: web_sys::Event| {
        let locale = draft.locale().get_untracked();
        write_text(draft, &pointer, &locale, &event_target_value(&event));
    };
    let locale = move || draft.locale().get();
    let dir = move || direction(&draft.locale().get());
    let field = match is_long {
        true => view! {
            <textarea rows="2" lang=locale dir=dir prop:value=move || text.get() on:input=write></textarea>
        }
        .into_any(),
        false => {
            view! { <input lang=locale dir=dir prop:value=move || text.get() on:input=write/> }.into_any()
        }
    };
    view! { <label class="field"><span>{label}</span>{field}</label> }.into_any()
}

/// A text that is the same in all languages.
pub(crate) fn plain_text(label: &'static str, pointer: String) -> AnyView {
    let draft = Draft::here();
    let text = draft.memo(pointer.clone());
    let write = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        draft.set(
            &pointer,
            if text.is_empty() {
                Value::Null
            } else {
                json!(text)
            },
        );
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <input prop:value=move || text.get().as_str().unwrap_or_default().to_owned() on:input=write/>
        </label>
    }
    .into_any()
}

/// A number. What is no number is said, and not written.
pub(crate) fn number(label: String, pointer: String, hint: Option<String>) -> AnyView {
    let draft = Draft::here();
    let value = draft.memo(pointer.clone());
    let write = Callback::new(move |number: Value| draft.set(&pointer, number));
    let entry = number_entry(value.into(), write, "");
    view! {
        <label class="field short">
            <span>{label}</span>
            {entry}
            {hint.map(|hint| view! { <small class="detail">{hint}</small> })}
        </label>
    }
    .into_any()
}

/// A field for a number, with the sign of decimals that the reader's language has; null while it is empty.
pub(crate) fn number_entry(
    value: Signal<Value>,
    write: Callback<Value>,
    usual: &'static str,
) -> AnyView {
    let node = NodeRef::<leptos::html::Input>::new();
    let (wrong, set_wrong) = signal(false);
    Effect::new(move |_| {
        let (now, Some(field)) = (value.get(), node.get()) else {
            return;
        };
        // The server writes numbers that must stay exact as texts.
        let now = match &now {
            Value::String(text) => super::logic::number(text).unwrap_or(now),
            _ => now,
        };
        // What is being typed stays as it was typed: `3,` and `3,50` are numbers, too.
        if super::logic::number(&field.value()).unwrap_or_default() != now {
            let text = if now.is_null() {
                String::new()
            } else {
                now.to_string()
            };
            field.set_value(&match language() {
                "en" => text,
                _ => text.replace('.', ","),
            });
            set_wrong.set(false);
        }
    });
    let input = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let number = super::logic::number(&text);
        let is_empty = text.trim().is_empty();
        set_wrong.set(number.is_none() && !is_empty);
        if number.is_some() || is_empty {
            write.run(number.unwrap_or_default());
        }
    };
    view! {
        <input node_ref=node inputmode="decimal" placeholder=usual on:input=input
            aria-invalid=move || wrong.get().then_some("true")/>
    }
    .into_any()
}

/// One of several values, the first of which stands for none where it is empty.
pub(crate) fn choice(
    label: &'static str,
    pointer: String,
    options: Vec<(&'static str, &'static str)>,
) -> AnyView {
    let draft = Draft::here();
    let value = draft.memo(pointer.clone());
    let first = options.first().map_or("", |(value, _)| *value);
    let write = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        // The first is what there is without a word.
        draft.set(
            &pointer,
            if chosen == first {
                Value::Null
            } else {
                json!(chosen)
            },
        );
    };
    let options = options.into_iter().map(|(one, name)| {
        let is_chosen = move || value.get().as_str().unwrap_or(first) == one;
        view! { <option value=one prop:selected=is_chosen>{name}</option> }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change=write>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}

/// Whether something is so.
pub(crate) fn flag(label: &'static str, pointer: String) -> AnyView {
    let draft = Draft::here();
    let value = draft.memo(pointer.clone());
    let write = move |event: web_sys::Event| {
        draft.set(
            &pointer,
            if event_target_checked(&event) {
                json!(true)
            } else {
                Value::Null
            },
        );
    };
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=move || value.get() == true on:change=write/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// What the last check found at that place.
pub(crate) fn faults(pointer: String) -> AnyView {
    faults_but(pointer, "-")
}

/// The same without what was found at `but` or below it.
pub(crate) fn faults_but(pointer: String, but: &'static str) -> AnyView {
    let draft = Draft::here();
    let found = Memo::new(move |_| {
        let mut faults = draft.faults(&pointer);
        faults.retain(|fault| !is_within(&fault.pointer, but));
        let faults = faults.into_iter();
        faults.map(|fault| fault.reason).collect::<Vec<_>>()
    });
    let shown = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let lines = found
                .into_iter()
                .map(|reason| view! { <li>{sentence(&reason)}</li> });
            view! { <ul class="found reason">{lines.collect_view()}</ul> }
        })
    };
    view! { <div aria-live="polite">{shown}</div> }.into_any()
}

/// Brings the focus to the element of that id, once it is there.
pub(crate) fn focus(id: String) {
    leptos::task::spawn_local(async move {
        // Whoever goes on by the keyboard is not made to wait for a frame.
        leptos::task::tick().await;
        focus_now(&id);
        request_animation_frame(move || {
            let is_lost = document()
                .active_element()
                .is_none_or(|element| element.tag_name() == "BODY");
            if is_lost {
                focus_now(&id);
            }
        });
    });
}

fn focus_now(id: &str) {
    use wasm_bindgen::JsCast;
    let found = document().get_element_by_id(id);
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot be focused stays without.
        let _ = element.focus();
    }
}
