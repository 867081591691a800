//! What logic sees of an answer.

#[cfg(feature = "full")]
use crate::Answers;
use crate::{Answer, OptionId, Question, Value};
use rust_decimal::Decimal;

/// The answer as logic compares it: options by their ids, rows and parts by name.
pub(crate) fn value_of(answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) => Value::from(text.as_str()),
        #[cfg(feature = "full")]
        Answer::Date(text) | Answer::Time(text) | Answer::DateTime(text) => text.as_str().into(),
        Answer::Number(number) => Value::Number(*number),
        Answer::Scale(step) => Value::Number((*step).into()),
        Answer::Choice(option) => Value::from(option.as_str()),
        Answer::Choices(options) => ids(options),
        #[cfg(feature = "full")]
        Answer::Ranking(options) => ids(options),
        Answer::YesNo(yes) | Answer::Consent(yes) => Value::Bool(*yes),
        #[cfg(feature = "full")]
        Answer::DateRange { from, to } => {
            map([("from", from.as_str().into()), ("to", to.as_str().into())])
        }
        #[cfg(feature = "full")]
        Answer::Address(parts) => map(parts
            .iter()
            .map(|(part, text)| (part.as_str(), text.as_str().into()))),
        #[cfg(feature = "full")]
        Answer::Files(files) => {
            Value::List(files.iter().map(|file| file.id.as_str().into()).collect())
        }
        #[cfg(feature = "full")]
        Answer::Signature(_) => Value::Bool(true),
        #[cfg(feature = "full")]
        Answer::Rows(rows) => map(rows.iter().map(|(row, one)| (row.as_str(), value_of(one)))),
        #[cfg(feature = "full")]
        Answer::Table(rows) => map(rows.iter().map(|(row, cells)| {
            let cells = cells.iter();
            (
                row.as_str(),
                map(cells.map(|(column, one)| (column.as_str(), value_of(one)))),
            )
        })),
        #[cfg(feature = "full")]
        Answer::Group(entries) => Value::List(entries.iter().map(values_of).collect()),
    }
}

fn ids(options: &[OptionId]) -> Value {
    Value::List(options.iter().map(|id| id.as_str().into()).collect())
}

#[cfg(feature = "full")]
fn values_of(entry: &Answers) -> Value {
    map(entry.0.iter().filter_map(|(question, given)| {
        Some((question.as_str(), value_of(given.answer.as_ref()?)))
    }))
}

/// What the answer is worth: options by their `value`, numbers and steps as they are.
pub(crate) fn worth_of(question: &Question, answer: &Answer) -> Value {
    let option = |id: &str| {
        let value = question.option(id).and_then(|option| option.value);
        value.map_or(Value::Null, Value::Number)
    };
    match answer {
        Answer::Number(_) | Answer::Scale(_) => value_of(answer),
        Answer::Choice(id) => option(id.as_str()),
        Answer::Choices(ids) => Value::List(ids.iter().map(|id| option(id.as_str())).collect()),
        Answer::YesNo(yes) | Answer::Consent(yes) => Value::Number(Decimal::from(u8::from(*yes))),
        #[cfg(feature = "full")]
        Answer::Rows(rows) => map(rows
            .iter()
            .map(|(row, one)| (row.as_str(), worth_of(question, one)))),
        #[cfg(feature = "full")]
        Answer::Table(rows) => map(rows.iter().map(|(row, cells)| {
            let cells = cells.iter().map(|(column, one)| {
                let own = question.questions.iter().find(|one| one.id == *column);
                (column.as_str(), worth_of(own.unwrap_or(question), one))
            });
            (row.as_str(), map(cells))
        })),
        _ => Value::Null,
    }
}

/// Whether the answer is the right one of a quiz.
pub(crate) fn is_right(correct: &[crate::OptionId], answer: &Answer) -> bool {
    match answer {
        Answer::Choice(id) => correct == [id.clone()],
        Answer::Choices(ids) => {
            ids.len() == correct.len() && ids.iter().all(|id| correct.contains(id))
        }
        Answer::YesNo(yes) => {
            let word = if *yes { "yes" } else { "no" };
            correct.len() == 1 && correct[0].as_str() == word
        }
        _ => false,
    }
}

pub(crate) fn map<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let members = members.into_iter();
    Value::Map(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}
