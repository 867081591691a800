//! What one definition says otherwise than another, by what people call its parts. Lists are compared by the ids of
//! what is in them: a question that only stands elsewhere has moved, and is not another.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
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
        self.list("page", pages.0, pages.1);
        self.list("question", questions(before), questions(after));
        for (member, part) in [("calculations", "calculation"), ("endings", "ending")] {
            let old = items(before, "/content", member);
            self.list(part, old, items(after, "/content", member));
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
        self.list("mapping", old, items(after, "/mapping", "targets"));
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
    fn list(&mut self, part: &'static str, before: Vec<Item<'a>>, after: Vec<Item<'a>>) {
        let mut old: HashMap<&str, (usize, &Item<'_>)> = HashMap::new();
        for (index, item) in before.iter().enumerate() {
            old.entry(item.id.as_str()).or_insert((index, item));
        }
        let mut seen = HashSet::new();
        let paired: Vec<Option<(usize, &Item<'_>)>> = after
            .iter()
            .map(|item| {
                old.get(item.id.as_str())
                    .copied()
                    .filter(|_| seen.insert(item.id.as_str()))
            })
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
        for item in before
            .iter()
            .filter(|item| !seen.contains(item.id.as_str()))
        {
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
            self.list(inner, olds, items(new, &after.pointer, &member));
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

/// The members that two objects do not have alike, in the order of the newer one.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    let empty = Map::new();
    let old = before.as_object().unwrap_or(&empty);
    let new = after.as_object().unwrap_or(&empty);
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let names = new.keys().chain(gone);
    let differ = |name: &&String| !same(&before[name.as_str()], &after[name.as_str()]);
    names.filter(differ).cloned().collect()
}

/// Whether two values say the same: what is absent is as what is empty, and a number as its digits.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => number.to_string() == *text,
        (Value::Array(some), Value::Array(others)) => {
            some.len() == others.len()
                && some.iter().zip(others).all(|(one, other)| same(one, other))
        }
        (Value::Object(_), Value::Object(_)) => differing(one, other).is_empty(),
        (one, other) => one == other || (is_nothing(one) && is_nothing(other)),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn kind_of(before: &Value, after: &Value) -> ChangeKind {
    match (is_nothing(before), is_nothing(after)) {
        (true, false) => ChangeKind::Added,
        (false, true) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    }
}

/// The languages in which a text says something else.
fn languages_of(before: &Value, after: &Value) -> String {
    differing(before, after).join(", ")
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

/// The most numbers that rise from each to the next: what stands in that order has not moved.
fn longest_rise(numbers: &[usize]) -> HashSet<usize> {
    // `ends[n]` is where the best rise of n + 1 numbers ends; `previous` leads back through it.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        previous.push(length.checked_sub(1).map(|before| ends[before]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut rise = HashSet::new();
    let mut at = ends.last().copied();
    while let Some(index) = at {
        rise.insert(numbers[index]);
        at = previous[index];
    }
    rise
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form() -> Value {
        json!({
            "sonda": 1, "id": "visit", "kind": "survey",
            "settings": {"once": "per_link", "theme": {"mode": "auto"}},
            "content": {
                "locales": ["en", "pl"], "fallback_locale": "en",
                "title": {"en": "Your visit", "pl": "Wizyta"},
                "pages": [
                    {"id": "first", "questions": [
                        {"id": "stars", "type": "rating", "title": {"en": "Stars", "pl": "Gwiazdki"}, "steps": 5},
                        {"id": "why", "type": "long_text", "title": {"en": "Why?"},
                         "visible_if": {"<": [{"var": "stars"}, 3]}},
                    ]},
                    {"id": "second", "questions": [
                        {"id": "topic", "type": "single_choice", "title": {"en": "Topic"}, "options": [
                            {"id": "a", "title": {"en": "Apples"}}, {"id": "b", "title": {"en": "Pears"}},
                            {"id": "c", "title": {"en": "Plums"}}]},
                    ]},
                ],
                "endings": [{"id": "thanks", "title": {"en": "Thanks"}}],
            },
            "mapping": {"targets": [{"id": "lead", "table": "lead", "columns": {
                "name": {"answer": "why"}, "source": {"constant": "web"}}}]},
        })
    }

    /// What is told of a form that is changed so: kind, part, name, detail.
    fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let (before, mut after) = (form(), form());
        change(&mut after);
        let found = changes(&before, &after).into_iter();
        found
            .map(|one| {
                let place = match one.kind {
                    ChangeKind::Removed => before.pointer(&one.pointer),
                    _ => after.pointer(&one.pointer),
                };
                assert!(
                    place.is_some() || one.kind == ChangeKind::Removed || one.part != "question",
                    "{one:?}"
                );
                let kind = serde_json::to_value(one.kind).unwrap();
                format!(
                    "{} {}: {} ({})",
                    kind.as_str().unwrap(),
                    one.part,
                    one.name,
                    one.detail
                )
            })
            .collect()
    }

    #[test]
    fn the_same_form_has_not_changed() {
        assert_eq!(told(|_| {}), Vec::<String>::new());
        let nothing = told(|form| {
            form["content"]["review"] = json!(false);
            form["settings"]["allowed_origins"] = json!([]);
            form["content"]["pages"][0]["questions"][0]["steps"] = json!("5");
        });
        assert_eq!(
            nothing,
            Vec::<String>::new(),
            "what is written otherwise says the same"
        );
    }

    #[test]
    fn a_question_is_told_by_its_title() {
        let added = told(|form| {
            let questions = form["content"]["pages"][0]["questions"]
                .as_array_mut()
                .unwrap();
            questions.push(json!({"id": "email", "type": "email", "title": {"en": "E-mail"}}));
        });
        assert_eq!(added, ["added question: E-mail ()"]);
        let removed = told(|form| {
            form["content"]["pages"][0]["questions"]
                .as_array_mut()
                .unwrap()
                .remove(1);
        });
        assert_eq!(removed, ["removed question: Why? ()"]);
    }

    #[test]
    fn one_question_that_is_dragged_has_moved_and_no_other() {
        let dragged = told(|form| {
            form["content"]["pages"][0]["questions"]
                .as_array_mut()
                .unwrap()
                .swap(0, 1);
        });
        assert_eq!(dragged.len(), 1, "{dragged:?}");
        assert!(dragged[0].starts_with("moved question"), "{dragged:?}");
        let to_another_page = told(|form| {
            let question = form["content"]["pages"][0]["questions"]
                .as_array_mut()
                .unwrap()
                .pop();
            let second = form["content"]["pages"][1]["questions"]
                .as_array_mut()
                .unwrap();
            second.insert(0, question.unwrap());
        });
        assert_eq!(to_another_page, ["moved question: Why? (second)"]);
        let option = told(|form| {
            let topic = &mut form["content"]["pages"][1]["questions"][0];
            topic["options"].as_array_mut().unwrap().rotate_left(1);
        });
        assert_eq!(option, ["moved option: Apples ()"]);
    }

    #[test]
    fn texts_logic_and_properties_are_told_apart() {
        let changed = told(|form| {
            let stars = &mut form["content"]["pages"][0]["questions"][0];
            stars["title"]["pl"] = json!("Ocena");
            stars["help"] = json!({"pl": "Od 1 do 5"});
            stars["steps"] = json!(10);
            stars["icon"] = json!("heart");
            stars["required_if"] = json!(true);
        });
        assert_eq!(
            changed,
            [
                "changed texts: Stars (pl)",
                "changed logic: Stars (required_if)",
                "changed question: Stars (icon, steps)",
            ]
        );
    }

    #[test]
    fn rules_theme_languages_and_columns_are_told_by_name() {
        let changed = told(|form| {
            form["settings"]["closes_at"] = json!("2026-12-31T23:59:00+01:00");
            form["settings"]["once"] = json!("per_contact");
            form["settings"]["theme"]["mode"] = json!("dark");
            form["content"]["locales"] = json!(["en", "uk"]);
            let columns = form["mapping"]["targets"][0]["columns"]
                .as_object_mut()
                .unwrap();
            columns.remove("source");
            columns.insert("email".into(), json!({"answer": "email"}));
            columns["name"] = json!({"constant": "x"});
        });
        assert_eq!(
            changed,
            [
                "added languages: uk ()",
                "removed languages: pl ()",
                "added rules: closes_at (closes_at)",
                "changed rules: once (once)",
                "changed theme: theme (mode)",
                "added mapping: lead.email ()",
                "changed mapping: lead.name ()",
                "removed mapping: lead.source ()",
            ]
        );
    }

    #[test]
    fn nonsense_is_compared_without_an_end_to_the_program() {
        let nonsense = [
            json!({}),
            json!({"content": []}),
            json!({"content": {"questions": {"a": 1}, "pages": [1, null, {"questions": "x"}], "locales": 7}}),
            json!({"content": {"questions": [{"id": "q"}, {"id": "q"}, {"id": 3}, []]}, "settings": 1, "mapping": []}),
        ];
        for one in &nonsense {
            for other in nonsense.iter().chain([&form()]) {
                let _ = changes(one, other);
                let _ = changes(other, one);
            }
            assert_eq!(changes(one, one), []);
        }
    }

    #[test]
    fn what_stands_in_the_longest_order_stays() {
        let stay = |numbers: &[usize]| {
            let mut stay: Vec<usize> = longest_rise(numbers).into_iter().collect();
            stay.sort_unstable();
            stay
        };
        assert_eq!(stay(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(stay(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(stay(&[]), Vec::<usize>::new());
    }
}
