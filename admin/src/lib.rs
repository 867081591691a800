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
// What only other programs need. Built as one, all is used, and the compiler sees to it.
#![cfg_attr(
    not(all(feature = "desk", feature = "mapper", feature = "studio")),
    expect(dead_code, reason = "a part of the console")
)]
#![cfg_attr(
    not(feature = "desk"),
    expect(unused_imports, reason = "a part of the console")
)]

mod api;
mod app;
#[cfg(any(feature = "mapper", feature = "studio"))]
mod draft;
#[cfg(not(all(feature = "desk", feature = "mapper", feature = "studio")))]
mod elsewhere;
mod figures;
mod languages;
mod parts;
mod prelude;
mod screens;
mod session;
#[cfg(feature = "desk")]
mod sms;
mod unfinished;
mod words;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Starts the console in the page that the server has written, with the words of the page's language.
///
/// # Errors
/// These are no words.
#[wasm_bindgen]
pub fn start(language: &str, words: &str) -> Result<(), JsValue> {
    // What is delivered traps instead, and says nothing.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    if !words::load(language, words) {
        return Err(JsValue::from_str("no words"));
    }
    #[cfg(not(all(feature = "desk", feature = "mapper", feature = "studio")))]
    elsewhere::begin();
    leptos::mount::mount_to_body(app::Console);
    Ok(())
}
