//! What every connector does alike: one list of behaviours, run over each CRM there is.
//!
//! A CRM joins in by being a [`Crm`] (how its tables are called, how to look into it), by a function in `crms.rs` or
//! `dataverse.rs` that starts one, and by a line of that function's name in `behaviours`.

mod crms;
mod dataverse;

use crate::fake::{by, rows};
use crate::flow::{
    content, deliveries, mapping, publish_form, submission, submit, text, worker_of,
};
use crate::support::TestStore;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use sonda_server::crm::{
    Cell, Connector, Connectors, DeliveryError, Guarantee, Outcome, Transcript, WriteRequest,
    Written,
};
use sonda_server::mapping::{Mode, OnMatch, OnNone, OnSeveral};
use sonda_server::store::DeliveryStatus;
use std::sync::Arc;

/// How a CRM's tables and columns are called.
pub(crate) struct Names {
    /// The table of people.
    pub(crate) person: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) phone: &'static str,
    /// What a person cannot be without, beside that.
    pub(crate) needs: Option<(&'static str, &'static str)>,
    /// The table of what people want: leads, deals, cases.
    pub(crate) case: &'static str,
    /// By which it is found.
    pub(crate) title: &'static str,
    pub(crate) note: &'static str,
    /// Whose it is.
    pub(crate) of: &'static str,
}

/// A case, with the name of the person whose it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) of: String,
}

/// A CRM with nothing in it.
pub(crate) trait Crm: Sync {
    fn names(&self) -> Names;

    /// A connector that has written nothing yet.
    fn connector(&self) -> BoxFuture<'_, Arc<dyn Connector>>;

    /// The names of the people in it, the oldest first.
    fn people(&self) -> BoxFuture<'_, Vec<String>>;

    /// The cases in it, the oldest first.
    fn cases(&self) -> BoxFuture<'_, Vec<Case>>;

    /// Loses the answer to the next write; whether it can be made to.
    fn loses_next_answer(&self) -> bool {
        false
    }

    /// Whether a case has to have a title.
    fn demands_title(&self) -> bool {
        true
    }

    /// Whether records of one delivery are there together or not at all.
    fn writes_all_or_none(&self) -> bool;

    /// A column of a case and a value that the connector lets pass and the CRM itself refuses.
    fn refuses(&self) -> (&'static str, Value) {
        // A record that is not there cannot be pointed to.
        (self.names().of, json!("999999"))
    }
}

/// Makes a test of each behaviour on each CRM; the real ones take seconds to start, and do all of them in one.
macro_rules! behaviours {
    ($($behaviour:ident,)*) => {
        behaviours!(@each crms::embedded, embedded, $($behaviour,)*);
        behaviours!(@each crms::odoo, odoo, $($behaviour,)*);
        behaviours!(@each crms::hubspot, hubspot, $($behaviour,)*);
        behaviours!(@each crms::salesforce, salesforce, $($behaviour,)*);
        behaviours!(@each dataverse::dataverse, on_dataverse, $($behaviour,)*);
        behaviours!(@each dataverse::upserting, on_dataverse_by_key, $($behaviour,)*);

        #[tokio::test]
        async fn judged_by_tryton_it_does_as_every_other_connector() {
            let Some(crm) = crms::OnTryton::start().await else {
                return;
            };
            behaviours!(@all crm, $($behaviour,)*);
        }

        #[tokio::test]
        async fn judged_by_cap_it_does_as_every_other_connector() {
            let Some(crm) = dataverse::OnCap::start().await else {
                return;
            };
            behaviours!(@all crm, $($behaviour,)*);
        }
    };
    (@all $crm:ident, $($behaviour:ident,)*) => {
        $(
            eprintln!("{}", stringify!($behaviour));
            $crm.empty().await;
            crate::support::on_sqlite(async |on: &TestStore| $behaviour(on, &$crm).await).await;
        )*
    };
    (@each $start:path, $crm:ident, $($behaviour:ident,)*) => {
        mod $crm {
            use super::*;

            $(
                #[tokio::test]
                async fn $behaviour() {
                    crate::support::on_sqlite(async |on: &TestStore| {
                        let crm = $start(on).await;
                        super::$behaviour(on, &crm).await;
                    })
                    .await;
                }
            )*
        }
    };
}

