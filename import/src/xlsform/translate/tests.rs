use super::*;
use crate::xlsform::expression::parse;
use sonda_domain::{Budget, Logic, Value as Known};
use std::rc::Rc;

fn entry(id: &str, of: Of, repeat: Option<&str>) -> Entry {
    Entry {
        id: id.to_owned(),
        of,
        repeat: repeat.map(str::to_owned),
    }
}

fn scope() -> Scope {
    let ids = [
        ("a", "a"),
        ("b", "b"),
        ("1", "o_1"),
        ("2", "o_2"),
        ("none", "none"),
    ];
    let ids = ids.map(|(name, id)| (name.to_owned(), id.to_owned()));
    let list = Rc::new(List { ids: ids.into() });
    let mut scope = Scope::default();
    for (name, of) in [
        ("text", Of::Text),
        ("age", Of::Number),
        ("size", Of::Number),
        ("one", Of::Choice(Rc::clone(&list))),
        ("two", Of::Choice(Rc::clone(&list))),
        ("many", Of::Choices(list)),
        ("day", Of::Date),
        ("other_day", Of::Date),
        ("hour", Of::Time),
        ("agreed", Of::Bool("OK", "")),
        ("people", Of::Entries),
        ("note", Of::Empty),
    ] {
        scope.add(name, entry(name, of, None));
    }
    scope.add("years", entry("years", Of::Number, Some("people")));
    scope
}

fn condition(text: &str) -> Result<Value, String> {
    let scope = scope();
    let this = entry("age", Of::Number, None);
    let context = Context {
        repeat: None,
        this: Some(("age", &this)),
    };
    let columns = BTreeMap::from([("state".to_owned(), "a".to_owned())]);
    let translation = Translation {
        scope: &scope,
        context,
        columns: &columns,
    };
    translation.condition(&parse(text)?)
}

fn holds(text: &str, data: &Value) -> bool {
    let logic: Logic = serde_json::from_value(condition(text).unwrap()).unwrap();
    let data: Known = serde_json::from_value(data.clone()).unwrap();
    logic.is_true(&data, &Budget::default())
}

