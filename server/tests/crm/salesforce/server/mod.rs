//! A strict Salesforce of our own, as far as the connector needs it.
//!
//! From Salesforce's own documentation: the token, upsert by external id with 201, 200 and 300, collections of at most
//! 200 with `allOrNone`, the shapes of errors. From memory: what `describe` says, codes and words of errors, which
//! comparisons the query language makes, that an id in the body beside the one in the address is refused.

mod objects;
mod query;

use crate::fake::{Asked, Reply, Service, object};
use objects::{Object, objects};
use serde_json::{Map, Value, json};

pub(crate) const CLIENT: &str = "3MVG9.client";
pub(crate) const SECRET: &str = "s3cret&more";
const ROOT: &str = "/services/data/v62.0";

pub(crate) struct SalesforceServer {
    objects: Vec<Object>,
    next_id: i64,
    /// The token that holds; absent: none was given.
    token: Option<String>,
    pub(crate) tokens: usize,
    /// Whether a duplicate rule warns of leads with the same name.
    pub(crate) warns: bool,
    pub(crate) hidden: Vec<&'static str>,
}

/// Why a record is refused: code, message, fields.
struct Refusal(u16, &'static str, String, Vec<String>);

impl Refusal {
    fn field(code: &'static str, message: &str, field: &str) -> Self {
        Self(400, code, message.to_owned(), vec![field.to_owned()])
    }

    fn reply(self) -> Reply {
        let Self(status, code, message, fields) = self;
        let body = json!([{"message": message, "errorCode": code, "fields": fields}]);
        Reply::new(status, body)
    }
}

impl SalesforceServer {
    pub(crate) fn new() -> Self {
        Self {
            objects: objects(),
            next_id: 1,
            token: None,
            tokens: 0,
            warns: false,
            hidden: Vec::new(),
        }
    }

    pub(crate) fn rows(&self, object: &str) -> Vec<Map<String, Value>> {
        let object = self.objects.iter().find(|one| one.name == object);
        object.unwrap().rows.clone()
    }

    pub(crate) fn rows_mut(&mut self, object: &str) -> &mut Vec<Map<String, Value>> {
        let object = self.objects.iter_mut().find(|one| one.name == object);
        &mut object.unwrap().rows
    }

    pub(crate) fn remove_field(&mut self, object: &str, field: &str) {
        let object = self.objects.iter_mut().find(|one| one.name == object);
        object.unwrap().fields.retain(|one| one["name"] != field);
    }

    /// The token ends before its time.
    pub(crate) fn end_token(&mut self) {
        self.token = None;
    }

    fn give_token(&mut self, asked: &Asked) -> Reply {
        let form = asked
            .text
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8()
                .unwrap()
                .into_owned()
        };
        let form: Vec<(String, String)> = form
            .map(|(name, value)| (name.to_owned(), decode(value)))
            .collect();
        let value = |name: &str| {
            form.iter()
                .find(|(own, _)| own == name)
                .map(|(_, value)| value.as_str())
        };
        let refuse =
            |error: &str| Reply::new(400, json!({"error": error, "error_description": "no"}));
        if asked.header("content-type") != "application/x-www-form-urlencoded"
            || value("grant_type") != Some("client_credentials")
        {
            return refuse("unsupported_grant_type");
        }
        if value("client_id") != Some(CLIENT) {
            return refuse("invalid_client_id");
        }
        if value("client_secret") != Some(SECRET) {
            return refuse("invalid_client");
        }
        self.tokens += 1;
        let token = format!("00D!token{}", self.tokens);
        self.token = Some(token.clone());
        let body = json!({
            "access_token": token, "instance_url": "http://192.0.2.1", "token_type": "Bearer",
        });
        Reply::new(200, body)
    }

    fn place(&self, name: &str) -> Result<usize, Refusal> {
        let place = self.objects.iter().position(|one| one.name == name);
        let place = place.filter(|_| !self.hidden.contains(&name));
        let message = "The requested resource does not exist".to_owned();
        place.ok_or(Refusal(404, "NOT_FOUND", message, Vec::new()))
    }

    fn data(&mut self, asked: &Asked) -> Result<Reply, Refusal> {
        let path = asked.path().strip_prefix(ROOT).unwrap_or_default();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let malformed =
            |message: &str| Refusal(400, "JSON_PARSER_ERROR", message.to_owned(), Vec::new());
        let body = || asked.json().ok_or_else(|| malformed("no JSON"));
        let allows = asked.header("sforce-duplicate-rule-header") == "allowSave=true";
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["query"]) => {
                let query = asked.uri.query().unwrap_or_default();
                let query = query.strip_prefix("q=").unwrap_or_default();
                let query = percent_encoding::percent_decode_str(query)
                    .decode_utf8()
                    .unwrap();
                self.query(&query)
            }
            ("GET", ["sobjects", name, "describe"]) => {
                let one = &self.objects[self.place(name)?];
                let body = json!({
                    "name": one.name, "label": one.name, "createable": true, "fields": one.fields,
                });
                Ok(Reply::new(200, body))
            }
            ("POST", ["sobjects", name]) => {
                let place = self.place(name)?;
                let id = self.create(place, object(body()?), allows)?;
                Ok(Reply::new(
                    201,
                    json!({"id": id, "success": true, "errors": []}),
                ))
            }
            ("PATCH", ["sobjects", name, id]) => {
                let place = self.place(name)?;
                self.update(place, id, object(body()?))?;
                Ok(Reply::new(204, Value::Null))
            }
            ("PATCH", ["sobjects", name, field, value]) => {
                let place = self.place(name)?;
                let (id, created) = self.upsert(place, field, value, object(body()?), allows)?;
                let status = if created { 201 } else { 200 };
                let body = json!({"id": id, "success": true, "errors": [], "created": created});
                Ok(Reply::new(status, body))
            }
            ("POST" | "PATCH", ["composite", "sobjects", upsert @ ..]) => {
                let body = body()?;
                let records = body["records"].as_array().cloned().unwrap_or_default();
                if records.len() > 200 {
                    let message = "The number of records is larger than 200".to_owned();
                    return Err(Refusal(400, "TOO_MANY_RECORDS", message, Vec::new()));
                }
                self.collection(
                    asked.method == "POST",
                    upsert,
                    &body["allOrNone"],
                    records,
                    allows,
                )
            }
            _ => Err(Refusal(
                404,
                "NOT_FOUND",
                "no such resource".into(),
                Vec::new(),
            )),
        }
    }

    fn collection(
        &mut self,
        creates: bool,
        upsert: &[&str],
        all_or_none: &Value,
        records: Vec<Value>,
        allows: bool,
    ) -> Result<Reply, Refusal> {
        assert_eq!(*all_or_none, true, "nothing is written by halves");
        let before: Vec<_> = self.objects.iter().map(|one| one.rows.clone()).collect();
        let mut results = Vec::new();
        let mut failed = false;
        for record in records {
            let mut record = object(record);
            let attributes = record
                .remove("attributes")
                .expect("each record says its type");
            let name = attributes["type"].as_str().unwrap();
            let place = self.place(name)?;
            let written = match (creates, upsert) {
                (true, _) => self.create(place, record, allows).map(|id| (id, true)),
                (false, [object, field]) => {
                    assert_eq!(*object, name);
                    let value = record
                        .remove(*field)
                        .expect("the external id is in the record");
                    self.upsert(place, field, value.as_str().unwrap(), record, allows)
                }
                (false, _) => {
                    let id = record.remove("id").expect("the id is in the record");
                    let id = id.as_str().unwrap().to_owned();
                    self.update(place, &id, record).map(|()| (id, false))
                }
            };
            results.push(match written {
                Ok((id, created)) => {
                    json!({"id": id, "success": true, "errors": [], "created": created})
                }
                Err(Refusal(_, code, message, fields)) => {
                    failed = true;
                    let error = json!({"statusCode": code, "message": message, "fields": fields});
                    json!({"success": false, "errors": [error]})
                }
            });
        }
        if failed {
            for (one, rows) in self.objects.iter_mut().zip(before) {
                one.rows = rows;
            }
            for result in results
                .iter_mut()
                .filter(|result| result["success"] == true)
            {
                let error = json!({
                    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK", "message": "rolled back", "fields": [],
                });
                *result = json!({"success": false, "errors": [error]});
            }
        }
        Ok(Reply::new(200, results.into()))
    }

    fn create(
        &mut self,
        place: usize,
        record: Map<String, Value>,
        allows: bool,
    ) -> Result<String, Refusal> {
        self.check(place, &record, None)?;
        let one = &self.objects[place];
        let needed = |about: &&Value| {
            about["createable"] == true
                && about["nillable"] == false
                && about["defaultedOnCreate"] == false
        };
        let names = one
            .fields
            .iter()
            .filter(needed)
            .map(|about| about["name"].as_str().unwrap());
        let missing: Vec<String> = names
            .filter(|name| !record.contains_key(*name))
            .map(Into::into)
            .collect();
        if !missing.is_empty() {
            let message = format!("Required fields are missing: {missing:?}");
            return Err(Refusal(400, "REQUIRED_FIELD_MISSING", message, missing));
        }
        let is_twin = |row: &Map<String, Value>| row.get("LastName") == record.get("LastName");
        if self.warns && !allows && one.rows.iter().any(is_twin) {
            let message = "Use one of these records?".to_owned();
            return Err(Refusal(400, "DUPLICATES_DETECTED", message, Vec::new()));
        }
        let id = format!("00Q{:015}", self.next_id);
        self.next_id += 1;
        let mut row = record;
        row.insert("Id".into(), id.as_str().into());
        if one.name == "Lead" {
            row.insert("IsConverted".into(), false.into());
        }
        self.objects[place].rows.push(row);
        Ok(id)
    }

    fn update(
        &mut self,
        place: usize,
        id: &str,
        record: Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.check(place, &record, Some(id))?;
        let rows = &mut self.objects[place].rows;
        let Some(row) = rows.iter_mut().find(|row| row["Id"] == id) else {
            return Err(Refusal(
                404,
                "ENTITY_IS_DELETED",
                "entity is deleted".into(),
                Vec::new(),
            ));
        };
        row.extend(record);
        Ok(())
    }

    fn upsert(
        &mut self,
        place: usize,
        field: &str,
        value: &str,
        mut record: Map<String, Value>,
        allows: bool,
    ) -> Result<(String, bool), Refusal> {
        let about = self.objects[place].field(field);
        if about.is_none_or(|about| about["externalId"] != true) {
            let message =
                format!("Provided external ID field does not exist or is not accessible: {field}");
            return Err(Refusal(404, "NOT_FOUND", message, Vec::new()));
        }
        if record.contains_key(field) {
            let message = format!("The {field} field should not be specified in the sobject data.");
            return Err(Refusal::field("INVALID_FIELD", &message, field));
        }
        let rows = &self.objects[place].rows;
        let there: Vec<&Map<String, Value>> = rows
            .iter()
            .filter(|row| row.get(field).is_some_and(|own| own == value))
            .collect();
        match there.as_slice() {
            [] => {
                record.insert(field.into(), value.into());
                Ok((self.create(place, record, allows)?, true))
            }
            [row] => {
                let id = row["Id"].as_str().unwrap().to_owned();
                self.update(place, &id, record)?;
                Ok((id, false))
            }
            _ => Err(Refusal(300, "MULTIPLE", "several".into(), Vec::new())),
        }
    }

    fn check(
        &self,
        place: usize,
        record: &Map<String, Value>,
        own: Option<&str>,
    ) -> Result<(), Refusal> {
        let one = &self.objects[place];
        for (name, value) in record {
            let Some(about) = one.field(name) else {
                let message = format!("No such column '{name}' on sobject of type {}", one.name);
                return Err(Refusal(400, "INVALID_FIELD", message, Vec::new()));
            };
            let writes = if own.is_some() {
                "updateable"
            } else {
                "createable"
            };
            if about[writes] != true {
                let message = format!("Unable to create/update fields: {name}");
                return Err(Refusal::field(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    &message,
                    name,
                ));
            }
            let text = value.as_str().unwrap_or_default();
            let is_value = |text: &str| {
                let values = about["picklistValues"].as_array().unwrap();
                values
                    .iter()
                    .any(|one| one["value"] == text && one["active"] == true)
            };
            let (fits, code) = match about["type"].as_str().unwrap() {
                "boolean" => (value.is_boolean(), "JSON_PARSER_ERROR"),
                "int" => (value.is_i64(), "JSON_PARSER_ERROR"),
                "double" | "currency" => (value.is_number(), "JSON_PARSER_ERROR"),
                "date" => (
                    text.parse::<jiff::civil::Date>().is_ok(),
                    "JSON_PARSER_ERROR",
                ),
                "datetime" => (text.parse::<jiff::Timestamp>().is_ok(), "JSON_PARSER_ERROR"),
                "picklist" => (is_value(text), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
                "multipicklist" => (
                    text.split(';').all(is_value),
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                ),
                "email" => (text.contains('@'), "INVALID_EMAIL_ADDRESS"),
                "reference" => {
                    let there = |one: &Object| one.rows.iter().any(|row| row["Id"] == *value);
                    (
                        self.objects.iter().any(there),
                        "INVALID_CROSS_REFERENCE_KEY",
                    )
                }
                _ => (value.is_string(), "JSON_PARSER_ERROR"),
            };
            if !fits {
                return Err(Refusal::field(
                    code,
                    &format!("{name}: invalid: {value}"),
                    name,
                ));
            }
            let length = about["length"].as_u64().unwrap();
            if length > 0 && text.chars().count() as u64 > length {
                let message = format!("{name}: data value too large: {text} (max length={length})");
                return Err(Refusal::field("STRING_TOO_LONG", &message, name));
            }
            let is_other = |row: &Map<String, Value>| {
                row["Id"].as_str() != own && row.get(name) == Some(value)
            };
            if about["unique"] == true && one.rows.iter().any(is_other) {
                return Err(Refusal::field(
                    "DUPLICATE_VALUE",
                    &format!("duplicate value found: {name}"),
                    name,
                ));
            }
        }
        Ok(())
    }
}

impl Service for SalesforceServer {
    fn answer(&mut self, asked: &Asked) -> Reply {
        if asked.path() == "/services/oauth2/token" && asked.method == "POST" {
            return self.give_token(asked);
        }
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        if bearer.as_deref() != Some(asked.header("authorization")) {
            let message = "Session expired or invalid".to_owned();
            return Refusal(401, "INVALID_SESSION_ID", message, Vec::new()).reply();
        }
        self.data(asked).unwrap_or_else(Refusal::reply)
    }
}
