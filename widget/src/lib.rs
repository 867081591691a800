//! The form as components.
