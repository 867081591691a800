//! `/console/first-run`: whoever has the code that the server printed becomes the owner.

use super::demo_data::begin_with_demo;
use super::field::{
    BEGIN_DEMO, Faults, Field, alert, beginning_field, form, language_field, password_fields,
    summary,
};
use super::page::{ConsolePage, MOST_BYTES, failed, language_of};
use super::texts::texts;
use super::trouble::Trouble;
use crate::access::{
    Email, FirstRunCode, Language, Password, PasswordFault, PersonName, Profile, Role,
};
use crate::http::access::{CSRF_FIELD, FormGuard, asker, enter, give_session, hashed};
use crate::http::body::{read, read_plain};
use crate::http::document::escape;
use crate::http::extract::Asked;
use crate::http::peer::Peer;
use crate::http::plain::see_other;
use crate::http::{App, Rejection};
use crate::store::{FirstRun, NewAccount};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sonda_domain::Entries;
use std::sync::Arc;
use uuid::Uuid;

const ADDRESS: &str = "/console/first-run";

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Again<'a> {
    entries: Option<&'a Entries>,
    faults: Faults,
    trouble: Option<Trouble>,
}

/// `GET /console/first-run`
pub(crate) async fn show_first_run(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        match app.store.has_accounts().await? {
            true => Ok(see_other("/console/sign-in")),
            false => page(&app, &asked, &headers, &Again::default()),
        }
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

/// `POST /console/first-run`
pub(crate) async fn take_first_run(
    State(app): State<Arc<App>>,
    Peer(peer): Peer,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = async {
        let bytes = read(body, MOST_BYTES).await?;
        let entries = read_plain(&bytes)?;
        if app.store.has_accounts().await? {
            return Ok(see_other("/console/sign-in"));
        }
        let again = |faults, trouble| {
            let again = Again {
                entries: Some(&entries),
                faults,
                trouble,
            };
            page(&app, &asked, &headers, &again)
        };
        let guard = FormGuard::of(&headers, &app)?;
        if !guard.lets_through(&headers, &app, entries.first(CSRF_FIELD)) {
            return again(Faults::new(), Some(Trouble::Stale));
        }
        let code = FirstRunCode::read(entries.first("code")).map(|code| code.digest(&app.secrets));
        let right = match &code {
            Some(code) => app.store.is_first_run(code, app.clock.now_ms()).await?,
            None => false,
        };
        if !right && let Err(rejection) = app.limits.guess(peer) {
            return again(Faults::new(), Some(Trouble::of(rejection)?));
        }
        let (profile, password) = match judged(&entries, right) {
            Ok(sound) => sound,
            Err(faults) => return again(faults, None),
        };
        let key = profile.email.key();
        let asker = asker(&app, &key, &headers, peer);
        let hash = match hashed(&app, password, &asker).await {
            Ok(hash) => hash,
            Err(rejection) => return again(Faults::new(), Some(Trouble::of(rejection)?)),
        };
        let owner = NewAccount {
            id: Uuid::new_v4().to_string(),
            profile,
            role: Role::Owner,
            password: Some(hash.clone()),
        };
        let now_ms = app.clock.now_ms();
        let code = code.unwrap_or_default();
        match app.store.finish_first_run(&code, &owner, now_ms).await? {
            FirstRun::Done => {}
            FirstRun::Over => return Ok(see_other("/console/sign-in")),
            FirstRun::WrongCode => return again(vec![("code", "error.code")], None),
        }
        tracing::info!(account.id = owner.id, "the first owner has an account");
        app.forget_first_run_file();
        if entries.first("begin") == BEGIN_DEMO
            && let Err(rejection) = begin_with_demo(&app).await
        {
            // The account is there, and forms can be made.
            rejection.log();
        }
        let mut response = see_other("/console");
        let entered = enter(&app, (&owner.id, &key), &hash, &headers, peer);
        if let Some(entered) = entered.await? {
            give_session(&app, &entered, response.headers_mut());
        }
        Ok(response)
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

fn judged(entries: &Entries, code: bool) -> Result<(Profile, Password), Faults> {
    let mut faults = Faults::new();
    if !code {
        faults.push(("code", "error.code"));
    }
    let email = entries.first("email").parse::<Email>();
    if email.is_err() {
        faults.push(("email", "error.email"));
    }
    let name = entries.first("name").parse::<PersonName>();
    if name.is_err() {
        faults.push(("name", "error.name"));
    }
    let (Ok(email), Ok(name)) = (email, name) else {
        return Err(faults);
    };
    let password = new_password(entries, &email, &name, &mut faults);
    match (password, faults.is_empty()) {
        (Some(password), true) => {
            let language = entries.first("language").parse().unwrap_or_default();
            let profile = Profile {
                email,
                name,
                language,
            };
            Ok((profile, password))
        }
        _ => Err(faults),
    }
}

/// The new password that was typed twice; what is wrong with it goes to the faults.
pub(super) fn new_password(
    entries: &Entries,
    email: &Email,
    name: &PersonName,
    faults: &mut Faults,
) -> Option<Password> {
    let typed = entries.first("password");
    match Password::new(typed, email, name) {
        Ok(_) if entries.first("again") != typed => faults.push(("again", "error.again")),
        Ok(password) => return Some(password),
        Err(fault) => faults.push((
            "password",
            match fault {
                PasswordFault::TooShort => "error.too_short",
                PasswordFault::TooLong => "error.too_long",
                PasswordFault::Known => "error.known",
                PasswordFault::Guessable => "error.guessable",
            },
        )),
    }
    None
}

fn page(
    app: &App,
    asked: &Asked,
    headers: &HeaderMap,
    again: &Again<'_>,
) -> Result<Response, Rejection> {
    let language = language_of(app, asked.lang().as_deref(), headers);
    let messages = texts(language);
    let guard = FormGuard::of(headers, app)?;
    let given = |name: &str| again.entries.map_or("", |entries| entries.first(name));
    let fields = [
        Field {
            name: "code",
            label: "first_run.code",
            help: "first_run.code_help",
            value: given("code"),
            attributes: "autocomplete=\"one-time-code\" autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"40\" dir=\"ltr\"",
        },
        Field {
            name: "name",
            label: "name",
            help: "",
            value: given("name"),
            attributes: "autocomplete=\"name\" maxlength=\"100\"",
        },
        Field {
            name: "email",
            label: "email",
            help: "",
            value: given("email"),
            attributes: "type=\"email\" autocomplete=\"username\" inputmode=\"email\" maxlength=\"254\" dir=\"ltr\"",
        },
    ];
    let chosen: Option<Language> = given("language").parse().ok();
    let fields = fields
        .map(|field| field.html(messages, &again.faults))
        .concat()
        + &password_fields(messages, &again.faults)
        + &language_field(messages, chosen.unwrap_or(language))
        + &beginning_field(messages, given("begin"));
    let above = match again.trouble {
        Some(trouble) => alert(&trouble.text(language)),
        None => summary(messages, &again.faults),
    };
    let action = format!("{ADDRESS}?lang={}", language.as_str());
    let button = messages.get("first_run.button");
    let page = ConsolePage {
        language,
        status: match (again.trouble, again.faults.is_empty()) {
            (Some(trouble), _) => trouble.status(),
            (None, true) => StatusCode::OK,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        },
        failed: again.trouble.is_some() || !again.faults.is_empty(),
        title: "first_run.title",
        body: format!(
            "<p>{}</p>{above}{}",
            escape(messages.get("first_run.text")),
            form(&action, &guard.field(app), &fields, button)
        ),
        switch: true,
        kept: String::new(),
    };
    let mut response = page.finish(app);
    guard.give(app, response.headers_mut());
    if let Some(trouble) = again.trouble {
        trouble.mark(&mut response);
    }
    Ok(response)
}
