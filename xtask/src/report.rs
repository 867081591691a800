//! What a person sees of the progress: one line when a step starts, one when it ends.

use std::time::Instant;

use crate::Result;

/// Runs one step between its two lines.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let start = Instant::now();
    let outcome = work();
    let elapsed = start.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => eprintln!("    {name}: done in {elapsed:.1} s"),
        Err(_) => eprintln!("    {name}: FAILED after {elapsed:.1} s"),
    }
    outcome
}

/// Says something between steps.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}
