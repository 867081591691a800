//! ALTCHA, version 2: a puzzle that costs the sender's processor a moment, and this server hardly any.
//!
//! A challenge names how a key is derived (PBKDF2) and what it begins with; the answer is the counter it is derived
//! from. Challenges are signed and stored nowhere: what comes back is checked against the signature, the form it was
//! made for and its time. That each is answered once is for the intake ([`super::Proof`]).
//!
//! The format is that of the official libraries: <https://altcha.org/docs/v2/>.

use super::{AltchaConfig, Failed, Proof, spent};
use crate::secrets::random_bytes;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use pbkdf2::pbkdf2_hmac;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sonda_domain::FormId;
use std::fmt::Write;
use subtle::ConstantTimeEq;

const ALGORITHM: &str = "PBKDF2/SHA-256";
const KEY_BYTES: usize = 32;
/// Half of the key is shown: enough for a search to know what it found, and no way to it but the search.
const PREFIX_BYTES: usize = 16;
const NONCE_BYTES: usize = 16;

/// What is to be found. The properties are in the order of their names: that is how they are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ChallengeParameters")]
struct Parameters {
    algorithm: String,
    cost: u32,
    data: Data,
    /// In seconds since the epoch.
    expires_at: i64,
    key_length: usize,
    key_prefix: String,
    nonce: String,
    salt: String,
}

/// What the challenge was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChallengeData")]
struct Data {
    form: String,
}

/// A challenge as a browser is given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    parameters: Parameters,
    signature: String,
}

#[derive(Debug, Deserialize)]
struct Payload {
    challenge: Challenge,
    solution: Solution,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Solution {
    counter: u32,
    derived_key: String,
}

/// Makes challenges, and checks what comes back.
pub(super) struct Altcha {
    key: String,
    config: AltchaConfig,
}

impl Altcha {
    /// With the key that signs, as text: the official libraries take theirs so.
    pub(super) fn new(key: String, config: AltchaConfig) -> Self {
        Self { key, config }
    }

    /// A challenge for a form, or nothing if the system gives no random bytes.
    pub(super) fn challenge(&self, form: &FormId, now_ms: i64) -> Option<Challenge> {
        let nonce: [u8; NONCE_BYTES] = random_bytes().ok()?;
        let salt: [u8; NONCE_BYTES] = random_bytes().ok()?;
        let chance: [u8; 8] = random_bytes().ok()?;
        let counter = u64::from_be_bytes(chance) % u64::from(self.config.max_tries);
        let counter = u32::try_from(counter).ok()?;
        let key = derive(&nonce, counter, &salt, self.config.cost);
        let parameters = Parameters {
            algorithm: ALGORITHM.to_owned(),
            cost: self.config.cost,
            data: Data {
                form: form.to_string(),
            },
            expires_at: now_ms / 1_000 + i64::from(self.config.lifetime_secs),
            key_length: KEY_BYTES,
            key_prefix: hex(&key[..PREFIX_BYTES]),
            nonce: hex(&nonce),
            salt: hex(&salt),
        };
        let signature = hex(&self.sign(&parameters)?.finalize().into_bytes());
        Some(Challenge {
            parameters,
            signature,
        })
    }

    /// Checks an answer to a challenge for that form.
    pub(super) fn verify(&self, token: &str, form: &FormId, now_ms: i64) -> Result<Proof, Failed> {
        let json = STANDARD
            .decode(token)
            .or_else(|_| STANDARD_NO_PAD.decode(token))
            .map_err(|_| Failed::Unreadable)?;
        let Payload {
            challenge,
            solution,
        } = serde_json::from_slice(&json).map_err(|_| Failed::Unreadable)?;
        let Challenge {
            parameters,
            signature,
        } = challenge;
        let signature = unhex::<32>(&signature).ok_or(Failed::Unreadable)?;
        let signed = self.sign(&parameters).ok_or(Failed::Unreadable)?;
        signed
            .verify_slice(&signature)
            .map_err(|_| Failed::Forged)?;
        // From here on the parameters are this server's own: their sizes and cost are what it once gave out.
        if parameters.data.form != form.as_str() {
            return Err(Failed::OtherForm);
        }
        if parameters.expires_at * 1_000 <= now_ms {
            return Err(Failed::Expired);
        }
        let nonce = unhex::<NONCE_BYTES>(&parameters.nonce).ok_or(Failed::Unreadable)?;
        let salt = unhex::<NONCE_BYTES>(&parameters.salt).ok_or(Failed::Unreadable)?;
        let key = hex(&derive(&nonce, solution.counter, &salt, parameters.cost));
        let found: bool = key.as_bytes().ct_eq(solution.derived_key.as_bytes()).into();
        if !found || !key.starts_with(&parameters.key_prefix) {
            return Err(Failed::Unsolved);
        }
        Ok(Proof {
            spent: Some(spent("altcha", &parameters.nonce)),
            until_ms: parameters.expires_at * 1_000,
        })
    }

