//! One form in the page: what was typed is kept, judged, sent, and answered for.

use super::draft::Draft;
use super::host::{self, tell};
use super::walk::{place_of, written};
use super::{fields, outbox};
use crate::ids::HONEYPOT;
use crate::reply::Outcome;
use crate::state::{Place, step_at};
use crate::submission::{Context, Pending, body};
use crate::{FormState, Notice, Phase, Props, ShownError};
use gloo::timers::callback::Timeout;
use sonda_domain::{Entries, Kind, Refusal, Source};
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
    /// Whether the page is the form's own, and its history.
    pub(crate) hosted: bool,
    /// What questions began with, as it was last computed.
    pub(crate) begun: RefCell<Entries>,
    /// The places that the browser's Back leads to.
    pub(crate) trail: RefCell<Vec<String>>,
    /// The steps seen before the review, while one of them is changed.
    pub(crate) seen: RefCell<Vec<String>>,
    /// When the place that is shown was entered.
    pub(crate) entered_ms: Cell<i64>,
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
    pub(crate) fn begin(
        root: Element,
        props: Arc<Props>,
        state: FormState,
        hosted: bool,
    ) -> Rc<Self> {
        let session = Rc::new(Self {
            hosted,
            begun: RefCell::default(),
            trail: RefCell::default(),
            seen: RefCell::default(),
            entered_ms: Cell::new(host::now_ms()),
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
        let given = self.entries();
        // What the props did not give is what questions began with.
        for (name, values) in given.iter() {
            if !self.props.entries.knows(name) {
                self.begun.borrow_mut().set(name, values.to_vec());
            }
        }
        let mut entries = (*given).clone();
        let mut place = self.place();
        if let Some(pending) = outbox::join(self, &self.props.draft) {
            *self.awaited.borrow_mut() = Some(pending.key);
            self.take(pending.entries);
            self.turn(Phase::Told(Notice::Waiting));
            self.enter_anew(place);
            outbox::resend();
            return;
        }
        let typed = fields::touched(&self.root);
        // After a plain post the page itself holds the newest answers.
        let fresh = self.props.errors.is_empty()
            && self.props.notice.is_none()
            && self.props.step.is_empty()
            && !self.props.review;
        if let Some((draft, mut places)) = fresh.then(|| self.draft.load()).flatten() {
            overlay(&mut entries, &draft);
            place = place_of(&places.pop().unwrap_or_default());
            place.review &= self.props.content.review;
            *self.seen.borrow_mut() = places;
            self.keep_clicked(&mut entries);
        }
        overlay(&mut entries, &typed);
        if !self.hosted {
            self.read_address(&mut entries);
        }
        if entries != *given || place != self.place() {
            self.take(entries);
            let step = step_at(&self.props.content, &self.course(), &place);
            place.step = step.map_or_else(String::new, |step| step.id);
            self.enter_anew(place);
        }
        if !typed.is_empty() {
            self.save_later();
        }
        outbox::resend();
    }

    /// What a click in an e-mail has just answered is newer than the draft.
    fn keep_clicked(self: &Rc<Self>, entries: &mut Entries) {
        for (name, values) in self.props.entries.iter() {
            if host::clicked(name) {
                entries.set(name, values.to_vec());
                self.save_later();
            }
        }
    }

    /// Shows a place, unless it is shown already: filled fields are enough there, but for groups, whose entries may
    /// be more or fewer now.
    fn enter_anew(self: &Rc<Self>, place: Place) {
        let mut questions = self.props.content.questions();
        if place != self.place() || questions.any(|question| question.kind == Kind::Group) {
            self.enter(place);
        }
    }

    /// Reads what questions that are not asked take from the address of the page around.
    fn read_address(&self, entries: &mut Entries) {
        for question in self.props.content.questions() {
            if let Some(Source::Url(name)) = &question.source
                && let Some(value) = host::parameter(name)
            {
                entries.set(question.id.as_str(), vec![value]);
            }
        }
    }

    /// The page around gives a value under a name. An attribute's has no capitals.
    pub(crate) fn set_hidden(&self, name: &str, value: &str) {
        for question in self.props.content.questions() {
            if matches!(&question.source, Some(Source::Host(own)) if own.eq_ignore_ascii_case(name))
            {
                self.set_unasked(question.id.as_str(), value.to_owned());
            }
        }
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
        host::lock(&self.root, phase.is_locked());
        self.state.phase.set(phase);
    }

    /// Says something to those who do not see it appear.
    pub(crate) fn announce(&self, text: &str) {
        host::announce(&self.root, text);
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
            let entries = (*self.entries()).clone();
            let mut places = self.seen.borrow().clone();
            places.push(written(&self.place()));
            self.draft.save(entries, places);
        }
    }

    /// The visitor sends.
    pub(crate) fn submit(self: &Rc<Self>) {
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
            *self.key.borrow_mut() = host::key();
        }
        let Props {
            content,
            version,
            locale,
            captcha,
            made,
            seed,
            ..
        } = &*self.props;
        let entries = self.entries();
        // The address of a personal page is the secret itself.
        let page = if self.props.personal {
            String::new()
        } else {
            host::address()
        };
        let key = self.key.borrow().clone();
        *self.awaited.borrow_mut() = Some(key.clone());
        self.state.errors.set(Vec::new());
        self.state.summary.set(Vec::new());
        self.save_now();
        let kept = outbox::send(&Pending {
            key,
            url: self.props.submit_url.clone(),
            body: body(
                content,
                *version,
                locale,
                &entries,
                &self.course().shown,
                &Context {
                    page: &page,
                    made,
                    website: &host::value(&self.root, HONEYPOT).concat(),
                    seed: *seed,
                },
            ),
            captcha: captcha.clone(),
            draft: self.props.draft.clone(),
            entries: (*entries).clone(),
            at_ms: host::now_ms(),
        });
        self.kept.set(kept);
    }

    /// Whether that submission is this form's.
    pub(crate) fn waits_for(&self, key: &str) -> bool {
        !self.ended.get() && self.awaited.borrow().as_deref() == Some(key)
    }

    /// The server has spoken about the submission, or could not be reached.
    pub(crate) fn settle(self: &Rc<Self>, outcome: Outcome) {
        let attended =
            self.phase() == Phase::Sending || self.root.matches(":focus-within").unwrap_or(false);
        if outcome != Outcome::Unknown {
            self.awaited.take();
        }
        self.announce("");
        let notice = match outcome {
            Outcome::Sent { response, ending } => {
                self.tell_time("done");
                self.draft.forget();
                self.state.ending.set(ending);
                tell(
                    &self.root,
                    "sonda-submitted",
                    &member("response", &response),
                );
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
            Outcome::Refused(refusal) => {
                let code = member("code", refusal.code());
                tell(&self.root, "sonda-refused", &code);
                Notice::Refused(refusal)
            }
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
    pub(crate) fn turn_back(self: &Rc<Self>, errors: Vec<ShownError>, attended: bool) {
        self.turn(Phase::Ready);
        let (here, moved) = self.go_to_error(&errors);
        let first = here.first().map(|error| error.field.clone());
        self.state.errors.set(errors);
        self.state.summary.set(here);
        match first.filter(|_| attended) {
            Some(first) if moved => self.focus_later(fields::goal(&first)),
            Some(first) => self.focus(&first),
            None => {}
        }
    }

    /// Begins with what a captcha takes time for, once the visitor begins with the form.
    pub(crate) fn prepare(&self) {
        let captcha = &self.props.captcha;
        if !captcha.is_empty() && self.phase().can_send() {
            host::prepare(captcha, &self.root);
        }
    }

    /// Leads to a field.
    pub(crate) fn focus(&self, name: &str) {
        host::focus(&self.root, &fields::goal(name));
    }

    /// The page came back as it was left. Whether a personal link was used meanwhile, the server knows.
    pub(crate) fn returned(&self) {
        if self.props.personal && self.phase().can_send() {
            self.save_now();
            host::reload();
        }
    }

    /// Moves the focus once the view shows what it is moved to.
    pub(crate) fn focus_later(&self, selector: String) {
        let root = self.root.clone();
        Timeout::new(0, move || host::focus(&root, &selector)).forget();
    }

    /// Locks the fields once the view shows them.
    pub(crate) fn lock_later(&self) {
        let root = self.root.clone();
        Timeout::new(0, move || host::lock(&root, true)).forget();
    }

    /// The page is left, perhaps for good.
    pub(crate) fn leave(&self) {
        self.save_now();
        if self.phase().can_send() {
            self.tell_time("abandoned");
        }
    }
}

/// JSON of one member: a name and a text of letters, digits and signs that JSON needs not escape.
fn member(name: &str, text: &str) -> String {
    ["{\"", name, "\":\"", text, "\"}"].concat()
}

/// Puts entries over others.
fn overlay(entries: &mut Entries, over: &Entries) {
    for (name, values) in over.iter() {
        entries.set(name, values.to_vec());
    }
}
