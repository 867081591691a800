//! Which media types of files exist here: those that a server can recognise by a file's content.

/// What a question for files takes unless it names something else: pictures and PDF.
pub const USUAL_FILES: [&str; 2] = ["image/*", "application/pdf"];

/// Every type that is recognised. No SVG and no HTML: they can hold scripts.
const KNOWN: [&str; 45] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heif",
    "image/avif",
    "image/tiff",
    "image/bmp",
    "image/jxl",
    "image/jp2",
    "application/pdf",
    "text/plain",
    "application/rtf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/epub+zip",
    "application/zip",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/gzip",
    "application/x-tar",
    "application/dicom",
    "audio/mpeg",
    "audio/m4a",
    "audio/aac",
    "audio/ogg",
    "audio/opus",
    "audio/x-flac",
    "audio/x-wav",
    "audio/amr",
    "audio/x-aiff",
    "video/mp4",
    "video/x-m4v",
    "video/quicktime",
    "video/webm",
    "video/x-matroska",
    "video/x-msvideo",
    "video/mpeg",
];

/// Other names of the same, and what a file's content does not tell apart.
const ALIASES: [(&str, &str); 17] = [
    ("image/heic", "image/heif"),
    ("image/jpg", "image/jpeg"),
    ("text/csv", "text/plain"),
    ("text/tab-separated-values", "text/plain"),
    ("text/markdown", "text/plain"),
    ("text/rtf", "application/rtf"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/x-gzip", "application/gzip"),
    ("application/x-rar-compressed", "application/vnd.rar"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/mp4", "audio/m4a"),
    ("audio/x-m4a", "audio/m4a"),
    ("audio/flac", "audio/x-flac"),
    ("audio/wav", "audio/x-wav"),
    ("audio/aiff", "audio/x-aiff"),
    ("video/matroska", "video/x-matroska"),
    ("video/avi", "video/x-msvideo"),
];

/// Whether a file of a recognised type is taken by a question that accepts these; by one that accepts none,
/// [`USUAL_FILES`].
#[must_use]
pub fn takes_file(accept: &[String], media_type: &str) -> bool {
    let takes = |accepted: &str| {
        let accepted = accepted.to_ascii_lowercase();
        matches(&accepted).any(|known| known == media_type)
    };
    if accept.is_empty() {
        USUAL_FILES.into_iter().any(takes)
    } else {
        accept.iter().any(|accepted| takes(accepted))
    }
}

/// Whether there are files that a question which accepts this can take.
pub(crate) fn can_be_met(accepted: &str) -> bool {
    matches(&accepted.to_ascii_lowercase()).next().is_some()
}

/// The recognised types that an item of `accept`, in small letters, stands for.
fn matches(accepted: &str) -> impl Iterator<Item = &'static str> {
    let alias = ALIASES.iter().find(|(other, _)| *other == accepted);
    let name = alias.map_or(accepted, |(_, name)| name);
    let family = name.strip_suffix('*').filter(|it| it.ends_with('/'));
    KNOWN.into_iter().filter(move |known| match family {
        Some("*/") => true,
        Some(family) => known.starts_with(family),
        None => *known == name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(accept: &[&str], media_type: &str) -> bool {
        let accept: Vec<String> = accept.iter().map(ToString::to_string).collect();
        takes_file(&accept, media_type)
    }

    #[test]
    fn a_question_that_names_nothing_takes_pictures_and_pdf() {
        for taken in ["image/png", "image/heif", "image/avif", "application/pdf"] {
            assert!(takes(&[], taken), "{taken}");
        }
        for refused in ["image/svg+xml", "text/html", "text/plain", "video/mp4"] {
            assert!(!takes(&[], refused), "{refused}");
        }
    }

    #[test]
    fn types_are_taken_under_each_of_their_names() {
        assert!(takes(&["image/heic"], "image/heif"));
        assert!(takes(&["Text/CSV"], "text/plain"));
        assert!(takes(&["audio/*"], "audio/x-wav"));
        assert!(takes(&["*/*"], "application/zip"));
        assert!(!takes(&["application/pdf"], "image/png"));
        assert!(!takes(&["image/*"], "image/svg+xml"));
    }

    #[test]
    fn what_no_content_shows_can_not_be_met() {
        for accepted in [
            "image/svg+xml",
            "text/html",
            "application/x-figma",
            "font/*",
            "*/pdf",
        ] {
            assert!(!can_be_met(accepted), "{accepted}");
        }
    }

    #[test]
    fn an_alias_leads_to_a_type_that_is_known() {
        for (other, name) in ALIASES {
            assert!(KNOWN.contains(&name) && !KNOWN.contains(&other), "{other}");
        }
    }
}
