//! Fields that edit one place of the draft each. Their ids are the places, so that faults lead to them; what the last check
//! found there stands under them.

use crate::draft::{Draft, Fault, text};
use crate::languages::name_of;
use crate::parts::sentence;
use crate::prelude::*;
use crate::words::builder::words;
use serde_json::{Value, json};

/// What a field is for, in a sentence under its name; empty for none.
fn head(id: &str, label: &str, help: &str) -> AnyView {
    let help = (!help.is_empty()).then(|| {
        let id = format!("{id}~help");
        view! { <p class="detail" id=id>{help.to_owned()}</p> }
    });
    view! { <label for=id.to_owned()>{label.to_owned()}</label> {help} }.into_any()
}

/// What the last check found there, and nowhere else's field shows: of the place itself, and of the languages of a text.
pub(crate) fn faults(at: &str, is_deep: bool) -> AnyView {
    let draft = Draft::here();
    let at = at.to_owned();
    let id = format!("{at}~faults");
    let found = Memo::new(move |_| {
        let mut found = draft.faults(&at);
        found.retain(|fault| is_deep || fault.pointer == at);
        found
            .iter()
            .map(|fault| (fault.is_warning, reason(draft, fault)))
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let found = found.get();
        let line = |(is_warning, reason): (bool, String)| {
            let class = if is_warning { "fault warned" } else { "fault" };
            view! { <li class=class>{sentence(&reason)}</li> }
        };
        (!found.is_empty()).then(|| {
            let id = id.clone();
            view! { <ul class="faults" id=id>{found.into_iter().map(line).collect_view()}</ul> }
        })
    };
    shown.into_any()
}

/// Whether a member of that name is a text in the form's languages.
pub(super) fn is_text(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "intro"
            | "help"
            | "text"
            | "message"
            | "submit_label"
            | "low_label"
            | "high_label"
    )
}

/// Why, in a sentence: of a text that is missing, in the reader's language; else the server's.
pub(crate) fn reason(draft: Draft, fault: &Fault) -> String {
    let name = fault.pointer.rsplit('/').next().unwrap_or_default();
    let is_text = is_text(name);
    let fallback = untrack(|| draft.fallback());
    let is_missing = draft.with_untracked(|definition| {
        let texts = definition
            .pointer(&fault.pointer)
            .and_then(Value::as_object);
        texts.is_some_and(|texts| !texts.contains_key(&fallback))
    });
    match is_text && is_missing && !fault.is_warning {
        true => words()
            .text_missing
            .replace("{language}", &name_of(&fallback)),
        false => fault.reason.clone(),
    }
}

/// Whether something is wrong there.
fn is_wrong(at: &str) -> Memo<bool> {
    let draft = Draft::here();
    let at = at.to_owned();
    Memo::new(move |_| draft.faults(&at).iter().any(|fault| !fault.is_warning))
}

/// What a field is described by: its help and its faults. Ids that are nowhere are passed over.
fn described(at: &str) -> String {
    format!("{at}~help {at}~faults")
}

/// A text in the language shown. Where that has none, what stands in for it is seen.
pub(crate) fn local(at: &str, label: &str, help: &str, has_lines: bool) -> AnyView {
    let entry = text_entry(at, has_lines, None, None);
    view! {
        <div class="field">
            {head(at, label, help)}
            {entry}
            {faults(at, true)}
        </div>
    }
    .into_any()
}

