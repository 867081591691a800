//! Several sources of a column, in their order: one text of all, or the first that has a value. What becomes of each on its
//! way is edited where it stands.

use super::card::Target;
use super::column::field_items;
use super::combobox::{Combobox, Item, combobox};
use super::{focus_later, named, source, through};
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::{Value, json};

/// The list of them, which `column` takes the values of; with a separator they are joined.
pub(super) fn parts(
    of: Target,
    at: &str,
    column: Memo<Value>,
    separator: Option<String>,
) -> AnyView {
    let words = words();
    let held = of.draft.memo(at);
    let more_id = format!("{}-more", at.replace('/', "-"));
    let title = match separator {
        Some(_) => words.join_title.as_str(),
        None => words.first_of_title.as_str(),
    };
    // A line is made anew where another source takes its place, not while it is said what becomes of its value.
    let sources = Memo::new(move |_| {
        let fields = of.fields();
        held.with(|held| {
            let listed = held.as_array().into_iter().flatten();
            let named = listed.map(|one| (named::bare(one), named::source(one, &fields)));
            named.collect::<Vec<_>>()
        })
    });
    let edited = RwSignal::new(None::<usize>);
    // What is edited is told by its place: elsewhere is another part.
    Effect::new(move |before: Option<()>| {
        sources.track();
        if before.is_some() {
            edited.set(None);
        }
    });
    let lines = {
        let (at, more_id) = (at.to_owned(), more_id.clone());
        move || {
            let sources = sources.get();
            let is_single = sources.len() == 1;
            let lines = sources.into_iter().enumerate().map(|(place, (bare, name))| {
                let at = format!("{at}/{place}");
                let remove = (!is_single).then(|| {
                    let (at, more_id) = (at.clone(), more_id.clone());
                    let remove = move |_| {
                        edited.set(None);
                        of.draft.set(&at, Value::Null);
                        focus_later(more_id.clone());
                    };
                    let label = format!("{} {name}", words.remove);
                    view! { <button class="quiet small" aria-label=label on:click=remove>"×"</button> }
                });
                let tools = Tools { edited, place, remove: remove.into_any() };
                view! { <li>{part(of, at, &bare, &name, column, tools)}</li> }
            });
            lines.collect_view()
        }
    };
    let items = Signal::derive(move || {
        let mut items = field_items(&of.fields());
        items.push(Item {
            value: json!({"constant": " "}).to_string(),
            label: words.constant.clone(),
            detail: String::new(),
            group: &words.group_other,
        });
        items
    });
    let choose = {
        let at = at.to_owned();
        Callback::new(move |chosen: String| {
            let source: Value = serde_json::from_str(&chosen).unwrap_or_default();
            let count = held.with_untracked(|held| held.as_array().map_or(0, Vec::len));
            of.draft.set(&format!("{at}/{count}"), source);
        })
    };
    let more = combobox(Combobox {
        id: more_id,
        label: words.add_source.clone(),
        placeholder: words.add_source.as_str(),
        chosen: Signal::derive(String::new),
        items,
        choose,
    });
    let between = separator.map(|at| {
        let shown = of.draft.memo(at.clone());
        view! {
            <label>
                <span>{words.separator.as_str()}</span>
                <input
                    type="text" maxlength="20" prop:value=move || named::plain(&shown.get())
                    on:input=move |event| of.draft.set(&at, event_target_value(&event).into())
                />
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{title}</legend>
            <ol class="map-inner">{lines}</ol>
            {more}
            {between}
        </fieldset>
    }
    .into_any()
}

/// Which part is being edited, which this is, and what takes it away.
struct Tools {
    edited: RwSignal<Option<usize>>,
    place: usize,
    remove: AnyView,
}

/// One of them: what it is, and what becomes of its value.
fn part(
    of: Target,
    at: String,
    bare: &Value,
    name: &str,
    column: Memo<Value>,
    tools: Tools,
) -> AnyView {
    let words = words();
    let Tools {
        edited,
        place,
        remove,
    } = tools;
    let held = of.draft.memo(at.clone());
    let is_edited = Memo::new(move |_| edited.get() == Some(place));
    let shown = match bare["constant"].is_null() {
        true => view! { <span>{name.to_owned()}</span> }.into_any(),
        false => {
            let place = format!("{at}/constant");
            let shown = named::plain(&bare["constant"]);
            view! {
                <input
                    type="text" aria-label=words.constant_value.as_str() value=shown
                    on:change=move |event| of.draft.set(&place, event_target_value(&event).into())
                />
            }
            .into_any()
        }
    };
    let label = words.edit_part.replace("{field}", name);
    let group = label.clone();
    let toggle = move |_| edited.set((!is_edited.get_untracked()).then_some(place));
    let about = move || held.with(source::about);
    let editor = move || {
        is_edited.get().then(|| {
            view! {
                <div role="group" aria-label=group.clone()>{through::through(of, &at, held, column)}</div>
            }
        })
    };
    view! {
        <div class="map-step">
            <div>{shown} " " <span class="detail">{about}</span></div>
            <div class="actions map-tools">
            <button class="quiet small" aria-expanded=move || is_edited.get().to_string() aria-label=label on:click=toggle>
                {words.edit.as_str()}
            </button>
            {remove}
            </div>
        </div>
        {editor}
    }
    .into_any()
}
