//! What is shown in place of a form that cannot be.

use super::Faulty;
use super::framed::plain;
use crate::access::Language;
use crate::http::App;
use crate::http::access::SignedInPerson;
use crate::http::console::texts::texts;
use crate::http::document::escape;
use crate::wording::say;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use std::fmt::Write;

/// The most faults that are listed in place of a form.
const MOST_FAULTS: usize = 50;

/// What is wrong, in place of a form that cannot be shown.
pub(super) fn faults_page(app: &App, person: &SignedInPerson, faulty: &Faulty) -> Response {
    let language = person.account.language;
    let messages = texts(language);
    if asks_nothing(&faulty.definition) {
        return empty_page(app, language);
    }
    let mut list = String::new();
    for fault in faulty.faults.iter().take(MOST_FAULTS) {
        let name = place_of(&faulty.definition, &fault.path);
        let reason = say(language, &fault.reason);
        let name = match name.as_str() {
            "" => String::new(),
            name => format!("<strong>{}</strong><br>", escape(name)),
        };
        let _ = write!(list, "<li>{name}{}</li>", escape(&reason));
    }
    let body = format!(
        "<p>{}</p><ul>{list}</ul>",
        escape(messages.get("preview.faulty.text"))
    );
    words(app, language, StatusCode::OK, "preview.faulty.title", &body)
}

/// Whether nobody has added a question yet.
fn asks_nothing(definition: &Value) -> bool {
    let content = &definition["content"];
    let is_empty = |list: &Value| list.as_array().is_none_or(Vec::is_empty);
    let pages = content["pages"].as_array().into_iter().flatten();
    is_empty(&content["questions"]) && pages.into_iter().all(|page| is_empty(&page["questions"]))
}

/// What is shown of a form that has just been begun: nothing is wrong with it.
fn empty_page(app: &App, language: Language) -> Response {
    let messages = texts(language);
    let title = messages.get("preview.empty.title");
    let body = format!(
        "<main><div class=\"sonda\"><h1 class=\"sonda-heading\">{}</h1><p>{}</p></div></main>",
        escape(title),
        escape(messages.get("preview.empty.text"))
    );
    plain(app, language, StatusCode::OK, title, &body)
}

pub(super) fn words(
    app: &App,
    language: Language,
    status: StatusCode,
    title: &'static str,
    html: &str,
) -> Response {
    let title = texts(language).get(title);
    let body = format!(
        "<main><div class=\"sonda\"><section class=\"sonda-notice\"><h1>{}</h1>{html}</section></div></main>",
        escape(title)
    );
    plain(app, language, status, title, &body)
}

/// What people call the place of a fault: the titles on the way to it, or the last name of its address.
fn place_of(definition: &Value, pointer: &str) -> String {
    let mut titles = Vec::new();
    let mut here = definition;
    for name in pointer.split('/').skip(1) {
        let name = name.replace("~1", "/").replace("~0", "~");
        let below = match here {
            Value::Array(items) => name.parse().ok().and_then(|index: usize| items.get(index)),
            here => here.get(&name),
        };
        let Some(below) = below else { break };
        here = below;
        if here.get("id").is_some() {
            let texts = here.get("title").and_then(Value::as_object);
            let title = texts.and_then(|texts| texts.values().find_map(Value::as_str));
            let title = title.filter(|title| !title.trim().is_empty());
            titles.extend(title.or_else(|| here["id"].as_str()).map(str::to_owned));
        }
    }
    match titles.is_empty() {
        true => pointer.rsplit('/').next().unwrap_or_default().to_owned(),
        false => titles.join(" › "),
    }
}
