//! Surveys of other makers, for `sonda import --from`.

use anyhow::{Context, anyhow};
use clap::ValueEnum;
use serde_json::{Value, json};
use sonda_domain::FormId;
use sonda_import::{from_surveyjs, from_xlsform};
use std::path::Path;

/// What a file of another maker is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// A SurveyJS survey, as JSON.
    Surveyjs,
    /// An XLSForm workbook, .xlsx or .xls.
    Xlsform,
}

/// The definition that a file becomes. What cannot be carried over is told on standard error.
pub(super) fn definition(format: Format, file: &Path, id: &FormId) -> anyhow::Result<Value> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("{name} cannot be read"))?;
    let title = file.file_stem().unwrap_or_default().to_string_lossy();
    let imported = match format {
        Format::Surveyjs => {
            let survey = serde_json::from_slice(&bytes);
            from_surveyjs(&survey.with_context(|| format!("{name} is not JSON"))?)
        }
        Format::Xlsform => {
            from_xlsform(&bytes, &title).map_err(|error| anyhow!("{name}: {error}"))?
        }
    };
    for loss in &imported.losses {
        eprintln!("{name}: {}: not carried over: {}", loss.place, loss.reason);
    }
    Ok(json!({"sonda": 1, "id": id, "kind": "survey", "content": imported.content}))
}
