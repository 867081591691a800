//! The entries of repeating groups, one more or one less: what their buttons ask for.

use crate::parse::entry_count;
use crate::{Content, Entries, Kind, Question, part_field};

/// How many entries of a group are brought before the visitor: one to begin with, where none need be given.
#[must_use]
pub fn shown_entries(entries: &Entries, group: &Question) -> u32 {
    let name = group.id.as_str();
    let begun = u32::from(entries.values(name).is_empty());
    entry_count(entries, group, name).max(begun)
}

/// Does what a button of a group asks for: `add:members` for one entry more, `remove:members.1` for one less.
/// Those after it move up. Returns the group's name; `None` if it is no such order.
pub fn regroup(content: &Content, entries: &mut Entries, order: &str) -> Option<String> {
    let (asked, field) = order.split_once(':')?;
    let (name, removed) = match asked {
        "add" => (field, None),
        "remove" => {
            let (name, index) = field.rsplit_once('.')?;
            (name, Some(index.parse::<u32>().ok()?))
        }
        _ => return None,
    };
    let group = content
        .question(name)
        .filter(|question| question.kind == Kind::Group)?;
    let count = shown_entries(entries, group);
    let (fewest, most) = group.entry_limits();
    let count = match removed {
        None => most.min(count + 1),
        Some(removed) if removed < count && count > fewest => {
            move_up(entries, &[name, "."].concat(), removed);
            count - 1
        }
        Some(_) => count,
    };
    entries.set(name, vec![count.to_string()]);
    Some(name.to_owned())
}

/// Takes out the fields of one entry, and gives those after it the names of the entry before.
fn move_up(entries: &mut Entries, begin: &str, removed: u32) {
    let index = |name: &str| {
        name.strip_prefix(begin)?
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    };
    let later: Vec<(u32, String)> = entries
        .iter()
        .filter_map(|(name, _)| Some((index(name)?, name.to_owned())))
        .filter(|(index, _)| *index >= removed)
        .collect();
    let mut moved = Vec::new();
    for (index, name) in later {
        let values = entries.remove(&name).unwrap_or_default();
        let rest = name
            .strip_prefix(begin)
            .and_then(|rest| rest.split_once('.'));
        if let (Some((_, rest)), Some(before)) = (rest, index.checked_sub(1))
            && index > removed
        {
            moved.push((
                part_field(&[begin, &before.to_string()].concat(), rest),
                values,
            ));
        }
    }
    for (name, values) in moved {
        entries.set(&name, values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content(least: u32) -> Content {
        serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
            "questions": [{
                "id": "who", "type": "group", "title": {"en": "Who"}, "min_entries": least, "max_entries": 3,
                "questions": [{"id": "name", "type": "text", "title": {"en": "Name"}},
                              {"id": "days", "type": "date_range", "title": {"en": "Days"}}]
            }]
        }))
        .unwrap()
    }

    fn given(pairs: &[(&str, &str)]) -> Entries {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn an_optional_group_begins_with_an_empty_entry_and_may_be_left_without() {
        let content = content(0);
        let mut entries = Entries::default();
        assert_eq!(shown_entries(&entries, &content.questions[0]), 1);
        assert_eq!(
            regroup(&content, &mut entries, "remove:who.0").as_deref(),
            Some("who")
        );
        assert_eq!(shown_entries(&entries, &content.questions[0]), 0);
    }

    #[test]
    fn entries_after_the_one_removed_move_up() {
        let mut entries = given(&[
            ("who", "3"),
            ("who.0.name", "Anna"),
            ("who.1.name", "Piotr"),
            ("who.2.name", "Olena"),
            ("who.2.days.from", "2026-01-02"),
            ("other", "stays"),
        ]);
        regroup(&content(1), &mut entries, "remove:who.1");
        let expected = given(&[
            ("who", "2"),
            ("who.0.name", "Anna"),
            ("who.1.name", "Olena"),
            ("who.1.days.from", "2026-01-02"),
            ("other", "stays"),
        ]);
        assert_eq!(entries, expected);
    }

    #[test]
    fn a_group_keeps_its_limits() {
        let content = content(1);
        let mut entries = given(&[("who", "3")]);
        regroup(&content, &mut entries, "add:who");
        assert_eq!(entries.first("who"), "3");
        for _ in 0..3 {
            regroup(&content, &mut entries, "remove:who.0");
        }
        assert_eq!(entries.first("who"), "1");
    }

    #[test]
    fn other_orders_change_nothing() {
        let content = content(0);
        let mut entries = given(&[("who", "2")]);
        for order in [
            "back",
            "next",
            "add:",
            "add:nobody",
            "remove:who",
            "remove:who.x",
            "edit:who",
        ] {
            assert_eq!(regroup(&content, &mut entries, order), None, "{order}");
        }
        regroup(&content, &mut entries, "remove:who.9");
        assert_eq!(entries, given(&[("who", "2")]));
    }
}
