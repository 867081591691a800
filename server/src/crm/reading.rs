//! Reading the tables of a CRM one by one, where some may be refused.

use super::error::DeliveryError;
use super::table::Table;

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
