//! The texts of a workbook in their languages, with the answers they name.

use super::language::tag_of;
use super::table::{Cell, Column, Row, Table};
use super::translate::{Of, Scope};
use crate::Loss;
use serde_json::{Map, Value};
use sonda_domain::Locale;
use std::collections::BTreeMap;

/// The languages of a form.
#[derive(Debug)]
pub(super) struct Languages {
    /// What the workbook calls them.
    tags: BTreeMap<String, Locale>,
    /// In the order of their columns.
    pub(super) locales: Vec<Locale>,
    /// The one that stands in for the others.
    pub(super) fallback: Locale,
    /// The one of texts that name none.
    unnamed: Locale,
}

impl Languages {
    /// Of the sheets with texts; `default` is the setting `default_language`.
    pub(super) fn of(tables: &[&Table], default: Option<&Cell>, losses: &mut Vec<Loss>) -> Self {
        let mut tags = BTreeMap::new();
        let mut locales: Vec<Locale> = Vec::new();
        let plain = tables.iter().any(|table| {
            table
                .rows
                .iter()
                .any(|row| row.cell(&Column::Label).is_some() || row.cell(&Column::Hint).is_some())
        });
        let unknown = || Locale::try_from("und".to_owned()).ok();
        let named: Vec<&(String, String)> = tables.iter().flat_map(|one| &one.languages).collect();
        let only = !plain && named.iter().all(|(name, _)| *name == named[0].0);
        for (name, place) in named {
            if tags.contains_key(name) {
                continue;
            }
            let tag = tag_of(name).or_else(|| {
                let reason = format!("`{name}` is not a language that is known here: write its tag, as in `English (en)`");
                losses.push(Loss::new(place, reason));
                unknown().filter(|_| only)
            });
            if let Some(tag) = tag {
                if !locales.contains(&tag) {
                    locales.push(tag.clone());
                }
                tags.insert(name.clone(), tag);
            }
        }
        let default = default.filter(|cell| !cell.text.eq_ignore_ascii_case("default"));
        let default = default.and_then(|cell| {
            let tag = tags.get(&cell.text).cloned().or_else(|| tag_of(&cell.text));
            if tag.is_none() {
                let reason = format!("`{}` is not a language that is known here", cell.text);
                losses.push(Loss::new(&*cell.place, reason));
            }
            tag
        });
        let english = || Locale::try_from("en".to_owned()).ok().or_else(unknown);
        let fallback = default.or_else(|| match locales.first() {
            Some(first) if !plain => Some(first.clone()),
            _ => english(),
        });
        #[expect(clippy::expect_used, reason = "`en` is a tag")]
        let fallback = fallback.expect("`en` is a tag");
        if !locales.contains(&fallback) {
            locales.insert(0, fallback.clone());
        }
        Self {
            tags,
            locales,
            unnamed: fallback.clone(),
            fallback,
        }
    }

    /// A text in the language that stands in for the others.
    pub(super) fn plain(&self, text: &str) -> Value {
        let mut texts = Map::new();
        texts.insert(self.fallback.to_string(), text.into());
        Value::Object(texts)
    }

    /// The text of a column in its languages, or none.
    ///
    /// In the language that stands in for the others there is always one, be it borrowed.
    pub(super) fn text(
        &self,
        row: &Row,
        column: &Column,
        scope: &Scope,
        losses: &mut Vec<Loss>,
    ) -> Option<Value> {
        let mut texts = Map::new();
        let mut first: Option<(String, &Cell)> = None;
        for (language, cell) in row.each(column) {
            let tag = match language {
                "" => Some(&self.unnamed),
                language => self.tags.get(language),
            };
            let text = piped(cell, scope, losses);
            let Some(tag) = tag.filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            // Texts that name no language come first, and give way to those that name it.
            let before = texts.insert(tag.to_string(), text.clone().into());
            if let (Some(before), Some((_, first))) = (before, &first)
                && before != text
            {
                let reason =
                    format!("there is more than one text in `{tag}`: this one is not taken");
                losses.push(Loss::new(&*first.place, reason));
            }
            if first.is_none() {
                first = Some((text, cell));
            }
        }
        let (borrowed, cell) = first?;
        if !texts.contains_key(self.fallback.as_str()) {
            let reason = format!(
                "no text in `{}`, the language that stands in for the others: this one is taken",
                self.fallback
            );
            losses.push(Loss::new(&*cell.place, reason));
            texts.insert(self.fallback.to_string(), borrowed.into());
        }
        Some(Value::Object(texts))
    }
}

/// A text with `{{id}}` where the workbook has `${name}`.
fn piped(cell: &Cell, scope: &Scope, losses: &mut Vec<Loss>) -> String {
    let mut text = cell.text.as_str();
    let escaped;
    if text.contains("{{") {
        losses.push(Loss::new(
            &*cell.place,
            "`{{` has a meaning in texts here, and is written as `{ {`",
        ));
        escaped = text.replace("{{", "{ {").replace("{{", "{ {");
        text = &escaped;
    }
    let mut parts = text.split("${");
    let mut piped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else {
            piped.push_str("${");
            piped.push_str(part);
            continue;
        };
        let said = scope.entry(name.trim()).and_then(|entry| match &entry.of {
            Of::Empty => Ok(""),
            _ if entry.repeat.is_some() => Err(format!(
                "`${{{name}}}` is asked for every entry of a repeat, and cannot be said in a text"
            )),
            Of::Entries => Err(format!(
                "`${{{name}}}` is a repeat, and cannot be said in a text"
            )),
            _ => Ok(entry.id.as_str()),
        });
        match said {
            Ok("") => {}
            Ok(id) => {
                piped.push_str("{{");
                piped.push_str(id);
                piped.push_str("}}");
            }
            Err(reason) => {
                losses.push(Loss::new(&*cell.place, reason));
                piped.push('…');
            }
        }
        piped.push_str(rest);
    }
    piped
}
