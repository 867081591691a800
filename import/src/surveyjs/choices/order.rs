//! The order of choices.

use crate::surveyjs::draft::{Draft, Purpose};
use crate::surveyjs::node::Node;
use crate::surveyjs::question::Reader;

impl Reader<'_> {
    pub(super) fn ordered(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
        let (order, pointer) = match node.take(&["choicesOrder"]) {
            Some((order, pointer)) => (order.as_str().unwrap_or_default(), pointer),
            None => return,
        };
        match order {
            "none" => {}
            "random" => draft.question.shuffled = true,
            "asc" | "desc" => {
                // Conditions name choices by their place.
                let mut order: Vec<usize> = (0..draft.question.options.len()).collect();
                let own = &self.texts.own;
                let title = |index: &usize| {
                    draft.question.options[*index]
                        .title
                        .get(own, own)
                        .to_lowercase()
                };
                order.sort_by_cached_key(title);
                if draft
                    .question
                    .options
                    .iter()
                    .any(|one| one.title.iter().count() > 1)
                {
                    self.losses
                        .add(&pointer, "the order is that of the survey's own language");
                }
                if node.word(&["choicesOrder"], &mut self.losses) == Some("desc") {
                    order.reverse();
                }
                let options = order
                    .iter()
                    .map(|index| draft.question.options[*index].clone());
                draft.question.options = options.collect();
                draft.values = order
                    .iter()
                    .map(|index| draft.values[*index].clone())
                    .collect();
                for pending in &mut draft.pending {
                    if let Purpose::Option(index) = &mut pending.purpose
                        && let Some(place) = order.iter().position(|one| one == index)
                    {
                        *index = place;
                    }
                }
            }
            _ => self.losses.add(&pointer, "not an order that is known"),
        }
    }
}
