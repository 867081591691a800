//! Dynamics 365 Customer Voice's tables: the survey and questions that publishing a form writes, and the mapping by
//! which its responses point to them.
//!
//! The ids of survey and questions follow from the form, so that whoever publishes again writes the same records, and
//! a mapping can name them before they are there.

use crate::crm::connector::{Cell, Connector, RecordWrite};
use crate::crm::error::DeliveryError;
use crate::crm::remote::write_again;
use crate::crm::table::{ColumnType, Table};
use crate::crm::transcript::Transcript;
use crate::mapping::Mapping;
use serde_json::{Map, Value, json};
use sonda_domain::{Content, FormId, Kind, Question};
use std::collections::BTreeMap;
use uuid::Uuid;

const SURVEY: &str = "msfp_survey";
const QUESTION: &str = "msfp_question";
const SURVEY_RESPONSE: &str = "msfp_surveyresponse";
const QUESTION_RESPONSE: &str = "msfp_questionresponse";
/// The namespace of the ids (UUID version 5). Never changes: ids would.
const RECORDS: Uuid = Uuid::from_u128(0x0c1e_9b57_3d42_4f6e_8a15_f2b6_4d70_93ce);
/// `statuscode` of a survey that can be answered.
const PUBLISHED: &str = "100000003";
/// `msfp_questiontype` of the first type.
const QUESTION_TYPES: i32 = 647_390_000;
/// The most characters of a response's subject.
const LONGEST_SUBJECT: usize = 200;

/// What the environment lacks for Customer Voice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerVoiceFault {
    /// A table.
    #[error(
        "the connection has no table `{0}`: install Customer Voice, or name the table in `tables`"
    )]
    Table(&'static str),
    /// A lookup.
    #[error("the table `{0}` has no lookup of `{1}`")]
    Lookup(&'static str, &'static str),
}

/// The id of the survey that a form is.
#[must_use]
pub fn survey_id(form: &FormId) -> Uuid {
    Uuid::new_v5(&RECORDS, form.as_str().as_bytes())
}

/// The id of a question of that survey.
#[must_use]
pub fn question_id(form: &FormId, question: &Question) -> Uuid {
    Uuid::new_v5(&RECORDS, format!("{form}\n{}", question.id).as_bytes())
}

/// The mapping that writes a response and its answers, for a connection of that name with these tables.
///
/// # Errors
/// What the environment lacks.
pub fn customer_voice_mapping(
    connector: &str,
    tables: &[Table],
    form: &FormId,
    content: &Content,
) -> Result<Mapping, CustomerVoiceFault> {
    let response = table(tables, SURVEY_RESPONSE)?;
    let answer = table(tables, QUESTION_RESPONSE)?;
    let title = content
        .title
        .get(&content.fallback_locale, &content.fallback_locale);
    let mut columns = Map::new();
    let mut put = |name: &str, source: Value| columns.insert(name.to_owned(), source);
    put("subject", json!({"constant": cut(title, LONGEST_SUBJECT)}));
    put(
        lookup(response, SURVEY_RESPONSE, SURVEY)?,
        json!({"constant": survey_id(form).to_string()}),
    );
    put(
        "msfp_sourceresponseidentifier",
        json!({"context": "response"}),
    );
    put("msfp_submitdate", json!({"context": "submitted_at"}));
    put("msfp_language", json!({"context": "locale"}));
    let first = |kind| content.questions().find(|question| question.kind == kind);
    if let Some(question) = first(Kind::Nps) {
        put("msfp_npsscore", json!({"answer": question.id}));
    }
    if let Some(question) = first(Kind::Email) {
        // `msfp_respondentemailaddress` is shorter than an address may be.
        put("msfp_respondent", json!({"answer": question.id}));
    }
    let asked = content
        .questions()
        .filter(|question| question_type(question).is_some());
    let ids: Map<String, Value> = asked
        .map(|question| {
            (
                question.id.to_string(),
                question_id(form, question).to_string().into(),
            )
        })
        .collect();
    let mapping = json!({"targets": [
        {"id": "response", "connector": connector, "table": SURVEY_RESPONSE, "columns": columns},
        {
            "id": "answers", "connector": connector, "table": QUESTION_RESPONSE, "rows": "per_question",
            "columns": {
                "msfp_name": {"row": "question"},
                "msfp_response": {"first_of": [{"row": "text"}, {"row": "comment"}]},
                (lookup(answer, QUESTION_RESPONSE, QUESTION)?):
                    {"row": "question", "through": [{"table": {"values": ids}}]},
                (lookup(answer, QUESTION_RESPONSE, SURVEY_RESPONSE)?): {"record": "response"},
            },
        },
    ]});
    Ok(serde_json::from_value(mapping).expect("the template is a mapping"))
}

