//! How an existing record is found, and what becomes of it: in plain words.

use super::card::Target;
use super::{faults_at, named, text};
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::{Value, json};

/// The rules there are, as what `find` says of a match and of none.
const RULES: [(&str, &str); 5] = [
    ("", ""),
    ("update", "create"),
    ("fill_empty", "create"),
    ("link", "create"),
    ("update", "skip"),
];

fn rule_text(rule: usize) -> &'static str {
    let words = words();
    match rule {
        0 => &words.rule_new,
        1 => &words.rule_update,
        2 => &words.rule_fill,
        3 => &words.rule_link,
        4 => &words.rule_only_update,
        _ => &words.rule_other,
    }
}

fn rule_of(target: &Value) -> usize {
    let find = &target["find"];
    if !find.is_object() {
        return 0;
    }
    let matched = find["on_match"].as_str().unwrap_or("update");
    let none = find["on_none"].as_str().unwrap_or("create");
    let found = RULES.iter().position(|rule| *rule == (matched, none));
    found.unwrap_or(RULES.len())
}

/// What becomes of an answer in this target, as a sentence.
pub(super) fn sentence(of: Target) -> String {
    let words = words();
    let table = of.table.with(named::label);
    of.target.with(|target| {
        let by = by(target);
        if text(target, "rows") == "per_question" {
            return words.sentence_rows.replace("{table}", &table);
        }
        // Of whom the link was made for, a sentence of its own.
        let is_own =
            by == ["id"] && target.pointer("/columns/id/context") == Some(&json!("contact"));
        let names: Vec<String> = by.iter().map(|name| column_name(of, name)).collect();
        let names = names.join(&words.or_else);
        let sentence = match rule_of(target) {
            0 => &words.sentence_new,
            _ if by.is_empty() => &words.sentence_no_identifier,
            // Found by its own id alone a record is never made.
            1 | 4 if is_own => &words.sentence_own_update,
            2 if is_own => &words.sentence_own_fill,
            3 if is_own => &words.sentence_own_link,
            1 => &words.sentence_update,
            2 => &words.sentence_fill,
            3 => &words.sentence_link,
            4 => &words.sentence_only_update,
            _ => &words.rule_other,
        };
        sentence.replace("{table}", &table).replace("{by}", &names)
    })
}

