//! From entries to a stored response: the part that plain posts and JSON submissions share.

use super::server_check::check_on_server;
use super::visit::Visit;
use super::{App, Rejection};
use crate::captcha::{Refused, Signals};
use crate::intake::{Outcome, Receipt, Submission, fingerprint};
use axum::http::Uri;
use percent_encoding::percent_decode_str;
use sonda_domain::{Content, Entries, FieldError, FieldFault, FormId, Known, validate};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The most characters of one value that came along.
const LONGEST_CONTEXT: usize = 2_000;
/// The most fields of an existing form that are kept without being answers.
const MOST_EXTRA: usize = 50;

/// The characters of a file's id.
const ID_LENGTH: usize = 36;

/// What is to be stored.
pub(crate) struct Draft<'a> {
    pub(crate) form: &'a FormId,
    pub(crate) version: i64,
    pub(crate) content: &'a Content,
    pub(crate) link: Option<&'a str>,
    pub(crate) known: Known,
    pub(crate) entries: &'a Entries,
    pub(crate) context: BTreeMap<String, String>,
    /// The seed that its page showed shuffled options by.
    pub(crate) seed: u32,
    pub(crate) key: &'a str,
    /// The captcha's token, if it brings one.
    pub(crate) token: Option<&'a str>,
    pub(crate) signals: Signals,
}

/// Judges the answers and stores them.
///
/// A committed key is answered before anything is refused: in the intake before the form's rules, otherwise by
/// [`unless_committed`].
pub(crate) async fn submit(app: &App, draft: Draft<'_>) -> Result<Receipt, Rejection> {
    let key = Submission::key(draft.form, draft.link, draft.key);
    let fingerprint = fingerprint_of(app, draft.entries).await?;
    let outcome = match validate(draft.content, draft.entries, &draft.known) {
        Ok(mut judged) => {
            let checked = check_on_server(
                app,
                draft.form,
                draft.content,
                draft.link,
                &mut judged.answers,
            );
            if let Err(rejection) = checked.await {
                return unless_committed(app, &key, &fingerprint, rejection).await;
            }
            let submission = Submission {
                form: draft.form.clone(),
                version: draft.version,
                link: draft.link.map(str::to_owned),
                locale: draft.known.locale,
                judged,
                context: draft.context,
                seed: draft.seed,
                key: key.clone(),
                fingerprint: fingerprint.clone(),
                proof: None,
                signals: draft.signals,
            };
            match app.intake.submit(submission).await? {
                Outcome::ProofWanted(submission) => {
                    match prove(app, *submission, draft.token).await {
                        Ok(outcome) => outcome,
                        // A double post with one token: the other one's was spent, and is stored by now.
                        Err(refused) => {
                            return unless_committed(app, &key, &fingerprint, refused).await;
                        }
                    }
                }
                outcome => outcome,
            }
        }
        Err(errors) => {
            if errors
                .iter()
                .any(|error| error.fault == FieldFault::TooMuch)
            {
                tracing::warn!(form.id = %draft.form, "answers took more steps than a form's logic may");
            }
            let invalid = Rejection::InvalidAnswers(errors);
            return unless_committed(app, &key, &fingerprint, invalid).await;
        }
    };
    match outcome {
        Outcome::Accepted(receipt) => {
            count("accepted");
            Ok(receipt)
        }
        Outcome::Repeated(receipt) => {
            count("repeated");
            Ok(receipt)
        }
        Outcome::KeyReused => {
            count("key_reused");
            Err(Rejection::KeyReused)
        }
        Outcome::Refused(refusal) => {
            count(refusal.code());
            Err(refusal.into())
        }
        Outcome::FilesGone(questions) => {
            let gone = |question| FieldError::new(question, FieldFault::UnknownFile);
            let invalid = Rejection::InvalidAnswers(questions.into_iter().map(gone).collect());
            count(invalid.code());
            Err(invalid)
        }
        // Two servers, or the form's settings, came in between: the next attempt meets them as they are.
        Outcome::ProofWanted(_) => Err(Rejection::Unavailable),
        Outcome::ProofSpent => {
            count(Refused::Failed.code());
            Err(Rejection::Captcha(Refused::Failed))
        }
    }
}

/// The fingerprint of what was sent, of its files by what they hold.
pub(crate) async fn fingerprint_of(app: &App, entries: &Entries) -> Result<String, Rejection> {
    let values = entries.iter().flat_map(|(_, values)| values);
    let is_id = |value: &&str| value.len() == ID_LENGTH && Uuid::try_parse(value).is_ok();
    let ids = values.filter_map(|value| value.trim().split('/').next());
    let ids: BTreeSet<&str> = ids.filter(is_id).collect();
    let files = app.store.uploads(&ids).await?.into_iter();
    let digests = files.map(|(id, file)| (id, file.sha256)).collect();
    Ok(fingerprint(entries, &digests))
}

