//! Tries a connection: address, credentials, clock, privileges; each finding in words.

use super::Dataverse;
use super::error::refusal;
use super::metadata::{keys, table_path};
use super::session::Call;
use crate::crm::connector::Finding;
use crate::crm::remote::Answered;
use crate::crm::transcript::Transcript;
use axum::http::{StatusCode, header};
use jiff::fmt::rfc2822;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How far the clocks may differ: tokens and `Retry-After` go by them.
const MOST_SKEW_MS: i64 = 5 * 60 * 1_000;
/// What delivering to a table takes.
const NEEDED: [&str; 5] = ["Create", "Read", "Write", "Append", "AppendTo"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WhoAmI {
    user_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Held {
    role_privileges: Vec<HeldPrivilege>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HeldPrivilege {
    privilege_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entity {
    #[serde(default)]
    privileges: Vec<Privilege>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Privilege {
    privilege_id: String,
    privilege_type: String,
}

fn good(text: impl Into<String>) -> Finding {
    Finding {
        ok: true,
        text: text.into(),
    }
}

fn bad(text: impl Into<String>) -> Finding {
    Finding {
        ok: false,
        text: text.into(),
    }
}

impl Dataverse {
    /// The findings, up to the first that makes all others pointless.
    pub(super) async fn probe(&self) -> Vec<Finding> {
        let transcript = Transcript::default();
        let session = &self.session;
        let mut findings = Vec::new();
        let answered = match session.send(&Call::get("WhoAmI"), &transcript).await {
            Ok(answered) => answered,
            Err(error) => {
                return vec![bad(format!("The environment cannot be entered: {error}."))];
            }
        };
        findings.extend(self.skew(&answered));
        let me: Option<WhoAmI> = serde_json::from_slice(&answered.body).ok();
        let me = me.and_then(|me| me.user_id.parse::<Uuid>().ok());
        let me = match (answered.status, me) {
            (StatusCode::OK, Some(me)) => {
                findings.push(good("The environment was entered with a token."));
                me
            }
            (StatusCode::OK, None) | (StatusCode::NOT_FOUND, _) => {
                findings.push(bad(
                    "At the address there is no Dataverse of that version: check `url` and `api_version`.",
                ));
                return findings;
            }
            _ => {
                let error = refusal(&answered, None, session.now_ms());
                findings.push(bad(format!(
                    "The environment was reached but lets nothing be done: {error}. Is there an application user with \
                     a security role?"
                )));
                return findings;
            }
        };
        if let Err(error) = self.names.read_sets(session, &transcript).await {
            findings.push(bad(format!("The metadata cannot be read: {error}")));
            return findings;
        }
        let path = format!("systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()");
        let held = session.read::<Held>(&Call::get(path), &transcript).await;
        // Who may not ask what it may do is still told what it cannot read.
        let held: Option<BTreeSet<String>> = held.ok().flatten().map(|held| {
            let ids = held.role_privileges.into_iter();
            ids.map(|one| one.privilege_id.to_lowercase()).collect()
        });
        for table in &session.settings.tables {
            findings.push(self.probe_table(table, held.as_ref(), &transcript).await);
            if session.settings.upsert.contains(table) {
                findings.push(self.probe_keys(table, &transcript).await);
            }
        }
        findings
    }

    /// How far the answer's date is from our clock, where it is too far.
    fn skew(&self, answered: &Answered) -> Option<Finding> {
        let text = answered.headers.get(header::DATE)?.to_str().ok()?;
        let theirs = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        let skew_ms = self
            .session
            .now_ms()
            .saturating_sub(theirs.as_millisecond());
        let minutes = skew_ms.saturating_abs() / 60_000;
        let way = if skew_ms > 0 { "fast" } else { "slow" };
        (skew_ms.saturating_abs() > MOST_SKEW_MS).then(|| {
            bad(format!(
                "This server's clock is {minutes} minutes {way} by the environment's: set it right."
            ))
        })
    }

    /// Whether a table that `upsert` names has a key for that.
    async fn probe_keys(&self, table: &str, transcript: &Transcript) -> Finding {
        let keys = match keys(table, &self.session, transcript).await {
            Ok(keys) => keys,
            Err(error) => return bad(format!("The keys of `{table}` cannot be read: {error}")),
        };
        let usable = keys.iter().filter(|key| key.is_active());
        let names: Vec<String> = usable
            .filter_map(|key| match &key.key_attributes[..] {
                [name] => Some(format!("`{name}`")),
                _ => None,
            })
            .collect();
        match names.is_empty() {
            true => bad(format!(
                "`upsert` names `{table}`, which has no active alternate key of one column: its records are looked at \
                 before they are written."
            )),
            false => good(format!(
                "Records of `{table}` that are found by {} alone are changed or created by one request.",
                names.join(" or ")
            )),
        }
    }

    async fn probe_table(
        &self,
        table: &str,
        held: Option<&BTreeSet<String>>,
        transcript: &Transcript,
    ) -> Finding {
        let session = &self.session;
        let path = format!("{}?$select=LogicalName,Privileges", table_path(table));
        let entity = match session.read::<Entity>(&Call::get(path), transcript).await {
            Ok(Some(entity)) => entity,
            Ok(None) if session.settings.tables_are_usual => {
                return good(format!("The environment has no table `{table}`."));
            }
            Ok(None) => {
                return bad(format!(
                    "The environment has no table `{table}`: `tables` takes logical names."
                ));
            }
            Err(error) => return bad(format!("The metadata of `{table}` cannot be read: {error}")),
        };
        let lacks = |kind: &&str| {
            let mut own = entity.privileges.iter();
            let needed = own.find(|one| one.privilege_type == **kind);
            needed.is_some_and(|needed| {
                held.is_some_and(|held| !held.contains(&needed.privilege_id.to_lowercase()))
            })
        };
        let lacking: Vec<&str> = NEEDED.iter().filter(|kind| lacks(kind)).copied().collect();
        if !lacking.is_empty() {
            return bad(format!(
                "The application user may not do all with `{table}`: it lacks {}. Give it a security role that has \
                 them.",
                lacking.join(", ")
            ));
        }
        let sets = self.names.known_sets();
        let Some(Ok((set, id))) = sets.as_ref().map(|sets| sets.of(table)) else {
            return bad(format!("The table `{table}` has no set in the Web API."));
        };
        let call = Call::get(format!("{set}?$select={id}&$top=1"));
        match session.send(&call, transcript).await {
            Ok(answered) if answered.status.is_success() => {
                good(format!("The table `{table}` can be used."))
            }
            Ok(answered) => {
                let error = refusal(&answered, None, session.now_ms());
                bad(format!("The table `{table}` cannot be read: {error}"))
            }
            Err(error) => bad(format!("The table `{table}` cannot be read: {error}")),
        }
    }
}
