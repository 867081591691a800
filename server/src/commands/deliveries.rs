//! `sonda deliveries`.

use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::serve::open_store;
use crate::store::{Cancelled, DeliveryFilter, DeliveryStatus, ReplayScope};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unknown;
use serde_json::json;
use sonda_domain::FormId;

const PAGE: u32 = 1_000;
const MOST_CAUSES: u32 = 200;

/// List deliveries, look into them, try them again, call them off.
#[derive(Debug, Subcommand)]
pub(super) enum Deliveries {
    /// Print deliveries, one JSON object a line.
    List(List),
    /// Print why deliveries were given up, one JSON object a line, the most frequent first.
    Causes,
    /// Print a delivery and its attempts.
    Show(One),
    /// Try dead letters again: one, or all of a form, of a connector, or at all; or what was cancelled.
    Replay(Replay),
    /// Call deliveries off that were not written yet: one, or all of a form, of a connector, or at all.
    Cancel(Which),
}

/// Print deliveries, one JSON object a line.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only those of this form.
    #[arg(long)]
    form: Option<FormId>,
    /// Only those to this connector.
    #[arg(long)]
    connector: Option<String>,
    /// Only those of this response.
    #[arg(long)]
    response: Option<String>,
    /// Only those that are `pending`, `waiting`, `done`, `dead` or `cancelled`.
    #[arg(long, value_parser = status)]
    status: Option<DeliveryStatus>,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// One delivery.
#[derive(Debug, Args)]
pub(super) struct One {
    /// The response.
    response: String,
    /// The target.
    target: String,
}

/// Try dead letters again.
#[derive(Debug, Args)]
pub(super) struct Replay {
    #[command(flatten)]
    which: Which,
    /// Those that were cancelled, instead of those that are dead; one alone is tried again in either case.
    #[arg(long)]
    cancelled: bool,
}

/// One delivery, or many.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
pub(super) struct Which {
    /// The response.
    #[arg(requires = "target", group = "which", conflicts_with_all = ["all", "form", "connector"])]
    response: Option<String>,
    /// The target.
    target: Option<String>,
    /// All of them.
    #[arg(long, group = "which", conflicts_with_all = ["form", "connector"])]
    all: bool,
    /// Those of this form.
    #[arg(long, group = "which")]
    form: Option<FormId>,
    /// Those to this connector.
    #[arg(long, group = "which")]
    connector: Option<String>,
}

impl Which {
    /// The one that is named, or the scope.
    fn one_or_scope(self) -> Result<(String, String), ReplayScope> {
        let Self {
            form, connector, ..
        } = self;
        let one = self.response.zip(self.target);
        one.ok_or(ReplayScope {
            form,
            connector,
            ..ReplayScope::default()
        })
    }
}

fn status(text: &str) -> Result<DeliveryStatus, Unknown> {
    DeliveryStatus::deserialize(text.into_deserializer())
}

impl Deliveries {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let now_ms = SystemClock.now_ms();
        match self {
            Self::List(list) => {
                let mut filter = DeliveryFilter {
                    form: list.form.map(|form| form.to_string()),
                    connector: list.connector,
                    response: list.response,
                    status: list.status,
                    after: None,
                };
                let mut left = list.limit;
                while left > 0 {
                    let page = store.deliveries(&filter, left.min(PAGE)).await?;
                    for delivery in &page {
                        println!("{}", serde_json::to_string(delivery)?);
                    }
                    let Some(last) = page.last() else { break };
                    filter.after = Some((last.response.clone(), last.target.clone()));
                    left -= u32::try_from(page.len()).unwrap_or(left).min(left);
                }
            }
            Self::Causes => {
                for cause in store.delivery_causes(MOST_CAUSES).await? {
                    println!("{}", serde_json::to_string(&cause)?);
                }
            }
            Self::Show(One { response, target }) => {
                let filter = DeliveryFilter {
                    response: Some(response.clone()),
                    ..DeliveryFilter::default()
                };
                let deliveries = store.deliveries(&filter, PAGE).await?;
                let delivery = deliveries.iter().find(|one| one.target == target);
                let delivery = delivery.context("there is no such delivery")?;
                let attempts = store.attempts(&response, &target).await?;
                let shown = json!({ "delivery": delivery, "attempts": attempts });
                println!("{}", serde_json::to_string_pretty(&shown)?);
            }
            Self::Replay(Replay { which, cancelled }) => match which.one_or_scope() {
                Ok((response, target)) => {
                    if !store.replay_delivery(&response, &target, now_ms).await? {
                        bail!("there is no such delivery that is dead or cancelled");
                    }
                    println!("It is queued again.");
                }
                Err(scope) => {
                    let replayed = match cancelled {
                        true => store.replay_cancelled(&scope, now_ms).await?,
                        false => store.replay_dead(&scope, now_ms).await?,
                    };
                    println!("{replayed} queued again.");
                }
            },
            Self::Cancel(which) => match which.one_or_scope() {
                Ok((response, target)) => {
                    match store.cancel_delivery(&response, &target, now_ms).await? {
                        Cancelled::Cancelled => println!("It is cancelled."),
                        Cancelled::UnderWay => bail!("it is being written at this moment"),
                        Cancelled::Missing => {
                            bail!("there is no such delivery that is not written yet")
                        }
                    }
                }
                Err(scope) => {
                    let all = store.cancel_deliveries(&scope, now_ms).await?;
                    println!("{} cancelled.", all.cancelled);
                    if all.under_way > 0 {
                        println!("{} are being written at this moment.", all.under_way);
                    }
                }
            },
        }
        Ok(())
    }
}
