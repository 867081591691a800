//! Judges of others' making, which not every machine has. `cargo xtask test` installs them and says where they are.

/// Says how strict a run is about judges: `required` makes a test fail whose judge is not there.
const STRICTNESS: &str = "SONDA_JUDGES";

/// Where a judge is; `None`, with a word about it, where it is not installed and nobody requires it.
#[track_caller]
pub(crate) fn judge(variable: &str, otherwise: &str) -> Option<String> {
    let found = std::env::var(variable).ok();
    if found.is_none() {
        let strictness = std::env::var(STRICTNESS);
        assert_ne!(
            strictness.as_deref(),
            Ok("required"),
            "{variable} is not set: {otherwise}"
        );
        eprintln!("{variable} is not set: {otherwise}");
    }
    found
}
