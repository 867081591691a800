//! A sheet as a table: a row of headers, and rows of cells by what their headers mean.

use super::workbook::{Sheet, cell_name};
use crate::Loss;
use std::collections::{BTreeMap, BTreeSet};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Type,
    Name,
    ListName,
    Label,
    Hint,
    Guidance,
    Required,
    RequiredMessage,
    Relevant,
    Constraint,
    ConstraintMessage,
    Calculation,
    Default,
    Appearance,
    ChoiceFilter,
    ReadOnly,
    RepeatCount,
    Parameters,
    /// `image`, `audio`, `video` and the like.
    Media(String),
    Accept,
    Rows,
    Disabled,
    /// Any other, by its lower-case name.
    Other(String),
}

impl Column {
    /// Of a header without its language.
    fn of(header: &str) -> Self {
        let mut parts: Vec<String> = header
            .split("::")
            .map(|part| part.trim().to_ascii_lowercase().replace([' ', '-'], "_"))
            .collect();
        // What a part of the XForm is called in front of a column's own name says nothing new.
        if parts.len() > 1 && matches!(parts[0].as_str(), "bind" | "control" | "body" | "media") {
            parts.remove(0);
        }
        let name = parts.join("::");
        match name.as_str() {
            "type" | "command" => Self::Type,
            "name" | "value" | "tag" => Self::Name,
            "list_name" => Self::ListName,
            "label" | "caption" => Self::Label,
            "hint" => Self::Hint,
            "guidance_hint" => Self::Guidance,
            "required" => Self::Required,
            "required_message" | "requiredmsg" | "jr:requiredmsg" => Self::RequiredMessage,
            "relevant" | "relevance" => Self::Relevant,
            "constraint" => Self::Constraint,
            "constraint_message" | "constraining_message" | "jr:constraintmsg" => {
                Self::ConstraintMessage
            }
            "calculation" | "calculate" => Self::Calculation,
            "default" => Self::Default,
            "appearance" => Self::Appearance,
            "choice_filter" => Self::ChoiceFilter,
            "read_only" | "readonly" => Self::ReadOnly,
            "repeat_count" | "count" | "jr:count" => Self::RepeatCount,
            "parameters" => Self::Parameters,
            "image" | "audio" | "video" | "big_image" => Self::Media(name),
            "accept" => Self::Accept,
            "rows" => Self::Rows,
            "disabled" => Self::Disabled,
            _ => Self::Other(name),
        }
    }

    fn has_languages(&self) -> bool {
        matches!(
            self,
            Self::Label
                | Self::Hint
                | Self::Guidance
                | Self::RequiredMessage
                | Self::ConstraintMessage
                | Self::Media(_)
        )
    }
}

/// The text of a cell, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// As in `survey!C5`.
    pub(super) place: String,
}

/// A row with its cells by column and language; without a language, the empty one.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    cells: BTreeMap<(Column, String), Cell>,
    /// The first cell of the row.
    pub(super) place: String,
}

impl Row {
    /// A cell of a column that has no languages.
    pub(super) fn cell(&self, column: &Column) -> Option<&Cell> {
        self.cells.get(&(column.clone(), String::new()))
    }

    /// Its text, or none.
    pub(super) fn text(&self, column: &Column) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_str())
    }

    /// Where the column stands in this row; if it does not, the row.
    pub(super) fn place_of(&self, column: &Column) -> &str {
        self.each(column)
            .next()
            .map_or(&self.place, |(_, cell)| &cell.place)
    }

    /// The cells of a column, with their languages.
    pub(super) fn each(&self, column: &Column) -> impl Iterator<Item = (&str, &Cell)> {
        self.cells
            .range((column.clone(), String::new())..)
            .take_while(move |((of, _), _)| of == column)
            .map(|((_, language), cell)| (language.as_str(), cell))
    }

    /// All cells, with their columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&Column, &Cell)> {
        self.cells.iter().map(|((column, _), cell)| (column, cell))
    }
}

