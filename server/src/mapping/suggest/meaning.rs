//! What a name means: the same thing is called by many names, in several languages.

/// A word: how many it may be a part of.
#[derive(Clone, Copy)]
enum Word {
    /// It may stand within a longer one: `emailaddress1`.
    Within(&'static str),
    /// It stands by itself.
    Alone(&'static str),
}

use Word::{Alone, Within};

/// What is asked for and kept often. A later meaning is looked for only where no earlier one was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Email,
    Phone,
    FirstName,
    LastName,
    FullName,
    JobTitle,
    Company,
    PostalCode,
    City,
    Street,
    Region,
    Country,
    Website,
    Consent,
    Recommendation,
    Score,
    Campaign,
    Medium,
    Origin,
    SubmittedAt,
    Page,
    Language,
    Budget,
    Topic,
    Message,
    Order,
    Birthday,
}

/// In the order they are looked for: what is said more exactly comes first.
const MEANINGS: &[(Meaning, &[Word])] = &[
    (
        Meaning::Email,
        &[
            Within("email"),
            Within("e mail"),
            Alone("mail"),
            Within("poczta elektroniczna"),
            Within("електронна пошта"),
            Within("імейл"),
            Within("пошт"),
        ],
    ),
    (
        Meaning::Phone,
        &[
            Within("phone"),
            Within("telefon"),
            Within("mobile"),
            Alone("tel"),
            Within("komork"),
            Within("телефон"),
            Within("мобільн"),
        ],
    ),
    (
        Meaning::FullName,
        &[
            Within("full name"),
            Within("fullname"),
            Within("imie i nazwisko"),
            Within("first and last name"),
            Within("імя та прізвище"),
            Within("імя і прізвище"),
            Within("піб"),
        ],
    ),
    (
        Meaning::JobTitle,
        &[
            Within("job title"),
            Within("jobtitle"),
            Within("organization title"),
            Within("stanowisk"),
            Within("посад"),
        ],
    ),
    (
        Meaning::Company,
        &[
            Within("company"),
            Within("organization"),
            Within("organisation"),
            Within("account name"),
            Within("firma"),
            Within("firmy"),
            Within("компан"),
            Within("організац"),
        ],
    ),
    (
        Meaning::FirstName,
        &[
            Within("first name"),
            Within("firstname"),
            Within("given name"),
            Alone("imie"),
            Alone("імя"),
        ],
    ),
    (
        Meaning::LastName,
        &[
            Within("last name"),
            Within("lastname"),
            Within("surname"),
            Within("family name"),
            Within("nazwisk"),
            Within("прізвищ"),
        ],
    ),
    (
        Meaning::PostalCode,
        &[
            Within("postal"),
            Within("postcode"),
            Alone("zip"),
            Within("kod pocztowy"),
            Within("індекс"),
        ],
    ),
    (
        Meaning::City,
        &[
            Alone("city"),
            Alone("town"),
            Within("address1 city"),
            Within("miasto"),
            Within("miejscowosc"),
            Within("місто"),
            Within("населений пункт"),
            Within("address level2"),
        ],
    ),
    (
        Meaning::Street,
        &[
            Within("street"),
            Within("address1 line1"),
            Within("ulica"),
            Within("вулиц"),
        ],
    ),
    (
        Meaning::Region,
        &[
            Alone("region"),
            Within("province"),
            Within("wojewodztw"),
            Alone("область"),
        ],
    ),
    (
        Meaning::Country,
        &[Within("country"), Alone("kraj"), Alone("країна")],
    ),
    (
        Meaning::Website,
        &[
            Within("website"),
            Within("web site"),
            Alone("url"),
            Within("strona www"),
            Within("вебсайт"),
        ],
    ),
    (
        Meaning::Consent,
        &[
            Within("consent"),
            Within("gdpr"),
            Within("agree"),
            Within("zgod"),
            Alone("rodo"),
            Within("згод"),
        ],
    ),
    (
        Meaning::Recommendation,
        &[
            Within("nps"),
            Within("recommend"),
            Within("polec"),
            Within("рекоменд"),
        ],
    ),
    (
        Meaning::Score,
        &[
            Within("score"),
            Within("rating"),
            Within("stars"),
            Within("ocen"),
            Alone("wynik"),
            Within("оцін"),
            Alone("бал"),
        ],
    ),
    (
        Meaning::Campaign,
        &[Within("campaign"), Within("kampani"), Within("кампані")],
    ),
    (Meaning::Medium, &[Alone("medium")]),
    (
        Meaning::Origin,
        &[
            Alone("source"),
            Within("lead source"),
            Within("leadsource"),
            Alone("zrodlo"),
            Alone("джерело"),
        ],
    ),
    (
        Meaning::SubmittedAt,
        &[
            Within("submitted"),
            Within("submit date"),
            Within("submitdate"),
            Within("answered at"),
            Within("received at"),
        ],
    ),
    (Meaning::Page, &[Alone("page"), Within("page url")]),
    (
        Meaning::Language,
        &[
            Within("language"),
            Within("locale"),
            Within("jezyk"),
            Alone("мова"),
        ],
    ),
    (
        Meaning::Budget,
        &[
            Within("budget"),
            Within("amount"),
            Within("budzet"),
            Alone("kwota"),
            Within("бюджет"),
            Alone("сума"),
        ],
    ),
    (
        Meaning::Topic,
        &[
            Alone("topic"),
            Alone("topics"),
            Within("subject"),
            Within("interest"),
            Alone("category"),
            Within("temat"),
            Within("zainteresowan"),
            Alone("тема"),
            Within("категорі"),
        ],
    ),
    (
        Meaning::Message,
        &[
            Within("message"),
            Within("description"),
            Within("comment"),
            Alone("notes"),
            Alone("note"),
            Within("wiadomosc"),
            Alone("opis"),
            Alone("uwagi"),
            Within("komentarz"),
            Within("повідомлення"),
            Within("опис"),
            Within("коментар"),
            Within("зауваж"),
        ],
    ),
    (
        Meaning::Order,
        &[Within("order"), Within("zamowieni"), Within("замовлення")],
    ),
    (
        Meaning::Birthday,
        &[Within("birth"), Within("urodz"), Within("народжен")],
    ),
    // Alone it may be anybody's: what is more exact was looked for before.
    (
        Meaning::FullName,
        &[Alone("name"), Alone("nazwa"), Alone("назва")],
    ),
];

impl Meaning {
    /// What a text means, if it is one of the usual things.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let joined = words.join(" ");
        let says = |word: &Word| match word {
            Within(part) => joined.contains(part),
            Alone(one) => words.iter().any(|word| word == one),
        };
        let mut meanings = MEANINGS.iter();
        let found = meanings.find(|(_, said)| said.iter().any(says));
        found.map(|(meaning, _)| *meaning)
    }
}

