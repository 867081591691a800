//! The ids used in a page. What follows a field's name begins with a dot, which no question's id contains.

/// The id of the element whose content is [`crate::render_form`]'s HTML, without any white space around it.
pub const ROOT_ID: &str = "sonda-root";

/// The id of the `<script type="application/json">` that holds the props.
pub const PROPS_ID: &str = "sonda-props";

/// The attribute of the root of a page that shows a notice in place of its form: the notice's key.
pub const CLOSED: &str = "data-closed";

/// The id of a field: of a group, its first input.
pub(crate) fn field_id(name: &str) -> String {
    ["sonda-", name].concat()
}

/// The id of the text that asks.
pub(crate) fn title_id(name: &str) -> String {
    ["sonda-", name, ".title"].concat()
}

/// The id of the hint.
pub(crate) fn help_id(name: &str) -> String {
    ["sonda-", name, ".help"].concat()
}

/// The id of the texts at the ends of a scale.
pub(crate) fn ends_id(name: &str) -> String {
    ["sonda-", name, ".ends"].concat()
}

/// The id of the unit of a number.
pub(crate) fn unit_id(name: &str) -> String {
    ["sonda-", name, ".unit"].concat()
}

/// The id of the error.
pub(crate) fn error_id(name: &str) -> String {
    ["sonda-", name, ".error"].concat()
}
