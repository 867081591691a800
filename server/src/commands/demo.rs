//! `sonda serve --demo`: the demo forms, a contact with a personal link, and a page of another origin that
//! embeds a form.

use crate::clock::{Clock, SharedClock, SystemClock};
use crate::config::Config;
use crate::contact::ContactRef;
use crate::definition::judge;
use crate::demo::definitions;
use crate::link_values::LinkValues;
use crate::links::{LinkRequest, make_link};
use crate::mapping::EMBEDDED;
use crate::serve::{open_connectors, open_embedded, open_secrets};
use crate::store::Store;
use anyhow::{Context, bail};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::json;
use sonda_domain::FormId;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

const HOST_PAGE: &str = include_str!("../../../static/host.html");
const PLAIN_PAGE: &str = include_str!("../../../static/host-plain.html");
const THANKS_PAGE: &str = include_str!("../../../static/host-thanks.html");

/// The demo.
pub(super) struct Demo;

impl Demo {
    /// Publishes the forms, starts the host page, and prints what to open.
    pub(super) async fn start(config: &Config, store: &Store) -> anyhow::Result<()> {
        let host = SocketAddr::new(config.listen.ip(), config.listen.port().wrapping_add(1));
        let listener = TcpListener::bind(host)
            .await
            .with_context(|| format!("the demo's host page cannot listen on {host}"))?;
        let origin = format!("http://{host}");
        publish(config, store, &origin).await?;
        let link = personal_link(config, store).await?;
        tokio::spawn(axum::serve(listener, host_pages(&config.public_url, &origin)).into_future());
        println!("\nOpen in a browser:");
        println!("  {origin}/            a page that embeds the form \"Request a demo\"");
        println!("  {origin}/plain       an existing HTML form that posts to Sonda");
        println!(
            "  {}/f/request-a-demo  the same form at its own address",
            config.public_url
        );
        println!("  {link}  a personal link to the survey \"After the service visit\"");
        println!(
            "See what became of the answers: sonda records lead (contact, case, survey_response, question_response)\n"
        );
        Ok(())
    }
}

async fn publish(config: &Config, store: &Store, origin: &str) -> anyhow::Result<()> {
    let catalogue = open_connectors(config, store, Arc::new(SystemClock))?
        .catalogue()
        .await?;
    for mut definition in definitions()? {
        let local = origin.replace("127.0.0.1", "localhost");
        definition["settings"]["allowed_origins"] = json!([origin, local]);
        if definition["id"] == "report-a-problem" {
            definition["settings"]["return_addresses"] = json!([format!("{origin}/thanks")]);
            definition["settings"]["field_names"] = json!({
                "short_text": "subject", "area": "topic", "prio": "urgency", "story": "description",
                "who": "name", "mail": "email", "tel": "phone",
            });
        }
        match judge(&definition, &catalogue, &config.captcha) {
            Ok(document) => store.publish(&document, SystemClock.now_ms()).await?,
            Err(faults) => bail!("a demo form cannot work: {faults:?}"),
        };
    }
    Ok(())
}

/// A link for a contact of the demo, made anew at each start: the address of an old one is not kept anywhere.
async fn personal_link(config: &Config, store: &Store) -> anyhow::Result<String> {
    let clock: SharedClock = Arc::new(SystemClock);
    let crm = open_embedded(config, store, Arc::clone(&clock))?;
    let values = json!({"name": "Anna Nowak", "email": "anna.nowak@example.com"});
    let known = store.records("contact", None, 1_000).await?;
    // One contact, however often the demo starts: a second of the same address could not be told apart.
    let record = match known
        .into_iter()
        .find(|one| one.values.get("email") == values.get("email"))
    {
        Some(record) => record.id,
        None => {
            crm.create_record("contact", values.as_object().context("an object")?)
                .await?
        }
    };
    let request = LinkRequest {
        form: "after-the-service-visit".parse::<FormId>()?,
        contact: ContactRef {
            connector: EMBEDDED.to_owned(),
            table: "contact".to_owned(),
            record,
        },
        locale: None,
        expires_at_ms: None,
        values: LinkValues::default(),
        label: String::new(),
    };
    let secrets = open_secrets(config)?;
    let catalogue = open_connectors(config, store, clock)?.catalogue().await?;
    let now_ms = SystemClock.now_ms();
    Ok(make_link(
        store,
        &secrets,
        &catalogue,
        &config.public_url,
        request,
        now_ms,
    )
    .await?
    .url)
}

fn host_pages(sonda: &str, origin: &str) -> Router {
    let page = |text: &str| Html(text.replace("{{SONDA}}", sonda).replace("{{HOST}}", origin));
    let (host, plain, thanks) = (page(HOST_PAGE), page(PLAIN_PAGE), page(THANKS_PAGE));
    Router::new()
        .route("/", get(|| async { host }))
        .route("/plain", get(|| async { plain }))
        .route("/thanks", get(|| async { thanks }))
}
