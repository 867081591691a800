//! One personal link, for somebody by address or number.

use super::fields::{choice, languages, line, problem};
use super::many::fault;
use super::people::told;
use super::{Form, text};
use crate::api;
use crate::parts::focus;
use crate::prelude::*;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The country that a reader's telephone numbers are of where they do not say.
pub(super) fn own_region() -> &'static str {
    match crate::words::language() {
        "pl" => "PL",
        "uk" => "UA",
        _ => "",
    }
}

/// A day of a date field as its end in the reader's zone.
pub(super) fn end_of(day: &str) -> Option<String> {
    let parts: Vec<i32> = day
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    let year = u32::try_from(year).ok()?;
    // The moment after the day's last.
    let date = js_sys::Date::new_with_year_month_day(year, month - 1, day + 1);
    Some(date.to_iso_string().into())
}

pub(super) fn new_link(form: Form, made: Callback<()>) -> AnyView {
    let words = words();
    let empty = || RwSignal::new(String::new());
    let (email, phone, person, locale, end) = (empty(), empty(), empty(), empty(), empty());
    let failed = empty();
    let link = RwSignal::new(Value::Null);
    let busy = RwSignal::new(false);
    // Values that the form declares and a name does not give.
    let known: Vec<(String, RwSignal<String>)> = form
        .list("known")
        .into_iter()
        .filter(|name| {
            ![
                "contact.name",
                "contact.first_name",
                "contact.last_name",
                "contact.email",
                "contact.phone",
            ]
            .contains(&name.as_str())
        })
        .map(|name| (name, empty()))
        .collect();
    let given = known.clone();
    let own: Vec<RwSignal<String>> = known.iter().map(|(_, value)| *value).collect();
    let form_at = NodeRef::<leptos::html::Form>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let mut body = Map::new();
        let mut who = json!({ "email": email.get_untracked(), "phone": phone.get_untracked(), "name": person.get_untracked() });
        if !own_region().is_empty() {
            who["region"] = json!(own_region());
        }
        body.insert("person".to_owned(), who);
        body.insert("qr".to_owned(), json!(true));
        let locale = locale.get_untracked();
        if !locale.is_empty() {
            body.insert("locale".to_owned(), json!(locale));
        }
        if let Some(end) = end_of(&end.get_untracked()) {
            body.insert("expires_at".to_owned(), json!(end));
        }
        let (mut of_contact, mut of_link) = (Map::new(), Map::new());
        let name = person.get_untracked();
        if let Some((first, last)) = name.trim().split_once(' ') {
            of_contact.insert("first_name".to_owned(), json!(first));
            of_contact.insert("last_name".to_owned(), json!(last.trim()));
        }
        for (name, value) in &given {
            let value = value.get_untracked();
            match name.split_once('.') {
                Some(_) if value.is_empty() => {}
                Some(("contact", name)) => drop(of_contact.insert(name.to_owned(), json!(value))),
                Some((_, name)) => drop(of_link.insert(name.to_owned(), json!(value))),
                None => {}
            }
        }
        body.insert("contact_data".to_owned(), of_contact.into());
        body.insert("values".to_owned(), of_link.into());
        let path = format!("forms/{}/links", form.segment());
        busy.set(true);
        spawn_local(async move {
            let answer = api::send::<Value>(Method::POST, &path, &Value::from(body)).await;
            busy.try_set(false);
            match answer {
                Ok(answer) => {
                    failed.try_set(String::new());
                    link.try_set(answer);
                    focus::hear("link-told");
                    made.run(());
                }
                Err(problem) => {
                    failed.try_set(fault(&problem.code, &problem.detail));
                }
            }
        });
    };
    let locales = languages(form.list("locales"), &words.language_of_visitor);
    let fields = known
        .into_iter()
        .map(|(name, value)| line(name, value, "text"))
        .collect_view();
    let is_made = Memo::new(move |_| link.with(|link| !text(link, "url").is_empty()));
    let another = move |_| {
        for value in [email, phone, person]
            .into_iter()
            .chain(own.iter().copied())
        {
            value.set(String::new());
        }
        link.set(Value::Null);
        let field = form_at
            .get()
            .and_then(|form| form.query_selector("input").ok().flatten());
        let field = field.and_then(|field| field.dyn_into::<HtmlElement>().ok());
        request_animation_frame(move || {
            // What cannot be focused leaves the focus where it is.
            let _ = field.map(|field| field.focus());
        });
    };
    let another = StoredValue::new(another);
    let shown = move || {
        is_made.get().then(|| {
            view! {
                <div role="status" id="link-told" tabindex="-1">{told(&link.get_untracked())}</div>
                <p class="actions"><button type="button" class="quiet" on:click=move |event| another.with_value(|another| another(event))>{words.add_another.as_str()}</button></p>
            }
        })
    };
    view! {
        <form node_ref=form_at class:hidden=move || is_made.get() on:submit=submit>
            <div class="grid-fields">
                {line(words.email.clone(), email, "email")}
                {line(words.phone.clone(), phone, "tel")}
                {line(words.person_name.clone(), person, "text")}
                {choice(&words.language, locale, locales)}
                {line(words.ends_after.clone(), end, "date")}
                {fields}
            </div>
            <p class="detail">{words.one_help.as_str()}</p>
            {problem(failed)}
            <button aria-disabled=move || busy.get().then_some("true")>{words.make_link.as_str()}</button>
        </form>
        {shown}
    }
    .into_any()
}
