//! Answers inside texts: `{name}` becomes `{{id}}`.

use super::names::Names;

/// Names that SurveyJS itself fills in.
const BUILT_IN: &[&str] = &[
    "pageno",
    "pagecount",
    "locale",
    "questioncount",
    "correctanswers",
    "correctedanswers",
    "correctedanswercount",
    "incorrectanswers",
    "incorrectedanswers",
    "incorrectedanswercount",
];

/// The text with its names in Sonda's way, and whether one had no counterpart.
pub(super) fn piped(text: &str, names: &Names) -> (String, bool) {
    let mut piped = String::new();
    let mut lost = false;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        piped.push_str(before);
        let inside = after
            .split_once('}')
            .filter(|(name, _)| !name.contains('{'));
        match inside {
            Some((name, after)) => {
                let plain = name.trim().trim_start_matches('#');
                let comment = strip_comment(plain).and_then(|name| names.said(name));
                if let Some(id) = names.said(plain) {
                    piped.push_str(&format!("{{{{{id}}}}}"));
                } else if let Some(id) = comment {
                    piped.push_str(&format!("{{{{{id}.comment}}}}"));
                } else {
                    let lower = plain.to_lowercase();
                    lost |= names.mentions_part(plain) || BUILT_IN.contains(&&*lower);
                    piped.push_str(&format!("{{{name}}}"));
                }
                rest = after;
            }
            None => {
                // Two of them would begin a name of Sonda's.
                if !piped.ends_with('{') {
                    piped.push('{');
                }
                rest = after;
            }
        }
    }
    piped.push_str(rest);
    (piped, lost)
}

fn strip_comment(name: &str) -> Option<&str> {
    let start = name.len().checked_sub("-comment".len())?;
    let end = name.get(start..)?;
    end.eq_ignore_ascii_case("-comment").then(|| &name[..start])
}
