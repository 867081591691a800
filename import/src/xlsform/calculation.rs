//! Calculations, which workbooks have among their questions.

use super::build::Builder;
use super::plan::{Item, Section, is_calculated};
use super::table::Column;
use super::translate::{Context, Of};
use serde_json::{Value, json};

/// The most calculations.
const MOST_CALCULATIONS: usize = 200;

/// How often calculations are gone through until each finds those it uses.
const ROUNDS: usize = 10;

impl<'t> Builder<'t, '_> {
    /// The calculations, each after those it uses.
    pub(super) fn calculate(&mut self, sections: &[Section<'t>]) {
        let mut left: Vec<&Item<'t>> = Vec::new();
        for section in sections {
            let calculated = |item: &&Item<'t>| is_calculated(item.row, &item.kind);
            left.extend(section.items.iter().filter(calculated));
        }
        if let Some(item) = left.get(MOST_CALCULATIONS) {
            let reason = format!("more than {MOST_CALCULATIONS} calculations");
            self.lose(&item.row.place, reason);
            left.truncate(MOST_CALCULATIONS);
        }
        for round in 0..ROUNDS {
            let count = left.len();
            let kept = self.losses.len();
            left.retain(|item| !self.calculation(item));
            let last = left.is_empty() || left.len() == count || round + 1 == ROUNDS;
            if last {
                break;
            }
            // What was missing may be there in the next round.
            self.losses.truncate(kept);
        }
    }

    /// Takes a calculation; whether that could be done.
    fn calculation(&mut self, item: &Item<'t>) -> bool {
        let row = item.row;
        let cell = row.cell(&Column::Calculation);
        let stored = match (cell, row.cell(&Column::Default)) {
            (Some(cell), _) => {
                let cell = cell.clone();
                self.translated(&cell, Context::default(), |translation, expression| {
                    translation.term(expression)?.stored()
                })
            }
            (None, Some(cell)) => Some((Value::String(cell.text.clone()), Of::Text)),
            (None, None) => {
                self.lose(row.place_of(&Column::Type), "a calculation of nothing");
                return false;
            }
        };
        let Some((value, of)) = stored else {
            return false;
        };
        let value = match self.shown(row, &item.groups, None) {
            Some(condition) => json!({"if": [condition, value, null]}),
            None => value,
        };
        let mut calculation = json!({"id": item.id, "value": value});
        if of == Of::Number {
            // As many as there can be: a workbook rounds nothing.
            calculation["decimals"] = 6.into();
        }
        self.calculations.push(calculation);
        self.places.insert(item.id.clone(), row);
        self.scope.set(&item.id, &of);
        true
    }
}
