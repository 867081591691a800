//! Why a request was not done: one error type, one problem body (RFC 9457) with a stable `code`.

mod words;

use super::openapi::RefusedWith;
use super::public::timestamp;
use crate::captcha;
use crate::connections::{BuildFault, ConnectionError};
use crate::crm::DeliveryError;
use crate::links::LinkError;
use crate::store::StoreError;
use crate::wording::{asked_locale, say};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use sonda_domain::{Fault, FieldError, FieldFault, Locale, Refusal, interface_messages};

/// Why a draft was not saved.
#[derive(Debug)]
pub(crate) enum DraftRefused {
    /// Another save came first: that revision.
    Conflict(String),
    /// It was begun on a device that this is not.
    Elsewhere,
    /// What it follows was sent or withdrawn.
    Gone,
}

/// Who saved a form's draft since the revision that a request follows.
#[derive(Debug)]
pub(crate) struct EditedSince {
    pub(crate) revision: i64,
    pub(crate) saved_at_ms: i64,
    pub(crate) saved_by: Option<String>,
}

/// Why a request was not done.
#[derive(Debug)]
pub(crate) enum Rejection {
    /// The form's rules refuse it.
    Refused(Refusal),
    /// Some answers are not valid.
    InvalidAnswers(Vec<FieldError>),
    /// A file is not taken.
    FileRefused(FieldFault),
    /// The definition cannot work.
    InvalidDefinition(Vec<Fault>),
    /// The `Idempotency-Key` header is missing.
    KeyMissing,
    /// The `Idempotency-Key` is not 8 to 100 printable characters in quotes.
    KeyMalformed,
    /// Something else was stored under this key.
    KeyReused,
    /// The page that sent it is not among the form's allowed origins.
    OriginNotAllowed,
    /// The form's captcha does not let it in.
    Captcha(captcha::Refused),
    /// The draft is not saved.
    Draft(DraftRefused),
    /// Somebody else has saved the form's draft.
    EditedSince(Box<EditedSince>),
    /// Somebody else has saved the setting.
    SetSince,
    /// The revision that the request follows is not named.
    RevisionNeeded,
    /// Too many requests from here; seconds until the next may succeed.
    RateLimited(u64),
    /// The body is not what it should be.
    Malformed(&'static str, String),
    /// A parameter of the request makes no sense.
    Unprocessable(&'static str, String),
    /// What is there does not allow it.
    Conflict(&'static str, String),
    /// Another server did not do its part.
    OtherServer(&'static str, String),
    /// The body is of another type.
    UnsupportedMediaType(&'static str),
    /// The body has too many bytes.
    TooLarge(usize),
    /// Nobody this server knows: no session and no token, or none that works.
    Unauthorized,
    /// Somebody it knows, who may not do that.
    Forbidden(&'static str, String),
    /// There is no such thing.
    NotFound(&'static str),
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The request took too long to arrive.
    TimedOut,
    /// The server is closing or overloaded.
    Unavailable,
    /// The server failed.
    Internal(anyhow::Error),
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Closing => Self::Unavailable,
            error => Self::Internal(error.into()),
        }
    }
}

impl From<DeliveryError> for Rejection {
    fn from(error: DeliveryError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<ConnectionError> for Rejection {
    fn from(error: ConnectionError) -> Self {
        let detail = error.to_string();
        match error {
            ConnectionError::Name => Self::Unprocessable("invalid_name", detail),
            ConnectionError::Build(BuildFault::Kind) => Self::Unprocessable("unknown_kind", detail),
            ConnectionError::Build(BuildFault::Settings(_)) => {
                Self::Unprocessable("invalid_settings", detail)
            }
            ConnectionError::Build(BuildFault::Secret(_)) => {
                Self::Unprocessable("invalid_secret", detail)
            }
            ConnectionError::OtherKind(_) => Self::Conflict("other_kind", detail),
            ConnectionError::Exists(_) => Self::Conflict("connection_exists", detail),
            ConnectionError::Used(_) => Self::Conflict("connection_in_use", detail),
            ConnectionError::Unusable { .. } => Self::Conflict("connection_unusable", detail),
            ConnectionError::Key(_) => Self::Conflict("secret_unreadable", detail),
            ConnectionError::Missing(_) => Self::NotFound("connection"),
            ConnectionError::Crm { .. } => Self::OtherServer("crm_failed", detail),
            ConnectionError::Stale(_) => Self::OtherServer("tables_unknown", detail),
            ConnectionError::Store(error) => error.into(),
        }
    }
}

impl From<LinkError> for Rejection {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NoForm(_) => Self::NotFound("form"),
            LinkError::NoContact(_) => Self::Unprocessable("unknown_contact", error.to_string()),
            LinkError::Store(error) => error.into(),
            LinkError::Secret(error) => Self::Internal(error.into()),
        }
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A field at fault, as a problem body shows it.
#[derive(Debug, Serialize)]
struct ProblemField {
    field: String,
    code: &'static str,
    message: String,
}

impl Rejection {
    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => match refusal {
                Refusal::NotYetOpen | Refusal::LinkRequired => StatusCode::FORBIDDEN,
                Refusal::Expired | Refusal::Withdrawn => StatusCode::GONE,
                Refusal::AlreadyAnswered | Refusal::Full => StatusCode::CONFLICT,
                Refusal::Unknown => StatusCode::NOT_FOUND,
            },
            Self::InvalidAnswers(_)
            | Self::FileRefused(_)
            | Self::InvalidDefinition(_)
            | Self::KeyReused
            | Self::Unprocessable(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyMissing | Self::KeyMalformed | Self::Malformed(..) => StatusCode::BAD_REQUEST,
            Self::Captcha(captcha::Refused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            Self::OriginNotAllowed | Self::Captcha(_) | Self::Forbidden(..) => {
                StatusCode::FORBIDDEN
            }
            Self::Draft(_) | Self::Conflict(..) => StatusCode::CONFLICT,
            Self::OtherServer(..) => StatusCode::BAD_GATEWAY,
            Self::EditedSince(_) | Self::SetSince => StatusCode::PRECONDITION_FAILED,
            Self::RevisionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::InvalidAnswers(_) => "invalid_answers",
            Self::FileRefused(fault) => fault.code(),
            Self::InvalidDefinition(_) => "invalid_definition",
            Self::KeyMissing => "idempotency_key_missing",
            Self::KeyMalformed => "idempotency_key_malformed",
            Self::KeyReused => "idempotency_key_reused",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::Captcha(refused) => refused.code(),
            Self::Draft(DraftRefused::Conflict(_)) => "draft_conflict",
            Self::Draft(DraftRefused::Elsewhere) => "draft_elsewhere",
            Self::Draft(DraftRefused::Gone) => "draft_gone",
            Self::EditedSince(_) => "draft_changed",
            Self::SetSince => "settings_changed",
            Self::RevisionNeeded => "revision_needed",
            Self::RateLimited(_) => "rate_limited",
            Self::Malformed(code, _)
            | Self::Unprocessable(code, _)
            | Self::Conflict(code, _)
            | Self::OtherServer(code, _)
            | Self::Forbidden(code, _) => code,
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::TooLarge(_) => "body_too_large",
            Self::Unauthorized => "unauthorized",
            Self::NotFound(_) => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TimedOut => "timed_out",
            Self::Unavailable => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// How long to wait before the same may succeed.
    pub(crate) fn retry_after_secs(&self) -> Option<u64> {
        match self {
            Self::RateLimited(seconds) => Some(*seconds),
            Self::Unavailable => Some(2),
            Self::Captcha(captcha::Refused::Unavailable) => Some(30),
            _ => None,
        }
    }

    /// Logs the cause of a failure; to be called once.
    pub(crate) fn log(&self) {
        if let Self::Internal(error) = self {
            tracing::error!(error = format!("{error:#}"), "a request failed");
        }
    }

    /// The problem body, its words in that language.
    pub(crate) fn problem(&self, locale: &Locale) -> Response {
        self.log();
        let messages = interface_messages(locale);
        let (title, detail) = self.words(&messages);
        let language = locale.language().parse().unwrap_or_default();
        let (title, detail) = (say(language, &title), say(language, &detail));
        let mut body = json!({
            "type": format!("urn:sonda:problem:{}", self.code()),
            "title": title,
            "status": self.status().as_u16(),
            "detail": detail,
            "code": self.code(),
        });
        match self {
            Self::InvalidAnswers(errors) => {
                let fields = errors.iter().map(|error| ProblemField {
                    field: shortened(&error.field),
                    code: error.fault.code(),
                    message: error.fault.message(&messages),
                });
                body["fields"] = json!(fields.take(100).collect::<Vec<_>>());
            }
            Self::InvalidDefinition(faults) => {
                let said = |fault: &Fault| {
                    Fault::new(
                        fault.path.as_str(),
                        say(language, &fault.reason).into_owned(),
                    )
                };
                body["faults"] = json!(faults.iter().map(said).collect::<Vec<_>>());
            }
            Self::Draft(DraftRefused::Conflict(revision)) => body["revision"] = json!(revision),
            Self::EditedSince(since) => {
                body["revision"] = json!(since.revision);
                body["saved_at"] = json!(timestamp(since.saved_at_ms));
                body["saved_by"] = json!(since.saved_by.as_ref().map(|name| json!({"name": name})));
            }
            _ => {}
        }
        let mut response = (self.status(), Json(body)).into_response();
        let refused = RefusedWith(self.code());
        response.extensions_mut().insert(refused);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_secs() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::Unauthorized) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A name somebody sent, cut to a length that may be sent back.
fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.problem(&asked_locale())
    }
}
