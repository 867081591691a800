//! The Sonda server: pages and API, the store, the mapping of responses to records, and their delivery.

pub mod clock;
pub mod contact;
pub mod crm;
pub mod definition;
pub mod delivery;
pub mod mapping;
pub mod store;
