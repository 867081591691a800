//! What a form's page says of its draft, beside the form.

use crate::http::escape;
use crate::http::visit::Visit;
use sonda_domain::{Locale, Messages};

/// What a form's page says of its draft.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) enum Aside {
    /// Nothing: there is none.
    #[default]
    None,
    /// It is saved while the form is filled in.
    Saving {
        /// The revision that the page shows; empty if nothing was saved.
        revision: String,
        /// Whether the page answers a post: it holds what was posted, whatever the device has kept.
        posted: bool,
    },
    /// Another device saved since; the next save takes the place of what it saved.
    Conflict {
        /// The revision that the other device saved.
        revision: String,
    },
    /// This device began anew: nothing is saved on the server.
    Apart,
}

/// Has `parts/resume.js` forget what it kept of a draft that is over.
pub(crate) fn over(link: &str) -> String {
    format!("<div hidden data-part=\"resume\" data-draft=\"{link}\" data-over></div>")
}

impl Aside {
    /// The revision that the page carries on.
    pub(crate) fn revision(&self) -> Option<&str> {
        match self {
            Self::Saving { revision, .. } | Self::Conflict { revision } => Some(revision),
            Self::None | Self::Apart => None,
        }
    }

    /// Its HTML, over the form; with the widget what `parts/resume.js` needs.
    pub(crate) fn html(
        &self,
        visit: &Visit,
        locale: &Locale,
        messages: &Messages,
        widget: bool,
    ) -> String {
        let text = |key: &str| escape(messages.get(key));
        let (attributes, inner) = match self {
            Self::Saving { revision, posted } if widget => {
                let says = ["conflict", "kept", "apart"].map(|key| {
                    let text = text(&format!("resume_{key}"));
                    format!("<p data-say=\"{key}\" hidden>{text}</p>")
                });
                let does = [
                    ("theirs", "conflict apart"),
                    ("mine", "conflict"),
                    ("older", "kept"),
                ]
                .map(|(key, when)| {
                    let text = text(&format!("resume_{key}"));
                    format!("<button type=\"button\" class=\"sonda-minor\" data-do=\"{key}\" data-when=\"{when}\">{text}</button>")
                });
                let attributes = format!(
                    " hidden data-part=\"resume\" data-draft=\"{}\" data-revision=\"{revision}\"{}",
                    visit.link_id().unwrap_or_default(),
                    if *posted { " data-posted" } else { "" }
                );
                let buttons = does.concat();
                (
                    attributes,
                    format!(
                        "{}<div class=\"sonda-tools\">{buttons}</div>",
                        says.concat()
                    ),
                )
            }
            Self::None | Self::Saving { .. } => return String::new(),
            Self::Conflict { .. } | Self::Apart => {
                let key = match self {
                    Self::Apart => "resume_apart",
                    _ => "resume_conflict",
                };
                let link = format!(
                    "<p><a href=\"{}?lang={locale}\">{}</a></p>",
                    escape(&visit.path()),
                    text("resume_theirs")
                );
                (String::new(), format!("<p>{}</p>{link}", text(key)))
            }
        };
        format!(
            "<div class=\"sonda sonda-aside\" lang=\"{locale}\" dir=\"{}\"{attributes}>\
             <div class=\"sonda-notice sonda-waiting\" role=\"status\">{inner}</div></div>",
            locale.direction().as_str()
        )
    }
}
