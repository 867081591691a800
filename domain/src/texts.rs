//! All the texts of a content, each with its place.

#[cfg(feature = "full")]
use crate::Locale;
#[cfg(feature = "full")]
use crate::course::pipes;
use crate::{Choice, Content, LocalText, Question};
#[cfg(feature = "full")]
use std::collections::BTreeSet;

/// A visit of one text: its place as a JSON Pointer (RFC 6901), and the text.
type Visit<'a> = dyn FnMut(&str, &mut LocalText) + 'a;

impl Content {
    /// The content as a browser is sent it: every text reduced to one language, logic in the form that the
    /// bundle reads, and without what the server alone judges by: the right answers of a quiz, the regions of
    /// telephone numbers.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn localized(&self, locale: &Locale) -> Self {
        let mut content = self.clone();
        let fallback = &self.fallback_locale;
        // What is said after the answers is the server's to say.
        content.endings.clear();
        for calculation in &mut content.calculations {
            calculation.title = None;
            calculation
                .bands
                .iter_mut()
                .for_each(|band| band.text = None);
        }
        content.texts_mut(&mut |_, text| text.reduce(locale, fallback));
        content.forget_verdicts();
        let paged = content
            .pages
            .iter_mut()
            .flat_map(|page| &mut page.questions);
        content
            .questions
            .iter_mut()
            .chain(paged)
            .for_each(without_server_side);
        content.logics_mut(&mut |_, _, logic| *logic = logic.for_browser());
        content
    }

    /// Empties the titles of bands that no text has a place for.
    #[cfg(feature = "full")]
    fn forget_verdicts(&mut self) {
        let mut named = BTreeSet::new();
        self.texts_mut(&mut |_, text| {
            let bands = pipes(text.only()).filter_map(|(name, _)| name.strip_prefix("$band."));
            named.extend(bands.map(str::to_owned));
        });
        for calculation in &mut self.calculations {
            if !named.contains(calculation.id.as_str()) {
                let bands = calculation.bands.iter_mut();
                bands.for_each(|band| band.title = LocalText::default());
            }
        }
    }

    /// Visits every text.
    pub(crate) fn texts_mut(&mut self, visit: &mut Visit<'_>) {
        visit("/title", &mut self.title);
        optional("/intro", &mut self.intro, visit);
        optional("/submit_label", &mut self.submit_label, visit);
        questions("/questions", &mut self.questions, visit);
        for (index, page) in self.pages.iter_mut().enumerate() {
            let path = format!("/pages/{index}");
            optional(&format!("{path}/title"), &mut page.title, visit);
            optional(&format!("{path}/text"), &mut page.text, visit);
            questions(&format!("{path}/questions"), &mut page.questions, visit);
        }
        for (index, calculation) in self.calculations.iter_mut().enumerate() {
            let path = format!("/calculations/{index}");
            optional(&format!("{path}/title"), &mut calculation.title, visit);
            for (place, band) in calculation.bands.iter_mut().enumerate() {
                visit(&format!("{path}/bands/{place}/title"), &mut band.title);
                optional(&format!("{path}/bands/{place}/text"), &mut band.text, visit);
            }
        }
        for (index, ending) in self.endings.iter_mut().enumerate() {
            visit(&format!("/endings/{index}/title"), &mut ending.title);
            optional(&format!("/endings/{index}/text"), &mut ending.text, visit);
        }
    }
}

fn without_server_side(question: &mut Question) {
    question.quiz = None;
    question.region = None;
    question.questions.iter_mut().for_each(without_server_side);
}

fn optional(path: &str, text: &mut Option<LocalText>, visit: &mut Visit<'_>) {
    if let Some(text) = text {
        visit(path, text);
    }
}

fn questions(path: &str, list: &mut [Question], visit: &mut Visit<'_>) {
    for (index, question) in list.iter_mut().enumerate() {
        let path = format!("{path}/{index}");
        visit(&format!("{path}/title"), &mut question.title);
        optional(&format!("{path}/help"), &mut question.help, visit);
        optional(&format!("{path}/low_label"), &mut question.low_label, visit);
        optional(
            &format!("{path}/high_label"),
            &mut question.high_label,
            visit,
        );
        if let Some(comment) = &mut question.comment {
            optional(&format!("{path}/comment/title"), &mut comment.title, visit);
        }
        for (place, rule) in question.rules.iter_mut().enumerate() {
            visit(&format!("{path}/rules/{place}/message"), &mut rule.message);
        }
        options(&format!("{path}/options"), &mut question.options, visit);
        for (place, row) in question.rows.iter_mut().enumerate() {
            let path = format!("{path}/rows/{place}");
            visit(&format!("{path}/title"), &mut row.title);
            optional(&format!("{path}/low_label"), &mut row.low_label, visit);
            optional(&format!("{path}/high_label"), &mut row.high_label, visit);
        }
        questions(&format!("{path}/questions"), &mut question.questions, visit);
    }
}

fn options(path: &str, list: &mut [Choice], visit: &mut Visit<'_>) {
    for (index, option) in list.iter_mut().enumerate() {
        visit(&format!("{path}/{index}/title"), &mut option.title);
    }
}