/// The rows of a sheet that have anything in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) columns: BTreeSet<Column>,
    /// The languages of its texts, in the order of their columns, each with its first header's place.
    pub(super) languages: Vec<(String, String)>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    pub(super) fn of(sheet: &Sheet, losses: &mut Vec<Loss>) -> Self {
        let mut table = Self::default();
        let mut rows = sheet.rows.iter();
        let Some((header_row, headers)) = rows.next() else {
            return table;
        };
        let mut columns: BTreeMap<u32, (Column, String)> = BTreeMap::new();
        for (place, header) in headers {
            let (column, language) = meaning(header);
            if !language.is_empty() {
                let place = cell_name(&sheet.name, *header_row, *place);
                table.languages.push((language.clone(), place));
            }
            table.columns.insert(column.clone());
            columns.insert(*place, (column, language));
        }
        let mut spoken = BTreeSet::new();
        let mut twice = BTreeSet::new();
        let mut headless = BTreeSet::new();
        for (number, cells) in rows {
            let mut row = Row::default();
            for (place, text) in cells {
                let name = cell_name(&sheet.name, *number, *place);
                if row.place.is_empty() {
                    row.place.clone_from(&name);
                }
                let Some(column) = columns.get(place) else {
                    headless.insert(*place);
                    continue;
                };
                let cell = Cell {
                    text: cleaned(text),
                    place: name,
                };
                spoken.insert(&column.1);
                if row.cells.contains_key(column) {
                    twice.insert(*place);
                } else {
                    row.cells.insert(column.clone(), cell);
                }
            }
            table.rows.push(row);
        }
        // A language without a text is none.
        let mut seen = BTreeSet::new();
        table
            .languages
            .retain(|(language, _)| spoken.contains(language) && seen.insert(language.clone()));
        for place in headless {
            let place = cell_name(&sheet.name, *header_row, place);
            losses.push(Loss::new(place, "a column without a header"));
        }
        for place in twice {
            let header = headers.get(&place).map_or("", String::as_str);
            let reason = format!(
                "`{header}` means the same as a column before it, which is taken where both have something"
            );
            losses.push(Loss::new(
                cell_name(&sheet.name, *header_row, place),
                reason,
            ));
        }
        table
    }
}

/// A text without carriage returns and other invisible characters.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{b}'], "\n");
    text.chars()
        .map(|c| if c == '\t' || c == '\u{a0}' { ' ' } else { c })
        .filter(|c| !c.is_control() || *c == '\n')
        .collect()
}

/// The column and the language of a header such as `label::English (en)`, or `bind:relevant` as it was written once.
fn meaning(header: &str) -> (Column, String) {
    let header = cleaned(header);
    // `jr:count` and its like are one name.
    let header = if header.contains("::") {
        header
    } else {
        header.replace(':', "::").replace("jr::", "jr:")
    };
    let whole = Column::of(&header);
    if let (Column::Other(_), Some((head, language))) = (&whole, header.rsplit_once("::")) {
        let column = Column::of(head);
        if column.has_languages() {
            return (column, language.trim().to_owned());
        }
    }
    (whole, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_old_and_new_are_understood() {
        let cases = [
            ("type", Column::Type, ""),
            ("label::English (en)", Column::Label, "English (en)"),
            ("label:english", Column::Label, "english"),
            ("caption:english", Column::Label, "english"),
            ("Constraint message", Column::ConstraintMessage, ""),
            ("bind:jr:constraintMsg", Column::ConstraintMessage, ""),
            (
                "bind::jr:constraintMsg::fr",
                Column::ConstraintMessage,
                "fr",
            ),
            ("bind:relevant", Column::Relevant, ""),
            ("media::image::fr", Column::Media("image".to_owned()), "fr"),
            ("big-image", Column::Media("big_image".to_owned()), ""),
            ("list name", Column::ListName, ""),
            (
                "instance::abc",
                Column::Other("instance::abc".to_owned()),
                "",
            ),
        ];
        for (header, column, language) in cases {
            assert_eq!(meaning(header), (column, language.to_owned()), "{header}");
        }
    }
}
