//! Places in a definition, as JSON Pointers: reading is serde_json's, writing is here.

use serde_json::{Map, Value};

/// A part of a pointer, as it is written.
pub(crate) fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// Writes a value there. Objects that are missing on the way are made; null removes a member, and objects that it leaves
/// empty inside of texts stay. Where an array has no such place nothing happens.
pub(crate) fn write(root: &mut Value, pointer: &str, value: Value) {
    let Some((above, last)) = pointer.rsplit_once('/') else {
        *root = value;
        return;
    };
    let mut place = root;
    for part in above.split('/').skip(1) {
        let Some(next) = below(place, &unescaped(part)) else {
            return;
        };
        place = next;
    }
    let last = unescaped(last);
    match place {
        Value::Array(items) => match last.parse::<usize>() {
            Ok(index) if index < items.len() && value.is_null() => {
                items.remove(index);
            }
            Ok(index) if index < items.len() => items[index] = value,
            Ok(index) if index == items.len() && !value.is_null() => items.push(value),
            _ => {}
        },
        place => {
            let members = members(place);
            match value {
                Value::Null => members.remove(&last),
                value => members.insert(last, value),
            };
        }
    }
}

fn below<'a>(place: &'a mut Value, part: &str) -> Option<&'a mut Value> {
    match place {
        Value::Array(items) => items.get_mut(part.parse::<usize>().ok()?),
        place => Some(members(place).entry(part).or_insert(Value::Null)),
    }
}

/// The members of an object, which is made of whatever else was there.
fn members(place: &mut Value) -> &mut Map<String, Value> {
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    place.as_object_mut().expect("it was made an object")
}

/// Whether a pointer is another, or leads to somewhere in it.
pub(crate) fn is_within(pointer: &str, outer: &str) -> bool {
    pointer
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(mut root: Value, pointer: &str, value: Value) -> Value {
        write(&mut root, pointer, value);
        root
    }

    #[test]
    fn missing_objects_are_made_on_the_way() {
        let made = written(json!({}), "/a/b/c", json!(1));
        assert_eq!(made, json!({"a": {"b": {"c": 1}}}));
    }

    #[test]
    fn null_removes_a_member() {
        assert_eq!(
            written(json!({"a": 1, "b": 2}), "/a", Value::Null),
            json!({"b": 2})
        );
    }

    #[test]
    fn items_are_written_appended_and_removed() {
        assert_eq!(written(json!([1, 2]), "/1", json!(3)), json!([1, 3]));
        assert_eq!(written(json!([1]), "/1", json!(2)), json!([1, 2]));
        assert_eq!(written(json!([1, 2]), "/0", Value::Null), json!([2]));
    }

    #[test]
    fn a_place_that_is_not_there_changes_nothing() {
        assert_eq!(written(json!([1]), "/5/a", json!(2)), json!([1]));
        assert_eq!(
            written(json!({"a": []}), "/a/3/b", json!(2)),
            json!({"a": []})
        );
    }

    #[test]
    fn names_with_slashes_and_tildes_are_told_from_ways() {
        assert_eq!(
            written(json!({}), "/a~1b~0c", json!(1)),
            json!({"a/b~c": 1})
        );
        assert_eq!(escaped("a/b~c"), "a~1b~0c");
    }

    #[test]
    fn a_place_is_within_itself_and_what_holds_it() {
        assert!(is_within("/a/b", "/a/b") && is_within("/a/b", "/a") && is_within("/a", ""));
        assert!(!is_within("/ab", "/a") && !is_within("/a", "/a/b"));
    }
}
