//! A signal of any type, made of one type of Leptos' signals: their code is in the bundle once, not once per type.

use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

type Anything = Arc<dyn Any + Send + Sync>;

/// A value that effects follow.
#[derive(Debug)]
pub(crate) struct Signal<T> {
    held: RwSignal<Anything>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

#[inline(never)]
fn followed(held: RwSignal<Anything>) -> Anything {
    held.get()
}

#[inline(never)]
fn seen(held: RwSignal<Anything>) -> Anything {
    held.get_untracked()
}

#[cfg(feature = "hydrate")]
#[inline(never)]
fn put(held: RwSignal<Anything>, value: Anything) {
    held.set(value);
}

#[inline(never)]
fn held(value: Anything) -> RwSignal<Anything> {
    RwSignal::new(value)
}

/// The value as what it is: a signal is given no other.
fn as_is<T: 'static>(value: &Anything) -> &T {
    value.downcast_ref().expect("what was put there")
}

impl<T: Send + Sync + 'static> Signal<T> {
    /// A signal that begins with a value.
    pub(crate) fn new(value: T) -> Self {
        Self {
            held: held(Arc::new(value)),
            of: PhantomData,
        }
    }

    /// Looks at the value; what calls this follows it.
    pub(crate) fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(as_is(&followed(self.held)))
    }

    /// Looks at the value.
    pub(crate) fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(as_is(&seen(self.held)))
    }

    /// What calls this follows the value.
    pub(crate) fn track(self) {
        drop(followed(self.held));
    }

    /// Puts another value there.
    #[cfg(feature = "hydrate")]
    pub(crate) fn set(self, value: T) {
        put(self.held, Arc::new(value));
    }
}

impl<T: Clone + Send + Sync + 'static> Signal<T> {
    /// The value; what calls this follows it.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value.
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// Changes the value.
    #[cfg(feature = "hydrate")]
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        let mut value = self.get_untracked();
        change(&mut value);
        self.set(value);
    }
}
