//! What is sent: an event in the structured JSON of [CloudEvents](https://cloudevents.io) 1.0.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// The media type of an event.
pub(super) const MEDIA_TYPE: &str = "application/cloudevents+json";

/// An event. A repeat has the same bytes.
#[derive(Debug, Serialize)]
pub(super) struct Event<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    subject: &'a str,
    time: String,
    datacontenttype: &'static str,
    data: &'a Map<String, Value>,
}

impl<'a> Event<'a> {
    pub(super) fn new(
        id: &'a str,
        (source, kind, subject): (&'a str, &'a str, &'a str),
        at_ms: i64,
        data: &'a Map<String, Value>,
    ) -> Self {
        let time = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            specversion: "1.0",
            id,
            source,
            kind,
            subject,
            time: time.to_string(),
            datacontenttype: "application/json",
            data,
        }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("an event is plain data")
    }
}
