//! What all questions have in common.

use super::draft::{Draft, Pending, Purpose};
use super::expression::js::{self, Js};
use super::losses::Losses;
use super::node::{Formula, Node};
use super::texts::Texts;
use super::variable::{Nature, Variable};
use serde_json::{Value, json};
use sonda_domain::{Cells, Choice, Comment, Kind, LocalText, Logic, OptionId, Question, Quiz};
use std::collections::BTreeMap;

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// On a page.
    Page,
    /// In the entries of a group.
    Entry,
    /// In the columns of a matrix.
    Column,
}

/// Reads questions.
pub(super) struct Reader<'n> {
    pub(super) texts: Texts<'n>,
    pub(super) losses: Losses,
    /// The most characters of texts where a question says nothing.
    pub(super) longest_text: Option<u32>,
    /// The most characters of comments.
    pub(super) longest_comment: Option<u32>,
    /// How many questions were read on earlier pages.
    pub(super) read: usize,
    /// The choices of the questions read so far, their values, and whether several are chosen.
    pub(super) earlier: BTreeMap<String, (Vec<Choice>, Vec<Js>, bool)>,
}

impl Reader<'_> {
    /// Begins a question: its name, title and conditions.
    pub(super) fn begin(&mut self, node: &mut Node<'_>, kind: Kind, id: &str) -> Option<Draft> {
        let name = node.word(&["name"], &mut self.losses).unwrap_or_default();
        node.pass(&["type", "cellType"]);
        let title = self.title(node, name);
        let mut draft = Draft::new(id, kind, title, name, &node.pointer)?;
        draft.question.help = self.texts.take(node, &["description"], &mut self.losses);
        draft.question.required = node
            .flag(&["isRequired"], &mut self.losses)
            .unwrap_or(false);
        if let Some(formula) = node.formula(&["requiredIf"], &mut self.losses) {
            // It decides alone, whatever `isRequired` says.
            draft.question.required = false;
            draft.expect(Purpose::Required, Some(formula));
        }
        for pending in self.visibility(node) {
            draft.pending.push(pending);
        }
        draft.expect(
            Purpose::Default,
            node.formula(&["defaultValueExpression"], &mut self.losses),
        );
        if node.flag(&["showCommentArea", "hasComment"], &mut self.losses) == Some(true) {
            draft.question.comment = Some(Comment {
                title: self.texts.take(node, &["commentText"], &mut self.losses),
                max_length: self.longest_comment,
            });
        }
        if node.flag(&["readOnly"], &mut self.losses) == Some(true) {
            let reason = "it is read-only: here it can be answered";
            self.losses.add(&node.at("readOnly"), reason);
        }
        Some(draft)
    }

    pub(super) fn title(&mut self, node: &mut Node<'_>, name: &str) -> LocalText {
        let title = self.texts.take(node, &["title"], &mut self.losses);
        title.unwrap_or_else(|| self.texts.literal(name))
    }

    /// When a question, panel or page is shown.
    pub(super) fn visibility(&mut self, node: &mut Node<'_>) -> Vec<Pending> {
        let mut all = Vec::new();
        if let Some(formula) = node.formula(&["visibleIf"], &mut self.losses) {
            all.push((Purpose::Visible, formula));
            node.pass(&["visible"]);
        } else if node.flag(&["visible"], &mut self.losses) == Some(false) {
            let (text, pointer) = ("false".to_owned(), node.at("visible"));
            all.push((Purpose::Visible, Formula { text, pointer }));
        }
        if let Some(formula) = node.formula(&["enableIf"], &mut self.losses) {
            let reason =
                "it is hidden while it is disabled, as nothing is shown that cannot be answered";
            self.losses.add(&formula.pointer, reason);
            all.push((Purpose::Enabled, formula));
        }
        let all = all.into_iter().map(|(purpose, formula)| Pending {
            purpose,
            formula,
            item: None,
        });
        all.collect()
    }

    /// Ends a question: what depends on its type, and what was not understood.
    pub(super) fn end(&mut self, mut draft: Draft, mut node: Node<'_>, level: Level) -> Draft {
        self.validators(&mut node, &mut draft);
        if let Some((value, pointer)) = node.take(&["defaultValue"]) {
            let answer = Js::of(value).and_then(|value| answer(&draft, &value));
            match answer.and_then(|answer| serde_json::from_value::<Logic>(answer).ok()) {
                Some(logic) => draft.question.default = Some(logic),
                None => self
                    .losses
                    .add(&pointer, "not a value that this question can begin with"),
            }
        }
        if let Some((value, pointer)) = node.take(&["correctAnswer"]) {
            match Js::of(value).and_then(|value| quiz(&draft, &value)) {
                Some(quiz) => draft.question.quiz = Some(quiz),
                None => self.losses.add(
                    &pointer,
                    "a right answer belongs to a choice or to yes and no, and is one of them",
                ),
            }
        }
        node.close(&mut self.losses);
        self.fit(&mut draft, level);
        draft.question.visible_if = None;
        let mut variables = vec![Variable {
            name: draft.name.clone(),
            id: draft.question.id.as_str().to_owned(),
            worth: draft.question.options.iter().any(|one| one.value.is_some()),
            nature: Nature::Text,
            place: None,
        }];
        if let Some(nature) = nature(&draft) {
            variables[0].nature = nature;
            draft.variables.append(&mut variables);
        }
        draft
    }

    /// Takes out what a question inside of another cannot have.
    fn fit(&mut self, draft: &mut Draft, level: Level) {
        if level == Level::Page {
            return;
        }
        let (pointer, losses) = (draft.pointer.clone(), &mut self.losses);
        let place = if level == Level::Column {
            "a column"
        } else {
            "a question of an entry"
        };
        draft.pending.retain(|pending| {
            let stays = level == Level::Entry && pending.purpose.shows();
            if !stays {
                losses.add(
                    &pending.formula.pointer,
                    format!("{place} has no such condition"),
                );
            }
            stays
        });
        let question = &mut draft.question;
        let mut lose = |there: bool, property: &str| {
            if there {
                losses.add(
                    &format!("{pointer}/{property}"),
                    format!("{place} cannot have it"),
                );
            }
        };
        lose(question.default.take().is_some(), "defaultValue");
        lose(question.quiz.take().is_some(), "correctAnswer");
        lose(!question.rules.is_empty(), "validators");
        question.rules.clear();
        if level == Level::Column {
            lose(question.comment.take().is_some(), "showCommentArea");
        }
    }
}

