//! The operator's mail server.

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};

/// The operator's mail server. Default: none, and no message is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// `smtps://USER:PASSWORD@HOST`, or `smtp://USER:PASSWORD@HOST?tls=required` for STARTTLS.
    pub smtp_url: Option<String>,
    /// Whom messages are from: `Surveys <surveys@example.com>`.
    pub from: Option<String>,
}

impl Mail {
    /// Everything that makes no sense, each with the setting's name. Never quotes the URL: it may hold a password.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(url) = &self.smtp_url {
            if AsyncSmtpTransport::<Tokio1Executor>::from_url(url).is_err() {
                faults.push(
                    "mail.smtp_url: is no address such as smtps://USER:PASSWORD@mail.example.com"
                        .to_owned(),
                );
            } else if sends_password_open(url) {
                faults.push(
                    "mail.smtp_url: would send the password unencrypted; begin it with smtps://, or end it with ?tls=required"
                        .to_owned(),
                );
            }
            if self.from.is_none() {
                faults.push("mail.from: is missing, such as surveys@example.com".to_owned());
            }
        }
        if let Some(from) = &self.from
            && from.parse::<Mailbox>().is_err()
        {
            faults.push(format!(
                "mail.from: `{from}` is no address such as `Surveys <surveys@example.com>`"
            ));
        }
        faults
    }
}

fn sends_password_open(url: &str) -> bool {
    url.starts_with("smtp:") && url.contains('@') && !url.contains("?tls=required")
}

#[cfg(test)]
mod tests {
    use super::Mail;

    fn faults(url: &str, from: &str) -> Vec<String> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Mail {
            smtp_url: some(url),
            from: some(from),
        }
        .faults()
    }

    #[test]
    fn a_mail_server_is_named_with_its_sender_and_safely() {
        let from = "Surveys <surveys@example.com>";
        for sound in [
            "smtps://me:p%40ss@mail.example.com",
            "smtp://me:pass@mail.example.com:2525?tls=required",
            "smtp://127.0.0.1:25",
        ] {
            assert_eq!(faults(sound, from), Vec::<String>::new(), "{sound}");
        }
        assert_eq!(Mail::default().faults(), Vec::<String>::new());
        for (url, from, fault) in [
            ("https://mail.example.com", from, "mail.smtp_url: is no"),
            ("smtps://mail.example.com", "", "mail.from: is missing"),
            ("", "nobody", "mail.from: `nobody`"),
            (
                "smtp://me:secret@mail.example.com",
                from,
                "mail.smtp_url: would",
            ),
        ] {
            let faults = faults(url, from);
            assert!(
                faults[0].starts_with(fault) && !faults[0].contains("secret"),
                "{faults:?}"
            );
        }
    }
}
