//! The survey itself: its pages and what stands above them.

use super::draft::{Draft, Pending};
use super::element::{Container, Elements, Sum};
use super::ending;
use super::losses::Losses;
use super::names::Names;
use super::node::{Formula, Node};
use super::question::Reader;
use super::slug::Taken;
use super::texts::Texts;
use super::wiring::{Origins, Wiring};
use super::words::SURVEY;
use crate::Imported;
use crate::settle::settle;
use serde_json::Value;
use sonda_domain::{Content, Layout, LocalText, Locale, Page};
use std::collections::BTreeMap;

/// The most pages that are read.
const MOST_PAGES: usize = 500;

/// The most calculations of a form.
pub(super) const MOST_SUMS: usize = 200;

/// A page on its way.
pub(super) struct Sheet {
    pub(super) id: String,
    /// The name in SurveyJS.
    pub(super) name: String,
    pub(super) pointer: String,
    pub(super) title: Option<LocalText>,
    pub(super) text: Option<LocalText>,
    pub(super) conditions: Vec<Pending>,
    pub(super) drafts: Vec<Draft>,
}

/// Everything of a survey that was read.
pub(super) struct Survey {
    pub(super) sheets: Vec<Sheet>,
    pub(super) sums: Vec<Sum>,
    pub(super) triggers: Vec<Trigger>,
    /// Whether answers of hidden questions are forgotten at once.
    pub(super) forgets: bool,
}

/// What happens once a condition holds.
pub(super) struct Trigger {
    pub(super) formula: Formula,
    /// The question it leads to; none if it leads to the end.
    pub(super) goal: Option<String>,
    pub(super) pointer: String,
}

/// Takes over a survey.
pub(super) fn import(document: &Value) -> Imported {
    let names = Names::of(document);
    let own = document["locale"].as_str().map(|tag| tag.replace('_', "-"));
    let own: Locale = own.and_then(|tag| tag.parse().ok()).unwrap_or_else(english);
    // Words of the interface are needed in the languages of the survey, which are known once it was read.
    let (_, spoken) = read(document, &names, &own, Vec::new());
    let (imported, _) = read(document, &names, &own, spoken);
    imported
}

fn english() -> Locale {
    "en".parse().expect("it is a language tag")
}

fn read(
    document: &Value,
    names: &Names,
    own: &Locale,
    spoken: Vec<Locale>,
) -> (Imported, Vec<Locale>) {
    let mut losses = Losses::default();
    let mut content = Content {
        locales: vec![own.clone()],
        fallback_locale: own.clone(),
        title: LocalText::default(),
        intro: None,
        questions: Vec::new(),
        pages: Vec::new(),
        layout: None,
        review: false,
        known: Vec::new(),
        calculations: Vec::new(),
        submit_label: None,
        endings: Vec::new(),
    };
    let Some(mut node) = Node::of(document, String::new(), &mut losses) else {
        return (finished(content, losses), Vec::new());
    };
    let mut reader = Reader {
        texts: Texts {
            names,
            own: own.clone(),
            spoken,
            met: [own.clone()].into(),
        },
        losses,
        longest_text: None,
        longest_comment: None,
        read: 0,
        earlier: BTreeMap::new(),
    };
    if let Some(tag) = node.word(&["locale"], &mut reader.losses)
        && !tag.is_empty()
        && tag.replace('_', "-") != own.as_str()
    {
        reader
            .losses
            .add("/locale", format!("`{tag}` is not a language tag"));
    }
    let length = |count: Option<u32>| count.filter(|count| (1..=20_000).contains(count));
    reader.longest_text = length(node.count(&["maxTextLength"], &mut reader.losses));
    reader.longest_comment =
        length(node.count(&["maxCommentLength", "maxOthersLength"], &mut reader.losses));
    let title = reader.texts.take(&mut node, &["title"], &mut reader.losses);
    content.title = title.unwrap_or_else(|| reader.texts.word(&SURVEY));
    content.intro = reader
        .texts
        .take(&mut node, &["description"], &mut reader.losses);
    content.submit_label = reader
        .texts
        .take(&mut node, &["completeText"], &mut reader.losses);
    content.layout = layout(&mut node, &mut reader.losses);
    content.review = review(&mut node, &mut reader.losses);
    let survey = survey(&mut node, &mut reader);
    let endings = ending::endings(&mut node, &mut reader);
    node.close(&mut reader.losses);

    let Reader {
        texts, mut losses, ..
    } = reader;
    content
        .locales
        .extend(texts.met.iter().filter(|locale| *locale != own).cloned());
    let met = content.locales.clone();
    let origins = Wiring::new(&mut losses, &survey).wire(survey, endings, &mut content);
    let mut faulty = Vec::new();
    let content = settle(content, &mut faulty, &|content, path| {
        origin(content, path, &origins)
    });
    for loss in faulty {
        losses.add(&loss.place, loss.reason);
    }
    (finished(content, losses), met)
}

