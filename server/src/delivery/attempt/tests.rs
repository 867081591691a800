//! How long an attempt waits, and for what.

use super::*;
use crate::crm::{Finding, Guarantee, Preview, Table};
use futures::future::{BoxFuture, pending};
use std::sync::Arc;

/// A CRM that takes its time to publish or to deliver.
struct Slow {
    publishes: bool,
    delivers: bool,
}

/// Never, or later than any time-out without patience.
async fn comes(it_comes: bool) {
    for _ in 0..2 {
        let _ = timeout(Duration::ZERO, pending::<()>()).await;
    }
    if !it_comes {
        pending::<()>().await;
    }
}

impl Connector for Slow {
    fn guarantee(&self) -> Guarantee {
        Guarantee::AtLeastOnce
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(Vec::new().into()) })
    }

    fn publish<'a>(
        &'a self,
        _: &'a PublishedForm<'a>,
        _: &'a HashSet<&'a str>,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(async {
            comes(self.publishes).await;
            Ok(())
        })
    }

    fn deliver<'a>(
        &'a self,
        _: &'a WriteRequest,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async {
            if !self.delivers {
                pending::<()>().await;
            }
            Ok(Written::default())
        })
    }

    fn preview<'a>(&'a self, _: &'a WriteRequest) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { Ok(Preview::default()) })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(async { Vec::new() })
    }
}

/// What comes of an attempt whose delivery itself has no time, and whether that was cut off.
async fn attempted(crm: Slow, publishing: Duration) -> (Result<Written, DeliveryError>, bool) {
    let content = serde_json::json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "Visit"}, "questions": [],
    });
    let form = PublishedForm {
        id: &"visit".parse().unwrap(),
        version: 1,
        content: &serde_json::from_value(content).unwrap(),
        published_at_ms: 0,
    };
    let request = WriteRequest {
        response: "r".into(),
        form: "visit".into(),
        table: "t".into(),
        find: None,
        answered_at_ms: 0,
        is_repeat: false,
        rows: Vec::new(),
    };
    let mut call = Call {
        transcript: Transcript::default(),
        connector: "crm".into(),
        was_cut_off: false,
    };
    let writing = Writing {
        form: &form,
        points_to: &HashSet::new(),
        request: &request,
    };
    let patience = (publishing, Duration::ZERO);
    let result = writing.ask(&crm, patience, &mut call).await;
    (result, call.was_cut_off)
}

#[tokio::test]
async fn publishing_takes_nothing_of_the_time_of_the_delivery() {
    let crm = Slow {
        publishes: true,
        delivers: true,
    };
    let written = attempted(crm, Duration::MAX).await;
    assert_eq!(written, (Ok(Written::default()), false));
}

#[tokio::test]
async fn only_a_delivery_that_is_cut_off_speaks_of_a_crm_that_is_down() {
    for (publishes, is_down) in [(false, false), (true, true)] {
        let delivers = false;
        let crm = Slow {
            publishes,
            delivers,
        };
        let publishing = match publishes {
            true => Duration::MAX,
            false => Duration::ZERO,
        };
        let (result, was_cut_off) = attempted(crm, publishing).await;
        assert!(
            matches!(result, Err(DeliveryError::Retry { .. })),
            "{result:?}"
        );
        assert_eq!(was_cut_off, is_down);
    }
}
