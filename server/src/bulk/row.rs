//! What one row asks for, judged without looking anything up.

use super::columns::{ColumnUse, Role};
use crate::contact::ContactRef;
use crate::crm::{Table, identifying_value};
use crate::link_values::{LinkValues, ValueOf};
use crate::phone::e164;
use crate::wording::said;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sonda_domain::Locale;

/// What becomes of a person that the embedded CRM does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The row fails.
    #[default]
    Refuse,
    /// A contact is made of what the row says of the person.
    Create,
}

/// What becomes of a row whose person has an open link to the form already, be it of the same table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// No other link is made.
    #[default]
    Skip,
    /// Another one is made.
    Make,
}

/// How the rows of a table become links.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The titles of the columns; none where the table has none.
    pub titles: Option<Vec<String>>,
    /// What each column is for.
    pub columns: Vec<ColumnUse>,
    /// The connector of contacts that are named by a record's id, e-mail address or number.
    pub connector: String,
    /// Their table.
    pub table: String,
    /// What becomes of people that are not known.
    pub missing: Missing,
    /// What becomes of people that have an open link.
    pub repeats: Repeats,
    /// The language of links whose row says none.
    pub locale: Option<Locale>,
    /// The end of links whose row says none, in milliseconds since the epoch.
    pub expires_at_ms: Option<i64>,
    /// The time zone of moments without one.
    pub zone: String,
    /// The country of telephone numbers without one.
    pub region: Option<String>,
    /// What stood between cells, for the file of results.
    pub delimiter: Option<char>,
}

/// What rows are judged by, beside their plan.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// The languages of the form.
    pub locales: Vec<Locale>,
    /// The values that it declares.
    pub known: Vec<String>,
    /// The table of the contacts; none if the connector has no such table.
    pub table: Option<Table>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RowFault {
    /// The column, the first being 0; absent where it is the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// A stable code.
    pub code: &'static str,
    /// The same in words.
    #[serde(serialize_with = "said")]
    pub reason: String,
}

impl RowFault {
    pub(super) fn new(
        column: Option<usize>,
        code: &'static str,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            column,
            code,
            reason: reason.into(),
        }
    }
}

/// Whom a row names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Who {
    /// A record by its id.
    Record(ContactRef),
    /// Whoever has one of these values, in that order: column of the table, and the value as values are compared.
    Having(Vec<(&'static str, String)>),
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) who: Who,
    /// What its columns say of the person, by columns of the contact's table.
    pub(super) person: Map<String, Value>,
    /// What people call the recipient.
    pub(super) label: String,
    pub(super) locale: Option<Locale>,
    pub(super) expires_at_ms: Option<i64>,
    pub(super) values: LinkValues,
}

/// A moment in milliseconds since the epoch; of a day, its end. Days are written as in ISO 8601, Poland or Ukraine.
pub(super) fn moment(text: &str, zone: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let parts: Vec<&str> = day.split(['-', '.', '/']).collect();
    let [one, two, three] = parts[..] else {
        return None;
    };
    let (year, month, date) = match one.len() {
        4 => (one, two, three),
        // 12/31/2026 is another day elsewhere: only points say which way round it is.
        _ if day.contains('/') => return None,
        _ => (three, two, one),
    };
    if year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?).ok()?;
    let zone = TimeZone::get(zone).ok()?;
    let moment: DateTime = match time {
        Some(time) => date.to_datetime(time.parse::<Time>().ok()?),
        None => date
            .checked_add(1.day())
            .ok()?
            .to_datetime(Time::midnight()),
    };
    Some(moment.to_zoned(zone).ok()?.timestamp().as_millisecond())
}

/// What a row asks for, or all that is wrong with it.
pub(super) fn wanted(
    cells: &[String],
    plan: &Plan,
    form: &BulkForm,
    now_ms: i64,
) -> Result<Wanted, Vec<RowFault>> {
    let mut faults = Vec::new();
    let mut reading = Reading::default();
    for (index, (cell, column)) in cells.iter().zip(&plan.columns).enumerate() {
        if cell.is_empty() {
            continue;
        }
        if let Err(fault) = reading.take(cell, column, plan, form, now_ms) {
            faults.push(RowFault {
                column: Some(index),
                ..fault
            });
        }
    }
    let Reading {
        record,
        having,
        mut person,
        locale,
        expires_at_ms,
        values,
    } = reading;
    complete_name(&mut person);
    let who = match record {
        Some(record) => Who::Record(record),
        None if having.is_empty() && faults.is_empty() => {
            let reason =
                "the row names nobody: it needs a contact, an e-mail address or a telephone number";
            return Err(vec![RowFault::new(None, "no_contact", reason)]);
        }
        None => Who::Having(having),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Wanted {
        label: label(&person),
        values: given(&person, values, form),
        who,
        person,
        locale: locale.or_else(|| plan.locale.clone()),
        expires_at_ms: expires_at_ms.or(plan.expires_at_ms),
    })
}

