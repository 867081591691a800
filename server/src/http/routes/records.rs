//! Operations of tables and records.

use crate::http::openapi::{Operation, get, post};
use crate::http::{admin, crm};
use crate::store::Activity;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/tables",
            admin::list_tables,
            "The tables and columns that mappings can write to",
        )
        .answers::<admin::Connectors>("The tables, by connector"),
        get(
            "/tables/{table}/records",
            admin::list_records,
            "Records of the embedded CRM, oldest first",
        )
        .answers::<admin::RecordList>("A page of records")
        .finds(),
        get(
            "/crm/tables/{table}/duplicates",
            crm::list_duplicates,
            "Records that share an e-mail address or a telephone number",
        )
        .answers::<crm::DuplicateList>("A page of groups")
        .finds(),
        get(
            "/crm/tables/{table}/records/{id}/activities",
            crm::list_activities,
            "What happened to a record, newest first",
        )
        .answers::<crm::ActivityList>("A page of activities")
        .finds(),
        post(
            "/crm/tables/{table}/records/{id}/activities",
            crm::add_note,
            "Keeps a note",
        )
        .takes::<crm::NoteBody>()
        .creates::<Activity>("The note")
        .finds()
        .refuses(422, &["unusable_note"]),
        get(
            "/crm/reminders",
            crm::list_reminders,
            "Records without activity, the longest first",
        )
        .answers::<crm::ReminderList>("A page of reminders"),
    ]
}