    fn sign(&self, parameters: &Parameters) -> Option<Hmac<Sha256>> {
        let text = serde_json::to_string(parameters).ok()?;
        let mut mac = <Hmac<Sha256>>::new_from_slice(self.key.as_bytes()).ok()?;
        mac.update(text.as_bytes());
        Some(mac)
    }
}

fn derive(nonce: &[u8], counter: u32, salt: &[u8], cost: u32) -> [u8; KEY_BYTES] {
    let mut key = [0; KEY_BYTES];
    let password = [nonce, &counter.to_be_bytes()].concat();
    pbkdf2_hmac::<Sha256>(&password, salt, cost, &mut key);
    key
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let digits = text.as_bytes();
    if digits.len() != BYTES * 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW_MS: i64 = 1_700_000_000_000;

    fn altcha() -> Altcha {
        let config = AltchaConfig {
            cost: 10,
            max_tries: 20,
            lifetime_secs: 60,
        };
        Altcha::new("key of the tests".to_owned(), config)
    }

    fn form(id: &str) -> FormId {
        id.parse().unwrap()
    }

    /// The search, as a browser does it.
    fn solve(challenge: &Challenge) -> Value {
        let parameters = &challenge.parameters;
        let (nonce, salt) = (
            unhex::<16>(&parameters.nonce),
            unhex::<16>(&parameters.salt),
        );
        let (nonce, salt) = (nonce.unwrap(), salt.unwrap());
        let found = (0..20).find_map(|counter| {
            let key = hex(&derive(&nonce, counter, &salt, parameters.cost));
            key.starts_with(&parameters.key_prefix)
                .then_some((counter, key))
        });
        let (counter, key) = found.unwrap();
        json!({"challenge": challenge, "solution": {"counter": counter, "derivedKey": key, "time": 1.5}})
    }

    fn token(payload: &Value) -> String {
        STANDARD.encode(payload.to_string())
    }

    #[test]
    fn a_solved_challenge_is_a_proof_whose_mark_is_its_own() {
        let altcha = altcha();
        let prove = || {
            let challenge = altcha.challenge(&form("a"), NOW_MS).unwrap();
            altcha
                .verify(&token(&solve(&challenge)), &form("a"), NOW_MS)
                .unwrap()
        };
        let (one, other) = (prove(), prove());
        assert_ne!(one.spent, other.spent);
        assert_eq!(one.until_ms, NOW_MS + 60_000);
    }

    #[test]
    fn an_answer_is_taken_for_its_form_and_in_its_time_alone() {
        let altcha = altcha();
        let token = token(&solve(&altcha.challenge(&form("a"), NOW_MS).unwrap()));
        let verify = |form, now_ms| altcha.verify(&token, &form, now_ms).map(drop);
        assert_eq!(verify(form("b"), NOW_MS), Err(Failed::OtherForm));
        assert_eq!(verify(form("a"), NOW_MS + 59_999), Ok(()));
        assert_eq!(verify(form("a"), NOW_MS + 60_000), Err(Failed::Expired));
    }

    #[test]
    fn nothing_in_a_challenge_can_be_changed() {
        let altcha = altcha();
        let payload = solve(&altcha.challenge(&form("a"), NOW_MS).unwrap());
        let changes = [
            ("cost", json!(1)),
            ("data", json!({"form": "b"})),
            ("expiresAt", json!(4_000_000_000_i64)),
            ("keyPrefix", json!("")),
            ("nonce", json!("00000000000000000000000000000000")),
            ("salt", json!("00000000000000000000000000000000")),
            ("keyLength", json!(1)),
        ];
        for (name, value) in changes {
            let mut payload = payload.clone();
            payload["challenge"]["parameters"][name] = value;
            let refused = altcha.verify(&token(&payload), &form("a"), NOW_MS);
            assert_eq!(refused.map(drop), Err(Failed::Forged), "{name}");
        }
        let strangers = Altcha::new("another key".to_owned(), altcha.config.clone());
        let payload = solve(&strangers.challenge(&form("a"), NOW_MS).unwrap());
        let refused = altcha.verify(&token(&payload), &form("a"), NOW_MS);
        assert_eq!(refused.map(drop), Err(Failed::Forged));
    }

    #[test]
    fn a_wrong_answer_is_none() {
        let altcha = altcha();
        let challenge = altcha.challenge(&form("a"), NOW_MS).unwrap();
        let mut payload = solve(&challenge);
        payload["solution"]["counter"] =
            json!(payload["solution"]["counter"].as_u64().unwrap() + 1);
        let refused = altcha.verify(&token(&payload), &form("a"), NOW_MS);
        assert_eq!(refused.map(drop), Err(Failed::Unsolved));
        for text in ["", "!", "e30=", "bnVsbA==", "W10=", &"A".repeat(4_000)] {
            let refused = altcha.verify(text, &form("a"), NOW_MS);
            assert_eq!(refused.map(drop), Err(Failed::Unreadable), "{text}");
        }
    }
}
