//! The pages between a link and a draft that was begun elsewhere. They show nothing of it, and nothing of whom the
//! link is for.

use super::{App, Rejection, Visit, address};
use crate::drafts::CODE_DIGITS;
use crate::http::document::{Page, Script, document, escape, logo};
use crate::http::languages::language_links;
use crate::http::page::page_title;
use axum::http::StatusCode;
use axum::response::Response;
use sonda_domain::{Entries, Locale, Messages, interface_messages};

/// Why the visitor is shown one of these pages again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The code is not the one that was sent.
    Wrong,
    /// No code works any more.
    Void,
    /// The message could not be sent.
    Unsent,
    /// Too many codes were asked for.
    TooMany,
    /// The browser keeps no cookies.
    NoCookie,
}

impl Trouble {
    fn key(self) -> &'static str {
        match self {
            Self::Wrong => "resume_wrong",
            Self::Void => "resume_void",
            Self::Unsent => "resume_unsent",
            Self::TooMany => "resume_too_many",
            Self::NoCookie => "resume_no_cookie",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Wrong | Self::Void | Self::NoCookie => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unsent => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// Says that answers were begun elsewhere, and what can be done. `kept` are the parameters of the address that the
/// form takes values from.
pub(crate) async fn elsewhere_page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    kept: &str,
) -> Result<Response, Rejection> {
    asking_page(app, visit, locale, kept, None).await
}

/// The same, with what went wrong.
pub(super) async fn asking_page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    kept: &str,
    trouble: Option<Trouble>,
) -> Result<Response, Rejection> {
    let messages = interface_messages(locale);
    let text = |key: &str| escape(messages.get(key));
    let way = match address(app, visit).await? {
        Some(_) => form(
            visit,
            locale,
            &messages,
            "resume_confirm",
            "resume_send",
            "sonda-send",
        ),
        None => format!("<p>{}</p>", text("resume_stuck")),
    };
    let kept = match kept {
        "" => String::new(),
        kept => format!("&amp;{}", escape(kept)),
    };
    let body = format!(
        "<h2 class=\"sonda-heading\">{}</h2><p>{}</p>{}{way}<p>{}</p>\
         <p class=\"sonda-actions\"><a class=\"sonda-back\" href=\"{}?anew=1&amp;lang={locale}{kept}\">{}</a></p>",
        text("resume_elsewhere.title"),
        text("resume_elsewhere.text"),
        alert(trouble, &messages),
        text("resume_anew_text"),
        escape(&visit.path()),
        text("resume_anew"),
    );
    Ok(page(app, visit, locale, &messages, &kept, &body, trouble))
}

/// Asks for the code that was sent.
pub(super) fn code_page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    trouble: Option<Trouble>,
) -> Response {
    let messages = interface_messages(locale);
    let text = |key: &str| escape(messages.get(key));
    let invalid = match trouble {
        Some(_) => " aria-invalid=\"true\" aria-describedby=\"sonda-trouble\"",
        None => "",
    };
    let body = format!(
        "<h2 class=\"sonda-heading\">{}</h2><p>{}</p>{}\
         <form class=\"sonda-form\" method=\"post\" action=\"{}/resume?lang={locale}\">\
         <div class=\"sonda-field\"><label class=\"sonda-title\" for=\"sonda-code\">{}</label>\
         <input class=\"sonda-input sonda-code\" id=\"sonda-code\" name=\"code\" dir=\"ltr\" inputmode=\"numeric\" \
         autocomplete=\"one-time-code\" maxlength=\"{}\" required{invalid}></div>\
         <div class=\"sonda-actions\"><button class=\"sonda-send\" type=\"submit\">{}</button></div></form>{}",
        text("resume_code.title"),
        text("resume_code.text"),
        alert(trouble, &messages),
        escape(&visit.path()),
        text("resume_code"),
        CODE_DIGITS * 2,
        text("resume_continue"),
        form(
            visit,
            locale,
            &messages,
            "resume_code.late",
            "resume_again",
            "sonda-minor"
        ),
    );
    page(app, visit, locale, &messages, "", &body, trouble)
}

/// A button that asks for a code.
fn form(
    visit: &Visit,
    locale: &Locale,
    messages: &Messages,
    text: &str,
    button: &str,
    class: &str,
) -> String {
    format!(
        "<form class=\"sonda-form\" method=\"post\" action=\"{}/resume?lang={locale}\"><p>{}</p>\
         <div class=\"sonda-actions\"><button class=\"{class}\" type=\"submit\">{}</button></div></form>",
        escape(&visit.path()),
        escape(messages.get(text)),
        escape(messages.get(button))
    )
}

fn alert(trouble: Option<Trouble>, messages: &Messages) -> String {
    trouble.map_or_else(String::new, |trouble| {
        let text = escape(messages.get(trouble.key()));
        format!("<p class=\"sonda-error\" id=\"sonda-trouble\" role=\"alert\">{text}</p>")
    })
}

fn page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    messages: &Messages,
    kept: &str,
    body: &str,
    trouble: Option<Trouble>,
) -> Response {
    let settings = &visit.form.settings;
    let title = page_title(visit, locale, &Entries::default(), messages);
    let body = format!(
        "{}<main>{}<div class=\"sonda\" lang=\"{locale}\" dir=\"{}\"><h1 class=\"sonda-subheading\">{}</h1>\
         <div class=\"sonda-resume\">{body}</div></div></main>",
        language_links(visit, locale, messages, kept),
        logo(settings),
        locale.direction().as_str(),
        escape(&title),
    );
    let page = Page {
        status: trouble.map_or(StatusCode::OK, Trouble::status),
        html: document(app, locale, &title, &body, Script::None, Some(settings)),
        settings: Some(settings),
        sources: String::new(),
        content: None,
        private: true,
        return_to: None,
    };
    page.finish(app)
}