/// Writes the survey that a form is, and its questions: those that are new are created, of others is changed what
/// differs. Questions that the form no longer asks stay, since answers point to them. Gives the number of records.
///
/// # Errors
/// What the environment lacks, or why it did not take them.
pub async fn publish_survey(
    connector: &dyn Connector,
    form: &FormId,
    content: &Content,
    now_ms: i64,
    transcript: &Transcript,
) -> Result<usize, DeliveryError> {
    let tables = connector.tables().await?;
    let rows = survey_rows(&tables, form, content)
        .map_err(|fault| DeliveryError::give_up(fault.to_string()))?;
    let mut written = 0;
    for (table, rows) in rows {
        if rows.is_empty() {
            continue;
        }
        let form = form.as_str();
        written += write_again(connector, form, table, &rows, now_ms, transcript).await?;
    }
    Ok(written)
}

/// The records that publishing a form writes, by table in the order they are written.
///
/// # Errors
/// What the environment lacks.
pub fn survey_rows(
    tables: &[Table],
    form: &FormId,
    content: &Content,
) -> Result<[(&'static str, Vec<RecordWrite>); 2], CustomerVoiceFault> {
    let surveys = table(tables, SURVEY)?;
    let questions = table(tables, QUESTION)?;
    let locale = &content.fallback_locale;
    let survey = row(
        surveys,
        survey_id(form),
        [
            ("msfp_name", content.title.get(locale, locale).into()),
            ("msfp_sourcesurveyidentifier", form.as_str().into()),
            ("statuscode", PUBLISHED.into()),
        ],
    );
    let to_survey = lookup(questions, QUESTION, SURVEY)?;
    let mut rows = Vec::new();
    for question in content.questions() {
        let Some(kind) = question_type(question) else {
            continue;
        };
        let number = rows.len() + 1;
        let values = [
            ("msfp_name", question.id.as_str().into()),
            ("msfp_sourcequestionidentifier", question.id.as_str().into()),
            (
                "msfp_questiontext",
                question.title.get(locale, locale).into(),
            ),
            (
                "msfp_questiontype",
                (QUESTION_TYPES + kind).to_string().into(),
            ),
            ("msfp_sequence", number.into()),
            ("msfp_responserequired", question.required.into()),
            (to_survey, survey_id(form).to_string().into()),
        ];
        rows.push(row(questions, question_id(form, question), values));
    }
    Ok([(SURVEY, vec![survey]), (QUESTION, rows)])
}

fn table<'a>(tables: &'a [Table], name: &'static str) -> Result<&'a Table, CustomerVoiceFault> {
    let table = tables.iter().find(|table| table.name == name);
    table.ok_or(CustomerVoiceFault::Table(name))
}

/// The column that names a record of another table: how it is written, large or small, differs.
fn lookup<'a>(
    table: &'a Table,
    name: &'static str,
    of: &'static str,
) -> Result<&'a str, CustomerVoiceFault> {
    let is_it = |kind: &ColumnType| matches!(kind, ColumnType::Lookup { table } if table == of);
    // What an activity is about can be any record: that is not this lookup.
    let mut columns = table
        .columns
        .iter()
        .filter(|column| column.one_of.is_none());
    let column = columns.find(|column| is_it(&column.kind));
    let column = column.ok_or(CustomerVoiceFault::Lookup(name, of))?;
    Ok(&column.name)
}

/// A record with those of the values that its table has columns for; texts no longer than these.
fn row<const N: usize>(table: &Table, id: Uuid, values: [(&str, Value); N]) -> RecordWrite {
    let values: BTreeMap<String, Cell> = values
        .into_iter()
        .filter_map(|(name, value)| {
            let column = table.column(name)?;
            let value = match (&column.kind, value) {
                (ColumnType::Text { length, .. }, Value::String(text)) => {
                    Value::from(cut(&text, *length as usize))
                }
                (_, value) => value,
            };
            (value.as_str() != Some("")).then(|| (name.to_owned(), Cell::from(value)))
        })
        .collect();
    RecordWrite {
        id,
        existing: Some(id.to_string()),
        values,
    }
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// The type that Customer Voice gives such a question, from 0; none of what asks nothing.
fn question_type(question: &Question) -> Option<i32> {
    Some(match question.kind {
        Kind::Statement => return None,
        Kind::SingleChoice | Kind::MultipleChoice | Kind::YesNo | Kind::Consent => 0,
        Kind::Rating | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => 2,
        Kind::Date => 3,
        Kind::Ranking => 4,
        Kind::Matrix => 5,
        Kind::Nps => 7,
        Kind::File => 8,
        Kind::Number | Kind::Slider => 9,
        Kind::DateTime => 10,
        Kind::Text
        | Kind::LongText
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::Time
        | Kind::DateRange
        | Kind::Address
        | Kind::Signature
        | Kind::Hidden
        | Kind::Group => 1,
    })
}
