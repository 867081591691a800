//! `/console/preview/{form}`: what is being edited, as its visitors would see it: the widget itself, in a frame of the
//! console. It stores nothing and counts nothing; sent answers are judged, and answered as the form would.

use super::page::failed;
use super::texts::texts;
use crate::access::Language;
use crate::definition::{FormKind, Settings, judge_content};
use crate::http::access::{SignedInPerson, signed_in};
use crate::http::body::{SubmissionBody, is_of_type, read, read_object};
use crate::http::document::{Page, Script, bare_document, document, escape, logo};
use crate::http::editing::edited;
use crate::http::extract::{Asked, Name};
use crate::http::page::{Shown, page_title, props};
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
use crate::wording::say;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;
use sonda_domain::{
    Content, Course, Entries, Fault, FieldError, FormId, Kind, Known, Locale, validate,
};
use sonda_widget::{PROPS_ID, ROOT_ID, props_json, render_form};
use std::fmt::Write;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The most faults that are listed in place of a form.
const MOST_FAULTS: usize = 50;

/// How long a preview that is open can be answered.
const PASS_MS: i64 = 24 * 60 * 60 * 1_000;

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

/// Lets a preview be answered: the widget sends no cookie, so that the page brings what was derived for it.
fn pass(app: &App, form: &str, until_ms: i64) -> String {
    let derived = app
        .secrets
        .derived_text(&format!("preview/{form}/{until_ms}"));
    format!("{until_ms}.{derived}")
}

fn is_pass(app: &App, form: &str, sent: &str) -> bool {
    let until = sent.split('.').next().unwrap_or_default();
    let until_ms = until
        .parse()
        .ok()
        .filter(|until_ms| app.clock.now_ms() < *until_ms);
    let own = until_ms.map(|until_ms| pass(app, form, until_ms));
    own.is_some_and(|own| own.as_bytes().ct_eq(sent.as_bytes()).into())
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

fn form_page(
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

/// A page for a frame of the console.
pub(super) struct Framed<'a> {
    pub(super) app: &'a App,
    pub(super) settings: &'a Settings,
    pub(super) content: Option<&'a Content>,
}

impl Framed<'_> {
    fn page(
        &self,
        status: StatusCode,
        locale: &Locale,
        title: &str,
        body: &str,
        script: Script,
    ) -> Response {
        let settings = Some(self.settings);
        let html = document(self.app, locale, title, body, script, settings);
        self.of(status, html)
    }

    /// A page that says by itself whose it is, or does not.
    pub(super) fn bare_page(
        &self,
        status: StatusCode,
        locale: &Locale,
        title: &str,
        body: &str,
    ) -> Response {
        let settings = Some(self.settings);
        let html = bare_document(self.app, locale, title, body, Script::None, settings);
        self.of(status, html)
    }

    fn of(&self, status: StatusCode, html: String) -> Response {
        let page = Page {
            status,
            html,
            settings: Some(self.settings),
            sources: String::new(),
            content: self.content,
            private: true,
            return_to: None,
        };
        let mut response = page.finish(self.app);
        response.headers_mut().insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("same-origin"),
        );
        response
    }
}

/// What is wrong, in place of a form that cannot be shown.
fn faults_page(app: &App, person: &SignedInPerson, faulty: &Faulty) -> Response {
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

fn words(
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

/// A page of the console's own words in a frame of it.
fn plain(app: &App, language: Language, status: StatusCode, title: &str, body: &str) -> Response {
    let settings = Settings {
        frame_ancestors: vec!["'self'".to_owned()],
        ..Settings::default()
    };
    let locale = super::texts::locale(language);
    let framed = Framed {
        app,
        settings: &settings,
        content: None,
    };
    framed.bare_page(status, &locale, title, body)
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
