//! A calculation as people edit it: a sum or mean of terms. Others are kept as they are.

use crate::screens::panels::form;
use serde_json::{Value, json};

/// How a score comes about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Formula {
    /// The terms added up, each with its weight if any has one.
    Sum(Vec<Term>),
    /// Their mean.
    Mean(Vec<Term>),
    /// The points of all quiz questions.
    Points,
    /// An expression that is shown as JSON alone.
    Other(Value),
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    /// The path of its variable.
    pub(crate) path: String,
    /// What it is multiplied by; null for nothing.
    pub(crate) weight: Value,
}

impl Term {
    /// Something that counts as it is.
    pub(crate) fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            weight: Value::Null,
        }
    }

    fn to_json(&self) -> Value {
        let var = json!({"var": self.path});
        match self.weight.is_number() {
            true => json!({"*": [self.weight, var]}),
            false => var,
        }
    }

    fn read(json: &Value) -> Option<Self> {
        let var = |json: &Value| {
            let path = json.as_object().filter(|all| all.len() == 1)?.get("var")?;
            path.as_str().map(str::to_owned)
        };
        if let Some(path) = var(json) {
            return Some(Self {
                path,
                weight: Value::Null,
            });
        }
        let factors = json.as_object().filter(|all| all.len() == 1)?.get("*")?;
        let [weight, of] = factors.as_array()?.as_slice() else {
            return None;
        };
        weight.is_number().then_some(())?;
        Some(Self {
            path: var(of)?,
            weight: weight.clone(),
        })
    }
}

impl Formula {
    /// Reads logic. What would not be written as it was is [`Formula::Other`].
    pub(crate) fn read(json: &Value) -> Self {
        let read = Self::recognised(json);
        let same = read.filter(|formula| formula.to_json() == *json);
        same.unwrap_or_else(|| Self::Other(json.clone()))
    }

    fn recognised(json: &Value) -> Option<Self> {
        if *json == points() {
            return Some(Self::Points);
        }
        let members = json.as_object().filter(|all| all.len() == 1)?;
        let (name, terms) = members.iter().next()?;
        let terms: Option<Vec<Term>> = terms.as_array()?.iter().map(Term::read).collect();
        match name.as_str() {
            "sum" => terms.map(Self::Sum),
            "mean" => terms.map(Self::Mean),
            _ => None,
        }
    }

    /// The logic.
    pub(crate) fn to_json(&self) -> Value {
        let all = |terms: &[Term]| terms.iter().map(Term::to_json).collect::<Vec<_>>();
        match self {
            Self::Sum(terms) => json!({"sum": all(terms)}),
            Self::Mean(terms) => json!({"mean": all(terms)}),
            Self::Points => points(),
            Self::Other(json) => json.clone(),
        }
    }

    /// The terms, where it has any.
    pub(crate) fn terms(&self) -> &[Term] {
        match self {
            Self::Sum(terms) | Self::Mean(terms) => terms,
            Self::Points | Self::Other(_) => &[],
        }
    }
}

fn points() -> Value {
    json!({"sum": [{"var": "$points"}]})
}

/// What can be a term: the paths of what is a number or worth one, by the questions they are of.
pub(crate) fn terms_of(definition: &Value, before: usize) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for question in form::questions(definition) {
        let id = question["id"].as_str().unwrap_or_default().to_owned();
        let path = match question["type"].as_str().unwrap_or_default() {
            "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar" | "number" | "slider" => {
                id.clone()
            }
            "matrix" if matches!(question["cells"].as_str(), Some("rating" | "bipolar")) => {
                id.clone()
            }
            "single_choice" | "multiple_choice" | "yes_no" | "consent" => format!("$value.{id}"),
            "matrix"
                if matches!(
                    question["cells"].as_str(),
                    None | Some("single" | "multiple")
                ) =>
            {
                format!("$value.{id}")
            }
            _ => continue,
        };
        paths.push((path, id.clone()));
        if question["quiz"].is_object() {
            paths.push((format!("$points.{id}"), id));
        }
    }
    let calculations = form::list(&definition["content"], "calculations").iter();
    for one in calculations.take(before) {
        let id = one["id"].as_str().unwrap_or_default().to_owned();
        paths.push((id.clone(), id));
    }
    paths
}

/// An id that nothing in the form has yet.
pub(crate) fn free_id(definition: &Value, stem: &str) -> String {
    let calculations = form::list(&definition["content"], "calculations").iter();
    let taken: Vec<&str> = form::questions(definition)
        .into_iter()
        .chain(calculations)
        .filter_map(|one| one["id"].as_str())
        .collect();
    let numbered = (2..).map(|number| format!("{stem}_{number}"));
    let mut all = std::iter::once(stem.to_owned()).chain(numbered);
    all.find(|id| !taken.contains(&id.as_str()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_means_are_written_as_they_were_read() {
        for json in [
            json!({"sum": [{"var": "a"}, {"*": [0.2, {"var": "$value.b"}]}]}),
            json!({"mean": [{"var": "a"}, {"var": "b"}]}),
            json!({"sum": [{"var": "$points"}]}),
        ] {
            let read = Formula::read(&json);
            assert!(!matches!(read, Formula::Other(_)), "{json}");
            assert_eq!(read.to_json(), json);
        }
    }

    #[test]
    fn what_is_neither_stays_as_it_is() {
        for json in [
            json!({"mean": {"var": "grid"}}),
            json!({"round": [{"/": [{"var": "a"}, 2]}, 1]}),
            json!({"sum": [{"*": [{"var": "a"}, 2]}]}),
            json!({"if": [{"var": "a"}, 1, 2]}),
            json!(3),
        ] {
            assert_eq!(Formula::read(&json), Formula::Other(json.clone()));
            assert_eq!(Formula::read(&json).to_json(), json);
        }
    }

    #[test]
    fn terms_are_what_counts_in_numbers() {
        let form = json!({"content": {"questions": [
            {"id": "stars", "type": "rating"}, {"id": "name", "type": "text"},
            {"id": "topic", "type": "single_choice", "quiz": {"correct": ["a"]}},
        ], "calculations": [{"id": "one"}, {"id": "two"}]}});
        let terms: Vec<_> = terms_of(&form, 1)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(terms, ["stars", "$value.topic", "$points.topic", "one"]);
        assert_eq!(free_id(&form, "one"), "one_2");
        assert_eq!(free_id(&form, "score"), "score");
    }
}
