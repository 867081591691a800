//! Operations of connections.

use crate::connections::{Refreshed, Shown};
use crate::http::connections::{
    ConnectionBody, ConnectionList, ConnectionTables, KindList, PutConnection, Tested, TriedBody,
    list, list_kinds, put as put_connection, refresh, remove, show, tables, test, try_out,
};
use crate::http::openapi::{Operation, delete, get, post, put};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/connections", list, "The connections")
            .answers::<ConnectionList>("The connections")
            .finds(),
        get("/connections/{name}", show, "One connection")
            .answers::<Shown>("The connection")
            .finds(),
        put(
            "/connections/{name}",
            put_connection,
            "Adds or changes a connection",
        )
        .details("Its tables are read at once. One that was disabled delivers again.")
        .takes::<ConnectionBody>()
        .answers::<PutConnection>("It is changed")
        .creates::<PutConnection>("It is added")
        .finds()
        .refuses(
            409,
            &[
                "other_kind",
                "connection_exists",
                "connection_unusable",
                "secret_unreadable",
            ],
        )
        .refuses(
            422,
            &[
                "invalid_name",
                "unknown_kind",
                "invalid_settings",
                "invalid_secret",
            ],
        )
        .refuses(502, &["crm_failed"]),
        delete(
            "/connections/{name}",
            remove,
            "Removes a connection, unless the newest mapping of a form uses it",
        )
        .done("It is removed")
        .finds()
        .refuses(409, &["connection_in_use"]),
        post("/connections/{name}/test", test, "Tries a connection out")
            .answers::<Tested>("What was found")
            .finds()
            .asks(),
        post(
            "/connections/{name}/refresh",
            refresh,
            "Reads the tables of a connection",
        )
        .answers::<Refreshed>("What that changes")
        .finds()
        .asks(),
        get(
            "/connections/{name}/tables",
            tables,
            "The tables of a connection, as they were read last",
        )
        .answers::<ConnectionTables>("The tables")
        .finds()
        .asks(),
        get(
            "/connection-kinds",
            list_kinds,
            "The kinds of connections, and what each is told",
        )
        .answers::<KindList>("The kinds"),
        post(
            "/connection-tests",
            try_out,
            "Tries a connection out before it is kept",
        )
        .takes::<TriedBody>()
        .answers::<Tested>("What was found")
        .finds()
        .asks()
        .refuses(409, &["other_kind"])
        .refuses(
            422,
            &[
                "invalid_name",
                "unknown_kind",
                "invalid_settings",
                "invalid_secret",
            ],
        ),
    ]
}

impl Operation {
    /// Asks the CRM.
    fn asks(self) -> Self {
        self.refuses(409, &["connection_unusable", "secret_unreadable"])
            .refuses(502, &["crm_failed"])
    }
}
