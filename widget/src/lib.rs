//! A Sonda form as Leptos components: the server renders them (`ssr`), the browser hydrates or mounts them (`hydrate`).
//!
//! The view is one and shows a [`FormState`]; it hears no event. Its inputs are uncontrolled: what a visitor
//! types belongs to the page, so that nothing typed before the bundle arrives is lost. The server's HTML is
//! complete, and is filled in and sent without JavaScript.

mod ids;
mod phase;
mod props;
#[cfg(feature = "ssr")]
mod render;
mod state;
mod view;

pub use ids::{PROPS_ID, ROOT_ID};
pub use phase::Phase;
pub use props::{Notice, Props, ShownError};
#[cfg(feature = "ssr")]
pub use render::{props_json, render_form, render_notice};
pub use state::FormState;
pub use view::{Form, FormProps};
