//! A workbook as a form.

use super::build::Builder;
use super::choices::lists;
use super::outline::{is_no, outline};
use super::plan::Planner;
use super::table::{Cell, Column, Row, Table};
use super::texts::Languages;
use super::translate::Scope;
use super::workbook::{Workbook, WorkbookError, cell_name};
use crate::settle::settle;
use crate::{Imported, Loss};
use serde_json::json;
use sonda_domain::{Content, Question};
use std::collections::{BTreeMap, BTreeSet};

/// The sheets that are read.
const SHEETS: &[&str] = &["survey", "choices", "settings"];

/// The most options of all questions together.
const MOST_OPTIONS: usize = 20_000;

/// The most characters of filters, each counted once for every choice.
const LARGEST_FILTERS: usize = 2_000_000;

pub(super) fn import(bytes: &[u8], name: &str) -> Result<Imported, WorkbookError> {
    let workbook = Workbook::read(bytes, SHEETS)?;
    let mut losses = Vec::new();
    let survey = workbook.sheet("survey").ok_or_else(|| {
        let names: Vec<String> = workbook
            .sheets
            .iter()
            .take(10)
            .map(|sheet| format!("`{}`", super::build::shortened(&sheet.name)))
            .collect();
        WorkbookError::new(format!(
            "there is no sheet `survey`, but {}",
            names.join(", ")
        ))
    })?;
    for sheet in &workbook.sheets {
        if !SHEETS
            .iter()
            .any(|known| sheet.name.trim().eq_ignore_ascii_case(known))
        {
            let reason = format!("the sheet `{}` is not read", sheet.name);
            losses.push(Loss::new(cell_name(&sheet.name, 0, 0), reason));
        }
    }
    let survey_table = Table::of(survey, &mut losses);
    if !survey_table.columns.contains(&Column::Type) {
        let first = survey.rows.keys().next().copied().unwrap_or_default();
        return Err(WorkbookError::new(format!(
            "{}: the first row has no header `type`",
            cell_name(&survey.name, first, 0)
        )));
    }
    let optional = |name| workbook.sheet(name);
    let choices_table = match optional("choices") {
        Some(sheet) => Table::of(sheet, &mut losses),
        None => Table::default(),
    };
    let settings_table = match optional("settings") {
        Some(sheet) => Table::of(sheet, &mut losses),
        None => Table::default(),
    };
    let settings = Settings::of(&settings_table, name, &mut losses);
    let tables = [&survey_table, &choices_table];
    let languages = Languages::of(&tables, settings.default_language, &mut losses);
    let choices = lists(&choices_table, &mut losses);
    let nodes = outline(&survey_table, &mut losses)?;
    let mut planner = Planner {
        lists: &choices,
        scope: Scope::default(),
        losses: &mut losses,
        ids: BTreeSet::new(),
    };
    let sections = planner.sections(nodes);
    let scope = planner.scope;
    let mut builder = Builder {
        lists: &choices,
        scope,
        languages: &languages,
        losses: &mut losses,
        places: BTreeMap::new(),
        calculations: Vec::new(),
        options: BTreeMap::new(),
        options_left: MOST_OPTIONS,
        filters_left: LARGEST_FILTERS,
    };
    builder.calculate(&sections);
    let (questions, pages) = builder.content(&sections);
    builder.strange_columns(&survey_table, &|_| false);
    builder.strange_columns(&choices_table, &|name| is_filtered_by(&survey_table, name));
    let (calculations, places) = (builder.calculations, builder.places);
    let content: Content = serde_json::from_value(json!({
        "locales": languages.locales,
        "fallback_locale": languages.fallback,
        "title": languages.plain(&settings.title),
        "questions": questions,
        "pages": pages,
        "calculations": calculations,
    }))
    .map_err(|error| WorkbookError::new(format!("the form cannot be written: {error}")))?;
    let place = |content: &Content, pointer: &str| place_of(content, pointer, &places);
    let content = settle(content, &mut losses, &place);
    let mut seen = BTreeSet::new();
    losses.retain(|loss| seen.insert(loss.clone()));
    Ok(Imported { content, losses })
}

