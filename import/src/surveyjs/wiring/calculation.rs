//! Calculated values.

use super::{Wiring, logic_of};
use crate::surveyjs::element::Sum;
use crate::surveyjs::expression::js::Js;
use crate::surveyjs::expression::{Scope, Term, parse};
use crate::surveyjs::variable::{Nature, Variable};
use serde_json::json;
use sonda_domain::{Calculation, Content};

impl Wiring<'_> {
    /// Calculations, each after those that it uses.
    pub(super) fn calculations(&mut self, mut sums: Vec<Sum>, content: &mut Content) {
        while !sums.is_empty() {
            let names: Vec<String> = sums.iter().map(|sum| sum.name.to_lowercase()).collect();
            let ready = sums.iter().position(|sum| {
                let mut waits = false;
                if let Ok(expression) = parse(&sum.formula.text) {
                    expression.variables(&mut |name| {
                        waits |= names.contains(&name.trim().to_lowercase());
                    });
                }
                !waits
            });
            let Some(ready) = ready else {
                for sum in sums {
                    self.losses
                        .add(&sum.formula.pointer, "it depends on itself");
                }
                return;
            };
            let sum = sums.remove(ready);
            self.calculation(&sum, content);
        }
    }

    fn calculation(&mut self, sum: &Sum, content: &mut Content) {
        let translated = self.with(
            &sum.formula,
            &Scope::default(),
            None,
            |translation, expression| {
                let term = translation.value(expression)?;
                let nature = match &term {
                    Term::Number(_) | Term::Constant(Js::Number(_)) => Nature::Number,
                    Term::Text(_) | Term::Constant(Js::Text(_)) => Nature::Text,
                    Term::Truth(_) | Term::Constant(Js::Bool(_)) => Nature::Finite(vec![
                        (json!(true), Js::Bool(true)),
                        (json!(false), Js::Bool(false)),
                    ]),
                    Term::Answer {
                        nature:
                            nature
                            @ (Nature::Number | Nature::Text | Nature::Moment | Nature::Finite(_)),
                        ..
                    } => nature.clone(),
                    _ => return Err("not a single value".to_owned()),
                };
                let logic = logic_of(term.logic())
                    .ok_or_else(|| "the expression is too large".to_owned())?;
                Ok((logic, nature, translation.used.last().copied()))
            },
        );
        let (Some((value, nature, place)), Ok(id)) = (translated, sum.id.parse()) else {
            return;
        };
        content.calculations.push(Calculation {
            id,
            title: None,
            value,
            decimals: Some(sum.places.unwrap_or(6).min(6)),
            bands: Vec::new(),
        });
        self.variables.add(Variable {
            name: sum.name.clone(),
            id: sum.id.clone(),
            nature,
            place,
            worth: false,
        });
    }
}
