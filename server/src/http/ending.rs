//! What a visitor is told once the answers are stored: the ending they lead to, with the answers in its texts and
//! the calculated values that are shown. The server alone can say: it knows the right answers of a quiz.

use sonda_domain::{
    Content, Course, Ending, Entries, Known, LocalText, Messages, Outcome, Value, format_number,
    has_pipe, interface_messages,
};
use sonda_widget::{ShownEnding, ShownResult};
use std::cell::LazyCell;

/// What a visitor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told<'a> {
    /// The ending's id; without one, the interface says thanks.
    pub(crate) id: Option<&'a str>,
    /// What is shown of it.
    pub(crate) shown: ShownEnding,
    /// Whether it is the same for everybody, and so may be shown at an address of its own.
    pub(crate) is_fixed: bool,
}

/// What is told after these answers; `None` where the form words nothing itself.
pub(crate) fn told<'a>(content: &'a Content, entries: &Entries, known: &Known) -> Option<Told<'a>> {
    let titled = content.calculations.iter().any(|one| one.title.is_some());
    if content.endings.is_empty() && !titled {
        return None;
    }
    let teller = Teller {
        content,
        known,
        messages: messages_of(known),
        course: Course::of(content, entries, known),
    };
    let ending = teller
        .course
        .ending
        .and_then(|index| content.endings.get(index));
    let results: Vec<ShownResult> = teller.results().collect();
    if ending.is_none() && results.is_empty() {
        return None;
    }
    let is_fixed = results.is_empty() && ending.is_none_or(|ending| teller.is_fixed(ending));
    Some(Told {
        id: ending.map(|ending| ending.id.as_str()),
        shown: teller.shown(ending, results),
        is_fixed,
    })
}

/// The ending that needs no answers, as anybody may see it.
pub(crate) fn fixed(content: &Content, known: &Known) -> Option<ShownEnding> {
    let mut always = content.endings.iter();
    let ending = always.find(|ending| ending.visible_if.is_none())?;
    let teller = Teller {
        content,
        known,
        messages: messages_of(known),
        course: Course::of(content, &Entries::default(), known),
    };
    Some(teller.shown(Some(ending), Vec::new()))
}

/// The interface's texts, read only where they are needed: most endings need none of them.
type Lazy<'a> = LazyCell<Messages, Box<dyn FnOnce() -> Messages + 'a>>;

fn messages_of(known: &Known) -> Lazy<'_> {
    LazyCell::new(Box::new(|| interface_messages(&known.locale)))
}

struct Teller<'a> {
    content: &'a Content,
    known: &'a Known,
    messages: Lazy<'a>,
    course: Course,
}

impl<'a> Teller<'a> {
    fn text(&self, text: &'a LocalText) -> &'a str {
        text.get(&self.known.locale, &self.content.fallback_locale)
    }

    fn piped(&self, text: &'a LocalText) -> String {
        let text = self.text(text);
        if !has_pipe(text) {
            return text.to_owned();
        }
        self.course
            .pipe(self.content, self.known, &self.messages, text)
    }

    fn is_fixed(&self, ending: &'a Ending) -> bool {
        let asks_nothing = ending.visible_if.is_none();
        let mut texts = [Some(&ending.title), ending.text.as_ref()]
            .into_iter()
            .flatten();
        asks_nothing && !texts.any(|text| has_pipe(self.text(text)))
    }

    fn shown(&self, ending: Option<&'a Ending>, results: Vec<ShownResult>) -> ShownEnding {
        let own = |key: &str| self.messages.get(key).to_owned();
        match ending {
            Some(ending) => ShownEnding {
                title: self.piped(&ending.title),
                text: ending.text.as_ref().map(|text| self.piped(text)),
                link: ending.link.clone(),
                results,
            },
            None => ShownEnding {
                title: own("sent.title"),
                text: Some(own("sent.text")),
                link: None,
                results,
            },
        }
    }

    /// The calculated values that have a title and came to something.
    fn results(&self) -> impl Iterator<Item = ShownResult> {
        self.course
            .outcomes
            .iter()
            .filter_map(|outcome| self.result(outcome))
    }

    fn result(&self, outcome: &Outcome) -> Option<ShownResult> {
        let calculation = self.content.calculations.get(outcome.calculation)?;
        let title = self.piped(calculation.title.as_ref()?);
        let value = match &outcome.value {
            Value::Number(number) => format_number(number, None, &self.known.locale),
            Value::Text(text) if !text.is_empty() => text.clone(),
            Value::Bool(yes) => self
                .messages
                .get(if *yes { "yes" } else { "no" })
                .to_owned(),
            _ => return None,
        };
        let mut bands = calculation.bands.iter();
        let band = bands.find(|band| Some(&band.id) == outcome.band.as_ref());
        Some(ShownResult {
            title,
            value,
            band: band.map(|band| self.piped(&band.title)),
            band_text: band.and_then(|band| Some(self.piped(band.text.as_ref()?))),
        })
    }
}
