//! The rules of a form.
