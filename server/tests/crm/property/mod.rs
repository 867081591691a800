//! A mapping that passes the check never fails for type, length, choice or required reasons.
//!
//! `SONDA_MAPPING_CASES` asks for more cases than usual.

mod chance;
mod form;
mod narrow;
mod source;
mod table;

use chance::Chance;
use form::Form;
use narrow::narrowest;
use serde_json::{Value, json};
use sonda_server::crm::{Catalogue, Column, ColumnType, RecordWrite, Table, TextFormat};
use sonda_server::mapping::{
    Arrival, EarlierRecords, Mapping, Target, applies, check_mapping, compute,
};
use sonda_server::store::StoredResponse;
use std::collections::{BTreeMap, BTreeSet};

const CASES: u64 = 1_000;
const COLUMNS: usize = 16;
/// How many wrong cases are told at once.
const MOST_WRONG: usize = 12;

/// A generated case.
struct Case {
    form: Form,
    /// Each column with its source.
    columns: Vec<(Column, Value)>,
    rows: &'static str,
    when: Option<Value>,
    open: bool,
    response: StoredResponse,
    earlier: EarlierRecords,
}

fn case(seed: u64) -> Result<Case, String> {
    let mut chance = Chance::new(seed);
    let form = form::form(&mut chance)?;
    let rows = chance.one(&["one", "one", "per_question"]);
    let columns = (0..COLUMNS).map(|index| {
        let mut source = source::source(&mut chance, &form.content, rows, 2);
        let name = format!("c{index:02}");
        let column = table::column(&mut chance, &name, &source, &form.content);
        source["mode"] = json!(match chance.below(10) {
            0 => "only_if_empty",
            1 => "append",
            2 => "on_create",
            _ => "overwrite",
        });
        (column, source)
    });
    let columns = columns.collect();
    let when = chance.one(&[
        None,
        None,
        None,
        None,
        None,
        Some(json!({"==": [{"var": "$locale"}, "en"]})),
        Some(json!({"==": [{"var": "$link.order"}, "7"]})),
        Some(json!({"!": [{"var": "$contact.first_name"}]})),
        Some(json!({">": [{"var": "whole"}, 100]})),
    ]);
    let open = chance.percent(30);
    let response = response(&mut chance, &form);
    // The conditional one may have made nothing.
    let mut earlier = EarlierRecords::new();
    earlier.insert("earlier".parse().unwrap(), "42".to_owned());
    if chance.percent(50) {
        earlier.insert("conditional".parse().unwrap(), "43".to_owned());
    }
    Ok(Case {
        form,
        columns,
        rows,
        when,
        open,
        response,
        earlier,
    })
}

fn response(chance: &mut Chance, form: &Form) -> StoredResponse {
    let personal = chance.percent(60);
    let contact = match chance.percent(5) {
        true => "other/contact/42",
        false => "embedded/contact/42",
    };
    let mut context = BTreeMap::new();
    for name in [
        "page",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
    ] {
        if chance.percent(60) {
            let value = chance.one(&[
                "https://example.com/\u{7}".repeat(40),
                " ".to_owned(),
                "ż".to_owned(),
            ]);
            context.insert(name.to_owned(), value);
        }
    }
    StoredResponse {
        seed: 0,
        conclusion: form.conclusion.clone(),
        id: "0198-r".into(),
        form: "visit".parse().unwrap(),
        version: chance.one(&[1, 3, i64::from(i32::MAX)]),
        link: personal.then(|| "link".into()),
        link_values: form.link_values.clone(),
        contact: personal.then(|| contact.parse().unwrap()),
        locale: "en".parse().unwrap(),
        answers: form.answers.clone(),
        context: context.into_iter().collect(),
        marks: Vec::new(),
        submitted_at_ms: chance.one(&[1_785_492_000_123, 0]),
    }
}

impl Case {
    /// The mapping of those columns; its last target is judged.
    fn mapping(&self, keep: &BTreeSet<&str>) -> Mapping {
        let sources: BTreeMap<&str, &Value> = self
            .columns
            .iter()
            .map(|(column, source)| (column.name.as_str(), source))
            .filter(|(name, _)| keep.contains(name))
            .collect();
        let name = json!({"name": {"constant": "x"}});
        serde_json::from_value(json!({"targets": [
            {"id": "earlier", "table": "contact", "columns": name},
            {"id": "conditional", "table": "contact", "when": {"==": [1, 1]}, "columns": name},
            {"id": "t", "table": "t", "rows": self.rows, "columns": sources, "when": self.when},
        ]}))
        .unwrap()
    }

