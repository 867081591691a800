//! Takes out what a Sonda form refuses: what is left can be published.

use super::losses::Losses;
use super::wiring::Origins;
use serde_json::Value;
use sonda_domain::{Content, Fault, check_content};
use std::collections::BTreeMap;

/// The most rounds: what one takes out can leave others without what they look at.
const MOST_ROUNDS: usize = 40;

/// What a question can be without.
const OPTIONAL: &[&str] = &[
    "help",
    "required",
    "required_if",
    "visible_if",
    "default",
    "quiz",
    "comment",
    "max_length",
    "autocomplete",
    "display",
    "shuffled",
    "select_all",
    "min_chosen",
    "max_chosen",
    "icon",
    "low_label",
    "high_label",
    "min",
    "max",
    "decimals",
    "currency",
    "earliest",
    "latest",
    "min_entries",
    "max_entries",
    "max_files",
    "max_bytes",
    "accept",
    "value",
    "exclusive",
    "text",
    "picture",
    "weight",
    "link",
];

/// The content without its faults; each is a loss.
pub(super) fn repair(mut content: Content, origins: &Origins, losses: &mut Losses) -> Content {
    for _ in 0..MOST_ROUNDS {
        let faults = check_content(&content);
        if faults.is_empty() {
            return content;
        }
        let Ok(mut json) = serde_json::to_value(&content) else {
            return content;
        };
        if !mend(&mut json, &faults, origins, losses) {
            break;
        }
        match serde_json::from_value(json) {
            Ok(mended) => content = mended,
            Err(_) => break,
        }
    }
    for fault in check_content(&content) {
        losses.add(
            "",
            format!(
                "the form cannot be published: {}: {}",
                fault.path, fault.reason
            ),
        );
    }
    content
}

/// What is done about a fault.
enum Remedy {
    /// Takes the member away.
    Remove,
    /// Takes the names out of a text.
    Silence,
    /// Keeps the first members of a list.
    Shorten(usize),
}

/// Takes the faults out; whether anything was done.
fn mend(json: &mut Value, faults: &[Fault], origins: &Origins, losses: &mut Losses) -> bool {
    let mut remedies = BTreeMap::new();
    for fault in faults {
        if let Some((path, remedy)) = remedy(json, fault) {
            let place = origin(json, &path, origins);
            losses.add(
                &place,
                format!("taken out, as {}: {}", fault.path, fault.reason),
            );
            remedies.insert(Order::of(&path), (path, remedy));
        }
    }
    let done = !remedies.is_empty();
    // From the end, so that the places of those before stay.
    for (_, (path, remedy)) in remedies.into_iter().rev() {
        match remedy {
            Remedy::Remove => remove(json, &path),
            Remedy::Silence => {
                if let Some(Value::String(text)) = json.pointer_mut(&path) {
                    *text = text.replace("{{", "{").replace("}}", "}");
                }
            }
            Remedy::Shorten(most) => {
                if let Some(Value::Array(list)) = json.pointer_mut(&path) {
                    list.truncate(most);
                }
            }
        }
    }
    done
}

/// A path in the order of the document, numbers as numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order(Vec<(usize, String)>);

impl Order {
    fn of(path: &str) -> Self {
        let parts = path.split('/').skip(1);
        Self(
            parts
                .map(|part| (part.parse().unwrap_or(0), part.to_owned()))
                .collect(),
        )
    }
}

fn remedy(json: &Value, fault: &Fault) -> Option<(String, Remedy)> {
    let parts: Vec<&str> = fault.path.split('/').skip(1).collect();
    let join = |count: usize| {
        let mut path = String::new();
        for part in &parts[..count] {
            path.push('/');
            path.push_str(part);
        }
        path
    };
    if let Some(Value::String(text)) = json.pointer(&fault.path)
        && text.contains("{{")
    {
        return Some((fault.path.clone(), Remedy::Silence));
    }
    // The whole of a list that is too long.
    if fault.reason.starts_with("at most ")
        && let Some(Value::Array(list)) = json.pointer(&fault.path)
    {
        let most: String = fault.reason.chars().filter(char::is_ascii_digit).collect();
        let most = most.parse().ok().filter(|most| *most < list.len())?;
        return Some((fault.path.clone(), Remedy::Shorten(most)));
    }
    let number = |place: usize| {
        parts
            .get(place)
            .is_some_and(|part| part.parse::<usize>().is_ok())
    };
    match parts.first().copied()? {
        "pages" if number(1) => {
            if parts.get(2) == Some(&"questions") && number(3) {
                return Some((join(of_question(&parts, 4)), Remedy::Remove));
            }
            match parts.get(2).copied() {
                Some("next") if number(3) => Some((join(4), Remedy::Remove)),
                Some("visible_if" | "title" | "text") => Some((join(3), Remedy::Remove)),
                _ => Some((join(2), Remedy::Remove)),
            }
        }
        "questions" if number(1) => Some((join(of_question(&parts, 2)), Remedy::Remove)),
        "calculations" if number(1) => Some((join(2), Remedy::Remove)),
        "endings" if number(1) => match parts.get(2) {
            Some(&"text" | &"link") => Some((join(3), Remedy::Remove)),
            _ => Some((join(2), Remedy::Remove)),
        },
        "intro" | "submit_label" => Some((join(1), Remedy::Remove)),
        // More questions than a form may have, on pages.
        "questions" if fault.reason.starts_with("at most ") => {
            let last = json["pages"].as_array()?.len().checked_sub(1)?;
            Some((format!("/pages/{last}"), Remedy::Remove))
        }
        _ => None,
    }
}

/// How much of a path is taken away, where the first `start` parts are a question.
fn of_question(parts: &[&str], start: usize) -> usize {
    let number = |place: usize| {
        parts
            .get(place)
            .is_some_and(|part| part.parse::<usize>().is_ok())
    };
    match parts.get(start).copied() {
        Some("rules") if number(start + 1) => start + 2,
        Some("questions") if number(start + 1) => of_question(parts, start + 2),
        Some("options" | "rows") if number(start + 1) => match parts.get(start + 2) {
            Some(property) if OPTIONAL.contains(property) => start + 3,
            _ => start + 2,
        },
        Some("rules") => start + 1,
        Some(property) if OPTIONAL.contains(&property) => start + 1,
        _ => start,
    }
}

fn remove(json: &mut Value, path: &str) {
    let Some((parent, last)) = path.rsplit_once('/') else {
        return;
    };
    match json.pointer_mut(parent) {
        Some(Value::Array(list)) => {
            if let Ok(index) = last.parse::<usize>()
                && index < list.len()
            {
                list.remove(index);
            }
        }
        Some(Value::Object(members)) => drop(members.remove(last)),
        _ => {}
    }
}

/// Where in the document that came from which is at a path.
fn origin(json: &Value, path: &str, origins: &Origins) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let of = |kind: &str, pointer: String| {
        let id = json.pointer(&pointer)?["id"].as_str()?;
        origins.get(&format!("{kind}/{id}")).cloned()
    };
    let found = match parts.as_slice() {
        ["pages", page, "questions", question, ..] => {
            of("question", format!("/pages/{page}/questions/{question}"))
        }
        ["pages", page, ..] => of("page", format!("/pages/{page}")),
        ["questions", question, ..] => of("question", format!("/questions/{question}")),
        ["calculations", index, ..] => of("calculation", format!("/calculations/{index}")),
        ["endings", index, ..] => of("ending", format!("/endings/{index}")),
        _ => None,
    };
    found.unwrap_or_default()
}
