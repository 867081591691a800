//! What is right in a quiz, and what it counts.

use super::among::{among, named_options};
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::{Takes, faults, member, plain};
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::json;

/// The right answers.
pub(super) fn quiz(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/quiz");
    let begun = json!({"correct": []});
    let (is_on, tick) = member(&place, called("prop_quiz"), called("help_quiz"), begun);
    let kind = kind.to_owned();
    let detail = {
        let at = at.to_owned();
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
    view! { {tick} {detail} }.into_any()
}

fn at_is_single(draft: Draft, quiz: &str) -> bool {
    let question = quiz.trim_end_matches("/quiz");
    draft.with_untracked(|definition| {
        text(definition, &format!("{question}/type")) != "multiple_choice"
    })
}
