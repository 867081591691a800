//! A question: its texts, what it is answered with, and all that may be said about it, the common first.

use super::actions::{Tools, add_inner};
use super::fields::{Takes, check, faults, local, pick, pick_with, plain, switch, text_entry};
use super::ids::{from_title, is_makeshift, is_name, rename};
use super::items::items;
use super::kinds::{
    COLUMNS, GROUPS, convert, goes_into_group, has_default, icon, is_asked, own, set_cells,
};
use super::outline::{outer, question_ids, said};
use super::selection::Selection;
use crate::draft::{Draft, text};
use crate::parts::sentence;
use crate::prelude::*;
use crate::screens::panels::LogicPanel;
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::{Value, json};

/// The editor of the question at that place.
pub(crate) fn question(at: String) -> AnyView {
    let draft = Draft::here();
    let kind = draft.memo(format!("{at}/type"));
    let shown = move || {
        let kind = kind.with(|kind| text(kind, "").to_owned());
        of_kind(&at, &kind)
    };
    shown.into_any()
}

fn of_kind(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let words = words();
    let (first, further) = own(kind);
    let is_inner = outer(at).is_some();
    let place = |name: &str| format!("{at}/{name}");
    let is_column = is_inner && outer(at).is_some_and(|outer| is_matrix(draft, outer));
    let named = |name: &str| match called(&format!("prop_{name}_{kind}")) {
        "" => called(&format!("prop_{name}")),
        own => own,
    };
    let back = outer(at).map(|outer| {
        let selection = Selection::here();
        let outer = outer.to_owned();
        let title = draft.with_untracked(|definition| {
            let texts = definition.pointer(&outer).map(|question| &question["title"]);
            texts.map(|texts| said(texts, &draft.locale().get_untracked(), "")).unwrap_or_default()
        });
        view! {
            <button type="button" class="quiet small" on:click=move |_| selection.choose(outer.clone())>
                {format!("‹ {}", if title.is_empty() { words.untitled.clone() } else { title })}
            </button>
        }
    });
    let selection = Selection::here();
    let titled = {
        let at = at.to_owned();
        Callback::new(move |title: String| name_by_title(draft, selection, &at, &title))
    };
    let title_at = place("title");
    let mut more: Vec<AnyView> = further
        .iter()
        .filter(|name| !(is_inner && **name == "quiz"))
        .map(|name| property(at, kind, name))
        .collect();
    if is_asked(kind) && !is_column {
        more.push(comment(at));
    }
    if has_default(kind) && !is_inner {
        more.push(default(at, kind));
    }
    more.push(name(at));
    view! {
        {back}
        <header class="head">
            <h2 class="unseen">{called(&format!("kind_{kind}"))}</h2>
            {icon(kind)}
            {change_kind(at, kind, is_inner, is_column)}
            <Tools at=at.to_owned()/>
        </header>
        <div class="field title">
            <label for=title_at.clone()>{named("title")}</label>
            {text_entry(&title_at, true, None, Some(titled))}
            {faults(&title_at, true)}
        </div>
        {local(&place("help"), named("help"), "", true)}
        {is_asked(kind).then(|| check(&place("required"), called("prop_required"), ""))}
        {first.iter().map(|name| property(at, kind, name)).collect_view()}
        <details class="group"><summary>{words.more.as_str()}</summary><div class="fields">{more}</div></details>
        {(!is_column).then(|| view! {
            <details class="group">
                <summary>{words.logic.as_str()}</summary>
                <div class="fields"><LogicPanel pointer=at.to_owned()/></div>
            </details>
        })}
        {stray(at, kind)}
    }
    .into_any()
}

fn is_matrix(draft: Draft, at: &str) -> bool {
    draft.with_untracked(|definition| text(definition, &format!("{at}/type")) == "matrix")
}

