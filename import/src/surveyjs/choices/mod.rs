//! Questions with choices.

mod order;
mod source;
mod special;

use super::draft::{Draft, Pending, Purpose};
use super::expression::js::Js;
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use super::slug::Taken;
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
}
