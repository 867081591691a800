//! Answers that a form might get, by the form's own rules: the same for the same seed.

mod answer;
mod chance;
mod vocabulary;

use chance::Chance;
use sonda_domain::{Content, Entries, Judged, Known, Locale, comment_field, validate};
use vocabulary::{PEOPLE, WORDS};

/// So often answers are made anew that the form's rules refuse.
const TRIES: u32 = 60;

/// A response that might have come.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// What was answered, and what follows from it.
    pub judged: Judged,
    /// The language it was filled in.
    pub locale: Locale,
    /// The page it came from.
    pub page: &'static str,
    /// The campaign it came by.
    pub campaign: Option<&'static str>,
    /// Ten bytes for its id.
    pub random: [u8; 10],
    /// Where between two moments it came, in thousandths.
    pub moment: u64,
}

/// Makes answers to one version of a form.
#[derive(Debug)]
pub struct Generator<'c> {
    content: &'c Content,
    chance: Chance,
    /// Whoever answers now.
    person: (&'static str, &'static str, &'static str),
}

impl<'c> Generator<'c> {
    /// Answers to this content, decided by a seed.
    #[must_use]
    pub fn new(content: &'c Content, seed: u64) -> Self {
        Self {
            content,
            chance: Chance(seed),
            person: PEOPLE[0],
        }
    }

    /// Another response; `None` where the form's rules refuse all that is tried, as where it wants a file.
    pub fn generate(&mut self) -> Option<Generated> {
        let locale = self.content.locales.clone();
        let place = self.chance.below(locale.len() as u64 * 2);
        // The first language is spoken by most.
        let place = usize::try_from(place).unwrap_or(0);
        let locale = locale.get(place).or(locale.first())?.clone();
        let known = Known::of(&locale);
        let judged = (0..TRIES).find_map(|_| {
            let entries = self.entries();
            self.judge(entries, &known)
        })?;
        let mut random = [0; 10];
        for byte in &mut random {
            *byte = self.chance.next().to_le_bytes()[0];
        }
        Some(Generated {
            judged,
            locale,
            page: self.chance.one(&[
                "https://www.example.com/",
                "https://www.example.com/offer",
                "https://shop.example.com/thanks",
            ]),
            campaign: self.chance.percent(30).then_some("spring"),
            random,
            moment: self.chance.below(1_000),
        })
    }

    /// Judges answers; what is wrong with questions that may be left out is left out.
    fn judge(&self, mut entries: Entries, known: &Known) -> Option<Judged> {
        for _ in 0..3 {
            match validate(self.content, &entries, known) {
                Ok(judged) => return Some(judged),
                Err(errors) => {
                    for error in errors {
                        let question = error.field.split('.').next().unwrap_or_default();
                        let names: Vec<String> = entries
                            .iter()
                            .map(|(name, _)| name)
                            .filter(|name| name.split('.').next() == Some(question))
                            .map(str::to_owned)
                            .collect();
                        for name in names {
                            entries.remove(&name);
                        }
                    }
                }
            }
        }
        None
    }

    fn entries(&mut self) -> Entries {
        let mut entries = Entries::default();
        let content = self.content;
        self.person = self.chance.one(&PEOPLE);
        for question in content.questions() {
            if question.required || self.chance.percent(82) {
                self.question(question, question.kind, question.id.as_str(), &mut entries);
            }
            if question.comment.is_some() && self.chance.percent(25) {
                let words = self.chance.one(&WORDS);
                entries.push(comment_field(question.id.as_str()), words.to_owned());
            }
        }
        entries
    }
}
