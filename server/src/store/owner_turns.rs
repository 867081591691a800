//! Whose turn it is to be given a new record.

use super::{Store, StoreError, bind_all, placeholders, places};
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashSet};

impl Store {
    /// The turn of a table, from 0, locked until the transaction ends.
    pub(crate) async fn lock_owner_turn(
        &self,
        tx: &mut AnyConnection,
        table: &str,
    ) -> Result<i64, StoreError> {
        let lock = self.dialect().for_update();
        let sql = format!("SELECT turn FROM owner_turn WHERE table_name = $1{lock}");
        let turn = sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(table)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(turn) = turn {
            return Ok(turn.try_get("turn")?);
        }
        sqlx::query(
            "INSERT INTO owner_turn (table_name, turn) VALUES ($1, 0) ON CONFLICT DO NOTHING",
        )
        .bind(table)
        .execute(&mut *tx)
        .await?;
        let turn = sqlx::query(AssertSqlSafe(sql))
            .bind(table)
            .fetch_one(tx)
            .await?;
        Ok(turn.try_get("turn")?)
    }
}

/// Keeps the turn of a table, which is locked.
pub(crate) async fn keep_owner_turn(
    tx: &mut AnyConnection,
    table: &str,
    turn: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE owner_turn SET turn = $2 WHERE table_name = $1")
        .bind(table)
        .bind(turn)
        .execute(tx)
        .await?;
    Ok(())
}

/// Those of these records that are there.
pub(crate) async fn records_there(
    tx: &mut AnyConnection,
    table: &str,
    ids: &BTreeSet<&str>,
) -> Result<HashSet<String>, StoreError> {
    let sql = format!(
        "SELECT id FROM record WHERE table_name = $1 AND id IN ({})",
        placeholders(2, places(ids.len()))
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(table.to_owned());
    let rows = bind_all(query, ids).fetch_all(tx).await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}
