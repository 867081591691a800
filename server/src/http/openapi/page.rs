//! The OpenAPI document as a page for people: plain HTML, without a script.

use crate::http::escape;
use serde_json::{Map, Value};
use std::fmt::Write;

/// The page's style, whose hash its policy names.
pub(super) const STYLE: &str = include_str!("page.css");

/// The methods in the order shown.
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "options"];

/// Where schemas are.
const SCHEMAS: &str = "#/components/schemas/";

/// The page of a document.
pub(super) fn page(document: &Value) -> String {
    let title = format!(
        "{} API {}",
        text(&document["info"]["title"]),
        text(&document["info"]["version"])
    );
    let mut nav = String::new();
    let mut main = String::new();
    for tag in items(&document["tags"]) {
        let name = text(&tag["name"]);
        let id = slug(&name);
        let _ = write!(nav, "<li><a href=\"#{id}\">{name}</a></li>");
        let _ = write!(
            main,
            "<section><h2 id=\"{id}\">{name}</h2><p>{}</p>",
            text(&tag["description"])
        );
        for (path, methods) in members(&document["paths"]) {
            for method in METHODS {
                let operation = &methods[method];
                if items(&operation["tags"]).any(|one| *one == tag["name"]) {
                    main.push_str(&shown(path, method, operation));
                }
            }
        }
        main.push_str("</section>");
    }
    nav.push_str("<li><a href=\"#types\">Types</a></li>");
    main.push_str("<section><h2 id=\"types\">Types</h2>");
    for (name, schema) in members(&document["components"]["schemas"]) {
        let name = escape(name);
        let _ = write!(
            main,
            "<details id=\"type-{name}\"><summary><h3><code>{name}</code></h3>\
             <span class=\"what\">{}</span></summary><div>{}</div></details>",
            first_sentence(&schema["description"]),
            described(schema)
        );
    }
    main.push_str("</section>");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body>\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\
         <header><h1>{title}</h1><p>{}</p>\
         <p><a href=\"openapi.json\">The same as OpenAPI 3.1</a>, for programs. Paths are below <code>/api/v1</code>.</p></header>\
         <nav aria-label=\"Areas\"><ul>{nav}</ul></nav><main id=\"main\" tabindex=\"-1\">{main}</main></body></html>",
        words(&document["info"]["description"]),
    )
}

/// One operation.
fn shown(path: &str, method: &str, operation: &Value) -> String {
    let id = text(&operation["operationId"]);
    let mut html = format!(
        "<details id=\"{id}\"><summary><h3><span class=\"method {method}\">{}</span> <code>{}</code></h3>\
         <span class=\"what\">{}</span></summary><div>",
        method.to_ascii_uppercase(),
        escape(path),
        words(&operation["summary"]),
    );
    if let Some(details) = operation["description"].as_str() {
        let _ = write!(html, "<p>{}</p>", marked(details));
    }
    let ways: Vec<String> = items(&operation["security"])
        .map(|way| {
            let names = members(way).map(|(name, _)| name.as_str());
            match names.collect::<Vec<_>>()[..] {
                ["bearer"] => "a bearer token",
                ["session"] => "a session",
                _ => "a session with its CSRF token",
            }
            .to_owned()
        })
        .collect();
    let who = match ways.is_empty() {
        true => "Open to anybody.".to_owned(),
        false => format!("By {}.", ways.join(", or ")),
    };
    let _ = write!(html, "<p class=\"detail\">{who}</p>");
    let parameters: String = items(&operation["parameters"])
        .map(|one| {
            row(
                &format!(
                    "<code>{}</code>{}",
                    text(&one["name"]),
                    needed(one["required"] == true)
                ),
                &format!(
                    "<p><span class=\"type\">{}, {}</span></p><p>{}</p>",
                    text(&one["in"]),
                    kind(&one["schema"]),
                    words(&one["description"])
                ),
            )
        })
        .collect();
    section(&mut html, "Parameters", &parameters);
    let bodies: String = members(&operation["requestBody"]["content"])
        .map(|(media, content)| {
            row(
                &format!("<code>{}</code>", escape(media)),
                &kind(&content["schema"]),
            )
        })
        .collect();
    section(&mut html, "Body", &bodies);
    let answers: String = members(&operation["responses"])
        .map(|(status, answer)| {
            let content = members(&answer["content"])
                .filter(|(media, _)| *media != "application/problem+json")
                .map(|(media, content)| match content["schema"].is_null() {
                    true => format!("<code>{}</code>", escape(media)),
                    false => kind(&content["schema"]),
                });
            let content: Vec<String> = content.collect();
            let says = words(&answer["description"]);
            row(
                &format!("<code>{}</code>", escape(status)),
                &format!("<p>{says}</p><p>{}</p>", content.join(", ")),
            )
        })
        .collect();
    section(&mut html, "Answers", &answers);
    html.push_str("</div></details>");
    html
}

