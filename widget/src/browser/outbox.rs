//! The submissions that wait in this browser: every one passes through here, and leaves when the server has spoken.
//!
//! There is one outbox in a page, whatever the number of its forms. An entry is written before its first
//! request, so that a page closed in the middle resends it when next opened; its key makes that the same submission.

use super::page::now_ms;
use super::post::post;
use super::session::Session;
use super::storage;
use crate::reply::Outcome;
use crate::submission::Pending;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;
use web_sys::window;

const PREFIX: &str = "sonda:outbox:";
/// What nobody came back for is forgotten: it holds personal data.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;
const FIRST_WAIT_MS: u32 = 5_000;
const LONGEST_WAIT_MS: u32 = 60_000;

thread_local! {
    static OUTBOX: Outbox = Outbox::open();
}

struct Outbox {
    /// What waits, oldest first: all of it in memory, for the browser may keep nothing.
    waiting: RefCell<Vec<Pending>>,
    /// The keys of the requests under way.
    under_way: RefCell<Vec<String>>,
    forms: RefCell<Vec<Weak<Session>>>,
    next_wait_ms: Cell<u32>,
    will_flush: Cell<bool>,
    _online: Option<EventListener>,
}

impl Outbox {
    fn open() -> Self {
        let oldest_ms = now_ms() - KEPT_MS;
        let mut waiting = Vec::new();
        if let Some(storage) = storage::local() {
            for (name, json) in storage::all(&storage, PREFIX) {
                match Pending::of_json(&json) {
                    Some(pending) if pending.at_ms > oldest_ms => {
                        let after = |one: &Pending| one.at_ms > pending.at_ms;
                        let place = waiting.iter().position(after);
                        waiting.insert(place.unwrap_or(waiting.len()), pending);
                    }
                    _ => drop(storage.remove_item(&name)),
                }
            }
        }
        let online = window().map(|window| EventListener::new(&window, "online", |_| resend()));
        Self {
            waiting: RefCell::new(waiting),
            under_way: RefCell::default(),
            forms: RefCell::default(),
            next_wait_ms: Cell::new(FIRST_WAIT_MS),
            will_flush: Cell::new(false),
            _online: online,
        }
    }

    fn remove(&self, key: &str) {
        self.waiting.borrow_mut().retain(|one| one.key != key);
        if let Some(storage) = storage::local() {
            let _ = storage.remove_item(&[PREFIX, key].concat());
        }
    }

    /// The forms of this page that wait for that submission.
    fn forms_of(&self, key: &str) -> Vec<Rc<Session>> {
        let mut forms = self.forms.borrow_mut();
        forms.retain(|form| form.strong_count() > 0);
        let forms = forms.iter().filter_map(Weak::upgrade);
        forms.filter(|form| form.waits_for(key)).collect()
    }

    fn flush_later(&self) {
        if self.will_flush.replace(true) {
            return;
        }
        let wait = self.next_wait_ms.get();
        self.next_wait_ms.set((wait * 2).min(LONGEST_WAIT_MS));
        Timeout::new(wait, flush).forget();
    }
}

/// Lets a form know what becomes of its submissions; answers the one that already waits, if any.
pub(crate) fn join(form: &Rc<Session>, draft: &str) -> Option<Pending> {
    OUTBOX.with(|outbox| {
        outbox.forms.borrow_mut().push(Rc::downgrade(form));
        let waiting = outbox.waiting.borrow();
        waiting.iter().rev().find(|one| one.draft == draft).cloned()
    })
}

/// Whether a submission of that form or link waits.
pub(crate) fn holds(draft: &str) -> bool {
    OUTBOX.with(|outbox| outbox.waiting.borrow().iter().any(|one| one.draft == draft))
}

/// Takes a submission, and sends it; says whether the browser keeps it beyond this page.
pub(crate) fn send(pending: Pending) -> bool {
    let kept = OUTBOX.with(|outbox| {
        outbox.waiting.borrow_mut().push(pending.clone());
        storage::local().is_some_and(|storage| {
            storage
                .set_item(&[PREFIX, &pending.key].concat(), &pending.to_json())
                .is_ok()
        })
    });
    spawn_local(async move { attempt(pending, true).await });
    kept
}

/// Sends all that waits, now: a page was opened, or there is a connection again.
pub(crate) fn resend() {
    OUTBOX.with(|outbox| outbox.next_wait_ms.set(FIRST_WAIT_MS));
    flush();
}

fn flush() {
    let waiting = OUTBOX.with(|outbox| {
        outbox.will_flush.set(false);
        outbox.waiting.borrow().clone()
    });
    spawn_local(async move {
        for pending in waiting {
            attempt(pending, false).await;
        }
    });
}

async fn attempt(pending: Pending, first: bool) {
    let key = pending.key.clone();
    let begun = OUTBOX.with(|outbox| {
        let mut under_way = outbox.under_way.borrow_mut();
        let begun = !under_way.contains(&key);
        if begun {
            under_way.push(key.clone());
        }
        begun
    });
    if !begun {
        return;
    }
    let form = OUTBOX.with(|outbox| outbox.forms_of(&key).pop());
    let outcome = post(&pending, form.as_ref().map(|form| &form.root)).await;
    let forms = OUTBOX.with(|outbox| {
        outbox.under_way.borrow_mut().retain(|one| *one != key);
        let forms = outbox.forms_of(&key);
        // Too many at once says nothing about one that waits already.
        let unsettled = outcome == Outcome::Unknown || (outcome == Outcome::RateLimited && !first);
        if unsettled {
            outbox.flush_later();
        // Refused, and nobody here to be told: it stays until its form is opened.
        } else if matches!(outcome, Outcome::Sent { .. }) || !forms.is_empty() {
            outbox.remove(&key);
        }
        if unsettled && !first {
            Vec::new()
        } else {
            forms
        }
    });
    for form in forms {
        form.settle(outcome.clone());
    }
}
