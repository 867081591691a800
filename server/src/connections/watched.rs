//! The connectors of connections as deliveries meet them: one that is disabled takes nothing, one that wants no more
//! is disabled, one that cannot be built holds up nobody else.

use crate::clock::SharedClock;
use crate::crm::{
    Connector, DeliveryError, ExpectedRecords, Finding, Guarantee, Preview, PublishedForm, Table,
    Transcript, WriteRequest, Written,
};
use crate::store::{Store, StoredConnection};
use futures::future::BoxFuture;
use std::collections::HashSet;
use std::sync::Arc;

/// A connector that could be built.
pub(super) struct Watched {
    pub(super) inner: Arc<dyn Connector>,
    pub(super) connection: Arc<StoredConnection>,
    pub(super) store: Store,
    pub(super) clock: SharedClock,
}

impl Watched {
    async fn deliver_unless_disabled(
        &self,
        request: &WriteRequest,
        transcript: &Transcript,
    ) -> Result<Written, DeliveryError> {
        let closed = |reason: &str| {
            let name = &self.connection.name;
            DeliveryError::give_up(format!("the connection `{name}` is disabled: {reason}"))
        };
        if let Some(reason) = &self.connection.disabled_reason {
            return Err(closed(reason));
        }
        match self.inner.deliver(request, transcript).await {
            Err(DeliveryError::Disabled { reason }) => {
                self.disable(&reason).await;
                Err(closed(&reason))
            }
            result => result,
        }
    }

    async fn disable(&self, reason: &str) {
        let StoredConnection { name, revision, .. } = &*self.connection;
        let now_ms = self.clock.now_ms();
        let disabled = self
            .store
            .disable_connection(name, *revision, reason, now_ms)
            .await;
        match disabled {
            Ok(true) => {
                tracing::warn!(connection.name = %name, connection.reason = reason, "a connection was disabled");
            }
            // Somebody else did, or has changed it meanwhile.
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(connection.name = %name, error.cause = %error, "a connection could not be disabled");
            }
        }
    }
}

impl Connector for Watched {
    fn guarantee(&self) -> Guarantee {
        self.inner.guarantee()
    }

    fn guarantee_text(&self) -> String {
        self.inner.guarantee_text()
    }

    fn at_once(&self) -> usize {
        self.inner.at_once()
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        self.inner.tables()
    }

    fn read_tables<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Vec<Table>, DeliveryError>> {
        self.inner.read_tables(transcript)
    }

    fn publish<'a>(
        &'a self,
        form: &'a PublishedForm<'a>,
        points_to: &'a HashSet<&'a str>,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<(), DeliveryError>> {
        match self.connection.disabled_reason {
            // The delivery itself is told so.
            Some(_) => Box::pin(async { Ok(()) }),
            None => self.inner.publish(form, points_to, transcript),
        }
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(self.deliver_unless_disabled(request, transcript))
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        self.inner.preview(request)
    }

    fn preview_after<'a>(
        &'a self,
        request: &'a WriteRequest,
        expected: &'a ExpectedRecords,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        self.inner.preview_after(request, expected)
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        self.inner.test()
    }
}

/// In the place of a connector that could not be built: what is to be delivered waits until it can.
pub(super) struct Unusable {
    pub(super) tables: Arc<[Table]>,
    pub(super) problem: String,
}

impl Unusable {
    fn error(&self) -> DeliveryError {
        DeliveryError::retry(self.problem.clone())
    }
}

impl Connector for Unusable {
    fn guarantee(&self) -> Guarantee {
        Guarantee::AtLeastOnce
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn read_tables<'a>(
        &'a self,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Vec<Table>, DeliveryError>> {
        Box::pin(async { Err(self.error()) })
    }

    fn deliver<'a>(
        &'a self,
        _: &'a WriteRequest,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async { Err(self.error()) })
    }

    fn preview<'a>(&'a self, _: &'a WriteRequest) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { Err(self.error()) })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(async {
            vec![Finding {
                ok: false,
                text: format!("Nothing was tried: {}.", self.problem),
            }]
        })
    }
}
