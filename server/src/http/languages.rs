//! The links of a page to the form's other languages.

use super::document::escape;
use super::visit::Visit;
use sonda_domain::{Locale, Messages};
use std::fmt::Write;

/// Links to the form's other languages, each named in its own.
pub(super) fn language_links(
    visit: &Visit,
    locale: &Locale,
    messages: &Messages,
    kept: &str,
) -> String {
    if visit.content.locales.len() < 2 {
        return String::new();
    }
    let mut html = format!(
        "<nav class=\"sonda-languages\" aria-label=\"{}\"><ul>",
        escape(messages.get("languages"))
    );
    let kept: String = [visit.campaign.as_str(), kept]
        .iter()
        .filter(|pairs| !pairs.is_empty())
        .map(|pairs| format!("&amp;{}", escape(pairs)))
        .collect();
    for other in &visit.content.locales {
        let current = if other == locale {
            " aria-current=\"true\""
        } else {
            ""
        };
        let _ = write!(
            html,
            "<li><a href=\"?lang={other}{kept}\" hreflang=\"{other}\" lang=\"{other}\" dir=\"{}\"{current}>{}</a></li>",
            other.direction().as_str(),
            own_name(other)
        );
    }
    html.push_str("</ul></nav>");
    html
}

/// What a language calls itself.
fn own_name(locale: &Locale) -> &str {
    match locale.language() {
        "ar" => "العربية",
        "cs" => "Čeština",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "fr" => "Français",
        "he" => "עברית",
        "it" => "Italiano",
        "lt" => "Lietuvių",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" => "Português",
        "ro" => "Română",
        "sk" => "Slovenčina",
        "uk" => "Українська",
        _ => locale.as_str(),
    }
}
