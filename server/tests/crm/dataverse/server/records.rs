//! Records: read by key or filter, written by conditional PATCH, judged as the service judges.

use super::filter::matches;
use super::keys::{Key, alternate, has};
use super::schema::{Col, Kind, Tab, tables};
use super::{Answer, Asked, Books, Row};
use rust_decimal::Decimal;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a body writes: values, and what lookups name.
#[derive(Default)]
struct Written {
    values: BTreeMap<String, String>,
    named: BTreeMap<String, String>,
}

impl Books {
    /// The table of a path such as `contacts` or `contacts(id)`, with the key.
    fn place(&mut self, path: &str) -> Result<(Tab, Option<String>), Answer> {
        let (set, key) = match path.split_once('(') {
            Some((set, key)) => (set, Some(key)),
            None => (path, None),
        };
        let Some(table) = tables().into_iter().find(|table| table.set == set) else {
            let message = format!("Resource not found for the segment '{set}'.");
            self.complaints.push(message.clone());
            return Err(Answer::refusal(404, "0x80060888", &message));
        };
        let Some(key) = key else {
            return Ok((table, None));
        };
        let key = key.strip_suffix(')').unwrap_or_default();
        let is_canonical = key.parse().is_ok_and(|id: Uuid| id.to_string() == key);
        if !is_canonical {
            return Err(self.complain(format!("{key} is no id")));
        }
        Ok((table, Some(key.to_owned())))
    }

    fn may(&self, table: &Tab, privilege: &str) -> Result<(), Answer> {
        let pair = (table.name.to_owned(), privilege.to_owned());
        match self.denied.contains(&pair) {
            false => Ok(()),
            true => {
                let message = format!("Principal user is missing prv{privilege}{}", table.name);
                Err(Answer::refusal(403, "0x80040220", &message))
            }
        }
    }

    pub(super) fn read(&mut self, asked: &Asked<'_>) -> Answer {
        self.try_read(asked).unwrap_or_else(|refusal| refusal)
    }

