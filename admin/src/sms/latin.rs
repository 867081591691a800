//! A text in letters that GSM has: Polish without its marks, Ukrainian as its passports write it (Cabinet of Ministers,
//! resolution 55 of 2010), and plain punctuation.

use super::{BASIC, EXTENSION};

const MARKED: &str = "ĄAąaĆCćcĘEęeŁLłlŃNńnÓOóoŚSśsŹZźzŻZżzÁAáaČCčcĎDďdĚEěeÍIíiŇNňnŘRřrŠSšsŤTťtÚUúuŮUůuÝYýyŽZžzĽLľlĹLĺlŔRŕrÔOôoÂAâaÊEêeÎIîiÛUûu\
                      ËEëeÏIïiÀAŐOőoŰUűuĂAăaȘSșsȚTțtÃAãaÕOõoçc";

const CYRILLIC: [(char, &str); 32] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "h"),
    ('ґ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('є', "ie"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "y"),
    ('і', "i"),
    ('ї', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ю', "iu"),
    ('я', "ia"),
];

/// The text in letters that GSM has, as far as there is a usual way to write it so.
pub(crate) fn latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let is_first = !before.is_alphabetic() && !is_apostrophe(before);
        match c {
            _ if is_apostrophe(c) && is_cyrillic(before) && is_cyrillic(after) => {}
            'ь' | 'Ь' => {}
            _ if is_cyrillic(c) => push_cyrillic(&mut out, c, before, after, is_first),
            _ => push_other(&mut out, c),
        }
        before = c;
    }
    out
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&c)
}

fn push_cyrillic(out: &mut String, c: char, before: char, after: char, is_first: bool) {
    let small: char = c.to_lowercase().next().unwrap_or(c);
    let latin = match (small, is_first) {
        ('є', true) => "ye",
        ('ї', true) => "yi",
        ('й', true) => "y",
        ('ю', true) => "yu",
        ('я', true) => "ya",
        // Not to be taken for ж.
        ('г', _) if matches!(before, 'з' | 'З') => "gh",
        _ => match CYRILLIC.iter().find(|(own, _)| *own == small) {
            Some((_, latin)) => latin,
            None => return out.push(c),
        },
    };
    if small == c {
        out.push_str(latin);
    } else if after.is_uppercase() || (!after.is_alphabetic() && before.is_uppercase()) {
        out.push_str(&latin.to_uppercase());
    } else {
        let mut letters = latin.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
}

fn push_other(out: &mut String, c: char) {
    if BASIC.contains(c) || EXTENSION.contains(c) {
        return out.push(c);
    }
    match c {
        '„' | '“' | '”' | '«' | '»' => out.push('"'),
        '‘' | '’' | '‚' | 'ʼ' | '`' | '´' => out.push('\''),
        '–' | '—' | '−' | '‑' | '\u{ad}' => out.push('-'),
        '…' => out.push_str("..."),
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => out.push(' '),
        '•' => out.push('*'),
        '№' => out.push_str("No."),
        '₴' => out.push_str("UAH"),
        _ => {
            let mut pairs = MARKED.chars();
            while let (Some(marked), Some(plain)) = (pairs.next(), pairs.next()) {
                if marked == c {
                    return out.push(plain);
                }
            }
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::measure;

    #[test]
    fn polish_loses_its_marks() {
        let text = "Zażółć gęślą jaźń – „ŻÓŁW”…";
        assert_eq!(latin(text), "Zazolc gesla jazn - \"ZOLW\"...");
        assert!(measure(&latin(text)).wide.is_empty());
    }

    #[test]
    fn ukrainian_is_written_as_in_passports() {
        for (text, expected) in [
            ("Згурський, Юрій Щербухи", "Zghurskyi, Yurii Shcherbukhy"),
            (
                "Знам’янка, Їжакевич, Кадиївка",
                "Znamianka, Yizhakevych, Kadyivka",
            ),
            (
                "Єнакієве, Короп'є, Стефанишин",
                "Yenakiieve, Koropie, Stefanyshyn",
            ),
            ("Яготин, Костянтин, ЩО ЦЕ", "Yahotyn, Kostiantyn, SHCHO TSE"),
        ] {
            assert_eq!(latin(text), expected);
            assert!(measure(&latin(text)).wide.is_empty());
        }
    }

    #[test]
    fn what_gsm_has_stays() {
        assert_eq!(latin("Ärger für 5 € {link} 😀"), "Ärger für 5 € {link} 😀");
    }
}
