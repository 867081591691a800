//! Stable names, made from titles once, and what refers to them. Pure.

use serde_json::Value;

/// The longest name that is made from a title.
const LONGEST: usize = 32;

/// A name of ASCII letters, digits and `_` that reads like the title and that nothing else has; `otherwise` where the title
/// gives none.
pub(crate) fn from_title(title: &str, otherwise: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = String::new();
    for word in title.split(|sign: char| !sign.is_alphanumeric()) {
        let word: String = word
            .chars()
            .flat_map(char::to_lowercase)
            .map(plain)
            .collect();
        let joined = name.len() + usize::from(!name.is_empty()) + word.len();
        if word.is_empty() {
            continue;
        }
        if !name.is_empty() && joined > LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(&word);
    }
    name.truncate(LONGEST);
    let name = match name.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_lowercase() => name,
        Some(_) => format!("{}_{name}", otherwise.chars().next().unwrap_or('q')),
    };
    unique(&name, is_taken)
}

/// The name, or the first of `name_2`, `name_3`, … that is free.
pub(crate) fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    let bare = name.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let stem = bare
        .strip_suffix('_')
        .filter(|_| bare != name)
        .unwrap_or(name);
    let numbered = (2_u32..).map(|number| format!("{stem}_{number}"));
    let mut free = numbered.filter(|name| !is_taken(name));
    free.next().unwrap_or_default()
}

/// Whether a name was made from a type, before there was a title.
pub(crate) fn is_makeshift(id: &str, of: &str) -> bool {
    let rest = id.strip_prefix(of).map(|rest| rest.trim_start_matches('_'));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a text may be a name.
pub(crate) fn is_name(text: &str) -> bool {
    let rest =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    text.len() <= 64
        && text.starts_with(|sign: char| sign.is_ascii_lowercase())
        && text.bytes().all(rest)
}

/// A letter as ASCII writes it; nothing for what it cannot.
fn plain(letter: char) -> &'static str {
    const SAME: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    if let Some(place) = SAME.find(letter) {
        return &SAME[place..=place];
    }
    const OTHER: [(&str, &str); 47] = [
        ("a", "àáâãåāăą"),
        ("a", "а"),
        ("b", "б"),
        ("v", "в"),
        ("h", "г"),
        ("g", "ґğ"),
        ("d", "дďđ"),
        ("e", "èéêëēėęěеэё"),
        ("ie", "є"),
        ("zh", "ж"),
        ("z", "зźżž"),
        ("y", "иыýÿ"),
        ("i", "іìíîïīįı"),
        ("i", "їй"),
        ("k", "кķ"),
        ("l", "лłľļ"),
        ("m", "м"),
        ("n", "нńñňņ"),
        ("o", "оòóôõøō"),
        ("p", "п"),
        ("r", "рŕř"),
        ("s", "сśšşș"),
        ("t", "тťţț"),
        ("u", "уùúûūůűų"),
        ("f", "ф"),
        ("kh", "х"),
        ("ts", "ц"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("shch", "щ"),
        ("", "ьъ"),
        ("iu", "ю"),
        ("ia", "я"),
        ("c", "çćčċ"),
        ("ae", "äæ"),
        ("oe", "öœ"),
        ("ue", "ü"),
        ("ss", "ß"),
        ("th", "þ"),
        ("d", "ð"),
        ("a", "ا"),
        ("b", "ب"),
        ("t", "ت"),
        ("s", "س"),
        ("m", "م"),
        ("n", "ن"),
        ("r", "ر"),
    ];
    let found = OTHER.iter().find(|(_, letters)| letters.contains(letter));
    found.map_or("", |(plain, _)| plain)
}

/// Gives a question another name, in itself and wherever conditions, calculations, texts, the mapping and the names of an
/// existing form's fields refer to it.
pub(crate) fn rename(definition: &mut Value, pointer: &str, new: &str) {
    let Some(id) = definition
        .pointer_mut(pointer)
        .and_then(|question| question.get_mut("id"))
    else {
        return;
    };
    let old = match std::mem::replace(id, Value::from(new)) {
        Value::String(old) if old != new => old,
        _ => return,
    };
    // What is asked inside of another question is known there alone.
    let inner = pointer
        .rsplit_once("/questions/")
        .map_or("", |(above, _)| above);
    let is_inner = inner.contains("/questions/");
    let scope = if is_inner { inner } else { "/content" };
    if let Some(scope) = definition.pointer_mut(scope) {
        refer(scope, &old, new);
    }
    if is_inner {
        return;
    }
    if let Some(mapping) = definition.get_mut("mapping") {
        refer(mapping, &old, new);
        sources(mapping, &old, new);
    }
    let names = definition
        .pointer_mut("/settings/field_names")
        .and_then(Value::as_object_mut);
    for field in names.into_iter().flat_map(|names| names.values_mut()) {
        dotted(field, &old, new);
    }
}

/// References of logic and texts.
pub(super) fn refer(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match (name.as_str(), &mut *member) {
                    ("var" | "missing", Value::String(_)) => dotted(member, old, new),
                    ("var", Value::Array(items)) => {
                        items
                            .iter_mut()
                            .take(1)
                            .for_each(|item| dotted(item, old, new));
                    }
                    ("missing", Value::Array(items)) => {
                        items.iter_mut().for_each(|item| dotted(item, old, new));
                    }
                    ("missing_some", Value::Array(items)) => {
                        let names = items.get_mut(1).and_then(Value::as_array_mut);
                        names
                            .into_iter()
                            .flatten()
                            .for_each(|item| dotted(item, old, new));
                    }
                    ("val" | "exists", Value::String(name)) if name == old => new.clone_into(name),
                    ("val" | "exists", Value::Array(items)) => path(items, old, new),
                    _ => {}
                }
                refer(member, old, new);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, old, new)),
        Value::String(text) if text.contains("{{") => *text = piped(text, old, new),
        _ => {}
    }
}

