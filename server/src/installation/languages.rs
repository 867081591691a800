//! Which languages the installation speaks where nothing else decides.

use crate::access::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::{INTERFACE_LOCALES, Locale};

/// The most languages of a form.
const MOST: usize = 20;

/// Which languages are spoken where nothing else decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Languages {
    /// The languages of a form that is begun from a template, the fallback first. Default: those of the template.
    #[schemars(length(max = 20))]
    pub forms: Vec<Locale>,
    /// The language of the console for whoever has not chosen one.
    pub console: Language,
    /// The language of pages that belong to no form, for whom the browser names none that is spoken.
    pub pages: Locale,
}

impl Default for Languages {
    fn default() -> Self {
        Self {
            forms: Vec::new(),
            console: Language::default(),
            pages: Locale::english(),
        }
    }
}

/// What is wrong with a choice of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LanguagesFault {
    /// Too many.
    #[error("`forms` names at most 20 languages, each once")]
    Forms,
    /// The interface has no words in it.
    #[error("`pages` is a language of the interface: en, pl, uk, de, fr, es or ar")]
    Pages,
}

impl Languages {
    /// Judges them.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), LanguagesFault> {
        let mut seen = self.forms.clone();
        seen.sort();
        seen.dedup();
        if seen.len() != self.forms.len() || seen.len() > MOST {
            return Err(LanguagesFault::Forms);
        }
        match INTERFACE_LOCALES.contains(&self.pages.as_str()) {
            true => Ok(()),
            false => Err(LanguagesFault::Pages),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(value: Value) -> Result<(), LanguagesFault> {
        serde_json::from_value::<Languages>(value).unwrap().check()
    }

    #[test]
    fn only_what_can_be_spoken_is_chosen() {
        assert_eq!(Languages::default().check(), Ok(()));
        assert_eq!(
            check(json!({"forms": ["pl", "cs"], "console": "uk", "pages": "ar"})),
            Ok(())
        );
        assert_eq!(
            check(json!({"forms": ["pl", "pl"]})),
            Err(LanguagesFault::Forms)
        );
        assert_eq!(check(json!({"pages": "cs"})), Err(LanguagesFault::Pages));
    }
}
