//! Answers inside texts: `{{name}}`, or `{{name|what to say without it}}`.

use super::Course;
use crate::{
    Answer, Content, Direction, Given, Kind, Known, LocalText, Messages, OptionId, Question,
    Sorted, Value, format_money, format_number,
};
#[cfg(feature = "full")]
use crate::{format_date, format_date_time, format_time};

/// Whether a text has a place for an answer.
#[must_use]
pub fn has_pipe(text: &str) -> bool {
    text.contains("{{")
}

/// The names in a text, each with what to say without it.
pub(crate) fn pipes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split("{{").skip(1);
    parts.filter_map(|part| Some(split(part.split_once("}}")?.0)))
}

fn split(inside: &str) -> (&str, &str) {
    let (name, without) = inside.split_once('|').unwrap_or((inside, ""));
    (name.trim(), without.trim())
}

impl Course {
    /// The text with the answers in their places: plain text, to be escaped like any other.
    #[must_use]
    pub fn pipe(
        &self,
        content: &Content,
        known: &Known,
        messages: &Messages,
        text: &str,
    ) -> String {
        let mut parts = text.split("{{");
        let mut piped = parts.next().unwrap_or_default().to_owned();
        let words = Words {
            course: self,
            content,
            known,
            messages,
            // Other than a review, a sentence has its own words around a step, and no lines.
            review: false,
        };
        for part in parts {
            match part.split_once("}}") {
                Some((inside, rest)) => {
                    let (name, without) = split(inside);
                    let said = words.of(name).filter(|said| !said.is_empty());
                    piped.push_str(said.as_deref().unwrap_or(without));
                    piped.push_str(rest);
                }
                None => {
                    piped.push_str("{{");
                    piped.push_str(part);
                }
            }
        }
        piped
    }

    /// What was given to a question, in the words of the form and of a review: rows and entries have a line each.
    #[must_use]
    pub fn words(
        &self,
        content: &Content,
        known: &Known,
        messages: &Messages,
        question: &Question,
        given: &Given,
    ) -> String {
        let words = Words {
            course: self,
            content,
            known,
            messages,
            review: true,
        };
        words.given(question, given)
    }
}

struct Words<'a> {
    course: &'a Course,
    content: &'a Content,
    known: &'a Known,
    messages: &'a Messages,
    /// Whether it is read by itself, line by line.
    review: bool,
}

/// The visitor's own words to options.
type Texts = Sorted<OptionId, String>;

