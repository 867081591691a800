//! Questions of one typed field, and what asks nothing.

use super::draft::{Draft, Purpose};
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use super::validator::decimal;
use super::words::INVALID;
use serde_json::{Value, json};
use sonda_domain::{AnswerRule, Autocomplete, Kind, Logic};

/// The most characters that a text may have at all.
const LONGEST: u32 = 20_000;

/// The kinds of text that SurveyJS knows, and what they are here.
const INPUTS: [(&str, Kind); 13] = [
    ("text", Kind::Text),
    ("email", Kind::Email),
    ("tel", Kind::Phone),
    ("url", Kind::Url),
    ("number", Kind::Number),
    ("range", Kind::Slider),
    ("date", Kind::Date),
    ("datetime-local", Kind::DateTime),
    ("time", Kind::Time),
    ("color", Kind::Text),
    ("month", Kind::Text),
    ("password", Kind::Text),
    ("week", Kind::Text),
];

impl Reader<'_> {
    /// A line of text, a number or a date.
    pub(super) fn text(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let input = node
            .word(&["inputType"], &mut self.losses)
            .unwrap_or("text");
        let known = INPUTS.iter().find(|(name, _)| *name == input);
        let mut kind = known.map_or(Kind::Text, |(_, kind)| *kind);
        let as_text = matches!(input, "color" | "month" | "password" | "week");
        if as_text || known.is_none() {
            let reason = format!("`{input}` is asked for as a text");
            self.losses.add(&node.at("inputType"), reason);
        }
        if kind == Kind::Phone || kind == Kind::Url {
            let reason = "what is typed is checked, which SurveyJS does not";
            self.losses.add(&node.at("inputType"), reason);
        }
        // A text that must be a number or an address is one.
        if kind == Kind::Text {
            let validators = node.peek("validators").and_then(Value::as_array);
            let validated = |name: &str| {
                let of = |one: &Value| {
                    one["type"]
                        .as_str()
                        .map(|of| of.trim_end_matches("validator").to_owned())
                };
                validators.is_some_and(|all| all.iter().any(|one| of(one).as_deref() == Some(name)))
            };
            if validated("numeric") {
                kind = Kind::Number;
            } else if validated("email") {
                kind = Kind::Email;
            }
        }
        let mut draft = self.begin(&mut node, kind, id)?;
        if let Some(word) = node.word(&["autocomplete"], &mut self.losses) {
            draft.question.autocomplete = autocomplete(word).filter(|_| kind == Kind::Text);
            let by_itself = matches!((kind, word), (Kind::Email, "email") | (Kind::Phone, "tel"));
            if draft.question.autocomplete.is_none() && !by_itself {
                let reason = format!("`{word}` is not filled in by the browser");
                self.losses.add(&node.at("autocomplete"), reason);
            }
        }
        match kind {
            Kind::Number | Kind::Slider => self.number(&mut node, &mut draft),
            Kind::Date | Kind::DateTime => self.dates(&mut node, &mut draft),
            Kind::Time => {}
            _ => self.length(&mut node, &mut draft),
        }
        let least = node.formula(&["minValueExpression"], &mut self.losses);
        draft.expect(Purpose::Least(self.texts.word(&INVALID)), least);
        let most = node.formula(&["maxValueExpression"], &mut self.losses);
        draft.expect(Purpose::Most(self.texts.word(&INVALID)), most);
        Some(self.end(draft, node, level))
    }

    /// Several lines of text.
    pub(super) fn comment(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::LongText, id)?;
        self.length(&mut node, &mut draft);
        if level == Level::Column {
            self.losses
                .add(&node.pointer, "a column has one line of text");
            draft.question.kind = Kind::Text;
        }
        Some(self.end(draft, node, level))
    }

    fn length(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
        let own = node.number(&["maxLength"], &mut self.losses);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a float to an integer stops at its ends"
        )]
        let own = own
            .filter(|length| *length >= 0.0)
            .map(|length| length as u32);
        let most = own.or(self.longest_text).filter(|most| *most > 0);
        if most.is_some_and(|most| most > LONGEST) {
            let reason = format!("at most {LONGEST} characters can be given");
            self.losses.add(&node.at("maxLength"), reason);
        }
        let limit = if matches!(draft.question.kind, Kind::Email | Kind::Phone | Kind::Url) {
            most
        } else {
            Some(most.unwrap_or(LONGEST))
        };
        draft.question.max_length = limit.map(|limit| limit.min(LONGEST));
    }

    fn number(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
        let losses = &mut self.losses;
        let min = node.number(&["min"], losses);
        let max = node.number(&["max"], losses);
        let step = node.number(&["step"], losses);
        let question = &mut draft.question;
        question.min = min.and_then(decimal);
        question.max = max.and_then(decimal);
        question.decimals = Some(6);
        let Some(step) = step.and_then(decimal).filter(|step| !step.is_zero()) else {
            return;
        };
        question.decimals = Some(step.normalize().scale().min(6));
        // A step that is not just its last place.
        if step.normalize().mantissa() != 1 {
            let number = serde_json::from_str::<Value>(&step.normalize().to_string());
            let rest = number.map(|step| json!({"%": [{"var": question.id.as_str()}, step]}));
            let logic = rest.map(|rest| json!({"===": [rest, 0]}));
            if let Ok(valid_if) = logic.and_then(serde_json::from_value::<Logic>) {
                question.rules.push(AnswerRule {
                    valid_if,
                    message: self.texts.word(&INVALID),
                });
            }
        }
    }

    fn dates(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
        let question = &mut draft.question;
        for (property, bound) in [
            ("min", &mut question.earliest),
            ("max", &mut question.latest),
        ] {
            if let Some(text) = node.word(&[property], &mut self.losses) {
                let date = text.get(..10).unwrap_or(text);
                *bound = Some(date.to_owned());
                if date != text {
                    self.losses
                        .add(&node.at(property), "the time of day of the bound");
                }
            }
        }
    }

    /// A number on a line.
    pub(super) fn slider(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        if node.word(&["sliderType"], &mut self.losses) == Some("range") {
            self.losses
                .add(&node.pointer, "a slider for two numbers has no counterpart");
            return None;
        }
        let mut draft = self.begin(&mut node, Kind::Slider, id)?;
        self.number(&mut node, &mut draft);
        if !node.has("step") {
            draft.question.decimals = Some(0);
        }
        for (property, purpose) in [
            ("minValueExpression", Purpose::Least as fn(_) -> Purpose),
            ("maxValueExpression", Purpose::Most),
        ] {
            let formula = node.formula(&[property], &mut self.losses);
            draft.expect(purpose(self.texts.word(&INVALID)), formula);
        }
        Some(self.end(draft, node, level))
    }

    /// HTML between questions: the text in it.
    pub(super) fn html(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::Statement, id)?;
        node.pass(&["isRequired", "requiredIf"]);
        let text = node.take(&["html"]).and_then(|(value, pointer)| {
            self.texts.read(
                value,
                &pointer,
                super::texts::Markup::Html,
                &mut self.losses,
            )
        });
        let Some(text) = text else {
            self.losses.add(&node.pointer, "there is no text in it");
            return None;
        };
        draft.question.title = text;
        draft.question.required = false;
        draft
            .pending
            .retain(|pending| !matches!(pending.purpose, Purpose::Required | Purpose::Default));
        Some(self.end(draft, node, level))
    }

    /// A value that is shown: a calculation, and a statement that says it. Yields the calculation's formula too.
    pub(super) fn expression(
        &mut self,
        mut node: Node<'_>,
        id: &str,
    ) -> Option<(Draft, Formula, Option<u32>)> {
        let shown = super::names::shown(&node.pointer);
        let shown = self.texts.names.id(&shown)?.to_owned();
        let mut draft = self.begin(&mut node, Kind::Statement, &shown)?;
        let formula = node.formula(&["expression"], &mut self.losses);
        let losses = &mut self.losses;
        let places = node.count(&["precision", "maximumFractionDigits"], losses);
        node.pass(&["useGrouping"]);
        let Some(formula) = formula else {
            losses.add(&node.pointer, "an expression without an expression");
            return None;
        };
        draft.question.title = self.texts.with(&draft.question.title, |title| {
            format!("{}: {{{{{id}}}}}", title.trim_end_matches([':', ' ']))
        });
        draft.question.required = false;
        draft.question.comment = None;
        draft.pending.retain(|pending| pending.purpose.shows());
        let draft = self.end(draft, node, Level::Page);
        Some((draft, formula, places))
    }
}

fn autocomplete(word: &str) -> Option<Autocomplete> {
    serde_json::from_value(json!(word)).ok()
}
