//! The name that somebody probably meant.

/// " Did you mean `x`?" if a name is near, else nothing.
pub(crate) fn suggestion<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let most = wrong.chars().count() / 3 + 1;
    names
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

/// The name that was probably meant, or else those there are to choose from.
pub(super) fn choose<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let near = suggestion(wrong, names.iter().copied());
    match names.len() {
        _ if !near.is_empty() => near,
        0 => "; there is none: leave it out".to_owned(),
        _ => format!("; choose from {}", listed(&names)),
    }
}

/// Names in a sentence: the first of many.
pub(super) fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}

/// Levenshtein's distance: the fewest characters to change, add or take away.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_near_name_is_suggested() {
        assert_eq!(
            suggestion("emial", ["phone", "email"]),
            "; did you mean `email`?"
        );
        assert_eq!(
            suggestion("e_mail", ["name", "email"]),
            "; did you mean `email`?"
        );
        assert_eq!(suggestion("budget", ["phone", "email"]), "");
        assert_eq!(
            choose("emial", ["phone", "email"]),
            "; did you mean `email`?"
        );
        assert_eq!(
            choose("budget", ["phone", "email"]),
            "; choose from `phone`, `email`"
        );
        let many = vec!["phone"; 25];
        assert!(choose("budget", many).ends_with("`phone` and 13 more"));
        assert_eq!(choose("budget", []), "; there is none: leave it out");
    }
}
