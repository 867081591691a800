//! What the server and its commands agree on: the address at which a password is set, and what an account's failures
//! are counted under.

use super::Token;
use crate::secrets::Secrets;
use std::net::IpAddr;

/// The one-time address of that secret.
#[must_use]
pub fn password_url(public_url: &str, token: &Token) -> String {
    format!("{public_url}/console/set-password/{}", token.secret())
}

/// What wrong passwords of an account are counted under, given its address as addresses are compared.
#[must_use]
pub fn account_subject(secrets: &Secrets, email_key: &str) -> String {
    secrets.derived_text(&format!("sign-in/account/{email_key}"))
}

/// The same for one network.
#[must_use]
pub fn account_here_subject(secrets: &Secrets, network: IpAddr, email_key: &str) -> String {
    secrets.derived_text(&format!("sign-in/here/{network}/{email_key}"))
}
