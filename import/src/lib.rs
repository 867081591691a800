//! Surveys of other makers as Sonda definitions. What cannot be carried over is listed, never dropped in silence.

mod imported;

pub use imported::{Imported, Loss};
