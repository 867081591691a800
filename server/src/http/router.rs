//! The addresses of the server.

use super::body::is_of_type;
use super::multipart::MULTIPART;
use super::peer::mind_proxies;
use super::{
    App, Rejection, access, admin, answers, assets, connections, console, crm, deliveries, dry_run,
    editing, english, health, links, observe, page, plain, public, resume, show, step_times,
    suggestions, uploads, view,
};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
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
    let api = Router::new()
        .route(
            "/public/forms/{form}/view",
            get(view::view).options(view::preflight),
        )
        .route(
            "/public/forms/{form}/challenge",
            get(view::challenge).options(view::preflight),
        )
        .route(
            "/public/forms/{form}/responses",
            post(public::take_public).options(view::preflight),
        )
        .route(
            "/public/forms/{form}/step-times",
            post(step_times::take).options(view::preflight),
        )
        .route(
            "/public/forms/{form}/uploads",
            post(uploads::take_public).options(view::preflight),
        )
        .route("/public/links/{code}/uploads", post(uploads::take_personal))
        .route("/uploads/{id}", get(uploads::download))
        .route(
            "/public/links/{code}/responses",
            post(public::take_personal),
        )
        .route("/schema/form.json", get(admin::schema))
        .route(
            "/forms/{form}",
            get(admin::export_form).put(admin::import_form),
        )
        .route("/forms/{form}/mapping/dry-run", post(dry_run::dry_run))
        .route(
            "/forms/{form}/email-question",
            get(admin::show_email_question),
        )
        .route("/forms/{form}/step-times", get(step_times::show))
        .route("/links/{id}/revoke", post(admin::revoke_link))
        .route("/connections", get(connections::list))
        .route(
            "/connections/{name}",
            get(connections::show)
                .put(connections::put)
                .delete(connections::remove),
        )
        .route("/connections/{name}/test", post(connections::test))
        .route("/connections/{name}/refresh", post(connections::refresh))
        .route("/connections/{name}/tables", get(connections::tables))
        .route("/tables", get(admin::list_tables))
        .route("/tables/{table}/records", get(admin::list_records))
        .route("/crm/tables/{table}/duplicates", get(crm::list_duplicates))
        .route(
            "/crm/tables/{table}/records/{id}/activities",
            get(crm::list_activities).post(crm::add_note),
        )
        .route("/crm/reminders", get(crm::list_reminders))
        .route("/deliveries", get(deliveries::list_deliveries))
        .route("/deliveries/causes", get(deliveries::list_causes))
        .route("/deliveries/replay", post(deliveries::replay_deliveries))
        .route("/deliveries/cancel", post(deliveries::cancel_deliveries))
        .route(
            "/deliveries/{response}/{target}/attempts",
            get(deliveries::list_attempts),
        )
        .route(
            "/deliveries/{response}/{target}/replay",
            post(deliveries::replay_delivery),
        )
        .route(
            "/deliveries/{response}/{target}/cancel",
            post(deliveries::cancel_delivery),
        )
        .merge(answers_api())
        .merge(editing_api())
        .merge(links_api())
        .merge(mapping_api())
        .merge(access_api());
    let files = Router::new()
        .route("/embed.js", get(assets::file))
        .route("/boot.js", get(assets::file))
        .route("/captcha.js", get(assets::file))
        .route("/form.css", get(assets::file))
        .route("/pkg/{file}", get(assets::package))
        .route("/parts/{file}", get(assets::part))
        .route("/console/files/{*file}", get(assets::console));
    let compress = SizeAbove::new(512)
        .and(NotForContentType::new("application/wasm"))
        .and(NotForContentType::new("text/javascript"))
        .and(NotForContentType::new("text/event-stream"))
        .and(NotForContentType::new(answers::XLSX));
    Router::new()
        .merge(pages)
        .nest("/api/v1", api)
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
        .route(
            "/console/preview/{form}",
            get(console::show_preview).post(console::send_preview),
        )
        .route(
            "/console/preview/{form}/responses",
            post(console::judge_preview),
        )
}

