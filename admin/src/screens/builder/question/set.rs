//! Which of some names a question takes: the parts of an address, the sorts of files.

use super::forgetting::forget;
use crate::draft::{Draft, pointer};
use crate::prelude::*;
use crate::screens::builder::fields::{faults, switch};
use crate::words::kinds::called;
use serde_json::{Value, json};

/// Which of some names a list holds; without a list, those that are usual.
pub(super) fn set(
    place: &str,
    label: &'static str,
    of: &'static str,
    offered: &[&'static str],
    usual: &'static [&'static str],
) -> AnyView {
    let draft = Draft::here();
    let held = draft.memo(place);
    let chosen = Memo::new(move |_| {
        held.with(|held| match held.as_array() {
            Some(items) if !items.is_empty() => items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect::<Vec<_>>(),
            _ => usual.iter().map(|name| (*name).to_owned()).collect(),
        })
    });
    let write = {
        let place = place.to_owned();
        Callback::new(move |names: Vec<String>| {
            let gone = chosen.get_untracked().into_iter();
            let gone: Vec<String> = gone.filter(|one| !names.contains(one)).collect();
            let is_usual = names == usual;
            let list = if is_usual { Value::Null } else { json!(names) };
            draft.edit(label, |definition| {
                pointer::write(definition, &place, list);
                let of = place.rsplit_once('/').map(|(question, _)| question);
                if let Some(question) = of.and_then(|of| definition.pointer_mut(of)) {
                    gone.iter().for_each(|one| forget(question, one));
                }
            });
        })
    };
    let order: Vec<&'static str> = offered.to_vec();
    let tick = |name: &'static str| {
        let order = order.clone();
        let is_on =
            Signal::derive(move || chosen.with(|chosen| chosen.iter().any(|one| one == name)));
        let act = Callback::new(move |event: web_sys::Event| {
            let mut names = chosen.get_untracked();
            names.retain(|one| one != name);
            if event_target_checked(&event) {
                names.push(name.to_owned());
            }
            names.sort_by_key(|name| {
                order
                    .iter()
                    .position(|one| one == name)
                    .unwrap_or(usize::MAX)
            });
            write.run(names);
        });
        switch(
            &format!("{place}~{name}"),
            called(&format!("{of}_{name}")),
            "",
            is_on,
            act,
        )
    };
    let ticks = offered.iter().map(|name| tick(name)).collect_view();
    let others = (of == "accept").then(|| {
        let known = order.clone();
        let shown = {
            let known = known.clone();
            move || {
                chosen.with(|chosen| {
                    let others = chosen.iter().filter(|name| !known.contains(&name.as_str()));
                    others.cloned().collect::<Vec<_>>().join(" ")
                })
            }
        };
        let changed = move |event| {
            let mut names = chosen.get_untracked();
            names.retain(|name| known.contains(&name.as_str()));
            names.extend(
                event_target_value(&event)
                    .split([' ', ','])
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned),
            );
            write.run(names);
        };
        let id = format!("{place}~others");
        view! {
            <div class="field">
                <label for=id.clone()>{called("accept_others")}</label>
                <input id=id type="text" autocomplete="off" prop:value=shown on:change=changed/>
            </div>
        }
    });
    view! { <fieldset class="set" id=place.to_owned() tabindex="-1"><legend>{label}</legend> {ticks} {others} {faults(place, true)}</fieldset> }.into_any()
}
