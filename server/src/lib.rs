//! The Sonda server: pages and API, the store, the mapping of responses to records, and their delivery.

pub mod access;
pub mod captcha;
pub mod clock;
pub mod commands;
pub mod config;
pub mod connections;
pub mod contact;
pub mod crm;
pub mod definition;
pub mod delivery;
pub mod drafts;
pub mod email_question;
pub mod http;
pub mod intake;
pub mod link_values;
pub mod links;
pub mod mail;
pub mod mapping;
pub mod outgoing;
pub mod phone;
pub mod secrets;
pub mod serve;
pub mod step_times;
pub mod store;
pub mod theme;
pub mod uploads;
