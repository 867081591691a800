//! The turns of one delivery.

use super::turns::Turn;
use super::{Remote, RemoteConnector};
use crate::crm::error::DeliveryError;

/// The turns that a delivery has.
pub(super) struct Taken {
    turns: Vec<Held>,
    /// Whether it takes any: a dry run does not.
    pub(super) takes: bool,
    /// Whether the CRM was asked to write.
    pub(super) asked_to_write: bool,
    /// When the answers were given that are delivered, in milliseconds since the epoch.
    answered_at_ms: i64,
}

/// A turn of a delivery.
struct Held {
    turn: Turn,
    /// Whether it is for a record that holds these answers, not for looking.
    is_written: bool,
}

/// What is known of a record in the turn to write to it.
pub(super) struct TurnToWrite {
    pub(super) newest_at_ms: Option<i64>,
    pub(super) was_in_use: bool,
}

impl Taken {
    /// None yet, of a delivery of answers that were given then.
    pub(super) fn of(answered_at_ms: i64) -> Self {
        Self {
            turns: Vec::new(),
            takes: true,
            asked_to_write: false,
            answered_at_ms,
        }
    }

    /// None, and none is taken.
    pub(super) fn by_nobody(answered_at_ms: i64) -> Self {
        Self {
            takes: false,
            ..Self::of(answered_at_ms)
        }
    }

    /// Takes turns, each once, unless this is a dry run; when the newest answers were given that were written in any of
    /// them.
    pub(super) async fn take<R: Remote>(
        &mut self,
        connector: &RemoteConnector<R>,
        mut keys: Vec<String>,
    ) -> Result<Option<i64>, DeliveryError> {
        if !self.takes {
            return self.newest(connector, keys).await;
        }
        keys.sort_unstable();
        keys.dedup();
        let wanted = keys.clone();
        keys.retain(|key| self.turns.iter().all(|held| held.turn.key != *key));
        if !keys.is_empty() {
            let turns = connector.turns.take(keys, self.answered_at_ms).await?;
            self.turns.extend(turns.into_iter().map(|turn| Held {
                turn,
                is_written: false,
            }));
        }
        let held = self
            .turns
            .iter()
            .filter(|held| wanted.contains(&held.turn.key));
        Ok(held.filter_map(|held| held.turn.newest_at_ms).max())
    }

    /// When the newest answers were given that were written in any of these turns, as [`Taken::take`] says it. The
    /// turns are taken only where somebody else has one, and not for a dry run.
    pub(super) async fn newest<R: Remote>(
        &mut self,
        connector: &RemoteConnector<R>,
        keys: Vec<String>,
    ) -> Result<Option<i64>, DeliveryError> {
        if keys.is_empty() {
            return Ok(None);
        }
        let known = connector.turns.known(&keys).await?;
        match known.is_in_use && self.takes {
            true => Box::pin(self.take(connector, keys)).await,
            false => Ok(known.newest_at_ms),
        }
    }

    /// Takes the turn to write to a record; what is known of it.
    pub(super) async fn take_record<R: Remote>(
        &mut self,
        connector: &RemoteConnector<R>,
        key: String,
    ) -> Result<TurnToWrite, DeliveryError> {
        let newest_at_ms = self.take(connector, vec![key.clone()]).await?;
        Ok(TurnToWrite {
            newest_at_ms,
            was_in_use: self.is_written_in(&key),
        })
    }

    /// Notes that the answers are written in a turn; whether somebody else had it a moment ago.
    pub(super) fn is_written_in(&mut self, key: &str) -> bool {
        let held = self.turns.iter_mut().find(|held| held.turn.key == key);
        held.is_some_and(|held| {
            held.is_written = true;
            held.turn.was_in_use
        })
    }

    /// Notes that the records of these keys hold the answers; where that fails, what they were looked for by tells it.
    pub(super) async fn note<R: Remote>(
        &mut self,
        connector: &RemoteConnector<R>,
        keys: Vec<String>,
    ) {
        if keys.is_empty() {
            return;
        }
        let noted = connector.turns.note(keys, self.answered_at_ms).await;
        if noted.is_err() {
            for held in &mut self.turns {
                held.is_written = true;
            }
        }
    }

    /// Gives all of them back. `may_be_written`: the CRM may have written in any of them; `is_written`: it has, to the
    /// records.
    pub(super) async fn give_back<R: Remote>(
        self,
        connector: &RemoteConnector<R>,
        may_be_written: bool,
        is_written: bool,
    ) {
        let answered_at_ms = self.answered_at_ms;
        let given_back = self.turns.into_iter().map(|held| {
            let notes = may_be_written || (is_written && held.is_written);
            (held.turn, notes.then_some(answered_at_ms))
        });
        let given_back: Vec<_> = given_back.collect();
        if !given_back.is_empty() {
            connector.turns.give_back(given_back).await;
        }
    }
}
