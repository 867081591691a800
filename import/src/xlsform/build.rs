//! From the plan of a form to its content.

use super::choices::ChoiceList;
use super::expression::parse;
use super::kind::RowKind;
use super::outline::{is_no, is_yes};
use super::plan::{Item, Section, is_calculated};
use super::table::{Cell, Column, Row, Table};
use super::texts::Languages;
use super::translate::{Context, Entry, Scope, Translation, all, size};
use crate::Loss;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most questions of a form, and of a repeat.
const MOST_QUESTIONS: usize = 500;
const MOST_INNER: usize = 50;

/// The most values in a piece of logic.
const LARGEST_LOGIC: usize = 1_000;

/// Builds a form.
pub(super) struct Builder<'t, 'b> {
    pub(super) lists: &'b BTreeMap<&'t str, ChoiceList<'t>>,
    pub(super) scope: Scope,
    pub(super) languages: &'b Languages,
    pub(super) losses: &'b mut Vec<Loss>,
    pub(super) places: BTreeMap<String, &'t Row>,
    pub(super) calculations: Vec<Value>,
    /// Options by the name of their list.
    pub(super) options: BTreeMap<String, Vec<Value>>,
    /// How many more options there may be in all questions, and how much logic for them.
    pub(super) options_left: usize,
    pub(super) filters_left: usize,
}

/// Where a question stands: the id of the repeat, or none.
pub(super) type Around<'a> = Option<&'a str>;