/// Whether a filter of a question looks at a column of the sheet `choices`.
fn is_filtered_by(survey: &Table, column: &str) -> bool {
    survey.rows.iter().any(|row| {
        let filter = row.text(&Column::ChoiceFilter);
        filter.to_ascii_lowercase().contains(column)
    })
}

/// What the sheet `settings` says.
struct Settings<'t> {
    title: String,
    default_language: Option<&'t Cell>,
}

impl<'t> Settings<'t> {
    fn of(table: &'t Table, name: &str, losses: &mut Vec<Loss>) -> Self {
        let empty = Row::default();
        let row = table.rows.first().unwrap_or(&empty);
        let setting = |names: &[&str]| {
            let columns = names.iter().map(|name| Column::Other((*name).to_owned()));
            columns
                .into_iter()
                .find_map(|column| table.rows.first().and_then(|row| row.cell(&column)))
        };
        const TITLE: &[&str] = &["form_title", "title", "set_form_title"];
        const ID: &[&str] = &["form_id", "id_string", "set_form_id"];
        const LANGUAGE: &[&str] = &["default_language"];
        for (column, cell) in row.cells() {
            let Column::Other(name) = column else {
                continue;
            };
            let known = [TITLE, ID, LANGUAGE].concat().contains(&name.as_str());
            if !known && !is_no(&cell.text) {
                let reason = format!("the setting `{}`", super::build::shortened(name));
                losses.push(Loss::new(&*cell.place, reason));
            }
        }
        let title = setting(TITLE).or_else(|| setting(ID));
        Self {
            title: title.map_or(name, |cell| &cell.text).to_owned(),
            default_language: setting(LANGUAGE),
        }
    }
}

/// Where a part of the content comes from.
fn place_of(content: &Content, pointer: &str, places: &BTreeMap<String, &Row>) -> String {
    let segments: Vec<&str> = pointer.split('/').skip(1).collect();
    let page = |index: &str| content.pages.get(index.parse::<usize>().ok()?);
    let question = |list: &[Question], index: &str, rest: &[&str]| {
        let question = list.get(index.parse::<usize>().ok()?)?;
        let inner = match rest {
            ["questions", index, ..] => question.questions.get(index.parse::<usize>().ok()?),
            _ => None,
        };
        Some(match inner {
            Some(inner) => (format!("{}.{}", question.id, inner.id), 2),
            None => (question.id.to_string(), 0),
        })
    };
    let found = match &segments[..] {
        ["questions", index, rest @ ..] => {
            question(&content.questions, index, rest).map(|(name, skip)| (name, &rest[skip..]))
        }
        ["pages", number, "questions", index, rest @ ..] => page(number)
            .and_then(|page| question(&page.questions, index, rest))
            .map(|(name, skip)| (name, &rest[skip..])),
        ["pages", number, rest @ ..] => {
            page(number).map(|page| (format!("page {}", page.id), rest))
        }
        ["calculations", index, rest @ ..] => {
            let index = index.parse::<usize>().ok();
            let calculation = index.and_then(|index| content.calculations.get(index));
            calculation.map(|calculation| (calculation.id.to_string(), rest))
        }
        ["title", ..] => return "settings".to_owned(),
        _ => None,
    };
    let Some((row, rest)) = found.and_then(|(name, rest)| Some((places.get(&name)?, rest))) else {
        return "survey".to_owned();
    };
    let property = rest.first().copied().unwrap_or_default();
    let column = match property {
        "title" => Column::Label,
        "help" | "text" => Column::Hint,
        "visible_if" => Column::Relevant,
        "required" | "required_if" => Column::Required,
        "value" => Column::Calculation,
        "default" if row.cell(&Column::Calculation).is_some() => Column::Calculation,
        "default" => Column::Default,
        "rules" | "min" | "max" | "earliest" | "latest" | "max_length" | "min_chosen"
        | "max_chosen" => Column::Constraint,
        "options" if row.cell(&Column::ChoiceFilter).is_some() => Column::ChoiceFilter,
        _ => Column::Type,
    };
    row.place_of(&column).to_owned()
}
