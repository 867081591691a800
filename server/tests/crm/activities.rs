//! What happens to records, and the reminders of those to which nothing happens.

use crate::support::{START_MS, TestStore};
use serde_json::{Value, json};
use sonda_server::crm::{
    Connector, Embedded, LONGEST_NOTE, NoteError, RecordWrite, ReminderConfig, Transcript,
    WriteRequest, builtin_tables,
};
use sonda_server::mapping::{Find, OnMatch, OnNone, OnSeveral};
use sonda_server::store::{Activity, ActivityKind};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn crm(on: &TestStore) -> Embedded {
    let reminders = |days| ReminderConfig { days };
    let reminders = [("lead", reminders(7)), ("contact", reminders(30))];
    let reminders = reminders.map(|(table, reminder)| (table.to_owned(), reminder));
    Embedded::new(on.store.clone(), builtin_tables(), on.shared_clock())
        .reminding(BTreeMap::from(reminders))
        .unwrap()
}

fn write(table: &str, response: &str, values: Value) -> WriteRequest {
    let values = values.as_object().unwrap().clone().into_iter();
    WriteRequest {
        response: response.into(),
        form: "visit".into(),
        is_repeat: false,
        table: table.into(),
        find: Some(Find {
            by: vec!["email".into()],
            on_match: OnMatch::Update,
            on_none: OnNone::Create,
            on_several: OnSeveral::Refuse,
        }),
        answered_at_ms: START_MS,
        rows: vec![RecordWrite {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, response.as_bytes()),
            existing: None,
            values: values.map(|(name, value)| (name, value.into())).collect(),
        }],
    }
}

async fn deliver(crm: &Embedded, request: &WriteRequest) -> String {
    let transcript = Transcript::default();
    let mut written = crm.deliver(request, &transcript).await.unwrap();
    written.records.remove(0).id
}

async fn activities(on: &TestStore, table: &str, id: &str) -> Vec<Activity> {
    on.store.activities(table, id, None, 100).await.unwrap()
}

on_both_engines!(
    what_happens_to_a_record_is_kept_once_and_without_values,
    async |on: &TestStore| {
        let crm = crm(on);
        let first = write(
            "contact",
            "r1",
            json!({"email": "ola@b.co", "city": "Gdynia"}),
        );
        let change = write(
            "contact",
            "r2",
            json!({"email": "ola@b.co", "city": "Sopot"}),
        );
        let same = write("contact", "r3", json!({"email": "ola@b.co"}));
        let id = deliver(&crm, &first).await;
        for request in [&first, &change, &change, &same, &same] {
            on.clock.advance_ms(1);
            assert_eq!(deliver(&crm, request).await, id);
        }
        on.clock.advance_ms(1);
        let note = crm.add_note("contact", &id, " Called:\r\nno answer ").await;
        assert_eq!(note.unwrap().note.as_deref(), Some("Called:\nno answer"));
        let all = activities(on, "contact", &id).await;
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.kind, one.response.as_deref(), one.at_ms - START_MS))
            .collect();
        assert_eq!(
            told,
            [
                (ActivityKind::Note, None, 6),
                (ActivityKind::Answered, Some("r3"), 4),
                (ActivityKind::Updated, Some("r2"), 2),
                (ActivityKind::Created, Some("r1"), 0),
            ]
        );
        assert_eq!(all[2].columns, ["city"]);
        assert_eq!(all[3].columns, ["city", "email"]);
        assert_eq!(all[3].form.as_deref(), Some("visit"));
        let rows: Vec<String> = sqlx::query_scalar("SELECT column_names FROM activity")
            .fetch_all(&on.pool)
            .await
            .unwrap();
        assert!(!rows.concat().contains("Gdynia"), "{rows:?}");
        let record = on.store.record("contact", &id).await.unwrap().unwrap();
        assert_eq!(record.active_at_ms, Some(START_MS + 6));
    }
);

on_both_engines!(
    an_activity_is_there_with_its_record_or_not_at_all,
    async |on: &TestStore| {
        let crm = crm(on);
        let mut half = write("lead", "r1", json!({"name": "Ola"}));
        half.find = None;
        let bad = write("lead", "r2", json!({"name": "Jan", "contact": "nobody"}));
        half.rows.extend(bad.rows);
        let transcript = Transcript::default();
        crm.deliver(&half, &transcript).await.unwrap_err();
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM activity")
            .fetch_one(&on.pool)
            .await
            .unwrap();
        assert_eq!(rows, 0);
        let values = json!({"name": "Ola"});
        let hand = crm.create_record("lead", values.as_object().unwrap());
        let all = activities(on, "lead", &hand.await.unwrap()).await;
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].kind, &all[0].response),
            (ActivityKind::Created, &None)
        );
    }
);

