//! What a pass over a form may cost.

use super::*;

/// Questions that are asked while `condition` holds, all answered.
fn asked_if(count: usize, condition: &Value) -> (Vec<Value>, Entries) {
    let name = |index| format!("q{index}");
    let questions = (0..count)
        .map(|index| question(&name(index), "text", json!({"visible_if": condition})))
        .collect();
    (
        questions,
        (0..count)
            .map(|index| (name(index), "x".to_owned()))
            .collect(),
    )
}

/// A calculation of about 8,300 steps.
fn heavy(id: &str) -> Value {
    let list: Vec<u8> = (0..90).collect();
    let value = json!({"length": {"map": [list, {"length": {"map": [list, 1]}}]}});
    json!({"id": id, "value": value, "bands": [{"id": "all", "title": {"en": "All"}}]})
}

#[test]
fn a_spent_budget_refuses_answers_in_place_of_dropping_them() {
    let nobody = json!({"none": [{"var": "people"}, {"==": [{"var": "name"}, "zzz"]}]});
    let (asked, answers) = asked_if(400, &json!({"and": [nobody, nobody]}));
    let people = question(
        "people",
        "group",
        json!({"max_entries": 50, "questions": [question("name", "text", json!({}))]}),
    );
    let last = question("last", "text", json!({}));
    let questions = [vec![people], asked, vec![last]].concat();
    let content = content(json!({"questions": questions}));
    let with_people = |count: usize| {
        let mut answers = answers.clone();
        for index in 0..count {
            answers.push(format!("people.{index}.name"), "Ann".to_owned());
        }
        validate(&content, &answers, &known())
    };
    assert_eq!(with_people(20).unwrap().answers.0.len(), 401);
    let refused = with_people(50).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].fault, FieldFault::TooMuch);
    assert_eq!(refused[0].field, "last");
}

#[test]
fn a_calculation_is_paid_for_once() {
    let (questions, answers) = asked_if(200, &json!({"==": [{"var": "$band.heavy"}, "all"]}));
    let one = content(json!({"questions": questions, "calculations": [heavy("heavy")]}));
    let judged = validate(&one, &answers, &known()).unwrap();
    assert_eq!(judged.answers.0.len(), 200);
}

#[test]
fn calculations_share_the_budget_of_their_form() {
    let many: Vec<_> = (0..50).map(|index| heavy(&format!("c{index}"))).collect();
    let form =
        content(json!({"questions": [question("q", "text", json!({}))], "calculations": many}));
    assert_eq!(
        faults(&form, &[("q", "x")]),
        [("q".to_owned(), FieldFault::TooMuch)]
    );
}
