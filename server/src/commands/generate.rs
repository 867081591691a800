//! `sonda generate`.

use crate::answers::Generator;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::mapping::delivery_targets;
use crate::serve::open_store;
use crate::store::GeneratedResponse;
use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use sonda_domain::{FormId, Once};
use std::collections::BTreeMap;
use uuid::Builder;

/// So many are written in one transaction.
const AT_ONCE: u64 = 1_000;
const DAY_MS: i64 = 86_400_000;

/// Make things up, to see how the program does with many.
#[derive(Debug, Subcommand)]
pub(super) enum Generate {
    /// Store made-up answers to a form, valid by its rules. Nothing is written to a CRM unless asked for.
    Answers(Answers),
}

/// Store made-up answers to a form.
#[derive(Debug, Args)]
pub(super) struct Answers {
    /// The form.
    #[arg(long)]
    form: FormId,
    /// How many.
    #[arg(long, default_value_t = 100)]
    count: u64,
    /// Decides everything but the time: the same answers for the same seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Over how many days before now they are spread.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// Has them written to the CRMs, too, as the mapping says.
    #[arg(long)]
    deliver: bool,
}

impl Generate {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Answers(answers) = self;
        answers.run(config, &SystemClock).await
    }
}

impl Answers {
    async fn run(self, config: &Config, clock: &dyn Clock) -> anyhow::Result<()> {
        ensure!(self.count > 0 && self.days > 0, "nothing is asked for");
        let store = open_store(config).await?;
        let form = store.form(&self.form).await?;
        let form = form.with_context(|| format!("there is no form `{}`", self.form))?;
        ensure!(
            !self.deliver || form.settings.once != Once::PerContact,
            "the answers to `{}` come by personal links alone, and made-up ones have none: leave `--deliver` out",
            self.form
        );
        let content = store.content(&form.id, form.version).await?;
        let content = content.context("the form's newest version is not there")?;
        let mapping = store.mapping(&form.id, form.mapping_revision).await?;
        let targets = match self.deliver {
            true => delivery_targets(&mapping.unwrap_or_default()),
            false => Vec::new(),
        };
        let mut generator = Generator::new(&content, self.seed);
        let span_ms = i64::from(self.days) * DAY_MS;
        let begin_ms = clock.now_ms() - span_ms;
        let mut batch = Vec::new();
        for number in 0..self.count {
            let one = generator.generate().with_context(|| {
                "no valid answers to this form were found: it may want a file, or rules that chance does not meet"
            })?;
            // In order, so that the newest lie at the end of every index, as they would.
            let place = i128::from(number) * 1_000 + i128::from(one.moment);
            let passed = i128::from(span_ms) * place / (i128::from(self.count) * 1_000);
            let at_ms = begin_ms + i64::try_from(passed)?;
            let millis = u64::try_from(at_ms).unwrap_or(0);
            let id = Builder::from_unix_timestamp_millis(millis, &one.random).into_uuid();
            let mut context = BTreeMap::from([("page".to_owned(), one.page.to_owned())]);
            if let Some(campaign) = one.campaign {
                context.insert("utm_campaign".to_owned(), campaign.to_owned());
            }
            batch.push(GeneratedResponse {
                id: id.to_string(),
                submitted_at_ms: at_ms,
                locale: one.locale,
                judged: one.judged,
                context,
            });
            if batch.len() as u64 == AT_ONCE || number + 1 == self.count {
                store
                    .insert_generated(&form.id, form.version, &batch, &targets)
                    .await?;
                batch.clear();
            }
        }
        println!("{} answers to `{}` are stored.", self.count, form.id);
        store.close().await;
        Ok(())
    }
}
