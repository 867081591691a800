//! Files: the ids under which the server keeps what was sent before, each with the file's name if it is known there:
//! `ID` or `ID/NAME`. The name is only told; what is stored is the server's.

use super::Reading;
use crate::{Answer, FieldFault, FileRef, Question};

/// In bytes: the server keeps 200 characters.
const LONGEST_NAME: usize = 800;

impl Reading<'_> {
    /// The files named; all but their ids is the server's to say.
    pub(super) fn files(&mut self, question: &Question, name: &str) -> Option<Answer> {
        let sound = |(id, name): &(&str, &str)| {
            id.len() <= 64
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && name.len() <= LONGEST_NAME
        };
        let values = self.entries.values(name).iter();
        let ids: Vec<(&str, &str)> = values
            .filter(|value| !value.is_empty())
            .map(|value| value.split_once('/').unwrap_or((value, "")))
            .collect();
        let most = question.max_files.unwrap_or(1);
        let files = if ids.len() > most as usize {
            Err(FieldFault::TooManyFiles(most))
        } else if ids.iter().all(sound) {
            let file = |(id, name): &(&str, &str)| FileRef {
                id: (*id).to_owned(),
                name: (*name).to_owned(),
                media_type: String::new(),
                bytes: 0,
            };
            Ok(ids.iter().map(file).collect::<Vec<_>>())
        } else {
            Err(FieldFault::UnknownFile)
        };
        let files = self.keep(name, files)?;
        (!files.is_empty()).then_some(Answer::Files(files))
    }
}
