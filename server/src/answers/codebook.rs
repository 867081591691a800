//! What the columns of an export mean.

use super::columns::Column;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A column of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodebookEntry {
    /// The column's name.
    pub column: String,
    /// The question it belongs to.
    pub question: Option<String>,
    /// The type of that question.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What is asked, by language.
    pub title: BTreeMap<String, String>,
    /// Which part of the question it is, by language; empty of the whole.
    pub part: BTreeMap<String, String>,
    /// The options an answer may name.
    pub options: Vec<CodebookOption>,
    /// The versions in which it was asked, the newest first.
    pub versions: Vec<i64>,
}

/// An option an answer may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodebookOption {
    /// Its id.
    pub id: String,
    /// What visitors read, by language.
    pub title: BTreeMap<String, String>,
}

/// What the columns mean.
#[must_use]
pub fn codebook(columns: &[Column]) -> Vec<CodebookEntry> {
    columns.iter().map(entry).collect()
}

fn entry(column: &Column) -> CodebookEntry {
    let (mut title, mut part) = (BTreeMap::new(), BTreeMap::new());
    for text in &column.titles {
        for (locale, _) in text.iter() {
            title.insert(locale.to_string(), column.title(Some(locale)));
            let of_part = column.part_title(locale);
            if !of_part.is_empty() {
                part.insert(locale.to_string(), of_part);
            }
        }
    }
    let options = column.options.iter().map(|(id, title)| CodebookOption {
        id: id.to_string(),
        title: title
            .iter()
            .map(|(locale, text)| (locale.to_string(), text.to_owned()))
            .collect(),
    });
    CodebookEntry {
        column: column.name.clone(),
        question: column.question.as_ref().map(ToString::to_string),
        kind: column.kind.map(|kind| kind.as_str().to_owned()),
        title,
        part,
        options: options.collect(),
        versions: column.versions.clone(),
    }
}

/// The codebook as rows of a table, with a column for each language.
#[must_use]
pub fn codebook_rows(entries: &[CodebookEntry]) -> Vec<Vec<String>> {
    let mut locales: Vec<&str> = Vec::new();
    for locale in entries.iter().flat_map(|entry| entry.title.keys()) {
        if !locales.contains(&locale.as_str()) {
            locales.push(locale);
        }
    }
    let of = |texts: &BTreeMap<String, String>, locale: &str| {
        texts.get(locale).cloned().unwrap_or_default()
    };
    let mut header: Vec<String> = ["column", "question", "type", "versions"]
        .map(String::from)
        .into();
    header.extend(locales.iter().map(|locale| format!("title.{locale}")));
    header.extend(locales.iter().map(|locale| format!("options.{locale}")));
    let mut rows = vec![header];
    for entry in entries {
        let versions: Vec<String> = entry.versions.iter().map(ToString::to_string).collect();
        let mut row = vec![
            entry.column.clone(),
            entry.question.clone().unwrap_or_default(),
            entry.kind.clone().unwrap_or_default(),
            versions.join("; "),
        ];
        row.extend(locales.iter().map(|locale| of(&entry.title, locale)));
        row.extend(locales.iter().map(|locale| {
            let options = entry.options.iter();
            let options = options.map(|one| format!("{} = {}", one.id, of(&one.title, locale)));
            options.collect::<Vec<_>>().join("; ")
        }));
        rows.push(row);
    }
    rows
}
