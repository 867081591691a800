//! Where a form stands. It is in one phase at each moment, and shows that one.

use crate::Notice;

/// The phase of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It is being filled in.
    Ready,
    /// Its answers are on their way.
    Sending,
    /// Something is said instead of it (sent) or over it (all else).
    Told(Notice),
}

impl Phase {
    /// What is said.
    pub(crate) fn notice(self) -> Option<Notice> {
        match self {
            Self::Told(notice) => Some(notice),
            Self::Ready | Self::Sending => None,
        }
    }

    /// Whether the visitor may send.
    pub(crate) fn can_send(self) -> bool {
        match self {
            Self::Ready
            | Self::Told(
                Notice::SentBefore
                | Notice::RateLimited
                | Notice::CaptchaRequired
                | Notice::CaptchaFailed
                | Notice::CaptchaUnavailable
                | Notice::Failed,
            ) => true,
            Self::Sending
            | Self::Told(
                Notice::Sent | Notice::Refused(_) | Notice::Waiting | Notice::WaitingHere,
            ) => false,
        }
    }

    /// Whether the answers may no longer change: they are on their way, or wait to be.
    #[cfg(any(feature = "hydrate", test))]
    pub(crate) fn is_locked(self) -> bool {
        matches!(
            self,
            Self::Sending | Self::Told(Notice::Waiting | Notice::WaitingHere)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonda_domain::Refusal;

    #[test]
    fn what_is_on_its_way_can_neither_change_nor_be_sent_again() {
        for phase in [
            Phase::Sending,
            Phase::Told(Notice::Waiting),
            Phase::Told(Notice::WaitingHere),
        ] {
            assert!(phase.is_locked());
            assert!(!phase.can_send());
        }
    }

    #[test]
    fn a_refused_form_stays_readable_but_is_not_sent() {
        let phase = Phase::Told(Notice::Refused(Refusal::Expired));
        assert!(!phase.is_locked());
        assert!(!phase.can_send());
    }

    #[test]
    fn a_passing_trouble_lets_the_visitor_try_again() {
        assert!(Phase::Told(Notice::RateLimited).can_send());
        assert!(Phase::Told(Notice::CaptchaFailed).can_send());
        assert!(Phase::Told(Notice::Failed).can_send());
    }
}