/// What XPath says, with an answer that is missing as the empty text.
#[test]
fn conditions_mean_what_they_mean_in_xpath() {
    let nothing = json!({});
    let some = json!({
        "text": "Anna", "age": 5, "size": 0, "one": "o_2", "two": "a", "many": ["a", "none"],
        "$value": {"one": 2}, "day": "2026-01-31", "hour": "09:30", "agreed": true,
        "people": [{"years": 3}, {}, {"years": 4}],
    });
    for (text, of_nothing, of_some) in [
        // Nothing is no number.
        ("${age} < 7", false, true),
        ("${age} <= 0", false, false),
        ("${size} <= 0", false, true),
        ("${age} >= 0 and ${size} < 1", false, true),
        ("not(${age} < 7)", true, false),
        ("${age} = 0", false, false),
        ("${size} = 0", false, true),
        ("${size} != 0", true, false),
        ("${age} = '5'", false, true),
        ("${age} = ''", true, false),
        ("${age} != ''", false, true),
        ("${age} + ${size} > 4", false, true),
        ("${age} + 1 > 0", false, true),
        ("-${age} < 0", false, true),
        ("${age} div ${size} > 0", false, false),
        ("${age} mod 2 = 1", false, true),
        ("${age}", false, true),
        ("${size}", false, false),
        ("not(${size})", true, true),
        // Texts.
        ("${text} = 'Anna'", false, true),
        ("${text} != 'Anna'", true, false),
        ("${text} = ''", true, false),
        ("string-length(${text}) > 3", false, true),
        ("contains(${text}, 'nn')", false, true),
        ("starts-with(${text}, 'An')", false, true),
        ("ends-with(${text}, 'na')", false, true),
        ("concat(${text}, '-', ${age}) = 'Anna-5'", false, true),
        ("substr(${text}, 1, 3) = 'nn'", false, true),
        // Choices.
        ("${one} = '2'", false, true),
        ("${one} = 2", false, true),
        ("${one} != 'a'", true, true),
        ("${one} = 'unknown'", false, false),
        ("${one} > 1", false, true),
        ("${one} = ${two}", true, false),
        ("selected(${one}, '2')", false, true),
        ("selected(${many}, 'a')", false, true),
        ("selected(${many}, ${two})", false, true),
        ("not(selected(${many}, 'b'))", true, true),
        ("count-selected(${many}) = 2", false, true),
        ("count-selected(${many}) < 1", true, false),
        ("${many} = ''", true, false),
        ("${many} = 'a'", false, false),
        ("state = ${two}", false, true),
        ("selected('b a', ${two})", false, true),
        // Dates.
        ("${day} >= date('2026-01-01')", false, true),
        ("${day} < '2026-01-01'", false, false),
        ("${day} <= ${other_day}", false, false),
        ("${day} = ''", true, false),
        ("${hour} > '09:00:00.000'", false, true),
        // Agreement, notes, entries.
        ("${agreed} = 'OK'", false, true),
        ("${agreed} = ''", true, false),
        ("${note} = ''", true, true),
        ("count(${people}) > 2", false, true),
        ("sum(${years}) = 7", false, true),
        // Functions.
        ("if(${age} > 3, 'x', 'y') = 'x'", false, true),
        ("if(${text} = '', ${age}, 3) > 2", false, true),
        ("if(${age} > 3, '1', '0') = 1", false, true),
        ("coalesce(${size}, 4) = 4", true, false),
        ("coalesce(${text}, 'nobody') = 'nobody'", true, false),
        ("int(${age} div 2) = 2", false, true),
        ("abs(-${age}) = 5", false, true),
        ("round(${age} div 3, 2) = 1.67", false, true),
        ("max(${age}, ${size}) = 5", false, true),
        ("number(${age}) = 5", false, true),
        ("true() and not(false())", true, true),
        ("(${age} > 3) = true()", false, true),
        ("(${age} > 3) = (${size} > 3)", true, false),
    ] {
        assert_eq!(holds(text, &nothing), of_nothing, "{text}, of nothing");
        assert_eq!(holds(text, &some), of_some, "{text}");
    }
}

#[test]
fn what_is_decided_beforehand_is_folded() {
    for (text, value) in [
        ("'a' = state", json!(true)),
        ("state = 'b'", json!(false)),
        (
            "state = 'b' or ${age} = 1",
            json!({"===": [{"var": "age"}, 1]}),
        ),
        (
            "state = 'a' and ${age} = 1",
            json!({"===": [{"var": "age"}, 1]}),
        ),
        ("state = ''", json!(false)),
        ("nowhere = ''", json!(true)),
    ] {
        assert_eq!(condition(text), Ok(value), "{text}");
    }
}

#[test]
fn what_has_no_translation_says_why() {
    for (text, reason) in [
        ("${nobody} = 1", "no question `nobody`"),
        ("${years} > 3", "from outside"),
        (". <= today()", "no clock"),
        ("regex(., '^a')", "no patterns"),
        ("${text} > 3", "not a number"),
        ("${text} = ${one}", "cannot be compared"),
        ("${day} > 'tomorrow'", "`tomorrow` is not a date"),
        ("pulldata('a', 'b', 'c', 'd')", "`pulldata`"),
        ("1 div 0", "division by zero"),
        ("${many} = 'a b'", "`selected`"),
    ] {
        let error = condition(text).unwrap_err();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

/// Conditions are said again in guards: this one would double with each level.
#[test]
fn a_translation_is_bounded() {
    let mut text = "${age}".to_owned();
    for _ in 0..12 {
        text = format!("if({text}, ${{age}} + 1, ${{size}} + 1)");
    }
    let error = condition(&text).unwrap_err();
    assert!(error.contains("more than"), "{error}");
    let deep = format!("{}1{} = 1", "abs(".repeat(30), ")".repeat(30));
    let error = condition(&deep).unwrap_err();
    assert!(error.contains("more than"), "{error}");
}
