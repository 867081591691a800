//! A strict Odoo of our own: JSON-2 as far as the connector needs it.
//!
//! From Odoo's own documentation and its JSON-2 controller: the address, `bearer`, arguments by name and no others,
//! `ids` only where a method takes them, the statuses and shapes of errors, one transaction for each call. From memory:
//! the words of messages, `false` for no value, `[id, name]` for records, HTML that is cleaned up.

use crate::fake::{Asked, Reply, Service, object};
use serde_json::{Map, Value, json};

pub(crate) const KEY: &str = "0a1b2c3d";
pub(crate) const DATABASE: &str = "sonda";

pub(crate) struct OdooServer {
    models: Vec<Model>,
    next_id: i64,
    /// Models that the key's user may not write.
    pub(crate) read_only: Vec<&'static str>,
}

struct Model {
    name: &'static str,
    label: &'static str,
    fields: Map<String, Value>,
    defaults: Value,
    rows: Vec<Map<String, Value>>,
}

/// Why a call fails: status, exception, message.
type Failure = (u16, &'static str, String);

fn field(kind: &str, label: &str, more: Value) -> Value {
    let mut about = json!({
        "type": kind, "string": label, "required": false, "readonly": false, "searchable": true,
    });
    for (name, value) in object(more) {
        about[name] = value;
    }
    about
}

fn models() -> Vec<Model> {
    let own = |kind, label| field(kind, label, json!({"readonly": true, "required": false}));
    let partner = json!({
        "id": own("integer", "ID"), "create_date": own("datetime", "Created on"),
        "name": field("char", "Name", json!({})),
        "email": field("char", "Email", json!({})),
        "email_normalized": own("char", "Normalized Email"),
        "phone": field("char", "Phone", json!({})),
        "phone_sanitized": own("char", "Sanitized Number"),
        "city": field("char", "City", json!({"size": 20})),
        "is_company": field("boolean", "Is a Company", json!({"required": true})),
        "comment": field("html", "Notes", json!({})),
        "category_id": field("many2many", "Tags", json!({"relation": "res.partner.category"})),
        "x_sonda_id": field("char", "Sonda", json!({})),
    });
    let lead = json!({
        "id": own("integer", "ID"), "create_date": own("datetime", "Created on"),
        "name": field("char", "Opportunity", json!({"required": true})),
        "type": field("selection", "Type", json!({
            "required": true, "selection": [["lead", "Lead"], ["opportunity", "Opportunity"]],
        })),
        "partner_id": field("many2one", "Customer", json!({"relation": "res.partner"})),
        "email_from": field("char", "Email", json!({})),
        "expected_revenue": field("monetary", "Expected Revenue", json!({})),
        "probability": field("float", "Probability", json!({"digits": [16, 2]})),
        "description": field("html", "Notes", json!({})),
        "color": field("integer", "Color Index", json!({})),
        "date_deadline": field("date", "Expected Closing", json!({})),
        "date_last": field("datetime", "Last", json!({})),
        "x_sonda_id": field("char", "Sonda", json!({})),
    });
    let model = |name, label, fields, defaults| Model {
        name,
        label,
        fields: object(fields),
        defaults,
        rows: Vec::new(),
    };
    vec![
        model(
            "res.partner",
            "Contact",
            partner,
            json!({"is_company": false}),
        ),
        model(
            "crm.lead",
            "Lead",
            lead,
            json!({"type": "lead", "name": false}),
        ),
    ]
}

impl OdooServer {
    pub(crate) fn new() -> Self {
        Self {
            models: models(),
            next_id: 1,
            read_only: Vec::new(),
        }
    }

    /// What is in a model, as it is stored.
    pub(crate) fn rows(&self, model: &str) -> Vec<Map<String, Value>> {
        let model = self.models.iter().find(|one| one.name == model);
        model.unwrap().rows.clone()
    }

    pub(crate) fn remove_field(&mut self, model: &str, field: &str) {
        let model = self.models.iter_mut().find(|one| one.name == model);
        model.unwrap().fields.remove(field);
    }

    fn call(&mut self, asked: &Asked) -> Result<Value, Failure> {
        let not_found = || {
            let text = "Did you mean POST /json/2/<model>/<method>?".to_owned();
            (404, "werkzeug.exceptions.NotFound", text)
        };
        let path = asked
            .path()
            .strip_prefix("/json/2/")
            .ok_or_else(not_found)?;
        let (model, method) = path.split_once('/').ok_or_else(not_found)?;
        if asked.header("x-odoo-database") != DATABASE {
            return Err((404, "werkzeug.exceptions.NotFound", "no database".into()));
        }
        if asked.header("authorization") != format!("bearer {KEY}") {
            let text = "Invalid apikey".to_owned();
            return Err((401, "werkzeug.exceptions.Unauthorized", text));
        }
        let unprocessable = |text: String| (422, "werkzeug.exceptions.UnprocessableEntity", text);
        let Some(Value::Object(mut arguments)) = asked.json() else {
            let text = "expected a JSON object".to_owned();
            return Err((400, "werkzeug.exceptions.BadRequest", text));
        };
        arguments.remove("context");
        let ids = arguments.remove("ids");
        let (takes_ids, takes): (bool, &[&str]) = match method {
            "fields_get" => (false, &["allfields", "attributes"]),
            "default_get" => (false, &["fields"]),
            "search_read" => (false, &["domain", "fields", "offset", "limit", "order"]),
            "create" => (false, &["vals_list"]),
            "write" => (true, &["vals"]),
            _ => {
                let text = format!("the method '{model}.{method}' does not exist");
                return Err((404, "werkzeug.exceptions.NotFound", text));
            }
        };
        if let Some(unknown) = arguments
            .keys()
            .find(|name| !takes.contains(&name.as_str()))
        {
            let text = format!("got an unexpected keyword argument '{unknown}'");
            return Err(unprocessable(text));
        }
        if !takes_ids && ids.is_some() {
            return Err(unprocessable(format!(
                "cannot call {model}.{method} with ids"
            )));
        }
        if model == "ir.model" && method == "search_read" {
            let name = arguments["domain"][0][2].as_str().unwrap();
            let known = self.models.iter().find(|one| one.name == name);
            return Ok(known.map_or(json!([]), |one| json!([{"id": 1, "name": one.label}])));
        }
        let Some(place) = self.models.iter().position(|one| one.name == model) else {
            let text = format!("the model '{model}' does not exist");
            return Err((404, "werkzeug.exceptions.NotFound", text));
        };
        let writes = matches!(method, "create" | "write");
        if writes && self.read_only.contains(&model) {
            let text = format!("You are not allowed to modify '{model}' records.");
            return Err((403, "odoo.exceptions.AccessError", text));
        }
        let needed = |name: &str| {
            let text = format!("missing a required argument: '{name}'");
            arguments
                .get(name)
                .cloned()
                .ok_or_else(|| unprocessable(text))
        };
        match method {
            "fields_get" => Ok(self.models[place].fields_get(&arguments)),
            "default_get" => {
                needed("fields")?;
                Ok(self.models[place].defaults.clone())
            }
            "search_read" => self.models[place].search_read(&arguments),
            "create" => {
                // One transaction: all or none.
                let mut created = Vec::new();
                let values = needed("vals_list")?;
                let all = values.as_array().ok_or_else(|| value_error("vals_list"))?;
                for (nth, values) in (self.next_id..).zip(all) {
                    let mut row = object(self.models[place].defaults.clone());
                    row.extend(self.checked(place, object(values.clone()))?);
                    row.insert("id".into(), nth.into());
                    self.models[place].complete(&row)?;
                    created.push(row);
                }
                let ids: Vec<Value> = created.iter().map(|row| row["id"].clone()).collect();
                self.next_id += i64::try_from(ids.len()).unwrap();
                self.models[place].rows.extend(created);
                Ok(ids.into())
            }
            _ => {
                let values = self.checked(place, object(needed("vals")?))?;
                let ids = ids.unwrap_or_default();
                let ids = ids.as_array().cloned().unwrap_or_default();
                let model = &mut self.models[place];
                let gone = |id: &&Value| !model.rows.iter().any(|row| row["id"] == **id);
                if ids.iter().find(gone).is_some() {
                    let text = "Record does not exist or has been deleted.".to_owned();
                    return Err((404, "odoo.exceptions.MissingError", text));
                }
                for row in model.rows.iter_mut().filter(|row| ids.contains(&row["id"])) {
                    row.extend(values.clone());
                }
                Ok(json!(true))
            }
        }
    }

    /// The values as they are stored, with what Odoo computes of them.
    fn checked(
        &self,
        place: usize,
        values: Map<String, Value>,
    ) -> Result<Map<String, Value>, Failure> {
        let model = &self.models[place];
        let mut stored = Map::new();
        for (name, value) in values {
            let about = model.fields.get(&name).ok_or_else(|| {
                let text = format!("Invalid field '{name}' on model '{}'", model.name);
                (500, "builtins.ValueError", text)
            })?;
            let is_free = value == false || value.is_null();
            let fits = match about["type"].as_str().unwrap() {
                "char" | "text" | "html" => value.is_string(),
                "integer" => value.is_i64(),
                "float" | "monetary" => value.is_number(),
                "boolean" => value.is_boolean(),
                "selection" => about["selection"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|one| one[0] == value),
                "date" => is_like(&value, "9999-99-99"),
                "datetime" => is_like(&value, "9999-99-99 99:99:99"),
                "many2one" => value.is_i64(),
                _ => false,
            };
            if !fits && !is_free {
                return Err((
                    500,
                    "builtins.ValueError",
                    format!("Wrong value for {}.{name}: {value}", model.name),
                ));
            }
            if about["type"] == "many2one" && !is_free {
                let target = self
                    .models
                    .iter()
                    .find(|one| about["relation"] == one.name)
                    .unwrap();
                if !target.rows.iter().any(|row| row["id"] == value) {
                    let text = format!(
                        "The operation cannot be completed: another model requires the record ({name})"
                    );
                    return Err((422, "odoo.exceptions.ValidationError", text));
                }
            }
            if let Some(size) = about["size"].as_u64()
                && value
                    .as_str()
                    .is_some_and(|text| text.chars().count() as u64 > size)
            {
                let text = format!("The value of \"{name}\" is too long: {value}");
                return Err((422, "odoo.exceptions.ValidationError", text));
            }
            if name == "email" {
                let email = value.as_str().unwrap_or_default();
                let address = email
                    .rsplit_once('<')
                    .map_or(email, |(_, rest)| rest.trim_end_matches('>'));
                stored.insert("email_normalized".into(), address.to_lowercase().into());
            }
            if name == "phone" {
                let digits = value
                    .as_str()
                    .unwrap_or_default()
                    .replace([' ', '-', '(', ')'], "");
                stored.insert("phone_sanitized".into(), digits.into());
            }
            stored.insert(name, value);
        }
        Ok(stored)
    }
}

fn value_error(name: &str) -> Failure {
    (
        500,
        "builtins.ValueError",
        format!("Wrong value for {name}"),
    )
}

impl Model {
    fn fields_get(&self, arguments: &Map<String, Value>) -> Value {
        let asked = arguments["attributes"].as_array().unwrap();
        let of = |about: &Value| {
            let kept = object(about.clone()).into_iter();
            let kept = kept.filter(|(name, _)| asked.iter().any(|one| one == name));
            Value::Object(kept.collect())
        };
        let fields = self.fields.iter();
        Value::Object(
            fields
                .map(|(name, about)| (name.clone(), of(about)))
                .collect(),
        )
    }

    fn complete(&self, row: &Map<String, Value>) -> Result<(), Failure> {
        for (name, about) in &self.fields {
            let is_set = row
                .get(name)
                .is_some_and(|value| !value.is_null() && *value != "");
            let is_switch = about["type"] == "boolean";
            if about["required"] == true && !is_switch && (!is_set || row[name] == false) {
                let text = format!(
                    "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n\
                     Model: {} ({})\nField: {} ({name})",
                    self.label,
                    self.name,
                    about["string"].as_str().unwrap(),
                );
                return Err((422, "odoo.exceptions.ValidationError", text));
            }
        }
        Ok(())
    }

    fn search_read(&self, arguments: &Map<String, Value>) -> Result<Value, Failure> {
        assert_eq!(arguments["order"], "id desc", "the newest first");
        let domain = arguments["domain"].as_array().unwrap();
        let mut found: Vec<&Map<String, Value>> = Vec::new();
        for row in &self.rows {
            if self.holds(&mut domain.iter(), row)? {
                found.push(row);
            }
        }
        found.reverse();
        found.truncate(arguments["limit"].as_u64().unwrap().try_into().unwrap());
        let read = |row: &Map<String, Value>| {
            let mut read = Map::new();
            for name in arguments["fields"].as_array().unwrap() {
                let name = name.as_str().unwrap();
                let about = self.fields.get(name).ok_or_else(|| {
                    let text = format!("Invalid field '{name}' on '{}'", self.name);
                    (500, "builtins.ValueError", text)
                })?;
                let value = row.get(name).cloned().unwrap_or(json!(false));
                let value = match about["type"] == "many2one" && value != false {
                    true => json!([value, "Somebody"]),
                    false => value,
                };
                read.insert(name.to_owned(), value);
            }
            Ok(Value::Object(read))
        };
        found
            .into_iter()
            .map(read)
            .collect::<Result<Vec<Value>, Failure>>()
            .map(Value::from)
    }

    /// A domain in Polish notation: terms, between which `&` goes without saying; `|` takes the next two.
    fn holds(
        &self,
        terms: &mut std::slice::Iter<'_, Value>,
        row: &Map<String, Value>,
    ) -> Result<bool, Failure> {
        let mut all = true;
        while let Some(term) = terms.next() {
            all &= self.term(term, terms, row)?;
        }
        Ok(all)
    }

    fn term(
        &self,
        term: &Value,
        rest: &mut std::slice::Iter<'_, Value>,
        row: &Map<String, Value>,
    ) -> Result<bool, Failure> {
        if term == "|" {
            let (one, other) = (rest.next().unwrap(), rest.next().unwrap());
            let one = self.term(one, rest, row)?;
            return Ok(self.term(other, rest, row)? || one);
        }
        let name = term[0].as_str().unwrap();
        if !self.fields.contains_key(name) {
            let text = format!("Invalid field {}.{name} in condition", self.name);
            return Err((500, "builtins.ValueError", text));
        }
        let own = row.get(name).cloned().unwrap_or_default();
        Ok(match term[1].as_str().unwrap() {
            "=" => own == term[2],
            "in" => term[2].as_array().unwrap().contains(&own),
            "=ilike" => own
                .as_str()
                .is_some_and(|own| is_ilike(own, term[2].as_str().unwrap())),
            other => panic!("no operator of the connector's: {other}"),
        })
    }
}

/// PostgreSQL's `ILIKE`.
fn is_ilike(text: &str, pattern: &str) -> bool {
    fn matches(text: &[char], pattern: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['\\', literal, rest @ ..] => {
                text.first() == Some(literal) && matches(&text[1..], rest)
            }
            ['%', rest @ ..] => (0..=text.len()).any(|skip| matches(&text[skip..], rest)),
            ['_', rest @ ..] => !text.is_empty() && matches(&text[1..], rest),
            [literal, rest @ ..] => text.first() == Some(literal) && matches(&text[1..], rest),
        }
    }
    let characters = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    matches(&characters(text), &characters(pattern))
}

/// Whether a text has digits where the pattern has nines, and its other characters elsewhere.
fn is_like(value: &Value, pattern: &str) -> bool {
    let text = value.as_str().unwrap_or_default();
    let same = |(own, wanted): (char, char)| match wanted {
        '9' => own.is_ascii_digit(),
        wanted => own == wanted,
    };
    text.len() == pattern.len() && text.chars().zip(pattern.chars()).all(same)
}

impl Service for OdooServer {
    fn answer(&mut self, asked: &Asked) -> Reply {
        assert_eq!(asked.method, "POST");
        match self.call(asked) {
            Ok(result) => Reply::new(200, result),
            Err((status, name, message)) => Reply::new(
                status,
                json!({
                    "name": name, "message": message, "arguments": [message, status],
                    "context": {}, "debug": "Traceback (most recent call last): …",
                }),
            ),
        }
    }
}
