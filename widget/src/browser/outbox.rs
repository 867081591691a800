//! The submissions that wait in this browser: every one passes through here, and leaves when the server has spoken.
//!
//! There is one outbox in a page, whatever the number of its forms. An entry is written before its first
//! request, so that a page closed in the middle resends it when next opened; its key makes that the same submission.

use super::host::{self, now_ms};
use super::session::Session;
use crate::reply::Outcome;
use crate::submission::Pending;
use gloo::timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::Closure;

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
}

impl Outbox {
    fn open() -> Self {
        let oldest_ms = now_ms() - KEPT_MS;
        let mut waiting = Vec::new();
        for name in host::names_kept(PREFIX) {
            let json = host::kept(true, &name).unwrap_or_default();
            match Pending::of_json(&json) {
                Some(pending) if pending.at_ms > oldest_ms => {
                    let after = |one: &Pending| one.at_ms > pending.at_ms;
                    let place = waiting.iter().position(after);
                    waiting.insert(place.unwrap_or(waiting.len()), pending);
                }
                _ => host::forget(true, &name),
            }
        }
        host::online(Closure::<dyn FnMut()>::new(resend).into_js_value());
        Self {
            waiting: RefCell::new(waiting),
            under_way: RefCell::default(),
            forms: RefCell::default(),
            next_wait_ms: Cell::new(FIRST_WAIT_MS),
            will_flush: Cell::new(false),
        }
    }

    fn remove(&self, key: &str) {
        self.waiting.borrow_mut().retain(|one| one.key != key);
        host::forget(true, &[PREFIX, key].concat());
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
pub(crate) fn send(pending: &Pending) -> bool {
    OUTBOX.with(|outbox| outbox.waiting.borrow_mut().push(pending.clone()));
    let name = [PREFIX, &pending.key].concat();
    let kept = host::keep(true, &name, &pending.to_json());
    attempt(pending, true, Vec::new());
    kept
}

/// Sends all that waits, now: a page was opened, or there is a connection again.
pub(crate) fn resend() {
    OUTBOX.with(|outbox| outbox.next_wait_ms.set(FIRST_WAIT_MS));
    flush();
}

fn flush() {
    let mut waiting = OUTBOX.with(|outbox| {
        outbox.will_flush.set(false);
        outbox.waiting.borrow().clone()
    });
    waiting.reverse();
    attempt_next(waiting);
}

/// Sends one after the other, the last first.
fn attempt_next(mut rest: Vec<Pending>) {
    if let Some(pending) = rest.pop() {
        attempt(&pending, false, rest);
    }
}

/// Sends one, and then the rest.
fn attempt(pending: &Pending, first: bool, rest: Vec<Pending>) {
    let key = pending.key.clone();
    let form = OUTBOX.with(|outbox| {
        let mut under_way = outbox.under_way.borrow_mut();
        if under_way.contains(&key) {
            return Err(());
        }
        under_way.push(key.clone());
        Ok(outbox.forms_of(&key).pop())
    });
    let Ok(form) = form else {
        return attempt_next(rest);
    };
    let answered = move |status: u16, body: String| {
        settle(&key, &Outcome::read(status, &body), first);
        attempt_next(rest);
    };
    host::post(
        &pending.url,
        &pending.key,
        &pending.body,
        &pending.captcha,
        form.as_ref().map(|form| &form.root),
        Closure::once_into_js(answered),
    );
}

/// Does what follows from an attempt.
fn settle(key: &str, outcome: &Outcome, first: bool) {
    let forms = OUTBOX.with(|outbox| {
        outbox.under_way.borrow_mut().retain(|one| one != key);
        let forms = outbox.forms_of(key);
        // Too many at once says nothing about one that waits already.
        let unsettled =
            *outcome == Outcome::Unknown || (*outcome == Outcome::RateLimited && !first);
        if unsettled {
            outbox.flush_later();
        // Refused, and nobody here to be told: it stays until its form is opened.
        } else if matches!(outcome, Outcome::Sent { .. }) || !forms.is_empty() {
            outbox.remove(key);
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
