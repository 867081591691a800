//! Operations of the server itself.

use crate::http::admin;
use crate::http::openapi::{self, Operation, get};
use crate::http::system;
use serde_json::Value;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/system", system::show, "How this installation is")
            .details("Version, database, queue, files, and what is configured; nothing secret.")
            .answers::<system::System>("How it is"),
        get(
            "/openapi.json",
            openapi::show_document,
            "This API, as OpenAPI 3.1",
        )
        .answers::<Value>("The document"),
        get("/docs", openapi::show_page, "This API, for people")
            .answers_with("text/html", "The page"),
        get(
            "/schema/form.json",
            admin::schema,
            "The JSON Schema of definitions",
        )
        .answers::<Value>("The schema"),
    ]
}
