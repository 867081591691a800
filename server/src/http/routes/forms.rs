//! Operations of forms, their links, and what was answered.

use crate::definition::Document;
use crate::http::openapi::{Operation, get, post, put};
use crate::http::publishing::PublishedBody;
use crate::http::{admin, dry_run, step_times, suggestions, uploads};
use crate::mapping::Suggestions;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/forms/{form}", admin::export_form, "The definition of a form").answers::<Document>("The definition").finds(),
        put("/forms/{form}", admin::import_form, "Publishes a definition")
            .details("`GET /schema/form.json` is the JSON Schema of definitions. Each fault is named in `faults`; `warnings` stop nothing.")
            .takes::<Document>()
            .answers::<PublishedBody>("It is published")
            .refuses(422, &["invalid_definition"])
            .refuses(502, &["tables_unknown", "crm_failed"]),
        get("/forms/{form}/email-question", admin::show_email_question, "A question as HTML for an e-mail")
            .details("`{link}` stands in the place of the recipient's link.")
            .answers_with("text/html", "The HTML")
            .finds()
            .refuses(422, &["not_one_click", "unknown_locale"]),
        get("/forms/{form}/step-times", step_times::show, "How the steps of a version were visited")
            .answers::<step_times::StepTimes>("Its steps")
            .finds()
            .refuses(422, &["unknown_version"]),
        post("/forms/{form}/mapping/dry-run", dry_run::dry_run, "What a mapping would write")
            .details("For a stored response or a sample; writes nothing. A token that may only look may ask.")
            .takes::<dry_run::DryRunBody>()
            .answers::<dry_run::Tried>("What would become of each target")
            .finds()
            .refuses(
                422,
                &[
                    "invalid_definition",
                    "invalid_answers",
                    "unusable_value",
                    "unknown_locale",
                    "too_many_answers",
                    "field_name_too_long",
                    "answers_too_deep",
                ],
            ),
        post("/forms/{form}/mapping/suggestions", suggestions::list, "What a form has to give, and which of it goes into which column")
            .takes::<suggestions::SuggestionsBody>()
            .answers::<Suggestions>("The suggestions")
            .finds()
            .refuses(422, &["invalid_definition"]),
        get("/uploads/{id}", uploads::download, "A file of a response, to be saved")
            .answers_with("*/*", "Its content")
            .tells("Content-Disposition", "Its name.")
            .finds(),
    ]
}
