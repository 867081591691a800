//! The form of a preview, with the real widget.

use super::framed::Framed;
use super::pass::pass;
use crate::http::document::{Script, logo};
use crate::http::extract::Asked;
use crate::http::page::{Shown, page_title, props};
use crate::http::visit::Visit;
use crate::http::{App, Rejection};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sonda_domain::{Content, Course, Entries, Known};
use sonda_widget::{PROPS_ID, ROOT_ID, props_json, render_form};

/// How long a preview that is open can be answered.
const PASS_MS: i64 = 24 * 60 * 60 * 1_000;

pub(super) fn form_page(
    app: &App,
    visit: &Visit,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Response, Rejection> {
    let wanted = asked.value("locale").or_else(|| asked.lang());
    let locale = visit.locale(wanted.as_deref(), headers);
    let place = asked.value("page").unwrap_or_default();
    let shown = Shown {
        step: step_of(&visit.content, &visit.known(&locale), &place),
        ..Shown::default()
    };
    let own = format!("/console/preview/{}", visit.form.id);
    let mut props = props(app, visit, &locale, shown, false);
    let pass = pass(app, visit.form.id.as_str(), visit.now_ms + PASS_MS);
    props.submit_url = format!("{own}/responses?pass={pass}");
    props.action = own;
    props.upload_url = None;
    props.stats_url = None;
    // What is typed survives the next look, apart from what is kept of the form itself.
    props.draft = format!("preview:{}", visit.form.id);
    let json = props_json(&props).map_err(|error| Rejection::Internal(error.into()))?;
    let body = format!(
        "<main>{}<div id=\"{ROOT_ID}\">{}</div></main><script type=\"application/json\" id=\"{PROPS_ID}\">{json}</script>",
        logo(&visit.form.settings),
        render_form(&props)
    );
    let title = page_title(visit, &locale, &props.entries, &props.messages);
    let script = match app.assets.has_bundle {
        true => Script::widget(&visit.content),
        false => Script::None,
    };
    let framed = Framed {
        app,
        settings: &visit.form.settings,
        content: Some(&visit.content),
    };
    Ok(framed.page(StatusCode::OK, &locale, &title, &body, script))
}

/// The step that shows a page or question; the first if there is none.
fn step_of(content: &Content, known: &Known, place: &str) -> String {
    if place.is_empty() {
        return String::new();
    }
    let steps = Course::of(content, &Entries::default(), known).steps(content);
    let is_page = |index: Option<usize>| {
        let page = index.and_then(|index| content.pages.get(index));
        page.is_some_and(|page| page.id.as_str() == place)
    };
    let asked = content
        .questions()
        .position(|question| question.id.as_str() == place);
    let step = steps.into_iter().find(|step| {
        step.id == place
            || is_page(step.page)
            || asked.is_some_and(|asked| (step.first..step.end).contains(&asked))
    });
    step.map_or_else(String::new, |step| step.id)
}