/// The segments of a path: the first names the question, or the second after `$value` and its like.
fn path(items: &mut [Value], old: &str, new: &str) {
    let at = usize::from(
        items
            .first()
            .and_then(Value::as_str)
            .is_some_and(|name| name.starts_with('$')),
    );
    if items.get(at).and_then(Value::as_str) == Some(old) {
        items[at] = Value::from(new);
    }
}

/// A name with its parts after dots.
pub(super) fn dotted(value: &mut Value, old: &str, new: &str) {
    if let Value::String(text) = value
        && let Some(renamed) = renamed(text, old, new)
    {
        *text = renamed;
    }
}

fn renamed(text: &str, old: &str, new: &str) -> Option<String> {
    let (lead, rest) = ["$value.", "$points."]
        .into_iter()
        .find_map(|lead| text.strip_prefix(lead).map(|rest| (lead, rest)))
        .unwrap_or(("", text));
    let tail = rest.strip_prefix(old)?;
    (tail.is_empty() || tail.starts_with('.')).then(|| format!("{lead}{new}{tail}"))
}

/// The answers that a text says.
fn piped(text: &str, old: &str, new: &str) -> String {
    let mut parts = text.split("{{");
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        made.push_str("{{");
        let end = part.find(['|', '}']).unwrap_or(part.len());
        let name = part[..end].trim();
        match renamed(name, old, new) {
            Some(name) => {
                made.push_str(&name);
                made.push_str(&part[end..]);
            }
            None => made.push_str(part),
        }
    }
    made
}

/// What columns of a mapping take from a question.
pub(super) fn sources(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if matches!(name.as_str(), "answer" | "comment" | "consent" | "part") {
                    dotted(member, old, new);
                }
                sources(member, old, new);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| sources(item, old, new)),
        _ => {}
    }
}

