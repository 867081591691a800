//! The language that a request asks for.

use super::say;
use crate::access::Language;
use serde::{Serialize, Serializer};
use sonda_domain::Locale;
use std::borrow::Cow;

tokio::task_local! {
    static ASKED: Language;
}

/// Answers a request in that language.
pub(crate) async fn in_asked_language<F: Future>(language: Language, answer: F) -> F::Output {
    ASKED.scope(language, answer).await
}

/// The language of the request that is being answered; English outside of any.
fn language() -> Language {
    ASKED.try_with(|language| *language).unwrap_or_default()
}

/// The same as the locale of texts.
pub(crate) fn asked_locale() -> Locale {
    language().locale()
}

/// A sentence in the language of the request that is being answered.
pub(crate) fn asked(sentence: &str) -> Cow<'_, str> {
    say(language(), sentence)
}

/// Serializes a sentence in the language of the request that is being answered. For answers alone: what is stored stays
/// English.
pub(crate) fn said<S: Serializer>(
    sentence: &impl AsRef<str>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&asked(sentence.as_ref()))
}

/// The same of a sentence that may be absent.
pub(crate) fn said_maybe<S: Serializer>(
    sentence: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    sentence.as_deref().map(asked).serialize(serializer)
}

/// The same of several sentences.
pub(crate) fn said_all<S: Serializer>(
    sentences: &[String],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(sentences.iter().map(|sentence| asked(sentence)))
}
