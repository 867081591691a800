//! The rows that a batch writes, in sets.

use super::{Receipt, Submission};
use crate::store::{Store, StoreError, StoredForm, rows, runs};
use sonda_domain::{FormId, Once};
use sqlx::{Any, AssertSqlSafe, Transaction};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A submission on its way into the `response` table.
pub(super) struct Entry<'a> {
    pub(super) submission: &'a Submission,
    pub(super) receipt: Receipt,
    pub(super) contact: Option<String>,
    pub(super) answers: String,
    pub(super) results: String,
    pub(super) context: String,
    pub(super) marks: String,
}

/// Writes down that these proofs are used, and returns those that were not before. In the transaction: a proof is
/// used by what is committed, and waits for whoever else is about to use it. In the order of the proofs, so that two
/// transactions never wait for each other in a circle.
pub(super) async fn spend(
    tx: &mut Transaction<'_, Any>,
    proofs: &BTreeMap<&str, i64>,
) -> Result<HashSet<String>, StoreError> {
    let proofs: Vec<(&str, i64)> = proofs
        .iter()
        .map(|(spent, until)| (*spent, *until))
        .collect();
    let mut fresh = HashSet::new();
    for run in runs(&proofs) {
        let sql = format!(
            "INSERT INTO captcha_token (spent, until_ms) VALUES {} ON CONFLICT DO NOTHING RETURNING spent",
            rows(run.len(), 2)
        );
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
        for (spent, until_ms) in run {
            query = query.bind((*spent).to_owned()).bind(*until_ms);
        }
        let spent: Vec<String> = query.fetch_all(&mut **tx).await?;
        fresh.extend(spent);
    }
    Ok(fresh)
}

pub(super) async fn insert_responses(
    tx: &mut Transaction<'_, Any>,
    entries: &[Entry<'_>],
) -> Result<(), StoreError> {
    for run in runs(entries) {
        let sql = format!(
            "INSERT INTO response (id, form_id, version, link_id, contact, locale, answers, results, \
             context, idempotency_key, fingerprint, submitted_at_ms, marks, seed) VALUES {}",
            rows(run.len(), 14)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for entry in run {
            query = query
                .bind(&entry.receipt.response)
                .bind(entry.submission.form.as_str())
                .bind(entry.submission.version)
                .bind(entry.submission.link.as_deref())
                .bind(entry.contact.as_deref())
                .bind(entry.submission.locale.as_str())
                .bind(&entry.answers)
                .bind(&entry.results)
                .bind(&entry.context)
                .bind(&entry.submission.key)
                .bind(&entry.submission.fingerprint)
                .bind(entry.receipt.submitted_at_ms)
                .bind(&entry.marks)
                .bind(i64::from(entry.submission.seed));
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn insert_claims(
    tx: &mut Transaction<'_, Any>,
    forms: &HashMap<FormId, StoredForm>,
    entries: &[Entry<'_>],
) -> Result<(), StoreError> {
    let claims: Vec<(&Entry<'_>, String)> = entries
        .iter()
        .filter_map(|entry| {
            let claim = match forms[&entry.submission.form].settings.once {
                Once::Unlimited => return None,
                Once::PerLink => format!("link/{}", entry.submission.link.as_ref()?),
                Once::PerContact => format!("contact/{}", entry.contact.as_ref()?),
            };
            Some((entry, claim))
        })
        .collect();
    for run in runs(&claims) {
        let sql = format!(
            "INSERT INTO once_claim (form_id, claim, response_id) VALUES {}",
            rows(run.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (entry, claim) in run {
            query = query
                .bind(entry.submission.form.as_str())
                .bind(claim)
                .bind(&entry.receipt.response);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn give_files(
    tx: &mut Transaction<'_, Any>,
    entries: &[Entry<'_>],
) -> Result<(), StoreError> {
    for entry in entries {
        let files: BTreeSet<&str> = entry.submission.files().map(|(_, id)| id).collect();
        if !files.is_empty() {
            Store::give_uploads(tx, &entry.receipt.response, &files).await?;
        }
    }
    Ok(())
}

pub(super) async fn count_responses(
    tx: &mut Transaction<'_, Any>,
    entries: &[Entry<'_>],
) -> Result<(), StoreError> {
    let mut counts: BTreeMap<&FormId, i64> = BTreeMap::new();
    for entry in entries {
        *counts.entry(&entry.submission.form).or_default() += 1;
    }
    for (form, count) in counts {
        sqlx::query("UPDATE form SET responses = responses + $2 WHERE id = $1")
            .bind(form.as_str())
            .bind(count)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
