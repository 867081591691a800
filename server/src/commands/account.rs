//! `sonda account`: for whoever has the server, where nobody can sign in any more.

use crate::access::{CODE_MS, Email, Language, PersonName, Profile, Role, Token};
use crate::access::{account_subject, password_url};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::serve::{open_secrets, open_store};
use crate::store::{Added, NewAccount};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Print the accounts, one JSON object a line.
    List,
    /// End a person's password, sessions and tokens, and print a one-time address to set a new password.
    Recover(Recover),
    /// Make an account, and print a one-time address to set its password.
    Create(Create),
}

#[derive(Debug, Args)]
pub(super) struct Recover {
    /// The person's e-mail address.
    email: String,
    /// Let the tokens that the person made work on.
    #[arg(long)]
    keep_tokens: bool,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// The person's e-mail address.
    email: Email,
    /// The person's name.
    #[arg(long)]
    name: PersonName,
    /// What the person may do: `owner` or `editor`.
    #[arg(long, default_value = "owner")]
    role: Role,
    /// The language the person reads: `en`, `pl` or `uk`. Default: as is set for the installation.
    #[arg(long)]
    language: Option<Language>,
}

impl Account {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let store = open_store(config).await?;
        let now_ms = SystemClock.now_ms();
        let (token, until_ms) = (Token::new()?, now_ms + CODE_MS);
        let digest = token.digest();
        let code = (digest.as_str(), until_ms);
        match self {
            Self::List => {
                for account in store.accounts().await? {
                    let line = json!({
                        "email": account.email,
                        "name": account.name,
                        "role": account.role,
                        "has_password": account.password.is_some(),
                        "created_at_ms": account.created_at_ms,
                        "signed_in_at_ms": account.signed_in_at_ms,
                        "disabled_at_ms": account.disabled_at_ms,
                    });
                    println!("{line}");
                }
                return Ok(());
            }
            Self::Recover(Recover { email, keep_tokens }) => {
                let key = Email::key_of(&email);
                let account = store.account_by_email(&key).await?;
                let account =
                    account.with_context(|| format!("nobody has an account with `{email}`"))?;
                let subject = account_subject(&open_secrets(config)?, &key);
                let mut tokens = store.api_tokens().await?;
                tokens.retain(|token| token.made_by.as_ref() == Some(&account.id));
                let recovered = store.recover_account(&account.id, code, &subject, keep_tokens);
                if !recovered.await? {
                    bail!("the account is disabled; an owner can enable it");
                }
                println!(
                    "The password and every session of {} have ended.",
                    account.name
                );
                for token in tokens {
                    let what = if keep_tokens { "works on" } else { "has ended" };
                    println!("The token \"{}\" {what}.", token.name);
                }
            }
            Self::Create(create) => {
                let usual = store.languages().await?.value.console;
                let account = NewAccount {
                    id: Uuid::new_v4().to_string(),
                    profile: Profile {
                        email: create.email,
                        name: create.name,
                        language: create.language.unwrap_or(usual),
                    },
                    role: create.role,
                    password: None,
                };
                match store.add_account(&account, code, now_ms).await? {
                    Added::Done => {}
                    Added::EmailTaken => bail!("somebody has an account with this address"),
                    Added::OwnerFirst => bail!("the first account is an owner's"),
                }
                println!("The account is made.");
            }
        }
        println!(
            "A password is set at this address, once, until {}:",
            until(until_ms)
        );
        println!("{}", password_url(&config.public_url, &token));
        Ok(())
    }
}

fn until(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms);
    moment.map_or_else(|_| String::new(), |moment| moment.to_string())
}
