//! What only the server can check of answers, in one list: the differential test of browser and server leaves these out.
//!
//! - files: that they were sent for this question, and belong to no response. The intake, which gives them to the
//!   response that it stores, looks once more.

use super::{App, Rejection};
use sonda_domain::{Answer, Answers, FieldError, FieldFault, FormId};

/// Checks the answers that the domain found valid, and completes what the browser cannot know.
pub(crate) async fn check_on_server(
    app: &App,
    form: &FormId,
    link: Option<&str>,
    answers: &mut Answers,
) -> Result<(), Rejection> {
    let mut errors = Vec::new();
    for (question, given) in answers.0.iter_mut() {
        let Some(Answer::Files(files)) = &mut given.answer else {
            continue;
        };
        let ids = files.iter().map(|file| file.id.as_str()).collect();
        let mut uploads = app.store.uploads(&ids).await?;
        let mut known = true;
        for file in files.iter_mut() {
            let upload = uploads.remove(&file.id).filter(|upload| {
                upload.form == *form
                    && upload.question == question.as_str()
                    && upload.link.as_deref() == link
                    && upload.is_kept
                    && upload.response.is_none()
            });
            match upload {
                Some(upload) => *file = upload.file,
                None => known = false,
            }
        }
        if !known {
            errors.push(FieldError::new(question.as_str(), FieldFault::UnknownFile));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Rejection::InvalidAnswers(errors))
    }
}
