//! Sonda's console: forms, answers, deliveries and connections, in the browser.
//!
//! Everything it shows and does goes through the public API, with the session of whoever signed in. It decides nothing:
//! what may be done, what is wrong and what it is called by is the server's answer.

#![expect(
    clippy::needless_pass_by_value,
    reason = "views own what they show; whether one still clones it changes with each line"
)]
#![expect(
    clippy::type_complexity,
    reason = "pairs and closures of one module, which names would not make clearer"
)]
#![expect(
    unreachable_pub,
    reason = "what Leptos' macro makes of a component is `pub`"
)]

mod api;
mod app;
mod draft;
mod figures;
mod parts;
mod screens;
mod session;
mod sms;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the console in the page that the server has written.
#[wasm_bindgen(start)]
pub fn start() {
    // What is delivered traps instead, and says nothing.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    // The page is in the language of whoever is signed in, and so is the first thing that is said.
    let root = leptos::prelude::document().document_element();
    let language = root.and_then(|root| root.get_attribute("lang"));
    words::choose(&language.unwrap_or_default());
    leptos::mount::mount_to_body(app::Console);
}
