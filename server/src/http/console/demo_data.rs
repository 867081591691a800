//! What a new owner may begin with in place of nothing: the demo's forms, and answers on their way to records.

use crate::captcha::Signals;
use crate::definition::judge;
use crate::demo::{ANSWERS, DemoAnswer, definitions};
use crate::http::submit::{Draft, submit};
use crate::http::{App, Rejection};
use anyhow::anyhow;
use sonda_domain::{Entries, FormId, Known, Locale};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long the people of the demo took to answer.
const TYPING_MS: i64 = 60_000;

/// Publishes the demo's forms that are not there yet, and answers them.
pub(super) async fn begin_with_demo(app: &App) -> Result<(), Rejection> {
    let definitions = definitions().map_err(|error| Rejection::Internal(error.into()))?;
    let catalogue = app.connectors.catalogue().await?;
    let mut new = Vec::new();
    for definition in &definitions {
        let document = judge(definition, &catalogue, &app.config.captcha).map_err(|faults| {
            Rejection::Internal(anyhow!("a form of the demo cannot work: {faults:?}"))
        })?;
        if app.store.form_draft(&document.id).await?.is_none() {
            app.store.publish(&document, app.clock.now_ms()).await?;
            new.push(document.id);
        }
    }
    for answer in ANSWERS
        .iter()
        .filter(|answer| new.iter().any(|id| id.as_str() == answer.0))
    {
        give(app, answer).await?;
    }
    Ok(())
}

async fn give(app: &App, (form, locale, fields): &DemoAnswer) -> Result<(), Rejection> {
    let unread = |what: &str| Rejection::Internal(anyhow!("{what} of the demo cannot be read"));
    let form: FormId = form.parse().map_err(|_| unread("a form"))?;
    let locale: Locale = locale.parse().map_err(|_| unread("a language"))?;
    let content = app.content(&form, 1).await?;
    let content = content.ok_or_else(|| unread("a content"))?;
    let fields = fields.iter();
    let entries: Entries = fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let draft = Draft {
        form: &form,
        version: 1,
        content: &content,
        link: None,
        known: Known::of(&locale),
        entries: &entries,
        context: BTreeMap::new(),
        seed: 0,
        key: &Uuid::new_v4().to_string(),
        token: None,
        signals: Signals {
            honeypot: false,
            shown_at_ms: Some(app.clock.now_ms() - TYPING_MS),
        },
    };
    submit(app, draft).await.map(|_| ())
}
