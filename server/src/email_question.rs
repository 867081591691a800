//! A question as a piece of HTML for an e-mail: each answer is a link that opens the form with it preselected.
//! Nothing is sent by following one: the scanners of mailboxes follow links, too.

use crate::http::escape;
use sonda_domain::{
    Content, Course, Direction, Entries, Kind, Known, LocalText, Messages, Question,
    interface_messages,
};

/// What the sender puts the recipient's personal link in the place of.
pub const LINK: &str = "{link}";

const TABLE: &str = "border-collapse:collapse;font-family:Arial,Helvetica,sans-serif;font-size:16px;\
                     line-height:1.4;color:#1b1f24";
const STEP: &str = "display:inline-block;min-width:24px;margin:0 4px 8px 0;padding:10px 8px;border:1px solid #5b6470;\
                    border-radius:6px;text-align:center;text-decoration:none;color:#1b1f24;background:#ffffff";
const OPTION: &str = "display:block;margin:0 0 8px;padding:10px 14px;border:1px solid #5b6470;border-radius:6px;\
                      text-decoration:none;color:#1b1f24;background:#ffffff";

/// Why there is no such piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailQuestionError {
    /// The form has no such question.
    #[error("the form has no question `{0}`")]
    NoQuestion(String),
    /// One click does not answer it.
    #[error(
        "`{0}` cannot be answered by one click: only choices, yes or no, and scales such as ratings can"
    )]
    NotOneClick(String),
    /// The form does not speak the language.
    #[error("the form does not speak `{0}`")]
    UnknownLocale(String),
}

/// The question of that id in a language of the form; in the fallback language if none is named.
///
/// # Errors
/// No such question or language, or a question that takes more than one click.
pub fn email_question(
    content: &Content,
    id: &str,
    asked: Option<&str>,
) -> Result<String, EmailQuestionError> {
    let locale = match asked {
        None => &content.fallback_locale,
        Some(tag) => content
            .locales
            .iter()
            .find(|locale| locale.as_str() == tag)
            .ok_or_else(|| EmailQuestionError::UnknownLocale(tag.chars().take(40).collect()))?,
    };
    let question = content
        .question(id)
        .ok_or_else(|| EmailQuestionError::NoQuestion(id.chars().take(80).collect()))?;
    let mail = Mail {
        content,
        known: Known::of(locale),
        messages: interface_messages(locale),
        course: Course::of(content, &Entries::default(), &Known::of(locale)),
    };
    mail.html(question)
        .ok_or_else(|| EmailQuestionError::NotOneClick(question.id.as_str().to_owned()))
}

struct Mail<'a> {
    content: &'a Content,
    known: Known,
    messages: Messages,
    course: Course,
}

