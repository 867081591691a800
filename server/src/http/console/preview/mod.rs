//! `/console/preview/{form}`: what is being edited, as its visitors would see it: the widget itself, in a frame of the
//! console. It stores nothing and counts nothing; sent answers are judged, and answered as the form would.

mod faults;
mod form;
mod framed;
mod pass;

pub(super) use framed::Framed;

use super::page::failed;
use super::texts::texts;
use crate::definition::{FormKind, Settings, judge_content};
use crate::http::access::signed_in;
use crate::http::body::{SubmissionBody, is_of_type, read, read_object};
use crate::http::document::escape;
use crate::http::editing::edited;
use crate::http::extract::{Asked, Name};
use crate::http::plain::see_other;
use crate::http::public::{receipt_body, submission_locale};
use crate::http::publishing::form_id;
use crate::http::server_check::check_on_server;
use crate::http::visit::Visit;
use crate::http::{App, Rejection, ending};
use crate::installation::Branding;
use crate::intake::Receipt;
use crate::store::StoredForm;
use crate::theme::{Theme, check_theme};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use faults::{faults_page, words};
use form::form_page;
use pass::is_pass;
use serde_json::Value;
use sonda_domain::{Content, Entries, Fault, FieldError, FormId, Kind, Known, validate};
use std::sync::Arc;
use uuid::Uuid;

/// `GET /console/preview/{form}?locale=…&page=…`
pub(crate) async fn show_preview(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let Some(person) = signed_in(&app, &headers).await? else {
            return Ok(signed_out(&app, &headers));
        };
        let (form, definition) = definition(&app, &form).await?;
        let branding = &app.installation().branding;
        let shown = match visit(&app, &form, definition, branding).await? {
            Ok(visit) => form_page(&app, &visit, &asked, &headers)?,
            Err(faulty) => faults_page(&app, &person, &faulty),
        };
        Ok(shown)
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| failed(&app, &rejection, &headers))
}

/// `POST /console/preview/{form}`: a form that was sent before the widget was there begins anew.
pub(crate) async fn send_preview(Name(form): Name) -> Response {
    match form_id(&form) {
        Ok(form) => see_other(&format!("/console/preview/{form}")),
        Err(_) => see_other("/console"),
    }
}

/// `POST /console/preview/{form}/responses`: judges answers and says what the form would say; stores nothing.
pub(crate) async fn judge_preview(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let pass = asked.value("pass").unwrap_or_default();
    if !is_pass(&app, &form, &pass) {
        return Err(Rejection::Unauthorized);
    }
    if !is_of_type(&headers, "application/json") {
        return Err(Rejection::UnsupportedMediaType("application/json"));
    }
    let body: SubmissionBody = read_object(&bytes)?;
    let (form, definition) = definition(&app, &form).await?;
    let visit = visit(&app, &form, definition, &app.installation().branding).await?;
    let visit = visit.map_err(|faulty| Rejection::InvalidDefinition(faulty.faults))?;
    let content = &visit.content;
    let locale = submission_locale(&body, &content.locales, &content.fallback_locale)?;
    let known = Known::of(&locale);
    let mut entries = body.entries()?;
    // What is no file on the server cannot be judged as one.
    for question in content.questions().filter(|one| one.kind == Kind::File) {
        entries.remove(question.id.as_str());
    }
    let answered = judged(&app, &form, content, &entries, &known).await;
    match answered {
        Ok(()) => {
            let receipt = Receipt {
                response: Uuid::new_v4().to_string(),
                submitted_at_ms: visit.now_ms,
            };
            let told = ending::told(content, &entries, &known);
            Ok(receipt_body(&receipt, told.map(|told| told.shown)))
        }
        Err(rejection) => Ok(rejection.problem(&locale)),
    }
}

async fn judged(
    app: &App,
    form: &FormId,
    content: &Content,
    entries: &Entries,
    known: &Known,
) -> Result<(), Rejection> {
    let judged = validate(content, entries, known);
    let invalid = |errors: Vec<FieldError>| Rejection::InvalidAnswers(errors);
    let mut judged = judged.map_err(invalid)?;
    check_on_server(app, form, content, None, &mut judged.answers).await
}

/// What a form is being edited to.
async fn definition(app: &App, form: &str) -> Result<(FormId, Value), Rejection> {
    let form = form_id(form)?;
    let edited = edited(app, &form).await?;
    Ok((form, edited.definition))
}

/// A definition that cannot be shown.
pub(super) struct Faulty {
    definition: Value,
    pub(super) faults: Vec<Fault>,
}

/// A visitor at the form as it is edited. Its rules are not asked: whoever edits a form sees it.
pub(super) async fn visit(
    app: &App,
    form: &FormId,
    definition: Value,
    branding: &Branding,
) -> Result<Result<Visit, Faulty>, Rejection> {
    let judged = tokio::task::spawn_blocking(move || match judge_content(&definition) {
        Ok(content) => Ok((content, theme(&definition))),
        Err(faults) => Err(Faulty { definition, faults }),
    });
    let judged = judged
        .await
        .map_err(|error| Rejection::Internal(error.into()))?;
    let (mut content, theme) = match judged {
        Ok(sound) => sound,
        Err(faulty) => return Ok(Err(faulty)),
    };
    // No file is taken here: what asks for one is to be passed.
    content
        .pages
        .iter_mut()
        .for_each(|page| need_no_files(&mut page.questions));
    need_no_files(&mut content.questions);
    Ok(Ok(Visit {
        form: StoredForm {
            id: form.clone(),
            kind: FormKind::Survey,
            settings: Settings {
                theme: branding.beneath(theme),
                frame_ancestors: vec!["'self'".to_owned()],
                ..Settings::default()
            },
            version: 0,
            mapping_revision: 0,
            responses: 0,
            archived_at_ms: None,
        },
        version: 0,
        content: Arc::new(content),
        link: None,
        now_ms: app.clock.now_ms(),
        campaign: String::new(),
    }))
}

fn need_no_files(questions: &mut [sonda_domain::Question]) {
    for question in questions.iter_mut().filter(|one| one.kind == Kind::File) {
        question.required = false;
        question.required_if = None;
    }
}

/// The theme of a definition, as far as it can be shown: poor contrast is told elsewhere, and is to be seen.
fn theme(definition: &Value) -> Option<Theme> {
    let written = definition.pointer("/settings/theme")?;
    let mut theme: Theme = serde_json::from_value(written.clone()).ok()?;
    let faults = check_theme(&theme);
    if faults.iter().any(|fault| fault.path.starts_with("/logo")) {
        theme.logo = None;
    }
    Some(theme)
}

pub(super) fn signed_out(app: &App, headers: &HeaderMap) -> Response {
    let language = super::page::language_of(app, None, headers);
    let label = escape(texts(language).get("sign_in.button"));
    let body = format!("<p><a href=\"/console/sign-in\" target=\"_top\">{label}</a></p>");
    words(
        app,
        language,
        StatusCode::UNAUTHORIZED,
        "preview.signed_out",
        &body,
    )
}
