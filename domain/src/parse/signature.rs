//! Signatures: strokes, or a typed name.

use super::{Reading, text::parse_text};
use crate::{Answer, FieldFault, Question, Signature, part_field};

const LONGEST_PATH: usize = 40_000;
const LONGEST_NAME: u32 = 200;

impl Reading<'_> {
    /// What was drawn in field `name`, else the name typed in `name.name`.
    pub(super) fn signature(&mut self, _question: &Question, name: &str) -> Option<Answer> {
        let drawn = self.single(name)?;
        if !drawn.is_empty() {
            let path = if is_path(&drawn) {
                Ok(Answer::Signature(Signature::Drawn(drawn)))
            } else {
                Err(FieldFault::WrongType)
            };
            return self.keep(name, path);
        }
        let field = part_field(name, "name");
        let typed = self.single(&field)?;
        let typed = self.keep(&field, parse_text(&typed, LONGEST_NAME, false))??;
        Some(Answer::Signature(Signature::Typed(typed)))
    }
}

/// An SVG path of absolute moves and lines between whole numbers, `M10 20L30 40`, with a line at least.
fn is_path(text: &str) -> bool {
    text.len() <= LONGEST_PATH
        && text.starts_with('M')
        && text.contains('L')
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'M' | b'L' | b' '))
}
