//! `sonda email-question`.

use crate::config::Config;
use crate::email_question::email_question;
use crate::serve::open_store;
use anyhow::Context;
use clap::Args;
use sonda_domain::{FormId, QuestionId};

/// Print a question as HTML for an e-mail.
#[derive(Debug, Args)]
pub(super) struct EmailQuestion {
    /// The form's id.
    form: FormId,
    /// The question's id.
    question: QuestionId,
    /// The language. Default: the form's fallback.
    #[arg(long)]
    lang: Option<String>,
}

impl EmailQuestion {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let missing = || format!("there is no form `{}`", self.form);
        let document = store.definition(&self.form).await?;
        let content = document.with_context(missing)?.content;
        let html = email_question(&content, self.question.as_str(), self.lang.as_deref())?;
        print!("{html}");
        Ok(())
    }
}
