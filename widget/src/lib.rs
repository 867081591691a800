//! A Sonda form over Leptos: the server renders it (`ssr`), the browser hydrates or mounts it (`hydrate`).
//!
//! The view is one and shows a state; it hears no event. Its inputs are uncontrolled: what a visitor
//! types belongs to the page, so that nothing typed before the bundle arrives is lost. The server's HTML is
//! complete, and is filled in and sent without JavaScript.

#[cfg(feature = "hydrate")]
mod browser;
mod ending;
mod ids;
#[cfg(any(feature = "hydrate", test))]
mod json;
mod phase;
mod props;
#[cfg(any(feature = "hydrate", test))]
mod reading;
#[cfg(feature = "ssr")]
mod render;
#[cfg(any(feature = "hydrate", test))]
mod reply;
mod signal;
mod state;
#[cfg(any(feature = "hydrate", test))]
mod submission;
mod view;

#[cfg(feature = "hydrate")]
pub use browser::{Mounted, hydrate, mount};
pub use ending::{ShownEnding, ShownResult};
pub use ids::{CLOSED, HONEYPOT, MADE, PROPS_ID, ROOT_ID};
use phase::Phase;
pub use props::{Notice, Props, ShownError};
#[cfg(feature = "ssr")]
pub use render::{props_json, render_ending, render_form, render_notice};
use state::FormState;
