//! Files: the ids under which the server keeps what was sent before.

use super::Reading;
use crate::{Answer, FieldFault, FileRef, Question};

impl Reading<'_> {
    /// The files named; all but their ids is the server's to say.
    pub(super) fn files(&mut self, question: &Question, name: &str) -> Option<Answer> {
        let sound =
            |id: &str| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let ids: Vec<&String> = self
            .entries
            .values(name)
            .iter()
            .filter(|id| !id.is_empty())
            .collect();
        let most = question.max_files.unwrap_or(1);
        let files = if ids.len() > most as usize {
            Err(FieldFault::TooManyFiles(most))
        } else if ids.iter().all(|id| sound(id)) {
            let file = |id: &&String| FileRef {
                id: (*id).clone(),
                name: String::new(),
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
