//! `/console/sample/{form}`: a page as somebody's own might be, with the form embedded in it, in a frame of the console.
//! Nothing that is filled in there leaves the browser: its script answers in the server's place.

use super::page::{failed, guard};
use super::texts::texts;
use crate::http::access::signed_in;
use crate::http::document::escape;
use crate::http::extract::{Asked, Name};
use crate::http::links::form_of;
use crate::http::{App, Rejection};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// The most characters of one option.
const LONGEST_OPTION: usize = 200;

/// The looks of the page: plain, so that the form is what is looked at.
const STYLE: &str = "html{background:#fff;color:#222;font:16px/1.6 Georgia,'Times New Roman',serif}\
    html.dark{background:#14171a;color:#dde3e8}body{max-width:44rem;margin:0 auto;padding:1.5rem}\
    header{border-bottom:1px solid #8a8f94;margin-bottom:1.5rem}h1{font-size:1.75rem;line-height:1.2}\
    .rest{display:block;height:.75rem;margin:.75rem 0;border-radius:.25rem;background:#8a8f9433}\
    .short{width:60%}sonda-form{display:block;margin:1.5rem 0}";

/// The attributes of `<sonda-form>` that the page passes on.
const PASSED: [&str; 6] = ["lang", "theme", "display", "trigger", "label", "quiet-days"];

/// `GET /console/sample/{form}?display=…&lang=…&theme=…&trigger=…&text=…&dark=1&data-…=…`
pub(crate) async fn show_sample(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let person = signed_in(&app, &headers).await?;
        let person = person.ok_or(Rejection::Unauthorized)?;
        let form = form_of(&app, &form).await?;
        Ok(sample_page(
            &app,
            form.id.as_str(),
            &asked,
            person.account.language,
        ))
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| failed(&app, &rejection, &headers))
}

fn sample_page(
    app: &App,
    form: &str,
    asked: &Asked,
    language: crate::access::Language,
) -> Response {
    let words = texts(language);
    let mut attributes = String::new();
    for (name, value) in options(asked) {
        let _ = write!(attributes, " {name}=\"{}\"", escape(&value));
    }
    let inside = asked.value("text").unwrap_or_default();
    let inside: String = inside.chars().take(LONGEST_OPTION).collect();
    let link = match inside.is_empty() {
        true => String::new(),
        false => format!("<a href=\"/f/{form}\">{}</a>", escape(&inside)),
    };
    let build = app.assets.console_build.as_deref().unwrap_or_default();
    let class = match asked.value("dark").is_some() {
        true => " class=\"dark\"",
        false => "",
    };
    let title = escape(words.get("sample.title"));
    let rest = "<span class=\"rest\"></span><span class=\"rest\"></span><span class=\"rest short\"></span>";
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"{class}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style>\
         <script src=\"/console/files/sample.js?v={build}\"></script>\
         <script type=\"module\" src=\"/embed.js?v={embed}\"></script></head><body><header><h1>{title}</h1></header><main>\
         <p>{text}</p>{rest}<sonda-form form=\"{form}\"{attributes}>{link}</sonda-form>{rest}{more}</main></body></html>",
        lang = language.as_str(),
        embed = app.assets.build,
        text = escape(words.get("sample.text")),
        // Something to scroll by, for what appears then.
        more = rest.repeat(8),
    );
    let mut response = (StatusCode::OK, Html(html)).into_response();
    guard(response.headers_mut(), &policy(app, form));
    response.headers_mut().insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    response
}

/// What a page of somebody's own would have, and nowhere that answers could go to.
fn policy(app: &App, form: &str) -> String {
    let own = &app.config.public_url;
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-{}'; \
         connect-src {own}/pkg/ {own}/form.css {own}/parts/ {own}/api/v1/public/forms/{form}/view; img-src 'self' data: https:; form-action 'none'; \
         base-uri 'none'; frame-ancestors 'self'",
        STANDARD.encode(Sha256::digest(STYLE))
    )
}

/// The attributes that are asked for, as they may stand in the element.
fn options(asked: &Asked) -> Vec<(String, String)> {
    let mut options = Vec::new();
    for pair in asked.0.split('&').take(60) {
        let name = pair.split('=').next().unwrap_or_default();
        let is_data = name.strip_prefix("data-").is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
        if !PASSED.contains(&name) && !is_data {
            continue;
        }
        let value: String = asked
            .value(name)
            .unwrap_or_default()
            .chars()
            .take(LONGEST_OPTION)
            .collect();
        if !options.iter().any(|(other, _)| other == name) {
            options.push((name.to_owned(), value));
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_element_knows_is_passed_on() {
        let asked = Asked(
            "display=popup&onclick=x&data-a-1=%22%3E&data-=x&data-A=x&form=other&lang=pl&lang=uk"
                .to_owned(),
        );
        let names: Vec<(String, String)> = options(&asked);
        let names: Vec<(&str, &str)> = names
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            names,
            [("display", "popup"), ("data-a-1", "\">"), ("lang", "pl")]
        );
    }
}
