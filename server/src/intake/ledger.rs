//! One transaction that judges and stores a batch of submissions.
//!
//! The order for each: a committed key answers first, then the form's rules and its captcha as they are now, under
//! the lock of the form's row. Everything is read and written in sets, so that a batch costs a handful of statements.

use super::rows::{Entry, count_responses, give_files, insert_claims, insert_responses, spend};
use super::{Outcome, Receipt, Submission};
use crate::captcha::Mark;
use crate::clock::Clock;
use crate::mapping::{self, DeliveryTarget};
use crate::store::{
    NewDelivery, Store, StoreError, StoredForm, StoredLink, bind_all, insert_deliveries,
    placeholders, places,
};
use quick_cache::sync::Cache;
use sonda_domain::{FormId, Refusal, Standing};
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

type Targets = Arc<Vec<DeliveryTarget>>;

/// Stores batches; remembers what the published mappings, which never change, ask for.
pub(super) struct Ledger {
    store: Store,
    targets: Cache<(FormId, i64), Targets>,
}

/// What the database says about the forms, links and keys of a batch.
struct Known {
    forms: HashMap<FormId, StoredForm>,
    links: HashMap<String, StoredLink>,
    receipts: HashMap<String, (String, Receipt)>,
    answered_links: HashSet<String>,
    answered_contacts: HashSet<(FormId, String)>,
    /// The proofs of this batch that nothing was let in with before.
    fresh_proofs: HashSet<String>,
    /// The files of this batch that belong to no response.
    free_files: HashSet<String>,
}

