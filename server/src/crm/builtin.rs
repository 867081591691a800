//! The tables that the embedded CRM always has.

use super::table::{Column, ColumnType, LabelledValue, Table, TextFormat};

const LONG: u32 = 20_000;

/// Contact, lead, case, survey response and question response.
#[must_use]
pub fn builtin_tables() -> Vec<Table> {
    vec![
        contact(),
        lead(),
        case(),
        survey_response(),
        question_response(),
    ]
}

fn contact() -> Table {
    let mut columns = person();
    columns.extend([text("city", 100), text("notes", LONG), text("language", 35)]);
    columns.push(column("consent", ColumnType::Boolean));
    table("contact", columns)
}

fn lead() -> Table {
    let mut columns = person();
    columns.extend([
        text("interest", 500),
        text("message", LONG),
        text("source", 100),
        text("owner", 254),
        column("consent", ColumnType::Boolean),
        lookup("contact", "contact"),
    ]);
    columns.extend(origin());
    table("lead", columns)
}

fn case() -> Table {
    let mut columns = vec![
        required(text("title", 300)),
        text("description", LONG),
        text("category", 100),
        column(
            "priority",
            ColumnType::Choice {
                values: labelled(&["low", "normal", "high"]),
            },
        ),
        column(
            "status",
            ColumnType::Choice {
                values: labelled(&["open", "resolved"]),
            },
        ),
        text("owner", 254),
        lookup("contact", "contact"),
    ];
    columns.extend(origin());
    table("case", columns)
}

fn survey_response() -> Table {
    table(
        "survey_response",
        vec![
            required(text("form", 64)),
            column(
                "version",
                ColumnType::Integer {
                    min: 1,
                    max: i64::MAX,
                },
            ),
            text("language", 35),
            text("response", 64),
            text("link", 64),
            lookup("contact", "contact"),
            column("submitted_at", ColumnType::DateTime),
            column("nps_score", ColumnType::Integer { min: 0, max: 10 }),
        ],
    )
}

fn question_response() -> Table {
    table(
        "question_response",
        vec![
            required(lookup("survey_response", "survey_response")),
            lookup("contact", "contact"),
            required(text("question", 64)),
            text("title", 5_000),
            text("type", 40),
            column(
                "number",
                ColumnType::Decimal {
                    min: None,
                    max: None,
                    scale: 6,
                },
            ),
            text("text", LONG),
            text("comment", LONG),
        ],
    )
}

fn person() -> Vec<Column> {
    vec![
        text("name", 200),
        text("first_name", 100),
        text("last_name", 100),
        identifying("email", 254, TextFormat::Email),
        identifying("phone", 40, TextFormat::Phone),
        text("company", 200),
        text("job_title", 100),
    ]
}

/// Where and when a record came from.
fn origin() -> Vec<Column> {
    vec![
        text("form", 64),
        text("language", 35),
        text("page", 2_000),
        text("utm_source", 200),
        text("utm_medium", 200),
        text("utm_campaign", 200),
        text("utm_term", 200),
        text("utm_content", 200),
        column("submitted_at", ColumnType::DateTime),
    ]
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table::new(name, columns)
}

fn column(name: &str, kind: ColumnType) -> Column {
    Column::new(name, kind)
}

fn text(name: &str, length: u32) -> Column {
    column(
        name,
        ColumnType::Text {
            length,
            format: TextFormat::Plain,
        },
    )
}

fn identifying(name: &str, length: u32, format: TextFormat) -> Column {
    Column {
        identifying: true,
        ..column(name, ColumnType::Text { length, format })
    }
}

fn lookup(name: &str, table: &str) -> Column {
    column(
        name,
        ColumnType::Lookup {
            table: table.into(),
        },
    )
}

fn required(column: Column) -> Column {
    Column {
        required: true,
        ..column
    }
}

fn labelled(values: &[&str]) -> Vec<LabelledValue> {
    values
        .iter()
        .map(|value| LabelledValue {
            value: (*value).into(),
            label: (*value).into(),
        })
        .collect()
}