fn finished(content: Content, losses: Losses) -> Imported {
    let losses = losses.into_list();
    Imported { content, losses }
}

/// Where in the document that came from which is at a path of the content.
fn origin(content: &Content, path: &str, origins: &Origins) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let number = |place: usize| parts.get(place)?.parse::<usize>().ok();
    let index = number(1);
    let (kind, id) = match (parts.first().copied(), index) {
        (Some("pages"), Some(index)) => {
            let page = content.pages.get(index);
            let question = number(3).filter(|_| parts[2] == "questions");
            match (page, question) {
                (Some(page), Some(question)) => (
                    "question",
                    page.questions.get(question).map(|one| one.id.as_str()),
                ),
                (page, _) => ("page", page.map(|page| page.id.as_str())),
            }
        }
        (Some("questions"), Some(index)) => (
            "question",
            content.questions.get(index).map(|one| one.id.as_str()),
        ),
        (Some("calculations"), Some(index)) => (
            "calculation",
            content.calculations.get(index).map(|one| one.id.as_str()),
        ),
        (Some("endings"), Some(index)) => (
            "ending",
            content.endings.get(index).map(|one| one.id.as_str()),
        ),
        _ => ("", None),
    };
    let found = id.and_then(|id| origins.get(&format!("{kind}/{id}")));
    found.cloned().unwrap_or_default()
}

fn layout(node: &mut Node<'_>, losses: &mut Losses) -> Option<Layout> {
    let single = node.flag(&["isSinglePage"], losses) == Some(true);
    match node.word(&["questionsOnPageMode"], losses) {
        Some("singlePage") => Some(Layout::OnePage),
        Some("questionPerPage" | "inputPerPage") => Some(Layout::OneQuestion),
        _ => single.then_some(Layout::OnePage),
    }
}

fn review(node: &mut Node<'_>, losses: &mut Losses) -> bool {
    match node.take(&["showPreviewBeforeComplete"]) {
        Some((Value::Bool(review), _)) => *review,
        Some((Value::String(what), _)) if what == "noPreview" => false,
        Some((Value::String(_), _)) => true,
        Some((_, pointer)) => {
            losses.add(&pointer, "not a truth value");
            false
        }
        None => false,
    }
}

