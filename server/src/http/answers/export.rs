//! Exports: responses as a file, written as they are read; and what the columns mean.

use super::query::Parameters;
use super::{by_reference, form_of, reading, versions};
use crate::answers::{
    CodebookEntry, Column, Csv, Multiple, Names, ResponseFilter, Xlsx, codebook as codebook_of,
    codebook_rows, columns, csv_table, json_line,
};
use crate::http::access::Admin;
use crate::http::extract::{Path, Query};
use crate::http::{App, Rejection};
use crate::store::{Look, StoredForm, StoredResponse};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// The type of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";
const JSON_LINES: &str = "application/jsonl; charset=utf-8";
/// The most columns that a workbook takes.
const MOST_COLUMNS: usize = 16_384;

/// So many responses are in memory at once.
const AT_ONCE: u32 = 200;
const EXAMINED_AT_ONCE: u32 = 5_000;

/// The format of an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "ExportFormat")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    #[default]
    Csv,
    Xlsx,
    Jsonl,
}

enum Writer {
    Csv { csv: Csv, byte_order_mark: bool },
    Xlsx(Box<Xlsx>, Vec<Vec<String>>),
    JsonLines,
}

/// An export on its way.
struct Export {
    app: Arc<App>,
    form: StoredForm,
    filter: ResponseFilter,
    look: Look,
    /// `None` once all is written.
    writer: Option<Writer>,
    begun: bool,
    _place: OwnedSemaphorePermit,
}

/// `GET /api/v1/forms/{form}/export`: the responses that pass the filters, as a file.
pub(crate) async fn export(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let (format, names) = (
        parameters.word("format")?.unwrap_or_default(),
        names(&mut parameters)?,
    );
    let byte_order_mark = parameters.word::<Choice>("bom")? == Some(Choice::Yes);
    let wanted = parameters.take("columns");
    let order = parameters.word("order")?.unwrap_or_default();
    let filter = parameters.filter()?;
    parameters.end()?;
    let form = form_of(&app, &form).await?;
    let place = reading(&app)?;
    let contents = versions(&app, &form).await?;
    let all = columns(&by_reference(&contents), names.multiple);
    let columns = chosen(all, wanted.as_deref())?;
    let (writer, kind, ending) = match format {
        Format::Csv => {
            let csv = Csv::new(columns, names);
            (
                Writer::Csv {
                    csv,
                    byte_order_mark,
                },
                CSV,
                "csv",
            )
        }
        Format::Xlsx => {
            if columns.len() > MOST_COLUMNS {
                let reason = format!(
                    "A sheet takes {MOST_COLUMNS} columns; this has {}.",
                    columns.len()
                );
                return Err(Rejection::Unprocessable("too_many_columns", reason));
            }
            let meaning = codebook_rows(&codebook_of(&columns));
            let workbook = Xlsx::new(columns, names);
            let workbook = workbook.map_err(|error| Rejection::Internal(error.into()))?;
            (Writer::Xlsx(Box::new(workbook), meaning), XLSX, "xlsx")
        }
        Format::Jsonl => (Writer::JsonLines, JSON_LINES, "jsonl"),
    };
    let file = format!("attachment; filename=\"{}.{ending}\"", form.id);
    let export = Export {
        app,
        form,
        filter,
        look: Look {
            order,
            after: None,
            limit: AT_ONCE,
            most_examined: EXAMINED_AT_ONCE,
        },
        writer: Some(writer),
        begun: false,
        _place: place,
    };
    let body = Body::from_stream(stream::try_unfold(export, Export::next));
    let file = HeaderValue::try_from(file).map_err(|error| Rejection::Internal(error.into()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, body).into_response())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "YesOrNo")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Choice {
    Yes,
    No,
}

