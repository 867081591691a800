//! The body of a refusal, as the document describes it.

use schemars::JsonSchema;
use sonda_domain::Fault;

/// The code that a request was refused with, beside its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedWith(pub(crate) &'static str);

/// Why a call was refused (RFC 9457).
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes what `http/rejection.rs` writes")]
pub(super) struct Problem {
    /// `urn:sonda:problem:` and the code.
    #[schemars(rename = "type")]
    kind: String,
    /// What it is, in a few words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong with this call, and what can be done.
    detail: String,
    /// What it is, for programs: this stays the same.
    code: String,
    /// The answers at fault, with `invalid_answers`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<ProblemField>,
    /// The faults of a definition, with `invalid_definition`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Fault>,
}

/// An answer at fault.
#[derive(JsonSchema)]
#[schemars(rename = "AnswerAtFault")]
#[expect(dead_code, reason = "describes what `http/rejection.rs` writes")]
struct ProblemField {
    /// The question, or what else was filled in.
    field: String,
    /// What is wrong, for programs.
    code: String,
    /// What is wrong, in the language of the submission.
    message: String,
}
