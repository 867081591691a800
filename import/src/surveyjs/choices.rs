//! Questions with choices.

use super::draft::{Draft, Pending, Purpose};
use super::expression::js::Js;
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use super::slug::Taken;
use super::words::{DONT_KNOW, NO, NONE, OTHER, REFUSE, Word, YES};
use serde_json::Value;
use sonda_domain::{Choice, Display, Kind, LocalText};

/// The most choices that are read.
const MOST: usize = 990;

/// Ids of the choices of a question.
pub(super) fn ids() -> Taken {
    Taken::without(&["comment"])
}

/// A choice on its way.
struct Read {
    choice: Choice,
    value: Js,
}

impl Reader<'_> {
    /// A question with choices. `common` are the choices of the matrix it is a column of.
    pub(super) fn choice(
        &mut self,
        mut node: Node<'_>,
        id: &str,
        kind: &str,
        level: Level,
        common: &[(&Value, String)],
    ) -> Option<Draft> {
        let several = match kind {
            "checkbox" | "tagbox" => true,
            "imagepicker" => node
                .flag(&["multiSelect"], &mut self.losses)
                .unwrap_or(false),
            _ => false,
        };
        let of = match kind {
            "ranking" => Kind::Ranking,
            _ if several => Kind::MultipleChoice,
            _ => Kind::SingleChoice,
        };
        let mut draft = self.begin(&mut node, of, id)?;
        let mut taken = ids();
        let mut list = node.list(&["choices"], &mut self.losses);
        if list.is_empty() {
            list = common.to_vec();
        }
        let pictures = kind == "imagepicker";
        for (index, (value, pointer)) in list.into_iter().enumerate() {
            // Some are left for "other" and its like.
            if index >= MOST {
                self.losses.add(&pointer, format!("at most {MOST} choices"));
                break;
            }
            self.one_choice(&mut draft, value, pointer, &mut taken, pictures);
        }
        self.generated(&mut node, &mut draft, &mut taken);
        self.borrowed(&mut node, &mut draft, &mut taken);
        self.ordered(&mut node, &mut draft);
        self.for_each(&mut draft, &mut node, "choicesVisibleIf", "/visibleIf");
        if self.for_each(&mut draft, &mut node, "choicesEnableIf", "/enableIf") {
            let reason = "choices are hidden while they are disabled";
            self.losses.add(&node.at("choicesEnableIf"), reason);
        }
        self.special(&mut node, &mut draft, &mut taken);
        let question = &mut draft.question;
        let losses = &mut self.losses;
        question.display = match kind {
            "dropdown" | "tagbox" => Some(Display::Dropdown),
            "imagepicker" => Some(Display::Pictures),
            "buttongroup" => Some(Display::Buttons),
            _ => None,
        };
        if question.kind == Kind::MultipleChoice {
            let nonzero = |count: &u32| *count > 0;
            question.select_all = node
                .flag(&["showSelectAllItem", "hasSelectAll"], losses)
                .unwrap_or(false);
            question.min_chosen = node.count(&["minSelectedChoices"], losses).filter(nonzero);
            question.max_chosen = node.count(&["maxSelectedChoices"], losses).filter(nonzero);
            // There, too, nobody can select all where that is more than may be chosen.
            let all = question.options.iter().filter(|option| !option.exclusive);
            let all = all.count();
            question.select_all &= question.max_chosen.is_none_or(|most| most as usize >= all);
        }
        if level == Level::Page {
            let (options, values) = (draft.question.options.clone(), draft.values.clone());
            let several = draft.question.kind != Kind::SingleChoice;
            let name = draft.name.clone();
            self.earlier
                .entry(name)
                .or_insert((options, values, several));
        }
        Some(self.end(draft, node, level))
    }

    /// Choices of another question, perhaps only those that were chosen there, or were not.
    fn borrowed(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        let Some(source) = node.word(&["choicesFromQuestion"], &mut self.losses) else {
            return;
        };
        let pointer = node.at("choicesFromQuestion");
        let mode = node
            .word(&["choicesFromQuestionMode"], &mut self.losses)
            .unwrap_or("all");
        let Some((options, values, several)) = self.earlier.get(source).cloned() else {
            let reason = format!("there are no choices of an earlier question `{source}`");
            self.losses.add(&pointer, reason);
            return;
        };
        let operator = match (mode, several) {
            ("selected", true) => Some("contains"),
            ("selected", false) => Some("="),
            ("unselected", true) => Some("notcontains"),
            ("unselected", false) => Some("!="),
            _ => None,
        };
        for (option, value) in options.into_iter().zip(values) {
            // What comes after all others in the other question does not come along.
            if option.text || option.exclusive {
                continue;
            }
            let Some(read) = self.plain_choice(value.clone(), Some(option.title), taken) else {
                continue;
            };
            if let Some(operator) = operator {
                draft.pending.push(Pending {
                    purpose: Purpose::Option(draft.question.options.len()),
                    formula: Formula {
                        text: format!("{{{source}}} {operator} {{item}}"),
                        pointer: pointer.clone(),
                    },
                    item: Some(value.clone()),
                });
            }
            draft.question.options.push(read.choice);
            draft.values.push(value);
        }
    }

    fn one_choice(
        &mut self,
        draft: &mut Draft,
        value: &Value,
        pointer: String,
        taken: &mut Taken,
        pictures: bool,
    ) {
        let Some((read, conditions)) = self.read_choice(value, pointer, taken, pictures) else {
            return;
        };
        let index = draft.question.options.len();
        for formula in conditions {
            draft.expect(Purpose::Option(index), Some(formula));
        }
        draft.question.options.push(read.choice);
        draft.values.push(read.value);
    }

    /// A choice, and when it is offered.
    fn read_choice(
        &mut self,
        value: &Value,
        pointer: String,
        taken: &mut Taken,
        pictures: bool,
    ) -> Option<(Read, Vec<Formula>)> {
        if !value.is_object() {
            let js = Js::of(value).filter(|js| js.text().is_some());
            let Some(js) = js else {
                self.losses.add(&pointer, "not a choice");
                return None;
            };
            return Some((self.plain_choice(js, None, taken)?, Vec::new()));
        }
        let mut node = Node::of(value, pointer, &mut self.losses)?;
        let own = node.take(&["value"]).and_then(|(value, _)| Js::of(value));
        let Some(js) = own.filter(|js| js.text().is_some()) else {
            self.losses.add(
                &node.pointer,
                "a choice without a value, or with one of several parts",
            );
            return None;
        };
        let title = self.texts.take(&mut node, &["text"], &mut self.losses);
        let mut read = self.plain_choice(js, title, taken)?;
        read.choice.exclusive = node
            .flag(&["isExclusive"], &mut self.losses)
            .unwrap_or(false);
        read.choice.text = node
            .flag(&["showCommentArea", "hasComment"], &mut self.losses)
            .unwrap_or(false);
        if read.choice.text {
            node.pass(&["isCommentRequired"]);
            if value["isCommentRequired"] != Value::Bool(false) {
                let reason = "the text of a choice may be left empty";
                self.losses.add(&node.pointer, reason);
            }
        }
        if pictures {
            let link = node.take(&["imageLink"]);
            read.choice.picture = self.picture(link);
        }
        let condition = node.formula(&["visibleIf"], &mut self.losses);
        let enabled = node.formula(&["enableIf"], &mut self.losses);
        if let Some(enabled) = &enabled {
            let reason =
                "it is hidden while it is disabled, as nothing is shown that cannot be chosen";
            self.losses.add(&enabled.pointer, reason);
        }
        node.close(&mut self.losses);
        Some((read, condition.into_iter().chain(enabled).collect()))
    }

    fn plain_choice(
        &mut self,
        value: Js,
        title: Option<LocalText>,
        taken: &mut Taken,
    ) -> Option<Read> {
        let text = value.text()?;
        let title = title.unwrap_or_else(|| self.texts.literal(&text));
        Some(Read {
            choice: Choice {
                id: taken.take(&text, 'o').parse().ok()?,
                title,
                visible_if: None,
                value: value.number().and_then(super::validator::decimal),
                exclusive: false,
                text: false,
                picture: None,
            },
            value,
        })
    }

    fn picture(&mut self, link: Option<(&Value, String)>) -> Option<String> {
        let (value, pointer) = link?;
        // A picture for each language is one for all.
        let address = match value {
            Value::Object(translations) => {
                self.losses
                    .add(&pointer, "one picture is taken for all languages");
                translations
                    .get("default")
                    .or_else(|| translations.values().next())?
            }
            value => value,
        };
        let address = address.as_str()?;
        let known = address.starts_with("https://") || address.starts_with("data:image/");
        if !known {
            self.losses.add(
                &pointer,
                "a picture has an address that begins with https://",
            );
        }
        known.then(|| address.to_owned())
    }

    /// Choices that are numbers in a row.
    fn generated(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        if !draft.question.options.is_empty() || !node.has("choicesMax") {
            return;
        }
        let losses = &mut self.losses;
        let last = node.number(&["choicesMax"], losses).unwrap_or(0.0);
        let mut value = node.number(&["choicesMin"], losses).unwrap_or(0.0);
        let step = node.number(&["choicesStep"], losses).unwrap_or(1.0);
        while value <= last && step > 0.0 && draft.values.len() < MOST {
            if let Some(read) = self.plain_choice(Js::Number(value), None, taken) {
                draft.question.options.push(read.choice);
                draft.values.push(read.value);
            }
            value += step;
        }
    }

    fn ordered(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
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

    /// A condition that is asked of each choice that has none of its own; whether there is one.
    fn for_each(
        &mut self,
        draft: &mut Draft,
        node: &mut Node<'_>,
        property: &str,
        own: &str,
    ) -> bool {
        let Some(formula) = node.formula(&[property], &mut self.losses) else {
            return false;
        };
        for (index, value) in draft.values.iter().enumerate() {
            let has_own = draft.pending.iter().any(|pending| {
                matches!(pending.purpose, Purpose::Option(of) if of == index)
                    && pending.formula.pointer.ends_with(own)
            });
            if !has_own {
                draft.pending.push(Pending {
                    purpose: Purpose::Option(index),
                    formula: formula.clone(),
                    item: Some(value.clone()),
                });
            }
        }
        true
    }

    /// "Other", "none" and their like, which come after all others.
    fn special(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        let all: [(&[&str], &[&str], &str, &Word); 4] = [
            (&["showRefuseItem"], &["refuseText"], "refused", &REFUSE),
            (
                &["showDontKnowItem"],
                &["dontKnowText"],
                "dontknow",
                &DONT_KNOW,
            ),
            (&["showNoneItem", "hasNone"], &["noneText"], "none", &NONE),
            (
                &["showOtherItem", "hasOther"],
                &["otherText"],
                "other",
                &OTHER,
            ),
        ];
        // In survey-core's order.
        for index in [2, 0, 1, 3] {
            let (flags, texts, value, word) = all[index];
            if node.flag(flags, &mut self.losses) != Some(true) {
                continue;
            }
            let title = self.texts.take(node, texts, &mut self.losses);
            let title = title.unwrap_or_else(|| self.texts.word(word));
            let Some(mut read) = self.plain_choice(Js::Text(value.to_owned()), Some(title), taken)
            else {
                continue;
            };
            if value == "other" && draft.question.kind != Kind::Ranking {
                read.choice.text = true;
                let pointer = node.at(if node.has(flags[0]) {
                    flags[0]
                } else {
                    flags[1]
                });
                let reason = "the text of `other` may be left empty";
                self.losses.add(&pointer, reason);
            } else {
                read.choice.exclusive = draft.question.kind == Kind::MultipleChoice;
            }
            draft.question.options.push(read.choice);
            draft.values.push(read.value);
        }
    }

    /// Yes or no; with words of its own, a choice between them.
    pub(super) fn boolean(&mut self, mut node: Node<'_>, id: &str, level: Level) -> Option<Draft> {
        let value = |given: Option<(&Value, String)>, otherwise: bool| {
            let given = given.and_then(|(value, _)| Js::of(value));
            given.unwrap_or(Js::Bool(otherwise))
        };
        let values = vec![
            value(node.take(&["valueTrue"]), true),
            value(node.take(&["valueFalse"]), false),
        ];
        let yes = self.texts.take(&mut node, &["labelTrue"], &mut self.losses);
        let no = self
            .texts
            .take(&mut node, &["labelFalse"], &mut self.losses);
        if yes.is_none() && no.is_none() {
            let mut draft = self.begin(&mut node, Kind::YesNo, id)?;
            draft.values = values;
            return Some(self.end(draft, node, level));
        }
        let mut draft = self.begin(&mut node, Kind::SingleChoice, id)?;
        let mut taken = ids();
        for (value, title, word) in values
            .into_iter()
            .zip([yes, no])
            .zip([&YES, &NO])
            .map(|((value, title), word)| (value, title, word))
        {
            let title = title.unwrap_or_else(|| self.texts.word(word));
            if let Some(read) = self.plain_choice(value, Some(title), &mut taken) {
                draft.question.options.push(Choice {
                    value: None,
                    ..read.choice
                });
                draft.values.push(read.value);
            }
        }
        draft.question.display = Some(Display::Buttons);
        Some(self.end(draft, node, level))
    }
}