fn names(parameters: &mut Parameters) -> Result<Names, Rejection> {
    let titles = parameters.take("titles");
    let locale = titles.map(|locale| locale.parse()).transpose();
    Ok(Names {
        options: parameters.word("options")?.unwrap_or_default(),
        headers: parameters.word("headers")?.unwrap_or_default(),
        multiple: parameters.word("multiple")?.unwrap_or_default(),
        locale: locale.map_err(|_| {
            let reason = "`titles`: no language".to_owned();
            Rejection::Malformed("malformed_query", reason)
        })?,
    })
}

/// The columns wanted, with commas between; a name stands for its parts, too.
fn chosen(all: Vec<Column>, wanted: Option<&str>) -> Result<Vec<Column>, Rejection> {
    let Some(wanted) = wanted else {
        return Ok(all);
    };
    let wanted: Vec<&str> = wanted.split(',').map(str::trim).collect();
    let is_wanted = |column: &Column| {
        let part_of = |name: &&str| {
            let rest = column.name.strip_prefix(*name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        wanted.iter().any(part_of)
    };
    let columns: Vec<Column> = all.into_iter().filter(is_wanted).collect();
    if columns.is_empty() {
        let reason = "None of these columns is there.".to_owned();
        return Err(Rejection::Unprocessable("unknown_columns", reason));
    }
    Ok(columns)
}

impl Export {
    /// The next piece of the file. It is asked for when the one before was sent: whoever reads slowly is waited for,
    /// and nothing piles up.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, io::Error> {
        loop {
            if *self.app.stopping.borrow() {
                return Err(io::Error::other("the server stops"));
            }
            let Some(mut writer) = self.writer.take() else {
                return Ok(None);
            };
            let looked = self
                .app
                .store
                .look_through(&self.form.id, &self.filter, &self.look)
                .await
                .map_err(|error| {
                    tracing::error!(%error, "an export ended before its end");
                    io::Error::other("the export failed")
                })?;
            let mut bytes = writer.write(!self.begun, &looked.responses)?;
            self.begun = true;
            match looked.next {
                Some(next) => {
                    self.look.after = Some(next);
                    self.writer = Some(writer);
                }
                None => bytes.extend(writer.end()?),
            }
            if !bytes.is_empty() {
                return Ok(Some((Bytes::from(bytes), self)));
            }
        }
    }
}

impl Writer {
    fn write(&mut self, first: bool, responses: &[StoredResponse]) -> io::Result<Vec<u8>> {
        Ok(match self {
            Self::Csv {
                csv,
                byte_order_mark,
            } => {
                let mut text = if first {
                    csv.begin(*byte_order_mark)
                } else {
                    String::new()
                };
                text.push_str(&csv.rows(responses));
                text.into_bytes()
            }
            Self::Xlsx(workbook, _) => {
                workbook.rows(responses)?;
                workbook.take()
            }
            Self::JsonLines => {
                let lines: String = responses.iter().map(json_line).collect();
                lines.into_bytes()
            }
        })
    }

    fn end(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv { .. } | Self::JsonLines => Ok(Vec::new()),
            Self::Xlsx(workbook, meaning) => workbook.end("Codebook", &meaning),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodebookFormat {
    #[default]
    Json,
    Csv,
}

/// What the columns of an export mean.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Codebook {
    columns: Vec<CodebookEntry>,
}

/// `GET /api/v1/forms/{form}/codebook`: what the columns of an export mean.
pub(crate) async fn codebook(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let format: CodebookFormat = parameters.word("format")?.unwrap_or_default();
    let multiple: Multiple = parameters.word("multiple")?.unwrap_or_default();
    parameters.end()?;
    let form = form_of(&app, &form).await?;
    let contents = versions(&app, &form).await?;
    let entries = codebook_of(&columns(&by_reference(&contents), multiple));
    Ok(match format {
        CodebookFormat::Json => Json(Codebook { columns: entries }).into_response(),
        CodebookFormat::Csv => {
            let file = format!("attachment; filename=\"{}-codebook.csv\"", form.id);
            let headers = [
                (header::CONTENT_TYPE, CSV.to_owned()),
                (header::CONTENT_DISPOSITION, file),
            ];
            (headers, csv_table(codebook_rows(&entries))).into_response()
        }
    })
}
