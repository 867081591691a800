//! Whether a submission may come in: opening and closing, the cap, the once-rules, withdrawal.

use serde::{Deserialize, Serialize};

/// How often a form may be answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Once {
    /// As often as anyone likes.
    #[default]
    Unlimited,
    /// Once by each personal link.
    PerLink,
    /// Once by each contact, across all versions and links; there are no public submissions.
    PerContact,
}

/// The rules of a form. They apply at once to every version and link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// First moment at which the form takes submissions, in milliseconds since the epoch.
    pub opens_at_ms: Option<i64>,
    /// First moment at which it no longer does.
    pub closes_at_ms: Option<i64>,
    /// The most responses it takes in all.
    pub max_responses: Option<u64>,
    /// How often one link or contact may answer.
    pub once: Once,
}

/// How things stand when a submission, or a visitor, arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The time, in milliseconds since the epoch.
    pub now_ms: i64,
    /// The number of responses the form has.
    pub responses: u64,
    /// The personal link used, if any.
    pub link: Option<LinkStanding>,
}

/// How a personal link stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkStanding {
    /// Withdrawn by its maker.
    pub revoked: bool,
    /// First moment at which the link no longer works.
    pub expires_at_ms: Option<i64>,
    /// Whether a response came by this link.
    pub link_answered: bool,
    /// Whether its contact has a response to this form by any link or version.
    pub contact_answered: bool,
}

/// Why a form cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The form opens later.
    NotYetOpen,
    /// The form or the link has expired.
    Expired,
    /// The link, or its contact, has answered.
    AlreadyAnswered,
    /// The form has all the responses it takes.
    Full,
    /// The link was withdrawn.
    Withdrawn,
    /// The form takes answers by personal link only.
    LinkRequired,
    /// There is no such form or link.
    Unknown,
}

impl Refusal {
    /// Whether nobody who is refused so has a reason to see a question of the form.
    #[must_use]
    pub fn is_before_the_form(self) -> bool {
        matches!(self, Self::NotYetOpen | Self::LinkRequired | Self::Unknown)
    }

    /// The stable code of this refusal, in problem bodies, metrics and texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotYetOpen => "not_yet_open",
            Self::Expired => "expired",
            Self::AlreadyAnswered => "already_answered",
            Self::Full => "full",
            Self::Withdrawn => "withdrawn",
            Self::LinkRequired => "link_required",
            Self::Unknown => "unknown",
        }
    }

    /// Every refusal there is.
    pub const ALL: [Self; 7] = [
        Self::NotYetOpen,
        Self::Expired,
        Self::AlreadyAnswered,
        Self::Full,
        Self::Withdrawn,
        Self::LinkRequired,
        Self::Unknown,
    ];
}

impl Rules {
    /// Decides whether a submission may come in as things stand.
    ///
    /// # Errors
    /// The refusal that tells the visitor most: a withdrawn link is said before all else, and
    /// somebody who has answered learns that, rather than that the form has closed since.
    pub fn check(&self, standing: &Standing) -> Result<(), Refusal> {
        let now = standing.now_ms;
        match standing.link {
            Some(link) => {
                let answered = match self.once {
                    Once::Unlimited => false,
                    Once::PerLink => link.link_answered,
                    Once::PerContact => link.link_answered || link.contact_answered,
                };
                if link.revoked {
                    return Err(Refusal::Withdrawn);
                }
                if answered {
                    return Err(Refusal::AlreadyAnswered);
                }
                if link.expires_at_ms.is_some_and(|at| now >= at) {
                    return Err(Refusal::Expired);
                }
            }
            None if self.once == Once::PerContact => return Err(Refusal::LinkRequired),
            None => {}
        }
        if self.closes_at_ms.is_some_and(|at| now >= at) {
            return Err(Refusal::Expired);
        }
        if self.opens_at_ms.is_some_and(|at| now < at) {
            return Err(Refusal::NotYetOpen);
        }
        if self
            .max_responses
            .is_some_and(|most| standing.responses >= most)
        {
            return Err(Refusal::Full);
        }
        Ok(())
    }