/// The entry of a text alone; `label` names it where nothing beside it does, `done` hears when it was changed and left.
pub(crate) fn text_entry(
    at: &str,
    has_lines: bool,
    label: Option<String>,
    done: Option<Callback<String>>,
) -> AnyView {
    let draft = Draft::here();
    let locale = draft.locale();
    let texts = draft.memo(at);
    let value =
        move || texts.with(|texts| texts[locale.get()].as_str().unwrap_or_default().to_owned());
    let stand_in = move || texts.with(|texts| super::outline::said(texts, &draft.fallback(), ""));
    let place = at.to_owned();
    let write = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let mut texts = texts.get_untracked();
        if !texts.is_object() {
            texts = json!({});
        }
        match text.is_empty() {
            true => texts
                .as_object_mut()
                .and_then(|texts| texts.remove(&locale.get_untracked())),
            false => texts
                .as_object_mut()
                .and_then(|texts| texts.insert(locale.get_untracked(), json!(text))),
        };
        let is_empty = texts.as_object().is_some_and(serde_json::Map::is_empty);
        // A text that has to be there stays, so that what it lacks is said at its own place.
        let goes = is_empty && !is_needed(&place);
        draft.set(&place, if goes { Value::Null } else { texts });
    };
    let left = move |event: web_sys::Event| {
        if let Some(done) = done {
            done.run(event_target_value(&event));
        }
    };
    let wrong = is_wrong(at);
    let (id, by) = (at.to_owned(), described(at));
    match has_lines {
        true => view! {
            <textarea
                id=id rows="2" dir="auto" lang=move || locale.get() aria-label=label aria-describedby=by
                aria-invalid=move || wrong.get().then_some("true") placeholder=stand_in
                prop:value=value on:input=write on:change=left
            ></textarea>
        }
        .into_any(),
        false => view! {
            <input
                id=id type="text" dir="auto" lang=move || locale.get() aria-label=label aria-describedby=by
                aria-invalid=move || wrong.get().then_some("true") placeholder=stand_in
                autocomplete="off" prop:value=value on:input=write on:change=left
            />
        }
        .into_any(),
    }
}

/// Whether a text has to be there: the titles of all but pages and comments.
fn is_needed(at: &str) -> bool {
    let Some(of) = at.strip_suffix("/title") else {
        return false;
    };
    let is_page = super::outline::split(of).is_some_and(|(list, _)| list == "/content/pages");
    !is_page && !of.ends_with("/comment")
}

/// What a plain field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Text,
    Number,
    Date,
    /// A whole JSON value.
    Json,
    /// Texts, one a line.
    Lines,
}