#[derive(Default)]
struct Reading {
    record: Option<ContactRef>,
    having: Vec<(&'static str, String)>,
    person: Map<String, Value>,
    locale: Option<Locale>,
    expires_at_ms: Option<i64>,
    values: LinkValues,
}

impl Reading {
    fn take(
        &mut self,
        cell: &str,
        column: &ColumnUse,
        plan: &Plan,
        form: &BulkForm,
        now_ms: i64,
    ) -> Result<(), RowFault> {
        let fault = |code, reason: &str| Err(RowFault::new(None, code, reason));
        match column.role {
            Role::Ignore => {}
            Role::Contact => {
                let reference = match cell.matches('/').count() {
                    0 | 1 => format!("{}/{}/{cell}", plan.connector, plan.table),
                    _ => cell.to_owned(),
                };
                match reference.parse() {
                    Ok(record) => self.record = Some(record),
                    Err(_) => return fault("invalid_contact", "this does not name a contact"),
                }
            }
            Role::Email => self.address("email", cell.to_owned(), form)?,
            Role::Phone => {
                let Ok(number) = e164(cell, plan.region.as_deref()) else {
                    return fault("invalid_phone", "this is no telephone number");
                };
                self.address("phone", number, form)?;
            }
            Role::Name => self.say("name", cell),
            Role::FirstName => self.say("first_name", cell),
            Role::LastName => self.say("last_name", cell),
            Role::Locale => {
                let wanted = cell.to_lowercase().replace('_', "-");
                let own = form.locales.iter().find(|locale| {
                    let tag = locale.as_str().to_lowercase();
                    tag == wanted || Some(tag.as_str()) == wanted.split('-').next()
                });
                match own {
                    Some(locale) => self.locale = Some(locale.clone()),
                    None => {
                        return fault("unknown_locale", "the form does not speak this language");
                    }
                }
            }
            Role::ExpiresAt => match moment(cell, &plan.zone) {
                Some(at) if at > now_ms => self.expires_at_ms = Some(at),
                Some(_) => return fault("past_expires_at", "this moment has passed"),
                None => {
                    return fault(
                        "invalid_expires_at",
                        "this is no day or moment: write it as 2026-12-31",
                    );
                }
            },
            Role::LinkValue => self.value(ValueOf::Link, column, cell)?,
            Role::ContactValue => self.value(ValueOf::Contact, column, cell)?,
        }
        Ok(())
    }

    fn say(&mut self, name: &str, text: &str) {
        let text: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        self.person.insert(name.to_owned(), text.into());
    }

    fn value(&mut self, of: ValueOf, column: &ColumnUse, cell: &str) -> Result<(), RowFault> {
        let name = column.name.as_deref().unwrap_or_default();
        let given = self.values.give(of, name, cell);
        given.map_err(|error| RowFault::new(None, "invalid_value", error.to_string()))
    }

    /// Takes an address that people are found by.
    fn address(
        &mut self,
        name: &'static str,
        text: String,
        form: &BulkForm,
    ) -> Result<(), RowFault> {
        let code = match name {
            "email" => "invalid_email",
            _ => "invalid_phone",
        };
        let column = form.table.as_ref().and_then(|table| table.column(name));
        let column = column.filter(|column| column.identifying);
        let Some(column) = column else {
            let reason = "contacts of this table are not found by that: name them by their ids";
            return Err(RowFault::new(None, "not_identifying", reason));
        };
        let value = column.kind.accept(&Value::String(text));
        let value = value.map_err(|reason| RowFault::new(None, code, format!("this {reason}")))?;
        let is_address = code != "invalid_email" || value.as_str().is_some_and(is_sendable);
        match identifying_value(column, &value).filter(|_| is_address) {
            Some(key) => {
                self.having.push((name, key));
                self.person.insert(name.to_owned(), value);
                Ok(())
            }
            None => Err(RowFault::new(None, code, "this is no address")),
        }
    }
}

/// Whether an address looks like one that can be written to.
fn is_sendable(text: &str) -> bool {
    let halves = text.trim().rsplit_once('@');
    halves.is_some_and(|(user, host)| {
        !user.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !text.trim().contains(char::is_whitespace)
    })
}

/// First and last name of a whole one, or the other way round.
fn complete_name(person: &mut Map<String, Value>) {
    let said = |person: &Map<String, Value>, name: &str| {
        person.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    let (whole, first, last) = (
        said(person, "name"),
        said(person, "first_name"),
        said(person, "last_name"),
    );
    match (whole, first, last) {
        (Some(whole), None, None) => {
            if let Some((first, last)) = whole.trim().split_once(' ') {
                person.insert("first_name".to_owned(), first.into());
                person.insert("last_name".to_owned(), last.trim().into());
            }
        }
        (None, first, last) if first.is_some() || last.is_some() => {
            let parts: Vec<String> = first.into_iter().chain(last).collect();
            person.insert("name".to_owned(), parts.join(" ").into());
        }
        _ => {}
    }
}

fn label(person: &Map<String, Value>) -> String {
    let said = ["name", "email", "phone"]
        .iter()
        .find_map(|name| person.get(*name)?.as_str());
    said.unwrap_or_default().to_owned()
}

/// The values of the link, with those of the person that the form declares and the row does not give otherwise.
fn given(person: &Map<String, Value>, mut values: LinkValues, form: &BulkForm) -> LinkValues {
    for (name, value) in person {
        let declared = form
            .known
            .iter()
            .any(|one| one.strip_prefix("contact.") == Some(name));
        if declared
            && values.get("contact", name).is_none()
            && let Some(text) = value.as_str()
        {
            // What does not fit is left out: the row is none the worse for it.
            let _ = values.give(ValueOf::Contact, name, text);
        }
    }
    values
}