    /// The first moment at which this form, or the link, stops taking submissions.
    #[must_use]
    pub fn closes_at_ms(&self, link: Option<LinkStanding>) -> Option<i64> {
        let link_expiry = link.and_then(|link| link.expires_at_ms);
        self.closes_at_ms.into_iter().chain(link_expiry).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENS: i64 = 1_000;
    const CLOSES: i64 = 2_000;

    fn rules(once: Once) -> Rules {
        Rules {
            opens_at_ms: Some(OPENS),
            closes_at_ms: Some(CLOSES),
            max_responses: Some(2),
            once,
        }
    }

    fn standing(now_ms: i64) -> Standing {
        Standing {
            now_ms,
            responses: 0,
            link: None,
        }
    }

    #[test]
    fn a_form_is_open_from_its_opening_until_just_before_its_closing() {
        let rules = rules(Once::Unlimited);
        assert_eq!(rules.check(&standing(OPENS - 1)), Err(Refusal::NotYetOpen));
        assert_eq!(rules.check(&standing(OPENS)), Ok(()));
        assert_eq!(rules.check(&standing(CLOSES - 1)), Ok(()));
        assert_eq!(rules.check(&standing(CLOSES)), Err(Refusal::Expired));
    }

    #[test]
    fn the_cap_counts_responses_in_all() {
        let mut standing = standing(OPENS);
        standing.responses = 1;
        assert_eq!(rules(Once::Unlimited).check(&standing), Ok(()));
        standing.responses = 2;
        assert_eq!(rules(Once::Unlimited).check(&standing), Err(Refusal::Full));
    }

    #[test]
    fn a_form_for_contacts_takes_no_public_submission() {
        assert_eq!(
            rules(Once::PerContact).check(&standing(OPENS)),
            Err(Refusal::LinkRequired)
        );
        assert_eq!(rules(Once::PerLink).check(&standing(OPENS)), Ok(()));
    }

    #[test]
    fn once_per_link_looks_at_the_link_and_once_per_contact_at_both() {
        let answered_elsewhere = LinkStanding {
            contact_answered: true,
            ..LinkStanding::default()
        };
        let used = LinkStanding {
            link_answered: true,
            contact_answered: true,
            ..LinkStanding::default()
        };
        let check = |once, link| {
            rules(once).check(&Standing {
                link: Some(link),
                ..standing(OPENS)
            })
        };
        assert_eq!(check(Once::PerLink, answered_elsewhere), Ok(()));
        assert_eq!(
            check(Once::PerContact, answered_elsewhere),
            Err(Refusal::AlreadyAnswered)
        );
        assert_eq!(check(Once::PerLink, used), Err(Refusal::AlreadyAnswered));
        assert_eq!(check(Once::Unlimited, used), Ok(()));
    }

    #[test]
    fn somebody_who_answered_is_told_so_even_after_the_form_closed() {
        let used = LinkStanding {
            link_answered: true,
            ..LinkStanding::default()
        };
        let late = Standing {
            link: Some(used),
            ..standing(CLOSES)
        };
        assert_eq!(
            rules(Once::PerLink).check(&late),
            Err(Refusal::AlreadyAnswered)
        );
        let withdrawn = LinkStanding {
            revoked: true,
            ..used
        };
        let late = Standing {
            link: Some(withdrawn),
            ..late
        };
        assert_eq!(rules(Once::PerLink).check(&late), Err(Refusal::Withdrawn));
    }

    #[test]
    fn a_link_can_expire_before_its_form() {
        let link = LinkStanding {
            expires_at_ms: Some(1_500),
            ..LinkStanding::default()
        };
        let rules = rules(Once::PerLink);
        assert_eq!(
            rules.check(&Standing {
                link: Some(link),
                ..standing(1_499)
            }),
            Ok(())
        );
        assert_eq!(
            rules.check(&Standing {
                link: Some(link),
                ..standing(1_500)
            }),
            Err(Refusal::Expired)
        );
        assert_eq!(rules.closes_at_ms(Some(link)), Some(1_500));
        assert_eq!(rules.closes_at_ms(None), Some(CLOSES));
    }
}
