//! Which responses an address asks for.

use crate::answers::{AnswerTest, ResponseFilter};
use crate::http::Rejection;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// The most tests of one request.
const MOST_TESTS: usize = 20;
/// The most characters of a text that is looked for.
const LONGEST_TEXT: usize = 200;

/// The parameters of an address; each is taken once, but `answer` and `band`, which come as often as they like.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
}

fn malformed(name: &str, reason: impl std::fmt::Display) -> Rejection {
    Rejection::Malformed("malformed_query", format!("`{name}`: {reason}"))
}

impl Parameters {
    pub(super) fn of(mut pairs: Vec<(String, String)>) -> Self {
        // A field of a form that was left empty asks for nothing.
        pairs.retain(|(_, value)| !value.is_empty());
        Self { pairs }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.pairs.iter().position(|(one, _)| one == name)?;
        Some(self.pairs.remove(place).1)
    }

    fn take_all(&mut self, name: &str) -> Result<Vec<String>, Rejection> {
        let mut values = Vec::new();
        while let Some(value) = self.take(name) {
            values.push(value);
        }
        match values.len() {
            0..=MOST_TESTS => Ok(values),
            _ => Err(malformed(name, format!("at most {MOST_TESTS} are taken"))),
        }
    }

    /// One of a few words.
    pub(super) fn word<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Rejection> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let word: StrDeserializer<'_, Error> = value.as_str().into_deserializer();
        T::deserialize(word)
            .map(Some)
            .map_err(|error| malformed(name, error))
    }

    pub(super) fn number<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Rejection> {
        let value = self.take(name);
        let value = value.map(|value| value.parse().map_err(|error| malformed(name, error)));
        value.transpose()
    }

    /// A moment, or the beginning of a day (UTC); of the end of a range, the end of the day.
    fn moment(&mut self, name: &str, end: bool) -> Result<Option<i64>, Rejection> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        if let Ok(moment) = value.parse::<Timestamp>() {
            return Ok(Some(moment.as_millisecond()));
        }
        let day: Date = value.parse().map_err(|error| malformed(name, error))?;
        let day = match end {
            true => day.tomorrow().map_err(|error| malformed(name, error))?,
            false => day,
        };
        let moment = day
            .to_zoned(TimeZone::UTC)
            .map_err(|error| malformed(name, error))?;
        Ok(Some(moment.timestamp().as_millisecond()))
    }

    /// Which responses are asked for.
    pub(super) fn filter(&mut self) -> Result<ResponseFilter, Rejection> {
        let mut tests: Vec<AnswerTest> = Vec::new();
        for test in self.take_all("answer")? {
            tests.push(test.parse().map_err(|error| malformed("answer", error))?);
        }
        let mut bands = Vec::new();
        for band in self.take_all("band")? {
            let band = band.split_once(':');
            let (value, band) = band.ok_or_else(|| malformed("band", "expected VALUE:BAND"))?;
            bands.push((value.to_owned(), band.to_owned()));
        }
        let text = self.take("q").map(|text| text.trim().to_lowercase());
        let text = text.filter(|text| !text.is_empty());
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > LONGEST_TEXT)
        {
            return Err(malformed("q", format!("at most {LONGEST_TEXT} characters")));
        }
        Ok(ResponseFilter {
            from_ms: self.moment("from", false)?,
            to_ms: self.moment("to", true)?,
            locale: self.take("locale"),
            version: self.number("version")?,
            channel: self.word("channel")?,
            mark: self.word("mark")?,
            delivery: self.word("delivery")?,
            link: self.take("link"),
            bands,
            answers: tests,
            text,
        })
    }

    /// All are taken: another would be passed over in silence.
    pub(super) fn end(self) -> Result<(), Rejection> {
        match self.pairs.first() {
            Some((name, _)) => Err(malformed(
                &name.chars().take(60).collect::<String>(),
                "unknown, or given twice",
            )),
            None => Ok(()),
        }
    }
}