/// What came in.
fn answers_api() -> Router<Arc<App>> {
    Router::new()
        .route("/forms/{form}/responses", get(answers::list))
        .route("/forms/{form}/responses/live", get(answers::live))
        .route(
            "/forms/{form}/responses/{id}",
            get(answers::show).delete(answers::remove),
        )
        .route("/forms/{form}/export", get(answers::export))
        .route("/forms/{form}/codebook", get(answers::codebook))
        .route("/forms/{form}/summary", get(answers::summary))
        .route("/deliveries/counts", get(deliveries::count_deliveries))
}

/// Forms before they are published.
fn editing_api() -> Router<Arc<App>> {
    Router::new()
        .route("/forms", get(editing::list_forms).post(editing::make_form))
        .route(
            "/forms/{form}/draft",
            get(editing::show_draft)
                .put(editing::put_draft)
                .delete(editing::discard_draft),
        )
        .route("/forms/{form}/draft/file", get(editing::save_as_file))
        .route("/forms/{form}/draft/check", post(editing::check_draft))
        .route("/forms/{form}/draft/publish", post(editing::publish_draft))
        .route("/forms/{form}/archive", post(editing::archive_form))
        .route("/forms/{form}/restore", post(editing::restore_form))
        .route("/templates", get(editing::list_templates))
        .route(
            "/first-steps",
            get(editing::show_first_steps).put(editing::say_first_steps),
        )
}

/// Personal links, one and many, and QR codes.
fn links_api() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/forms/{form}/links",
            get(links::list_links).post(admin::create_link),
        )
        .route("/forms/{form}/links/revoke", post(links::revoke_many))
        .route("/forms/{form}/links/bulk", post(links::begin_bulk))
        .route(
            "/forms/{form}/links/bulk/preview",
            post(links::preview_bulk),
        )
        .route("/forms/{form}/share", get(links::show_share))
        .route("/forms/{form}/link-jobs", get(links::list_jobs))
        .route("/forms/{form}/qr.svg", get(links::qr_svg))
        .route("/forms/{form}/qr.png", get(links::qr_png))
        .route("/links/{id}", get(links::show_link))
        .route("/links/{id}/reissue", post(links::reissue))
        .route("/link-jobs/{id}", get(links::show_job))
        .route("/link-jobs/{id}/rows", get(links::list_rows))
        .route(
            "/link-jobs/{id}/addresses",
            post(links::tell_addresses).delete(links::forget_addresses),
        )
}

/// Who may come in, and who is in.
fn access_api() -> Router<Arc<App>> {
    Router::new()
        .route("/session", get(access::whoami).delete(access::sign_out))
        .route("/session/person", patch(access::change_profile))
        .route("/session/confirm", post(access::confirm))
        .route("/session/password", put(access::change_password))
        .route(
            "/sessions",
            get(access::list_sessions).delete(access::end_others),
        )
        .route("/sessions/{id}", delete(access::end_session))
        .route("/people", get(access::list_people).post(access::invite))
        .route("/people/{id}", delete(access::remove_person))
        .route("/people/{id}/invite", post(access::invite_again))
        .route("/people/{id}/role", put(access::change_role))
        .route("/people/{id}/disable", post(access::disable))
        .route("/people/{id}/enable", post(access::enable))
        .route(
            "/tokens",
            get(access::list_tokens).post(access::create_token),
        )
        .route("/tokens/{id}", delete(access::revoke_token))
}

/// What mappings are made with.
fn mapping_api() -> Router<Arc<App>> {
    Router::new()
        .route("/forms/{form}/mapping/suggestions", post(suggestions::list))
        .route("/connection-kinds", get(connections::list_kinds))
        .route("/connection-tests", post(connections::try_out))
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
        return rejection.problem(&english());
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
    let open = ["/api/v1/public/", "/api/v1/schema/"];
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
