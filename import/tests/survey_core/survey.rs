//! Surveys of chance, of what the importer carries over, and answers to them.

use super::chance::Chance;
use super::expression::condition;
use serde_json::{Map, Value, json};

/// A question that was generated.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    /// The values it can have: of choices, steps, rows.
    pub(crate) values: Vec<Value>,
    /// The most values that a visitor can choose: SurveyJS lets nobody choose more.
    pub(crate) most: usize,
    pub(crate) rows: Vec<&'static str>,
}

/// A survey and what is answered, in order.
pub(crate) struct Case {
    pub(crate) survey: Value,
    pub(crate) answers: Vec<(String, Value)>,
    /// The language it is shown in; empty for its own.
    pub(crate) locale: &'static str,
}

const KINDS: [&str; 21] = [
    "text",
    "words",
    "number",
    "number",
    "email",
    "date",
    "comment",
    "radiogroup",
    "radiogroup",
    "dropdown",
    "checkbox",
    "checkbox",
    "tagbox",
    "boolean",
    "rating",
    "rating",
    "ranking",
    "matrix",
    "matrixdropdown",
    "paneldynamic",
    "multipletext",
];

/// Choices: some alike but for their type or case of letters.
const CHOICES: [&[&str]; 4] = [
    &["\"red\"", "\"Green\"", "\"light blue\"", "\"item 3\""],
    &["1", "2", "3", "10"],
    &["\"1\"", "\"02\"", "\"a\"", "7"],
    &["true", "\"no\"", "\"0\"", "-1.5"],
];

pub(crate) const TEXTS: [&str; 6] = ["red", "blue moon", "12", "7.5", "x", "no"];

