//! Types of questions, and what belongs to each.

use super::build::{Around, Builder};
use super::choices::{ChoiceList, OTHER};
use super::expression::parse;
use super::kind::RowKind;
use super::plan::Item;
use super::table::{Cell, Column, Row};
use super::translate::{Context, Translation, decimal};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most options of one question.
const MOST_OPTIONS: usize = 1_000;

/// The most entries of a repeat.
const MOST_ENTRIES: u32 = 50;

/// The most decimal places of a number.
const MOST_DECIMALS: u32 = 6;

type Members = Map<String, Value>;

/// The parameters of a row, such as `start=0 end=10`.
type Parameters = BTreeMap<String, String>;

impl<'t> Builder<'t, '_> {
    /// Gives a question its type and what belongs to it; whether Sonda has such a type.
    pub(super) fn kind(
        &mut self,
        item: &Item<'t>,
        repeat: Around<'_>,
        question: &mut Members,
    ) -> bool {
        let row = item.row;
        let mut appearance: BTreeSet<String> = row
            .text(&Column::Appearance)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let mut parameters = parameters(row.text(&Column::Parameters));
        let kind = match &item.kind {
            RowKind::Text => {
                let lines = row.cell(&Column::Rows).is_some() | parameters.remove("rows").is_some();
                if appearance.remove("multiline") | lines {
                    "long_text"
                } else {
                    "text"
                }
            }
            RowKind::Phone => "phone",
            RowKind::Integer => "number",
            RowKind::Between(least, most) => {
                question.insert("min".to_owned(), (*least).into());
                question.insert("max".to_owned(), (*most).into());
                "number"
            }
            RowKind::Decimal => {
                question.insert("decimals".to_owned(), MOST_DECIMALS.into());
                "number"
            }
            RowKind::Range => self.range(item, &mut appearance, &mut parameters, question),
            RowKind::Select {
                list,
                several,
                other,
            } => {
                if !self.options_of(item, list, *other, repeat, question) {
                    return false;
                }
                if parameters
                    .remove("randomize")
                    .is_some_and(|value| value == "true")
                {
                    question.insert("shuffled".to_owned(), true.into());
                }
                // One that is searched by typing is the same field.
                let folded =
                    appearance.remove("minimal") | (!*several && appearance.remove("autocomplete"));
                let buttons =
                    appearance.remove("horizontal") | appearance.remove("horizontal-compact");
                if folded {
                    question.insert("display".to_owned(), "dropdown".into());
                } else if buttons {
                    question.insert("display".to_owned(), "buttons".into());
                }
                if *several {
                    "multiple_choice"
                } else {
                    "single_choice"
                }
            }
            RowKind::Rank { list } => {
                if !self.options_of(item, list, false, repeat, question) {
                    return false;
                }
                let options = question.get_mut("options").and_then(Value::as_array_mut);
                for option in options
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_object_mut)
                {
                    // An order is worth nothing.
                    option.remove("value");
                }
                if parameters
                    .remove("randomize")
                    .is_some_and(|value| value == "true")
                {
                    question.insert("shuffled".to_owned(), true.into());
                }
                "ranking"
            }
            RowKind::Note | RowKind::BeginGroup => "statement",
            RowKind::Date => "date",
            RowKind::Time => "time",
            RowKind::DateTime => "date_time",
            RowKind::Acknowledge => "consent",
            RowKind::Hidden | RowKind::File(_) if repeat.is_some() => {
                let reason = "files and hidden values are not asked for in a repeat";
                self.lose(row.place_of(&Column::Type), reason);
                return false;
            }
            RowKind::Hidden => {
                let name = row.text(&Column::Name);
                self.lose(
                    row.place_of(&Column::Type),
                    format!(
                        "nothing fills it in: it takes the parameter `{name}` of the page's address"
                    ),
                );
                question.insert("source".to_owned(), json!({"url": name}));
                "hidden"
            }
            RowKind::File("image/*") if appearance.remove("signature") => "signature",
            RowKind::File(media) => {
                let own = row.text(&Column::Accept);
                let own: Vec<&str> = own
                    .split([',', ' '])
                    .filter(|one| one.contains('/'))
                    .collect();
                let accept = if own.is_empty() { vec![*media] } else { own };
                question.insert("accept".to_owned(), accept.into());
                "file"
            }
            RowKind::BeginRepeat => {
                if !self.repeat(item, question) {
                    return false;
                }
                "group"
            }
            RowKind::Foreign(reason) => {
                self.lose(row.place_of(&Column::Type), reason.clone());
                return false;
            }
            RowKind::Calculate | RowKind::EndGroup | RowKind::EndRepeat => return false,
        };
        question.insert("type".to_owned(), kind.into());
        if item.kind == RowKind::BeginGroup || item.kind == RowKind::BeginRepeat {
            // All of a page, and of an entry, is shown at once.
            appearance.remove("field-list");
        }
        for word in appearance {
            let reason = format!("the appearance `{word}`");
            self.lose(row.place_of(&Column::Appearance), reason);
        }
        for name in parameters.keys() {
            let reason = format!("the parameter `{name}`");
            self.lose(row.place_of(&Column::Parameters), reason);
        }
        true
    }

    fn range(
        &mut self,
        item: &Item<'t>,
        appearance: &mut BTreeSet<String>,
        parameters: &mut Parameters,
        question: &mut Members,
    ) -> &'static str {
        let mut taken = |name: &str, otherwise: u32| {
            let text = parameters.remove(name);
            text.and_then(|text| decimal(&text))
                .unwrap_or(Decimal::from(otherwise))
        };
        let (start, end, step) = (taken("start", 1), taken("end", 10), taken("step", 1));
        if step == Decimal::ONE
            && start == Decimal::ONE
            && let Some(steps @ 1..=10) = end.to_u8().filter(|_| end.is_integer())
            && appearance.remove("rating")
        {
            question.insert("steps".to_owned(), steps.into());
            return "rating";
        }
        let places = start.scale().max(end.scale()).max(step.scale());
        if step != Decimal::new(1, places) {
            let reason = format!(
                "steps of {step}: a slider goes by {}",
                Decimal::new(1, places)
            );
            self.lose(item.row.place_of(&Column::Parameters), reason);
        }
        question.insert("min".to_owned(), start.to_string().into());
        question.insert("max".to_owned(), end.to_string().into());
        if places > 0 {
            question.insert("decimals".to_owned(), places.into());
        }
        "slider"
    }

    fn repeat(&mut self, item: &Item<'t>, question: &mut Members) -> bool {
        let questions = self.inner(item);
        if questions.is_empty() {
            self.lose(&item.row.place, "a repeat without questions");
            return false;
        }
        question.insert("questions".to_owned(), questions.into());
        let mut most = MOST_ENTRIES;
        if let Some(cell) = item.row.cell(&Column::RepeatCount) {
            match cell.text.parse::<u32>() {
                Ok(count @ 1..=MOST_ENTRIES) => {
                    most = count;
                    question.insert("min_entries".to_owned(), count.into());
                }
                _ => {
                    let place = cell.place.clone();
                    let reason = format!(
                        "a number of entries that is not 1 to {MOST_ENTRIES}: there may be up to {MOST_ENTRIES}"
                    );
                    self.lose(&place, reason);
                }
            }
        }
        question.insert("max_entries".to_owned(), most.into());
        true
    }

    /// Gives a question the options of a list; whether there are any.
    fn options_of(
        &mut self,
        item: &Item<'t>,
        list: &str,
        other: bool,
        repeat: Around<'_>,
        question: &mut Members,
    ) -> bool {
        let place = item.row.place_of(&Column::Type).to_owned();
        let lists = self.lists;
        let Some(choices) = lists.get(list) else {
            self.lose(&place, format!("there is no list of choices `{list}`"));
            return false;
        };
        let with_other;
        let choices = if other {
            with_other = choices.with_other();
            &with_other
        } else {
            choices
        };
        let mut options = self.plain_options(list, choices);
        if other {
            let id = choices.known.ids.get(OTHER).cloned().unwrap_or_default();
            for option in options
                .iter_mut()
                .filter(|option| option["id"] == id.as_str())
            {
                option["text"] = true.into();
            }
        }
        if let Some(cell) = item.row.cell(&Column::ChoiceFilter) {
            options = self.filtered(cell, choices, options, repeat);
        }
        if options.len() > MOST_OPTIONS {
            let reason = format!("a list of more than {MOST_OPTIONS} choices: the first are taken");
            self.lose(&place, reason);
            options.truncate(MOST_OPTIONS);
        }
        let Some(left) = self.options_left.checked_sub(options.len()) else {
            self.lose(
                &place,
                "a question with options: there are too many options in all",
            );
            return false;
        };
        self.options_left = left;
        if options.is_empty() {
            self.lose(&place, format!("the list `{list}` has no choices for it"));
            return false;
        }
        question.insert("options".to_owned(), options.into());
        true
    }

    /// The options of a list, made once.
    fn plain_options(&mut self, list: &str, choices: &ChoiceList<'t>) -> Vec<Value> {
        let count = choices.choices.len();
        if let Some(options) = self
            .options
            .get(list)
            .filter(|options| options.len() == count)
        {
            return options.clone();
        }
        let mut options = Vec::new();
        for choice in &choices.choices {
            let label = choice.row.and_then(|row| self.text(row, &Column::Label));
            if let (None, Some(row)) = (&label, choice.row) {
                self.lose(&row.place, "a choice without a label: its name is shown");
            }
            let label = label.unwrap_or_else(|| match choice.row {
                Some(_) => self.languages.plain(choice.name),
                None => self.languages.plain("Other"),
            });
            let mut option = json!({"id": choice.id, "title": label});
            if let Some(value) = decimal(choice.name) {
                option["value"] = value.to_string().into();
            }
            let image = choice
                .row
                .map(|row| row.text(&Column::Media("image".to_owned())));
            if let Some(image) = image.filter(|image| image.starts_with("https://")) {
                option["picture"] = image.into();
            }
            options.push(option);
        }
        self.options.insert(list.to_owned(), options.clone());
        options
    }

    /// The options that a filter lets through, perhaps only on a condition.
    fn filtered(
        &mut self,
        cell: &Cell,
        choices: &ChoiceList<'t>,
        options: Vec<Value>,
        repeat: Around<'_>,
    ) -> Vec<Value> {
        if repeat.is_some() {
            self.lose(&cell.place, "in a repeat, all choices are offered");
            return options;
        }
        let Some(left) = self
            .filters_left
            .checked_sub(cell.text.len() * options.len())
        else {
            self.lose(&cell.place, "the filters of all questions are too large");
            return options;
        };
        self.filters_left = left;
        let translated = parse(&cell.text).and_then(|expression| {
            let mut filtered = Vec::new();
            for (choice, option) in choices.choices.iter().zip(&options) {
                let mut columns = BTreeMap::from([("name".to_owned(), choice.name.to_owned())]);
                let cells = choice.row.into_iter().flat_map(Row::cells);
                for (column, cell) in cells {
                    if let Column::Other(name) = column {
                        columns.insert(name.clone(), cell.text.clone());
                    }
                }
                let translation = Translation {
                    scope: &self.scope,
                    context: Context::default(),
                    columns: &columns,
                };
                let mut option = option.clone();
                match translation.condition(&expression)? {
                    Value::Bool(false) if choice.row.is_some() => continue,
                    Value::Bool(_) => {}
                    // One that was added is always offered.
                    _ if choice.row.is_none() => {}
                    condition => option["visible_if"] = condition,
                }
                filtered.push(option);
            }
            Ok(filtered)
        });
        match translated {
            Ok(filtered) => filtered,
            Err(reason) => {
                let reason = format!("`{}`: {reason}", super::build::shortened(&cell.text));
                self.lose(&cell.place, reason);
                options
            }
        }
    }
}

fn parameters(text: &str) -> Parameters {
    // Spaces may stand around the sign.
    let text = text.replace(" =", "=").replace("= ", "=");
    text.split([' ', ',', ';', '\n'])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.to_ascii_lowercase(), value.to_owned())
        })
        .collect()
}
