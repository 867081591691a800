//! A file on its way: its pieces go to the disk as they come, so that nobody's memory holds it.

use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// A file that is arriving.
#[derive(Debug)]
pub struct Spool {
    file: File,
    kept: Temporary,
    digest: Sha256,
    bytes: u64,
}

/// A file that has arrived, and is deleted unless the vault keeps it.
#[derive(Debug)]
pub struct Spooled {
    kept: Temporary,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl Spool {
    pub(super) async fn begin(folder: &Path) -> io::Result<Self> {
        tokio::fs::create_dir_all(folder).await?;
        let path = folder.join(Uuid::new_v4().to_string());
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        Ok(Self {
            file: options.open(&path).await?,
            kept: Temporary(path),
            digest: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// The disk failed.
    pub async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.digest.update(piece);
        self.bytes += piece.len() as u64;
        self.file.write_all(piece).await
    }

    /// The whole file.
    ///
    /// # Errors
    /// The disk failed.
    pub async fn finish(mut self) -> io::Result<Spooled> {
        self.file.flush().await?;
        let digest = self.digest.finalize();
        Ok(Spooled {
            kept: self.kept,
            bytes: self.bytes,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

impl Spooled {
    /// Where it lies for now.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.kept.0
    }
}

/// Deletes what still lies under a path.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It has its own place by now, or is left to the next start.
        let _ = std::fs::remove_file(&self.0);
    }
}
