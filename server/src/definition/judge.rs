//! The judgement that comes before publishing: every fault of a definition, each with its path.

use super::schema::{read, shape_faults};
use super::{Document, FORMAT, Settings};
use crate::captcha::CaptchaConfig;
use crate::crm::Catalogue;
use crate::mapping::{Arrival, check_mapping};
use crate::phone::is_region;
use crate::theme::check_theme;
use axum::http::Uri;
use serde_json::{Value, json};
use sonda_domain::{Content, Fault, Question, check_content};

/// Reads a definition and judges it against the tables that the connectors know and the operator's key sets.
///
/// # Errors
/// Every fault found. A document of the wrong shape is judged no further than its shape.
pub fn judge(
    document: &Value,
    catalogue: &Catalogue,
    captcha: &CaptchaConfig,
) -> Result<Document, Vec<Fault>> {
    let faults = shape_faults(document);
    if !faults.is_empty() {
        return Err(faults);
    }
    let document: Document = read(document)?;
    let mut faults = Vec::new();
    faults.extend(below("/content", check_content(&document.content)));
    faults.extend(below("/content", region_faults(&document.content)));
    faults.extend(below(
        "/settings",
        check_settings(&document.settings, &document.content),
    ));
    if let Some(demanded) = &document.settings.captcha {
        faults.extend(below("/settings/captcha", demanded.faults(captcha)));
    }
    faults.extend(below(
        "/mapping",
        check_mapping(
            &document.mapping,
            &document.content,
            Arrival::under(document.settings.once),
            catalogue,
        ),
    ));
    if faults.is_empty() {
        Ok(document)
    } else {
        Err(faults)
    }
}

/// Reads the content of a definition and judges it alone: whether the form can be shown, whatever else it lacks.
///
/// # Errors
/// Every fault found in the content.
pub fn judge_content(document: &Value) -> Result<Content, Vec<Fault>> {
    let alone = json!({
        "sonda": FORMAT, "id": "preview", "kind": "survey", "content": document.get("content"),
    });
    let faults = shape_faults(&alone);
    if !faults.is_empty() {
        return Err(faults);
    }
    let document: Document = read(&alone)?;
    let mut faults = Vec::new();
    faults.extend(below("/content", check_content(&document.content)));
    faults.extend(below("/content", region_faults(&document.content)));
    match faults.is_empty() {
        true => Ok(document.content),
        false => Err(faults),
    }
}

fn below(prefix: &str, faults: Vec<Fault>) -> impl Iterator<Item = Fault> {
    faults
        .into_iter()
        .map(move |fault| Fault::new(format!("{prefix}{}", fault.path), fault.reason))
}

/// Regions that no telephone number is of: the list of them is the server's.
fn region_faults(content: &Content) -> Vec<Fault> {
    fn judge(questions: &[Question], path: &str, faults: &mut Vec<Fault>) {
        for (index, question) in questions.iter().enumerate() {
            let path = format!("{path}/questions/{index}");
            if let Some(region) = &question.region
                && !is_region(region)
            {
                let reason = format!("`{region}` is not a country of ISO 3166-1 such as PL");
                faults.push(Fault::new(format!("{path}/region"), reason));
            }
            judge(&question.questions, &path, faults);
        }
    }
    let mut faults = Vec::new();
    judge(&content.questions, "", &mut faults);
    for (index, page) in content.pages.iter().enumerate() {
        judge(&page.questions, &format!("/pages/{index}"), &mut faults);
    }
    faults
}

fn check_settings(settings: &Settings, content: &Content) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let (Some(opens), Some(closes)) = (settings.opens_at, settings.closes_at)
        && opens >= closes
    {
        faults.push(Fault::new(
            "/closes_at",
            format!("must be later than `opens_at`, {opens}"),
        ));
    }
    if settings.max_responses == Some(0) {
        faults.push(Fault::new("/max_responses", "must be at least 1"));
    }
    let origins = [
        ("allowed_origins", &settings.allowed_origins),
        ("frame_ancestors", &settings.frame_ancestors),
    ];
    for (property, origins) in origins {
        for (index, origin) in origins.iter().enumerate() {
            if !is_origin(origin) {
                let reason = format!("`{origin}` is not an origin such as https://www.example.com");
                faults.push(Fault::new(format!("/{property}/{index}"), reason));
            }
        }
    }
    for (index, address) in settings.return_addresses.iter().enumerate() {
        if !is_web_address(address) {
            let reason =
                format!("`{address}` is not an address such as https://www.example.com/thanks");
            faults.push(Fault::new(format!("/return_addresses/{index}"), reason));
        }
    }
    if let Some(theme) = &settings.theme {
        faults.extend(below("/theme", check_theme(theme)));
    }
    for (name, question) in &settings.field_names {
        if !content.has_field(question) {
            let id = question.split('.').next().unwrap_or_default();
            let what = match content.question(id) {
                None => format!("there is no question `{id}`"),
                Some(_) => format!("the question `{id}` has no field `{question}`"),
            };
            let place = name.replace('~', "~0").replace('/', "~1");
            faults.push(Fault::new(format!("/field_names/{place}"), what));
        }
    }
    faults
}

fn is_web_address(text: &str) -> bool {
    text.is_ascii()
        && text.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        })
}

/// Scheme, host and port, and nothing after them: what a browser sends as `Origin`.
fn is_origin(text: &str) -> bool {
    is_web_address(text)
        && !text.ends_with('/')
        && text.matches('/').count() == 2
        && !text.contains(['?', '#', ' ', ';', '@'])
}
