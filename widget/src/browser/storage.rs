//! What the browser keeps. It may refuse (private windows, full disks, embedded pages): then nothing is kept,
//! and nothing fails.

use web_sys::{Storage, window};

/// The storage that outlives the tab.
pub(crate) fn local() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// The storage that goes with the tab.
pub(crate) fn session() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// What is kept under keys that begin with `prefix`, with the keys.
pub(crate) fn all(storage: &Storage, prefix: &str) -> Vec<(String, String)> {
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok()?);
    keys.filter(|key| key.starts_with(prefix))
        .filter_map(|key| {
            let text = storage.get_item(&key).ok()??;
            Some((key, text))
        })
        .collect()
}
