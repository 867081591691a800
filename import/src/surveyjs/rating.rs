//! Scales.

use super::draft::Draft;
use super::expression::js::{Js, number_text};
use super::node::Node;
use super::question::{Level, Reader};
use super::validator::decimal;
use serde_json::Value;
use sonda_domain::{Choice, Display, Icon, Kind, LocalText};

/// The most steps that become choices.
const MOST: usize = 100;

impl Reader<'_> {
    /// A rating: of 1 and up a scale, of 0 to 10 a recommendation, of anything else a choice.
    pub(super) fn rating(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let own = node.list(&["rateValues"], &mut self.losses);
        let generated = node.flag(&["autoGenerate"], &mut self.losses);
        let steps = if own.is_empty() || generated == Some(true) {
            self.steps(&mut node)
        } else {
            node.pass(&["rateMin", "rateMax", "rateStep", "rateCount"]);
            self.own_steps(&own)
        };
        let in_a_row = steps.iter().enumerate().all(|(index, (value, title))| {
            let first = steps[0].0.number();
            title.is_none()
                && matches!((value, first), (Js::Number(value), Some(first)) if {
                    #[expect(clippy::cast_precision_loss, reason = "a scale has few steps")]
                    let place = index as f64;
                    (*value - first - place).abs() < f64::EPSILON
                })
        });
        let first = steps.first().and_then(|(value, _)| value.number());
        let kind = match (first, steps.len()) {
            (Some(0.0), 11) if in_a_row && level == Level::Page => Kind::Nps,
            (Some(1.0), 1..=10) if in_a_row => Kind::Rating,
            _ => Kind::SingleChoice,
        };
        let icon = match node.take(&["rateType", "rateDisplayMode"]) {
            Some((Value::String(kind), _)) if kind == "stars" => Icon::Star,
            Some((Value::String(kind), _)) if kind == "smileys" => Icon::Smiley,
            _ => Icon::Number,
        };
        let mut draft = self.begin(&mut node, kind, id)?;
        let low = self
            .texts
            .take(&mut node, &["minRateDescription"], &mut self.losses);
        let high = self
            .texts
            .take(&mut node, &["maxRateDescription"], &mut self.losses);
        match kind {
            Kind::SingleChoice => self.as_choices(&mut draft, steps, low.as_ref(), high.as_ref()),
            _ => {
                draft.question.low_label = low;
                draft.question.high_label = high;
                if kind == Kind::Rating {
                    draft.question.steps = u8::try_from(steps.len()).ok();
                    draft.question.icon = Some(icon);
                } else if icon != Icon::Number {
                    self.losses
                        .add(&node.pointer, "the steps from 0 to 10 are numbers");
                }
            }
        }
        Some(self.end(draft, node, level))
    }

    /// The steps from a lowest to a highest number, counted as survey-core does.
    fn steps(&mut self, node: &mut Node<'_>) -> Vec<(Js, Option<LocalText>)> {
        let losses = &mut self.losses;
        let lowest = node.number(&["rateMin"], losses);
        let highest = node.number(&["rateMax"], losses);
        let count = node.number(&["rateCount"], losses);
        let step = node.number(&["rateStep"], losses).unwrap_or(1.0);
        let (mut lowest, highest) = match (lowest, highest, count) {
            (Some(lowest), None, Some(count)) => (lowest, lowest + step * (count - 1.0)),
            (None, Some(highest), Some(count)) => (highest - step * (count - 1.0), highest),
            (lowest, highest, _) => (lowest.unwrap_or(1.0), highest.unwrap_or(5.0)),
        };
        let mut steps = Vec::new();
        while lowest <= highest && step > 0.0 && steps.len() < MOST {
            steps.push((Js::Number(lowest), None));
            lowest += step;
        }
        steps
    }

    fn own_steps(&mut self, own: &[(&Value, String)]) -> Vec<(Js, Option<LocalText>)> {
        let mut steps = Vec::new();
        for (value, pointer) in own.iter().take(MOST) {
            let (value, title) = match value {
                Value::Object(_) => {
                    let Some(mut node) = Node::of(value, pointer.clone(), &mut self.losses) else {
                        continue;
                    };
                    let value = node.take(&["value"]).map(|(value, _)| value);
                    let title = self.texts.take(&mut node, &["text"], &mut self.losses);
                    node.close(&mut self.losses);
                    (value, title)
                }
                value => (Some(*value), None),
            };
            match value
                .and_then(Js::of)
                .filter(|value| value.text().is_some())
            {
                Some(value) => steps.push((value, title)),
                None => self.losses.add(pointer, "not a step of a rating"),
            }
        }
        steps
    }

    fn as_choices(
        &mut self,
        draft: &mut Draft,
        steps: Vec<(Js, Option<LocalText>)>,
        low: Option<&LocalText>,
        high: Option<&LocalText>,
    ) {
        let mut taken = super::choices::ids();
        let last = steps.len().saturating_sub(1);
        for (index, (value, title)) in steps.into_iter().enumerate() {
            let text = match &value {
                Js::Number(number) => number_text(*number),
                value => value.text().unwrap_or_default(),
            };
            let title = title.unwrap_or_else(|| self.texts.literal(&text));
            let own = self.texts.own.clone();
            let end = match index {
                0 => low,
                index if index == last => high,
                _ => None,
            };
            // The meaning of an end stands beside its number.
            let title = match end {
                Some(end) => self
                    .texts
                    .with(end, |end| format!("{} – {end}", title.get(&own, &own))),
                None => title,
            };
            let Ok(id) = taken.take(&text, 'o').parse() else {
                continue;
            };
            draft.question.options.push(Choice {
                id,
                title,
                visible_if: None,
                value: value.number().and_then(decimal),
                exclusive: false,
                text: false,
                picture: None,
            });
            draft.values.push(value);
        }
        draft.question.display = Some(Display::Buttons);
    }
}
