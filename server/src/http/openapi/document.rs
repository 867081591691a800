//! The OpenAPI document of an [`Api`].

use super::api::{Api, Area};
use super::needs::Who;
use super::operation::{Answer, Content, Operation, Sent};
use super::problem::Problem;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Where what is answered is described.
const ANSWERED: &str = "#/components/schemas/";
/// Where what is sent is, until it is known which of it is described otherwise.
const SENT: &str = "#/components/sent/";

const ABOUT: &str = "Sonda's API: forms, links, responses, and the records they become. \
    Errors are `application/problem+json` (RFC 9457) with a stable `code`. \
    What ends in `_at_ms` is a number of milliseconds since 1970-01-01T00:00Z; other times are RFC 3339 in UTC. \
    Lists that have more say so in `next`, the value of `after` for the next page. \
    New members may appear in answers, and new values where a text names a kind: pass over what you do not know.";

/// Writes the document.
struct Writer {
    /// Of what is answered: members are there unless they are left out where empty.
    answered: SchemaGenerator,
    /// Of what is sent: members with a default may be missing.
    sent: SchemaGenerator,
}

/// The document of these operations. `session` is the name of the cookie of sessions.
pub(super) fn document(api: &Api, session: &str) -> Value {
    let settings = |path: &str| {
        SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = path.to_owned().into())
    };
    let mut writer = Writer {
        answered: settings("/components/schemas")
            .for_serialize()
            .into_generator(),
        sent: settings("/components/sent")
            .for_deserialize()
            .into_generator(),
    };
    let problem = json!(writer.answered.subschema_for::<Problem>());
    let mut paths = Map::new();
    for area in &api.areas {
        for operation in &area.operations {
            let written = writer.operation(area, operation, &problem);
            let methods = paths.entry(operation.path).or_insert_with(|| json!({}));
            methods[operation.method.as_str().to_ascii_lowercase()] = written;
        }
    }
    let tags: Vec<Value> = api
        .areas
        .iter()
        .map(|area| json!({ "name": area.name, "description": area.says }))
        .collect();
    let mut paths = Value::Object(paths);
    let schemas = united(writer, &mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sonda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api/v1" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The operator's token, or a token of a program with the scope `read` or `write`.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": session,
                    "description": "A person who has signed in at `/console/sign-in`.",
                },
                "csrf": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-CSRF-Token",
                    "description": "The `csrf_token` of `GET /session`, wherever a session changes something.",
                },
            },
        },
    })
}

impl Writer {
    fn operation(&mut self, area: &Area, operation: &Operation, problem: &Value) -> Value {
        let mut written = json!({
            "operationId": operation.id(),
            "tags": [area.name],
            "summary": operation.summary,
        });
        if !operation.details.is_empty() {
            written["description"] = json!(operation.details);
        }
        let security = security(operation);
        if !security.is_empty() {
            written["security"] = json!(security);
        }
        let parameters = self.parameters(operation);
        if !parameters.is_empty() {
            written["parameters"] = json!(parameters);
        }
        match operation.sent {
            None => {}
            Some(Sent::Json(schema)) => {
                let schema = schema(&mut self.sent);
                written["requestBody"] = json!({
                    "required": operation.sent_is_needed,
                    "content": { "application/json": { "schema": schema } },
                });
            }
            Some(Sent::Bytes(types)) => {
                let content = types.iter().map(|one| ((*one).to_owned(), json!({})));
                let content: Map<String, Value> = content.collect();
                written["requestBody"] = json!({ "required": true, "content": content });
            }
        }
        let mut responses = Map::new();
        for (status, answer) in &operation.answers {
            responses.insert(status.to_string(), self.answer(answer));
        }
        for (status, codes) in &operation.refusals {
            responses.insert(status.to_string(), refusal(*status, codes, problem));
        }
        written["responses"] = Value::Object(responses);
        written
    }

    fn parameters(&mut self, operation: &Operation) -> Vec<Value> {
        let mut parameters = Vec::new();
        for name in path_names(operation.path) {
            parameters.push(json!({
                "name": name,
                "in": "path",
                "required": true,
                "description": path_words(name),
                "schema": { "type": "string", "minLength": 1 },
            }));
        }
        if let Some(schema) = operation.needs.query {
            let schema = json!(schema(&mut self.sent));
            let needed = schema["required"].as_array().cloned().unwrap_or_default();
            let properties = schema["properties"].as_object().cloned();
            for (name, mut property) in properties.unwrap_or_default() {
                // What the server reads such a number into holds no more.
                if property["format"] == "uint32" && property["maximum"].is_null() {
                    property["maximum"] = json!(u32::MAX);
                }
                let description = property
                    .as_object_mut()
                    .and_then(|one| one.remove("description"));
                let required = needed.iter().any(|one| one == name.as_str());
                parameters.push(json!({
                    "name": name,
                    "in": "query",
                    "required": required,
                    "description": description.unwrap_or_default(),
                    "schema": without_null(property),
                }));
            }
        }
        for (name, says, schema) in &operation.asked {
            parameters.push(json!({
                "name": name,
                "in": "query",
                "required": false,
                "description": says,
                "schema": schema(&mut self.sent),
            }));
        }
        for header in &operation.headers {
            let mut schema = json!({ "type": "string" });
            if let Some(pattern) = header.pattern {
                schema["pattern"] = json!(pattern);
            }
            parameters.push(json!({
                "name": header.name,
                "in": "header",
                "required": header.required,
                "description": header.says,
                "schema": schema,
            }));
        }
        parameters
    }

