//! Operations of personal links, one and many, and of QR codes.

use crate::http::admin;
use crate::http::links::{self, bulk, jobs, list, share};
use crate::http::openapi::{Operation, delete, get, post};

const KEY: &str =
    "Names the job, in quotes: the same key with the same body answers with the job there is.";
const KEYS: &str = r#"^"[A-Za-z0-9_-]{8,100}"$"#;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = each();
    operations.extend(many());
    operations
}

fn each() -> Vec<Operation> {
    vec![
        get("/forms/{form}/links", links::list_links, "The personal links of a form, newest first")
            .answers::<list::LinkPage>("A page of links, and how many are how")
            .finds(),
        post("/forms/{form}/links", admin::create_link, "Makes a personal link")
            .details("For a contact, or a person who is found or made in the embedded CRM. Its address is told this once.")
            .takes::<admin::LinkBody>()
            .creates::<admin::ToldLink>("The link")
            .finds()
            .refuses(422, &["unknown_contact", "unusable_value", "unknown_locale",
                    "invalid_contact",
                    "invalid_email",
                    "invalid_phone",
                    "invalid_value",
                    "not_identifying",
                    "no_contact",
                    "several_contacts",
                    "contact_not_made"]),
        post("/forms/{form}/links/revoke", links::revoke_many, "Withdraws many links")
            .takes::<list::RevokeBody>()
            .answers::<list::RevokedLinks>("How many")
            .finds()
            .refuses(422, &["too_many_links"]),
        get("/links/{id}", links::show_link, "One personal link").answers::<crate::store::ListedLink>("The link").finds(),
        post("/links/{id}/revoke", admin::revoke_link, "Withdraws a personal link").done("It is withdrawn").finds(),
        post("/links/{id}/reissue", links::reissue, "Gives a personal link another address")
            .details("The one of before opens nothing any more.")
            .may_take::<list::ReissueBody>()
            .answers::<list::ReissuedLink>("The address, told this once")
            .finds()
            .refuses(409, &["link_revoked", "link_expired"]),
        get("/forms/{form}/share", links::show_share, "Where a form is found")
            .answers::<share::ShareInfo>("Its addresses")
            .finds(),
        get("/forms/{form}/qr.svg", links::qr_svg, "The QR code of a form's address")
            .answers_with("image/svg+xml", "The picture")
            .finds()
            .refuses(422, &["unusable_qr"]),
        get("/forms/{form}/qr.png", links::qr_png, "The QR code of a form's address")
            .answers_with("image/png", "The picture")
            .finds()
            .refuses(422, &["unusable_qr"]),
    ]
}

fn many() -> Vec<Operation> {
    vec![
        post(
            "/forms/{form}/links/bulk/preview",
            links::preview_bulk,
            "What would become of a table of people",
        )
        .details("Writes nothing.")
        .takes::<bulk::BulkBody>()
        .answers::<bulk::BulkPreview>("What would become of its rows")
        .bulk(),
        post(
            "/forms/{form}/links/bulk",
            links::begin_bulk,
            "Makes links for a table of people",
        )
        .header("Idempotency-Key", KEY)
        .like(KEYS)
        .takes::<bulk::BulkBody>()
        .answers_as::<jobs::ShownJob>(202, "A job makes them")
        .bulk()
        .refuses(
            400,
            &["idempotency_key_missing", "idempotency_key_malformed"],
        )
        .refuses(422, &["idempotency_key_reused"]),
        get(
            "/forms/{form}/link-jobs",
            links::list_jobs,
            "Jobs that make links, newest first",
        )
        .answers::<jobs::JobList>("At most 50 jobs")
        .finds(),
        get("/link-jobs/{id}", links::show_job, "One job")
            .answers::<jobs::ShownJob>("The job")
            .finds(),
        get(
            "/link-jobs/{id}/rows",
            links::list_rows,
            "The rows of a job",
        )
        .answers::<jobs::RowPage>("A page of rows")
        .finds(),
        post(
            "/link-jobs/{id}/addresses",
            links::tell_addresses,
            "The table with the address of each link",
        )
        .details("They can be had for an hour after they were first had, and are then forgotten.")
        .answers_with("text/csv", "The table")
        .answers_with(XLSX, "The table")
        .tells("Content-Disposition", "Its name.")
        .finds()
        .refuses(409, &["job_running", "addresses_forgotten"]),
        delete(
            "/link-jobs/{id}/addresses",
            links::forget_addresses,
            "Forgets the addresses of a job at once",
        )
        .done("They are forgotten")
        .finds()
        .refuses(409, &["job_running"]),
    ]
}

impl Operation {
    fn bulk(self) -> Self {
        self.finds()
            .refuses(422, &["unreadable_table", "unusable_plan"])
    }
}
