//! The files of the widget and the console, built into the binary, and what pages need to know of them.

use super::extract::Path;
use super::{App, Rejection};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

#[derive(RustEmbed)]
#[folder = "../widget/dist"]
#[allow_missing = true]
struct Bundle;

/// The console's files.
#[derive(RustEmbed)]
#[folder = "../admin/dist"]
#[allow_missing = true]
struct Console;

/// What pages need to know of the widget's files.
pub(crate) struct Assets {
    /// The stylesheet, inlined into every page.
    pub(crate) css: String,
    /// The stylesheet's hash, as the Content-Security-Policy names it.
    pub(crate) css_hash: String,
    /// A digest of all files; in their addresses it makes them cacheable for ever.
    pub(crate) build: String,
    /// Whether the bundle was built in: without it every form still works as a plain page.
    pub(crate) has_bundle: bool,
    /// A digest of the console's files; absent where they were not built in.
    pub(crate) console_build: Option<String>,
    /// The console's style sheets by name, the one that the others build on first.
    pub(crate) console_styles: Vec<String>,
}

impl Assets {
    /// Those of this program. They are looked at once: a program that has many servers, as the tests do, would read and
    /// digest all files for each.
    pub(crate) fn built_in() -> &'static Self {
        static ASSETS: OnceLock<Assets> = OnceLock::new();
        ASSETS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let css = Bundle::get("form.css").map_or(String::new(), |file| {
            String::from_utf8_lossy(&file.data).into_owned()
        });
        Self {
            css_hash: STANDARD.encode(Sha256::digest(&css)),
            css,
            build: build::<Bundle>(),
            has_bundle: Bundle::get("boot.js").is_some()
                && Bundle::iter().any(|name| name.ends_with(".wasm")),
            console_build: Console::get("console.js").map(|_| build::<Console>()),
            console_styles: console_styles(),
        }
    }
}

fn console_styles() -> Vec<String> {
    let names = Console::iter().filter(|name| name.ends_with(".css"));
    let mut names: Vec<String> = names.map(std::borrow::Cow::into_owned).collect();
    names.sort_by_key(|name| (name != "console.css", name.clone()));
    names
}

/// A digest of all files of a folder.
fn build<F: RustEmbed>() -> String {
    let mut digest = Sha256::new();
    let mut names: Vec<_> = F::iter().collect();
    names.sort();
    for name in &names {
        if let Some(file) = F::get(name) {
            digest.update(file.metadata.sha256_hash());
        }
    }
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..9])
}

/// `GET /embed.js`, `/boot.js`, `/captcha.js`, `/form.css`.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    serve_public(&app, uri.path().trim_start_matches('/'), &uri, &headers)
}

/// `GET /pkg/{file}`.
pub(crate) async fn package(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    serve_public(&app, &format!("pkg/{name}"), &uri, &headers)
}

/// `GET /parts/{file}`.
pub(crate) async fn part(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    serve_public(&app, &format!("parts/{name}"), &uri, &headers)
}

/// `GET /console/files/{*file}`: the console's program, which holds nothing of anybody.
pub(crate) async fn console(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    let build = app.assets.console_build.as_deref().unwrap_or_default();
    serve::<Console>(build, &name, &uri, &headers)
}

fn serve_public(
    app: &App,
    name: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Rejection> {
    let mut response = serve::<Bundle>(&app.assets.build, name, uri, headers)?;
    // The widget is loaded by pages of other origins; these files hold nothing but the program.
    let out = response.headers_mut();
    out.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    out.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    Ok(response)
}

fn serve<F: RustEmbed>(
    build: &str,
    name: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Rejection> {
    let missing = Rejection::NotFound("file");
    if name.ends_with(".br") {
        return Err(missing);
    }
    let plain = F::get(name).ok_or(missing)?;
    let tag = format!(
        "\"{}\"",
        URL_SAFE_NO_PAD.encode(&plain.metadata.sha256_hash()[..9])
    );
    let accepts = |header: &HeaderValue| {
        header
            .to_str()
            .is_ok_and(|value| value.split(',').any(|one| one.trim().starts_with("br")))
    };
    let compressed = headers
        .get(header::ACCEPT_ENCODING)
        .filter(|header| accepts(header))
        .and_then(|_| F::get(&format!("{name}.br")));
    let unchanged = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    // An address that names this build can be kept for ever; any other is asked for again.
    let named = uri.query().is_some_and(|query| {
        query
            .split('&')
            .any(|pair| pair.strip_prefix("v=") == Some(build))
    });
    let cache = if named {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300"
    };
    let mut response = if unchanged {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(&plain, compressed, name)
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    Ok(response)
}

fn content(plain: &EmbeddedFile, compressed: Option<EmbeddedFile>, name: &str) -> Response {
    let media_type = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let mut response = match compressed {
        Some(file) => {
            let mut response = file.data.into_owned().into_response();
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        None => plain.data.clone().into_owned().into_response(),
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
