//! Languages, which workbooks call by any name: `English (en)`, `french`, `pt-BR`.

use sonda_domain::Locale;

/// English names of languages and their tags.
const NAMES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("azerbaijani", "az"),
    ("bahasa", "id"),
    ("bambara", "bm"),
    ("bengali", "bn"),
    ("bangla", "bn"),
    ("bosnian", "bs"),
    ("bulgarian", "bg"),
    ("burmese", "my"),
    ("catalan", "ca"),
    ("chichewa", "ny"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dari", "prs"),
    ("dutch", "nl"),
    ("english", "en"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("haitian creole", "ht"),
    ("hausa", "ha"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("igbo", "ig"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("kannada", "kn"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("kinyarwanda", "rw"),
    ("korean", "ko"),
    ("kurdish", "ku"),
    ("kyrgyz", "ky"),
    ("lao", "lo"),
    ("latvian", "lv"),
    ("lingala", "ln"),
    ("lithuanian", "lt"),
    ("luganda", "lg"),
    ("macedonian", "mk"),
    ("malagasy", "mg"),
    ("malay", "ms"),
    ("malayalam", "ml"),
    ("marathi", "mr"),
    ("mongolian", "mn"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("oromo", "om"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("punjabi", "pa"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("shona", "sn"),
    ("sinhala", "si"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
    ("tajik", "tg"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("thai", "th"),
    ("tigrinya", "ti"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("wolof", "wo"),
    ("xhosa", "xh"),
    ("yoruba", "yo"),
    ("zulu", "zu"),
    // As they call themselves.
    ("bahasa indonesia", "id"),
    ("deutsch", "de"),
    ("español", "es"),
    ("espanol", "es"),
    ("français", "fr"),
    ("francais", "fr"),
    ("italiano", "it"),
    ("kiswahili", "sw"),
    ("polski", "pl"),
    ("português", "pt"),
    ("portugues", "pt"),
    ("türkçe", "tr"),
    ("русский", "ru"),
    ("українська", "uk"),
    ("العربية", "ar"),
];

/// The tag of a language by the name that a workbook gives it: the one in brackets, the name itself if it is one, or
/// that of a language known by this name.
pub(super) fn tag_of(name: &str) -> Option<Locale> {
    let name = name.trim();
    let in_brackets = name
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
    if let Some(locale) = in_brackets.and_then(|tag| parsed(tag.trim())) {
        return Some(locale);
    }
    let plain = name
        .split('(')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let named = NAMES.iter().find(|(english, _)| *english == plain);
    named
        .and_then(|(_, tag)| tag.parse().ok())
        .or_else(|| parsed(name))
}

/// A tag, in whatever case its language is.
fn parsed(tag: &str) -> Option<Locale> {
    let tag = tag.replace('_', "-");
    let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    format!("{}{rest}", language.to_ascii_lowercase())
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_tag_and_by_name() {
        for (name, tag) in [
            ("English (en)", Some("en")),
            ("english", Some("en")),
            ("Español", Some("es")),
            ("Brazilian (pt_BR)", Some("pt-BR")),
            ("FR", Some("fr")),
            ("Polish (Poland)", Some("pl")),
            ("Klingonese", None),
            ("", None),
        ] {
            let found = tag_of(name);
            assert_eq!(found.as_ref().map(Locale::as_str), tag, "{name}");
        }
    }
}
