//! What one definition says otherwise than another, by what people call its parts. Lists are compared by the ids of
//! what is in them: a question that only stands elsewhere has moved, and is not another.

mod alike;
mod order;
#[cfg(test)]
mod tests;

use alike::{differing, kind_of, languages_of, same};
use order::longest_rise;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The most changes that are told; whoever made more looks at the form itself.
const MOST_CHANGES: usize = 500;
/// The most characters of a name.
const LONGEST_NAME: usize = 120;

/// What members are texts by language.
const TEXTS: [&str; 8] = [
    "title",
    "intro",
    "text",
    "help",
    "message",
    "low_label",
    "high_label",
    "submit_label",
];
/// What members decide what is shown, asked and next.
const LOGIC: [&str; 8] = [
    "visible_if",
    "required_if",
    "default",
    "rules",
    "next",
    "value",
    "when",
    "expression",
];
/// What lists have members with ids, and what one of them is.
const LISTS: [(&str, &str); 4] = [
    ("options", "option"),
    ("rows", "row"),
    ("questions", "question"),
    ("bands", "band"),
];
/// What settings say who may answer when.
const RULES: [&str; 4] = ["opens_at", "closes_at", "max_responses", "once"];

/// What happened to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It says something else.
    Changed,
    /// It stands elsewhere.
    Moved,
}

/// Something that one definition says otherwise than another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// What it happened to: `question`, `option`, `row`, `page`, `texts`, `logic`, `languages`, `calculation`, `band`,
    /// `ending`, `rules`, `settings`, `theme`, `mapping` or `form`.
    pub part: &'static str,
    /// What people call it: a title, else an id.
    pub name: String,
    /// Where it is, as a JSON Pointer into the newer definition; of what was removed, into the older one.
    pub pointer: String,
    /// What of it: names of properties, or the languages of texts, with commas between them.
    pub detail: String,
}

/// What a definition says otherwise than the one before, in the order of the document.
#[must_use]
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut comparison = Comparison {
        before: fallback(before),
        after: fallback(after),
        found: Vec::new(),
    };
    comparison.form(before, after);
    comparison.found
}

fn fallback(definition: &Value) -> &str {
    let locale = definition.pointer("/content/fallback_locale");
    locale.and_then(Value::as_str).unwrap_or("en")
}

struct Comparison<'a> {
    /// The fallback language before.
    before: &'a str,
    /// The fallback language now.
    after: &'a str,
    found: Vec<Change>,
}

/// One thing of a list, and where it is.
struct Item<'a> {
    id: String,
    value: &'a Value,
    pointer: String,
    /// What it stands on, if what it stands on matters.
    place: &'a str,
}

impl<'a> Comparison<'a> {
    fn form(&mut self, before: &'a Value, after: &'a Value) {
        if !same(&before["kind"], &after["kind"]) {
            self.tell(ChangeKind::Changed, "form", "kind", "/kind", "kind");
        }
        self.content(&before["content"], &after["content"]);
        self.settings(&before["settings"], &after["settings"]);
        self.mapping(&before["mapping"], &after["mapping"]);
    }

    fn content(&mut self, before: &'a Value, after: &'a Value) {
        self.languages(before, after);
        for (member, part) in [
            ("title", "texts"),
            ("intro", "texts"),
            ("submit_label", "texts"),
            ("layout", "settings"),
            ("review", "settings"),
            ("known", "settings"),
        ] {
            let (old, new) = (&before[member], &after[member]);
            if !same(old, new) {
                let detail = match part {
                    "texts" => languages_of(old, new),
                    _ => member.to_owned(),
                };
                let pointer = format!("/content/{member}");
                self.tell(ChangeKind::Changed, part, member, &pointer, &detail);
            }
        }
        let pages = (
            items(before, "/content", "pages"),
            items(after, "/content", "pages"),
        );
        self.list("page", &pages.0, &pages.1);
        self.list("question", &questions(before), &questions(after));
        for (member, part) in [("calculations", "calculation"), ("endings", "ending")] {
            let old = items(before, "/content", member);
            self.list(part, &old, &items(after, "/content", member));
        }
    }

