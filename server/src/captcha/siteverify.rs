//! Google's and Cloudflare's `siteverify`: one question, whose answer is read strictly.

use super::{Failed, Provider};
use crate::outgoing::{Client, Patience};
use axum::http::{Request, header};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Number;
use std::time::Duration;

/// The providers answer in a few hundred bytes.
const MOST_BYTES: usize = 16 * 1024;

/// What is to be verified, and against what.
pub(super) struct Question<'a> {
    pub(super) provider: Provider,
    /// Where to ask.
    pub(super) address: &'a str,
    pub(super) secret: &'a str,
    pub(super) token: &'a str,
    /// The hosts of the pages that may have earned the token; empty if any may.
    pub(super) hosts: &'a [String],
    /// What it must have been earned for; nothing if for anything.
    pub(super) action: Option<&'a str>,
    /// The least score, of a provider that gives one.
    pub(super) threshold: Option<Decimal>,
}

/// Why there is no verdict.
#[derive(Debug)]
pub(super) struct Outage(pub(super) String);

#[derive(Debug, Deserialize)]
struct Answer {
    success: bool,
    #[serde(default)]
    hostname: Option<String>,
    #[serde(default)]
    action: Option<String>,
    #[serde(default)]
    score: Option<Number>,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// Asks the provider; the address of the visitor is not told.
pub(super) async fn ask(
    client: &Client,
    question: &Question<'_>,
    time: Duration,
) -> Result<Result<(), Failed>, Outage> {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let body = format!(
        "secret={}&response={}",
        encode(question.secret),
        encode(question.token)
    );
    let request = Request::post(question.address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(Bytes::from(body))
        .map_err(|error| Outage(error.to_string()))?;
    let patience = Patience {
        time,
        bytes: MOST_BYTES,
        cuts: false,
    };
    let reply = client.send(request, patience).await;
    let reply = reply.map_err(|error| Outage(error.to_string()))?;
    if !reply.status.is_success() && !reply.status.is_client_error() {
        return Err(Outage(format!("the provider answered {}", reply.status)));
    }
    let answer: Answer = serde_json::from_slice(&reply.body).map_err(|_| {
        Outage(format!(
            "the provider's answer ({}) is no verdict",
            reply.status
        ))
    })?;
    judge(&answer, question)
}

fn judge(answer: &Answer, question: &Question<'_>) -> Result<Result<(), Failed>, Outage> {
    if !answer.success {
        let codes = &answer.error_codes;
        // These alone are the operator's fault or the provider's. Whatever else is said is of the token, and a
        // sender can choose what is said of a token.
        let is_outage = |code: &String| {
            matches!(
                code.as_str(),
                "missing-input-secret" | "invalid-input-secret" | "internal-error"
            )
        };
        if codes.iter().any(is_outage) {
            let codes: String = codes.join(", ").chars().take(200).collect();
            return Err(Outage(format!("the provider says: {codes:?}")));
        }
        return Ok(Err(Failed::Rejected));
    }
    let host = answer.hostname.as_deref().unwrap_or_default();
    let hosts = question.hosts;
    if !hosts.is_empty() && !hosts.iter().any(|one| one.eq_ignore_ascii_case(host)) {
        return Ok(Err(Failed::OtherHost));
    }
    if question.action.is_some() && question.action != answer.action.as_deref() {
        return Ok(Err(Failed::OtherAction));
    }
    if let Some(threshold) = question.threshold {
        let score = answer.score.as_ref().map(Number::to_string);
        let score = score.and_then(|text| Decimal::from_str_exact(&text).ok());
        match score {
            Some(score) if score >= threshold => {}
            Some(_) => return Ok(Err(Failed::LowScore)),
            // Keys of v2 on a form that wants v3: nobody's score is in that answer.
            None => {
                let provider = question.provider.as_str();
                return Err(Outage(format!(
                    "the answer has no score: are these keys of {provider}?"
                )));
            }
        }
    }
    Ok(Ok(()))
}
