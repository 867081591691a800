//! What a question begins with where an option, a row or a part goes away: the rest.

use serde_json::Value;

/// Takes an option, a row or a part out of what the question begins with; the question has it no more.
pub(crate) fn forget(question: &mut Value, name: &str) {
    let Some(mut default) = question.get_mut("default").map(Value::take) else {
        return;
    };
    match &mut default {
        Value::String(one) if one == name => default = Value::Null,
        Value::Array(items) => {
            items.retain(|item| item != name);
            if items.is_empty() {
                default = Value::Null;
            }
        }
        // An object with one member is logic.
        Value::Object(parts) if parts.len() > 1 => {
            parts.remove(name);
            for value in parts.values_mut() {
                match value {
                    Value::String(one) if one == name => *value = Value::Null,
                    Value::Array(items) => items.retain(|item| item != name),
                    _ => {}
                }
            }
            // So that it stays no logic, another part stands beside the last, with nothing in it.
            if parts.len() == 1
                && let Some(other) = names(question).find(|one| !parts.contains_key(one))
            {
                parts.insert(other, Value::Null);
            }
            if parts.len() < 2 || parts.values().all(Value::is_null) {
                default = Value::Null;
            }
        }
        _ => {}
    }
    match default {
        Value::Null => {
            if let Some(members) = question.as_object_mut() {
                members.remove("default");
            }
        }
        default => question["default"] = default,
    }
}

/// The rows that a question has, or its parts.
fn names(question: &Value) -> impl Iterator<Item = String> {
    let lists = ["rows", "parts"].map(|list| question[list].as_array());
    let all = lists.into_iter().flatten().flatten();
    all.filter_map(|one| one["id"].as_str().or(one.as_str()).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn left(mut question: Value, name: &str) -> Value {
        forget(&mut question, name);
        question["default"].take()
    }

    #[test]
    fn what_is_gone_is_not_begun_with() {
        let rows = json!([{"id": "a"}, {"id": "c"}]);
        for (default, left_over) in [
            (json!("b"), Value::Null),
            (json!(["a", "b"]), json!(["a"])),
            (json!(["b"]), Value::Null),
            (json!({"a": "x", "b": "y"}), json!({"a": "x", "c": null})),
            (json!({"a": "b", "c": "y"}), json!({"a": null, "c": "y"})),
            (json!({"a": null, "b": "y"}), Value::Null),
            (json!({"var": "b"}), json!({"var": "b"})),
        ] {
            let question = json!({"rows": rows, "default": default});
            assert_eq!(left(question, "b"), left_over, "{default}");
        }
        let last = json!({"rows": [{"id": "a"}], "default": {"a": "x", "b": "y"}});
        assert_eq!(left(last, "b"), Value::Null);
    }

    #[test]
    fn a_question_that_begins_with_nothing_stays_so() {
        let mut question = json!({"type": "ranking"});
        forget(&mut question, "b");
        assert_eq!(question, json!({"type": "ranking"}));
    }
}
