//! The keys of records after the declared tables were changed.

use crate::database::{TestDatabase, on_postgres, on_sqlite};
use crate::program::Program;
use sqlx::any::AnyConnectOptions;
use sqlx::{ConnectOptions, Connection};

const TABLES: &str =
    "[{name = \"installation\", columns = [{name = \"serial\", type = \"text\", unique = true}]}]";

async fn the_server_listens_meanwhile(database: &TestDatabase) {
    let program = Program::on(database).with("SONDA_CRM__TABLES", TABLES);
    program.done(&["migrate"]);
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = database.url.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    // A record that cannot be read: its table is never done.
    sqlx::query(
        "INSERT INTO record (table_name, id, data, created_at_ms, updated_at_ms, answered_at_ms) \
         VALUES ('installation', '1', 'nonsense', 0, 0, 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let server = program.serve();
    let shown = server.shown("/api/v1/deliveries");
    assert_eq!(shown["deliveries"], serde_json::json!([]));
    server.terminate();
    assert!(server.ended().success());
}

mod the_server_listens_while_keys_are_brought_up_to_date {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        on_sqlite(async |database| the_server_listens_meanwhile(database).await).await;
    }

    #[tokio::test]
    async fn postgres() {
        on_postgres(async |database| the_server_listens_meanwhile(database).await).await;
    }
}
