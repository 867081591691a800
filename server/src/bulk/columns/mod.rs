//! What the columns of a table of people mean, guessed by their titles and by what is in them.

mod cells;
mod title;

use crate::sheets::SheetRow;
use cells::{by_cells, is_day, is_email, is_phone, is_reference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use title::by_title;

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