/// The words of a name or a title: small letters without accents; `firstName`, `first_name` and `First name` are the
/// same two.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_small = false;
    for letter in text.chars() {
        if matches!(letter, '\'' | '’' | 'ʼ') {
            continue;
        }
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_small) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
        was_small = letter.is_lowercase();
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase().map(plain));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    // A number behind a name says which of several it is: the first is the usual one.
    for word in &mut words {
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if !name.is_empty() {
            word.truncate(name.len());
        }
    }
    words
}

/// A Polish letter without its accent; all others as they are.
fn plain(letter: char) -> char {
    match letter {
        'ą' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_the_same_in_three_languages() {
        let same: [(Meaning, &[&str]); 10] = [
            (
                Meaning::Email,
                &[
                    "email",
                    "E-mail",
                    "emailaddress1",
                    "Adres e-mail",
                    "Електронна пошта",
                    "work_mail",
                ],
            ),
            (
                Meaning::Phone,
                &[
                    "phone",
                    "mobilephone",
                    "Numer telefonu",
                    "Телефон",
                    "telephone1",
                    "Telefon komórkowy",
                ],
            ),
            (
                Meaning::FirstName,
                &["firstname", "first_name", "FirstName", "Imię", "Ім’я"],
            ),
            (
                Meaning::LastName,
                &["lastname", "last_name", "Nazwisko", "Прізвище", "Surname"],
            ),
            (
                Meaning::FullName,
                &["name", "Imię i nazwisko", "Full name", "Ім'я та прізвище"],
            ),
            (
                Meaning::Company,
                &["company", "companyname", "Nazwa firmy", "Назва компанії"],
            ),
            (
                Meaning::Message,
                &[
                    "message",
                    "description",
                    "Twoja wiadomość",
                    "Повідомлення",
                    "notes",
                ],
            ),
            (
                Meaning::Recommendation,
                &[
                    "msfp_npsscore",
                    "Would you recommend us?",
                    "Czy polecisz nas?",
                ],
            ),
            (
                Meaning::Score,
                &["score", "rating", "Ocena wizyty", "Оцінка"],
            ),
            (
                Meaning::Budget,
                &["budget", "budgetamount", "Budżet", "Бюджет"],
            ),
        ];
        for (meaning, names) in same {
            for name in names {
                assert_eq!(Meaning::of(name), Some(meaning), "{name}");
            }
        }
        for name in ["colour", "x", "", "statecode"] {
            assert_eq!(Meaning::of(name), None, "{name}");
        }
    }
}
