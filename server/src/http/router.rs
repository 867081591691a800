//! The addresses of the server.

use super::body::is_of_type;
use super::multipart::MULTIPART;
use super::peer::mind_proxies;
use super::visit::accepted_languages;
use super::{
    App, Rejection, answers, assets, console, health, links, observe, page, plain, resume, routes,
    settings, show,
};
use crate::access::Language;
use crate::wording::in_asked_language;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use sonda_domain::{Locale, negotiate};
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// A client that sends its body slower than this is told so, and holds nothing any longer.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);
/// Files take longer, by a phone on a poor network; whoever falls silent is not waited for.
const LONGEST_UPLOAD: Duration = Duration::from_secs(30 * 60);

/// The whole server as a service.
pub fn router(app: Arc<App>) -> Router {
    let pages = Router::new()
        .route("/f/{form}", get(show::show_public).post(plain::take_public))
        .route("/f/{form}/sent", get(show::show_public_sent))
        .route(
            "/s/{code}",
            get(show::show_personal).post(plain::take_personal),
        )
        .route("/s/{code}/sent", get(show::show_personal_sent))
        .route("/s/{code}/draft", put(resume::put_draft))
        .route("/s/{code}/opened", post(links::take_opened))
        .route(
            "/s/{code}/resume",
            get(resume::show_code).post(resume::take_code),
        )
        .merge(console_pages());
    let files = Router::new()
        .route("/embed.js", get(assets::file))
        .route("/boot.js", get(assets::file))
        .route("/captcha.js", get(assets::file))
        .route("/form.css", get(assets::file))
        .route("/pkg/{file}", get(assets::package))
        .route("/parts/{file}", get(assets::part))
        .route("/console/files/{*file}", get(assets::console))
        .route("/brand/{file}", get(settings::show_logo));
    let compress = SizeAbove::new(512)
        .and(NotForContentType::new("application/wasm"))
        .and(NotForContentType::new("text/javascript"))
        .and(NotForContentType::new("text/event-stream"))
        .and(NotForContentType::new(answers::XLSX));
    Router::new()
        .merge(pages)
        .nest(
            "/api/v1",
            routes::api()
                .router()
                .layer(middleware::from_fn(in_language)),
        )
        .route("/metrics", get(health::metrics))
        .layer(CompressionLayer::new().compress_when(compress))
        .merge(files)
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(unknown_address)
        .method_not_allowed_fallback(unknown_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            without_nul,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), defaults))
        .layer(middleware::from_fn(observe::observe))
        .with_state(app)
}

/// The plain pages of the console.
fn console_pages() -> Router<Arc<App>> {
    Router::new()
        .route("/console", get(console::show_console))
        .route("/console/", get(console::show_console))
        .route("/console/{*rest}", get(console::show_console))
        .route(
            "/console/first-run",
            get(console::show_first_run).post(console::take_first_run),
        )
        .route(
            "/console/sign-in",
            get(console::show_sign_in).post(console::take_sign_in),
        )
        .route("/console/sign-out", post(console::sign_out))
        .route(
            "/console/set-password/{code}",
            get(console::show_set_password).post(console::take_set_password),
        )
        .route("/console/sample/{form}", get(console::show_sample))
        .route("/console/brand-preview", get(console::show_brand_preview))
        .route(
            "/console/preview/{form}",
            get(console::show_preview).post(console::send_preview),
        )
        .route(
            "/console/preview/{form}/responses",
            post(console::judge_preview),
        )
}

async fn unknown_address(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let path = request.uri().path();
    rejected(&app, &Rejection::NotFound("address"), &headers, path)
}

/// A page for visitors, a problem body for programs.
fn rejected(app: &App, rejection: &Rejection, headers: &HeaderMap, path: &str) -> Response {
    let of_programs = ["/api/", "/healthz", "/readyz", "/metrics"];
    if of_programs.iter().any(|of| path.starts_with(of)) {
        return rejection.problem(&language_of(headers).locale());
    }
    page::rejection_page(app, rejection, headers)
}

/// Refuses addresses that hold the character NUL: no name here has it, and PostgreSQL takes no such text.
async fn without_nul(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let address = request.uri().path_and_query();
    if !address.is_some_and(|address| address.as_str().contains("%00")) {
        return next.run(request).await;
    }
    let reason = "The address holds the character NUL.".to_owned();
    let rejection = Rejection::Malformed("malformed_path", reason);
    rejected(&app, &rejection, &headers, request.uri().path())
}

/// Answers in the language that a request asks for, as far as sentences for people go.
async fn in_language(headers: HeaderMap, request: Request, next: Next) -> Response {
    in_asked_language(language_of(&headers), next.run(request)).await
}

/// The language of the console that somebody reads best.
fn language_of(headers: &HeaderMap) -> Language {
    let locales = Language::ALL.map(Language::locale);
    let wanted = negotiate(&locales, &accepted_languages(headers));
    let tag = wanted.map(Locale::language);
    tag.and_then(|tag| tag.parse().ok()).unwrap_or_default()
}

async fn unknown_method(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let path = request.uri().path();
    rejected(&app, &Rejection::MethodNotAllowed, &headers, path)
}

/// What every answer has: an end, and headers unless it says otherwise.
async fn defaults(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    mind_proxies(&app, request.extensions().get(), &headers);
    let path = request.uri().path().to_owned();
    let brings_files = path.ends_with("/uploads") || is_of_type(&headers, MULTIPART);
    let longest = if brings_files {
        LONGEST_UPLOAD
    } else {
        LONGEST_REQUEST
    };
    let mut response = match tokio::time::timeout(longest, next.run(request)).await {
        Ok(mut response) => match response.extensions_mut().remove::<Panic>() {
            Some(Panic(reason)) => {
                let rejection = Rejection::Internal(anyhow::anyhow!("panic: {reason}"));
                rejected(&app, &rejection, &headers, &path)
            }
            None => response,
        },
        Err(_) => rejected(&app, &Rejection::TimedOut, &headers, &path),
    };
    let headers = response.headers_mut();
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    // A cookie opens what the API says in a browser, too: nothing there may run or be framed.
    if path.starts_with("/api/") {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            ));
    }
    // What a cookie lets somebody see must not stay where others find it.
    let open = [
        "/api/v1/public/",
        "/api/v1/schema/",
        "/api/v1/openapi.json",
        "/api/v1/docs",
    ];
    if path.starts_with("/api/") && !open.iter().any(|of| path.starts_with(of)) {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Why a handler ended without an answer.
#[derive(Clone)]
struct Panic(String);

/// A panic is a defect of ours: it is logged once, and its request alone fails.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that the layer asks for"
)]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let reason = panic.downcast_ref::<&str>().map(ToString::to_string);
    let reason = reason
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panic(reason));
    response
}
