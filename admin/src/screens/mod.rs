//! The screens of the console, each with an address of its own.

#[cfg(feature = "desk")]
mod answers;
#[cfg(any(feature = "mapper", feature = "studio"))]
mod builder;
#[cfg(feature = "desk")]
mod connections;
#[cfg(feature = "desk")]
mod deliveries;
#[cfg(any(feature = "desk", feature = "mapper"))]
mod delivery_words;
#[cfg(feature = "desk")]
mod forms;
#[cfg(feature = "mapper")]
mod mapping;
#[cfg(any(feature = "mapper", feature = "studio"))]
mod panels;
#[cfg(feature = "desk")]
mod settings;
#[cfg(feature = "desk")]
mod share;

#[cfg(all(test, feature = "studio"))]
pub(crate) use builder::GROUPS;

#[cfg(feature = "studio")]
pub(crate) use self::builder::BuilderScreen;
#[cfg(feature = "mapper")]
pub(crate) use self::mapping::MappingScreen;
#[cfg(feature = "desk")]
pub(crate) use self::{
    answers::{AnswerScreen, AnswersScreen},
    connections::{AddConnectionScreen, ConnectionScreen, ConnectionsScreen},
    deliveries::{DeliveriesScreen, DeliveryScreen},
    forms::FormsScreen,
    settings::{
        BrandingScreen, LanguagesScreen, PeopleScreen, ProfileScreen, SystemScreen, TokensScreen,
    },
    share::ShareScreen,
};

// What other programs have.
#[cfg(not(feature = "studio"))]
pub(crate) use crate::elsewhere::Elsewhere as BuilderScreen;
#[cfg(not(feature = "mapper"))]
pub(crate) use crate::elsewhere::Elsewhere as MappingScreen;
#[cfg(not(feature = "desk"))]
pub(crate) use crate::elsewhere::{
    Elsewhere as AddConnectionScreen, Elsewhere as AnswerScreen, Elsewhere as AnswersScreen,
    Elsewhere as BrandingScreen, Elsewhere as LanguagesScreen, Elsewhere as ConnectionScreen,
    Elsewhere as ConnectionsScreen, Elsewhere as DeliveriesScreen, Elsewhere as DeliveryScreen,
    Elsewhere as FormsScreen, Elsewhere as PeopleScreen, Elsewhere as ProfileScreen,
    Elsewhere as ShareScreen, Elsewhere as SystemScreen, Elsewhere as TokensScreen,
};

use crate::prelude::*;
use leptos_router::hooks::use_params_map;

/// A part of the screen's address; what depends on it stays as it is where another part changes.
fn part(name: &'static str) -> Signal<String> {
    let parts = use_params_map();
    Memo::new(move |_| parts.with(|parts| parts.get(name).unwrap_or_default())).into()
}
