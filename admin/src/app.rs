//! The frame around every screen, and which screen an address shows.

use crate::api::Account;
use crate::parts::{Fetched, focus};
use crate::prelude::*;
use crate::screens::{
    AddConnectionScreen, AnswerScreen, AnswersScreen, BrandingScreen, BuilderScreen,
    ConnectionScreen, ConnectionsScreen, DeliveriesScreen, DeliveryScreen, FormsScreen,
    LanguagesScreen, MappingScreen, PeopleScreen, ProfileScreen, ShareScreen, SystemScreen,
    TokensScreen,
};
use crate::session;
use crate::words::words;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

/// The console: whoever is signed in sees it.
#[component]
pub(crate) fn Console() -> impl IntoView {
    let begun = Fetched::new(session::begin);
    begun.show(|account: &Account| view! { <Frame account=account.clone()/> }.into_any())
}

/// The places of the console, by their address.
const PLACES: [(&str, fn() -> &'static str); 4] = [
    ("/console/forms", || &words().nav_forms),
    ("/console/deliveries", || &words().nav_deliveries),
    ("/console/connections", || &words().nav_connections),
    ("/console/settings", || {
        &crate::words::settings::words().settings
    }),
];

/// The navigation, and beside it the screen.
#[component]
fn Frame(account: Account) -> impl IntoView {
    let words = words();
    let name = account.name.clone();
    provide_context(account);
    view! {
        <Router>
            <a class="skip" href="#screen">{words.skip_to_content.as_str()}</a>
            <header class="bar">
                <a class="brand" href="/console/forms">{words.app_name.as_str()}</a>
                <nav aria-label=words.menu.as_str()><ul><Places/></ul></nav>
                <div class="who">
                    <span>{name}</span>
                    <button class="quiet" on:click=move |_| session::sign_out()>{words.sign_out.as_str()}</button>
                </div>
            </header>
            <KeepFocus/>
            <main id="screen" class="screen" tabindex="-1">
                {unsaved()}
                <Routes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/console") view=FormsScreen/>
                    <Route path=path!("/console/forms") view=FormsScreen/>
                    <Route path=path!("/console/forms/:form/edit") view=BuilderScreen/>
                    <Route path=path!("/console/forms/:form/mapping") view=MappingScreen/>
                    <Route path=path!("/console/forms/:form/answers") view=AnswersScreen/>
                    <Route path=path!("/console/forms/:form/answers/:response") view=AnswerScreen/>
                    <Route path=path!("/console/forms/:form/share/:part?") view=ShareScreen/>
                    <Route path=path!("/console/deliveries") view=DeliveriesScreen/>
                    <Route path=path!("/console/deliveries/:response/:target") view=DeliveryScreen/>
                    <Route path=path!("/console/connections") view=ConnectionsScreen/>
                    <Route path=path!("/console/new-connection") view=AddConnectionScreen/>
                    <Route path=path!("/console/connections/:name") view=ConnectionScreen/>
                    <Route path=path!("/console/settings") view=ProfileScreen/>
                    <Route path=path!("/console/settings/profile") view=ProfileScreen/>
                    <Route path=path!("/console/settings/branding") view=BrandingScreen/>
                    <Route path=path!("/console/settings/languages") view=LanguagesScreen/>
                    <Route path=path!("/console/settings/people") view=PeopleScreen/>
                    <Route path=path!("/console/settings/tokens") view=TokensScreen/>
                    <Route path=path!("/console/settings/system") view=SystemScreen/>
                </Routes>
            </main>
        </Router>
    }
}

/// Says that something could not be stored, where drafts are edited.
fn unsaved() -> Option<AnyView> {
    #[cfg(any(feature = "mapper", feature = "studio"))]
    return Some(crate::draft::notices());
    #[cfg(not(any(feature = "mapper", feature = "studio")))]
    None
}

/// Whoever comes to another screen begins at its beginning, unless the focus has a place there already.
#[component]
fn KeepFocus() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            focus::find_again();
        }
        now
    });
}

#[component]
fn Places() -> impl IntoView {
    let path = use_location().pathname;
    let place = |(address, name): (&'static str, fn() -> &'static str)| {
        let current = move || path.with(|path| is_at(path, address)).then_some("page");
        view! { <li><a href=address aria-current=current>{name()}</a></li> }
    };
    PLACES.map(place).collect_view()
}

/// Whether a screen is one of a place's.
fn is_at(path: &str, place: &str) -> bool {
    match path {
        "/console" => place == "/console/forms",
        "/console/new-connection" => place == "/console/connections",
        path => path.starts_with(place),
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <h1>{words().not_found.as_str()}</h1>
        <p>{words().not_found_text.as_str()}</p>
    }
}
