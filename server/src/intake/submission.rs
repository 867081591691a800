//! What goes into the intake, and what comes out.

use crate::captcha::{Proof, Signals};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sonda_domain::{Answer, Entries, FormId, Judged, Locale, QuestionId, Refusal};
use std::collections::{BTreeMap, HashMap};

/// A submission whose answers were judged valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The form.
    pub form: FormId,
    /// The version whose questions were answered; it exists.
    pub version: i64,
    /// The id of the personal link it came by.
    pub link: Option<String>,
    /// The language it was filled in.
    pub locale: Locale,
    /// The answers, and what follows from them.
    pub judged: Judged,
    /// What came along; see [`crate::store::StoredResponse::context`].
    pub context: BTreeMap<String, String>,
    /// The seed that shuffled options were shown by; 0 for as written.
    pub seed: u32,
    /// The sender's key, scoped to form and link by [`Submission::key`].
    pub key: String,
    /// The [`fingerprint`] of what was sent.
    pub fingerprint: String,
    /// The verdict of the form's captcha, once there is one.
    pub proof: Option<Proof>,
    /// What it shows of its sender.
    pub signals: Signals,
}

impl Submission {
    /// The stored form of a sender's key: a key means something to one form and link only.
    #[must_use]
    pub fn key(form: &FormId, link: Option<&str>, key: &str) -> String {
        format!("{form}/{}/{key}", link.unwrap_or("-"))
    }

    /// The ids of the files it names, each with its question.
    pub(super) fn files(&self) -> impl Iterator<Item = (&QuestionId, &str)> {
        let answers = self.judged.answers.0.iter();
        answers.flat_map(|(question, given)| {
            let files = match &given.answer {
                Some(Answer::Files(files)) => files.as_slice(),
                _ => &[],
            };
            files.iter().map(move |file| (question, file.id.as_str()))
        })
    }
}

/// Tells whether two submissions under one key say the same: a digest of what was sent, whoever sent it and
/// however it was spelled on the wire. What came along does not count: a resend may come from another page. Nor does
/// the id of a file, but its content's digest, which `files` has by id: a plain post sends its files anew each time.
#[must_use]
pub fn fingerprint(entries: &Entries, files: &HashMap<String, String>) -> String {
    let mut digest = Sha256::new();
    for (name, values) in entries.iter().filter(|(name, _)| !name.starts_with('_')) {
        for value in values.iter().map(|value| value.replace("\r\n", "\n")) {
            let value = value.trim();
            // A file's name may follow its id.
            let id = value.split('/').next().unwrap_or_default();
            let value = files.get(id).map_or(value, String::as_str);
            if !value.is_empty() {
                // Lengths keep neighbours apart: `a` + `bc` is not `ab` + `c`.
                digest.update((name.len() as u64).to_be_bytes());
                digest.update(name);
                digest.update((value.len() as u64).to_be_bytes());
                digest.update(value);
            }
        }
    }
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..16])
}

/// Proof that a submission is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The id of the response.
    pub response: String,
    /// When it was accepted, in milliseconds since the epoch.
    pub submitted_at_ms: i64,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is stored.
    Accepted(Receipt),
    /// It was stored before, under this key.
    Repeated(Receipt),
    /// Something else was stored before, under this key.
    KeyReused,
    /// It is not stored, and its key stays free.
    Refused(Refusal),
    /// It is not stored: the form demands a proof, and this is the submission, to be given in again with one.
    ProofWanted(Box<Submission>),
    /// It is not stored: files of these questions were swept away, or given to another response.
    FilesGone(Vec<String>),
    /// It is not stored: its proof was used before.
    ProofSpent,
}

impl Outcome {
    /// The answer to a key that was committed before with that fingerprint and receipt.
    pub(super) fn of_committed(committed: &str, receipt: &Receipt, sent: &str) -> Self {
        if committed == sent {
            Self::Repeated(receipt.clone())
        } else {
            Self::KeyReused
        }
    }
}
