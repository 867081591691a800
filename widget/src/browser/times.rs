//! How long each step was looked at, told to the server without a word about who did.

use super::host::{beacon, now_ms};
use super::session::Session;

impl Session {
    /// Tells the time since the step was entered, and how it was left: `left` for another, `done` with the form sent,
    /// `abandoned` with the page.
    pub(crate) fn tell_time(&self, event: &str) {
        let now = now_ms();
        let spent = (now - self.entered_ms.replace(now)).max(0);
        let Some(url) = &self.props.stats_url else {
            return;
        };
        let place = self.place();
        let step = if place.review { "$review" } else { &place.step };
        let body = [
            "{\"version\":",
            &self.props.version.to_string(),
            ",\"step\":\"",
            step,
            "\",\"ms\":",
            &spent.to_string(),
            ",\"event\":\"",
            event,
            "\"}",
        ];
        beacon(url, &body.concat());
    }
}