fn section(html: &mut String, heading: &str, rows: &str) {
    if !rows.is_empty() {
        let _ = write!(
            html,
            "<h4>{heading}</h4><table><tbody>{rows}</tbody></table>"
        );
    }
}

fn row(name: &str, says: &str) -> String {
    format!("<tr><th scope=\"row\">{name}</th><td>{says}</td></tr>")
}

fn needed(is_needed: bool) -> &'static str {
    if is_needed {
        " <span class=\"needed\">needed</span>"
    } else {
        ""
    }
}

/// A schema, in full.
fn described(schema: &Value) -> String {
    let mut html = match schema["description"].as_str() {
        Some(description) => format!("<p>{}</p>", marked(description)),
        None => String::new(),
    };
    let variants = items(&schema["oneOf"]).chain(items(&schema["anyOf"]));
    let variants: Vec<String> = variants
        .map(|one| {
            let properties = properties(one);
            let says = words(&one["description"]);
            match properties.is_empty() {
                true => format!("<p>{} {says}</p>", kind(one)),
                false => {
                    format!("<h4>One way: {says}</h4><table><tbody>{properties}</tbody></table>")
                }
            }
        })
        .collect();
    let properties = properties(schema);
    match (properties.is_empty(), variants.is_empty()) {
        (true, true) => {
            let _ = write!(html, "<p>{}</p>", kind(schema));
        }
        (true, false) => {}
        (false, _) => section(&mut html, "Members", &properties),
    }
    html.push_str(&variants.concat());
    html
}

fn properties(schema: &Value) -> String {
    let is_needed = |name: &str| items(&schema["required"]).any(|one| one == name);
    members(&schema["properties"])
        .map(|(name, property)| {
            row(
                &format!("<code>{}</code>{}", escape(name), needed(is_needed(name))),
                &format!(
                    "<p><span class=\"type\">{}</span></p><p>{}</p>",
                    kind(property),
                    words(&property["description"])
                ),
            )
        })
        .collect()
}

/// What a schema is, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = escape(name.strip_prefix(SCHEMAS).unwrap_or(name));
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    if let Some(value) = schema.get("const") {
        return format!("<code>{}</code>", escape(&value.to_string()));
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values
            .iter()
            .map(|value| format!("<code>{}</code>", escape(&value.to_string())));
        return values.collect::<Vec<_>>().join(", ");
    }
    let variants: Vec<String> = items(&schema["anyOf"])
        .chain(items(&schema["oneOf"]))
        .map(kind)
        .collect();
    if !variants.is_empty() {
        return variants.join(" or ");
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec!["anything"],
    };
    let kinds = kinds.into_iter().map(|kind| match kind {
        "array" => format!("list of {}", kind_of_items(schema)),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", self::kind(&schema["additionalProperties"]))
        }
        "string" => schema["format"]
            .as_str()
            .map_or("string".to_owned(), escape),
        other => other.to_owned(),
    });
    kinds.collect::<Vec<_>>().join(" or ")
}

fn kind_of_items(schema: &Value) -> String {
    match &schema["items"] {
        Value::Object(_) => kind(&schema["items"]),
        _ => "anything".to_owned(),
    }
}

/// Text with `code` in it.
fn marked(markdown: &str) -> String {
    let mut html = String::new();
    for (index, part) in escape(markdown).split('`').enumerate() {
        match index % 2 {
            0 => html.push_str(&part.replace("\n\n", "</p><p>")),
            _ => {
                let _ = write!(html, "<code>{part}</code>");
            }
        }
    }
    html
}

fn words(value: &Value) -> String {
    marked(value.as_str().unwrap_or_default())
}

fn first_sentence(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    let first = text.split_once("\n\n").map_or(text, |(first, _)| first);
    marked(first)
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
