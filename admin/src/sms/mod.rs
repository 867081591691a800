//! How long a text is as an SMS: segments by 3GPP TS 23.038 and 23.040, and which characters make it longer.

mod latin;

pub(crate) use latin::latin;

/// The basic table of GSM 03.38, one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table, an escape and a septet each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// A text as an SMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sms {
    /// How many segments are sent, and paid for.
    pub(crate) segments: usize,
    /// How long it is, in septets or 16-bit units.
    pub(crate) units: usize,
    /// How much fits in one segment.
    pub(crate) per_segment: usize,
    /// How much more fits in the last one.
    pub(crate) left: usize,
    /// The characters that GSM has no place for, each once: a single one halves what fits.
    pub(crate) wide: Vec<char>,
    /// The characters that count twice, each once.
    pub(crate) twice: Vec<char>,
}

/// How a text goes over the air.
pub(crate) fn measure(text: &str) -> Sms {
    let mut wide: Vec<char> = Vec::new();
    let mut twice: Vec<char> = Vec::new();
    for c in text.chars() {
        let list = match (BASIC.contains(c), EXTENSION.contains(c)) {
            (true, _) => continue,
            (_, true) => &mut twice,
            _ => &mut wide,
        };
        if !list.contains(&c) {
            list.push(c);
        }
    }
    let is_gsm = wide.is_empty();
    let (alone, joined) = match is_gsm {
        true => (160, 153),
        false => (70, 67),
    };
    let size = |c: char| match is_gsm {
        true => 1 + usize::from(EXTENSION.contains(c)),
        false => c.len_utf16(),
    };
    if !is_gsm {
        twice.clear();
    }
    let units = text.chars().map(size).sum();
    if units <= alone {
        let segments = usize::from(units > 0);
        return Sms {
            segments,
            units,
            per_segment: alone,
            left: alone - units,
            wide,
            twice,
        };
    }
    // An escape and its septet, or the halves of one character, are not parted.
    let (mut segments, mut filled) = (1, 0);
    for c in text.chars() {
        if filled + size(c) > joined {
            segments += 1;
            filled = 0;
        }
        filled += size(c);
    }
    Sms {
        segments,
        units,
        per_segment: joined,
        left: joined - filled,
        wide,
        twice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> (usize, usize, usize) {
        let sms = measure(text);
        (sms.segments, sms.units, sms.left)
    }

    #[test]
    fn the_basic_table_has_every_place() {
        // 128 places, without the escape.
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn segments_are_counted_as_networks_do() {
        assert_eq!(shape(""), (0, 0, 160));
        assert_eq!(shape(&"a".repeat(160)), (1, 160, 0));
        assert_eq!(shape(&"a".repeat(161)), (2, 161, 145));
        assert_eq!(shape(&"a".repeat(306)), (2, 306, 0));
        assert_eq!(shape(&"a".repeat(307)), (3, 307, 152));
        assert_eq!(shape(&"ж".repeat(70)), (1, 70, 0));
        assert_eq!(shape(&"ж".repeat(71)), (2, 71, 63));
        assert_eq!(shape(&"ж".repeat(134)), (2, 134, 0));
        assert_eq!(shape(&"ж".repeat(135)), (3, 135, 66));
    }

    #[test]
    fn what_counts_twice_is_not_parted() {
        assert_eq!(shape("€[]"), (1, 6, 154));
        assert_eq!(measure("€€{").twice, ['€', '{']);
        // The 153rd septet stays empty: the escape and its letter go on together.
        assert_eq!(
            shape(&format!("{}€{}", "a".repeat(152), "b".repeat(10))),
            (2, 164, 141)
        );
        // So do the two halves of a character beyond the first plane.
        assert_eq!(shape(&"😀".repeat(35)), (1, 70, 0));
        assert_eq!(shape(&"😀".repeat(36)), (2, 72, 61));
    }

    #[test]
    fn characters_that_make_it_wide_are_named() {
        let sms = measure("Dzień dobry, łódź! ł €");
        assert_eq!((sms.per_segment, sms.segments), (70, 1));
        assert_eq!(sms.wide, ['ń', 'ł', 'ó', 'ź']);
        assert!(
            sms.twice.is_empty(),
            "nothing counts twice where all is wide"
        );
        assert!(
            measure("à la carte, Ärger, ñandú".trim_end_matches('ú'))
                .wide
                .is_empty()
        );
    }
}
