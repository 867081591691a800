//! What options are worth, and the points of a quiz.

use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::fields;
use crate::screens::panels::form::{self, Reader};
use crate::words::panels::words;
use serde_json::{Value, json};

/// A question with options: its pointer, its name, its type, the options, whether it is a quiz.
type Valued = (String, String, String, Vec<(String, String)>, bool);

fn valued(draft: Draft) -> Vec<Valued> {
    let locale = draft.locale().get();
    draft.with(|definition| {
        let reader = Reader {
            definition,
            locale: &locale,
        };
        let all = form::placed_questions(definition).into_iter();
        let valued = all.filter_map(|(pointer, question)| {
            let kind = question["type"].as_str()?;
            if !matches!(
                kind,
                "single_choice" | "multiple_choice" | "yes_no" | "matrix"
            ) {
                return None;
            }
            let options = match kind {
                "yes_no" => vec![
                    ("yes".to_owned(), words().logic_yes.clone()),
                    ("no".to_owned(), words().logic_no.clone()),
                ],
                _ => reader.options(question),
            };
            let is_quiz = question["quiz"].is_object();
            (!options.is_empty()).then(|| {
                (
                    pointer,
                    reader.name(question),
                    kind.to_owned(),
                    options,
                    is_quiz,
                )
            })
        });
        valued.collect()
    })
}

/// A table for each question with options.
pub(super) fn all() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let questions = Memo::new(move |_| valued(draft));
    let shown = move || {
        let questions = questions.get();
        (!questions.is_empty()).then(|| {
            let all = questions.into_iter().map(question).collect::<Vec<_>>();
            view! {
                <section>
                    <h2>{words.scores_worth.as_str()}</h2>
                    <p class="detail">{words.scores_worth_hint.as_str()}</p>
                    {all}
                </section>
            }
        })
    };
    shown.into_any()
}

fn question((pointer, name, kind, options, is_quiz): Valued) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let has_values = kind != "yes_no";
    let may_quiz = kind != "matrix";
    let quiz_at = format!("{pointer}/quiz");
    let quiz = draft.memo(format!("{quiz_at}/correct"));
    let rows = options.into_iter().enumerate().map(|(number, (id, name))| {
        let value = has_values.then(|| {
            let label = words.scores_worth_of.replace("{q}", &name);
            fields::number(label, format!("{pointer}/options/{number}/value"), None)
        });
        let right = is_quiz.then(|| {
            let (at, id, of) = (format!("{quiz_at}/correct"), id.clone(), id.clone());
            let is_right = move || quiz.get().as_array().is_some_and(|all| all.iter().any(|one| *one == of));
            let turn = move |event: web_sys::Event| {
                let mut all = quiz.get_untracked().as_array().cloned().unwrap_or_default();
                all.retain(|one| *one != id);
                if event_target_checked(&event) {
                    all.push(Value::from(id.clone()));
                }
                draft.set(&at, Value::Array(all));
            };
            let text = words.scores_right_of.replace("{q}", &name);
            view! { <label class="tick"><input type="checkbox" prop:checked=is_right on:change=turn/><span>{text}</span></label> }
        });
        view! { <li class="pair">{value}{right}</li> }
    });
    let rows = rows.collect::<Vec<_>>();
    let at = quiz_at.clone();
    let turn = move |event: web_sys::Event| {
        let value = match event_target_checked(&event) {
            true => json!({"correct": []}),
            false => Value::Null,
        };
        draft.set(&at, value);
    };
    let points = is_quiz.then(|| {
        fields::number(
            words.scores_quiz_points.clone(),
            format!("{quiz_at}/points"),
            Some(words.scores_quiz_points_hint.clone()),
        )
    });
    view! {
        <details open=is_quiz>
            <summary>{name}</summary>
            {may_quiz.then(|| view! {
                <label class="tick">
                    <input type="checkbox" prop:checked=is_quiz on:change=turn/>
                    <span>{words.scores_quiz.as_str()}</span>
                </label>
            })}
            {points}
            <ul class="worths">{rows}</ul>
        </details>
    }
    .into_any()
}
