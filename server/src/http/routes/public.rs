//! Operations that forms are shown and filled in by.

use crate::captcha::Challenge;
use crate::http::body::SubmissionBody;
use crate::http::openapi::{Operation, get, options, post};
use crate::http::{public, step_times, uploads, view};
use sonda_domain::FileRef;

const BROWSER: &str = "Browsers ask by it whether a page of another site may call.";
const KEY: &str = "Names the submission, in quotes: the same key with the same answers is answered by the same receipt.";
const KEYS: &str = r#"^"[A-Za-z0-9_-]{8,100}"$"#;
const CAPTCHA: &str = "The token of the captcha that the form demands.";
const FILE_NAME: &str = "The name of the file, percent-encoded.";

/// Files come in any type; what they are is told by their content.
const ANY: &[&str] = &["application/octet-stream"];

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/public/forms/{form}/view", view::view, "The form in one language, as the widget shows it")
            .answers::<view::View>("The form")
            .form_refuses(),
        preflight("/public/forms/{form}/view"),
        get("/public/forms/{form}/challenge", view::challenge, "A proof of work, for a form whose captcha is ALTCHA")
            .answers::<Challenge>("What is to be found")
            .refuses(404, &["unknown", "not_found"])
            .refuses(403, &["origin_not_allowed"])
            .limited(),
        preflight("/public/forms/{form}/challenge"),
        post("/public/forms/{form}/responses", public::take_public, "Takes a submission").submission(),
        preflight("/public/forms/{form}/responses"),
        post("/public/links/{code}/responses", public::take_personal, "Takes a submission by a personal link").submission(),
        post("/public/forms/{form}/step-times", step_times::take, "Counts a visit to a step")
            .details("At most 1,000 bytes of `application/json`, or of `text/plain` as beacons are. Only sums are kept.")
            .takes::<step_times::StepTime>()
            .done("It is counted")
            .refuses(403, &["origin_not_allowed"])
            .refuses(404, &["unknown"])
            .refuses(415, &["unsupported_media_type"])
            .refuses(422, &["unknown_version", "unknown_step"])
            .limited(),
        preflight("/public/forms/{form}/step-times"),
        post("/public/forms/{form}/uploads", uploads::take_public, "Takes a file").upload(),
        preflight("/public/forms/{form}/uploads"),
        post("/public/links/{code}/uploads", uploads::take_personal, "Takes a file by a personal link").upload(),
    ]
}

fn preflight(path: &'static str) -> Operation {
    options(
        path,
        view::preflight,
        "Whether a page of another site may call",
    )
    .details(BROWSER)
    .done("It may")
    .refuses(403, &["origin_not_allowed"])
    .refuses(404, &["unknown"])
}

impl Operation {
    /// What the rules of a form refuse, and its allowed origins.
    fn form_refuses(self) -> Self {
        self.refuses(
            403,
            &["not_yet_open", "link_required", "origin_not_allowed"],
        )
        .refuses(404, &["unknown"])
        .refuses(409, &["already_answered", "full"])
        .refuses(410, &["expired", "withdrawn"])
    }

    fn submission(self) -> Self {
        self.details(
            "A submission that was refused leaves its key free. Answers by the id of their question are texts, numbers, \
             booleans, lists, or objects of parts; each becomes the fields that the definition names.",
        )
        .header("Idempotency-Key", KEY)
        .like(KEYS)
        .optional_header("Sonda-Captcha", CAPTCHA)
        .takes::<SubmissionBody>()
        .creates::<public::Taken>("It is stored")
        .form_refuses()
        .refuses(400, &["idempotency_key_missing", "idempotency_key_malformed"])
        .refuses(403, &["captcha_required", "captcha_failed"])
        .refuses(415, &["unsupported_media_type"])
        .refuses(
            422,
            &[
                "invalid_answers",
                "idempotency_key_reused",
                "unknown_version",
                "unknown_locale",
                "too_many_answers",
                "field_name_too_long",
                "answers_too_deep",
            ],
        )
        .refuses(503, &["captcha_unavailable"])
        .limited()
    }

    fn upload(self) -> Self {
        self.details("Its content is the body. A submission must name it within 24 hours.")
            .optional_header("X-File-Name", FILE_NAME)
            .takes_bytes(ANY)
            .creates::<FileRef>("It is kept")
            .form_refuses()
            .refuses(404, &["not_found"])
            .refuses(
                422,
                &[
                    "file_too_large",
                    "file_kind",
                    "file_empty",
                    "file_refused",
                    "no_room",
                ],
            )
            .limited()
    }
}
