//! Connections: CRMs and webhooks that an administrator adds while Sonda runs, each under the name that mappings use.
//!
//! A connection is a kind, settings that anybody who administers may read, and one secret that nobody is shown again.
//! It is stored with what its CRM last said of its tables. Every process that shares a database notices changes by
//! their number, and builds the connectors that changed anew.

mod changes;
mod drift;
mod error;
mod factory;
mod key;
mod kinds;
mod publishing;
mod registry;
mod secret;
mod shown;
mod tables;
mod watched;

pub use changes::Put;
pub use error::ConnectionError;
pub use factory::{Build, BuildFault, Factory, Ingredients, KINDS};
pub use key::{Key, KeyError, KeySource};
pub use kinds::{KindInfo, SecretInfo, Setting, SettingFormat, kinds};
pub use registry::Registry;
pub use secret::{LONGEST_SECRET, Secret};
pub use shown::Shown;
pub use tables::Refreshed;