    fn try_read(&mut self, asked: &Asked<'_>) -> Result<Answer, Answer> {
        let (table, key) = self.place(&asked.path)?;
        self.may(&table, "Read")?;
        let select = asked.query.get("$select").cloned().unwrap_or_default();
        for name in select.split(',') {
            let own = |column: &&Col| match column.kind {
                Kind::Lookup(_) => format!("_{}_value", column.name) == name,
                _ => column.name == name,
            };
            let column = table.columns.iter().find(own);
            let is_missing = column.is_some_and(|column| {
                let pair = (table.name.to_owned(), column.name.to_owned());
                self.missing.contains(&pair)
            });
            if is_missing {
                let message = format!("Could not find a property named '{name}'");
                return Err(Answer::refusal(400, "0x80060888", &message));
            }
            if name != table.id && column.is_none() {
                return Err(self.complain(format!("{} has no {name} to select", table.name)));
            }
        }
        let shown = |row: &Row| show(row, &table, &select);
        let rows = self.rows.get(table.name).cloned().unwrap_or_default();
        if let Some(key) = key {
            let row = rows.iter().find(|row| row.id == key);
            let row = row.ok_or_else(|| not_there(&table, &key))?;
            return Ok(Answer::json(200, shown(row)));
        }
        let known = ["$select", "$filter", "$orderby", "$top"];
        if let Some(name) = asked
            .query
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            return Err(self.complain(format!("{name} is not asked for here")));
        }
        let mut found = Vec::new();
        for row in &rows {
            let passes = match asked.query.get("$filter") {
                Some(filter) => {
                    matches(filter, &table, row).map_err(|fault| self.complain(fault))?
                }
                None => true,
            };
            if passes {
                found.push(row);
            }
        }
        match asked.query.get("$orderby").map(String::as_str) {
            None => {}
            Some("createdon desc") => found.sort_by_key(|row| std::cmp::Reverse(row.made)),
            Some(order) => return Err(self.complain(format!("{order} is no order used here"))),
        }
        let top = asked.query.get("$top").map(|top| top.parse().unwrap());
        found.truncate(top.unwrap_or(5_000));
        let found: Vec<String> = found.into_iter().map(shown).collect();
        Ok(Answer::json(
            200,
            format!("{{\"value\":[{}]}}", found.join(",")),
        ))
    }

    pub(super) fn patch(&mut self, asked: &Asked<'_>) -> Answer {
        self.try_patch(asked).unwrap_or_else(|refusal| refusal)
    }

    fn try_patch(&mut self, asked: &Asked<'_>) -> Result<Answer, Answer> {
        if let Some((set, key)) = asked.path.split_once('(')
            && key.contains('=')
        {
            let (table, _) = self.place(set)?;
            let key = alternate(key.strip_suffix(')').unwrap_or_default(), &table);
            let key = key.map_err(|fault| self.complain(fault))?;
            let rows = self.rows.get(table.name).cloned().unwrap_or_default();
            let there = rows.into_iter().find(|row| has(row, &key));
            return self.write(asked, &table, there, Key::Alternate(key));
        }
        let (table, id) = self.place(&asked.path)?;
        let Some(id) = id else {
            return Err(self.complain("PATCH takes one record"));
        };
        let rows = self.rows.get(table.name).cloned().unwrap_or_default();
        let there = rows.into_iter().find(|row| row.id == id);
        self.write(asked, &table, there, Key::Id(id))
    }

    /// Changes the record that is there, or creates one with that id or alternate key.
    fn write(
        &mut self,
        asked: &Asked<'_>,
        table: &Tab,
        there: Option<Row>,
        key: Key,
    ) -> Result<Answer, Answer> {
        let header = |name: &str| asked.headers.get(name).map(String::as_str);
        let shown = asked.path.split_once('(').map_or("", |(_, key)| key);
        match (header("if-none-match"), header("if-match"), &there) {
            (Some("*"), None, Some(_)) => {
                let message = "A record with matching key values already exists.";
                return Err(Answer::refusal(412, "0x80040237", message));
            }
            (Some("*"), None, None) => self.may(table, "Create")?,
            (_, Some(_), None) => return Err(not_there(table, shown.trim_end_matches(')'))),
            (None | Some("null"), Some(tag), Some(row)) => {
                self.may(table, "Write")?;
                if tag != "*" && tag != format!("W/\"{}\"", row.version) {
                    let message = "The version of the existing record doesn't match the RowVersion property provided.";
                    return Err(Answer::refusal(412, "0x80060882", message));
                }
            }
            (None | Some("null"), None, there) if matches!(key, Key::Alternate(_)) => {
                let privilege = if there.is_some() { "Write" } else { "Create" };
                self.may(table, privilege)?;
            }
            _ => return Err(self.complain("a PATCH without a condition may create or overwrite")),
        }
        let mut written = self.judge(table, asked.body, there.is_none())?;
        self.next += 1;
        let number = self.next;
        let id = match (&there, &key) {
            (Some(row), _) => row.id.clone(),
            (None, Key::Id(id)) => id.clone(),
            (None, Key::Alternate(_)) => format!("00000000-0000-4000-9000-{number:012}"),
        };
        if let Key::Alternate(key) = key {
            if key
                .iter()
                .any(|(name, _)| written.values.contains_key(*name))
            {
                return Err(self.complain("the key of the address is in the body as well"));
            }
            let key = key
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            // What is there keeps its own spelling.
            written.values.extend(key.filter(|_| there.is_none()));
        }
        self.check_keys(table, &id, &written)?;
        let is_wary = header("mscrm.suppressduplicatedetection") == Some("false");
        let rows = self.rows.entry(table.name.to_owned()).or_default();
        let same = |row: &Row| {
            row.id != id && row.values.get("emailaddress1") == written.values.get("emailaddress1")
        };
        if is_wary && self.finds_duplicates && rows.iter().any(same) {
            let message = "A record was not created or updated because a duplicate of the current record already exists.";
            return Err(Answer::refusal(412, "0x80040333", message));
        }
        if there.is_none() {
            rows.push(Row {
                id: id.clone(),
                version: number,
                made: number,
                values: BTreeMap::new(),
                named: BTreeMap::new(),
            });
        }
        let row = rows.iter_mut().find(|row| row.id == id).unwrap();
        row.version = number;
        row.values.extend(written.values);
        row.named.extend(written.named);
        if header("prefer") == Some("return=representation") {
            let status = if there.is_none() { 201 } else { 200 };
            let select = asked.query.get("$select").cloned().unwrap_or_default();
            return Ok(Answer::json(status, show(row, table, &select)));
        }
        let place = format!("/api/data/v9.2/{}", asked.path);
        Ok(Answer::new(204).with("odata-entityid", place))
    }

    /// What the body writes, as far as the service takes it.
    fn judge(&mut self, table: &Tab, body: &[u8], is_new: bool) -> Result<Written, Answer> {
        let body: BTreeMap<String, Box<RawValue>> = match serde_json::from_slice(body) {
            Ok(body) => body,
            Err(_) => return Err(self.complain("the body is no JSON object")),
        };
        let mut written = Written::default();
        for (name, raw) in &body {
            if name == table.id {
                return Err(self.complain("the key of the address is in the body as well"));
            }
            if let Some(navigation) = name.strip_suffix("@odata.bind") {
                self.bind(table, navigation, raw, &mut written)?;
                continue;
            }
            let mut columns = table.columns.iter();
            let column = columns.find(|column| column.name == name);
            let pair = (table.name.to_owned(), name.clone());
            let column = column.filter(|one| !matches!(one.kind, Kind::Lookup(_)));
            let Some(column) = column.filter(|_| !self.missing.contains(&pair)) else {
                let message = format!(
                    "Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{}'.",
                    table.name
                );
                if !self.missing.contains(&pair) {
                    self.complaints.push(message.clone());
                }
                return Err(Answer::refusal(400, "0x80048d19", &message));
            };
            let is_written = if is_new { column.create } else { column.update };
            if !is_written || column.shadow_of.is_some() {
                return Err(self.complain(format!("{name} is not written")));
            }
            judge_value(column, table, raw.get())?;
            written.values.insert(name.clone(), raw.get().to_owned());
        }
        for column in &table.columns {
            let is_lookup = matches!(column.kind, Kind::Lookup(_));
            let is_demanded =
                is_new && column.level == "SystemRequired" && column.name != "ownerid";
            if is_demanded && is_lookup && !written.named.contains_key(column.name) {
                let message = format!(
                    "You should specify a parent: '{}' is required.",
                    column.name
                );
                return Err(Answer::refusal(400, "0x80040203", &message));
            }
        }
        Ok(written)
    }

    fn bind(
        &mut self,
        table: &Tab,
        navigation: &str,
        raw: &RawValue,
        written: &mut Written,
    ) -> Result<(), Answer> {
        let found = table.columns.iter().find_map(|column| {
            let Kind::Lookup(targets) = &column.kind else {
                return None;
            };
            let target = targets.iter().find(|(_, name)| *name == navigation)?;
            Some((column.name, target.0))
        });
        let Some((column, target)) = found else {
            let message = format!(
                "An undeclared property '{navigation}' which only has property annotations in the payload but no property value was found."
            );
            self.complaints.push(message.clone());
            return Err(Answer::refusal(400, "0x80048d19", &message));
        };
        let place: String = match serde_json::from_str(raw.get()) {
            Ok(place) => place,
            Err(_) => return Err(self.complain("a lookup is bound to an address")),
        };
        let (bound, key) = self.place(place.strip_prefix('/').unwrap_or_default())?;
        let is_target = bound.name == target || (target == "owner" && bound.name == "systemuser");
        let (true, Some(key)) = (is_target, key) else {
            return Err(self.complain(format!("{navigation} takes no {place}")));
        };
        let rows = self
            .rows
            .get(bound.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if !rows.iter().any(|row| row.id == key) {
            return Err(not_there(&bound, &key));
        }
        if written
            .named
            .insert(column.to_owned(), bound.name.to_owned())
            .is_some()
        {
            return Err(self.complain(format!("{column} is bound twice")));
        }
        written
            .values
            .insert(column.to_owned(), Value::from(key).to_string());
        Ok(())
    }

    fn check_keys(&self, table: &Tab, key: &str, written: &Written) -> Result<(), Answer> {
        let rows = self
            .rows
            .get(table.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for columns in &table.keys {
            let is_same = |row: &&Row| {
                let mut columns = columns.iter();
                columns.all(|name| {
                    let own = written.values.get(*name);
                    own.is_some() && own == row.values.get(*name)
                })
            };
            let mut others = rows.iter().filter(|row| row.id != key);
            if others.any(|row| is_same(&row)) {
                let message = format!(
                    "A record that has the attribute values {} already exists.",
                    columns.join(", ")
                );
                return Err(Answer::refusal(412, "0x80060892", &message));
            }
        }
        Ok(())
    }
}

fn not_there(table: &Tab, key: &str) -> Answer {
    let message = format!("Entity '{}' With Id = {key} Does Not Exist", table.name);
    Answer::refusal(404, "0x80040217", &message)
}

fn judge_value(column: &Col, table: &Tab, raw: &str) -> Result<(), Answer> {
    let name = column.name;
    let wrong_type = || {
        let message =
            format!("Cannot convert the literal '{raw}' to the expected type of '{name}'.");
        Answer::refusal(400, "0x80048d19", &message)
    };
    let value: Value = serde_json::from_str(raw).map_err(|_| wrong_type())?;
    let text = || value.as_str().ok_or_else(wrong_type);
    let out_of_range = |code| {
        let message = format!(
            "A validation error occurred. The value of '{name}' on record of type '{}' is outside the valid range.",
            table.name
        );
        Err(Answer::refusal(400, code, &message))
    };
    match &column.kind {
        Kind::Text(most, _) | Kind::Memo(most) => {
            if text()?.encode_utf16().count() > *most {
                let message = format!(
                    "A validation error occurred. The length of the '{name}' attribute of the '{}' entity exceeded the maximum allowed length of '{most}'.",
                    table.name
                );
                return Err(Answer::refusal(400, "0x80044331", &message));
            }
        }
        Kind::Int(min, max) => {
            let number = value.as_i64().ok_or_else(wrong_type)?;
            if !(*min..=*max).contains(&number) {
                return out_of_range("0x80044330");
            }
        }
        Kind::Decimal(min, max, _) | Kind::Money(min, max, _) => {
            let is_number = raw
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
            let number: Decimal = raw.parse().map_err(|_| wrong_type())?;
            let bound = |text: &str| text.parse::<Decimal>().unwrap();
            if !is_number {
                return Err(wrong_type());
            }
            if number < bound(min) || number > bound(max) {
                return out_of_range("0x80044330");
            }
        }
        Kind::Bool => {
            value.as_bool().ok_or_else(wrong_type)?;
        }
        Kind::Day => {
            let day: jiff::civil::Date = text()?.parse().map_err(|_| wrong_type())?;
            if day.to_string() != text()? {
                return Err(wrong_type());
            }
        }
        Kind::Moment => {
            text()?
                .parse::<jiff::Timestamp>()
                .map_err(|_| wrong_type())?;
        }
        Kind::Choice(choices) | Kind::State(choices) => {
            let number = value.as_i64().ok_or_else(wrong_type)?;
            if !choices.iter().any(|(value, _)| *value == number) {
                return out_of_range("0x8004431a");
            }
        }
        Kind::Multi(choices) => {
            for one in text()?.split(',') {
                let number: i64 = one.trim().parse().map_err(|_| wrong_type())?;
                if !choices.iter().any(|(value, _)| *value == number) {
                    return out_of_range("0x8004431a");
                }
            }
        }
        Kind::Lookup(_) => return Err(wrong_type()),
    }
    Ok(())
}

/// A record as it is given out: money with four decimal places, lookups by id.
fn show(row: &Row, table: &Tab, select: &str) -> String {
    let mut members = vec![
        format!(
            "\"@odata.etag\":{}",
            Value::from(format!("W/\"{}\"", row.version))
        ),
        format!("\"{}\":\"{}\"", table.id, row.id),
    ];
    for column in &table.columns {
        let own = row.values.get(column.name);
        let shown = own.cloned().unwrap_or_else(|| "null".into());
        let name = match column.kind {
            Kind::Lookup(_) => format!("_{}_value", column.name),
            _ => column.name.to_owned(),
        };
        if !select.split(',').any(|wanted| wanted == name) {
            continue;
        }
        let shown = match &column.kind {
            Kind::Money(..) if own.is_some() => {
                let (whole, places) = shown.split_once('.').unwrap_or((&shown, ""));
                format!("{whole}.{places:0<4}")
            }
            Kind::Multi(_) => shown.replace(',', ", "),
            _ => shown,
        };
        members.push(format!("\"{name}\":{shown}"));
    }
    format!("{{{}}}", members.join(","))
}
