//! What goes on after its screen was left, and is not to be cut off.

use std::cell::Cell;

thread_local! {
    static HELD: Cell<u32> = const { Cell::new(0) };
}

/// Something is not finished for as long as this is held.
#[derive(Debug)]
pub(crate) struct Unfinished(());

impl Unfinished {
    pub(crate) fn new() -> Self {
        HELD.set(HELD.get() + 1);
        Self(())
    }

    /// Whether anything is unfinished.
    pub(crate) fn is_there() -> bool {
        HELD.get() > 0
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        HELD.set(HELD.get() - 1);
    }
}
