//! What is right in a quiz, and what it counts.

use super::among::{among, named_options};
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::{Takes, faults, plain, switch};
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::{Value, json};

/// The right answers.
pub(super) fn quiz(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/quiz");
    let held = draft.memo(place.clone());
    let is_on = Memo::new(move |_| held.with(Value::is_object));
    let act = {
        let place = place.clone();
        Callback::new(move |event: web_sys::Event| {
            draft.set(
                &place,
                if event_target_checked(&event) {
                    json!({"correct": []})
                } else {
                    Value::Null
                },
            );
        })
    };
    let kind = kind.to_owned();
    let detail = {
        let (at, place) = (at.to_owned(), place.clone());
        let options = Memo::new(move |_| match kind.as_str() {
            "yes_no" => vec![
                ("yes".to_owned(), words().yes.clone()),
                ("no".to_owned(), words().no.clone()),
            ],
            _ => named_options(draft, &at),
        });
        let is_single = at_is_single(draft, &place);
        move || {
            let (correct, place) = (format!("{place}/correct"), place.clone());
            is_on.get().then(|| {
                let tick = |(id, title): (String, String)| among(draft, &correct, &id, &format!("{}: {title}", called("prop_correct")), is_single);
                view! {
                    <div class="inset">
                        {options.get().into_iter().map(tick).collect_view()}
                        {faults(&correct, true)}
                        {plain(&format!("{place}/points"), called("prop_points"), "", Takes::Number)}
                    </div>
                }
            })
        }
    };
    view! { {switch(&place, called("prop_quiz"), called("help_quiz"), is_on.into(), act)} {detail} }
        .into_any()
}

fn at_is_single(draft: Draft, quiz: &str) -> bool {
    let question = quiz.trim_end_matches("/quiz");
    draft.with_untracked(|definition| {
        text(definition, &format!("{question}/type")) != "multiple_choice"
    })
}
