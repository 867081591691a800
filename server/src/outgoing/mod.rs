//! Requests to other servers: captcha providers today, CRMs and webhooks next.
//!
//! One client, so that one place says where the server may reach. It follows no redirect, waits no longer and reads
//! no more than it is told, and connects to addresses of the public internet only, unless the operator allows others
//! ([`Reach`]). What is checked is the address connected to, after its name was resolved: a name that changes its
//! address in between gains nothing.

mod certificate;
mod client;
mod connect;
mod reach;

pub use certificate::CertificateFault;
pub use client::{Client, Patience, Reply, RequestError};
pub use reach::Reach;
