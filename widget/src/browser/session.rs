//! One form in the page: what was typed is kept, judged, sent, and answered for.

use super::draft::Draft;
use super::{fields, outbox, page};
use crate::reply::Outcome;
use crate::submission::{Pending, body};
use crate::{FormState, Notice, Phase, Props, ShownError};
use gloo::timers::callback::Timeout;
use reactive_graph::prelude::*;
use sonda_domain::Refusal;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use web_sys::Element;

const SAVE_AFTER_MS: u32 = 300;

/// What a form in the page knows beyond what it shows.
pub(crate) struct Session {
    pub(crate) root: Element,
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
    draft: Draft,
    /// The key of the next submission: free until one is stored under it.
    key: RefCell<String>,
    /// The key of the submission under way.
    awaited: RefCell<Option<String>>,
    /// Whether the browser keeps it beyond this page.
    kept: Cell<bool>,
    save: RefCell<Option<Timeout>>,
    close: RefCell<Option<Timeout>>,
    pub(crate) ended: Cell<bool>,
}

impl Session {
    /// Begins with the form as it is in the page, and whatever was typed into it.
    pub(crate) fn begin(root: Element, props: Arc<Props>, state: FormState) -> Rc<Self> {
        let session = Rc::new(Self {
            draft: Draft::of(&props),
            key: RefCell::new(props.key.clone()),
            awaited: RefCell::default(),
            kept: Cell::new(true),
            save: RefCell::default(),
            close: RefCell::default(),
            ended: Cell::new(false),
            root,
            props,
            state,
        });
        session.resume();
        session.close_in_time();
        session
    }

    /// Goes on where the visitor left: with a submission that waits, else with the draft.
    fn resume(self: &Rc<Self>) {
        if let Some(pending) = outbox::join(self, &self.props.draft) {
            fields::fill(&self.root, &pending.entries, false);
            *self.awaited.borrow_mut() = Some(pending.key);
            self.turn(Phase::Told(Notice::Waiting));
        } else if self.props.errors.is_empty() && self.props.notice.is_none() {
            // After a plain post that was refused, the page itself holds the newest answers.
            let typed = fields::is_touched(&self.root);
            if let Some(entries) = self.draft.load() {
                fields::fill(&self.root, &entries, true);
            }
            if typed {
                self.save_later();
            }
        }
        outbox::resend();
    }

    fn close_in_time(self: &Rc<Self>) {
        let wait = self.props.closes_in_ms.map(|ms| i32::try_from(ms.max(0)));
        // Beyond 24 days a browser's timer overflows, and no page stays open.
        let Some(Ok(wait)) = wait else { return };
        let session = Rc::downgrade(self);
        let close = move || {
            if let Some(session) = session.upgrade()
                && session.phase().can_send()
            {
                session.turn(Phase::Told(Notice::Refused(Refusal::Expired)));
            }
        };
        *self.close.borrow_mut() = Some(Timeout::new(wait.unsigned_abs(), close));
    }

    /// Stops: the form leaves the page.
    pub(crate) fn end(&self) {
        self.save_now();
        self.ended.set(true);
        self.close.take();
    }

    pub(crate) fn phase(&self) -> Phase {
        self.state.phase.get_untracked()
    }

    fn turn(&self, phase: Phase) {
        fields::lock(&self.root, phase.is_locked());
        self.state.phase.set(phase);
    }

    /// Says something to those who do not see it appear.
    pub(crate) fn announce(&self, text: &str) {
        if let Ok(Some(live)) = self.root.query_selector(".sonda-live") {
            live.set_text_content(Some(text));
        }
    }

    /// Keeps what is typed in a moment, when the typing pauses.
    pub(crate) fn save_later(self: &Rc<Self>) {
        let session = Rc::downgrade(self);
        let save = move || {
            if let Some(session) = session.upgrade() {
                session.save_now();
            }
        };
        *self.save.borrow_mut() = Some(Timeout::new(SAVE_AFTER_MS, save));
    }