impl Mail<'_> {
    /// A text without what nobody has answered yet.
    fn text(&self, text: &LocalText) -> String {
        let text = text.get(&self.known.locale, &self.content.fallback_locale);
        let piped = self
            .course
            .pipe(self.content, &self.known, &self.messages, text);
        escape(&piped)
    }

    fn html(&self, question: &Question) -> Option<String> {
        let title = self.text(&question.title);
        let link = |value: &str, style: &str, text: &str| {
            let id = &question.id;
            format!(
                "<a href=\"{LINK}?answer.{id}={value}\" style=\"{style}\" aria-label=\"{title} – {text}\">{text}</a>"
            )
        };
        let answers: String = match (question.kind, question.scale()) {
            (Kind::YesNo, _) => ["yes", "no"]
                .map(|value| link(value, OPTION, &escape(self.messages.get(value))))
                .concat(),
            (Kind::SingleChoice | Kind::MultipleChoice, _) => {
                let options = question.options.iter();
                let offered = options.filter(|option| option.visible_if.is_none());
                offered
                    .map(|option| link(option.id.as_str(), OPTION, &self.text(&option.title)))
                    .collect()
            }
            (Kind::Matrix, _) | (_, None) => return None,
            (_, Some((lowest, highest))) => (lowest..=highest)
                .map(|step| step.to_string())
                .map(|step| link(&step, STEP, &step))
                .collect(),
        };
        let locale = &self.known.locale;
        let (direction, side) = match locale.direction() {
            Direction::LeftToRight => ("ltr", "left"),
            Direction::RightToLeft => ("rtl", "right"),
        };
        let row = |style: &str, inside: &str| {
            format!("<tr><td align=\"{side}\" style=\"padding:0 0 8px;{style}\">{inside}</td></tr>")
        };
        let ends = [&question.low_label, &question.high_label];
        let ends: Vec<String> = ends
            .into_iter()
            .flatten()
            .map(|end| self.text(end))
            .collect();
        let mut rows = row("font-weight:bold", &title) + &row("", &answers);
        if !ends.is_empty() {
            rows.push_str(&row("font-size:14px", &ends.join(" – ")));
        }
        Some(format!(
            "<table role=\"presentation\" lang=\"{locale}\" dir=\"{direction}\" cellpadding=\"0\" cellspacing=\"0\" \
             border=\"0\" style=\"{TABLE}\">{rows}</table>\n"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content() -> Content {
        let title =
            json!({"en": "How was it, {{$contact.first_name|dear guest}}? <3", "ar": "كيف؟"});
        let option = |id: &str| json!({"id": id, "title": {"en": "Fine & dandy"}});
        serde_json::from_value(json!({
            "locales": ["en", "ar"], "fallback_locale": "en", "title": title,
            "known": ["contact.first_name"],
            "questions": [
                {"id": "nps", "type": "nps", "title": title, "low_label": {"en": "never"}},
                {"id": "one", "type": "single_choice", "title": title, "options": [option("a"), option("b")]},
                {"id": "yn", "type": "yes_no", "title": title},
                {"id": "name", "type": "text", "title": title},
                {"id": "grid", "type": "matrix", "title": title, "cells": "rating", "rows": [option("a")]},
            ],
        }))
        .unwrap()
    }

    fn links(html: &str) -> Vec<&str> {
        let links = html.split("href=\"").skip(1);
        links.map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn each_answer_is_a_link_that_preselects_it() {
        let html = email_question(&content(), "nps", None).unwrap();
        let links_of_scale = links(&html);
        assert_eq!(links_of_scale.len(), 11);
        assert_eq!(links_of_scale[0], "{link}?answer.nps=0");
        assert!(
            html.contains("How was it, dear guest? &lt;3") && html.contains("never"),
            "{html}"
        );
        let html = email_question(&content(), "one", None).unwrap();
        assert_eq!(links(&html), ["{link}?answer.one=a", "{link}?answer.one=b"]);
        assert!(html.contains(">Fine &amp; dandy</a>"), "{html}");
        let html = email_question(&content(), "yn", Some("ar")).unwrap();
        assert_eq!(
            links(&html),
            ["{link}?answer.yn=yes", "{link}?answer.yn=no"]
        );
        assert!(
            html.contains("lang=\"ar\" dir=\"rtl\"") && html.contains("كيف؟"),
            "{html}"
        );
    }

    #[test]
    fn it_holds_neither_script_nor_style_sheet() {
        let html = email_question(&content(), "nps", None).unwrap();
        assert!(!html.contains("<script") && !html.contains("<style") && !html.contains("class="));
    }

    #[test]
    fn what_one_click_cannot_answer_is_refused() {
        let refused =
            |id: &str, locale: Option<&str>| email_question(&content(), id, locale).unwrap_err();
        for id in ["name", "grid"] {
            assert_eq!(
                refused(id, None),
                EmailQuestionError::NotOneClick(id.into())
            );
        }
        assert_eq!(
            refused("nobody", None),
            EmailQuestionError::NoQuestion("nobody".into())
        );
        assert_eq!(
            refused("nps", Some("pl")),
            EmailQuestionError::UnknownLocale("pl".into())
        );
    }
}
