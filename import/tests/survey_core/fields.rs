//! Data of SurveyJS as the fields of a form.

use serde_json::Value;
use sonda_domain::{Cells, Content, Entries, Kind, Question};

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn same(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && other.is_number() && one.as_f64() == other.as_f64())
}

/// The id of the option with that value.
fn option(question: &Question, values: &[Value], value: &Value) -> String {
    let index = values.iter().position(|one| same(one, value));
    let index = index.unwrap_or_else(|| panic!("{value} is none of {values:?}"));
    question.options[index].id.as_str().to_owned()
}

/// The row of that name: rows keep their order.
fn row<'q>(question: &'q Question, names: &[&str], name: &str) -> &'q str {
    let index = names.iter().position(|one| *one == name).unwrap();
    question.rows[index].id.as_str()
}

/// Puts the answer to a question into the fields. `values` and `rows` are what the survey says.
pub(crate) fn fill(
    entries: &mut Entries,
    content: &Content,
    name: &str,
    values: &[Value],
    rows: &[&str],
    answer: &Value,
) {
    let Some(question) = content.question(name) else {
        return;
    };
    if question.kind == Kind::Statement {
        // Several fields together.
        for (item, value) in answer.as_object().into_iter().flatten() {
            entries.push(format!("{name}_{item}"), text(value));
        }
        return;
    }
    match (question.kind, question.cells) {
        (Kind::SingleChoice, _) => entries.push(name.to_owned(), option(question, values, answer)),
        (Kind::MultipleChoice, _) => {
            for one in answer.as_array().unwrap() {
                entries.push(name.to_owned(), option(question, values, one));
            }
        }
        (Kind::Ranking, _) => {
            for (place, one) in answer.as_array().unwrap().iter().enumerate() {
                let field = format!("{name}.{}", option(question, values, one));
                entries.push(field, (place + 1).to_string());
            }
        }
        (Kind::YesNo, _) => {
            let yes = same(answer, &values[0]);
            entries.push(name.to_owned(), if yes { "yes" } else { "no" }.to_owned());
        }
        (Kind::Matrix, Some(Cells::Columns)) => {
            for (one, cells) in answer.as_object().unwrap() {
                let field = format!("{name}.{}", row(question, rows, one));
                for (column, value) in cells.as_object().unwrap() {
                    let inner = question
                        .questions
                        .iter()
                        .find(|one| one.id.as_str() == column)
                        .unwrap();
                    let value = match inner.kind {
                        Kind::SingleChoice => option(inner, values, value),
                        _ => text(value),
                    };
                    entries.push(format!("{field}.{column}"), value);
                }
            }
        }
        (Kind::Matrix, _) => {
            for (one, value) in answer.as_object().unwrap() {
                let field = format!("{name}.{}", row(question, rows, one));
                entries.push(field, option(question, values, value));
            }
        }
        (Kind::Group, _) => {
            let list = answer.as_array().unwrap();
            entries.push(name.to_owned(), list.len().to_string());
            for (index, entry) in list.iter().enumerate() {
                for (inner, value) in entry.as_object().unwrap() {
                    entries.push(format!("{name}.{index}.{inner}"), text(value));
                }
            }
        }
        _ => entries.push(name.to_owned(), text(answer)),
    }
}