behaviours! {
    a_lead_becomes_a_person_with_a_case,
    a_survey_becomes_a_case_for_each_answer,
    a_person_is_found_by_an_address_in_another_case,
    columns_are_tried_in_the_order_given,
    what_is_there_is_filled_and_appended_to_as_asked,
    a_match_is_left_as_it_is_where_only_a_link_is_asked,
    where_only_updates_are_asked_nothing_is_created,
    several_matches_are_refused_or_the_newest_is_taken,
    several_matches_end_as_a_dead_letter_that_names_them,
    older_answers_never_overwrite_newer_ones,
    a_repeat_after_a_lost_answer_makes_nothing_twice,
    rows_are_there_together_where_that_is_promised,
    a_value_that_does_not_fit_names_its_column,
    a_required_value_that_is_missing_names_its_column,
    a_preview_writes_nothing,
}

/// A person, found by the address.
fn person(crm: &dyn Crm, key: &str, name: &str, email: &str) -> WriteRequest {
    let names = crm.names();
    let mut values = json!({names.name: name, names.email: email});
    if let Some((column, value)) = names.needs {
        values[column] = value.into();
    }
    WriteRequest {
        find: by(&[names.email]),
        ..rows(names.person, &[(key, values)])
    }
}

/// A new case.
fn case(crm: &dyn Crm, key: &str, title: &str, note: &str) -> WriteRequest {
    let names = crm.names();
    let values = json!({names.title: title, names.note: note});
    rows(names.case, &[(key, values)])
}

async fn deliver(connector: &dyn Connector, request: &WriteRequest) -> Written {
    connector
        .deliver(request, &Transcript::default())
        .await
        .unwrap()
}

async fn refused(connector: &dyn Connector, request: &WriteRequest) -> (Option<String>, String) {
    match connector.deliver(request, &Transcript::default()).await {
        Err(DeliveryError::GiveUp { column, reason }) => (column, reason),
        other => panic!("not given up: {other:?}"),
    }
}

/// In the alphabet's order: rows of one delivery have none.
async fn titles(crm: &dyn Crm) -> Vec<String> {
    let cases = crm.cases().await.into_iter();
    let mut titles: Vec<String> = cases.map(|case| case.title).collect();
    titles.sort();
    titles
}

/// Delivers two responses of the same form by a mapping.
async fn submit_two(on: &TestStore, crm: &dyn Crm, targets: Value) {
    let mapping = mapping(targets);
    publish_form(on, &mapping).await;
    demand_short_answers(on).await;
    let answers = |name: &str, email: &str| {
        json!({
            "name": text(name), "email": text(email),
            "parts": {"answer": {"type": "choices", "value": ["a", "b"]}},
        })
    };
    let connectors = Connectors::default().with("crm", crm.connector().await);
    let worker = worker_of(on, connectors);
    for (id, name, email) in [
        ("r1", "Ola", "ola@example.pl"),
        ("r2", "Jan", "jan@example.pl"),
    ] {
        submit(on, &mapping, &[submission(on, id, answers(name, email))]).await;
        worker.drain().await.unwrap();
    }
    let all = deliveries(on).await;
    assert!(
        all.iter().all(|one| one.status == DeliveryStatus::Done),
        "{all:?}"
    );
}

/// Every name and address is there, and none is longer than the shortest columns take.
async fn demand_short_answers(on: &TestStore) {
    let mut content = serde_json::to_value(content()).unwrap();
    for question in content["questions"].as_array_mut().unwrap() {
        if question["id"] == "name" || question["id"] == "email" {
            question["max_length"] = 50.into();
            question["required"] = true.into();
        }
    }
    let update = sqlx::query("UPDATE form_version SET content = $1");
    update
        .bind(content.to_string())
        .execute(&on.pool)
        .await
        .unwrap();
}

fn person_target(names: &Names) -> Value {
    let mut columns = json!({names.name: {"answer": "name"}, names.email: {"answer": "email"}});
    if let Some((column, value)) = names.needs {
        columns[column] = json!({"constant": value});
    }
    json!({
        "id": "person", "connector": "crm", "table": names.person, "find": {"by": [names.email]},
        "columns": columns,
    })
}

async fn a_lead_becomes_a_person_with_a_case(on: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let case = json!({
        "id": "case", "connector": "crm", "table": names.case,
        "columns": {
            names.title: {"constant": "Visit"}, names.note: {"answer": "parts"},
            names.of: {"record": "person"},
        },
    });
    submit_two(on, crm, json!([person_target(&names), case])).await;
    assert_eq!(crm.people().await, ["Ola", "Jan"]);
    let cases = crm.cases().await;
    assert!(
        cases
            .iter()
            .all(|case| case.title == "Visit" && case.note.contains("Alpha")),
        "{cases:?}"
    );
    let of: Vec<&str> = cases.iter().map(|case| case.of.as_str()).collect();
    assert_eq!(of, ["Ola", "Jan"]);
}

