//! How a form looks, and whether it can be read.

mod brand;
mod contrast_view;
mod panel;

pub(crate) use panel::ThemePanel;
