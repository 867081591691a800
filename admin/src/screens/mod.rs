//! The screens of the console, each with an address of its own.

mod answers;
mod builder;
mod connections;
mod deliveries;
mod delivery_words;
mod forms;
mod mapping;
mod panels;
mod settings;
mod share;

pub(crate) use answers::{AnswerScreen, AnswersScreen};
pub(crate) use builder::BuilderScreen;
#[cfg(test)]
pub(crate) use builder::GROUPS;
use builder::name_of_language;
pub(crate) use connections::{AddConnectionScreen, ConnectionScreen, ConnectionsScreen};
pub(crate) use deliveries::{DeliveriesScreen, DeliveryScreen};
pub(crate) use forms::FormsScreen;
pub(crate) use mapping::MappingScreen;
pub(crate) use settings::{
    BrandingScreen, LanguagesScreen, PeopleScreen, ProfileScreen, SystemScreen, TokensScreen,
};
pub(crate) use share::ShareScreen;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A part of the screen's address.
fn part(name: &'static str) -> Signal<String> {
    let parts = use_params_map();
    Signal::derive(move || parts.with(|parts| parts.get(name).unwrap_or_default()))
}
