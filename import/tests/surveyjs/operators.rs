//! What expressions mean, by what they are for given answers.

use super::of;
use serde_json::{Value, json};
use sonda_domain::{Content, Course, Entries, Known};

fn elements(condition: &str) -> Value {
    json!([
        {"type": "text", "name": "n", "inputType": "number"},
        {"type": "text", "name": "t"},
        {"type": "radiogroup", "name": "r", "choices": ["a", "b", 3]},
        {"type": "checkbox", "name": "c", "choices": ["x", "y", "z"]},
        {"type": "boolean", "name": "b"},
        {"type": "text", "name": "d", "inputType": "date"},
        {"type": "text", "name": "asked", "visibleIf": condition}
    ])
}

/// Whether the last question is asked after these answers, separated as in a posted form.
fn asked(condition: &str, answers: &str) -> bool {
    let (content, losses) = of(&elements(condition));
    let lost: Vec<_> = losses
        .iter()
        .filter(|loss| !loss.reason.starts_with("texts are compared with regard"))
        .collect();
    assert!(lost.is_empty(), "{condition}: {lost:?}");
    let content: Content = serde_json::from_value(content).unwrap();
    let entries: Entries = answers
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let course = Course::of(&content, &entries, &Known::of(&content.fallback_locale));
    !course.shown.hidden.has("asked")
}

#[test]
fn every_operator_is_carried_over() {
    for (condition, yes, no) in [
        ("{n} = 5", "n=5", "n=4"),
        ("{n} == 5", "n=5", ""),
        ("{n} equal 5", "n=5", "n=4"),
        ("{n} != 5", "n=4", "n=5"),
        ("{n} <> 5", "n=4", "n=5"),
        ("{n} notequal 5", "", "n=5"),
        ("{n} < 5", "n=4", "n=5"),
        ("{n} less 5", "n=4", "n=5"),
        ("{n} <= 5", "n=5", "n=6"),
        ("{n} lessorequal 5", "n=5", "n=6"),
        ("{n} > 5", "n=6", ""),
        ("{n} greater 5", "n=6", "n=5"),
        ("{n} >= 5", "n=5", "n=4"),
        ("{n} greaterorequal 5", "n=5", "n=4"),
        ("{n} empty", "", "n=0"),
        ("{n} notempty", "n=0", ""),
        ("!({n} = 5)", "n=4", "n=5"),
        ("negate ({n} = 5)", "n=4", "n=5"),
        ("{n} = 5 and {t} = 'x'", "n=5&t=x", "n=5"),
        ("{n} = 5 && {t} = 'x'", "n=5&t=x", "t=x"),
        ("{n} = 5 or {t} = 'x'", "t=x", ""),
        ("{n} = 5 || {t} = 'x'", "n=5", "n=6"),
        ("{n} + 2 = 7", "n=5", "n=6"),
        ("{n} - 2 = 3", "n=5", "n=6"),
        ("{n} * 2 = 10", "n=5", "n=6"),
        ("{n} / 2 = 2.5", "n=5", "n=6"),
        ("{n} % 2 = 1", "n=5", "n=6"),
        ("{t} contains 'ell'", "t=hello", "t=bye"),
        ("{t} *= 'ell'", "t=hello", "t=bye"),
        ("{t} notcontains 'ell'", "t=bye", "t=hello"),
        ("{r} = 3", "r=o3", "r=a"),
        ("{r} anyof ['a', 3]", "r=o3", "r=b"),
        ("{r} noneof ['a', 3]", "r=b", "r=a"),
        ("['a', 'b'] contains {r}", "r=b", "r=o3"),
        ("{c} contains 'x'", "c=x&c=y", "c=y"),
        ("{c} notcontains 'x'", "c=y", "c=x"),
        ("{c} anyof ['x', 'y']", "c=y", "c=z"),
        ("{c} allof ['x', 'y']", "c=x&c=y&c=z", "c=y"),
        ("{c} noneof ['x', 'y']", "c=z", "c=y&c=z"),
        ("{c} = ['x', 'y']", "c=x&c=y", "c=x"),
        ("{c.length} >= 2", "c=x&c=z", "c=x"),
        ("{b} = true", "b=yes", "b=no"),
        ("{b}", "b=yes", "b=no"),
        ("!{b}", "b=no", "b=yes"),
        ("{d} > '2026-05-01'", "d=2026-05-02", "d=2026-05-01"),
        ("iif({b} = true, {n}, 0) > 3", "b=yes&n=4", "b=no&n=4"),
        ("sum({n}, 1) > 5", "n=5", "n=4"),
        ("avg({n}, 3) = 4", "n=5", "n=4"),
        ("min({n}, 3) = 2", "n=2", "n=4"),
        ("max({n}, 3) = 5", "n=5", "n=4"),
        ("count({n}, {t}) = 2", "n=5&t=x", "n=4"),
        ("round({n} / 3, 1) = 1.7", "n=5", "n=4"),
    ] {
        assert!(asked(condition, yes), "{condition} is false of {yes}");
        assert!(!asked(condition, no), "{condition} is true of {no}");
    }
}

#[test]
fn what_has_no_counterpart_is_listed_and_the_question_is_asked() {
    for condition in [
        "age({d}) > 18",
        "today() > {d}",
        "{n} ^ 2 = 4",
        "{nobody} = 1",
        "{n} =",
        "{asked} = 'x'",
        "diffDays({d}, {d}) > 1",
        "{c} < 3",
        "custom({n})",
        "{t} < 'b'",
    ] {
        let (content, losses) = of(&elements(condition));
        assert_eq!(losses.len(), 1, "{condition}: {losses:?}");
        assert_eq!(losses[0].place, "/elements/6/visibleIf", "{condition}");
        assert_eq!(
            content["questions"][6].get("visible_if"),
            None,
            "{condition}"
        );
    }
}
