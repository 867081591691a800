//! Rows that are answered alike.

use super::Reading;
use super::number::parse_within;
use crate::logic::number;
use crate::{
    Answer, Cells, FieldError, FieldFault, Kind, OptionId, Question, QuestionId, Row, Sorted,
    part_field,
};
use rust_decimal::Decimal;

/// The column of a weighted row that holds its weight; the other is `rating`.
const WEIGHT: &str = "weight";
const RATING: &str = "rating";

impl Reading<'_> {
    /// The answers of the rows shown.
    pub(super) fn matrix(&mut self, question: &Question, name: &str) -> Option<Answer> {
        match question.cells.unwrap_or(Cells::Single) {
            Cells::Columns => self.table(question, name, Self::columns),
            Cells::Weighted => self.weighted(question, name),
            cells => self.rows(question, name, cells),
        }
    }

    fn shown<'q>(&self, question: &'q Question, name: &str) -> Vec<(&'q Row, String)> {
        let rows = question.rows.iter();
        rows.filter(|row| !self.hidden.has_part(name, row.id.as_str()))
            .map(|row| (row, part_field(name, row.id.as_str())))
            .collect()
    }

    fn rows(&mut self, question: &Question, name: &str, cells: Cells) -> Option<Answer> {
        let kind = match cells {
            Cells::Multiple => Kind::MultipleChoice,
            Cells::Rating => Kind::Rating,
            Cells::Bipolar => Kind::Bipolar,
            _ => Kind::SingleChoice,
        };
        let mut answers = Sorted::new();
        for (row, field) in self.shown(question, name) {
            let before = self.errors.len();
            match self.simple_as(question, kind, &field) {
                Some(answer) => drop(answers.insert(row.id.clone(), answer)),
                None if question.required && self.errors.len() == before => {
                    self.errors
                        .push(FieldError::new(field, FieldFault::Required));
                }
                None => {}
            }
        }
        (!answers.is_empty()).then_some(Answer::Rows(answers))
    }

    fn table(
        &mut self,
        question: &Question,
        name: &str,
        row: fn(&mut Self, &Question, &str) -> Sorted<QuestionId, Answer>,
    ) -> Option<Answer> {
        let mut table: Sorted<OptionId, Sorted<QuestionId, Answer>> = Sorted::new();
        for (one, field) in self.shown(question, name) {
            let cells = row(self, question, &field);
            if !cells.is_empty() {
                table.insert(one.id.clone(), cells);
            }
        }
        (!table.is_empty()).then_some(Answer::Table(table))
    }

    /// One row: a column that is required must be answered once any of its row is, and in a required matrix always.
    fn columns(&mut self, question: &Question, field: &str) -> Sorted<QuestionId, Answer> {
        let mut cells = Sorted::new();
        let mut missing = Vec::new();
        for column in &question.questions {
            let field = part_field(field, column.id.as_str());
            let before = self.errors.len();
            match self.simple(column, &field) {
                Some(answer) => drop(cells.insert(column.id.clone(), answer)),
                None if column.required && self.errors.len() == before => missing.push(field),
                None => {}
            }
        }
        if question.required || !cells.is_empty() {
            let missing = missing.into_iter();
            self.errors
                .extend(missing.map(|field| FieldError::new(field, FieldFault::Required)));
        }
        cells
    }

    /// A weight that the visitor gives.
    fn weight(&mut self, field: &str) -> Option<Decimal> {
        let value = self.single(field)?;
        let weight = parse_within(&value, 4, Some(Decimal::ZERO), Some(Decimal::ONE));
        self.keep(field, weight).flatten()
    }

    /// Ratings with weights: those of the definition, or of the visitor, whose sum must be 1.
    fn weighted(&mut self, question: &Question, name: &str) -> Option<Answer> {
        let (Ok(weight), Ok(rating)) = (
            QuestionId::try_from(WEIGHT.to_owned()),
            QuestionId::try_from(RATING.to_owned()),
        ) else {
            return None;
        };
        let fixed = question.rows.iter().any(|row| row.weight.is_some());
        let mut table = Sorted::new();
        let mut sum = Decimal::ZERO;
        let mut missing = Vec::new();
        let mut any = question.required;
        let before = self.errors.len();
        for (row, field) in self.shown(question, name) {
            let mut cells = Sorted::new();
            match self.simple_as(question, Kind::Rating, &field) {
                Some(answer) => drop(cells.insert(rating.clone(), answer)),
                None => missing.push(field.clone()),
            }
            if fixed {
                let value = row.weight.unwrap_or_default();
                if !cells.is_empty() {
                    cells.insert(weight.clone(), Answer::Number(value));
                }
            } else {
                let field = part_field(&field, WEIGHT);
                match self.weight(&field) {
                    Some(value) => {
                        sum = number::add(sum, value).unwrap_or(sum);
                        cells.insert(weight.clone(), Answer::Number(value));
                    }
                    None => missing.push(field),
                }
            }
            any |= !cells.is_empty();
            table.insert(row.id.clone(), cells);
        }
        if !any || table.is_empty() || self.errors.len() > before {
            return None;
        }
        if !missing.is_empty() {
            let missing = missing.into_iter();
            self.errors
                .extend(missing.map(|field| FieldError::new(field, FieldFault::Required)));
        } else if !fixed && number::compare(sum, Decimal::ONE).is_ne() {
            self.errors
                .push(FieldError::new(name, FieldFault::WeightsSum(sum)));
        }
        Some(Answer::Table(table))
    }
}