    fn languages(&mut self, before: &Value, after: &Value) {
        let (old, new) = (texts(&before["locales"]), texts(&after["locales"]));
        for (index, tag) in new.iter().enumerate().filter(|(_, tag)| !old.contains(tag)) {
            let pointer = format!("/content/locales/{index}");
            self.tell(ChangeKind::Added, "languages", tag, &pointer, "");
        }
        for (index, tag) in old.iter().enumerate().filter(|(_, tag)| !new.contains(tag)) {
            let pointer = format!("/content/locales/{index}");
            self.tell(ChangeKind::Removed, "languages", tag, &pointer, "");
        }
        if !same(&before["fallback_locale"], &after["fallback_locale"]) {
            let (name, pointer) = (self.after, "/content/fallback_locale");
            self.tell(
                ChangeKind::Changed,
                "languages",
                name,
                pointer,
                "fallback_locale",
            );
        }
    }

    fn settings(&mut self, before: &Value, after: &Value) {
        for member in differing(before, after) {
            let part = match member.as_str() {
                "theme" => "theme",
                member if RULES.contains(&member) => "rules",
                _ => "settings",
            };
            let detail = match part {
                "theme" => differing(&before["theme"], &after["theme"]).join(", "),
                _ => member.clone(),
            };
            let pointer = below("/settings", &member);
            let kind = kind_of(&before[&member], &after[&member]);
            self.tell(kind, part, &member, &pointer, &detail);
        }
    }

    fn mapping(&mut self, before: &'a Value, after: &'a Value) {
        let old = items(before, "/mapping", "targets");
        self.list("mapping", &old, &items(after, "/mapping", "targets"));
    }

    /// A target of the mapping, column by column.
    fn target(&mut self, before: &Item<'_>, after: &Item<'_>) {
        let (old, new) = (&before.value["columns"], &after.value["columns"]);
        for column in differing(old, new) {
            let place = match new.get(&column) {
                Some(_) => &after.pointer,
                None => &before.pointer,
            };
            let pointer = below(&format!("{place}/columns"), &column);
            let name = format!("{}.{column}", after.id);
            self.tell(
                kind_of(&old[&column], &new[&column]),
                "mapping",
                &name,
                &pointer,
                "",
            );
        }
        let mut rest = differing(before.value, after.value);
        rest.retain(|member| member != "columns");
        if !rest.is_empty() {
            let detail = rest.join(", ");
            self.tell(
                ChangeKind::Changed,
                "mapping",
                &after.id,
                &after.pointer,
                &detail,
            );
        }
    }

