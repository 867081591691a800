//! The answer that a question begins with.

use super::among::{among, named_options};
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::builder::fields::{Takes, faults, pick, pick_with, plain};
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::{Value, json};

/// The answer to begin with: a value in the way of the type, or logic.
pub(super) fn default(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/default");
    let held = draft.memo(place.clone());
    let is_logic = Memo::new(move |_| held.with(Value::is_object));
    let (at, kind) = (at.to_owned(), kind.to_owned());
    let shown =
        move || {
            let label = called("prop_default");
            if is_logic.get() {
                return plain(&place, called("prop_default_logic"), "", Takes::Json);
            }
            match kind.as_str() {
                "single_choice" => {
                    let mut options = vec![(String::new(), called("none").to_owned())];
                    options.extend(named_options(draft, &at));
                    pick(&place, label, options)
                }
                "yes_no" => {
                    let value = Signal::derive(move || {
                        held.with(|held| match held {
                            Value::Bool(true) => "yes".to_owned(),
                            Value::Bool(false) => "no".to_owned(),
                            _ => String::new(),
                        })
                    });
                    let at = place.clone();
                    let chosen = Callback::new(move |value: String| {
                        draft.set(
                            &at,
                            match value.as_str() {
                                "yes" => json!(true),
                                "no" => json!(false),
                                _ => Value::Null,
                            },
                        );
                    });
                    let choices = vec![
                        (String::new(), called("none").to_owned()),
                        ("yes".to_owned(), words().yes.clone()),
                        ("no".to_owned(), words().no.clone()),
                    ];
                    pick_with(&place, label, choices, value, chosen)
                }
                "multiple_choice" => begins_with(draft, &at, &place, label),
                "number" | "slider" | "rating" | "nps" | "csat" | "ces" | "agreement"
                | "bipolar" => plain(&place, label, "", Takes::Number),
                "date" => plain(&place, label, "", Takes::Date),
                "text" | "long_text" | "email" | "phone" | "url" | "time" | "date_time"
                | "hidden" => plain(&place, label, "", Takes::Text),
                _ => plain(&place, label, called("help_default"), Takes::Json),
            }
        };
    shown.into_any()
}

/// The options that are chosen to begin with.
fn begins_with(draft: Draft, at: &str, place: &str, label: &'static str) -> AnyView {
    let tick = |(id, title): (String, String)| among(draft, place, &id, &title, false);
    view! {
        <fieldset class="set" id=place.to_owned() tabindex="-1">
            <legend>{label}</legend>
            {named_options(draft, at).into_iter().map(tick).collect_view()}
            {faults(place, true)}
        </fieldset>
    }
    .into_any()
}
