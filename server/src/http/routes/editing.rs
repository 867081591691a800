//! Operations of forms that are edited.

use crate::http::editing::{self, drafts, first_steps, forms, making, templates};
use crate::http::openapi::{Operation, delete, get, post, put};
use crate::http::publishing::PublishedBody;

const FOLLOWS: &str = "The revision that this follows, in quotes; `\"0\"` makes the first draft.";
const REVISION: &str = r#"^"[0-9]{1,18}"$"#;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/forms", editing::list_forms, "The forms, published or not")
            .answers::<forms::FormsBody>("A page of forms"),
        post("/forms", editing::make_form, "Begins a form")
            .details("From a template, another form, or a definition that may be incomplete.")
            .takes::<making::NewFormBody>()
            .creates::<making::MadeFormBody>("Its draft is there")
            .tells("Location", "Where its draft is.")
            .finds()
            .refuses(409, &["form_exists"])
            .refuses(422, &["unknown_template"]),
        get(
            "/templates",
            editing::list_templates,
            "What a new form may begin from",
        )
        .answers::<templates::TemplatesBody>("The templates"),
        get(
            "/forms/{form}/draft",
            editing::show_draft,
            "What a form is being edited to",
        )
        .details("A published form without a draft answers with its newest definition.")
        .answers::<drafts::DraftBody>("The draft")
        .tells("ETag", "Its revision, in quotes.")
        .finds(),
        put(
            "/forms/{form}/draft",
            editing::put_draft,
            "Keeps a draft, whatever it lacks",
        )
        .details("Only its size, that it is an object, and its `id` are checked.")
        .follows()
        .takes::<serde_json::Map<String, serde_json::Value>>()
        .answers::<drafts::SavedBody>("It is kept")
        .tells("ETag", "Its revision, in quotes.")
        .refuses(422, &["invalid_definition"]),
        delete(
            "/forms/{form}/draft",
            editing::discard_draft,
            "Goes back to what is published",
        )
        .details("A form that was never published goes away.")
        .follows()
        .done("The draft is gone"),
        get(
            "/forms/{form}/draft/file",
            editing::save_as_file,
            "What a form is being edited to, as a file to keep",
        )
        .answers::<serde_json::Value>("The definition")
        .tells("Content-Disposition", "Its name.")
        .finds(),
        get(
            "/first-steps",
            editing::show_first_steps,
            "How far one is on the way to a first answer",
        )
        .answers::<first_steps::FirstStepsBody>("The steps"),
        put(
            "/first-steps",
            editing::say_first_steps,
            "What the server cannot see of the first steps by itself",
        )
        .takes::<first_steps::StepsSaidBody>()
        .answers::<first_steps::FirstStepsBody>("The steps"),
        post(
            "/forms/{form}/draft/check",
            editing::check_draft,
            "What publishing a draft would say",
        )
        .answers::<drafts::CheckBody>("Faults, warnings and changes")
        .finds()
        .refuses(502, &["crm_failed", "tables_unknown"]),
        post(
            "/forms/{form}/draft/publish",
            editing::publish_draft,
            "Publishes a draft",
        )
        .follows()
        .answers::<PublishedBody>("It is published")
        .refuses(422, &["invalid_definition"])
        .refuses(502, &["crm_failed", "tables_unknown"]),
        post(
            "/forms/{form}/archive",
            editing::archive_form,
            "Closes a form to everybody; its answers stay",
        )
        .done("It is archived")
        .finds()
        .refuses(409, &["never_published"]),
        post(
            "/forms/{form}/restore",
            editing::restore_form,
            "Opens an archived form as it was before",
        )
        .done("It is restored")
        .finds()
        .refuses(409, &["never_published"]),
    ]
}

impl Operation {
    /// Follows a revision of a draft.
    fn follows(self) -> Self {
        self.header("If-Match", FOLLOWS)
            .like(REVISION)
            .finds()
            .refuses(400, &["malformed_revision"])
            .refuses(412, &["draft_changed"])
            .refuses(428, &["revision_needed"])
    }
}
