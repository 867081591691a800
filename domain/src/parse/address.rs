//! Postal addresses.

use super::{Reading, text::parse_text};
use crate::{AddressPart, Answer, FieldError, FieldFault, Question, Sorted, part_field};

const LONGEST_PART: u32 = 200;

impl Reading<'_> {
    /// The parts that were given. A region need not be; of a required address, or once any part is given,
    /// all others must.
    pub(super) fn address(&mut self, question: &Question, name: &str) -> Option<Answer> {
        let mut parts = Sorted::new();
        let mut missing = Vec::new();
        for part in question.address_parts() {
            let field = part_field(name, part.as_str());
            let lines = *part == AddressPart::Street;
            let value = self.single(&field)?;
            let text = parse_text(&value, LONGEST_PART, lines);
            match self.keep(&field, text)? {
                Some(text) => drop(parts.insert(*part, text)),
                None if *part != AddressPart::Region => missing.push(field),
                None => {}
            }
        }
        if parts.is_empty() {
            return None;
        }
        let missing = missing.into_iter();
        self.errors
            .extend(missing.map(|field| FieldError::new(field, FieldFault::Required)));
        Some(Answer::Address(parts))
    }
}
