//! Reading the tables of a CRM one by one, where some may be refused: to know them, or to test the connection.

use super::connector::Finding;
use super::error::DeliveryError;
use super::table::Table;
use super::transcript::Transcript;

/// The tables that were read so far.
#[derive(Default)]
pub(super) struct Reading {
    tables: Vec<Table>,
    refused: Option<DeliveryError>,
}

impl Reading {
    /// Adds what came of reading a table. One that is refused is left out: the others are of use without it.
    ///
    /// # Errors
    /// The CRM does not answer, or not now: nothing is known of the table.
    pub(super) fn add(&mut self, read: Result<Table, DeliveryError>) -> Result<(), DeliveryError> {
        match read {
            Ok(table) => self.tables.push(table),
            Err(refused @ DeliveryError::GiveUp { .. }) => {
                self.refused.get_or_insert(refused);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The tables.
    ///
    /// # Errors
    /// All of them were refused: why the first was.
    pub(super) fn end(self) -> Result<Vec<Table>, DeliveryError> {
        match self.refused {
            Some(refused) if self.tables.is_empty() => Err(refused),
            _ => Ok(self.tables),
        }
    }
}

/// What a test of a connection found by reading its tables.
pub(super) struct Probe {
    /// Such as "HubSpot lets the app see".
    sees: &'static str,
    /// What columns are called there.
    columns: &'static str,
    /// The statuses by which the CRM speaks of one table alone.
    about_one: &'static [u16],
    findings: Vec<Finding>,
    is_over: bool,
}

impl Probe {
    /// Nothing was read yet.
    pub(super) fn new(
        sees: &'static str,
        columns: &'static str,
        about_one: &'static [u16],
    ) -> Self {
        Self {
            sees,
            columns,
            about_one,
            findings: Vec::new(),
            is_over: false,
        }
    }

    /// Adds what came of reading a table, and the transcript of that; the table, where it can be looked at further.
    pub(super) fn add(
        &mut self,
        name: &str,
        read: Result<Table, DeliveryError>,
        transcript: &Transcript,
    ) -> Option<Table> {
        match read {
            Ok(table) => {
                let (sees, columns) = (self.sees, self.columns);
                let count = table.columns.len();
                self.find(true, format!("{sees} `{name}` with {count} {columns}."));
                Some(table)
            }
            Err(error) => {
                self.find(false, format!("`{name}` cannot be read: {error}."));
                let last = transcript.exchanges().pop().and_then(|last| last.status);
                self.is_over = !last.is_some_and(|status| self.about_one.contains(&status));
                None
            }
        }
    }

    /// Adds something else that was found.
    pub(super) fn find(&mut self, ok: bool, text: String) {
        self.findings.push(Finding { ok, text });
    }

    /// Whether more tables would say nothing new.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// All that was found.
    pub(super) fn end(self) -> Vec<Finding> {
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_left_out_unless_all_is() {
        let refused = || Err(DeliveryError::give_up("no scope"));
        let mut reading = Reading::default();
        reading.add(refused()).unwrap();
        reading.add(Ok(Table::new("deals", Vec::new()))).unwrap();
        assert_eq!(reading.end().unwrap().len(), 1);

        let mut reading = Reading::default();
        reading.add(refused()).unwrap();
        assert_eq!(reading.end(), Err(DeliveryError::give_up("no scope")));

        let mut reading = Reading::default();
        let silent = DeliveryError::retry("no answer");
        assert_eq!(reading.add(Err(silent.clone())), Err(silent));
    }
}
