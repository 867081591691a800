//! What a preview tells, and leaves as it is.

use super::{by_id, connector, deliver, find, given, turns, turns_kept};
use crate::small_crm::{SOURCE, SmallCrm};
use crate::support::{START_MS, TestStore};
use serde_json::json;
use sonda_server::crm::remote::{SourceKey, Turns};
use sonda_server::crm::{Connector, ExpectedRecords, Outcome};
use sonda_server::mapping::{Find, OnMatch};
use std::time::Duration;

on_both_engines!(
    a_preview_writes_nothing_and_takes_no_turn,
    async |on: &TestStore| {
        let crm = by_id();
        crm.add(json!({"email": "ola@example.pl", "name": "Old"}));
        let crm_of = connector(on, &crm);
        let matching = given(0, find(), json!({"email": "ola@example.pl", "name": "New"}));
        let preview = crm_of.preview(&matching).await.unwrap();
        assert_eq!(
            json!(preview),
            json!({
                "records": [{
                    "outcome": "updated", "id": "c1",
                    "before": {"email": "ola@example.pl", "name": "Old"}, "writes": {"name": "New"},
                }],
                "requests": ["PATCH contact"],
            })
        );
        let new = given(0, find(), json!({"email": "ula@example.pl"}));
        let preview = crm_of.preview(&new).await.unwrap();
        assert_eq!(preview.records[0].outcome, Outcome::Created);
        assert_eq!(preview.requests, ["POST contact"]);

        // A record that an earlier target would create cannot be looked for.
        let by_its_id = Find {
            by: vec!["id".into()],
            on_match: OnMatch::FillEmpty,
            ..find()
        };
        let mut later = given(
            0,
            by_its_id,
            json!({"email": "ela@example.pl", "name": "New"}),
        );
        later.rows[0].existing = Some("new".into());
        assert!(crm_of.preview(&later).await.is_err());
        let there = json!({"email": "ula@example.pl"})
            .as_object()
            .unwrap()
            .clone();
        let key = ("contact".to_owned(), "new".to_owned());
        let expected = ExpectedRecords::from([(key, there)]);
        let preview = crm_of.preview_after(&later, &expected).await.unwrap();
        assert_eq!(
            json!(preview.records),
            json!([{"outcome": "updated", "id": "new", "before": {"email": "ula@example.pl"}, "writes": {"name": "New"}}])
        );
        assert_eq!((crm.writes(), turns_kept(on).await), (0, (0, 0)));
        assert_eq!(crm.values()[0]["name"], "Old");
    }
);

on_both_engines!(
    a_preview_of_older_answers_overwrites_nothing_either,
    async |on: &TestStore| {
        let crm = by_id();
        let crm_of = connector(on, &crm);
        let newer = json!({"email": "ola@example.pl", "name": "Newer"});
        deliver(&crm_of, &given(9, find(), newer)).await.unwrap();
        let kept = turns_kept(on).await;
        let older = json!({"email": "ola@example.pl", "phone": "+48601", "name": "Older", "notes": "Fills"});
        let older = given(5, find(), older);
        let preview = crm_of.preview(&older).await.unwrap();
        let fills = json!({"phone": "+48601", "notes": "Fills"});
        assert_eq!(json!(preview.records[0].writes), fills);
        assert_eq!(turns_kept(on).await, kept, "it took no turn");
        deliver(&crm_of, &older).await.unwrap();
        assert_eq!(crm.values()[0]["name"], "Newer", "as the delivery did");
        let newest = json!({"email": "ola@example.pl", "name": "Newest"});
        let preview = crm_of.preview(&given(10, find(), newest)).await.unwrap();
        assert_eq!(json!(preview.records[0].writes), json!({"name": "Newest"}));
    }
);

on_both_engines!(
    a_preview_knows_what_is_just_being_written,
    async |on: &TestStore| {
        let turns = turns(on, Duration::ZERO);
        let keys = ["a".to_owned(), "b".to_owned()];
        let newest = async || turns.known(&keys).await.unwrap().newest_at_ms;
        let remembered = Some(START_MS - 180 * 24 * 3_600 * 1_000);
        assert_eq!(newest().await, remembered);
        let taken = turns.take(vec!["a".into()], START_MS + 5).await.unwrap();
        assert_eq!(newest().await, Some(START_MS + 5));
        turns
            .give_back(taken.into_iter().map(|turn| (turn, None)).collect())
            .await;
        assert_eq!(newest().await, remembered);
    }
);

on_both_engines!(
    a_preview_of_what_was_delivered_finds_it,
    async |on: &TestStore| {
        for source in [SourceKey::Id, SourceKey::Column(SOURCE.into())] {
            let crm = SmallCrm::new(source.clone());
            let crm_of = connector(on, &crm);
            let mut request = given(0, None, json!({"name": "Ola"}));
            let id = deliver(&crm_of, &request).await.unwrap().records[0]
                .id
                .clone();
            request.is_repeat = true;
            let preview = crm_of.preview(&request).await.unwrap();
            assert_eq!(
                json!(preview.records),
                json!([{"outcome": "found", "id": id, "before": {}, "writes": {}}]),
                "{source:?}"
            );
            assert_eq!(preview.requests, [""; 0]);
        }
    }
);