/// Faults of the question itself, and of places that no field here shows.
fn stray(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let (first, further) = own(kind);
    let at = at.to_owned();
    let found = Memo::new(move |_| {
        let mut found = draft.faults(&at);
        let shown = [
            "id",
            "title",
            "help",
            "required",
            "default",
            "comment",
            "visible_if",
            "required_if",
            "rules",
        ];
        found.retain(|fault| {
            let rest = fault.pointer.strip_prefix(&at).unwrap_or_default();
            let name = rest.split('/').nth(1).unwrap_or_default();
            !shown.contains(&name) && !first.contains(&name) && !further.contains(&name)
        });
        found
            .into_iter()
            .map(|fault| fault.reason)
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let found = found.get();
        let line = |reason: String| view! { <li class="fault">{sentence(&reason)}</li> };
        (!found.is_empty())
            .then(|| view! { <ul class="faults">{found.into_iter().map(line).collect_view()}</ul> })
    };
    shown.into_any()
}

/// Which type it is of, and the others it can be.
fn change_kind(at: &str, kind: &str, is_inner: bool, is_column: bool) -> AnyView {
    let draft = Draft::here();
    let own_kind = kind.to_owned();
    let options = GROUPS.map(|(group, kinds)| {
        let fits = |kind: &&&str| match (is_inner, is_column) {
            (true, true) => COLUMNS.contains(*kind),
            (true, false) => goes_into_group(kind),
            _ => true,
        };
        let kinds: Vec<_> = kinds.iter().filter(fits).copied().collect();
        let option = |kind: &'static str| view! { <option value=kind prop:selected={kind == own_kind}>{called(&format!("kind_{kind}"))}</option> };
        (!kinds.is_empty()).then(|| view! { <optgroup label=called(group)>{kinds.into_iter().map(option).collect_view()}</optgroup> })
    });
    let at = at.to_owned();
    let change = move |event| {
        let kind = event_target_value(&event);
        let languages = super::languages(draft);
        draft.edit(&words().step_type, |definition| {
            if let Some(question) = definition.pointer_mut(&at) {
                convert(question, &kind, &languages);
            }
        });
    };
    view! {
        <select class="kind" aria-label=words().kind.as_str() on:change=change>{options.collect_view()}</select>
    }
    .into_any()
}

fn choices(of: &str, names: &[&str], usual: Option<&str>) -> Vec<(String, String)> {
    let mut choices: Vec<_> = usual
        .map(|label| (String::new(), label.to_owned()))
        .into_iter()
        .collect();
    choices.extend(names.iter().map(|name| {
        (
            (*name).to_owned(),
            called(&format!("{of}_{name}")).to_owned(),
        )
    }));
    choices
}

/// The field of one property.
fn property(at: &str, kind: &str, name: &'static str) -> AnyView {
    let place = format!("{at}/{}", crate::draft::pointer::escaped(name));
    let label = called(&format!("prop_{name}"));
    let help = called(&format!("help_{name}"));
    match name {
        "options" if kind == "matrix" => of_cells(at, &["", "multiple"], |at| items(at, "options")),
        "options" | "rows" => items(at, name),
        "questions" if kind == "matrix" => of_cells(at, &["columns"], |at| inner(at, true)),
        "questions" => inner(at, false),
        "steps" | "low_label" | "high_label" if kind == "matrix" => {
            let fits: &[&str] = &["rating", "bipolar", "weighted"];
            of_cells(at, fits, move |at| {
                let place = format!("{at}/{name}");
                match name {
                    "steps" => plain(&place, label, "", Takes::Number),
                    _ => local(&place, label, "", false),
                }
            })
        }
        "low_label" | "high_label" => local(&place, label, "", false),
        "shuffled" | "select_all" => check(&place, label, help),
        "display" => pick(
            &place,
            label,
            choices(
                "display",
                &["dropdown", "buttons", "pictures"],
                Some(called("display_list")),
            ),
        ),
        "icon" => {
            let (first, others): (&str, &[&str]) = match kind {
                "csat" => ("icon_smiley", &["star", "heart", "thumb", "number"]),
                _ => ("icon_star", &["heart", "smiley", "thumb", "number"]),
            };
            pick(&place, label, choices("icon", others, Some(called(first))))
        }
        "autocomplete" => {
            let names = [
                "name",
                "given-name",
                "family-name",
                "organization",
                "organization-title",
                "address-level2",
                "postal-code",
            ];
            pick(
                &place,
                label,
                choices("autocomplete", &names, Some(called("none"))),
            )
        }
        "cells" => cells(at),
        "earliest" | "latest" => plain(&place, label, "", Takes::Date),
        "region" | "currency" => upper(&place, label, help),
        "version" => plain(&place, label, help, Takes::Text),
        "parts" => set(
            &place,
            label,
            "part",
            &["street", "postal_code", "city", "region", "country"],
            &["street", "postal_code", "city", "country"],
        ),
        "accept" => {
            const USUAL: &[&str] = &["image/*", "application/pdf"];
            let offered = [
                "image/*",
                "application/pdf",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "text/csv",
                "application/zip",
                "audio/*",
                "video/*",
            ];
            set(&place, label, "accept", &offered, USUAL)
        }
        "max_bytes" => megabytes(&place, label),
        "source" => source(at),
        "quiz" => quiz(at, kind),
        _ => plain(&place, label, help, Takes::Number),
    }
}

/// What only some ways to answer a matrix have.
fn of_cells(
    at: &str,
    ways: &'static [&'static str],
    show: impl Fn(&str) -> AnyView + Send + 'static,
) -> AnyView {
    let draft = Draft::here();
    let cells = draft.memo(format!("{at}/cells"));
    let at = at.to_owned();
    let is_so = Memo::new(move |_| cells.with(|cells| ways.contains(&text(cells, ""))));
    (move || is_so.get().then(|| show(&at))).into_any()
}

