//! Texts in the records of old workbooks, and the table of those that cells share.

use std::borrow::Cow;

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Characters of one byte, or of two.
fn characters(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// A text that stands in one record: its length in two bytes, its flags, its characters.
pub(super) fn text_at(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(u16_at(data, at)?);
    counted(data, at + 2, length)
}

/// A text with its length in one byte.
pub(super) fn short_text_at(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(*data.get(at)?);
    counted(data, at + 1, length)
}

fn counted(data: &[u8], at: usize, length: usize) -> Option<String> {
    let flags = *data.get(at)?;
    let wide = flags & 1 != 0;
    // Runs of formats and pronunciation follow the characters; their counts stand before.
    let skipped = usize::from(flags & 8 != 0) * 2 + usize::from(flags & 4 != 0) * 4;
    let start = at + 1 + skipped;
    let bytes = length * if wide { 2 } else { 1 };
    let end = (start + bytes).min(data.len());
    Some(characters(data.get(start..end)?, wide))
}

/// The table of strings that cells share: it goes on over several records.
pub(super) struct Strings<'s> {
    pub(super) parts: Vec<&'s [u8]>,
    /// The part it is in; what was read of it is cut off.
    pub(super) at: usize,
}

impl<'s> Strings<'s> {
    /// All that are there; the table may be cut off.
    pub(super) fn read(mut self) -> Vec<String> {
        let mut strings = Vec::new();
        while let Some(string) = self.string() {
            strings.push(string);
        }
        strings
    }

    /// The next bytes, so many at most, all of one part.
    fn some(&mut self, most: usize) -> Option<&'s [u8]> {
        while self.parts.get(self.at)?.is_empty() {
            self.at += 1;
        }
        let part = self.parts.get_mut(self.at)?;
        let (bytes, rest) = part.split_at(most.min(part.len()));
        *part = rest;
        Some(bytes)
    }

    /// The next bytes, exactly so many.
    fn bytes(&mut self, count: usize) -> Option<Cow<'s, [u8]>> {
        let first = self.some(count)?;
        if first.len() == count {
            return Some(Cow::Borrowed(first));
        }
        let mut all = first.to_vec();
        while all.len() < count {
            all.extend_from_slice(self.some(count - all.len())?);
        }
        Some(Cow::Owned(all))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            count -= self.some(count)?.len();
        }
        Some(())
    }

    /// The next string.
    pub(super) fn string(&mut self) -> Option<String> {
        let head = self.bytes(3)?;
        let length = usize::from(u16_at(&head, 0)?);
        let flags = *head.get(2)?;
        let runs = match flags & 8 {
            0 => 0,
            _ => usize::from(u16_at(&self.bytes(2)?, 0)?),
        };
        let extension = match flags & 4 {
            0 => 0,
            _ => u32_at(&self.bytes(4)?, 0)? as usize,
        };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(extension)?;
        Some(text)
    }

    /// Where the characters go on in another record, that says anew whether they have one byte or two.
    fn characters(&mut self, mut left: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        while left > 0 {
            let size = if wide { 2 } else { 1 };
            let bytes = self.some(left * size)?;
            text.push_str(&characters(bytes, wide));
            left -= (bytes.len() / size).min(left);
            if left > 0 {
                wide = self.some(1)?.first()? & 1 != 0;
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_goes_on_in_the_next_record() {
        let first = [4, 0, 0, b'a', b'b'];
        let next = [1, b'c', 0, 0x42, 0x01, 1, 0, 0, b'z'];
        let strings = Strings {
            parts: vec![&first, &next],
            at: 0,
        };
        assert_eq!(strings.read(), ["abcł", "z"]);
    }

    #[test]
    fn a_table_that_is_cut_off_ends() {
        let strings = Strings {
            parts: vec![&[255, 255, 12, 1]],
            at: 0,
        };
        assert_eq!(strings.read(), Vec::<String>::new());
    }
}
