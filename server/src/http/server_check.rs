//! What only the server can check of answers, in one list: the differential test of browser and server leaves these out.
//!
//! - files: that they were sent for this question, and belong to no other submission.

use super::{App, Rejection};
use sonda_domain::{Answer, Answers, FieldError, FieldFault, FormId};

/// Checks the answers that the domain found valid, and completes what the browser cannot know.
pub(crate) async fn check_on_server(
    app: &App,
    form: &FormId,
    link: Option<&str>,
    key: &str,
    answers: &mut Answers,
) -> Result<(), Rejection> {
    let mut errors = Vec::new();
    for (question, given) in &mut answers.0 {
        let Some(Answer::Files(files)) = &mut given.answer else {
            continue;
        };
        let mut known = true;
        for file in files.iter_mut() {
            let upload = app.store.upload(&file.id).await?;
            let upload = upload.filter(|upload| {
                upload.form == *form
                    && upload.question == question.as_str()
                    && upload.link.as_deref() == link
            });
            match upload {
                Some(upload) => *file = upload.file,
                None => known = false,
            }
        }
        let ids: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
        if !known || !app.store.claim_uploads(&ids, key).await? {
            errors.push(FieldError::new(question.as_str(), FieldFault::UnknownFile));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Rejection::InvalidAnswers(errors))
    }
}