async fn a_survey_becomes_a_case_for_each_answer(on: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let answers = json!({
        "id": "answers", "connector": "crm", "table": names.case, "rows": "per_question",
        "columns": {
            names.title: {"row": "question"}, names.note: {"row": "text"},
            names.of: {"record": "person"},
        },
    });
    submit_two(on, crm, json!([person_target(&names), answers])).await;
    let cases = crm.cases().await;
    let mut told: Vec<(&str, &str)> = cases
        .iter()
        .map(|case| (case.of.as_str(), case.title.as_str()))
        .collect();
    told.sort_unstable();
    let of = |name| [(name, "email"), (name, "name"), (name, "parts")];
    assert_eq!(told, [of("Jan"), of("Ola")].concat());
    let address = Case {
        title: "email".into(),
        note: "ola@example.pl".into(),
        of: "Ola".into(),
    };
    assert!(cases.contains(&address), "{cases:?}");
}

async fn a_person_is_found_by_an_address_in_another_case(_: &TestStore, crm: &dyn Crm) {
    let connector = crm.connector().await;
    let first = deliver(&*connector, &person(crm, "1", "Ola", "Ola_N@example.pl")).await;
    assert_eq!(first.records[0].outcome, Outcome::Created);
    // An underscore stands for itself alone.
    deliver(&*connector, &person(crm, "2", "Jan", "olaxn@example.pl")).await;
    let again = person(crm, "3", "Ola Nowak", "ola_n@EXAMPLE.pl");
    let again = deliver(&*connector, &again).await;
    assert_eq!(again.records[0].outcome, Outcome::Updated);
    assert_eq!(again.records[0].id, first.records[0].id);
    assert_eq!(crm.people().await, ["Ola Nowak", "Jan"]);
}

async fn columns_are_tried_in_the_order_given(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let with_phone = |key: &str, name: &str, email: &str, phone: &str| {
        let mut request = person(crm, key, name, email);
        let values = &mut request.rows[0].values;
        values.insert(names.phone.into(), json!(phone).into());
        request
    };
    let phones = ["+48601234561", "+48601234562"];
    let mut ids = Vec::new();
    for (key, name, email, phone) in [
        ("1", "Ola", "ola@example.pl", phones[0]),
        ("2", "Jan", "jan@example.pl", phones[1]),
    ] {
        let written = deliver(&*connector, &with_phone(key, name, email, phone)).await;
        ids.push(written.records[0].id.clone());
    }
    let found = async |key: &str, columns: &[&str], email: &str, phone: &str| {
        let mut request = with_phone(key, "Somebody", email, phone);
        request.find = by(columns);
        request.find.as_mut().unwrap().on_match = OnMatch::Link;
        deliver(&*connector, &request).await.records.remove(0).id
    };
    let (email, phone) = (names.email, names.phone);
    let address = "jan@example.pl";
    assert_eq!(
        found("3", &[email, phone], address, phones[0]).await,
        ids[1]
    );
    assert_eq!(
        found("4", &[phone, email], address, phones[0]).await,
        ids[0]
    );
    // What the first column does not find, the second does.
    let unknown = "nobody@example.pl";
    assert_eq!(
        found("5", &[email, phone], unknown, phones[0]).await,
        ids[0]
    );
    assert_eq!(crm.people().await, ["Ola", "Jan"]);
}

async fn what_is_there_is_filled_and_appended_to_as_asked(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    deliver(
        &*connector,
        &rows(names.case, &[("1", json!({names.title: "Visit"}))]),
    )
    .await;
    let note = async |key: &str, mode: Mode, on_match: OnMatch, note: &str| {
        let mut request = case(crm, key, "Visit", note);
        request.find = by(&[names.title]);
        request.find.as_mut().unwrap().on_match = on_match;
        let value = note.into();
        request.rows[0]
            .values
            .insert(names.note.into(), Cell { value, mode });
        deliver(&*connector, &request).await;
        crm.cases().await.remove(0).note
    };
    assert_eq!(
        note("2", Mode::OnlyIfEmpty, OnMatch::Update, "one").await,
        "one"
    );
    assert_eq!(
        note("3", Mode::OnlyIfEmpty, OnMatch::Update, "two").await,
        "one"
    );
    assert_eq!(
        note("4", Mode::default(), OnMatch::FillEmpty, "two").await,
        "one"
    );
    assert_eq!(
        note("5", Mode::Append, OnMatch::Update, "a < b & c").await,
        "one\na < b & c"
    );
    assert_eq!(
        note("6", Mode::Append, OnMatch::Update, "one").await,
        "one\na < b & c"
    );
    assert_eq!(
        note("7", Mode::default(), OnMatch::Update, "new").await,
        "new"
    );
    assert_eq!(titles(crm).await, ["Visit"]);
}

