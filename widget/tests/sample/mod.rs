//! Forms to render: a lead form and a survey, in four languages.

use sonda_domain::{Content, Entries, Known, Locale, interface_messages};
use sonda_widget::{Props, ShownError};

/// The definition of the lead form.
pub(crate) const LEAD: &str = include_str!("../forms/lead.json");
/// The definition of the survey.
pub(crate) const SURVEY: &str = include_str!("../forms/survey.json");

/// Props of a definition in a language, as the server makes them.
pub(crate) fn props(definition: &str, language: &str) -> Props {
    let content: Content = serde_json::from_str(definition).expect("a sound definition");
    let locale: Locale = language.parse().expect("a language tag");
    Props {
        form: "sample".parse().expect("an identifier"),
        version: 3,
        content: content.localized(&locale),
        messages: interface_messages(&locale),
        known: Known::of(&locale),
        locale,
        action: "/f/sample".into(),
        submit_url: "/api/v1/public/forms/sample/submissions".into(),
        upload_url: Some("/api/v1/public/forms/sample/uploads".into()),
        draft: "sample".into(),
        personal: false,
        key: "k-1".into(),
        closes_in_ms: None,
        seed: 0,
        entries: Entries::default(),
        step: String::new(),
        review: false,
        stats_url: None,
        carried: Default::default(),
        errors: Vec::new(),
        notice: None,
    }
}

/// The entries of those pairs.
pub(crate) fn entries(pairs: &[(&str, &str)]) -> Entries {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// The errors that the domain finds in the entries, in the words of the form.
pub(crate) fn errors(props: &Props) -> Vec<ShownError> {
    let errors = sonda_domain::validate(&props.content, &props.entries, &props.known).err();
    let shown = |error: sonda_domain::FieldError| ShownError {
        field: error.field.clone(),
        message: error.fault.message(&props.messages),
    };
    errors.into_iter().flatten().map(shown).collect()
}
