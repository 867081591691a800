//! The colours of a form, and whether they can be read on each other.

mod brand;
mod colour;
mod contrast;
mod own;

pub use brand::Branded;
pub use colour::Colour;
pub use contrast::{Contrast, Palette, nearest};
pub use own::{DARK, LIGHT, NAMES, PAPER, statuses_on};
