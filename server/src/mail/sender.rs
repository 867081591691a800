//! Sends a message, and says whether the mail server took it.

use super::Mail;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// A person waits for the answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What the sender is called. Default: as the configuration says.
    pub sender: Option<String>,
}

/// Why a message was not sent. Names no address.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// The address is none.
    #[error("the address is no e-mail address")]
    Address,
    /// The message cannot be written.
    #[error("the message cannot be written")]
    Message,
    /// The mail server did not take it.
    #[error("the mail server did not take the message: {0}")]
    Refused(String),
    /// It took too long.
    #[error("the mail server did not answer in time")]
    TimedOut,
}

/// Sends messages by the operator's mail server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Keeps out-of-office replies from answering.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mailer {
    /// The mail server of a configuration, if it names one. `host` is what this server calls itself.
    #[must_use]
    pub fn of(mail: &Mail, host: &str) -> Option<Self> {
        let from = mail.from.as_ref()?.parse().ok()?;
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.smtp_url.as_ref()?).ok()?;
        let name = match host.parse() {
            Ok(address) => ClientId::Ipv4(address),
            Err(_) => ClientId::Domain(host.to_owned()),
        };
        Some(Self {
            transport: builder.hello_name(name).timeout(Some(PATIENCE)).build(),
            from,
        })
    }

    /// Sends a message written at that moment. Nothing is tried again.
    ///
    /// # Errors
    /// It was not sent, or nobody knows.
    pub async fn send(&self, letter: Letter, now_ms: i64) -> Result<(), NotSent> {
        let address = letter.to.trim().parse().map_err(|_| NotSent::Address)?;
        let to = Mailbox::new(None, address);
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        let sender = letter.sender.or_else(|| self.from.name.clone());
        let id = format!("<{}@{}>", Uuid::new_v4(), self.from.email.domain());
        let message = Message::builder()
            .from(Mailbox::new(sender, self.from.email.clone()))
            .to(to)
            .subject(letter.subject)
            .date(now)
            .message_id(Some(id))
            .header(AutoSubmitted)
            .singlepart(
                SinglePart::builder()
                    .header(ContentType::TEXT_PLAIN)
                    .body(letter.text),
            )
            .map_err(|_| NotSent::Message)?;
        let sent = tokio::time::timeout(PATIENCE, self.transport.send(message)).await;
        match sent {
            Err(_) => Err(NotSent::TimedOut),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(NotSent::Refused(reason(&error))),
        }
    }
}

/// What went wrong: of an answer its number alone, because servers quote addresses.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    if let Some(code) = error.status() {
        return format!("it answered {code}");
    }
    match error.source() {
        Some(source) if !error.is_response() => source.to_string(),
        _ => "it answered what is no SMTP".to_owned(),
    }
}
