//! Where files lie: a folder of the data folder, each under its id, and `arriving` for those on their way.

use super::Spool;
use super::spool::Spooled;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where files are while they arrive.
const ARRIVING: &str = "arriving";

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

    /// Begins to take a file that arrives in pieces.
    ///
    /// # Errors
    /// The disk failed.
    pub async fn receive(&self) -> io::Result<Spool> {
        Spool::begin(&self.folder.join(ARRIVING)).await
    }

    /// Puts a file that has arrived in its place; it is on disk then. Blocks.
    ///
    /// # Errors
    /// The disk failed; nothing is left of the file.
    pub fn keep(&self, id: &str, file: &Spooled) -> io::Result<PathBuf> {
        let path = self.path(id).ok_or(io::ErrorKind::InvalidInput)?;
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        fs::File::open(file.path())?.sync_all()?;
        fs::rename(file.path(), &path)?;
        if let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all()) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
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

    /// The ids of all files that lie here. Blocks.
    ///
    /// # Errors
    /// The disk failed.
    pub fn ids(&self) -> io::Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        for folder in entries(&self.folder)? {
            if folder.file_name().is_some_and(|name| name != ARRIVING) {
                let files = entries(&folder)?.into_iter();
                let names = files.filter_map(|file| file.file_name()?.to_str().map(str::to_owned));
                ids.extend(names.filter(|name| self.path(name).is_some()));
            }
        }
        Ok(ids)
    }

    /// Deletes what began to arrive before a moment and never did: a server that was killed leaves it. Blocks.
    ///
    /// # Errors
    /// The disk failed.
    pub fn forget_arriving(&self, before: SystemTime) -> io::Result<()> {
        for file in entries(&self.folder.join(ARRIVING))? {
            // It may have arrived in the meantime.
            if fs::metadata(&file)
                .and_then(|of| of.modified())
                .is_ok_and(|at| at < before)
            {
                let _ = fs::remove_file(&file);
            }
        }
        Ok(())
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
