//! What is done again whenever a signal changes that it reads: a subscriber of Leptos' graph.
//!
//! Leptos' own effects each are a task with a channel to wake it, which takes an executor and futures. These wait in
//! one queue, that the browser comes to once the script that changed something has ended.

use crate::browser::soon;
use reactive_graph::graph::{
    AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver,
};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};

type Update = Box<dyn FnMut() + Send>;

thread_local! {
    static WAITING: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
}

/// Something that follows signals. Dropping it ends it.
pub(crate) struct Effect {
    _inner: Arc<Inner>,
}

struct Inner {
    own: Weak<Inner>,
    update: Mutex<Update>,
    sources: Mutex<Vec<AnySource>>,
    waits: AtomicBool,
}

impl Effect {
    /// Does it now, and again after each change.
    pub(crate) fn new(update: Update) -> Self {
        let inner = Arc::new_cyclic(|own| Inner {
            own: Weak::clone(own),
            update: Mutex::new(update),
            sources: Mutex::default(),
            waits: AtomicBool::new(false),
        });
        inner.run();
        Self { _inner: inner }
    }
}

impl Inner {
    fn subscriber(&self) -> AnySubscriber {
        let own: Weak<dyn Subscriber + Send + Sync> = Weak::<Self>::clone(&self.own);
        AnySubscriber(self.own.as_ptr() as usize, own)
    }

    fn run(&self) {
        self.waits.store(false, Ordering::Relaxed);
        let subscriber = self.subscriber();
        self.clear_sources(&subscriber);
        if let Ok(mut update) = self.update.try_lock() {
            subscriber.with_observer(&mut *update);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.clear_sources(&self.subscriber());
    }
}

impl ReactiveNode for Inner {
    fn mark_dirty(&self) {
        if self.waits.swap(true, Ordering::Relaxed) {
            return;
        }
        let first = WAITING.with_borrow_mut(|waiting| {
            waiting.push(Weak::clone(&self.own));
            waiting.len() == 1
        });
        if first {
            soon(flush);
        }
    }

    fn mark_check(&self) {
        self.mark_dirty();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

impl Subscriber for Inner {
    fn add_source(&self, source: AnySource) {
        if let Ok(mut sources) = self.sources.lock()
            && !sources.contains(&source)
        {
            sources.push(source);
        }
    }

    fn clear_sources(&self, subscriber: &AnySubscriber) {
        if let Ok(mut sources) = self.sources.lock() {
            for source in sources.drain(..) {
                source.remove_subscriber(subscriber);
            }
        }
    }
}

/// Comes to all that waits, in the order in which it came to wait.
fn flush() {
    for one in WAITING.take() {
        if let Some(effect) = one.upgrade() {
            effect.run();
        }
    }
}
