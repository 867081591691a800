//! What stands below hosted forms: whose they are, and where the terms are.

use super::document::escape;
use crate::installation::Branding;
use sonda_domain::{Locale, interface_messages};
use std::fmt::Write;

/// The page's footer; nothing where nothing is set.
pub(super) fn about(branding: &Branding, locale: &Locale) -> String {
    let Branding {
        organisation,
        privacy_url,
        imprint_url,
        ..
    } = branding;
    if organisation.is_none() && privacy_url.is_none() && imprint_url.is_none() {
        return String::new();
    }
    let messages = interface_messages(locale);
    let mut html = "<footer class=\"sonda-about\">".to_owned();
    if let Some(organisation) = organisation {
        let _ = write!(html, "<span>{}</span>", escape(organisation));
    }
    for (address, key) in [
        (privacy_url, "about_privacy"),
        (imprint_url, "about_imprint"),
    ] {
        if let Some(address) = address {
            // Beside the form, which may hold what was typed.
            let _ = write!(
                html,
                "<a href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a>",
                escape(address),
                escape(messages.get(key))
            );
        }
    }
    html.push_str("</footer>");
    html
}
