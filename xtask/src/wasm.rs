//! How code for the browser is compiled: with a standard library of its own, built for size, in which a panic
//! is a bare trap.
//!
//! An eighth of the bundle was the machinery that words a panic for nobody. A trap ends the call from
//! JavaScript like an exception; the page is the plain HTML form it was before.

use std::process::Command;

/// The target of the browser's code.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What cargo and rustc hold to be unstable, and do for those who say so. The host's builds do not.
const SETTINGS: [(&str, &str); 5] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_WASM_PANIC", "immediate-abort"),
];

/// Leptos: one type of view instead of one for each combination; a third less code in the console.
pub(crate) const ERASED: &str = "--cfg=erase_components";

/// Inlining early is off by default where size counts; kept to what is tiny, it leaves LLVM less to keep.
const FLAGS: [&str; 5] = [
    "-Zlocation-detail=none",
    "-Zinline-mir=yes",
    "-Zinline-mir-threshold=25",
    "-Zinline-mir-hint-threshold=50",
    ERASED,
];

/// Lets a command that builds the profile `wasm` build it small.
///
/// All of them must: build scripts look at these variables, and would run again at each change.
pub(crate) fn small(command: &mut Command) -> &mut Command {
    command
        .envs(SETTINGS)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
}
