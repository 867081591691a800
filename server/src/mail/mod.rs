//! Messages to people, by the operator's own mail server.
//!
//! The operator names that server, so it may stand in a private network; nobody else can say where messages go.

mod config;
mod sender;

pub use config::Mail;
pub use sender::{Letter, Mailer, NotSent};
