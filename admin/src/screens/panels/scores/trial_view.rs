//! Trying a score out: what it comes to for chosen answers.

use super::formula_view::name_of;
use super::trial::tried;
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::form::{self, Reader};
use crate::screens::panels::logic::{Shape, shape_of, value_field};
use crate::words::panels::words;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Something that is asked for the trial: its path, its name, and what it may be.
type Asked = (String, String, Shape);

/// What the score of that number looks at in the end.
fn asked(draft: Draft, number: usize) -> Vec<Asked> {
    let locale = draft.locale().get();
    draft.with(|definition| {
        let reader = Reader {
            definition,
            locale: &locale,
        };
        let calculations = form::list(&definition["content"], "calculations");
        let mut paths = Vec::new();
        collect(calculations, number, &mut paths);
        let asked = paths.into_iter().filter_map(|path| {
            let asked = path.strip_prefix("$value.").unwrap_or(&path);
            let name = name_of(&reader, asked);
            let shape = trial_shape(&reader, &path)?;
            Some((path, name, shape))
        });
        asked.collect()
    })
}

fn collect(calculations: &[Value], number: usize, paths: &mut Vec<String>) {
    let Some(one) = calculations.get(number) else {
        return;
    };
    form::variables(&one["value"], &mut |path| {
        let before = calculations
            .iter()
            .take(number)
            .position(|one| one["id"] == path);
        match before {
            Some(before) => collect(calculations, before, paths),
            None if path.is_empty() || paths.iter().any(|one| one == path) => {}
            None => paths.push(path.to_owned()),
        }
    });
}

fn trial_shape(reader: &Reader<'_>, path: &str) -> Option<Shape> {
    let (kind, id) = path.split_once('.').unwrap_or(("", path));
    let questions = form::questions(reader.definition);
    let find = |id: &str| questions.iter().copied().find(|one| one["id"] == id);
    match kind {
        "" => match shape_of(reader, find(id)?)? {
            shape @ Shape::Number { .. } => Some(shape),
            _ => None,
        },
        "$value" => shape_of(reader, find(id)?),
        "$points" => Some(Shape::Number {
            min: Some(0.0),
            max: None,
        }),
        _ => None,
    }
}

/// What a chosen answer is worth: an option by its value.
fn worth(question: &Value, chosen: &Value) -> Value {
    match chosen {
        Value::String(id) => {
            let mut options = form::list(question, "options").iter();
            options
                .find(|option| option["id"] == *id)
                .map_or(Value::Null, |option| option["value"].clone())
        }
        Value::Bool(yes) => json!(u8::from(*yes)),
        other => other.clone(),
    }
}

/// A field for each answer, and the result.
pub(super) fn view(number: usize) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let given = RwSignal::new(BTreeMap::<String, Value>::new());
    let needed = Memo::new(move |_| asked(draft, number));
    let fields = move || {
        let fields = needed.get().into_iter().map(|(path, name, shape)| {
            let now = given.with_untracked(|given| given.get(&path).cloned().unwrap_or_default());
            let set = Callback::new(move |value: Value| {
                given.update(|given| {
                    given.insert(path.clone(), value);
                });
            });
            let input = value_field(&name, &now, &shape, set);
            view! { <label class="field short"><span>{name}</span>{input}</label> }
        });
        fields.collect_view()
    };
    let result = move || {
        let given = given.get();
        let locale = draft.locale().get();
        draft.with(|definition| {
            let questions = form::questions(definition);
            let valued = given.iter().map(|(path, chosen)| {
                let question = path
                    .strip_prefix("$value.")
                    .and_then(|id| questions.iter().find(|one| one["id"] == id));
                let value =
                    question.map_or_else(|| chosen.clone(), |question| worth(question, chosen));
                (path.clone(), value)
            });
            let came = tried(definition, number, &valued.collect());
            let one = &definition["content"]["calculations"][number];
            let reader = Reader {
                definition,
                locale: &locale,
            };
            let band = came.band.map(|band| reader.name(&one["bands"][band]));
            match (came.value.is_empty(), band) {
                (true, _) => words.scores_trial_none.clone(),
                (false, Some(band)) => format!("{} – {band}", came.value),
                (false, None) => came.value,
            }
        })
    };
    view! {
        <div class="trial">
            {move || needed.with(Vec::is_empty).then(|| view! { <p class="detail">{words.scores_trial_nothing.as_str()}</p> })}
            <div class="pair">{fields}</div>
            <p aria-live="polite">{words.scores_trial_result.as_str()} " " <output><strong>{result}</strong></output></p>
        </div>
    }
    .into_any()
}
