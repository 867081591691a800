//! Settings: what is one's own, who may come in, and how the installation is.

mod branding;
mod calls;
mod languages;
mod people;
mod profile;
mod system;
mod tokens;

use crate::api::Account;
use crate::prelude::*;
use crate::words::installation;
use crate::words::settings::words;
use calls::Calls;
use leptos_router::components::A;

/// The parts of the settings: address, name, and whether owners alone see it.
fn parts() -> [(&'static str, &'static str, bool); 6] {
    let words = words();
    let installation = installation::words();
    [
        ("/console/settings/profile", &words.profile, false),
        ("/console/settings/branding", &installation.branding, true),
        ("/console/settings/languages", &installation.languages, true),
        ("/console/settings/people", &words.people, true),
        ("/console/settings/tokens", &words.tokens, true),
        ("/console/settings/system", &words.system, false),
    ]
}

/// Whether whoever is signed in decides who comes in.
fn is_owner() -> bool {
    use_context::<Account>().is_some_and(|account| account.role == "owner")
}

/// The frame of the settings' parts, with what each of them is about.
fn frame(title: &'static str, intro: &'static str, part: fn(Calls) -> AnyView) -> AnyView {
    let calls = Calls::new();
    let owner = is_owner();
    let tabs = parts()
        .into_iter()
        .filter(|(_, _, owners)| owner || !owners);
    let tabs =
        tabs.map(|(address, name, _)| view! { <li><A href=address>{name}</A></li> }.into_any());
    view! {
        <nav class="tabs settings-tabs" aria-label=words().settings.as_str()><ul>{tabs.collect_view()}</ul></nav>
        <h1>{title}</h1>
        <p class="detail settings-intro">{intro}</p>
        {calls.outcome()}
        {part(calls)}
        {calls.dialog()}
    }
    .into_any()
}

/// What is the owners', and what editors are told in its place.
fn of_owners(part: fn(Calls) -> AnyView) -> fn(Calls) -> AnyView {
    match is_owner() {
        true => part,
        false => |_| view! { <p class="notice">{words().owners_only.as_str()}</p> }.into_any(),
    }
}

/// One's own: name, language, password, browsers.
#[component]
pub(crate) fn ProfileScreen() -> impl IntoView {
    frame(&words().profile, &words().profile_intro, profile::screen)
}

/// How the installation presents itself.
#[component]
pub(crate) fn BrandingScreen() -> impl IntoView {
    let words = installation::words();
    frame(
        &words.branding,
        &words.branding_intro,
        of_owners(branding::screen),
    )
}

/// Which languages are spoken where nothing else decides.
#[component]
pub(crate) fn LanguagesScreen() -> impl IntoView {
    let words = installation::words();
    frame(
        &words.languages,
        &words.languages_intro,
        of_owners(languages::screen),
    )
}

/// Who may come in.
#[component]
pub(crate) fn PeopleScreen() -> impl IntoView {
    frame(
        &words().people,
        &words().people_intro,
        of_owners(people::screen),
    )
}

/// Tokens of programs.
#[component]
pub(crate) fn TokensScreen() -> impl IntoView {
    frame(
        &words().tokens,
        &words().tokens_intro,
        of_owners(tokens::screen),
    )
}

/// How the installation is.
#[component]
pub(crate) fn SystemScreen() -> impl IntoView {
    frame(&words().system, &words().system_intro, system::screen)
}
