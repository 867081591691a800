//! Who may do what: people with passwords and roles, the sessions of their browsers, and tokens of programs.
//!
//! The rules are pure; the store keeps what they speak of, `http::access` asks them of requests.

mod address;
mod device;
mod first_run;
mod guessable;
mod hasher;
mod lifetime;
mod lockout;
mod password;
mod places;
mod profile;
mod role;
mod token;

pub use address::{account_here_subject, account_subject, password_url};
pub use device::Device;
pub use first_run::FirstRunCode;
pub use hasher::{Busy, Hasher, PasswordHash, Turn, Verified};
pub use lifetime::{
    CODE_MS, CONFIRMED_MS, FIRST_RUN_MS, SESSION_IDLE_MS, SESSION_MS, WRITTEN_EVERY_MS,
    session_is_alive, worth_writing,
};
pub use lockout::{Counted, FORGOTTEN_MS, KNOWN_MS, Tally, lockout};
pub use password::{LONGEST, Password, PasswordFault, SHORTEST};
pub use places::Asker;
pub use profile::{Email, Language, PersonName, Profile, ProfileFault};
pub use role::{Need, Role, Scope};
pub use token::{ApiToken, Token};