impl Ledger {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            targets: Cache::new(1_000),
        }
    }

    /// Judges and stores the submissions, one outcome for each, in their order.
    pub(super) async fn commit(
        &mut self,
        submissions: &[Submission],
        clock: &dyn Clock,
    ) -> Result<Vec<Outcome>, StoreError> {
        let store = self.store.clone();
        let mut tx = store.begin().await?;
        let mut known = self.load(&mut tx, submissions).await?;
        let now_ms = clock.now_ms();
        let mut entries: Vec<Entry<'_>> = Vec::new();
        let mut outcomes = Vec::with_capacity(submissions.len());
        for submission in submissions {
            outcomes.push(known.judge(submission, now_ms, &mut entries)?);
        }
        if entries.is_empty() {
            tx.rollback().await?;
            return Ok(outcomes);
        }
        insert_responses(&mut tx, &entries).await?;
        insert_claims(&mut tx, &known.forms, &entries).await?;
        give_files(&mut tx, &entries).await?;
        self.insert_deliveries(&mut tx, &known, &entries).await?;
        let links = entries
            .iter()
            .filter_map(|entry| entry.submission.link.as_deref());
        Store::forget_drafts_of(&mut tx, &links.collect()).await?;
        count_responses(&mut tx, &entries).await?;
        tx.commit().await?;
        Ok(outcomes)
    }

    /// What was committed under a key, told to somebody who sends it again; `None` if nothing was.
    pub(super) async fn committed(
        store: &Store,
        key: &str,
        fingerprint: &str,
    ) -> Result<Option<Outcome>, StoreError> {
        let row = sqlx::query(
            "SELECT fingerprint, id, submitted_at_ms FROM response WHERE idempotency_key = $1",
        )
        .bind(key)
        .fetch_optional(store.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let receipt = Receipt {
            response: row.try_get("id")?,
            submitted_at_ms: row.try_get("submitted_at_ms")?,
        };
        let committed: String = row.try_get("fingerprint")?;
        Ok(Some(Outcome::of_committed(
            &committed,
            &receipt,
            fingerprint,
        )))
    }

    async fn load(
        &self,
        tx: &mut Transaction<'_, Any>,
        submissions: &[Submission],
    ) -> Result<Known, StoreError> {
        let forms: BTreeSet<&str> = submissions.iter().map(|one| one.form.as_str()).collect();
        let forms = Store::lock_forms(tx, self.store.dialect(), &forms).await?;
        let keys: BTreeSet<&str> = submissions.iter().map(|one| one.key.as_str()).collect();
        let sql = format!(
            "SELECT idempotency_key, fingerprint, id, submitted_at_ms FROM response WHERE idempotency_key IN ({})",
            placeholders(1, places(keys.len()))
        );
        let rows = bind_all(sqlx::query(AssertSqlSafe(sql)), &keys)
            .fetch_all(&mut **tx)
            .await?;
        let mut receipts = HashMap::with_capacity(rows.len());
        for row in rows {
            let receipt = Receipt {
                response: row.try_get("id")?,
                submitted_at_ms: row.try_get("submitted_at_ms")?,
            };
            receipts.insert(
                row.try_get("idempotency_key")?,
                (row.try_get("fingerprint")?, receipt),
            );
        }
        let mut known = Known {
            forms: forms
                .into_iter()
                .map(|form| (form.id.clone(), form))
                .collect(),
            links: HashMap::new(),
            receipts,
            answered_links: HashSet::new(),
            answered_contacts: HashSet::new(),
            fresh_proofs: HashSet::new(),
            free_files: HashSet::new(),
        };
        let files: BTreeSet<&str> = submissions
            .iter()
            .filter(|one| !known.receipts.contains_key(&one.key))
            .flat_map(|one| one.files().map(|(_, id)| id))
            .collect();
        if !files.is_empty() {
            known.free_files = Store::lock_free_uploads(tx, self.store.dialect(), &files).await?;
        }
        let proofs: BTreeMap<&str, i64> = submissions
            .iter()
            .filter(|one| !known.receipts.contains_key(&one.key))
            .filter_map(|one| one.proof.as_ref())
            .filter_map(|proof| Some((proof.spent.as_deref()?, proof.until_ms)))
            .collect();
        if !proofs.is_empty() {
            known.fresh_proofs = spend(tx, &proofs).await?;
        }
        let links: BTreeSet<&str> = submissions
            .iter()
            .filter_map(|one| one.link.as_deref())
            .collect();
        if !links.is_empty() {
            let links = Store::links_in(tx, &links).await?;
            known.links = links
                .into_iter()
                .map(|link| (link.id.clone(), link))
                .collect();
            known.load_answered(tx).await?;
        }
        Ok(known)
    }

    async fn insert_deliveries(
        &self,
        tx: &mut Transaction<'_, Any>,
        known: &Known,
        entries: &[Entry<'_>],
    ) -> Result<(), StoreError> {
        let mut wanted = Vec::with_capacity(entries.len());
        for entry in entries {
            wanted.push((
                entry,
                self.targets_of(&known.forms[&entry.submission.form])
                    .await?,
            ));
        }
        let deliveries: Vec<NewDelivery<'_>> = wanted
            .iter()
            .flat_map(|(entry, targets)| {
                targets.iter().map(|target| NewDelivery {
                    response: &entry.receipt.response,
                    form: &entry.submission.form,
                    target: &target.target,
                    ordinal: target.ordinal,
                    connector: &target.connector,
                    waits_for: &target.waits_for,
                    accepted_at_ms: entry.receipt.submitted_at_ms,
                })
            })
            .collect();
        insert_deliveries(tx, &deliveries).await
    }

    /// Read outside the transaction: a mapping revision never changes, and is committed before a form names it.
    async fn targets_of(&self, form: &StoredForm) -> Result<Targets, StoreError> {
        let key = (form.id.clone(), form.mapping_revision);
        if let Some(targets) = self.targets.get(&key) {
            return Ok(targets);
        }
        let mapping = self
            .store
            .mapping(&form.id, form.mapping_revision)
            .await?
            .unwrap_or_default();
        let targets = Arc::new(mapping::delivery_targets(&mapping));
        self.targets.insert(key, Arc::clone(&targets));
        Ok(targets)
    }
}

impl Known {
    async fn load_answered(&mut self, tx: &mut Transaction<'_, Any>) -> Result<(), StoreError> {
        let forms: BTreeSet<&str> = self.links.values().map(|link| link.form.as_str()).collect();
        let links: BTreeSet<&str> = self.links.keys().map(String::as_str).collect();
        let contacts: Vec<String> = self
            .links
            .values()
            .map(|link| link.contact.to_string())
            .collect();
        let contacts: BTreeSet<&str> = contacts.iter().map(String::as_str).collect();
        // UNION, not OR: each half uses its own index.
        let sql = format!(
            "SELECT form_id, link_id, contact FROM response WHERE link_id IN ({}) UNION \
             SELECT form_id, link_id, contact FROM response WHERE form_id IN ({}) AND contact IN ({})",
            placeholders(1, places(links.len())),
            placeholders(1 + places(links.len()), places(forms.len())),
            placeholders(
                1 + places(links.len()) + places(forms.len()),
                places(contacts.len())
            ),
        );
        let query = bind_all(sqlx::query(AssertSqlSafe(sql)), &links);
        let query = bind_all(bind_all(query, &forms), &contacts);
        for row in query.fetch_all(&mut **tx).await? {
            let form: String = row.try_get("form_id")?;
            if let Some(link) = row.try_get("link_id")? {
                self.answered_links.insert(link);
            }
            if let (Ok(form), Some(contact)) = (form.try_into(), row.try_get("contact")?) {
                self.answered_contacts.insert((form, contact));
            }
        }
        Ok(())
    }

    fn judge<'a>(
        &mut self,
        submission: &'a Submission,
        now_ms: i64,
        entries: &mut Vec<Entry<'a>>,
    ) -> Result<Outcome, StoreError> {
        if let Some((committed, receipt)) = self.receipts.get(&submission.key) {
            return Ok(Outcome::of_committed(
                committed,
                receipt,
                &submission.fingerprint,
            ));
        }
        let link = match &submission.link {
            None => None,
            Some(id) => match self.links.get(id) {
                Some(link) if link.form == submission.form => Some(link),
                _ => return Ok(Outcome::Refused(Refusal::Unknown)),
            },
        };
        let contact = link.map(|link| link.contact.to_string());
        let Some(form) = self.forms.get_mut(&submission.form) else {
            return Ok(Outcome::Refused(Refusal::Unknown));
        };
        let standing = Standing {
            now_ms,
            responses: form.responses,
            link: link.map(|link| {
                let by_contact = contact.clone().map(|contact| (form.id.clone(), contact));
                link.standing(
                    self.answered_links.contains(&link.id),
                    by_contact.is_some_and(|key| self.answered_contacts.contains(&key)),
                )
            }),
        };
        if let Err(refusal) = form.rules().check(&standing) {
            return Ok(Outcome::Refused(refusal));
        }
        let gone: BTreeSet<String> = submission
            .files()
            .filter(|(_, id)| !self.free_files.contains(*id))
            .map(|(question, _)| question.to_string())
            .collect();
        if !gone.is_empty() {
            return Ok(Outcome::FilesGone(gone.into_iter().collect()));
        }
        let personal = submission.link.is_some();
        let mut marks = Vec::new();
        if form.settings.demanded_captcha(personal).is_some() {
            match submission.proof.as_ref().map(|proof| &proof.spent) {
                None => return Ok(Outcome::ProofWanted(Box::new(submission.clone()))),
                Some(None) => marks.push(Mark::CaptchaSkipped),
                Some(Some(spent)) if self.fresh_proofs.remove(spent) => {}
                Some(Some(_)) => return Ok(Outcome::ProofSpent),
            }
        }
        let too_fast_secs = form.settings.too_fast_secs();
        marks.extend(submission.signals.marks(now_ms, too_fast_secs));
        let receipt = Receipt {
            response: new_response_id(now_ms),
            submitted_at_ms: now_ms,
        };
        form.responses += 1;
        for (_, file) in submission.files() {
            self.free_files.remove(file);
        }
        if let Some(link) = link {
            self.answered_links.insert(link.id.clone());
        }
        if let Some(contact) = &contact {
            self.answered_contacts
                .insert((form.id.clone(), contact.clone()));
        }
        self.receipts.insert(
            submission.key.clone(),
            (submission.fingerprint.clone(), receipt.clone()),
        );
        let unwritable = |error: serde_json::Error| StoreError::Unreadable {
            what: "answers",
            reason: error.to_string(),
        };
        let answers = serde_json::to_string(&submission.judged.answers).map_err(unwritable)?;
        let results = serde_json::to_string(&submission.judged.conclusion).map_err(unwritable)?;
        let context = serde_json::to_string(&submission.context).map_err(unwritable)?;
        let marks = serde_json::to_string(&marks).map_err(unwritable)?;
        entries.push(Entry {
            submission,
            receipt: receipt.clone(),
            contact,
            answers,
            results,
            context,
            marks,
        });
        Ok(Outcome::Accepted(receipt))
    }
}

/// A UUID of version 7: ids sort by time, so that new rows land at the end of every index.
fn new_response_id(now_ms: i64) -> String {
    let mut random = [0; 10];
    // Without the system's randomness nothing here can run; a version 4 UUID would fail alike.
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    let millis = u64::try_from(now_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
}
