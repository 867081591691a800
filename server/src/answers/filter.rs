//! Which responses are looked for. What the database can tell by itself is a condition; the rest is judged here, of
//! those rows that a condition lets through which is never too strict.

use super::conditions::Conditions;
use super::test::{AnswerTest, Comparison, holds, number, texts};
use crate::store::{Dialect, StoredResponse};
use serde::Deserialize;

/// The way a response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a personal link.
    Personal,
    /// By the form's own address.
    Public,
}

/// What is noted of a response's sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkFilter {
    /// Anything.
    Any,
    /// Nothing.
    None,
    /// [`crate::captcha::Mark::CaptchaSkipped`].
    CaptchaSkipped,
    /// [`crate::captcha::Mark::Honeypot`].
    Honeypot,
    /// [`crate::captcha::Mark::TooFast`].
    TooFast,
}

/// What became of a response, all its deliveries together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// The form writes it nowhere.
    None,
    /// Something of it is still to be written.
    Pending,
    /// All of it is written.
    Done,
    /// Something of it was given up.
    Dead,
    /// Something of it was called off, and nothing given up or waiting.
    Cancelled,
}

/// Which responses are looked for: those that pass everything here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseFilter {
    /// Accepted then or later, in milliseconds since the epoch.
    pub from_ms: Option<i64>,
    /// Accepted before that.
    pub to_ms: Option<i64>,
    /// Filled in in that language.
    pub locale: Option<String>,
    /// Of that version.
    pub version: Option<i64>,
    /// That came this way.
    pub channel: Option<Channel>,
    /// With that mark.
    pub mark: Option<MarkFilter>,
    /// Of which that became.
    pub delivery: Option<DeliveryState>,
    /// That came by that personal link.
    pub link: Option<String>,
    /// Whose calculated value lies in that band: value and band.
    pub bands: Vec<(String, String)>,
    /// Whose answers pass.
    pub answers: Vec<AnswerTest>,
    /// That hold this text, in lower case.
    pub text: Option<String>,
}

const ANY_DELIVERY: &str =
    "EXISTS (SELECT 1 FROM delivery WHERE delivery.response_id = response.id)";

impl ResponseFilter {
    /// Whether rows have to be looked at one by one: an index alone cannot tell.
    #[must_use]
    pub fn examines(&self) -> bool {
        let of_time = Self {
            from_ms: self.from_ms,
            to_ms: self.to_ms,
            ..Self::default()
        };
        *self != of_time
    }

    /// Whether answers have to be read one by one: the database cannot compare them.
    #[must_use]
    pub fn reads(&self) -> bool {
        let read = [Comparison::AtLeast, Comparison::AtMost, Comparison::Missing];
        self.answers
            .iter()
            .any(|test| read.contains(&test.comparison))
    }

    /// What the database can tell but for the time, which an index knows.
    pub(crate) fn put_rest(&self, conditions: &mut Conditions, dialect: Dialect) {
        for (column, value) in [("locale", &self.locale), ("link_id", &self.link)] {
            if let Some(value) = value {
                let place = conditions.text(value.as_str());
                conditions.and(&format!("{column} = ${place}"));
            }
        }
        if let Some(version) = self.version {
            let place = conditions.number(version);
            conditions.and(&format!("version = ${place}"));
        }
        match self.channel {
            Some(Channel::Personal) => conditions.and("link_id IS NOT NULL"),
            Some(Channel::Public) => conditions.and("link_id IS NULL"),
            None => {}
        }
        if let Some(mark) = self.mark {
            conditions.and(match mark {
                MarkFilter::Any => "marks <> '[]'",
                MarkFilter::None => "marks = '[]'",
                MarkFilter::CaptchaSkipped => "marks LIKE '%\"captcha_skipped\"%'",
                MarkFilter::Honeypot => "marks LIKE '%\"honeypot\"%'",
                MarkFilter::TooFast => "marks LIKE '%\"too_fast\"%'",
            });
        }
        if let Some(state) = self.delivery {
            put_delivery(state, conditions);
        }
        for (value, band) in &self.bands {
            let place = conditions.text(like(&format!("\"{value}\":{{")));
            conditions.and(&format!("results LIKE ${place} ESCAPE '!'"));
            let place = conditions.text(like(&format!("\"band\":\"{band}\"")));
            conditions.and(&format!("results LIKE ${place} ESCAPE '!'"));
        }
        for test in &self.answers {
            put_test(test, conditions, dialect);
        }
        if let Some(text) = &self.text {
            let pattern = conditions.text(dialect.any_case_pattern(&inside_json(text)));
            let exact = conditions.text(text.as_str());
            let found = dialect.any_case("answers", pattern);
            conditions.and(&format!(
                "({found} OR id = ${exact} OR link_id = ${exact} OR contact = ${exact})"
            ));
        }
    }

