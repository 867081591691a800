//! A sentence with places for what it names, such as "there is no table `{name}`".

/// What stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// What is the same in every language: `{name}`.
    Name,
    /// The same, of digits alone: `{count:number}`.
    Number,
    /// What is said in the reader's language if it is known, and as it is if not: `{error:said}`.
    Said,
    /// What is known, or the pattern is not meant: `{one:known}`.
    Known,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(String, Holds),
}

/// A sentence with places for what it names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

impl Pattern {
    /// Reads a pattern. Braces around anything else than a name are themselves.
    pub(super) fn of(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut written = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find('{') {
            written.push_str(&rest[..brace]);
            rest = &rest[brace..];
            match place(rest) {
                Some((piece, length)) => {
                    if !written.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut written)));
                    }
                    pieces.push(piece);
                    rest = &rest[length..];
                }
                None => {
                    written.push('{');
                    rest = &rest[1..];
                }
            }
        }
        written.push_str(rest);
        if !written.is_empty() {
            pieces.push(Piece::Text(written));
        }
        Self(pieces)
    }

    /// Whether it names nothing: it is one sentence.
    pub(super) fn is_plain(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Text(_)))
    }

    /// How much of it is written, and how few places it has: of two patterns that fit, the one that says more is meant.
    pub(super) fn weight(&self) -> usize {
        let lengths = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text.len() * 100,
            Piece::Place(..) => 0,
        });
        lengths.sum::<usize>().saturating_sub(self.0.len())
    }

    /// The names of its places, in the order of the alphabet.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<&str> {
        let places = self.0.iter().filter_map(|piece| match piece {
            Piece::Place(name, _) => Some(name.as_str()),
            Piece::Text(_) => None,
        });
        let mut names: Vec<&str> = places.collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What stands in its places, if the sentence is one of this pattern. Each place ends where what follows it first
    /// stands.
    pub(super) fn read<'s>(&self, sentence: &'s str) -> Option<Vec<(&str, &'s str)>> {
        let mut found = Vec::new();
        let mut rest = sentence;
        let mut open: Option<(&str, Holds)> = None;
        for (index, piece) in self.0.iter().enumerate() {
            let text = match piece {
                Piece::Place(name, holds) => {
                    open = Some((name, *holds));
                    continue;
                }
                Piece::Text(text) => text,
            };
            let is_last = index + 1 == self.0.len();
            rest = match open.take() {
                None => rest.strip_prefix(text.as_str())?,
                Some((name, holds)) => {
                    let (held, after) = match is_last {
                        true => (rest.strip_suffix(text.as_str())?, ""),
                        false => rest.split_once(text.as_str())?,
                    };
                    found.push(taken(name, holds, held)?);
                    after
                }
            };
        }
        match open {
            Some((name, holds)) => found.push(taken(name, holds, rest)?),
            None if !rest.is_empty() => return None,
            None => {}
        }
        Some(found)
    }

    /// The sentence with what is to stand in its places; `known` says a part in the reader's language.
    pub(super) fn write(
        &self,
        by: &Self,
        parts: &[(&str, &str)],
        known: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut sentence = String::new();
        for piece in &self.0 {
            let name = match piece {
                Piece::Text(text) => {
                    sentence.push_str(text);
                    continue;
                }
                Piece::Place(name, _) => name,
            };
            let (_, part) = parts.iter().find(|(own, _)| own == name)?;
            match by.holds(name)? {
                Holds::Name | Holds::Number => sentence.push_str(part),
                Holds::Said => sentence.push_str(&known(part).unwrap_or_else(|| (*part).into())),
                Holds::Known => sentence.push_str(&known(part)?),
            }
        }
        Some(sentence)
    }

    fn holds(&self, name: &str) -> Option<Holds> {
        self.0.iter().find_map(|piece| match piece {
            Piece::Place(own, holds) if own == name => Some(*holds),
            _ => None,
        })
    }

    /// Whether what stands in that place is said in the reader's language.
    pub(super) fn is_spoken(&self, name: &str) -> bool {
        matches!(self.holds(name), Some(Holds::Said | Holds::Known))
    }

    /// Whether what stands in that place has to be known.
    #[cfg(test)]
    pub(super) fn is_choosy(&self, name: &str) -> bool {
        self.holds(name) == Some(Holds::Known)
    }

    /// The pattern as the code writes it, where what stands in a place has no name.
    #[cfg(test)]
    pub(super) fn skeleton(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Place(..) => "{}",
        });
        pieces.collect::<String>()
    }
}

/// What a place holds, if it can; a name is never empty, while words may be.
fn taken<'n, 's>(name: &'n str, holds: Holds, held: &'s str) -> Option<(&'n str, &'s str)> {
    let fits = match holds {
        Holds::Name => !held.is_empty(),
        Holds::Number => !held.is_empty() && held.bytes().all(|byte| byte.is_ascii_digit()),
        Holds::Said | Holds::Known => true,
    };
    fits.then_some((name, held))
}

/// The place that a text begins with, and its length.
fn place(text: &str) -> Option<(Piece, usize)> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let (name, holds) = match inside.split_once(':') {
        None => (inside, Holds::Name),
        Some((name, "number")) => (name, Holds::Number),
        Some((name, "said")) => (name, Holds::Said),
        Some((name, "known")) => (name, Holds::Known),
        Some(_) => return None,
    };
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    is_name.then(|| (Piece::Place(name.to_owned(), holds), inside.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sentence_names_is_read_from_it() {
        let pattern = Pattern::of("`{of}` has no column `{name}`{near:said}");
        let read = pattern.read("`lead` has no column `emial`; did you mean `email`?");
        let expected = [
            ("of", "lead"),
            ("name", "emial"),
            ("near", "; did you mean `email`?"),
        ];
        assert_eq!(read.unwrap(), expected);
        assert!(pattern.read("`lead` has no column `x`").is_some());
        assert_eq!(pattern.read("`lead` has no table `x`"), None);
        assert_eq!(pattern.read("`` has no column `x`"), None);
    }

    #[test]
    fn the_end_of_a_sentence_is_its_end() {
        let pattern = Pattern::of("`{name}` cannot be read: {error:said}.");
        let read = pattern
            .read("`deals` cannot be read: it said: no. Nothing.")
            .unwrap();
        assert_eq!(read[1], ("error", "it said: no. Nothing"));
        assert_eq!(pattern.read("`deals` cannot be read: no"), None);
        assert_eq!(Pattern::of("none").read("none at all"), None);
    }

    #[test]
    fn braces_of_json_are_themselves() {
        let pattern = Pattern::of("round it by `{\"number\": {\"decimals\": {scale}}}`");
        let read = pattern
            .read("round it by `{\"number\": {\"decimals\": 2}}`")
            .unwrap();
        assert_eq!(read, [("scale", "2")]);
    }
}