fn parsed(texts: &[&str]) -> Vec<Value> {
    texts
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

pub(crate) fn case(seed: u64) -> Case {
    let mut chance = Chance::new(seed);
    let mut asked: Vec<Asked> = Vec::new();
    let mut pages = Vec::new();
    for page in 0..=chance.below(3) {
        let before = asked.clone();
        let mut elements = Vec::new();
        for _ in 0..=chance.below(5) {
            let (element, mut new) = if chance.percent(12) {
                panel(&mut chance, &asked)
            } else {
                let (element, new) = question(&mut chance, &asked);
                (element, vec![new])
            };
            elements.push(element);
            asked.append(&mut new);
        }
        let mut page = json!({"name": format!("page{page}"), "elements": elements});
        if !before.is_empty() && chance.percent(25) {
            page["visibleIf"] = json!(condition(&mut chance, &before));
        }
        pages.push(page);
    }
    let mut survey = json!({"pages": pages, "clearInvisibleValues": "onHidden"});
    if chance.percent(30) {
        survey["calculatedValues"] = json!([{"name": "sum_one", "expression": super::expression::number(&mut chance, &asked)}]);
    }
    let mut answers = Vec::new();
    for one in &asked {
        answer(&mut chance, one, &mut answers, 80);
    }
    for _ in 0..chance.below(4) {
        let one = chance.one(&asked);
        answer(&mut chance, &one, &mut answers, 70);
    }
    let locale = chance.one(&["", "", "pl", "de"]);
    Case {
        survey,
        answers,
        locale,
    }
}

fn panel(chance: &mut Chance, asked: &[Asked]) -> (Value, Vec<Asked>) {
    let mut all = asked.to_vec();
    let mut elements = Vec::new();
    for _ in 0..=chance.below(2) {
        let (element, new) = question(chance, &all);
        elements.push(element);
        all.push(new);
    }
    let mut panel =
        json!({"type": "panel", "name": format!("panel{}", asked.len()), "elements": elements});
    if chance.percent(40) {
        panel["title"] = json!("A panel");
    }
    if !asked.is_empty() && chance.percent(60) {
        panel["visibleIf"] = json!(condition(chance, asked));
    }
    (panel, all.split_off(asked.len()))
}

fn question(chance: &mut Chance, earlier: &[Asked]) -> (Value, Asked) {
    let kind = chance.one(&KINDS);
    let name = format!("q{}", earlier.len());
    let mut asked = Asked {
        name: name.clone(),
        kind,
        values: Vec::new(),
        most: usize::MAX,
        rows: Vec::new(),
    };
    let mut element = json!({"type": kind, "name": name});
    let rest = own(chance, kind, earlier, &mut asked);
    element.as_object_mut().unwrap().extend(rest);
    if chance.percent(35) {
        element["isRequired"] = json!(true);
    }
    if !earlier.is_empty() {
        if chance.percent(50) {
            element["visibleIf"] = json!(condition(chance, earlier));
        }
        if chance.percent(15) && kind != "multipletext" {
            element["requiredIf"] = json!(condition(chance, earlier));
        }
        if chance.percent(8) {
            element["enableIf"] = json!(condition(chance, earlier));
        }
    }
    if chance.percent(40) {
        element["title"] = title(chance, &name, earlier);
    }
    if chance.percent(12) && !asked.values.is_empty() {
        let value = chance.one(&asked.values);
        element["defaultValue"] = match kind {
            "checkbox" | "tagbox" => json!([value]),
            "radiogroup" | "dropdown" | "rating" | "boolean" | "text" | "comment" => value,
            _ => Value::Null,
        };
        // A value that is null is one that is missing, but a property that is null is none.
        if element["defaultValue"].is_null() {
            element.as_object_mut().unwrap().remove("defaultValue");
        }
    }
    let simple = !matches!(
        kind,
        "multipletext" | "matrixdropdown" | "paneldynamic" | "matrix" | "ranking"
    );
    if simple && chance.percent(12) {
        let mut all = earlier.to_vec();
        all.push(asked.clone());
        let validator = json!({"type": "expression", "expression": condition(chance, &all)});
        element["validators"] = match element["validators"].as_array() {
            Some(others) => others.iter().cloned().chain([validator]).collect(),
            None => json!([validator]),
        };
    }
    (element, asked)
}

/// A title in two languages, which may say what was answered before.
fn title(chance: &mut Chance, name: &str, earlier: &[Asked]) -> Value {
    let said: Vec<&Asked> = earlier
        .iter()
        .filter(|one| {
            matches!(
                one.kind,
                "text" | "words" | "comment" | "radiogroup" | "dropdown" | "checkbox"
            )
        })
        .collect();
    let mut words = format!("About {name}");
    if !said.is_empty() && chance.percent(60) {
        words = format!("{words}, {{{}}}!", chance.one(&said).name);
    }
    match chance.below(3) {
        0 => json!(words),
        1 => json!({"default": words, "pl": format!("O {words}")}),
        _ => json!({"default": words, "de": "Etwas"}),
    }
}

/// What a question of that kind has, and what it can be answered with.
fn own(
    chance: &mut Chance,
    kind: &str,
    earlier: &[Asked],
    asked: &mut Asked,
) -> Map<String, Value> {
    let choices = |chance: &mut Chance, asked: &mut Asked| -> Value {
        asked.values = parsed(chance.one(&CHOICES));
        let all = asked.values.clone().into_iter().map(|value| {
            if !earlier.is_empty() && chance.percent(15) {
                json!({"value": value, "text": "A choice", "visibleIf": condition(chance, earlier)})
            } else {
                value
            }
        });
        all.collect()
    };
    let value = match kind {
        "words" => {
            asked.values = TEXTS.iter().map(|text| json!(text)).collect();
            json!({"type": "text", "validators": [{"type": "text", "minLength": 2, "maxLength": 6}]})
        }
        "text" | "comment" => {
            asked.values = TEXTS.iter().map(|text| json!(text)).collect();
            json!({})
        }
        "number" => {
            asked.values = parsed(&["0", "1", "2.5", "7", "12", "-3", "100"]);
            match chance.below(4) {
                0 => json!({"type": "text", "inputType": "number", "min": 0, "max": 50}),
                1 => json!({"type": "text", "inputType": "number", "step": 0.5}),
                2 => {
                    json!({"type": "text", "inputType": "number", "validators": [{"type": "numeric", "minValue": 1, "maxValue": 12}]})
                }
                _ => json!({"type": "text", "inputType": "number"}),
            }
        }
        "email" => {
            asked.values = parsed(&["\"anna@example.org\"", "\"no address\"", "\"x@y\""]);
            json!({"type": "text", "inputType": "email"})
        }
        "date" => {
            asked.values = parsed(&["\"2026-01-31\"", "\"2025-12-24\"", "\"2026-07-01\""]);
            json!({"type": "text", "inputType": "date", "min": "2026-01-01"})
        }
        "radiogroup" | "dropdown" => {
            let list = choices(chance, asked);
            let mut own = json!({"choices": list});
            if chance.percent(20) {
                own["showNoneItem"] = json!(true);
                asked.values.push(json!("none"));
            }
            if chance.percent(10) && !earlier.is_empty() {
                own["choicesVisibleIf"] = json!(format!(
                    "{{item}} != 'a' or ({})",
                    condition(chance, earlier)
                ));
            }
            own
        }
        "checkbox" | "tagbox" => {
            let list = choices(chance, asked);
            let mut own = json!({"choices": list});
            match chance.below(4) {
                0 => {
                    own["maxSelectedChoices"] = json!(2);
                    asked.most = 2;
                }
                1 => {
                    own["validators"] =
                        json!([{"type": "answercount", "minCount": 2, "maxCount": 3}]);
                }
                _ => {}
            }
            own
        }
        "ranking" => {
            asked.values = parsed(CHOICES[0]);
            json!({"choices": CHOICES[0].iter().map(|text| serde_json::from_str::<Value>(text).unwrap()).collect::<Vec<_>>()})
        }
        "boolean" => match chance.below(4) {
            0 => {
                asked.values = parsed(&["\"ok\"", "\"not ok\""]);
                json!({"valueTrue": "ok", "valueFalse": "not ok"})
            }
            1 => {
                asked.values = parsed(&["true", "false"]);
                json!({"labelTrue": "Sure", "labelFalse": "Never"})
            }
            _ => {
                asked.values = parsed(&["true", "false"]);
                json!({})
            }
        },
        "rating" => match chance.below(4) {
            0 => {
                asked.values = (0..=10).map(|step| json!(step)).collect();
                json!({"rateMin": 0, "rateMax": 10})
            }
            1 => {
                asked.values = parsed(&["\"low\"", "2", "\"high\""]);
                json!({"rateValues": ["low", 2, {"value": "high", "text": "Very high"}]})
            }
            2 => {
                asked.values = parsed(&["1", "2", "3", "4", "5", "6", "7"]);
                json!({"rateMin": 1, "rateCount": 7})
            }
            _ => {
                asked.values = parsed(&["1", "2", "3", "4", "5"]);
                json!({})
            }
        },
        "matrix" => {
            asked.values = parsed(&["1", "2", "\"no\""]);
            asked.rows = vec!["first", "Second row", "third"];
            let mut own = json!({"columns": [1, 2, {"value": "no", "text": "Neither"}], "rows": ["first", {"value": "Second row", "text": "2nd"}, "third"]});
            if chance.percent(30) {
                own["eachRowRequired"] = json!(true);
            }
            if !earlier.is_empty() && chance.percent(30) {
                own["rows"][2] = json!({"value": "third", "visibleIf": condition(chance, earlier)});
            }
            own
        }
        "matrixdropdown" => {
            asked.rows = vec!["r1", "r2"];
            asked.values = parsed(&["1", "2", "3"]);
            json!({"rows": ["r1", "r2"], "choices": [1, 2, 3], "columns": [
                {"name": "pick", "isRequired": chance.percent(30)},
                {"name": "say", "cellType": "text"},
                {"name": "count", "cellType": "text", "inputType": "number", "min": 0}
            ]})
        }
        "paneldynamic" => {
            asked.values = parsed(&["\"a\"", "\"b\""]);
            let mut own = json!({"templateElements": [
                {"type": "text", "name": "label", "isRequired": chance.percent(50)},
                {"type": "radiogroup", "name": "sort", "choices": ["a", "b"]},
                {"type": "text", "inputType": "number", "name": "count", "visibleIf": "{panel.sort} = 'a'", "min": 1}
            ], "maxPanelCount": 5});
            if chance.percent(30) {
                own["minPanelCount"] = json!(1);
            }
            own
        }
        _ => {
            asked.rows = vec!["one", "two"];
            json!({"items": [{"name": "one", "isRequired": chance.percent(20)}, {"name": "two", "inputType": "number"}]})
        }
    };
    match value {
        Value::Object(own) => own,
        _ => Map::new(),
    }
}

fn answer(chance: &mut Chance, one: &Asked, answers: &mut Vec<(String, Value)>, percent: usize) {
    if !chance.percent(percent) {
        return;
    }
    let value = match one.kind {
        "checkbox" | "tagbox" => {
            let mut chosen = chance.some(&one.values);
            chosen.truncate(one.most);
            if chosen.is_empty() {
                return;
            }
            json!(chosen)
        }
        "ranking" => {
            let mut order = one.values.clone();
            let by = chance.below(order.len());
            order.rotate_left(by);
            json!(order)
        }
        "matrix" => {
            let rows = chance.some(&one.rows);
            if rows.is_empty() {
                return;
            }
            rows.iter()
                .map(|row| ((*row).to_owned(), chance.one(&one.values)))
                .collect()
        }
        "matrixdropdown" => {
            let rows = chance.some(&one.rows);
            if rows.is_empty() {
                return;
            }
            let rows = rows.iter().map(|row| {
                let cells = match chance.below(3) {
                    0 => json!({"pick": chance.one(&one.values), "count": chance.below(5)}),
                    1 => json!({"say": chance.one(&TEXTS)}),
                    _ => json!({"pick": chance.one(&one.values)}),
                };
                ((*row).to_owned(), cells)
            });
            rows.collect()
        }
        "paneldynamic" => {
            let entries = (0..=chance.below(3)).map(|_| match chance.below(3) {
                0 => json!({"label": "x", "sort": chance.one(&one.values)}),
                1 => json!({"sort": "a", "count": chance.below(4)}),
                _ => json!({"label": "y"}),
            });
            entries.collect()
        }
        "multipletext" => match chance.below(3) {
            0 => json!({"one": chance.one(&TEXTS)}),
            1 => json!({"two": chance.below(20)}),
            _ => json!({"one": "x", "two": 4}),
        },
        _ => chance.one(&one.values),
    };
    answers.push((one.name.clone(), value));
}
