//! What the readers of XML parts share.

use super::WorkbookError;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, BytesText};

/// An attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// Adds the text of an event.
pub(super) fn push_text(text: &mut String, event: &BytesText<'_>) {
    text.push_str(&event.xml10_content());
}

/// Adds what a reference such as `&amp;` or `&#10;` stands for.
pub(super) fn push_reference(text: &mut String, event: &BytesRef<'_>) {
    if let Ok(Some(c)) = event.resolve_char_ref() {
        text.push(c);
        return;
    }
    text.push_str(match &*event.xml10_content() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    });
}

/// A fault in the XML of a part.
pub(super) fn broken(part: &str, error: &quick_xml::Error) -> WorkbookError {
    WorkbookError::broken(part, error)
}