fn cells(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/cells");
    let held = draft.memo(place.clone());
    let value = Signal::derive(move || {
        held.with(|held| match text(held, "") {
            "" => "single".to_owned(),
            cells => cells.to_owned(),
        })
    });
    let names = [
        "single", "multiple", "rating", "bipolar", "weighted", "columns",
    ];
    let at = at.to_owned();
    let chosen = Callback::new(move |cells: String| {
        let languages = super::languages(draft);
        draft.edit(&words().step_type, |definition| {
            if let Some(question) = definition.pointer_mut(&at) {
                set_cells(question, &cells, &languages);
            }
        });
    });
    pick_with(
        &place,
        called("prop_cells"),
        choices("cells", &names, None),
        value,
        chosen,
    )
}

/// A code in capitals.
fn upper(place: &str, label: &'static str, help: &'static str) -> AnyView {
    view! { <div class="upper">{plain(place, label, help, Takes::Text)}</div> }.into_any()
}

/// Which of some names a list holds; without a list, those that are usual.
fn set(
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
            let is_usual = names == usual;
            draft.set(&place, if is_usual { Value::Null } else { json!(names) });
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

fn megabytes(place: &str, label: &'static str) -> AnyView {
    let draft = Draft::here();
    let held = draft.memo(place);
    let value = move || {
        held.with(|held| {
            held.as_f64()
                .map_or_else(String::new, |bytes| (bytes / 1e6).to_string())
        })
    };
    let at = place.to_owned();
    let write = move |event| {
        let typed = Takes::Number.read(&event_target_value(&event));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size in bytes, which the check bounds"
        )]
        let bytes = typed
            .as_f64()
            .map(|megabytes| (megabytes * 1e6).round() as u64);
        draft.set(&at, bytes.map_or(typed, |bytes| json!(bytes)));
    };
    view! {
        <div class="field">
            <label for=place.to_owned()>{label}</label>
            <input id=place.to_owned() class="short" type="text" inputmode="decimal" autocomplete="off" prop:value=value on:change=write/>
            {faults(place, true)}
        </div>
    }
    .into_any()
}

/// Where a hidden value comes from. A value of the personal link is declared with it.
fn source(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/source");
    let held = draft.memo(place.clone());
    let parts = move || {
        held.with(|held| {
            let member = held.as_object().and_then(|held| held.iter().next());
            member.map_or(("url".to_owned(), String::new()), |(of, name)| {
                (of.clone(), text(name, "").to_owned())
            })
        })
    };
    let write = {
        let place = place.clone();
        move |of: &str, name: &str| {
            draft.edit(called("prop_source"), |definition| {
                crate::draft::pointer::write(definition, &place, json!({of: name}));
                if of == "link" && !name.is_empty() {
                    declare(definition, &format!("link.{name}"));
                }
            });
        }
    };
    let chosen = {
        let write = write.clone();
        Callback::new(move |of: String| write(&of, &untrack(parts).1))
    };
    let named = move |event| write(&untrack(parts).0, event_target_value(&event).trim());
    let id = format!("{place}~name");
    view! {
        {pick_with(&place, called("prop_source"), choices("source", &["url", "host", "link"], None), Signal::derive(move || parts().0), chosen)}
        <div class="field">
            <label for=id.clone()>{called("prop_source_name")}</label>
            <input id=id type="text" autocomplete="off" spellcheck="false" prop:value=move || parts().1 on:change=named/>
            {faults(&place, true)}
        </div>
    }
    .into_any()
}