fn survey(node: &mut Node<'_>, reader: &mut Reader<'_>) -> Survey {
    let mut survey = Survey {
        sheets: Vec::new(),
        sums: Vec::new(),
        triggers: Vec::new(),
        forgets: false,
    };
    match node.word(&["clearInvisibleValues"], &mut reader.losses) {
        Some("onHidden" | "onHiddenContainer") => survey.forgets = true,
        Some("none") => reader.losses.add(
            "/clearInvisibleValues",
            "answers to questions that are hidden in the end are not kept",
        ),
        _ => {}
    }
    for (index, (value, pointer)) in node
        .list(&["calculatedValues"], &mut reader.losses)
        .into_iter()
        .enumerate()
    {
        if index >= MOST_SUMS {
            reader
                .losses
                .add(&pointer, format!("at most {MOST_SUMS} calculations"));
            break;
        }
        let id = reader.texts.names.id(&pointer).map(str::to_owned);
        let (Some(mut value), Some(id)) = (Node::of(value, pointer, &mut reader.losses), id) else {
            continue;
        };
        let name = value
            .word(&["name"], &mut reader.losses)
            .unwrap_or_default();
        value.pass(&["includeIntoResult"]);
        if let Some(formula) = value.formula(&["expression"], &mut reader.losses) {
            survey.sums.push(Sum {
                id,
                name: name.to_owned(),
                formula,
                places: None,
            });
        }
        value.close(&mut reader.losses);
    }
    let mut taken = Taken::default();
    let pages = node.list(&["pages"], &mut reader.losses);
    for (value, pointer) in pages.into_iter().take(MOST_PAGES) {
        if let Some(page) = Node::of(value, pointer, &mut reader.losses) {
            sheet(page, reader, &mut taken, &mut survey);
        }
    }
    let around = Container {
        conditions: Vec::new(),
        depth: 0,
    };
    let loose = node.list(&["elements", "questions"], &mut reader.losses);
    if !loose.is_empty() {
        let mut all = Elements::default();
        reader.elements(&loose, &around, &mut all);
        survey.sums.append(&mut all.sums);
        survey.sheets.push(Sheet {
            id: taken.take("page", 'p'),
            name: String::new(),
            pointer: String::new(),
            title: None,
            text: None,
            conditions: Vec::new(),
            drafts: all.drafts,
        });
    }
    for (value, pointer) in node.list(&["triggers"], &mut reader.losses) {
        if let Some(trigger) = Node::of(value, pointer, &mut reader.losses) {
            survey
                .triggers
                .extend(read_trigger(trigger, &mut reader.losses));
        }
    }
    survey
}

fn sheet(mut node: Node<'_>, reader: &mut Reader<'_>, taken: &mut Taken, survey: &mut Survey) {
    let name = node.word(&["name"], &mut reader.losses).unwrap_or_default();
    let title = reader.texts.take(&mut node, &["title"], &mut reader.losses);
    let text = reader
        .texts
        .take(&mut node, &["description"], &mut reader.losses);
    let conditions = reader.visibility(&mut node);
    let around = Container {
        conditions: Vec::new(),
        depth: 0,
    };
    let list = node.list(&["elements", "questions"], &mut reader.losses);
    let mut all = Elements::default();
    reader.elements(&list, &around, &mut all);
    survey.sums.append(&mut all.sums);
    reader.read += all.drafts.len();
    survey.sheets.push(Sheet {
        id: taken.take(name, 'p'),
        name: name.to_owned(),
        pointer: node.pointer.clone(),
        title,
        text,
        conditions,
        drafts: all.drafts,
    });
    node.close(&mut reader.losses);
}

fn read_trigger(mut node: Node<'_>, losses: &mut Losses) -> Option<Trigger> {
    let pointer = node.pointer.clone();
    let kind = node.word(&["type"], losses).unwrap_or_default().to_owned();
    let goal = match kind.trim_end_matches("trigger") {
        "complete" => None,
        "skip" => Some(node.word(&["gotoName"], losses)?.to_owned()),
        kind => {
            losses.add(
                &pointer,
                format!("triggers of the type `{kind}` have no counterpart"),
            );
            return None;
        }
    };
    let formula = node.formula(&["expression"], losses).or_else(|| {
        // Written in the old way.
        let name = node.word(&["name"], losses)?;
        let operator = node.word(&["operator"], losses).unwrap_or("equal");
        let value = match node.take(&["value"]) {
            Some((Value::String(text), _)) => format!(" '{}'", text.replace('\'', "\\'")),
            Some((value @ (Value::Number(_) | Value::Bool(_)), _)) => format!(" {value}"),
            _ => String::new(),
        };
        Some(Formula {
            text: format!("{{{name}}} {operator}{value}"),
            pointer: pointer.clone(),
        })
    });
    node.close(losses);
    Some(Trigger {
        formula: formula?,
        goal,
        pointer,
    })
}

/// A page of a form, without its questions.
pub(super) fn blank_page(id: &str) -> Option<Page> {
    Some(Page {
        id: id.parse().ok()?,
        title: None,
        text: None,
        visible_if: None,
        questions: Vec::new(),
        next: Vec::new(),
    })
}
