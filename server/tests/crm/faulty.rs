//! A CRM that fails as told.

use crate::flow::{embedded, worker_of};
use crate::support::TestStore;
use futures::future::BoxFuture;
use sonda_server::crm::{
    Connector, Connectors, DeliveryError, Embedded, Finding, Guarantee, Preview, Table, Transcript,
    WriteRequest, Written,
};
use sonda_server::delivery::Worker;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// The embedded CRM behind faults: each call takes the next; after them it works.
struct Faulty {
    crm: Embedded,
    faults: Mutex<VecDeque<Fault>>,
}

pub(crate) enum Fault {
    /// Fails before anything is written.
    Before(DeliveryError),
    /// Writes, then loses the answer.
    AfterCommit,
    /// Writes, then panics.
    Panic,
}

impl Connector for Faulty {
    fn guarantee(&self) -> Guarantee {
        self.crm.guarantee()
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        self.crm.tables()
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async move {
            let fault = self.faults.lock().unwrap().pop_front();
            match fault {
                Some(Fault::Before(error)) => Err(error),
                Some(Fault::AfterCommit) => {
                    self.crm.deliver(request, transcript).await?;
                    Err(DeliveryError::retry("connection reset"))
                }
                Some(Fault::Panic) => {
                    self.crm.deliver(request, transcript).await?;
                    panic!("as told")
                }
                None => self.crm.deliver(request, transcript).await,
            }
        })
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        self.crm.preview(request)
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        self.crm.test()
    }
}

pub(crate) fn faulty_worker(on: &TestStore, faults: impl IntoIterator<Item = Fault>) -> Worker {
    let faults = Mutex::new(faults.into_iter().collect());
    let connector = Arc::new(Faulty {
        crm: embedded(on),
        faults,
    });
    worker_of(on, Connectors::default().with("embedded", connector))
}
