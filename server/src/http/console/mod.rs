//! The console's plain pages: first run, sign-in, setting a password, and what stands at `/console` itself.
//!
//! They work without JavaScript; none of them has a script.

mod brand;
mod demo_data;
mod field;
mod first_run;
mod page;
mod preview;
mod sample;
mod set_password;
mod shell;
mod sign_in;
mod texts;
mod trouble;

pub(crate) use brand::show_brand_preview;
pub(crate) use first_run::{show_first_run, take_first_run};
pub(crate) use preview::{judge_preview, send_preview, show_preview};
pub(crate) use sample::show_sample;
pub(crate) use set_password::{show_set_password, take_set_password};
pub(crate) use shell::{show_console, sign_out};
pub(crate) use sign_in::{show_sign_in, take_sign_in};