impl Words<'_> {
    fn text<'t>(&self, text: &'t LocalText) -> &'t str {
        text.get(&self.known.locale, &self.content.fallback_locale)
    }

    fn of(&self, name: &str) -> Option<String> {
        if let Some(calculation) = name.strip_prefix("$band.") {
            let (index, outcome) = self.outcome(calculation)?;
            let bands = &self.content.calculations[index].bands;
            let band = bands
                .iter()
                .find(|band| Some(&band.id) == outcome.band.as_ref())?;
            return Some(self.text(&band.title).to_owned());
        }
        if let Some(known) = name.strip_prefix('$') {
            return Some(self.apart(self.known.values.get(known)?, false));
        }
        let (id, part) = name.split_once('.').unwrap_or((name, ""));
        let mut questions = self.content.questions().enumerate();
        let Some((index, question)) = questions.find(|(_, question)| question.id.as_str() == id)
        else {
            let (index, outcome) = self.outcome(name)?;
            return match &outcome.value {
                Value::Number(number) => {
                    let places = self.content.calculations.get(index)?.decimals;
                    Some(format_number(number, places, &self.known.locale))
                }
                Value::Text(text) => Some(self.apart(text, false)),
                _ => None,
            };
        };
        let given = self.course.given(index)?;
        if part.is_empty() {
            return Some(self.given(question, given));
        }
        if part == "comment" {
            return Some(self.apart(given.comment.as_ref()?, false));
        }
        match given.answer.as_ref()? {
            #[cfg(feature = "full")]
            Answer::Rows(rows) => Some(self.answer(question, &given.texts, rows.get(part)?)),
            #[cfg(feature = "full")]
            Answer::DateRange { from, to } => {
                let day = if part == "from" { from } else { to };
                Some(format_date(day, &self.known.locale))
            }
            #[cfg(feature = "full")]
            Answer::Address(parts) => {
                let mut parts = parts.iter();
                let (_, text) = parts.find(|(one, _)| one.as_str() == part)?;
                Some(self.apart(text, false))
            }
            _ => None,
        }
    }

    fn outcome(&self, id: &str) -> Option<(usize, &super::Outcome)> {
        let mut calculations = self.content.calculations.iter();
        let index = calculations.position(|calculation| calculation.id.as_str() == id)?;
        Some((index, self.course.outcomes.get(index)?))
    }

    /// What a visitor typed, set apart in words that run from right to left: else a telephone number and the signs
    /// around a text change places. An address runs from left to right in any language.
    fn apart(&self, text: &str, address: bool) -> String {
        match self.known.locale.direction() {
            Direction::LeftToRight => text.to_owned(),
            Direction::RightToLeft => {
                let begin = if address { "\u{2066}" } else { "\u{2068}" };
                [begin, text, "\u{2069}"].concat()
            }
        }
    }

    fn option(&self, question: &Question, texts: &Texts, id: &str) -> String {
        match texts.get(id) {
            Some(own) => self.apart(own, false),
            None => question
                .option(id)
                .map_or(id, |option| self.text(&option.title))
                .to_owned(),
        }
    }

    fn options(&self, question: &Question, texts: &Texts, ids: &[OptionId]) -> String {
        let said = ids
            .iter()
            .map(|id| self.option(question, texts, id.as_str()));
        self.join(said)
    }

    fn given(&self, question: &Question, given: &Given) -> String {
        let answer = given.answer.as_ref();
        answer.map_or_else(String::new, |answer| {
            self.answer(question, &given.texts, answer)
        })
    }

    fn step(&self, question: &Question, step: u8) -> String {
        let (_, highest) = question.scale().unwrap_or_default();
        match question.kind {
            Kind::Agreement if highest == 5 => {
                let key = ["agreement_", &step.to_string()].concat();
                self.messages.get(&key).to_owned()
            }
            _ if self.review => {
                let words = self.messages.get("rating_step");
                let words = words.replace("{steps}", &highest.to_string());
                words.replace("{step}", &step.to_string())
            }
            _ => step.to_string(),
        }
    }

    fn answer(&self, question: &Question, texts: &Texts, answer: &Answer) -> String {
        let locale = &self.known.locale;
        match answer {
            Answer::Text(text) => {
                let address = matches!(question.kind, Kind::Phone | Kind::Email | Kind::Url);
                self.apart(text, address)
            }
            #[cfg(feature = "full")]
            Answer::Date(text) => format_date(text, locale),
            #[cfg(feature = "full")]
            Answer::Time(text) => format_time(text, locale),
            #[cfg(feature = "full")]
            Answer::DateTime(text) => format_date_time(text, locale),
            Answer::Number(number) => match &question.currency {
                Some(currency) => format_money(number, currency, locale),
                None => format_number(number, None, locale),
            },
            Answer::Scale(step) => self.step(question, *step),
            Answer::Choice(id) => self.option(question, texts, id.as_str()),
            #[cfg(feature = "full")]
            Answer::Ranking(ids) => self.options(question, texts, ids),
            Answer::Choices(ids) => self.options(question, texts, ids),
            Answer::YesNo(yes) | Answer::Consent(yes) => self
                .messages
                .get(if *yes { "yes" } else { "no" })
                .to_owned(),
            #[cfg(feature = "full")]
            Answer::DateRange { from, to } => {
                [&format_date(from, locale), " – ", &format_date(to, locale)].concat()
            }
            #[cfg(feature = "full")]
            Answer::Address(parts) => self.join(parts.values().map(|text| self.apart(text, false))),
            #[cfg(feature = "full")]
            Answer::Files(files) => self.join(files.iter().enumerate().map(|(index, file)| {
                // The page around knows the names only of those that were chosen there.
                if file.name.is_empty() {
                    let number = (index + 1).into();
                    self.messages.with_number("file.given", &number)
                } else {
                    self.apart(&file.name, false)
                }
            })),
            #[cfg(feature = "full")]
            Answer::Signature(crate::Signature::Typed(name)) => self.apart(name, false),
            #[cfg(feature = "full")]
            Answer::Signature(crate::Signature::Drawn(_)) => self.messages.get("signed").to_owned(),
            #[cfg(feature = "full")]
            Answer::Rows(rows) => self.lines(question.rows.iter().filter_map(|row| {
                let answer = rows.get(&row.id)?;
                Some(
                    [
                        self.text(&row.title),
                        ": ",
                        &self.answer(question, texts, answer),
                    ]
                    .concat(),
                )
            })),
            #[cfg(feature = "full")]
            Answer::Table(rows) => self.lines(question.rows.iter().filter_map(|row| {
                let cells = rows.get(&row.id)?.iter().map(|(column, answer)| {
                    let own = question.questions.iter().find(|one| one.id == *column);
                    let words = self.answer(own.unwrap_or(question), texts, answer);
                    match answer {
                        Answer::Number(_) if own.is_none() => {
                            [self.messages.get("matrix.weight"), " ", &words].concat()
                        }
                        _ => words,
                    }
                });
                Some([self.text(&row.title), ": ", &self.join(cells)].concat())
            })),
            #[cfg(feature = "full")]
            Answer::Group(entries) => self.lines(entries.iter().map(|entry| {
                self.join(question.questions.iter().filter_map(|inner| {
                    let words = self.given(inner, entry.0.get(&inner.id)?);
                    (!words.is_empty()).then_some(words)
                }))
            })),
        }
    }

    fn join(&self, words: impl Iterator<Item = String>) -> String {
        let comma = match self.known.locale.language() {
            "ar" => "، ",
            _ => ", ",
        };
        words.collect::<Vec<_>>().join(comma)
    }

    #[cfg(feature = "full")]
    fn lines(&self, words: impl Iterator<Item = String>) -> String {
        if self.review {
            words.collect::<Vec<_>>().join("\n")
        } else {
            self.join(words)
        }
    }
}