async fn a_match_is_left_as_it_is_where_only_a_link_is_asked(_: &TestStore, crm: &dyn Crm) {
    let connector = crm.connector().await;
    let first = deliver(&*connector, &person(crm, "1", "Ola", "ola@example.pl")).await;
    let mut link = person(crm, "2", "Somebody", "ola@example.pl");
    link.find.as_mut().unwrap().on_match = OnMatch::Link;
    let found = deliver(&*connector, &link).await;
    assert_eq!(found.records[0].outcome, Outcome::Found);
    assert_eq!(found.records[0].id, first.records[0].id);
    assert_eq!(crm.people().await, ["Ola"]);
}

async fn where_only_updates_are_asked_nothing_is_created(_: &TestStore, crm: &dyn Crm) {
    let connector = crm.connector().await;
    let mut update = person(crm, "1", "Ola", "ola@example.pl");
    update.find.as_mut().unwrap().on_none = OnNone::Skip;
    assert_eq!(deliver(&*connector, &update).await, Written::default());
    assert!(crm.people().await.is_empty());
    deliver(&*connector, &person(crm, "2", "O.", "ola@example.pl")).await;
    update.answered_at_ms += 1;
    assert_eq!(
        deliver(&*connector, &update).await.records[0].outcome,
        Outcome::Updated
    );
    assert_eq!(crm.people().await, ["Ola"]);
}

async fn several_matches_are_refused_or_the_newest_is_taken(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let mut ids = Vec::new();
    for key in ["1", "2"] {
        let written = deliver(&*connector, &case(crm, key, "Visit", "old")).await;
        ids.push(written.records[0].id.clone());
    }
    let mut update = case(crm, "3", "Visit", "new");
    update.find = by(&[names.title]);
    let (column, reason) = refused(&*connector, &update).await;
    assert_eq!(column.as_deref(), Some(names.title));
    assert!(
        ids.iter().all(|id| reason.contains(id.as_str())),
        "{reason}"
    );
    update.find.as_mut().unwrap().on_several = OnSeveral::Newest;
    let updated = deliver(&*connector, &update).await;
    assert_eq!(updated.records[0].id, ids[1]);
    let notes: Vec<String> = crm
        .cases()
        .await
        .into_iter()
        .map(|case| case.note)
        .collect();
    assert_eq!(notes, ["old", "new"]);
}

async fn several_matches_end_as_a_dead_letter_that_names_them(on: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let mut ids = Vec::new();
    for key in ["1", "2"] {
        let written = deliver(&*connector, &case(crm, key, "Visit", "old")).await;
        ids.push(written.records[0].id.clone());
    }
    let mapping = mapping(json!([{
        "id": "case", "connector": "crm", "table": names.case,
        "find": {"by": [names.title]},
        "columns": {names.title: {"constant": "Visit"}, names.note: {"answer": "parts"}},
    }]));
    publish_form(on, &mapping).await;
    let answers = json!({"parts": {"answer": {"type": "choices", "value": ["a"]}}});
    submit(on, &mapping, &[submission(on, "r1", answers)]).await;
    let connectors = Connectors::default().with("crm", crm.connector().await);
    worker_of(on, connectors).drain().await.unwrap();
    let dead = deliveries(on).await.remove(0);
    assert_eq!(dead.status, DeliveryStatus::Dead);
    assert_eq!(dead.error_column.as_deref(), Some(names.title));
    let error = dead.last_error.unwrap_or_default();
    assert!(ids.iter().all(|id| error.contains(id)), "{error}");
    let notes = crm.cases().await;
    assert!(notes.iter().all(|case| case.note == "old"), "{notes:?}");
}

async fn older_answers_never_overwrite_newer_ones(_: &TestStore, crm: &dyn Crm) {
    let connector = crm.connector().await;
    for (key, name, at_ms) in [
        ("1", "Ola", 1_000),
        ("3", "Ola Nowak", 3_000),
        ("2", "O. N.", 2_000),
    ] {
        let mut request = person(crm, key, name, "ola@example.pl");
        request.answered_at_ms = at_ms;
        deliver(&*connector, &request).await;
    }
    assert_eq!(crm.people().await, ["Ola Nowak"]);
}

