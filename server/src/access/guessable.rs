//! Whether a password is among the first that anybody would try: rows of keys and numbers, repetitions, and common words
//! or the person's own name with digits. Rules, no list of leaked passwords: what they take apart is weighed.

use zeroize::Zeroizing;

/// A letter that nothing explains, and any other character.
const LETTER: usize = 2;
const OTHER: usize = 1;
/// What is explained, however long it is: a word, a row, a run.
const PIECE: usize = 1;
/// Less than this is guessed.
const ENOUGH: usize = 8;
/// Shorter pieces explain nothing.
const SHORTEST_PIECE: usize = 3;

/// Rows and columns of keyboards, and the alphabets in their order.
const ROWS: [&str; 16] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхї",
    "фівапролджє",
    "ячсмитьбю",
];

/// What people choose first, in the languages of the console.
const WORDS: [&str; 62] = [
    "password",
    "passwort",
    "passwd",
    "haslo",
    "hasło",
    "пароль",
    "parol",
    "letmein",
    "welcome",
    "witaj",
    "witam",
    "привіт",
    "привет",
    "iloveyou",
    "kocham",
    "kochanie",
    "administrator",
    "admin",
    "root",
    "login",
    "user",
    "guest",
    "test",
    "demo",
    "secret",
    "changeme",
    "default",
    "master",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "superman",
    "batman",
    "sunshine",
    "princess",
    "shadow",
    "trustno",
    "whatever",
    "starwars",
    "pokemon",
    "computer",
    "internet",
    "google",
    "sonda",
    "survey",
    "polska",
    "ukraina",
    "україна",
    "summer",
    "winter",
    "spring",
    "autumn",
    "wiosna",
    "lato",
    "jesien",
    "jesień",
    "zima",
    "monday",
    "friday",
    "love",
    "pass",
];

/// Whether that is easily guessed, of a person whose address and name hold those words.
pub(super) fn is_guessable(text: &str, own: &[String]) -> bool {
    let letters: Zeroizing<Vec<char>> = Zeroizing::new(text.to_lowercase().chars().collect());
    let weight = Weight::of(unit(&letters), own);
    weight.points < ENOUGH || (weight.words && !weight.letters)
}

/// The letter that a sign stands for, as in `p@ssw0rd`.
fn meant(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        other => other,
    }
}

/// What a text repeats; all of it if nothing.
fn unit(letters: &[char]) -> &[char] {
    let repeats = |unit: &usize| letters.iter().zip(&letters[*unit..]).all(|(a, b)| a == b);
    let unit = (1..=letters.len() / 2).find(repeats);
    &letters[..unit.unwrap_or(letters.len())]
}

/// What is left to be guessed of a text.
#[derive(Default)]
struct Weight {
    points: usize,
    /// Whether a word is in it.
    words: bool,
    /// Whether a letter is in it that belongs to nothing known.
    letters: bool,
}

impl Weight {
    fn of(mut rest: &[char], own: &[String]) -> Self {
        let mut weight = Self::default();
        while let Some(first) = rest.first() {
            let word = word(rest, own);
            let piece = word.max(row(rest)).max(run(rest));
            if piece >= SHORTEST_PIECE {
                weight.points += PIECE;
                weight.words |= word == piece;
                rest = &rest[piece..];
                continue;
            }
            weight.points += if first.is_alphabetic() { LETTER } else { OTHER };
            weight.letters |= first.is_alphabetic();
            rest = &rest[1..];
        }
        weight
    }
}

/// How long the word is that a text begins with.
fn word(rest: &[char], own: &[String]) -> usize {
    let alike = |(letter, sign): (char, &char)| letter == *sign || letter == meant(*sign);
    let length = |word: &str| {
        let length = word.chars().count();
        let begins = rest.len() >= length && word.chars().zip(rest).all(alike);
        begins.then_some(length)
    };
    let own = own.iter().map(String::as_str);
    let lengths = WORDS.into_iter().chain(own).filter_map(length);
    lengths.max().unwrap_or_default()
}

/// How long the row of keys is that a text begins with, forwards or backwards.
fn row(rest: &[char]) -> usize {
    let mut longest = 0;
    for row in ROWS {
        let forwards: Vec<char> = row.chars().collect();
        let backwards: Vec<char> = row.chars().rev().collect();
        for keys in [forwards, backwards] {
            for start in 0..keys.len() {
                let alike = keys[start..].iter().zip(rest).take_while(|(a, b)| a == b);
                longest = longest.max(alike.count());
            }
        }
    }
    longest
}

/// How often a text begins with the same character.
fn run(rest: &[char]) -> usize {
    rest.iter()
        .take_while(|one| rest.first() == Some(*one))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessable(text: &str) -> bool {
        is_guessable(text, &["anna".to_owned(), "kowalska".to_owned()])
    }

    #[test]
    fn what_anybody_would_try_is_guessed() {
        for text in [
            "aaaaaaaaaaaa",
            "123456789012",
            "098765432109",
            "qwertyuiop12",
            "abcabcabcabc",
            "abababababab",
            "zaq12wsxcde3",
            "password1234",
            "P@ssw0rd!2024",
            "hasło123456789",
            "пароль123456",
            "annakowalska1",
            "Anna.Kowalska1987",
            "Kowalska19870512!",
            "adminadminadmin",
            "Sonda-2026-Sonda",
            "111122223333",
        ] {
            assert!(guessable(text), "{text}");
        }
    }

    #[test]
    fn what_takes_longer_is_not() {
        for text in [
            "correct horse battery staple",
            "493820175638",
            "anna lubi żółte parasole",
            "password of my neighbour",
            "kV7#pQz!m2Lx",
            "ґанок пахне яблуками",
            "日本語のパスワードです",
        ] {
            assert!(!guessable(text), "{text}");
        }
    }
}
