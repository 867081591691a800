//! What every part of a form is built from.

use super::node::{Node, Value};
use crate::{FormState, Props};
use sonda_domain::{Entries, LocalText, Question};
use std::ops::Deref;
use std::sync::Arc;

/// What every part of a form is built from: one pointer, of which each part that lives keeps a copy.
#[derive(Clone)]
pub(crate) struct Context(Arc<Parts>);

/// See [`Context`].
pub(crate) struct Parts {
    pub(crate) props: Arc<Props>,
    pub(crate) state: FormState,
    /// What was given so far, as it was when this part was built: what its fields begin with.
    pub(crate) entries: Arc<Entries>,
}

impl Deref for Context {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Context {
    /// The context of what is built now.
    pub(crate) fn of(props: &Arc<Props>, state: &FormState) -> Self {
        Self(Arc::new(Parts {
            props: Arc::clone(props),
            state: state.clone(),
            entries: state.entries.get_untracked(),
        }))
    }

    /// A text of the form; one with answers in it follows them.
    pub(crate) fn text(&self, text: &LocalText) -> Value {
        let text = text.only();
        if !text.contains("{{") {
            return text.into();
        }
        let (context, text) = (self.clone(), text.to_owned());
        Value::live(move || {
            context.state.course.track();
            Some(context.piped(&text))
        })
    }

    /// The same, as it is now.
    pub(crate) fn text_now(&self, text: &LocalText) -> String {
        self.piped(text.only())
    }

    fn piped(&self, text: &str) -> String {
        let props = &*self.props;
        self.state.course.with_untracked(|course| {
            course.pipe(&props.content, &props.known, &props.messages, text)
        })
    }

    /// Whether that question, option or row is hidden now; what calls this follows it.
    pub(crate) fn is_hidden(&self, name: &str) -> bool {
        self.state.shown.with(|shown| shown.hidden.has(name))
    }

    /// Whether the question must be answered now because of others; what calls this follows it.
    fn is_required(&self, question: &str) -> bool {
        self.state.shown.with(|shown| shown.required.has(question))
    }
}

impl Node {
    /// Out of sight while that option, row or question is hidden, if it ever is.
    pub(crate) fn hidden_with(self, context: &Context, name: Option<String>) -> Self {
        let context = context.clone();
        match name {
            Some(name) => self.follow("hidden", move || context.is_hidden(&name).then(String::new)),
            None => self,
        }
    }

    /// With an attribute, while the question must be answered.
    pub(crate) fn required(
        self,
        context: &Context,
        question: &Question,
        name: &'static str,
        value: &'static str,
    ) -> Self {
        if question.required || question.required_if.is_none() {
            return self.set_some(name, question.required.then_some(value));
        }
        let (context, id) = (context.clone(), question.id.as_str().to_owned());
        self.follow(name, move || {
            context.is_required(&id).then(|| value.to_owned())
        })
    }

    /// Out of sight while the question must be answered, if that depends.
    pub(crate) fn hidden_if_required(self, context: &Context, question: &Question) -> Self {
        match question.required_if {
            Some(_) => self.required(context, question, "hidden", ""),
            None => self,
        }
    }
}