/// Lets the form know a value of whom a personal link was made for.
fn declare(definition: &mut Value, name: &str) {
    let known = definition
        .pointer("/content/known")
        .and_then(Value::as_array);
    let mut known = known.cloned().unwrap_or_default();
    if !known.contains(&json!(name)) {
        known.push(json!(name));
        crate::draft::pointer::write(definition, "/content/known", json!(known));
    }
}

fn comment(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/comment");
    let held = draft.memo(place.clone());
    let is_on = Memo::new(move |_| held.with(Value::is_object));
    let act = {
        let place = place.clone();
        Callback::new(move |event: web_sys::Event| {
            draft.set(
                &place,
                if event_target_checked(&event) {
                    json!({})
                } else {
                    Value::Null
                },
            );
        })
    };
    let detail = {
        let place = place.clone();
        move || {
            is_on.get().then(|| view! {
            <div class="inset">
                {local(&format!("{place}/title"), called("prop_comment_title"), "", false)}
                {plain(&format!("{place}/max_length"), called("prop_comment_max_length"), "", Takes::Number)}
            </div>
        })
        }
    };
    view! { {switch(&place, called("prop_comment"), "", is_on.into(), act)} {detail} }.into_any()
}

/// The options of a question, by name and text, as they are now.
fn named_options(draft: Draft, at: &str) -> Vec<(String, String)> {
    let (locale, fallback) = (draft.locale().get(), draft.fallback());
    let options = draft.get(&format!("{at}/options"));
    let option = |option: &Value| {
        (
            text(option, "/id").to_owned(),
            said(&option["title"], &locale, &fallback),
        )
    };
    options
        .as_array()
        .into_iter()
        .flatten()
        .map(option)
        .collect()
}

