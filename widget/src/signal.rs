//! A value that effects follow: beside it a trigger of Leptos' graph, whose code is there once for all types of values.

use reactive_graph::prelude::*;
use reactive_graph::signal::ArcTrigger;
use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// A value that effects follow.
pub(crate) struct Signal<T> {
    value: RwLock<T>,
    changes: ArcTrigger,
}

impl<T> fmt::Debug for Signal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.fmt(f)
    }
}

impl<T> Signal<T> {
    /// A signal that begins with a value.
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: RwLock::new(value),
            changes: ArcTrigger::new(),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, T> {
        self.value.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the value; what calls this follows it.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        look(&self.read())
    }

    /// Looks at the value.
    pub(crate) fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.read())
    }

    /// What calls this follows the value.
    pub(crate) fn track(&self) {
        track(&self.changes);
    }

    /// Puts another value there.
    #[cfg(feature = "hydrate")]
    pub(crate) fn set(&self, value: T) {
        self.update(|place| *place = value);
    }

    /// Changes the value.
    #[cfg(feature = "hydrate")]
    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.write().unwrap_or_else(PoisonError::into_inner));
        notify(&self.changes);
    }
}

impl<T: Clone> Signal<T> {
    /// The value; what calls this follows it.
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value.
    pub(crate) fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

#[inline(never)]
fn track(changes: &ArcTrigger) {
    changes.track();
}

#[cfg(feature = "hydrate")]
#[inline(never)]
fn notify(changes: &ArcTrigger) {
    changes.notify();
}
