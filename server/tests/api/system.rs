//! `GET /api/v1/system`.

use crate::ask::Ask;
use crate::forms::{LEAD_RESPONSES, a_lead, key, lead};

on_both_engines!(the_installation_says_how_it_is, async |app| {
    app.publish(&lead()).await;
    let lead = Ask::json(LEAD_RESPONSES, &key(1), &a_lead("Jan"));
    app.send(lead).await.receipt();
    let shown = app.shown("/api/v1/system").await;
    assert_eq!(shown["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(shown["public_url"], "https://sonda.example");
    let database = &shown["database"];
    let engines = ["sqlite", "postgres"];
    assert!(engines.contains(&database["engine"].as_str().unwrap()));
    assert!(database["bytes"].as_i64().unwrap() > 0);
    assert!(database["migration"].as_i64().unwrap() >= 20);
    assert!(database["migrated_at_ms"].as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(shown["queue"]["pending"], 1);
    assert_eq!(shown["queue"]["dead"], 0);
    assert_eq!(shown["uploads"]["files"], 0);
    assert_eq!(shown["mail"]["configured"], false);
    assert_eq!(shown["connections"]["total"], 0);
});

on_both_engines!(nobody_else_is_told_how_it_is, async |app| {
    app.get("/api/v1/system").await.problem(401, "unauthorized");
});