impl Takes {
    fn written(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => String::new(),
            (Self::Lines, Value::Array(items)) => items
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join("\n"),
            (Self::Text | Self::Number | Self::Date, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    /// What was typed, as the definition writes it. What cannot be read stays a text, which the check refuses.
    pub(crate) fn read(self, typed: &str) -> Value {
        let typed = typed.trim();
        match self {
            _ if typed.is_empty() => Value::Null,
            Self::Text | Self::Date => json!(typed),
            Self::Number => {
                let number = typed
                    .replace(',', ".")
                    .replace(['\u{a0}', '\u{202f}', ' '], "");
                let read = serde_json::from_str::<serde_json::Number>(&number);
                read.map_or_else(|_| json!(typed), Value::Number)
            }
            Self::Json => serde_json::from_str(typed).unwrap_or_else(|_| json!(typed)),
            Self::Lines => typed
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect(),
        }
    }
}

/// A value that is no text of the form's languages. It is taken when the field is left, so that half a number is none.
pub(crate) fn plain(at: &str, label: &str, help: &str, takes: Takes) -> AnyView {
    view! {
        <div class="field">
            {head(at, label, help)}
            {entry(at, takes, None)}
            {faults(at, true)}
        </div>
    }
    .into_any()
}

/// The entry of such a value alone.
pub(crate) fn entry(at: &str, takes: Takes, label: Option<String>) -> AnyView {
    let draft = Draft::here();
    let held = draft.memo(at);
    let value = move || held.with(|held| takes.written(held));
    let place = at.to_owned();
    let write =
        move |event: web_sys::Event| draft.set(&place, takes.read(&event_target_value(&event)));
    let wrong = is_wrong(at);
    let invalid = move || wrong.get().then_some("true");
    let (id, by) = (at.to_owned(), described(at));
    match takes {
        Takes::Json | Takes::Lines => view! {
            <textarea
                id=id rows="3" spellcheck="false" aria-label=label aria-describedby=by aria-invalid=invalid
                prop:value=value on:change=write
            ></textarea>
        }
        .into_any(),
        _ => {
            let (kind, mode, class) = match takes {
                Takes::Number => ("text", Some("decimal"), "short"),
                Takes::Date => ("date", None, "short"),
                _ => ("text", None, ""),
            };
            view! {
                <input
                    id=id type=kind inputmode=mode class=class autocomplete="off" aria-label=label
                    aria-describedby=by aria-invalid=invalid prop:value=value on:change=write
                />
            }
            .into_any()
        }
    }
}

/// A yes or no, where no is what is absent.
pub(crate) fn check(at: &str, label: &str, help: &str) -> AnyView {
    let draft = Draft::here();
    let held = draft.memo(at);
    let place = at.to_owned();
    let write = move |event: web_sys::Event| {
        let value = event_target_checked(&event).then_some(Value::Bool(true));
        draft.set(&place, value.unwrap_or_default());
    };
    let is_on = Signal::derive(move || held.with(|held| *held == json!(true)));
    switch(at, label, help, is_on, Callback::new(write))
}

/// A tick box, whatever it does.
pub(crate) fn switch(
    at: &str,
    label: &str,
    help: &str,
    is_on: Signal<bool>,
    act: Callback<web_sys::Event>,
) -> AnyView {
    let (id, by) = (at.to_owned(), described(at));
    let help = (!help.is_empty()).then(|| {
        let id = format!("{at}~help");
        view! { <p class="detail" id=id>{help.to_owned()}</p> }
    });
    view! {
        <div class="field">
            <label class="tick">
                <input
                    id=id type="checkbox" aria-describedby=by
                    prop:checked=move || is_on.get() on:change=move |event| act.run(event)
                />
                {label.to_owned()}
            </label>
            {help}
            {faults(at, false)}
        </div>
    }
    .into_any()
}

/// A tick box for a member that is an object or is not there: whether it is, and the box. It begins with `new`.
pub(super) fn member(at: &str, label: &str, help: &str, new: Value) -> (Memo<bool>, AnyView) {
    let draft = Draft::here();
    let held = draft.memo(at);
    let is_on = Memo::new(move |_| held.with(Value::is_object));
    let place = at.to_owned();
    let act = Callback::new(move |event: web_sys::Event| {
        let value = event_target_checked(&event).then(|| new.clone());
        draft.set(&place, value.unwrap_or_default());
    });
    (is_on, switch(at, label, help, is_on.into(), act))
}

/// One of several values, or what is usual where the draft has none: the first choice, with an empty value.
pub(crate) fn pick(at: &str, label: &str, choices: Vec<(String, String)>) -> AnyView {
    let draft = Draft::here();
    let place = at.to_owned();
    let chosen = Callback::new(move |value: String| {
        draft.set(
            &place,
            if value.is_empty() {
                Value::Null
            } else {
                json!(value)
            },
        );
    });
    let held = draft.memo(at);
    let value = Signal::derive(move || held.with(|held| text(held, "").to_owned()));
    pick_with(at, label, choices, value, chosen)
}

/// The same, with a way of its own to read and write.
pub(crate) fn pick_with(
    at: &str,
    label: &str,
    choices: Vec<(String, String)>,
    value: Signal<String>,
    chosen: Callback<String>,
) -> AnyView {
    let choice = move |(name, label): (String, String)| {
        let own = name.clone();
        view! { <option value=name prop:selected=move || value.get() == own>{label}</option> }
    };
    let (id, by) = (at.to_owned(), described(at));
    view! {
        <div class="field">
            {head(at, label, "")}
            <select id=id aria-describedby=by on:change=move |event| chosen.run(event_target_value(&event))>
                {choices.into_iter().map(choice).collect_view()}
            </select>
            {faults(at, false)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_a_comma_or_a_point() {
        assert_eq!(Takes::Number.read("1 500,5"), json!(1500.5));
        assert_eq!(Takes::Number.read(" 7 "), json!(7));
        assert_eq!(Takes::Number.read(""), Value::Null);
        assert_eq!(Takes::Number.read("many"), json!("many"));
    }

    #[test]
    fn lines_and_json_are_written_as_they_are_read() {
        let lines = Takes::Lines.read("a\n\n b ");
        assert_eq!(
            (lines.clone(), Takes::Lines.written(&lines)),
            (json!(["a", "b"]), "a\nb".to_owned())
        );
        assert_eq!(Takes::Json.read("{\"var\": \"a\"}"), json!({"var": "a"}));
        assert_eq!(Takes::Json.read("plain"), json!("plain"));
    }
}