    /// A list of things with ids.
    fn list(&mut self, part: &'static str, before: &[Item<'a>], after: &[Item<'a>]) {
        // A draft may have an id twice: the second of before is the second of after.
        let mut old: HashMap<(&str, usize), (usize, &Item<'_>)> = HashMap::new();
        let mut counted = HashMap::new();
        for (index, item) in before.iter().enumerate() {
            old.insert(nth(&mut counted, &item.id), (index, item));
        }
        let mut counted = HashMap::new();
        let paired: Vec<Option<(usize, &Item<'_>)>> = after
            .iter()
            .map(|item| old.get(&nth(&mut counted, &item.id)).copied())
            .collect();
        let places: Vec<usize> = paired.iter().flatten().map(|(index, _)| *index).collect();
        let steady = longest_rise(&places);
        for (item, pair) in after.iter().zip(&paired) {
            let Some((index, earlier)) = pair else {
                let name = name_of(item, self.after);
                self.tell(ChangeKind::Added, part, &name, &item.pointer, "");
                continue;
            };
            if !steady.contains(index) || earlier.place != item.place {
                let name = name_of(item, self.after);
                self.tell(ChangeKind::Moved, part, &name, &item.pointer, item.place);
            }
            match part {
                "mapping" => self.target(earlier, item),
                _ => self.thing(part, earlier, item),
            }
        }
        let kept: HashSet<usize> = places.into_iter().collect();
        let gone = before.iter().enumerate();
        for (_, item) in gone.filter(|(index, _)| !kept.contains(index)) {
            let name = name_of(item, self.before);
            self.tell(ChangeKind::Removed, part, &name, &item.pointer, "");
        }
    }

    /// A thing that is in both: its texts, its logic, the lists in it, and what else it says.
    fn thing(&mut self, part: &'static str, before: &Item<'a>, after: &Item<'a>) {
        let (old, new) = (before.value, after.value);
        let (mut spoken, mut logic, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        let mut lists = Vec::new();
        for member in differing(old, new) {
            let (one, other) = (&old[&member], &new[&member]);
            if TEXTS.contains(&member.as_str()) {
                spoken.push(languages_of(one, other));
            } else if LOGIC.contains(&member.as_str())
                && (part, member.as_str()) != ("option", "value")
            {
                logic.push(member);
            } else if let Some((_, inner)) = LISTS.iter().find(|(name, _)| *name == member) {
                // The questions of pages are compared over all pages.
                if part != "page" {
                    lists.push((member, *inner));
                }
            } else if member == "comment" && one.is_object() && other.is_object() {
                let inner = differing(one, other);
                match inner.iter().all(|inner| TEXTS.contains(&inner.as_str())) {
                    true => spoken.push(languages_of(&one["title"], &other["title"])),
                    false => rest.push(member),
                }
            } else {
                rest.push(member);
            }
        }
        let name = name_of(after, self.after);
        let parts = [("texts", spoken), ("logic", logic), (part, rest)];
        for (part, details) in parts {
            if !details.is_empty() {
                let detail = once_each(&details);
                self.tell(ChangeKind::Changed, part, &name, &after.pointer, &detail);
            }
        }
        for (member, inner) in lists {
            let olds = items(old, &before.pointer, &member);
            self.list(inner, &olds, &items(new, &after.pointer, &member));
        }
    }

    fn tell(
        &mut self,
        kind: ChangeKind,
        part: &'static str,
        name: &str,
        pointer: &str,
        detail: &str,
    ) {
        if self.found.len() < MOST_CHANGES {
            self.found.push(Change {
                kind,
                part,
                name: name.chars().take(LONGEST_NAME).collect(),
                pointer: pointer.to_owned(),
                detail: detail.chars().take(LONGEST_NAME).collect(),
            });
        }
    }
}

/// An id with how many times it came before.
fn nth<'a>(counted: &mut HashMap<&'a str, usize>, id: &'a str) -> (&'a str, usize) {
    let before = counted.entry(id).or_default();
    *before += 1;
    (id, *before - 1)
}

/// The things in a list of an object.
fn items<'a>(of: &'a Value, pointer: &str, member: &str) -> Vec<Item<'a>> {
    let list = of[member].as_array();
    let item = |(index, value): (usize, &'a Value)| Item {
        id: value["id"]
            .as_str()
            .map_or_else(|| format!("#{index}"), str::to_owned),
        value,
        pointer: format!("{pointer}/{member}/{index}"),
        place: "",
    };
    list.into_iter().flatten().enumerate().map(item).collect()
}

/// All questions of a content, those of pages with their page.
fn questions(content: &Value) -> Vec<Item<'_>> {
    let mut all = items(content, "/content", "questions");
    for page in items(content, "/content", "pages") {
        let place = page.value["id"].as_str().unwrap_or_default();
        let of_page = items(page.value, &page.pointer, "questions");
        all.extend(
            of_page
                .into_iter()
                .map(|question| Item { place, ..question }),
        );
    }
    all
}

/// What people call a thing: its title in that language, or in any, or its id.
fn name_of(item: &Item<'_>, locale: &str) -> String {
    let title = item.value["title"].as_object();
    let text = title.and_then(|texts| texts.get(locale).or_else(|| texts.values().next()));
    let text = text.and_then(Value::as_str).map(str::trim);
    text.filter(|text| !text.is_empty())
        .unwrap_or(&item.id)
        .to_owned()
}

/// Details without repetition.
fn once_each(details: &[String]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for detail in details.iter().flat_map(|details| details.split(", ")) {
        if !detail.is_empty() && !told.contains(&detail) {
            told.push(detail);
        }
    }
    told.join(", ")
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

fn below(pointer: &str, member: &str) -> String {
    format!("{pointer}/{}", member.replace('~', "~0").replace('/', "~1"))
}