/// Has the token judged, outside of any transaction, and gives the submission in again. Only what the intake would
/// take but for the proof comes here: a provider is not asked in vain, and a token is not used up.
async fn prove(
    app: &App,
    mut submission: Submission,
    token: Option<&str>,
) -> Result<Outcome, Rejection> {
    let form = app.store.form(&submission.form).await?;
    let settings = form.map(|form| form.settings).unwrap_or_default();
    let personal = submission.link.is_some();
    if let Some(captcha) = settings.demanded_captcha(personal) {
        let (form, origins) = (&submission.form, &settings.allowed_origins);
        let now_ms = app.clock.now_ms();
        let verdict = app.gate.judge(captcha, form, origins, token, now_ms).await;
        submission.proof = Some(verdict.map_err(Rejection::Captcha)?);
    }
    Ok(app.intake.submit(submission).await?)
}

/// A refusal for whatever reason, unless its key was committed before: then that is what is answered.
pub(crate) async fn unless_committed(
    app: &App,
    key: &str,
    fingerprint: &str,
    rejection: Rejection,
) -> Result<Receipt, Rejection> {
    match app.intake.committed(key, fingerprint).await? {
        Some(Outcome::Repeated(receipt)) => {
            count("repeated");
            Ok(receipt)
        }
        Some(_) => {
            count("key_reused");
            Err(Rejection::KeyReused)
        }
        None => {
            count(rejection.code());
            Err(rejection)
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("sonda_submissions_total", "outcome" => outcome).increment(1);
}

/// What is kept of the address of the page that carried the form: the address without its query, which may
/// hold anything, and the campaign parameters.
pub(crate) fn page_context(page: &str) -> BTreeMap<String, String> {
    let mut context = BTreeMap::new();
    let Ok(uri) = page.parse::<Uri>() else {
        return context;
    };
    let (Some(scheme @ ("http" | "https")), Some(host)) = (uri.scheme_str(), uri.authority())
    else {
        return context;
    };
    context.insert(
        "page".to_owned(),
        bounded(&format!("{scheme}://{}{}", host.as_str(), uri.path())),
    );
    for pair in uri.query().unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if is_campaign(name) {
            let value = value.replace('+', " ");
            let value = percent_decode_str(&value).decode_utf8_lossy();
            context.insert(name.to_owned(), bounded(&value));
        }
    }
    context
}

/// The fields that answer no question: an existing HTML form has fields of its own.
pub(crate) fn extra_fields(visit: &Visit, entries: &Entries) -> Entries {
    let is_answer = |name: &str| name.starts_with('_') || visit.content.has_field(name);
    entries
        .iter()
        .filter(|(name, _)| !is_answer(name))
        .flat_map(|(name, values)| values.iter().map(|value| (name.to_owned(), value.clone())))
        .collect()
}

/// Takes the fields that answer no question out of the entries, to be kept beside the answers: what a visitor
/// typed into them is not thrown away. Campaign parameters keep their own names.
pub(crate) fn take_extra(visit: &Visit, entries: &mut Entries) -> BTreeMap<String, String> {
    let mut extra = BTreeMap::new();
    for (name, values) in extra_fields(visit, entries).iter() {
        entries.remove(name);
        let text = values.join("\n");
        if extra.len() < MOST_EXTRA && !text.trim().is_empty() {
            let name: String = name.chars().take(80).collect();
            let name = if is_campaign(&name) {
                name
            } else {
                format!("extra.{name}")
            };
            extra.insert(name, bounded(&text));
        }
    }
    extra
}

/// Whether that is one of the campaign parameters that mappings know.
pub(crate) fn is_campaign(name: &str) -> bool {
    matches!(
        name,
        "utm_source" | "utm_medium" | "utm_campaign" | "utm_term" | "utm_content"
    )
}

fn bounded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(LONGEST_CONTEXT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_page_the_address_and_campaign_are_kept_and_nothing_else() {
        let context = page_context(
            "https://shop.example/offer?utm_source=news+letter&token=secret&utm_term=%C5%BC#x",
        );
        let pairs: Vec<_> = context
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("page", "https://shop.example/offer"),
                ("utm_source", "news letter"),
                ("utm_term", "ż")
            ]
        );
        assert!(page_context("javascript:alert(1)").is_empty());
        assert!(page_context("/relative").is_empty());
    }
}
