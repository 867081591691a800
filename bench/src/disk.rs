//! The disk alone: how often a second it can be made to keep something.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A folder on the measured disk that goes with its handle.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new folder beside the build's output: where the checkout is there is a disk, `/tmp` may be memory.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).unwrap_or(&program);
        let folder = target.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How many times a second 4 KiB can be appended to a file and synced (`fdatasync`), one after the other.
pub(crate) fn syncs_per_second(folder: &Path, measured: Duration) -> anyhow::Result<f64> {
    let path = folder.join("syncs");
    let mut file = File::create(&path)?;
    let block = [0x5a; 4096];
    let start = Instant::now();
    let mut syncs = 0_u32;
    while start.elapsed() < measured {
        file.write_all(&block)?;
        file.sync_data()?;
        syncs += 1;
    }
    let rate = f64::from(syncs) / start.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}