async fn a_repeat_after_a_lost_answer_makes_nothing_twice(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    assert_eq!(connector.guarantee(), Guarantee::ExactlyOnce);
    let row = |title: &str| json!({names.title: title, names.note: "note"});
    let requests = [
        person(crm, "p", "Ola", "ola@example.pl"),
        case(crm, "1", "Visit", "note"),
        rows(names.case, &[("2", row("one")), ("3", row("two"))]),
    ];
    for mut request in requests {
        if crm.loses_next_answer() {
            let lost = connector.deliver(&request, &Transcript::default()).await;
            let is_repeated = matches!(
                lost,
                Err(DeliveryError::Retry { .. } | DeliveryError::Lost { .. })
            );
            assert!(is_repeated, "{lost:?}");
        } else {
            deliver(&*connector, &request).await;
        }
        request.is_repeat = true;
        let repeated = deliver(&*connector, &request).await;
        assert_eq!(deliver(&*connector, &request).await, repeated);
        assert_eq!(repeated.records.len(), request.rows.len());
    }
    assert_eq!(crm.people().await, ["Ola"]);
    assert_eq!(titles(crm).await, ["Visit", "one", "two"]);
}

async fn rows_are_there_together_where_that_is_promised(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let row = |title: &str, of: &Value| match of {
        Value::Null => json!({names.title: title}),
        of => json!({names.title: title, names.of: of}),
    };
    let ola = deliver(&*connector, &person(crm, "p", "Ola", "ola@example.pl")).await;
    let ola = Value::from(ola.records[0].id.as_str());
    let three = [
        ("1", row("one", &ola)),
        ("2", row("two", &Value::Null)),
        ("3", row("three", &ola)),
    ];
    let written = deliver(&*connector, &rows(names.case, &three)).await;
    assert_eq!(written.records.len(), 3);
    assert_eq!(titles(crm).await, ["one", "three", "two"]);
    if crm.writes_all_or_none() {
        let (column, value) = crm.refuses();
        let mut wrong = row("five", &ola);
        wrong[column] = value;
        let faulty = [
            ("4", row("four", &ola)),
            ("5", wrong),
            ("6", row("six", &ola)),
        ];
        refused(&*connector, &rows(names.case, &faulty)).await;
        assert_eq!(titles(crm).await, ["one", "three", "two"]);
    }
}

async fn a_value_that_does_not_fit_names_its_column(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let mut wrong = case(crm, "1", "Visit", "note");
    wrong.rows[0]
        .values
        .insert(names.note.into(), json!(5).into());
    assert_eq!(
        refused(&*connector, &wrong).await.0.as_deref(),
        Some(names.note)
    );
    let mut unknown = case(crm, "2", "Visit", "secret note");
    unknown.rows[0]
        .values
        .insert("no_such".into(), json!("secret").into());
    let (column, reason) = refused(&*connector, &unknown).await;
    assert_eq!(column.as_deref(), Some("no_such"));
    assert!(!reason.contains("secret"), "{reason}");
    let missing = rows(names.person, &[("3", json!({names.email: 7}))]);
    assert!(refused(&*connector, &missing).await.0.is_some());
    assert!(crm.cases().await.is_empty() && crm.people().await.is_empty());
}

async fn a_required_value_that_is_missing_names_its_column(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let untitled = rows(names.case, &[("1", json!({names.note: "note"}))]);
    if crm.demands_title() {
        let (column, _) = refused(&*connector, &untitled).await;
        assert_eq!(column.as_deref(), Some(names.title));
        assert!(crm.cases().await.is_empty());
    } else {
        deliver(&*connector, &untitled).await;
        assert_eq!(crm.cases().await.len(), 1);
    }
}

async fn a_preview_writes_nothing(_: &TestStore, crm: &dyn Crm) {
    let names = crm.names();
    let connector = crm.connector().await;
    let preview = connector
        .preview(&person(crm, "1", "Ola", "ola@example.pl"))
        .await
        .unwrap();
    assert_eq!(preview.records[0].outcome, Outcome::Created);
    assert_eq!(preview.records[0].writes[names.name], "Ola");
    assert!(crm.people().await.is_empty());
    deliver(&*connector, &person(crm, "1", "Ola", "ola@example.pl")).await;
    let next = person(crm, "2", "Ola Nowak", "ola@example.pl");
    let preview = connector.preview(&next).await.unwrap();
    assert_eq!(preview.records[0].outcome, Outcome::Updated);
    assert_eq!(preview.records[0].before[names.name], "Ola");
    assert_eq!(preview.records[0].writes[names.name], "Ola Nowak");
    assert_eq!(crm.people().await, ["Ola"]);
}