    /// Keeps what is typed and not yet kept.
    pub(crate) fn save_now(&self) {
        if self.save.take().is_some() && self.phase() != Phase::Told(Notice::Sent) {
            self.draft.save(&fields::read(&self.root));
        }
    }

    /// The visitor sends.
    pub(crate) fn submit(&self) {
        if !self.phase().can_send() {
            return;
        }
        let errors = self.all_errors();
        if errors.is_empty() {
            self.turn(Phase::Sending);
            self.announce(self.props.messages.get("sending"));
            self.send();
        } else {
            self.turn_back(errors, true);
        }
    }

    fn send(&self) {
        if self.key.borrow().is_empty() {
            *self.key.borrow_mut() = page::random_key();
        }
        let Props {
            content,
            version,
            locale,
            captcha,
            shown,
            ..
        } = &*self.props;
        let entries = fields::read(&self.root);
        // The address of a personal page is the secret itself.
        let page = if self.props.personal {
            None
        } else {
            page::address()
        };
        let key = self.key.borrow().clone();
        *self.awaited.borrow_mut() = Some(key.clone());
        self.state.errors.set(Vec::new());
        self.state.summary.set(Vec::new());
        self.save_now();
        let kept = outbox::send(Pending {
            key,
            url: self.props.submit_url.clone(),
            body: body(content, *version, locale, &entries, page.as_deref(), shown),
            captcha: captcha.clone(),
            draft: self.props.draft.clone(),
            entries,
            at_ms: page::now_ms(),
        });
        self.kept.set(kept);
    }

    /// Whether that submission is this form's.
    pub(crate) fn waits_for(&self, key: &str) -> bool {
        !self.ended.get() && self.awaited.borrow().as_deref() == Some(key)
    }

    /// The server has spoken about the submission, or could not be reached.
    pub(crate) fn settle(&self, outcome: Outcome) {
        let attended =
            self.phase() == Phase::Sending || self.root.matches(":focus-within").unwrap_or(false);
        if outcome != Outcome::Unknown {
            self.awaited.take();
        }
        self.announce("");
        let notice = match outcome {
            Outcome::Sent => {
                self.draft.forget();
                // Another submission from this page is another one.
                self.key.take();
                Notice::Sent
            }
            Outcome::Invalid(errors) => return self.turn_back(errors, attended),
            // Whether these answers go as well is for the visitor to decide, and for the form's rules.
            Outcome::KeyReused => {
                self.key.take();
                Notice::SentBefore
            }
            Outcome::Refused(refusal) => Notice::Refused(refusal),
            Outcome::RateLimited => Notice::RateLimited,
            Outcome::Captcha => Notice::CaptchaFailed,
            Outcome::Unknown if !self.kept.get() => Notice::WaitingHere,
            Outcome::Unknown => Notice::Waiting,
            Outcome::Failed => Notice::Failed,
        };
        self.turn(Phase::Told(notice));
        if attended {
            self.focus_later(".sonda-notice .sonda-heading".to_owned());
        }
    }

    /// Lets the visitor correct the answers, beginning with the first at fault if they are there to.
    fn turn_back(&self, errors: Vec<ShownError>, attended: bool) {
        let first = errors.first().map(|error| error.field.clone());
        self.turn(Phase::Ready);
        self.state.errors.set(errors.clone());
        self.state.summary.set(errors);
        if let Some(first) = first.filter(|_| attended) {
            fields::focus(&self.root, &first);
        }
    }

    /// Leads to a field.
    pub(crate) fn focus(&self, name: &str) {
        fields::focus(&self.root, name);
    }

    /// The page came back as it was left. Whether a personal link was used meanwhile, the server knows.
    pub(crate) fn returned(&self, as_it_was: bool) {
        if as_it_was && self.props.personal && self.phase().can_send() {
            self.save_now();
            page::reload();
        }
    }

    /// Moves the focus once the view shows what it is moved to.
    fn focus_later(&self, selector: String) {
        let root = self.root.clone();
        Timeout::new(0, move || fields::focus_first(&root, &selector)).forget();
    }
}
