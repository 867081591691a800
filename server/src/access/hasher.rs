//! Hashes passwords by Argon2id, a few at once: each takes 19 MiB, which sign-ins must not exhaust.

use super::places::{Place, Places};
use super::{Asker, Password};
use crate::secrets::{SecretError, random_bytes};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::fmt;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many passwords are hashed at once.
const AT_ONCE: usize = 4;

/// Memory in KiB, passes and lanes: the first choice of the OWASP Password Storage Cheat Sheet for Argon2id.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash of nobody's password: where there is no account the same work is done.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cy1zYWx0LTAwMQ$bm9ib2R5IGhhcyBhIHBhc3N3b3JkIGhhc2ggdGhpcy4";

/// What a password is stored as: a PHC string. Never printed.
#[derive(Clone)]
pub struct PasswordHash(String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl PasswordHash {
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_stored(&self) -> &str {
        &self.0
    }
}

/// What became of a password that was tried.
#[derive(Debug, PartialEq)]
pub enum Verified {
    /// It is another, or there is none.
    Wrong,
    /// It is that password.
    Right {
        /// What is to be stored of it from now on, where it is stored under parameters of before.
        renewed: Option<PasswordHash>,
    },
}

/// Too many wait for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

/// Gives out turns to hash a password.
#[derive(Debug)]
pub struct Hasher {
    places: Places,
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            places: Places::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// A turn to hash one password. Held by the work itself, whether or not anybody still waits for it.
#[derive(Debug)]
pub struct Turn {
    _place: Place,
    _turn: OwnedSemaphorePermit,
}

impl Hasher {
    /// Waits for a turn.
    ///
    /// # Errors
    /// Too many wait already: of all, or of those.
    pub async fn turn(&self, asker: &Asker) -> Result<Turn, Busy> {
        let place = self.places.take(asker)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        Ok(Turn {
            _place: place,
            _turn: turn.map_err(|_| Busy)?,
        })
    }
}

impl Turn {
    /// Hashes a new password.
    ///
    /// # Errors
    /// The system gave no random bytes.
    ///
    /// # Panics
    /// If the hash function did.
    pub async fn hash(self, password: Password) -> Result<PasswordHash, SecretError> {
        let salt = random_bytes::<16>()?;
        let hash = move || {
            let _turn = self;
            let hash = argon2().hash_password_with_salt(password.bytes(), &salt);
            PasswordHash(hash.expect("the salt has 16 bytes").to_string())
        };
        let hash = tokio::task::spawn_blocking(hash).await;
        Ok(hash.expect("hashing does not panic"))
    }

    /// Whether a password is the one that was stored; without one it takes as long, and is not.
    ///
    /// # Panics
    /// If the hash function did.
    pub async fn verify(self, password: Password, stored: Option<PasswordHash>) -> Verified {
        let verify = move || {
            let _turn = self;
            let hash = stored.as_ref().map_or(NOBODYS, |stored| &stored.0);
            let right = argon2().verify_password(password.bytes(), hash).is_ok();
            match stored {
                Some(stored) if right => Verified::Right {
                    renewed: renewed(&password, &stored),
                },
                _ => Verified::Wrong,
            }
        };
        let verified = tokio::task::spawn_blocking(verify).await;
        verified.expect("verifying does not panic")
    }
}

/// The password under today's parameters, if it was stored under others.
fn renewed(password: &Password, stored: &PasswordHash) -> Option<PasswordHash> {
    let today = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
    if stored.0.starts_with(&today) {
        return None;
    }
    // Without a salt, or with a failure, it stays as it is: the password was right.
    let salt = random_bytes::<16>().ok()?;
    let hash = argon2().hash_password_with_salt(password.bytes(), &salt);
    Some(PasswordHash(hash.ok()?.to_string()))
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are sound");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn asker(n: u8) -> Asker {
        Asker::Stranger([198, 51, 100, n].into())
    }

    async fn turn() -> Turn {
        Hasher::default().turn(&asker(0)).await.unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let typed = |text: &str| Password::typed(text);
        let hash = turn().await.hash(typed("correct horse")).await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let again = turn().await.hash(typed("correct horse")).await.unwrap();
        assert_ne!(hash, again, "each hash has its own salt");
        let right = turn()
            .await
            .verify(typed("correct horse"), Some(hash.clone()));
        assert_eq!(right.await, Verified::Right { renewed: None });
        let wrong = turn()
            .await
            .verify(typed("correct hors"), Some(hash.clone()));
        assert_eq!(wrong.await, Verified::Wrong);
        let nobodys = turn().await.verify(typed("correct horse"), None);
        assert_eq!(nobodys.await, Verified::Wrong);
        assert_eq!(format!("{hash:?}"), "PasswordHash(hidden)");
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_renewed() {
        let params = Params::new(8_192, 1, 1, None).unwrap();
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let weak = weak.hash_password_with_salt(b"correct horse", &[7; 16]);
        let weak = PasswordHash(weak.unwrap().to_string());
        let wrong = turn()
            .await
            .verify(Password::typed("correct"), Some(weak.clone()));
        assert_eq!(wrong.await, Verified::Wrong);
        let typed = Password::typed("correct horse");
        let right = turn().await.verify(typed.clone(), Some(weak)).await;
        let Verified::Right { renewed: Some(new) } = right else {
            panic!("{right:?}");
        };
        let again = turn().await.verify(typed, Some(new)).await;
        assert_eq!(again, Verified::Right { renewed: None });
    }

    #[test]
    fn nobodys_hash_takes_the_work_of_every_other() {
        let nobodys = argon2::PasswordHash::new(NOBODYS).unwrap();
        let own = argon2().hash_password_with_salt(b"any", &[7; 16]).unwrap();
        assert_eq!(nobodys.algorithm, own.algorithm);
        assert_eq!(nobodys.version, own.version);
        assert_eq!(nobodys.params.to_string(), own.params.to_string());
        let length = |hash: &argon2::PasswordHash| {
            hash.hash
                .as_ref()
                .map(argon2::password_hash::phc::Output::len)
        };
        assert_eq!(length(&nobodys), length(&own));
    }

    #[tokio::test]
    async fn few_are_hashed_at_once_and_not_many_wait() {
        let hasher = Hasher::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(hasher.turn(&asker(0)).await.unwrap());
        }
        let other = asker(1);
        let mut waiting = Box::pin(hasher.turn(&other));
        assert!(
            (&mut waiting).now_or_never().is_none(),
            "all turns are taken"
        );
        for _ in 0..4 {
            let one = asker(0);
            held.push(Turn {
                _place: hasher.places.take(&one).unwrap(),
                _turn: Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap(),
            });
        }
        assert_eq!(hasher.turn(&asker(0)).await.err(), Some(Busy));
        held.remove(0);
        assert!(waiting.now_or_never().is_some());
    }
}
