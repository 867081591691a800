//! Languages of forms.

pub(crate) use crate::figures::language_name as name_of;

/// The languages that are offered first; a definition may speak any.
pub(crate) const OFFERED: [&str; 28] = [
    "en", "pl", "uk", "de", "fr", "es", "ar", "cs", "sk", "lt", "lv", "et", "ro", "hu", "bg", "hr",
    "sl", "it", "pt", "nl", "sv", "da", "nb", "fi", "el", "tr", "he", "be",
];
