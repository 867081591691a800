//! The console's words, in the language of whoever reads them: one catalogue a language, with the same keys.

use serde::Deserialize;
use std::sync::OnceLock;

macro_rules! catalogue {
    (words: $($word:ident)*; counted: $($count:ident)*;) => {
        /// What the console says. Each is named by where it stands.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct Words {
            $(pub(crate) $word: String,)*
            $(pub(crate) $count: Counted,)*
        }
    };
}

catalogue! {
    words:
        app_name skip_to_content menu sign_out nav_forms nav_deliveries nav_connections loading try_again failed
        not_found not_found_text more nothing_more yes no never copy copied forms_title forms_none
        forms_none_text forms_search forms_no_match form_column form_kind form_answers form_version kind_survey
        kind_lead_form tab_share answers_title answers_none answers_none_text answer_when answer_language
        answer_by_link answer_public answer_title answer_results answer_context answer_records answer_version
        mark_captcha_skipped mark_honeypot mark_too_fast deliveries_title causes_title causes_none
        causes_none_text cause_replay delivery_target delivery_connector delivery_state delivery_attempts
        delivery_record delivery_reason delivery_replay delivery_cancel delivery_cancel_sure delivery_next_try
        status_all status_pending status_waiting status_done status_dead status_cancelled attempt_took
        attempt_asked attempt_answered attempt_done attempt_retry attempt_dead connections_title
        connections_intro connections_none connections_none_text connection_kind connection_guarantee
        connection_tables connection_read connection_ready connection_disabled connection_problem
        connection_drift connection_test connection_testing connection_test_ok connection_test_failed
        connection_refresh connection_no_changes connection_secret connection_secret_set connection_secret_none
        connection_secret_new connection_secret_change connection_save share_address share_embed
        share_embed_help share_open;
    counted: deliveries_count tables_count;
}

/// A text that goes with a number: `{n}` stands for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counted {
    one: String,
    #[serde(default)]
    few: Option<String>,
    #[serde(default)]
    many: Option<String>,
    other: String,
}

impl Counted {
    /// The text for a plural category of CLDR.
    fn form(&self, category: &str) -> &str {
        let form = match category {
            "one" => Some(&self.one),
            "few" => self.few.as_ref(),
            "many" => self.many.as_ref(),
            _ => None,
        };
        form.unwrap_or(&self.other)
    }

    /// The text for that number of things.
    pub(crate) fn of(&self, count: u64) -> String {
        let category = crate::figures::plural_category(count);
        self.form(&category)
            .replace("{n}", &crate::figures::count(count))
    }
}

/// The languages of the console, each with its own name.
pub(crate) const LANGUAGES: [(&str, &str); 3] =
    [("en", "English"), ("pl", "Polski"), ("uk", "Українська")];

fn text_of(language: &str) -> &'static str {
    match language {
        "pl" => include_str!("../locales/pl.json"),
        "uk" => include_str!("../locales/uk.json"),
        _ => include_str!("../locales/en.json"),
    }
}

static WORDS: OnceLock<(&'static str, Words)> = OnceLock::new();

/// Chooses the language, once for the life of the page.
pub(crate) fn choose(language: &str) {
    let known = LANGUAGES.iter().find(|(tag, _)| *tag == language);
    let tag = known.map_or("en", |(tag, _)| *tag);
    WORDS.get_or_init(|| (tag, read(tag)));
}

fn read(tag: &str) -> Words {
    serde_json::from_str(text_of(tag)).expect("the catalogues are tested to be whole")
}

/// The words in the language chosen; English before any was.
pub(crate) fn words() -> &'static Words {
    &WORDS.get_or_init(|| ("en", read("en"))).1
}

/// The tag of the language chosen.
pub(crate) fn language() -> &'static str {
    WORDS.get_or_init(|| ("en", read("en"))).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word_and_no_other() {
        for (tag, _) in LANGUAGES {
            let read: Result<Words, _> = serde_json::from_str(text_of(tag));
            read.unwrap_or_else(|error| panic!("{tag}: {error}"));
        }
    }
}
