//! The answer that a question begins with.

use super::among::among;
use super::order::order;
use super::parts;
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
    let kind = kind.to_owned();
    // The field is made anew where these change, not with the rest of the form.
    let options = Memo::new({
        let at = at.to_owned();
        move |_| parts::choices(draft, &at)
    });
    let parts = Memo::new({
        let (at, kind) = (at.to_owned(), kind.clone());
        move |_| parts::named(draft, &at, &kind)
    });
    let at = at.to_owned();
    let is_logic = Memo::new(move |_| {
        let is_plain =
            |held: &Value| parts.with(|parts| !parts.is_empty()) && parts::is_plain(held);
        held.with(|held| held.is_object() && !is_plain(held))
    });
    let shown = move || {
        let label = called("prop_default");
        if is_logic.get() {
            return plain(&place, called("prop_default_logic"), "", Takes::Json);
        }
        match kind.as_str() {
            "single_choice" => {
                let mut choices = vec![(String::new(), called("none").to_owned())];
                choices.extend(options.get());
                pick(&place, label, choices)
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
            "multiple_choice" => {
                let tick = |(id, title): (String, String)| among(draft, &place, &id, &title, false);
                let ticks = options.get().into_iter().map(tick);
                set(&place, label, ticks.collect_view().into_any())
            }
            "ranking" => order(draft, &place, label, options.get()),
            "address" | "matrix" if parts.with(|parts| !parts.is_empty()) => {
                let choices = (kind == "matrix").then(|| options.get());
                set(
                    &place,
                    label,
                    parts::fields(draft, &at, &place, parts.get(), choices),
                )
            }
            "number" | "slider" | "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar" => {
                plain(&place, label, "", Takes::Number)
            }
            "date" => plain(&place, label, "", Takes::Date),
            "text" | "long_text" | "email" | "phone" | "url" | "time" | "date_time" | "hidden" => {
                plain(&place, label, "", Takes::Text)
            }
            _ => plain(&place, label, called("help_default"), Takes::Json),
        }
    };
    shown.into_any()
}

/// Several fields of the answer.
fn set(place: &str, label: &'static str, fields: AnyView) -> AnyView {
    view! {
        <fieldset class="set" id=place.to_owned() tabindex="-1">
            <legend>{label}</legend>
            {fields}
            {faults(place, true)}
        </fieldset>
    }
    .into_any()
}
