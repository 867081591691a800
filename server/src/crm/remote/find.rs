//! Finds the record that the identifying columns of a row lead to.

use super::taken::Taken;
use super::turns::{key, value_key};
use super::{By, Found, Remote, RemoteConnector};
use crate::crm::connector::RecordWrite;
use crate::crm::error::DeliveryError;
use crate::crm::key::identifying_value;
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::mapping::{Find, OnMatch, OnSeveral};

/// How many candidates a dead letter names.
const MOST_CANDIDATES: usize = 5;

/// What is looked for.
pub(super) struct Look<'a> {
    pub(super) table: &'a Table,
    pub(super) find: &'a Find,
    pub(super) row: &'a RecordWrite,
    /// The columns that are read beside those of the row.
    pub(super) more: Vec<&'a str>,
    pub(super) transcript: &'a Transcript,
}

impl Look<'_> {
    /// The columns that are read of what is found.
    fn columns(&self) -> Vec<&str> {
        match self.find.on_match {
            OnMatch::Link => Vec::new(),
            OnMatch::Update | OnMatch::FillEmpty => {
                let row = &self.row.values;
                let more = self.more.iter().filter(|name| !row.contains_key(**name));
                row.keys()
                    .map(String::as_str)
                    .chain(more.copied())
                    .collect()
            }
        }
    }

    /// The turns to look for the row's values.
    fn keys(&self, connector: &str) -> Vec<String> {
        let key = |name: &String| {
            let value = &self.row.values.get(name)?.value;
            value_key(connector, &self.table.name, self.table.column(name)?, value)
        };
        self.find.by.iter().filter_map(key).collect()
    }
}

impl<R: Remote> RemoteConnector<R> {
    /// The one record that the identifying columns lead to, as it is in the turn to write to it, and when the newest
    /// answers were given that it may hold. Where there is none that is to be created, it is so until the turns are
    /// given back.
    pub(super) async fn find_row(
        &self,
        look: &Look<'_>,
        taken: &mut Taken,
    ) -> Result<Option<(Found, Option<i64>)>, DeliveryError> {
        let keys = look.keys(&self.name);
        if look.find.on_match == OnMatch::Link {
            return Ok(self
                .link(look, keys, taken)
                .await?
                .map(|found| (found, None)));
        }
        // What two deliveries look for at the same time, neither would find, and both create.
        let creates = look.find.creates();
        let looking = match creates {
            true => taken.take(self, keys.clone()).await?,
            false => None,
        };
        let Some(found) = self.look(look).await? else {
            return Ok(None);
        };
        let looking = match creates {
            true => looking,
            // Somebody may have created it this moment.
            false => taken.newest(self, keys).await?,
        };
        // By the id that the CRM gives: a mapping may know the same record by another spelling.
        let own_key = key(&self.name, &look.table.name, "id", &found.id);
        let turn = taken.take_record(self, own_key).await?;
        let newest = turn.newest_at_ms.max(looking);
        if !turn.was_in_use {
            return Ok(Some((found, newest)));
        }
        // Somebody else wrote to it a moment ago, who had found it by something else.
        let by = By::Id(&found.id);
        let again = self
            .remote
            .find(look.table, by, &look.columns(), 1, look.transcript)
            .await?;
        let gone = || DeliveryError::retry("the record that was found is gone");
        Ok(Some((again.into_iter().next().ok_or_else(gone)?, newest)))
    }

    /// Nothing is written to a record that is linked: a turn is needed only to create it.
    async fn link(
        &self,
        look: &Look<'_>,
        keys: Vec<String>,
        taken: &mut Taken,
    ) -> Result<Option<Found>, DeliveryError> {
        let found = self.look(look).await?;
        if found.is_some() || !look.find.creates() || !taken.takes || keys.is_empty() {
            return Ok(found);
        }
        taken.take(self, keys).await?;
        self.look(look).await
    }

    async fn look(&self, look: &Look<'_>) -> Result<Option<Found>, DeliveryError> {
        let Look {
            table,
            find,
            row,
            transcript,
            ..
        } = *look;
        let columns = look.columns();
        for name in &find.by {
            if name == "id" {
                let Some(id) = &row.existing else { continue };
                let by = By::Id(id);
                let found = self.remote.find(table, by, &columns, 1, transcript).await?;
                let missing = || DeliveryError::column("id", "names a record that does not exist");
                return Ok(Some(found.into_iter().next().ok_or_else(missing)?));
            }
            let value = row.values.get(name).map(|cell| &cell.value);
            let Some((column, value)) = table.column(name).zip(value) else {
                continue;
            };
            if identifying_value(column, value).is_none() {
                continue;
            }
            let by = By::Column(column, value);
            let mut found = self
                .remote
                .find(table, by, &columns, MOST_CANDIDATES + 1, transcript)
                .await?;
            match (found.len(), find.on_several) {
                (0, _) => {}
                (1, _) | (_, OnSeveral::Newest) => return Ok(Some(found.swap_remove(0))),
                (_, OnSeveral::Refuse) => return Err(several_match(name, &found)),
            }
        }
        Ok(None)
    }
}

fn several_match(column: &str, found: &[Found]) -> DeliveryError {
    let more = if found.len() > MOST_CANDIDATES {
        " and more"
    } else {
        ""
    };
    let ids: Vec<&str> = found
        .iter()
        .take(MOST_CANDIDATES)
        .map(|record| record.id.as_str())
        .collect();
    DeliveryError::column(
        column,
        format!("matches several records: {}{more}", ids.join(", ")),
    )
}
