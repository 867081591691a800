//! The demo: three forms, and answers as people might give them.

use serde_json::Value;

const DEFINITIONS: [&str; 3] = [
    include_str!("../../demo/request-a-demo.json"),
    include_str!("../../demo/report-a-problem.json"),
    include_str!("../../demo/after-the-service-visit.json"),
];

/// The definitions of the demo's forms.
///
/// # Errors
/// One of the files is no JSON.
pub(crate) fn definitions() -> Result<Vec<Value>, serde_json::Error> {
    DEFINITIONS
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect()
}

/// An answer of the demo: the form, the language, and the fields.
pub(crate) type DemoAnswer = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Answers to the demo's forms, the oldest first.
pub(crate) const ANSWERS: [DemoAnswer; 6] = [
    (
        "request-a-demo",
        "pl",
        &[
            ("name", "Anna Nowak"),
            ("company", "Młyn Północny"),
            ("email", "anna.nowak@example.com"),
            ("interest", "surveys"),
            (
                "message",
                "Chcemy pytać klientów po każdej wizycie serwisu.",
            ),
            ("consent", "yes"),
        ],
    ),
    (
        "request-a-demo",
        "uk",
        &[
            ("name", "Олена Бондар"),
            ("company", "Світанок"),
            ("email", "olena.bondar@example.com"),
            ("interest", "crm"),
            ("consent", "yes"),
        ],
    ),
    (
        "report-a-problem",
        "en",
        &[
            ("subject", "The pump stopped"),
            ("topic", "equipment"),
            ("urgency", "stopped"),
            (
                "description",
                "It ran for two days after the repair and stopped this morning.",
            ),
            ("name", "James Hill"),
            ("email", "james.hill@example.com"),
        ],
    ),
    (
        "after-the-service-visit",
        "pl",
        &[
            ("visit", "5"),
            ("recommend", "10"),
            ("arrival", "on_time"),
            ("went_well", "skill"),
            ("went_well", "manners"),
            ("visits", "1"),
        ],
    ),
    (
        "after-the-service-visit",
        "uk",
        &[
            ("visit", "4"),
            ("recommend", "8"),
            ("arrival", "late_told"),
            ("went_well", "explanation"),
            ("visits", "1"),
        ],
    ),
    (
        "after-the-service-visit",
        "en",
        &[
            ("visit", "2"),
            ("visit.comment", "We waited the whole morning."),
            ("recommend", "4"),
            ("arrival", "late"),
            ("visits", "2"),
            ("improve", "Call when you are late."),
        ],
    ),
];