on_both_engines!(
    activities_come_newest_first_page_by_page,
    async |on: &TestStore| {
        let crm = crm(on);
        let id = deliver(&crm, &write("lead", "r", json!({"email": "a@b.co"}))).await;
        for note in ["1", "2", "3", "4"] {
            on.clock.advance_ms(1);
            crm.add_note("lead", &id, note).await.unwrap();
        }
        let mut notes = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = on.store.activities("lead", &id, after.as_deref(), 2);
            let page = page.await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            notes.extend(page.into_iter().map(|one| one.note.unwrap_or_default()));
        }
        assert_eq!(notes, ["4", "3", "2", "1", ""]);
    }
);

on_both_engines!(
    a_note_that_cannot_be_kept_is_refused,
    async |on: &TestStore| {
        let crm = crm(on);
        let id = deliver(&crm, &write("lead", "r", json!({"email": "a@b.co"}))).await;
        for text in ["", " \n", "a\u{0}b", &"x".repeat(LONGEST_NOTE + 1)] {
            let refused = crm.add_note("lead", &id, text).await;
            assert!(matches!(refused, Err(NoteError::Unusable)), "{refused:?}");
        }
        for (table, record) in [("lead", "nobody"), ("nothing", &id), ("contact", &id)] {
            let refused = crm.add_note(table, record, "text").await;
            assert!(
                matches!(refused, Err(NoteError::UnknownRecord)),
                "{refused:?}"
            );
        }
        crm.add_note("lead", &id, &"ż".repeat(LONGEST_NOTE))
            .await
            .unwrap();
    }
);

on_both_engines!(
    records_without_activity_are_reminded_of_the_longest_first,
    async |on: &TestStore| {
        let crm = crm(on);
        let email = |n: i64| json!({"email": format!("{n}@b.co")});
        let mut leads = Vec::new();
        for n in 0..5 {
            leads.push(deliver(&crm, &write("lead", &format!("l{n}"), email(n))).await);
            // The last two are of one moment.
            on.clock.advance_ms(if n < 3 { DAY_MS } else { 0 });
        }
        let contact = deliver(&crm, &write("contact", "c", email(9))).await;
        let listed = async || {
            let mut ids = Vec::new();
            let mut after: Option<String> = None;
            loop {
                let page = crm.reminders(after.as_deref(), 2).await.unwrap();
                let Some(last) = page.last() else { break ids };
                after = Some(last.place());
                ids.extend(page.into_iter().map(|one| (one.record, one.days)));
            }
        };
        // It is the fourth day.
        assert_eq!(listed().await, []);
        on.clock.advance_ms(4 * DAY_MS - 1);
        assert_eq!(listed().await, []);
        on.clock.advance_ms(1);
        assert_eq!(listed().await, [(leads[0].clone(), 7)]);
        on.clock.advance_ms(3 * DAY_MS);
        // A note and an answer that changes nothing are activities.
        crm.add_note("lead", &leads[1], "Called").await.unwrap();
        deliver(&crm, &write("lead", "again", email(2))).await;
        let mut same = [leads[3].clone(), leads[4].clone()];
        same.sort();
        let mut all = listed().await;
        all[1..].sort();
        let [third, fourth] = same;
        assert_eq!(all, [(leads[0].clone(), 10), (third, 7), (fourth, 7)]);

        on.clock.advance_ms(23 * DAY_MS);
        let all = listed().await;
        assert_eq!(all.len(), 6, "{all:?}");
        assert_eq!(all.iter().filter(|(id, _)| *id == contact).count(), 1);
        assert_eq!(on.store.count_inactive("lead", START_MS).await.unwrap(), 1);
        for nonsense in ["", "x", "1/lead", "x/lead/y"] {
            assert_eq!(crm.reminders(Some(nonsense), 9).await.unwrap(), []);
        }
    }
);

on_both_engines!(
    reminders_that_make_no_sense_are_named,
    async |on: &TestStore| {
        for (table, days, path) in [
            ("nothing", 1, "/nothing"),
            ("question_response", 1, "/question_response"),
            ("lead", 0, "/lead/days"),
        ] {
            let crm = Embedded::new(on.store.clone(), builtin_tables(), on.shared_clock());
            let reminders = BTreeMap::from([(table.to_owned(), ReminderConfig { days })]);
            let faults = crm.reminding(reminders).err().unwrap();
            assert_eq!(faults[0].path, path);
        }
    }
);