impl<'t> Builder<'t, '_> {
    pub(super) fn lose(&mut self, place: &str, reason: impl Into<String>) {
        self.losses.push(Loss::new(place, reason));
    }

    /// A text of a row in all its languages.
    pub(super) fn text(&mut self, row: &Row, column: &Column) -> Option<Value> {
        self.languages.text(row, column, &self.scope, self.losses)
    }

    /// Translates an expression; a loss if that cannot be done.
    pub(super) fn translated<T>(
        &mut self,
        cell: &Cell,
        context: Context<'_>,
        translate: impl FnOnce(&Translation<'_>, &super::expression::Expression) -> Result<T, String>,
    ) -> Option<T> {
        let columns = BTreeMap::new();
        let result = parse(&cell.text).and_then(|expression| {
            let translation = Translation {
                scope: &self.scope,
                context,
                columns: &columns,
            };
            translate(&translation, &expression)
        });
        match result {
            Ok(value) => Some(value),
            Err(reason) => {
                self.losses.push(Loss::new(
                    &*cell.place,
                    format!("`{}`: {reason}", shortened(&cell.text)),
                ));
                None
            }
        }
    }

    /// The condition in a cell: whether it is `true` or `false` without any logic, or what it is.
    pub(super) fn condition(
        &mut self,
        row: &Row,
        column: &Column,
        context: Context<'_>,
    ) -> Option<Value> {
        let cell = row.cell(column)?.clone();
        let plain = |text: &str| text.chars().all(char::is_alphabetic);
        if plain(&cell.text) && is_yes(&cell.text) {
            return Some(Value::Bool(true));
        }
        if plain(&cell.text) && is_no(&cell.text) {
            return Some(Value::Bool(false));
        }
        self.translated(&cell, context, |translation, expression| {
            translation.condition(expression)
        })
    }

    /// When a row is shown, all the groups around it taken together.
    pub(super) fn shown(
        &mut self,
        row: &Row,
        groups: &[&Row],
        repeat: Around<'_>,
    ) -> Option<Value> {
        let context = Context { repeat, this: None };
        let mut conditions = Vec::new();
        for one in groups.iter().copied().chain([row]) {
            conditions.extend(self.condition(one, &Column::Relevant, context));
        }
        let condition = all(conditions);
        if size(&condition) > LARGEST_LOGIC {
            self.lose(
                row.place_of(&Column::Relevant),
                "together with those of its groups the condition is too large",
            );
            return None;
        }
        (condition != Value::Bool(true)).then_some(condition)
    }

    /// The questions and pages.
    pub(super) fn content(&mut self, sections: &[Section<'t>]) -> (Vec<Value>, Vec<Value>) {
        let paged = sections.iter().any(|section| section.group.is_some());
        let mut pages = Vec::new();
        let mut ids = BTreeSet::new();
        let mut count = 0;
        for section in sections {
            let mut questions = Vec::new();
            for item in &section.items {
                let Some(question) = self.question(item, None) else {
                    continue;
                };
                count += 1;
                if count > MOST_QUESTIONS {
                    let reason = format!(
                        "this question and those after it: at most {MOST_QUESTIONS} are taken"
                    );
                    self.lose(&item.row.place, reason);
                    break;
                }
                questions.push(question);
            }
            if !paged {
                return (questions, Vec::new());
            }
            pages.extend(self.page(section, &questions, &mut ids));
            if count > MOST_QUESTIONS {
                break;
            }
        }
        (Vec::new(), pages)
    }

    fn page(
        &mut self,
        section: &Section<'t>,
        questions: &[Value],
        ids: &mut BTreeSet<String>,
    ) -> Option<Value> {
        let Some(row) = section.group else {
            let id = super::name::id_of(&format!("page_{}", ids.len() + 1), "p_", ids);
            return (!questions.is_empty()).then(|| json!({"id": id, "questions": questions}));
        };
        if questions.is_empty() {
            self.lose(&row.place, "a group without questions");
            return None;
        }
        self.remarks(row, &RowKind::BeginGroup);
        for word in row.text(&Column::Appearance).split_whitespace() {
            if word != "field-list" {
                let reason = format!("the appearance `{word}`");
                self.lose(row.place_of(&Column::Appearance), reason);
            }
        }
        let id = super::name::id_of(row.text(&Column::Name), "p_", ids);
        let mut page = json!({"id": id, "questions": questions});
        for (property, column) in [("title", Column::Label), ("text", Column::Hint)] {
            if let Some(text) = self.text(row, &column) {
                page[property] = text;
            }
        }
        if let Some(condition) = self.shown(row, &[], None) {
            page["visible_if"] = condition;
        }
        self.places.insert(format!("page {id}"), row);
        Some(page)
    }

    /// A question, if the row becomes one. Inside of a repeat, `repeat` is its id.
    pub(super) fn question(&mut self, item: &Item<'t>, repeat: Around<'_>) -> Option<Value> {
        let row = item.row;
        if is_calculated(row, &item.kind) {
            if repeat.is_some() {
                let reason = "nothing is calculated in the entries of a repeat";
                self.lose(row.place_of(&Column::Type), reason);
            }
            return None;
        }
        let mut question = Map::new();
        question.insert("id".to_owned(), item.id.clone().into());
        if !self.kind(item, repeat, &mut question) {
            return None;
        }
        self.places.insert(
            match repeat {
                Some(repeat) => format!("{repeat}.{}", item.id),
                None => item.id.clone(),
            },
            row,
        );
        self.remarks(row, &item.kind);
        let name = row.text(&Column::Name);
        let label = self.text(row, &Column::Label);
        if label.is_none() && item.kind != RowKind::Hidden {
            self.lose(&row.place, "a question without a label: its name is shown");
        }
        let title = label.unwrap_or_else(|| {
            self.languages
                .plain(if name.is_empty() { &item.id } else { name })
        });
        question.insert("title".to_owned(), title);
        if let Some(help) = self
            .text(row, &Column::Hint)
            .filter(|_| item.kind != RowKind::Hidden)
        {
            question.insert("help".to_owned(), help);
        }
        // A heading has the conditions of its group already.
        let own = if item.kind == RowKind::BeginGroup {
            &item.groups[..item.groups.len() - 1]
        } else {
            &item.groups
        };
        if let Some(condition) = self.shown(row, own, repeat) {
            question.insert("visible_if".to_owned(), condition);
        }
        let asks = !matches!(
            item.kind,
            RowKind::Note | RowKind::BeginGroup | RowKind::BeginRepeat | RowKind::Hidden
        );
        if asks {
            self.required(item, repeat, &mut question);
            self.constraint(item, repeat, &mut question);
            self.default(item, repeat, &mut question);
        } else {
            for column in [Column::Required, Column::Constraint, Column::Default] {
                let cell = row.cell(&column).filter(|cell| !is_no(&cell.text));
                if let Some(cell) = cell.filter(|_| item.kind != RowKind::BeginGroup) {
                    self.lose(&cell.place, "what asks nothing has no such thing");
                }
            }
        }
        Some(Value::Object(question))
    }

    /// The questions of a repeat.
    pub(super) fn inner(&mut self, item: &Item<'t>) -> Vec<Value> {
        let mut questions = Vec::new();
        for inner in &item.inner {
            let Some(question) = self.question(inner, Some(&item.id)) else {
                continue;
            };
            if questions.len() == MOST_INNER {
                let reason =
                    format!("this question and those after it: a repeat has at most {MOST_INNER}");
                self.lose(&inner.row.place, reason);
                break;
            }
            questions.push(question);
        }
        questions
    }

    fn required(&mut self, item: &Item<'t>, repeat: Around<'_>, question: &mut Map<String, Value>) {
        let row = item.row;
        let context = Context { repeat, this: None };
        match self.condition(row, &Column::Required, context) {
            None | Some(Value::Bool(false)) => return,
            Some(Value::Bool(true)) => {
                question.insert("required".to_owned(), true.into());
            }
            Some(_) if repeat.is_some() => {
                let reason = "in a repeat, an answer is required always or never";
                self.lose(row.place_of(&Column::Required), reason);
            }
            Some(condition) => {
                question.insert("required_if".to_owned(), condition);
            }
        }
        if row.each(&Column::RequiredMessage).next().is_some() {
            let reason = "the interface has its own words for an answer that is missing";
            self.lose(row.place_of(&Column::RequiredMessage), reason);
        }
    }

    /// What a row says that has no place here.
    fn remarks(&mut self, row: &Row, kind: &RowKind) {
        let group = matches!(kind, RowKind::BeginGroup | RowKind::BeginRepeat);
        let mut lost = Vec::new();
        for (column, cell) in row.cells() {
            let reason = match column {
                Column::Guidance => "a hint for interviewers",
                Column::Media(_) => "pictures, sounds and films of questions",
                Column::ReadOnly if is_no(&cell.text) || *kind == RowKind::Note => continue,
                Column::ReadOnly => "an answer that cannot be changed: here it can",
                Column::RepeatCount if *kind != RowKind::BeginRepeat => "only a repeat has a count",
                Column::Constraint | Column::Calculation if group => "a group has no such thing",
                _ => continue,
            };
            lost.push(Loss::new(&*cell.place, reason));
        }
        self.losses.extend(lost);
    }

    /// What a question is in logic.
    pub(super) fn entry(&self, item: &Item<'_>) -> Option<Entry> {
        self.scope.entry(item.row.text(&Column::Name)).ok().cloned()
    }

    /// Columns that mean nothing, each once.
    pub(super) fn strange_columns(&mut self, table: &Table, known: &dyn Fn(&str) -> bool) {
        let mut seen = BTreeSet::new();
        for row in &table.rows {
            for (column, cell) in row.cells() {
                if let Column::Other(name) = column
                    && !known(name)
                    && seen.insert(name.clone())
                {
                    let reason = format!("the column `{}` has no meaning here", shortened(name));
                    self.losses.push(Loss::new(&*cell.place, reason));
                }
            }
        }
    }
}

/// A text short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 100;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
