//! The order that a ranking begins with: none, or its options moved up and down.

use crate::draft::{Draft, pointer};
use crate::prelude::*;
use crate::screens::builder::fields::switch;
use crate::screens::builder::selection::focus_soon;
use crate::words::builder::words;
use serde_json::{Value, json};

type Named = Vec<(String, String)>;

/// A switch for it, and the options in it.
pub(super) fn order(draft: Draft, place: &str, label: &'static str, options: Named) -> AnyView {
    let words = words();
    let held = draft.memo(place);
    let is_on = Signal::derive(move || held.with(Value::is_array));
    let at = StoredValue::new(place.to_owned());
    let now = move || held.with(|held| ordered(held, options.clone()));
    let now = StoredValue::new(now);
    let now = move || now.with_value(|now| now());
    let write = move |order: Named| {
        let ids: Vec<String> = order.into_iter().map(|(id, _)| id).collect();
        draft.edit(&words.step_move, |definition| {
            pointer::write(definition, &at.get_value(), json!(ids));
        });
    };
    let act = Callback::new(
        move |event: web_sys::Event| match event_target_checked(&event) {
            true => write(untrack(now)),
            false => draft.set(&at.get_value(), Value::Null),
        },
    );
    let shift = Callback::new(move |(from, to, button): (usize, usize, &'static str)| {
        let mut order = untrack(now);
        if to < order.len() {
            order.swap(from, to);
            write(order);
            draft.say(words.moved_to.replace("{n}", &(to + 1).to_string()));
            focus_soon(format!("{}~{to}{button}", at.get_value()));
        }
    });
    let tool = move |index: usize, to: usize, sign: &'static str, name: &'static str, of: &str| {
        view! {
            <button
                type="button" class="tool" id=format!("{}~{index}{sign}", at.get_value()) aria-label=format!("{name}: {of}")
                title=name on:click=move |_| shift.run((index, to, sign))
            >{sign}</button>
        }
    };
    let list = move || {
        let line = |(index, (_, name)): (usize, (String, String))| {
            view! {
                <li class="item">
                    <span>{name.clone()}</span>
                    <div class="tools">
                        {tool(index, index.wrapping_sub(1), "↑", &words.move_up, &name)}
                        {tool(index, index + 1, "↓", &words.move_down, &name)}
                    </div>
                </li>
            }
        };
        is_on.get().then(|| {
            let lines = now().into_iter().enumerate().map(line);
            view! { <div class="items inset"><ol>{lines.collect_view()}</ol></div> }
        })
    };
    view! {
        {switch(place, label, "", is_on, act)}
        {list}
    }
    .into_any()
}

/// The options in the order that is held; those that it does not name are last.
fn ordered(held: &Value, mut left: Named) -> Named {
    let mut ordered = Named::new();
    for id in held.as_array().into_iter().flatten() {
        if let Some(place) = left.iter().position(|(one, _)| id == one) {
            ordered.push(left.remove(place));
        }
    }
    ordered.append(&mut left);
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_the_order_does_not_name_are_last() {
        let options = ["a", "b", "c"].map(|id| (id.to_owned(), String::new()));
        let ordered = ordered(&json!(["c", "gone", "b"]), options.into());
        let ids: Vec<_> = ordered.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["c", "b", "a"]);
    }
}
