//! Names as identifiers: what a workbook calls a question, group or choice becomes an id of a definition.

use std::collections::BTreeSet;

/// The longest identifier.
const LONGEST: usize = 64;

/// Makes an id of a name: small letters, digits, `_` and `-`, beginning with a letter, and none of those taken.
///
/// The same names in the same order make the same ids.
pub(super) fn id_of(name: &str, prefix: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '_' | '-' => c,
            _ => '_',
        })
        .take(LONGEST)
        .collect();
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        id.insert_str(0, prefix);
        id.truncate(LONGEST);
    }
    let mut number = 2;
    let base = id.clone();
    while !taken.insert(id.clone()) {
        let suffix = format!("_{number}");
        id = format!(
            "{}{suffix}",
            &base[..base.len().min(LONGEST - suffix.len())]
        );
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids_that_differ() {
        let mut taken = BTreeSet::new();
        for (name, id) in [
            ("age", "age"),
            ("Age", "age_2"),
            ("age", "age_3"),
            ("1_NW", "o_1_nw"),
            ("_x", "o__x"),
            ("don’t know", "don_t_know"),
            ("płeć", "p_e_"),
            ("", "o_"),
        ] {
            assert_eq!(id_of(name, "o_", &mut taken), id);
        }
        let long = "a".repeat(100);
        assert_eq!(id_of(&long, "o_", &mut taken).len(), 64);
        assert_eq!(id_of(&long, "o_", &mut taken).len(), 64);
    }
}