    /// Whether a response passes what the database could not tell.
    #[must_use]
    pub fn passes(&self, response: &StoredResponse) -> bool {
        let results = &response.conclusion.results;
        let in_band = |(value, band): &(String, String)| {
            let result = results.get(value.as_str());
            result
                .and_then(|result| result.band.as_ref())
                .map(sonda_domain::OptionId::as_str)
                == Some(band.as_str())
        };
        self.bands.iter().all(in_band)
            && self
                .answers
                .iter()
                .all(|test| test.passes(&response.answers))
            && self
                .text
                .as_deref()
                .is_none_or(|text| found(response, text))
    }
}

fn found(response: &StoredResponse, text: &str) -> bool {
    let contact = response.contact.as_ref().map(ToString::to_string);
    if response.id == text
        || response.link.as_deref() == Some(text)
        || contact.as_deref() == Some(text)
    {
        return true;
    }
    let mut found = false;
    texts(&response.answers, &mut |one| {
        found = found || holds(one, text);
    });
    found
}

fn put_delivery(state: DeliveryState, conditions: &mut Conditions) {
    let with = |what: &str| {
        format!(
            "EXISTS (SELECT 1 FROM delivery WHERE delivery.response_id = response.id AND {what})"
        )
    };
    let unfinished = with("status IN ('pending', 'waiting')");
    let dead = with("status = 'dead'");
    match state {
        DeliveryState::None => conditions.and(&format!("NOT {ANY_DELIVERY}")),
        DeliveryState::Dead => conditions.and(&dead),
        DeliveryState::Pending => {
            conditions.and(&unfinished);
            conditions.and(&format!("NOT {dead}"));
        }
        DeliveryState::Cancelled => {
            conditions.and(&with("status = 'cancelled'"));
            conditions.and(&format!(
                "NOT {}",
                with("status IN ('pending', 'waiting', 'dead')")
            ));
        }
        DeliveryState::Done => {
            conditions.and(ANY_DELIVERY);
            conditions.and(&format!("NOT {}", with("status <> 'done'")));
        }
    }
}

/// What the stored text of answers that pass must hold.
fn put_test(test: &AnswerTest, conditions: &mut Conditions, dialect: Dialect) {
    if test.comparison == Comparison::Missing {
        return;
    }
    let place = conditions.text(like(&format!("\"{}\":{{", test.question)));
    conditions.and(&format!("answers LIKE ${place} ESCAPE '!'"));
    let needle = match (test.comparison, number(&test.value)) {
        (Comparison::Is, _) if matches!(test.value.as_str(), "yes" | "no" | "true" | "false") => {
            return;
        }
        // Stored with other zeros at its end, perhaps.
        (Comparison::Is, Some(number)) => number.normalize().to_string(),
        (Comparison::Is | Comparison::Contains, _) => test.value.clone(),
        _ => return,
    };
    let pattern = conditions.text(dialect.any_case_pattern(&inside_json(&needle)));
    conditions.and(&dialect.any_case("answers", pattern));
}

/// The pattern of `LIKE … ESCAPE '!'` for what holds a text.
fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// A text as it stands inside of JSON.
fn inside_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