/// Whether anything but names says that text: an option called so cannot be renamed without asking what it is.
pub(crate) fn is_said(value: &Value, text: &str) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name != "id" && is_said(member, text)),
        Value::Array(items) => items.iter().any(|item| is_said(item, text)),
        Value::String(said) => said.split('.').any(|part| part == text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_title_makes_a_name_in_ascii() {
        let free = |_: &str| false;
        assert_eq!(from_title("How was it?", "text", free), "how_was_it");
        assert_eq!(from_title("Źdźbło: żółć", "text", free), "zdzblo_zolc");
        assert_eq!(
            from_title("Щоденний звіт", "text", free),
            "shchodennyi_zvit"
        );
        assert_eq!(from_title("3 wishes", "text", free), "t_3_wishes");
        assert_eq!(from_title("何?", "text", free), "text");
    }

    #[test]
    fn a_long_title_ends_at_a_word() {
        let name = from_title(
            "How likely are you to recommend us to a friend",
            "nps",
            |_| false,
        );
        assert_eq!(name, "how_likely_are_you_to_recommend");
        assert!(is_name(&from_title(&"x".repeat(90), "text", |_| false)));
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = ["name", "name_2", "q_9"];
        let is_taken = |name: &str| taken.contains(&name);
        assert_eq!(from_title("Name", "text", is_taken), "name_3");
        assert_eq!(unique("q_9", is_taken), "q_2");
        assert_eq!(unique("free", is_taken), "free");
    }

    #[test]
    fn makeshift_names_are_told_from_others() {
        assert!(is_makeshift("rating", "rating") && is_makeshift("rating_2", "rating"));
        assert!(!is_makeshift("rating_of_us", "rating") && !is_makeshift("name", "text"));
    }

    #[test]
    fn another_name_is_followed_by_all_that_refers_to_it() {
        let mut definition = json!({
            "settings": {"field_names": {"mail": "a", "note": "a.comment", "else": "ab"}},
            "content": {
                "questions": [
                    {"id": "a", "type": "rating", "title": {"en": "A"}},
                    {"id": "ab", "visible_if": {"and": [{"var": "a"}, {"var": ["a.x", 1]}, {"var": "ab"}]},
                     "title": {"en": "You said {{a}}, {{a.comment|none}}, {{ab}}, a"}},
                    {"id": "c", "required_if": {"missing": ["a", "b"]}, "default": {"val": ["a", "x"]}}],
                "calculations": [{"id": "s", "value": {"+": [{"var": "$value.a"}, {"val": ["$points", "a"]}]}}]},
            "mapping": {"targets": [{"id": "a", "when": {"var": "a"}, "columns": {
                "x": {"answer": "a"}, "y": {"part": "a.x"}, "z": {"constant": "a"}, "f": {"first_of": [{"comment": "a"}]}}}]}});
        rename(&mut definition, "/content/questions/0", "stars");
        let expected = json!({
            "settings": {"field_names": {"mail": "stars", "note": "stars.comment", "else": "ab"}},
            "content": {
                "questions": [
                    {"id": "stars", "type": "rating", "title": {"en": "A"}},
                    {"id": "ab", "visible_if": {"and": [{"var": "stars"}, {"var": ["stars.x", 1]}, {"var": "ab"}]},
                     "title": {"en": "You said {{stars}}, {{stars.comment|none}}, {{ab}}, a"}},
                    {"id": "c", "required_if": {"missing": ["stars", "b"]}, "default": {"val": ["stars", "x"]}}],
                "calculations": [{"id": "s", "value": {"+": [{"var": "$value.stars"}, {"val": ["$points", "stars"]}]}}]},
            "mapping": {"targets": [{"id": "a", "when": {"var": "stars"}, "columns": {
                "x": {"answer": "stars"}, "y": {"part": "stars.x"}, "z": {"constant": "a"},
                "f": {"first_of": [{"comment": "stars"}]}}}]}});
        assert_eq!(definition, expected);
    }

    #[test]
    fn a_question_inside_another_is_renamed_there_alone() {
        let mut definition = json!({"content": {"questions": [
            {"id": "group", "questions": [{"id": "a"}, {"id": "b", "visible_if": {"var": "a"}}]},
            {"id": "c", "visible_if": {"var": "a"}}]}});
        rename(&mut definition, "/content/questions/0/questions/0", "x");
        assert_eq!(
            definition.pointer("/content/questions/0/questions/1/visible_if"),
            Some(&json!({"var": "x"}))
        );
        assert_eq!(
            definition.pointer("/content/questions/1/visible_if"),
            Some(&json!({"var": "a"}))
        );
    }

    #[test]
    fn what_is_said_elsewhere_is_found() {
        let content =
            json!([{"id": "option_1"}, {"visible_if": {"==": [{"var": "q"}, "option_2"]}}]);
        assert!(is_said(&content, "option_2") && !is_said(&content, "option_1"));
    }
}