fn by(target: &Value) -> Vec<String> {
    let by = target["find"]["by"].as_array().into_iter().flatten();
    by.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn column_name(of: Target, name: &str) -> String {
    if name == "id" {
        return words().own_id.clone();
    }
    of.table.with(|table| {
        let mut columns = table["columns"].as_array().into_iter().flatten();
        let found = columns.find(|column| text(column, "name") == name);
        found.map_or_else(|| name.to_owned(), named::label)
    })
}

/// The rule, and by what records are found.
pub(super) fn matching(of: Target) -> AnyView {
    let words = words();
    let group = format!("rule-{}", of.place);
    let rule = Memo::new(move |_| of.target.with(rule_of));
    let choose = move |rule: usize| {
        let Some((matched, none)) = RULES.get(rule) else {
            return;
        };
        let before = of.target.get_untracked();
        let find = match rule {
            0 => Value::Null,
            _ => {
                let by = match by(&before) {
                    by if by.is_empty() => {
                        of.suggested.with_untracked(|one| one["find_by"].clone())
                    }
                    by => json!(by),
                };
                let by = if by.is_array() { by } else { json!([]) };
                let mut find = json!({"by": by, "on_match": matched, "on_none": none});
                if let Some(several) = before["find"].get("on_several") {
                    find["on_several"] = several.clone();
                }
                find
            }
        };
        let (place, sources) = (of.place, of.suggested.get_untracked());
        of.draft.edit(&words.step_rule, move |definition| {
            find_by(definition, place, find, &sources);
        });
    };
    let rules = (0..RULES.len()).map(|place| {
        view! {
            <label class="map-choice">
                <input
                    type="radio" name=group.clone() prop:checked=move || rule.get() == place on:change=move |_| choose(place)
                />
                <span>{rule_text(place)}</span>
            </label>
        }
    });
    let rules = rules.collect_view();
    view! {
        <details class="map-rule">
            <summary>{words.rule_title.as_str()}</summary>
            <fieldset>
                <legend class="hidden">{words.rule_title.as_str()}</legend>
                {rules}
            </fieldset>
            {move || (rule.get() > 0).then(|| found_by(of))}
            {per_question(of)}
        </details>
        {faults_at(of.draft, of.at("/find"), true)}
    }
    .into_any()
}

/// Writes how records are found. What they are found by needs a source: the one that was suggested; of a record's own id
/// the contact of the personal link, unless something else was said.
pub(super) fn find_by(definition: &mut Value, place: usize, find: Value, suggested: &Value) {
    let named = find["by"].as_array().cloned().unwrap_or_default();
    let by_id = named.iter().any(|name| name == "id");
    crate::draft::pointer::write(definition, &format!("/mapping/targets/{place}/find"), find);
    let columns = suggested["columns"].as_array().into_iter().flatten();
    for one in columns.filter(|one| named.contains(&one["column"])) {
        super::column::write(
            definition,
            place,
            text(one, "column"),
            one["source"].clone(),
        );
    }
    let at = format!("/mapping/targets/{place}/columns/id");
    let source = match (by_id, definition.pointer(&at)) {
        (true, Some(source)) => source.clone(),
        (true, None) => json!({"context": "contact"}),
        // A record's id can only be found by, never be written.
        (false, _) => Value::Null,
    };
    super::column::write(definition, place, "id", source);
}

/// The columns that records are found by.
fn found_by(of: Target) -> AnyView {
    let words = words();
    let listed = Memo::new(move |_| {
        of.table.with(|table| {
            let columns = table["columns"].as_array().into_iter().flatten();
            let found = columns.filter(|column| column["identifying"] == true);
            found
                .map(|column| (text(column, "name").to_owned(), named::label(column)))
                .collect::<Vec<_>>()
        })
    });
    let toggle = move |name: &str, on: bool| {
        let mut by = of.target.with_untracked(by);
        by.retain(|one| one != name);
        if on {
            by.push(name.to_owned());
        }
        let name = name.to_owned();
        of.draft.edit(&words.step_rule, move |definition| {
            crate::draft::pointer::write(definition, &of.at("/find/by"), json!(by));
            // A record's own id comes from the link's contact unless something else was said.
            if name == "id" {
                let source = on.then(|| json!({"context": "contact"}));
                super::column::write(definition, of.place, "id", source.unwrap_or_default());
            }
        });
    };
    let boxes = move || {
        let own = ("id".to_owned(), words.own_id_long.clone());
        let all = listed.get().into_iter().chain([own]);
        let boxes = all.map(|(name, label)| {
            let order = {
                let name = name.clone();
                move || of.target.with(|target| by(target).iter().position(|one| *one == name))
            };
            let (is_on, shown) = (order.clone(), order);
            view! {
                <label class="map-choice">
                    <input
                        type="checkbox" prop:checked=move || is_on().is_some()
                        on:change=move |event| toggle(&name, event_target_checked(&event))
                    />
                    <span>{label} {move || shown().map(|place| view! { <span class="map-number">{place + 1}</span> })}</span>
                </label>
            }
        });
        boxes.collect_view()
    };
    let several = move || {
        of.target.with(|target| {
            target["find"]["on_several"]
                .as_str()
                .unwrap_or("refuse")
                .to_owned()
        })
    };
    let set_several = move |event| {
        let chosen = event_target_value(&event);
        of.draft.set(&of.at("/find/on_several"), chosen.into());
    };
    view! {
        <fieldset class="map-by">
            <legend>{words.found_by.as_str()}</legend>
            {boxes}
        </fieldset>
        <label>
            <span>{words.several.as_str()}</span>
            <select on:change=set_several>
                <option value="refuse" prop:selected=move || several() == "refuse">{words.several_refuse.as_str()}</option>
                <option value="newest" prop:selected=move || several() == "newest">{words.several_newest.as_str()}</option>
            </select>
        </label>
    }
    .into_any()
}

/// A record for each question.
fn per_question(of: Target) -> AnyView {
    let set = move |event| {
        let rows = match event_target_checked(&event) {
            true => "per_question".into(),
            false => Value::Null,
        };
        of.draft.set(&of.at("/rows"), rows);
    };
    view! {
        <label class="map-choice">
            <input
                type="checkbox" on:change=set
                prop:checked=move || of.target.with(|target| text(target, "rows") == "per_question")
            />
            <span>{words().rows.as_str()}</span>
        </label>
    }
    .into_any()
}