/// The right answers.
fn quiz(at: &str, kind: &str) -> AnyView {
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

/// Whether an id is among those of a list; in a list of one it takes the place of the other.
fn among(draft: Draft, list: &str, id: &str, label: &str, is_single: bool) -> AnyView {
    let held = draft.memo(list);
    let own = json!(id);
    let is_on = {
        let own = own.clone();
        Signal::derive(move || {
            held.with(|held| held.as_array().is_some_and(|held| held.contains(&own)))
        })
    };
    let place = list.to_owned();
    let act = Callback::new(move |event: web_sys::Event| {
        let mut ids = held.get_untracked().as_array().cloned().unwrap_or_default();
        ids.retain(|id| *id != own && !is_single);
        if event_target_checked(&event) {
            ids.push(own.clone());
        }
        let is_default = ids.is_empty() && place.ends_with("/default");
        draft.set(&place, if is_default { Value::Null } else { json!(ids) });
    });
    switch(&format!("{list}~{id}"), label, "", is_on, act)
}

/// The answer to begin with: a value in the way of the type, or logic.
fn default(at: &str, kind: &str) -> AnyView {
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

/// The questions inside of it, and a way to add another.
fn inner(at: &str, is_matrix: bool) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let list = format!("{at}/questions");
    let held = draft.memo(list.clone());
    let locale = draft.locale();
    let rows = {
        let list = list.clone();
        let lines = Memo::new(move |_| {
            held.with(|held| {
                let line = |question: &Value| {
                    (
                        text(question, "/type").to_owned(),
                        said(&question["title"], &locale.get(), &draft.fallback()),
                    )
                };
                held.as_array()
                    .into_iter()
                    .flatten()
                    .map(line)
                    .collect::<Vec<_>>()
            })
        });
        move || {
            lines
                .get()
                .into_iter()
                .enumerate()
                .map(|(index, (kind, title))| {
                    let place = format!("{list}/{index}");
                    let title = if title.is_empty() {
                        words().untitled.clone()
                    } else {
                        title
                    };
                    view! {
                        <li><button type="button" class="line" on:click=move |_| {
                            selection.choose(place.clone());
                            super::selection::focus_soon(format!("{place}/title"));
                        }>
                            {icon(&kind)} <span class="name">{title}</span>
                        </button></li>
                    }
                })
                .collect_view()
        }
    };
    let name = if is_matrix {
        called("prop_questions_matrix")
    } else {
        called("prop_questions")
    };
    let options = GROUPS.map(|(group, kinds)| {
        let fits = |kind: &&&str| if is_matrix { COLUMNS.contains(*kind) } else { goes_into_group(kind) };
        let option = |kind: &&'static str| view! { <option value=*kind>{called(&format!("kind_{kind}"))}</option> };
        let kinds: Vec<_> = kinds.iter().filter(fits).map(option).collect();
        (!kinds.is_empty()).then(|| view! { <optgroup label=called(group)>{kinds}</optgroup> })
    });
    let at = at.to_owned();
    let chosen = NodeRef::<leptos::html::Select>::new();
    let add = move |_| {
        let kind = chosen
            .get()
            .map_or_else(|| "text".to_owned(), |chosen| chosen.value());
        add_inner(draft, selection, &at, &kind);
    };
    let add_label = if is_matrix {
        words().column_add.as_str()
    } else {
        words().inner_add.as_str()
    };
    view! {
        <fieldset class="items" id=list.clone() tabindex="-1">
            <legend>{name}</legend>
            <ol class="inner">{rows}</ol>
            {faults(&list, false)}
            <div class="actions">
                <select node_ref=chosen aria-label=words().kind.as_str()>{options.collect_view()}</select>
                <button type="button" class="quiet small" on:click=add>{add_label}</button>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The name of the question in data: fixed once a version has it.
fn name(at: &str) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let place = format!("{at}/id");
    let own = draft.memo(place.clone());
    let is_fixed = Memo::new(move |_| {
        own.with(|own| {
            selection
                .fixed
                .with(|fixed| fixed.iter().any(|id| id == text(own, "")))
        })
    });
    let (refused, set_refused) = signal(false);
    let at = at.to_owned();
    let shown = move || {
        let value = move || own.with(|own| text(own, "").to_owned());
        if is_fixed.get() {
            return view! {
                <p class="detail">{called("prop_id")} ": " <code>{value}</code> ". " {words.id_fixed.as_str()}</p>
            }
            .into_any();
        }
        let at = at.clone();
        let write = move |event| {
            let new = event_target_value(&event).trim().to_owned();
            let taken = draft.with_untracked(|definition| question_ids(definition, &at));
            let old = untrack(value);
            let is_free = is_name(&new) && (new == old || !taken.contains(&new));
            set_refused.set(!is_free);
            if is_free {
                draft.edit(&words.step_name, |definition| rename(definition, &at, &new));
            }
        };
        view! {
            <div class="field">
                <label for=place.clone()>{called("prop_id")}</label>
                <p class="detail" id=format!("{place}~help")>{words.id_help.as_str()}</p>
                <input
                    id=place.clone() type="text" autocomplete="off" spellcheck="false" prop:value=value on:change=write
                    aria-describedby=format!("{place}~help {place}~refused")
                    aria-invalid=move || refused.get().then_some("true")
                />
                <p class="fault" id=format!("{place}~refused") role="status">
                    {move || refused.get().then_some(words.id_refused.as_str())}
                </p>
                {faults(&place, false)}
            </div>
        }
        .into_any()
    };
    shown.into_any()
}

/// Makes the name of a new question from its title, once it has one.
fn name_by_title(draft: Draft, selection: Selection, at: &str, title: &str) {
    let (id, kind, taken) = draft.with_untracked(|definition| {
        let own = |name| text(definition, &format!("{at}/{name}")).to_owned();
        (own("id"), own("type"), question_ids(definition, at))
    });
    let is_fixed = selection.fixed.with_untracked(|fixed| fixed.contains(&id));
    if title.is_empty() || is_fixed || !is_makeshift(&id, &kind) {
        return;
    }
    let new = from_title(title, &kind, |name| {
        name != id && taken.iter().any(|one| one == name)
    });
    if new != id {
        draft.amend(|definition| rename(definition, at, &new));
    }
}
