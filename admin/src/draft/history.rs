//! What was changed, one step at a time: back and forth. Pure: the time is passed in.

use super::pointer;
use serde_json::Value;

/// The most steps that are kept.
const KEPT: usize = 200;
/// Typing goes on as long as the pauses are shorter, in milliseconds.
const BURST_MS: f64 = 1_500.0;

/// A step that can be taken back.
#[derive(Debug)]
struct Step {
    /// What it did; the pointer, where it was typed into one place.
    name: String,
    /// What there was on the other side of it.
    other: Value,
}

/// A definition with the ways back and forth.
#[derive(Debug, Default)]
pub(crate) struct History {
    now: Value,
    past: Vec<Step>,
    future: Vec<Step>,
    /// Where somebody types, and when they last did.
    burst: Option<(String, f64)>,
    /// Grows with each change, of whatever kind.
    edition: u64,
}

impl History {
    /// Begins with what there is.
    pub(crate) fn new(now: Value) -> Self {
        Self {
            now,
            ..Self::default()
        }
    }

    /// The definition as it is now.
    pub(crate) fn now(&self) -> &Value {
        &self.now
    }

    /// Tells one state from those before it.
    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }

    /// Writes a value at a place. Typing on at the same place belongs to the step that it began.
    pub(crate) fn set(&mut self, place: &str, value: Value, at_ms: f64) {
        if *self.now.pointer(place).unwrap_or(&Value::Null) == value {
            return;
        }
        let goes_on = |(of, last): &(String, f64)| of == place && at_ms - last < BURST_MS;
        if !self.burst.as_ref().is_some_and(goes_on) {
            self.remember(place);
        }
        self.burst = Some((place.to_owned(), at_ms));
        pointer::write(&mut self.now, place, value);
        self.edition += 1;
    }

    /// Any change, as one step. What changes nothing is none.
    pub(crate) fn edit(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut next = self.now.clone();
        change(&mut next);
        if next == self.now {
            return;
        }
        self.remember(name);
        self.burst = None;
        self.now = next;
        self.edition += 1;
    }

    /// Adds to the last step what follows from it.
    pub(crate) fn amend(&mut self, change: impl FnOnce(&mut Value)) {
        change(&mut self.now);
        self.future.clear();
        self.edition += 1;
    }

    fn remember(&mut self, name: &str) {
        self.future.clear();
        self.past.push(Step {
            name: name.to_owned(),
            other: self.now.clone(),
        });
        if self.past.len() > KEPT {
            self.past.remove(0);
        }
    }

    /// Takes the last step back; its name, if there was one.
    pub(crate) fn undo(&mut self) -> Option<String> {
        let step = self.past.pop()?;
        Some(self.turn(step, true))
    }

    /// Takes the step again that was taken back last; its name, if there was one.
    pub(crate) fn redo(&mut self) -> Option<String> {
        let step = self.future.pop()?;
        Some(self.turn(step, false))
    }

    fn turn(&mut self, step: Step, is_back: bool) -> String {
        let other = std::mem::replace(&mut self.now, step.other);
        let name = step.name.clone();
        let turned = Step {
            name: step.name,
            other,
        };
        match is_back {
            true => self.future.push(turned),
            false => self.past.push(turned),
        }
        self.burst = None;
        self.edition += 1;
        name
    }

    /// Whether there is a way back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a way forth.
    pub(crate) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn begun() -> History {
        History::new(json!({"title": "a", "items": [1]}))
    }

    #[test]
    fn each_change_can_be_taken_back_and_made_again() {
        let mut history = begun();
        history.set("/title", json!("b"), 0.0);
        history.edit("add", |value| value["items"] = json!([1, 2]));
        assert_eq!(history.undo().as_deref(), Some("add"));
        assert_eq!(*history.now(), json!({"title": "b", "items": [1]}));
        assert_eq!(history.undo().as_deref(), Some("/title"));
        assert_eq!(*history.now(), json!({"title": "a", "items": [1]}));
        assert!(!history.can_undo());
        history.redo();
        history.redo();
        assert_eq!(*history.now(), json!({"title": "b", "items": [1, 2]}));
        assert!(!history.can_redo());
    }

    #[test]
    fn typing_without_a_pause_is_one_step() {
        let mut history = begun();
        for (at, text) in [(0.0, "b"), (500.0, "bc"), (1_900.0, "bcd")] {
            history.set("/title", json!(text), at);
        }
        history.undo();
        assert_eq!(history.now()["title"], json!("a"));
    }

    #[test]
    fn a_pause_or_another_place_begins_a_step() {
        let mut history = begun();
        history.set("/title", json!("b"), 0.0);
        history.set("/title", json!("c"), 5_000.0);
        history.set("/help", json!("d"), 5_001.0);
        history.undo();
        assert_eq!(*history.now(), json!({"title": "c", "items": [1]}));
        history.undo();
        assert_eq!(history.now()["title"], json!("b"));
    }

    #[test]
    fn typing_after_taking_back_begins_a_step() {
        let mut history = begun();
        history.set("/title", json!("b"), 0.0);
        history.undo();
        history.set("/title", json!("c"), 1.0);
        history.undo();
        assert_eq!(history.now()["title"], json!("a"));
    }

    #[test]
    fn a_change_after_taking_back_gives_up_the_way_forth() {
        let mut history = begun();
        history.set("/title", json!("b"), 0.0);
        history.undo();
        history.edit("add", |value| value["items"] = json!([]));
        assert!(!history.can_redo());
    }

    #[test]
    fn what_follows_from_a_step_is_taken_back_with_it() {
        let mut history = begun();
        history.set("/title", json!("b"), 0.0);
        history.amend(|value| value["id"] = json!("b"));
        history.undo();
        assert_eq!(*history.now(), json!({"title": "a", "items": [1]}));
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let mut history = begun();
        history.set("/title", json!("a"), 0.0);
        history.set("/help", Value::Null, 0.0);
        history.edit("nothing", |_| {});
        assert!(!history.can_undo());
        assert_eq!(history.edition(), 0);
    }

    #[test]
    fn the_oldest_steps_are_given_up() {
        let mut history = begun();
        for number in 0..=KEPT {
            history.edit("count", |value| value["title"] = json!(number));
        }
        while history.undo().is_some() {}
        assert_eq!(history.now()["title"], json!(0));
    }
}
