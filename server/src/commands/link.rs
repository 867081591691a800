//! `sonda link` and `sonda revoke`.

use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::contact::ContactRef;
use crate::link_values::{LinkValues, ValueOf};
use crate::links::{LinkRequest, make_link};
use crate::serve::{open_connectors, open_secrets, open_store};
use anyhow::bail;
use clap::Args;
use jiff::Timestamp;
use sonda_domain::{FormId, Locale};
use std::sync::Arc;

/// Make a personal link for a contact.
#[derive(Debug, Args)]
pub(super) struct Link {
    /// The form's id.
    form: FormId,
    /// The contact: connector/table/record, such as `embedded/contact/42`.
    contact: ContactRef,
    /// The language the link asks for.
    #[arg(long)]
    locale: Option<Locale>,
    /// When the link stops working, such as `2026-12-31T23:59:00+01:00`.
    #[arg(long)]
    expires_at: Option<Timestamp>,
    /// A value of the link, such as `order=123`; the form's `known` says which it may use.
    #[arg(long = "value", value_name = "NAME=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,
    /// A value of the contact, such as `first_name=Anna`.
    #[arg(long = "contact", value_name = "NAME=VALUE", value_parser = pair)]
    contact_data: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected a name and a value, such as order=123")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Withdraw a personal link.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// The link's id, as `sonda link` printed it.
    link: String,
}

impl Link {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let mut values = LinkValues::default();
        for (name, value) in &self.values {
            values.give(ValueOf::Link, name, value)?;
        }
        for (name, value) in &self.contact_data {
            values.give(ValueOf::Contact, name, value)?;
        }
        let store = open_store(config).await?;
        let request = LinkRequest {
            form: self.form,
            contact: self.contact,
            locale: self.locale,
            expires_at_ms: self.expires_at.map(Timestamp::as_millisecond),
            values,
            label: String::new(),
        };
        let secrets = open_secrets(config)?;
        let catalogue = open_connectors(config, &store, Arc::new(SystemClock))?
            .catalogue()
            .await?;
        let now_ms = SystemClock.now_ms();
        let made = make_link(
            &store,
            &secrets,
            &catalogue,
            &config.public_url,
            request,
            now_ms,
        )
        .await?;
        println!(
            "{}\nid {}, answers version {}",
            made.url, made.id, made.version
        );
        Ok(())
    }
}

impl Revoke {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        if !store.revoke_link(&self.link, SystemClock.now_ms()).await? {
            bail!("there is no link `{}`", self.link);
        }
        println!("The link is withdrawn.");
        Ok(())
    }
}
