//! What the title of a column says.

use super::{ColumnUse, Role};

/// Titles by what they mean: lower case, letters and digits alone.
const TITLES: [(Role, &[&str]); 8] = [
    (
        Role::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "adresemail",
            "adrese",
            "poczta",
            "пошта",
            "електроннапошта",
            "електроннаадреса",
            "емейл",
            "імейл",
            "елпошта",
        ],
    ),
    (
        Role::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "cell",
            "telefon",
            "nrtelefonu",
            "numertelefonu",
            "komórka",
            "komorka",
            "телефон",
            "номертелефону",
            "мобільний",
            "тел",
        ],
    ),
    (
        Role::FirstName,
        &[
            "firstname",
            "givenname",
            "imię",
            "imie",
            "imiona",
            "імя",
            "vorname",
        ],
    ),
    (
        Role::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "nazwisko",
            "прізвище",
            "nachname",
        ],
    ),
    (
        Role::Name,
        &[
            "name",
            "fullname",
            "customer",
            "imięinazwisko",
            "imieinazwisko",
            "nazwa",
            "nazwaklienta",
            "osoba",
            "піб",
            "імятапрізвище",
            "імяпрізвище",
            "імяіпрізвище",
            "клієнт",
        ],
    ),
    (
        Role::Contact,
        &[
            "contact",
            "contactid",
            "contactref",
            "contactreference",
            "record",
            "recordid",
            "id",
            "guid",
            "kontakt",
            "idkontaktu",
            "identyfikator",
            "контакт",
            "ідентифікатор",
            "ідконтакту",
        ],
    ),
    (
        Role::Locale,
        &["locale", "language", "lang", "język", "jezyk", "мова"],
    ),
    (
        Role::ExpiresAt,
        &[
            "expires",
            "expiresat",
            "expiry",
            "expirydate",
            "validuntil",
            "ważnydo",
            "waznydo",
            "ważnedo",
            "wygasa",
            "datawygaśnięcia",
            "terminważności",
            "дійснийдо",
            "діє",
            "дієдо",
            "термін",
        ],
    ),
];

fn plain(title: &str) -> String {
    let letters = title.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A title as the name of a value: `Order no.` as `order_no`.
fn value_name(title: &str) -> String {
    let lower = title.trim().to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_")
}

/// What a title says; values that the form declares (`contact.city`, `link.order`) go by their names.
pub(super) fn by_title(title: &str, known: &[String]) -> Option<ColumnUse> {
    let (of, name) = match title.trim().split_once('.') {
        Some((of @ ("contact" | "link"), name)) => (Some(of), value_name(name)),
        _ => (None, value_name(title)),
    };
    let declared = known.iter().find_map(|one| {
        let (kind, declared) = one.split_once('.')?;
        let fits = of.is_none_or(|of| of == kind) && declared.eq_ignore_ascii_case(&name);
        fits.then(|| (kind, declared.to_owned()))
    });
    let titled = plain(title);
    let role = TITLES
        .iter()
        .find(|(_, titles)| titles.contains(&titled.as_str()));
    match (role, declared) {
        (Some((role, _)), _) if of.is_none() => Some(ColumnUse {
            role: *role,
            name: None,
        }),
        (_, Some(("contact", name))) => Some(ColumnUse {
            role: Role::ContactValue,
            name: Some(name),
        }),
        (_, Some((_, name))) => Some(ColumnUse {
            role: Role::LinkValue,
            name: Some(name),
        }),
        _ => None,
    }
}