    fn answer(&mut self, answer: &Answer) -> Value {
        let mut written = json!({ "description": answer.says });
        for content in &answer.content {
            match content {
                Content::None => {}
                Content::Json(schema) => {
                    let schema = schema(&mut self.answered);
                    written["content"]["application/json"] = json!({ "schema": schema });
                }
                Content::Other(media_type) => written["content"][*media_type] = json!({}),
            }
        }
        for (name, says) in &answer.headers {
            written["headers"][*name] = header(says, &json!({ "type": "string" }));
        }
        written
    }
}

fn header(says: &str, schema: &Value) -> Value {
    json!({ "description": says, "required": true, "schema": schema })
}

fn refusal(status: u16, codes: &BTreeSet<&'static str>, problem: &Value) -> Value {
    let listed: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let mut written = json!({
        "description": listed.join(", "),
        "content": { "application/problem+json": { "schema": {
            "allOf": [problem],
            "properties": { "code": { "enum": codes }, "status": { "const": status } },
        } } },
    });
    let seconds = json!({ "type": "integer", "minimum": 0 });
    match status {
        401 => {
            let says = "Which scheme is taken.";
            written["headers"]["WWW-Authenticate"] = header(says, &json!({ "type": "string" }));
        }
        429 | 503 => {
            let says = "Seconds after which the same may succeed.";
            written["headers"]["Retry-After"] = header(says, &seconds);
        }
        _ => {}
    }
    written
}

/// Ways to say who one is, each of which is enough.
fn security(operation: &Operation) -> Vec<Value> {
    let session = match operation.is_safe() {
        true => json!({ "session": [] }),
        false => json!({ "session": [], "csrf": [] }),
    };
    match operation.needs.who {
        Who::Anybody => Vec::new(),
        Who::Person => vec![session],
        Who::Known | Who::Worker | Who::Owner => vec![json!({ "bearer": [] }), session],
    }
}

/// The names in a path.
fn path_names(path: &'static str) -> impl Iterator<Item = &'static str> {
    let parts = path.split('/');
    parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn path_words(name: &str) -> &'static str {
    match name {
        "form" => "The id of the form.",
        "code" => "The code of the personal link, as in its address.",
        "name" => "The name of the connection.",
        "table" => "The name of the table.",
        "response" => "The id of the response.",
        "target" => "The name of the target.",
        _ => "Its id.",
    }
}

/// A parameter is left out: it is never `null`.
fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array().cloned() {
        let kinds: Vec<Value> = kinds.into_iter().filter(|kind| kind != "null").collect();
        schema["type"] = match &kinds[..] {
            [kind] => kind.clone(),
            _ => json!(kinds),
        };
    }
    let variants = schema["anyOf"].as_array().cloned().unwrap_or_default();
    let others: Vec<&Value> = variants
        .iter()
        .filter(|one| one["type"] != "null")
        .collect();
    if let ([other], false) = (&others[..], variants.is_empty()) {
        return (*other).clone();
    }
    let object = schema.as_object_mut();
    if let Some(object) = object.filter(|object| object.get("default") == Some(&Value::Null)) {
        object.remove("default");
    }
    schema
}

/// The schemas of what is sent and what is answered, together; one that differs is named twice.
fn united(writer: Writer, paths: &mut Value) -> Value {
    let (mut answered, mut sent) = (writer.answered, writer.sent);
    let mut schemas = Value::Object(answered.take_definitions(true));
    let sent = sent.take_definitions(true);
    let as_answered = |schema: &Value| {
        let mut schema = schema.clone();
        rewrite(&mut schema, &|name| format!("{ANSWERED}{name}"));
        schema
    };
    let differs = |name: &String, schema: &Value| {
        let answered = schemas.get(name);
        answered.is_some_and(|answered| *answered != as_answered(schema))
    };
    let different = sent.iter().filter(|(name, schema)| differs(name, schema));
    let mut different: BTreeSet<String> = different.map(|(name, _)| name.clone()).collect();
    // What names something that differs is not the same either.
    loop {
        let more: Vec<String> = sent
            .iter()
            .filter(|(name, _)| schemas.get(*name).is_some() && !different.contains(*name))
            .filter(|(_, schema)| {
                let names = std::cell::RefCell::new(BTreeSet::new());
                rewrite(&mut (*schema).clone(), &|name| {
                    names.borrow_mut().insert(name.to_owned());
                    String::new()
                });
                !names.borrow().is_disjoint(&different)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        different.extend(more);
    }
    let named = |name: &str| match different.contains(name) {
        true => format!("{name}Sent"),
        false => name.to_owned(),
    };
    for (name, mut schema) in sent {
        rewrite(&mut schema, &|name| format!("{ANSWERED}{}", named(name)));
        schemas[named(&name)] = schema;
    }
    rewrite(paths, &|name| format!("{ANSWERED}{}", named(name)));
    schemas
}

/// Names anew what is referred to as sent.
fn rewrite(value: &mut Value, renamed: &dyn Fn(&str) -> String) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "$ref" => {
                        if let Some(sent) = text.strip_prefix(SENT) {
                            *text = renamed(sent);
                        }
                    }
                    member => rewrite(member, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, renamed)),
        _ => {}
    }
}
