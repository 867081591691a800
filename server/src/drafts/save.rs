//! A save: what is kept of it, and whether it may take the place of what is there.

use sonda_domain::{Content, Entries, Kind};

/// The revision of a link without a draft.
pub const NONE: &str = "";

/// The entry of a device's draft whose last value names its step.
const STEP: &str = "_step";
/// Ends the name of a step after which the answers were being reviewed, as the widget writes it.
pub const REVIEW: &str = "$review";

/// What a page saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The random id that its page gave it.
    pub revision: String,
    /// The revisions it may follow: the newest its page knows, and those it never heard the fate of.
    pub follows: Vec<String>,
    /// The answers.
    pub entries: Entries,
    /// The step they were left at.
    pub step: String,
}

/// What becomes of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the first.
    Begin,
    /// It takes the place of what is there.
    Replace,
    /// It is what is there.
    Repeat,
    /// Something else was saved since.
    Conflict,
    /// What it follows was sent or withdrawn since.
    Gone,
}

/// Judges a save by the revision that is there.
#[must_use]
pub fn judge(save: &Save, current: Option<&str>) -> Verdict {
    let follows = |revision: &str| save.follows.iter().any(|one| one == revision);
    match current {
        None if follows(NONE) => Verdict::Begin,
        None => Verdict::Gone,
        Some(current) if current == save.revision => Verdict::Repeat,
        Some(current) if follows(current) => Verdict::Replace,
        Some(_) => Verdict::Conflict,
    }
}

impl Save {
    /// Whether its page has seen that revision, which nobody else is shown.
    #[must_use]
    pub fn knows(&self, revision: &str) -> bool {
        self.revision == revision || self.follows.iter().any(|one| one == revision)
    }
}

/// Whether a text can be a revision.
#[must_use]
pub fn is_revision(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The answers that a form asks for, and the step they were left at. What is hidden is not kept: the page takes it
/// from its address, and what a link gives stays with the link.
#[must_use]
pub fn of_the_form(content: &Content, mut entries: Entries) -> (Entries, String) {
    let step = entries.remove(STEP).and_then(|mut steps| steps.pop());
    let is_step = |place: &String| {
        let step = place.strip_suffix(REVIEW).unwrap_or(place);
        let mut pages = content.pages.iter().map(|page| page.id.as_str());
        let mut questions = content.questions().map(|question| question.id.as_str());
        step.is_empty() || pages.any(|id| id == step) || questions.any(|id| id == step)
    };
    let mut kept = Entries::default();
    for (name, values) in entries.iter() {
        let id = name.split('.').next().unwrap_or_default();
        let hidden = |kind| matches!(kind, Kind::Hidden | Kind::Statement);
        let asked = content.question(id).is_some_and(|one| !hidden(one.kind));
        if asked && content.has_field(name) {
            kept.set(name, values.to_vec());
        }
    }
    (kept, step.filter(is_step).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn save(revision: &str, follows: &[&str]) -> Save {
        Save {
            revision: revision.to_owned(),
            follows: follows.iter().map(ToString::to_string).collect(),
            entries: Entries::default(),
            step: String::new(),
        }
    }

    #[test]
    fn a_save_takes_the_place_of_what_it_follows_alone() {
        assert_eq!(judge(&save("b", &[NONE]), None), Verdict::Begin);
        assert_eq!(judge(&save("b", &["a"]), Some("a")), Verdict::Replace);
        assert_eq!(judge(&save("b", &[NONE, "a"]), Some("a")), Verdict::Replace);
        assert_eq!(judge(&save("b", &["a"]), Some("b")), Verdict::Repeat);
        assert_eq!(judge(&save("c", &["a"]), Some("b")), Verdict::Conflict);
        assert_eq!(judge(&save("b", &[NONE]), Some("a")), Verdict::Conflict);
        assert_eq!(judge(&save("c", &["a"]), None), Verdict::Gone);
    }

    #[test]
    fn only_what_the_form_asks_for_is_kept() {
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
            "pages": [{"id": "first", "questions": [
                {"id": "name", "type": "text", "title": {"en": "Name"}},
                {"id": "stay", "type": "date_range", "title": {"en": "Stay"}},
                {"id": "order", "type": "hidden", "title": {"en": "Order"}, "source": {"link": "order"}},
            ]}],
        }))
        .unwrap();
        let fields = [
            ("name", "Ewa"),
            ("stay.from", "2026-05-01"),
            ("order", "17"),
            ("strange", "x"),
            ("name.strange", "x"),
            ("_key", "12345678"),
            ("_step", "first"),
        ];
        let entries = |fields: &[(&str, &str)]| {
            let pairs = fields
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
            pairs.collect::<Entries>()
        };
        let (kept, step) = of_the_form(&content, entries(&fields));
        assert_eq!(kept, entries(&fields[..2]));
        assert_eq!(step, "first");
        for (sent, kept) in [
            ("<b>", ""),
            ("first$review", "first$review"),
            ("x$review", ""),
        ] {
            let (_, step) = of_the_form(&content, entries(&[("_step", "other"), ("_step", sent)]));
            assert_eq!(step, kept);
        }
    }
}
