//! Where files lie: a folder of the data folder, each under its id.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of files.
#[derive(Debug, Clone)]
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// The vault inside a data folder.
    #[must_use]
    pub fn inside(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("uploads"),
        }
    }

    /// Where a file lies. Ids are this server's own UUIDs, and nothing else becomes a path.
    #[must_use]
    pub fn path(&self, id: &str) -> Option<PathBuf> {
        let id = uuid::Uuid::try_parse(id).ok()?.to_string();
        Some(self.folder.join(&id[..2]).join(id))
    }

    /// Puts a file on disk. Blocks.
    ///
    /// # Errors
    /// The disk failed; nothing is left of the file.
    pub fn keep(&self, id: &str, content: &[u8]) -> io::Result<PathBuf> {
        let path = self.path(id).ok_or(io::ErrorKind::InvalidInput)?;
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let unfinished = path.with_extension("part");
        let written = write(&unfinished, content).and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
        fs::File::open(folder)?.sync_all()?;
        Ok(path)
    }

    /// Reads a file; `None` if it is not there. Blocks.
    ///
    /// # Errors
    /// The disk failed.
    pub fn read(&self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(path) = self.path(id) else {
            return Ok(None);
        };
        match fs::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes a file, if it is there. Blocks.
    ///
    /// # Errors
    /// The disk failed.
    pub fn forget(&self, id: &str) -> io::Result<()> {
        match self.path(id).map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
