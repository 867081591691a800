//! What only the server can check of answers, in one list: the differential test of browser and server leaves these out.
//!
//! - files: that they were sent for this question, and belong to no response. The intake, which gives them to the
//!   response that it stores, looks once more;
//! - telephone numbers: that their country has such numbers. They become E.164.

use super::{App, Rejection};
use crate::phone::e164;
use sonda_domain::{
    Answer, Answers, Content, FieldError, FieldFault, FormId, Kind, Question, part_field,
};

/// Checks the answers that the domain found valid, and completes what the browser cannot know.
pub(crate) async fn check_on_server(
    app: &App,
    form: &FormId,
    content: &Content,
    link: Option<&str>,
    answers: &mut Answers,
) -> Result<(), Rejection> {
    let mut errors = Vec::new();
    for question in content.questions() {
        let given = answers.0.get_mut(question.id.as_str());
        let Some(answer) = given.and_then(|given| given.answer.as_mut()) else {
            continue;
        };
        let name = question.id.as_str();
        if let Answer::Files(files) = answer {
            let ids = files.iter().map(|file| file.id.as_str()).collect();
            let mut uploads = app.store.uploads(&ids).await?;
            let mut known = true;
            for file in files.iter_mut() {
                let upload = uploads.remove(&file.id).filter(|upload| {
                    upload.form == *form
                        && upload.question == name
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
                errors.push(FieldError::new(name, FieldFault::UnknownFile));
            }
        } else {
            check_phones(question, name, answer, &mut errors);
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Rejection::InvalidAnswers(errors))
    }
}

/// Checks the telephone number that an answer is, or those within it.
fn check_phones(
    question: &Question,
    field: &str,
    answer: &mut Answer,
    errors: &mut Vec<FieldError>,
) {
    match answer {
        Answer::Text(text) if question.kind == Kind::Phone => {
            match e164(text, question.region.as_deref()) {
                Ok(number) => *text = number,
                Err(_) => errors.push(FieldError::new(field, FieldFault::NotAPhone)),
            }
        }
        Answer::Group(entries) => {
            for (index, entry) in entries.iter_mut().enumerate() {
                let field = part_field(field, &index.to_string());
                for inner in &question.questions {
                    let given = entry.0.get_mut(inner.id.as_str());
                    if let Some(answer) = given.and_then(|given| given.answer.as_mut()) {
                        let field = part_field(&field, inner.id.as_str());
                        check_phones(inner, &field, answer, errors);
                    }
                }
            }
        }
        Answer::Table(rows) => {
            for (row, cells) in rows.iter_mut() {
                let field = part_field(field, row.as_str());
                for inner in &question.questions {
                    if let Some(answer) = cells.get_mut(inner.id.as_str()) {
                        let field = part_field(&field, inner.id.as_str());
                        check_phones(inner, &field, answer, errors);
                    }
                }
            }
        }
        _ => {}
    }
}
