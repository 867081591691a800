//! What is wrong with another server's certificate, in words.

use rustls::CertificateError;

/// Why a certificate is not taken. Nothing was sent to that server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// Its time is over.
    #[error("the server's certificate has expired, so nothing was sent: it must be renewed there")]
    Expired,
    /// Its time has not begun.
    #[error(
        "the server's certificate is not valid yet, so nothing was sent: is the clock of this server right?"
    )]
    NotYet,
    /// It names other servers.
    #[error(
        "the server's certificate is for another name, so nothing was sent: correct the address, or the certificate \
         there"
    )]
    OtherName,
    /// It was withdrawn by who issued it.
    #[error("the server's certificate was revoked, so nothing was sent: it must be replaced there")]
    Revoked,
    /// Nobody who is trusted has signed it.
    #[error(
        "the server's certificate is not trusted, so nothing was sent: it must come from an authority that browsers \
         know, with all certificates in between"
    )]
    Untrusted,
    /// It is no certificate of a server, or cannot be read.
    #[error(
        "the server's certificate cannot be used, so nothing was sent: it must be replaced there"
    )]
    Unusable,
}

impl From<&CertificateError> for CertificateFault {
    fn from(error: &CertificateError) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYet
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::Revoked => Self::Revoked,
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Untrusted,
            _ => Self::Unusable,
        }
    }
}
