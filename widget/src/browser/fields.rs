//! The fields of a form as the page has them, by their names.

use super::host;
use crate::ids::field_id;
use sonda_domain::Entries;
use web_sys::Element;

/// What the fields hold that somebody typed or chose something into since the form was served.
pub(crate) fn touched(root: &Element) -> Entries {
    let mut entries = Entries::default();
    for name in host::fields_touched(root) {
        entries.set(&name, host::value(root, &name));
    }
    entries
}

/// Puts the entries into their fields. Those that the entries do not name are left as they are.
pub(crate) fn fill(root: &Element, entries: &Entries) {
    for (name, values) in entries.iter() {
        host::put(root, name, values);
    }
}

/// Finds what leads to a field: its first input, or all of them together.
pub(crate) fn goal(name: &str) -> String {
    ["[id=\"", &field_id(name), "\"]"].concat()
}
