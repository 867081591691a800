//! Reads the fields of one question: what a visitor typed or chose becomes an answer, or is a fault.

#[cfg(feature = "full")]
mod address;
mod choice;
#[cfg(feature = "full")]
mod date;
#[cfg(feature = "full")]
mod file;
#[cfg(feature = "full")]
mod group;
#[cfg(feature = "full")]
mod matrix;
mod number;
#[cfg(feature = "full")]
mod signature;
#[cfg(test)]
mod tests;
mod text;

use crate::course::Names;
use crate::{
    Answer, Entries, FieldError, FieldFault, Given, Kind, Locale, Question, Sorted, part_field,
};

#[cfg(feature = "full")]
pub(crate) use date::is_date;
#[cfg(feature = "full")]
pub(crate) use group::entry_count;
pub use text::phone_parts;

/// What is read, and what is found wrong on the way.
pub(crate) struct Reading<'a> {
    /// What was typed or sent.
    pub(crate) entries: &'a Entries,
    /// The options, rows and questions inside entries that are not shown, by field.
    pub(crate) hidden: &'a Names,
    /// The language that numbers are written in.
    pub(crate) locale: &'a Locale,
    /// What is wrong.
    pub(crate) errors: Vec<FieldError>,
}

impl Reading<'_> {
    /// Reads the question whose field is `name`: its answer, texts and comment; `None` if nothing was given.
    pub(crate) fn question(&mut self, question: &Question, name: &str) -> Option<Given> {
        let answer = match question.kind {
            #[cfg(feature = "full")]
            Kind::Matrix => self.matrix(question, name),
            #[cfg(feature = "full")]
            Kind::Group => self.group(question, name),
            Kind::Statement => None,
            _ => self.simple(question, name),
        };
        let texts = self.texts(question, name, answer.as_ref());
        let comment = question.comment.as_ref().and_then(|comment| {
            let field = part_field(name, "comment");
            let value = self.single(&field)?;
            let text = text::parse_text(&value, comment.length_limit(), true);
            self.keep(&field, text).flatten()
        });
        let given = answer.is_some() || comment.is_some();
        let version = match answer {
            Some(Answer::Consent(true)) => question.version.clone(),
            _ => None,
        };
        given.then_some(Given {
            answer,
            texts,
            comment,
            version,
        })
    }

    /// Notes a fault, and goes on without the value.
    fn keep<T>(&mut self, field: &str, value: Result<T, FieldFault>) -> Option<T> {
        value
            .map_err(|fault| self.errors.push(FieldError::new(field, fault)))
            .ok()
    }

    /// The one value of a field that takes one; several filled ones are a fault.
    fn single(&mut self, field: &str) -> Option<String> {
        match self.entries.values(field) {
            [] => Some(String::new()),
            [value] => Some(value.clone()),
            _ => self.keep(field, Err(FieldFault::WrongType)),
        }
    }

    /// A question without rows or entries.
    fn simple(&mut self, question: &Question, name: &str) -> Option<Answer> {
        self.simple_as(question, question.kind, name)
    }

    /// The same, and one cell of a matrix, which is answered as another kind of question.
    fn simple_as(&mut self, question: &Question, kind: Kind, name: &str) -> Option<Answer> {
        let answer = match kind {
            Kind::MultipleChoice => {
                choice::parse_choices(question, self.hidden, name, self.entries.values(name))
                    .map(|chosen| chosen.map(Answer::Choices))
            }
            #[cfg(feature = "full")]
            Kind::Ranking => choice::parse_ranking(question, self.hidden, name, &|option| {
                self.entries
                    .first(&part_field(name, option))
                    .trim()
                    .to_owned()
            }),
            #[cfg(feature = "full")]
            Kind::DateRange => {
                let part = |part: &str| self.entries.first(&part_field(name, part)).to_owned();
                let range = date::parse_date_range(&part("from"), &part("to"), question);
                return match range {
                    Ok(range) => range,
                    Err((part, fault)) => self.keep(&part_field(name, part), Err(fault)),
                };
            }
            #[cfg(feature = "full")]
            Kind::Address => return self.address(question, name),
            #[cfg(feature = "full")]
            Kind::File => return self.files(question, name),
            #[cfg(feature = "full")]
            Kind::Signature => return self.signature(question, name),
            // Nobody could mend what the page around or an address brought: what does not fit is dropped.
            Kind::Hidden => {
                let [value] = self.entries.values(name) else {
                    return None;
                };
                let text = text::parse_text(value, question.length_limit(), false);
                return text.ok()?.map(Answer::Text);
            }
            _ => {
                let value = self.single(name)?;
                self.valued(question, kind, name, &value)
            }
        };
        self.keep(name, answer).flatten()
    }

    /// A question of a single value.
    fn valued(
        &self,
        question: &Question,
        kind: Kind,
        name: &str,
        value: &str,
    ) -> Result<Option<Answer>, FieldFault> {
        let limit = question.length_limit();
        Ok(match kind {
            Kind::LongText => text::parse_text(value, limit, true)?.map(Answer::Text),
            Kind::Email => {
                text::parse_checked(value, question, text::is_email, FieldFault::NotAnEmail)?
            }
            Kind::Phone => {
                let value = text::western(value);
                text::parse_checked(&value, question, text::is_phone, FieldFault::NotAPhone)?
            }
            Kind::Url => text::parse_url(value, question)?,
            Kind::Number => number::parse_number(value, question, self.locale)?.map(Answer::Number),
            #[cfg(feature = "full")]
            Kind::Slider => number::parse_slider(value, question)?.map(Answer::Number),
            Kind::SingleChoice => {
                choice::parse_choice(question, self.hidden, name, value)?.map(Answer::Choice)
            }
            Kind::YesNo => choice::parse_yes_no(value)?,
            Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
                number::parse_scale(value, question)?.map(Answer::Scale)
            }
            #[cfg(feature = "full")]
            Kind::Date => date::parse_date(value, question)?,
            #[cfg(feature = "full")]
            Kind::Time => date::parse_time(value)?,
            #[cfg(feature = "full")]
            Kind::DateTime => date::parse_date_time(value, question)?,
            Kind::Consent => choice::parse_consent(value)?,
            _ => text::parse_text(value, limit, false)?.map(Answer::Text),
        })
    }

    /// The visitor's own words to the chosen options that take a text.
    fn texts(
        &mut self,
        question: &Question,
        name: &str,
        answer: Option<&Answer>,
    ) -> Sorted<crate::OptionId, String> {
        let mut texts = Sorted::new();
        for option in question.options.iter().filter(|option| option.text) {
            let chosen = match answer {
                Some(Answer::Choice(id)) => *id == option.id,
                Some(Answer::Choices(ids)) => ids.contains(&option.id),
                _ => false,
            };
            if !chosen {
                continue;
            }
            let field = part_field(name, option.id.as_str());
            let text = self
                .single(&field)
                .and_then(|value| self.keep(&field, text::parse_text(&value, 200, false)));
            if let Some(Some(text)) = text {
                texts.insert(option.id.clone(), text);
            }
        }
        texts
    }
}