/// What an answer of the question is to expressions; none if it has none.
pub(super) fn nature(draft: &Draft) -> Option<Nature> {
    let question = &draft.question;
    let options = || {
        question
            .options
            .iter()
            .map(|option| option.id.as_str().to_owned())
    };
    let finite = || {
        let values = options()
            .map(|id| json!(id))
            .zip(draft.values.iter().cloned());
        Nature::Finite(values.collect())
    };
    let several = |ranked| Nature::Several {
        options: options().zip(draft.values.iter().cloned()).collect(),
        ranked,
    };
    Some(match question.kind {
        Kind::Number | Kind::Slider | Kind::Rating | Kind::Nps => Nature::Number,
        Kind::SingleChoice => finite(),
        Kind::MultipleChoice => several(false),
        Kind::Ranking => several(true),
        Kind::YesNo => {
            let [yes, no] = draft.values.as_slice() else {
                return None;
            };
            Nature::Finite(vec![(json!(true), yes.clone()), (json!(false), no.clone())])
        }
        Kind::Date | Kind::Time | Kind::DateTime => Nature::Moment,
        Kind::File | Kind::Signature => Nature::Present,
        Kind::Statement => return None,
        Kind::Matrix => return matrix_nature(draft, &finite(), &several(false)),
        Kind::Group => {
            let inner = draft.variables.iter();
            Nature::Entries(
                inner
                    .map(|one| (one.name.clone(), one.id.clone(), one.nature.clone()))
                    .collect(),
            )
        }
        _ => Nature::Text,
    })
}

/// The rows of a matrix; their names in SurveyJS are its variables.
fn matrix_nature(draft: &Draft, one: &Nature, several: &Nature) -> Option<Nature> {
    let question = &draft.question;
    let cell = match question.cells {
        Some(Cells::Multiple) => several.clone(),
        Some(Cells::Columns) => Nature::Parts(
            draft
                .variables
                .iter()
                .map(|one| (one.name.clone(), one.id.clone(), one.nature.clone()))
                .collect(),
        ),
        _ => one.clone(),
    };
    let rows = draft.rows.iter().zip(&question.rows);
    Some(Nature::Parts(
        rows.map(|(name, row)| (name.clone(), row.id.as_str().to_owned(), cell.clone()))
            .collect(),
    ))
}

/// The option of a value.
fn option<'q>(draft: &'q Draft, value: &Js) -> Option<&'q OptionId> {
    let index = draft.values.iter().position(|one| js::equal(one, value))?;
    Some(&draft.question.options.get(index)?.id)
}

/// An answer of the question as logic has it.
pub(super) fn answer(draft: &Draft, value: &Js) -> Option<Value> {
    let question: &Question = &draft.question;
    Some(match question.kind {
        Kind::SingleChoice => json!(option(draft, value)?.as_str()),
        Kind::MultipleChoice | Kind::Ranking => {
            let one = [value.clone()];
            let values = match value {
                Js::List(values) => values.as_slice(),
                _ => &one,
            };
            let ids = values
                .iter()
                .map(|value| Some(option(draft, value)?.as_str()));
            json!(ids.collect::<Option<Vec<_>>>()?)
        }
        Kind::YesNo => {
            let index = draft.values.iter().position(|one| js::equal(one, value))?;
            json!(index == 0)
        }
        Kind::Number | Kind::Slider | Kind::Rating | Kind::Nps => {
            super::expression::number_json(value.number()?)
        }
        Kind::Text
        | Kind::LongText
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::Date
        | Kind::Time
        | Kind::DateTime => json!(value.text()?),
        _ => return None,
    })
}

fn quiz(draft: &Draft, value: &Js) -> Option<Quiz> {
    let one = [value.clone()];
    let values = match value {
        Js::List(values) => values.as_slice(),
        _ => &one,
    };
    let correct = values.iter().map(|value| match draft.question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => option(draft, value).cloned(),
        Kind::YesNo => {
            let index = draft.values.iter().position(|one| js::equal(one, value))?;
            (if index == 0 { "yes" } else { "no" }).parse().ok()
        }
        _ => None,
    });
    let correct: Vec<OptionId> = correct.collect::<Option<_>>()?;
    let single = draft.question.kind != Kind::MultipleChoice;
    let sound = !correct.is_empty() && (!single || correct.len() == 1);
    sound.then_some(Quiz {
        correct,
        points: None,
    })
}
