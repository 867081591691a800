//! What the columns of a table of people mean, guessed by their titles and by what is in them.

use crate::contact::ContactRef;
use crate::sheets::SheetRow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a column is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing.
    #[default]
    Ignore,
    /// Names the contact: `connector/table/record`, or the record's id alone.
    Contact,
    /// Its e-mail address.
    Email,
    /// Its telephone number.
    Phone,
    /// Its whole name.
    Name,
    /// Its first name.
    FirstName,
    /// Its last name.
    LastName,
    /// The language of the link.
    Locale,
    /// When the link ends: a day or a moment.
    ExpiresAt,
    /// A value of the link, known to the form as `link.NAME`.
    LinkValue,
    /// A value of the contact, known to the form as `contact.NAME`.
    ContactValue,
}

/// What one column is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnUse {
    /// What it is for.
    #[serde(default)]
    pub role: Role,
    /// The name of the value, of columns that give one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

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
fn by_title(title: &str, known: &[String]) -> Option<ColumnUse> {
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

fn is_email(text: &str) -> bool {
    let halves = text.split_once('@');
    halves.is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = |c: char| c.is_ascii_digit() || " +-()./\u{a0}".contains(c);
    (7..=15).contains(&digits) && text.chars().all(others) && !is_day(text)
}

fn is_reference(text: &str) -> bool {
    text.parse::<ContactRef>().is_ok()
}

fn is_day(text: &str) -> bool {
    super::row::moment(text, "UTC").is_some()
}

/// What is in a column says what it is for, where at least two thirds of its cells say the same.
fn by_cells<'r>(cells: impl Iterator<Item = &'r str> + Clone) -> Role {
    let cells = cells.filter(|cell| !cell.is_empty()).take(200);
    let all = cells.clone().count();
    let mostly = |fits: fn(&str) -> bool| {
        all > 0 && cells.clone().filter(|cell| fits(cell)).count() * 3 >= all * 2
    };
    if mostly(is_email) {
        Role::Email
    } else if mostly(is_day) {
        Role::ExpiresAt
    } else if mostly(is_phone) {
        Role::Phone
    } else if mostly(is_reference) {
        Role::Contact
    } else {
        Role::Ignore
    }
}

/// Whether the first row names the columns: a title in it is known, or it is unlike what is below.
#[must_use]
pub fn has_header(rows: &[SheetRow], known: &[String]) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return false;
    };
    let looks =
        |cell: &String| is_email(cell) || is_phone(cell) || is_day(cell) || is_reference(cell);
    if first.cells.iter().any(looks) {
        return false;
    }
    if first
        .cells
        .iter()
        .any(|title| by_title(title, known).is_some())
    {
        return true;
    }
    (0..first.cells.len()).any(|column| {
        let cells = rest.iter().filter_map(|row| row.cells.get(column));
        by_cells(cells.map(String::as_str)) != Role::Ignore
    })
}

/// What each column is for; `titles` if the table has them.
#[must_use]
pub fn guess(
    titles: Option<&[String]>,
    rows: &[SheetRow],
    columns: usize,
    known: &[String],
) -> Vec<ColumnUse> {
    let mut uses: Vec<ColumnUse> = Vec::with_capacity(columns);
    for column in 0..columns {
        let title = titles.and_then(|titles| titles.get(column));
        let titled = title.and_then(|title| by_title(title, known));
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        let guessed = titled.unwrap_or_else(|| ColumnUse {
            role: by_cells(cells.map(String::as_str)),
            name: None,
        });
        // Two columns of e-mail addresses: the first is it.
        let taken = guessed.name.is_none() && uses.iter().any(|one| one.role == guessed.role);
        uses.push(if taken { ColumnUse::default() } else { guessed });
    }
    // Without titles, words beside an address are a name.
    let is_named =
        |one: &ColumnUse| matches!(one.role, Role::Name | Role::FirstName | Role::LastName);
    if titles.is_none() && !uses.iter().any(is_named) {
        let words = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.cells.get(column));
            let mut cells = cells.filter(|cell| !cell.is_empty()).take(50).peekable();
            cells.peek().is_some()
                && cells.all(|cell| {
                    cell.chars().any(char::is_alphabetic)
                        && !cell.contains(|c: char| c.is_ascii_digit())
                })
        };
        if let Some(column) =
            (0..columns).find(|column| uses[*column].role == Role::Ignore && words(*column))
        {
            uses[column].role = Role::Name;
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[&[&str]]) -> Vec<SheetRow> {
        let row = |(index, cells): (usize, &&[&str])| SheetRow {
            number: u32::try_from(index).unwrap() + 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        text.iter().enumerate().map(row).collect()
    }

    fn roles(table: &[&[&str]]) -> (bool, Vec<Role>) {
        let known = ["link.order".to_owned(), "contact.city".to_owned()];
        let rows = rows(table);
        let header = has_header(&rows, &known);
        let titles = header.then(|| rows[0].cells.clone());
        let body = &rows[usize::from(header)..];
        let uses = guess(titles.as_deref(), body, rows[0].cells.len(), &known);
        (header, uses.into_iter().map(|one| one.role).collect())
    }

    #[test]
    fn titles_in_three_languages_are_known() {
        let polish: &[&str] = &[
            "Imię i nazwisko",
            "Adres e-mail",
            "Nr telefonu",
            "Język",
            "Ważny do",
            "Order",
            "Uwagi",
        ];
        let ukrainian: &[&str] = &["Ім'я", "Прізвище", "Ел. пошта", "Телефон", "Мова"];
        let row: &[&str] = &[
            "Anna Nowak",
            "a@b.co",
            "600 700 800",
            "pl",
            "2026-12-31",
            "A-17",
            "x",
        ];
        assert_eq!(
            roles(&[polish, row]),
            (
                true,
                vec![
                    Role::Name,
                    Role::Email,
                    Role::Phone,
                    Role::Locale,
                    Role::ExpiresAt,
                    Role::LinkValue,
                    Role::Ignore
                ]
            )
        );
        let row: &[&str] = &["Юлія", "Шевченко", "y@b.co", "+380501234567", "uk"];
        assert_eq!(
            roles(&[ukrainian, row]),
            (
                true,
                vec![
                    Role::FirstName,
                    Role::LastName,
                    Role::Email,
                    Role::Phone,
                    Role::Locale
                ]
            )
        );
    }

    #[test]
    fn what_is_in_columns_tells_where_titles_do_not() {
        let table: &[&[&str]] = &[
            &["Jan", "j@b.co", "600700800"],
            &["Anna", "a@b.co", "+48 600 700 801"],
        ];
        assert_eq!(
            roles(table),
            (false, vec![Role::Name, Role::Email, Role::Phone])
        );
        let table: &[&[&str]] = &[&["dokąd", "kto"], &["j@b.co", "x"], &["a@b.co", "y"]];
        assert_eq!(roles(table), (true, vec![Role::Email, Role::Ignore]));
        let table: &[&[&str]] = &[&["embedded/contact/1"], &["embedded/contact/2"]];
        assert_eq!(roles(table), (false, vec![Role::Contact]));
    }

    #[test]
    fn a_column_that_the_form_declares_goes_by_its_name() {
        let table: &[&[&str]] = &[
            &["e-mail", "contact.City", "city"],
            &["a@b.co", "Łódź", "x"],
        ];
        let (header, found) = roles(table);
        assert!(header);
        assert_eq!(found, [Role::Email, Role::ContactValue, Role::ContactValue]);
    }
}