    fn table(&self, keep: &BTreeSet<&str>) -> Table {
        // An open table takes what it does not know.
        let known = if self.open { COLUMNS / 2 } else { COLUMNS };
        let columns = self
            .columns
            .iter()
            .take(known)
            .map(|(column, _)| column.clone());
        let columns = columns.filter(|column| keep.contains(column.name.as_str()));
        Table {
            open: self.open,
            ..Table::new("t", columns.collect())
        }
    }

    fn faults(&self, mapping: &Mapping, table: &Table) -> Vec<String> {
        let text = ColumnType::Text {
            length: 10,
            format: TextFormat::Plain,
        };
        let contact = Table::new("contact", vec![Column::new("name", text)]);
        let catalogue = Catalogue::default().with("embedded", vec![contact, table.clone()]);
        let faults = check_mapping(mapping, &self.form.content, Arrival::Anyhow, &catalogue);
        faults.into_iter().map(|fault| fault.path).collect()
    }
}

/// What is wrong with a mapping that passes the check; how many columns were judged.
fn judge(case: &Case) -> Result<usize, String> {
    let said = |wrong: String| {
        let sources: Vec<String> = case
            .columns
            .iter()
            .filter(|(column, _)| wrong.contains(&column.name))
            .map(|(column, source)| {
                let asked = source["answer"]
                    .as_str()
                    .and_then(|id| case.form.content.question(id));
                let asked = asked.map(|question| serde_json::to_string(question).unwrap());
                format!("{source} {:?} {}", column.kind, asked.unwrap_or_default())
            })
            .collect();
        format!("{wrong}\n{}", sources.join("\n"))
    };
    judged(case).map_err(said)
}

fn judged(case: &Case) -> Result<usize, String> {
    let all: BTreeSet<&str> = case
        .columns
        .iter()
        .map(|(column, _)| column.name.as_str())
        .collect();
    // The columns at fault are left out; what remains must pass, and then work.
    let faults = case.faults(&case.mapping(&all), &case.table(&all));
    let is_sound = |name: &&&str| {
        let path = format!("/columns/{name}");
        faults
            .iter()
            .all(|fault| !fault.ends_with(&path) && !fault.contains(&format!("{path}/")))
    };
    let sound: BTreeSet<&str> = all.iter().filter(is_sound).copied().collect();
    if sound.is_empty() {
        return Ok(0);
    }
    let mapping = case.mapping(&sound);
    let table = narrowest(case.table(&sound), &|table| case.faults(&mapping, table));
    let faults = case.faults(&mapping, &table);
    if !faults.is_empty() {
        return Err(format!("it does not pass: {faults:?}"));
    }
    let target = &mapping.targets[2];
    let content = &case.form.content;
    let rows = match compute(target, &table, content, &case.response, &case.earlier) {
        Ok(rows) => rows,
        // What a link was made for shows only when a response comes.
        Err(error) if error.to_string().contains("the link was made for") => return Ok(0),
        Err(error) => return Err(error.to_string()),
    };
    if !applies(target, content, &case.response).unwrap() {
        return match rows.is_empty() {
            true => Ok(0),
            false => Err("rows of a target that is not written".to_owned()),
        };
    }
    rows.iter().try_for_each(|row| taken(row, target, &table))?;
    Ok(sound.len())
}

/// Whether the table takes a record.
fn taken(row: &RecordWrite, target: &Target, table: &Table) -> Result<(), String> {
    for column in &table.columns {
        let name = &column.name;
        match row.values.get(name) {
            Some(cell) => {
                let accepted = column.kind.accept(&cell.value);
                if accepted.as_ref() != Ok(&cell.value) {
                    return Err(format!(
                        "{name} {:?}: {} becomes {accepted:?}",
                        column.kind, cell.value
                    ));
                }
            }
            None if column.required => {
                return Err(format!(
                    "{name} has no value: {:?}",
                    target.columns.get(name)
                ));
            }
            None => {}
        }
    }
    Ok(())
}

#[test]
fn what_passes_the_check_is_taken_by_the_table() {
    let cases = std::env::var("SONDA_MAPPING_CASES");
    let cases = cases.map_or(CASES, |cases| cases.parse().unwrap());
    let first = std::env::var("SONDA_MAPPING_FIRST").map_or(0, |first| first.parse().unwrap());
    let mut judged = 0;
    let mut all_wrong: Vec<String> = Vec::new();
    for seed in first..first + cases {
        match case(seed).and_then(|case| judge(&case)) {
            Ok(columns) => judged += columns,
            Err(wrong) => all_wrong.push(format!("seed {seed}: {wrong}")),
        }
        if all_wrong.len() >= MOST_WRONG {
            break;
        }
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
    // A test that judges nothing would find nothing.
    assert!(
        judged as u64 > cases * 4,
        "{judged} columns of {cases} cases"
    );
}
