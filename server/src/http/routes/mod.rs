//! What `/api/v1` has: every operation, by what it is about.

mod access;
mod answers;
mod connections;
mod deliveries;
mod editing;
mod forms;
mod links;
mod public;
mod records;
mod settings;
mod system;

use super::openapi::Api;

/// Every operation of `/api/v1`.
pub(crate) fn api() -> Api {
    Api::default()
        .area(
            "Public",
            "What forms are shown and filled in by, without a token. Pages of other sites may call it where the form \
             allows their origin.",
            public::operations(),
        )
        .area(
            "Editing",
            "Forms, published or not, and their drafts.",
            editing::operations(),
        )
        .area("Forms", "Definitions, and what they are tried out with.", forms::operations())
        .area(
            "Links",
            "Personal links, one and many, and QR codes.",
            links::operations(),
        )
        .area(
            "Answers",
            "What came in: looked through, watched, exported, summed up.",
            answers::operations(),
        )
        .area(
            "Connections",
            "CRMs and webhooks that mappings write to. No answer holds a secret.",
            connections::operations(),
        )
        .area(
            "Records",
            "Tables that mappings write to, and the records of the CRM that is built in.",
            records::operations(),
        )
        .area("Deliveries", "Responses on their way to records.", deliveries::operations())
        .area("Access", "Who may come in, and who is in.", access::operations())
        .area(
            "Settings",
            "What the owners set for the whole installation.",
            settings::operations(),
        )
        .area("System", "The server itself.", system::operations())
}
