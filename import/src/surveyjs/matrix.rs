//! Questions of rows, and of entries.

use super::draft::{Draft, Pending, Purpose};
use super::element::Container;
use super::expression::js::Js;
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use super::slug::Taken;
use serde_json::Value;
use sonda_domain::{Cells, Choice, Kind, Row};

/// The most rows of a matrix.
const MOST_ROWS: usize = 200;

/// The most columns of a matrix.
const MOST_COLUMNS: usize = 50;

/// The most entries of a group.
const MOST_ENTRIES: u32 = 50;

/// The condition that always holds.
const TRUE: &str = "true";

impl Reader<'_> {
    /// Rows that are answered by one of the same choices, or by several.
    pub(super) fn matrix(&mut self, mut node: Node<'_>, id: &str) -> Option<Draft> {
        let cells = match node.word(&["cellType"], &mut self.losses) {
            Some("checkbox") => Cells::Multiple,
            _ => Cells::Single,
        };
        let rows = node.list(&["rows"], &mut self.losses);
        let kind = match (rows.is_empty(), cells) {
            (false, _) => Kind::Matrix,
            (true, Cells::Multiple) => Kind::MultipleChoice,
            (true, _) => Kind::SingleChoice,
        };
        let mut draft = self.begin(&mut node, kind, id)?;
        let columns = node.list(&["columns"], &mut self.losses);
        self.options(&mut draft, &columns);
        if let Some(formula) = node.formula(&["columnsVisibleIf"], &mut self.losses) {
            let values = draft.values.clone();
            of_items(&mut draft, Purpose::Option, &formula, &values);
        }
        if kind == Kind::Matrix {
            for pending in std::mem::take(&mut draft.pending) {
                match pending.purpose {
                    // One for each column, where the condition is of all.
                    Purpose::Option(_) => self.losses.add(
                        &pending.formula.pointer,
                        "the columns of a matrix are always offered",
                    ),
                    _ => draft.pending.push(pending),
                }
            }
            draft.question.cells = Some(cells);
            self.rows(&mut node, &mut draft, rows);
            let each = node.flag(&["eachRowRequired", "isAllRowRequired"], &mut self.losses);
            self.required(&node, &mut draft, each == Some(true));
        }
        Some(self.end(draft, node, Level::Page))
    }

    /// Rows with a question of its own in each column.
    pub(super) fn table(&mut self, mut node: Node<'_>, id: &str) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::Matrix, id)?;
        draft.question.cells = Some(Cells::Columns);
        let rows = node.list(&["rows"], &mut self.losses);
        self.rows(&mut node, &mut draft, rows);
        let inner = self.columns(&mut node, Level::Column);
        let each = inner.iter().any(|column| column.question.required);
        hold(&mut draft, inner);
        self.required(&node, &mut draft, each);
        Some(self.end(draft, node, Level::Page))
    }

    /// Rows that the visitor adds.
    pub(super) fn dynamic_table(&mut self, mut node: Node<'_>, id: &str) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::Group, id)?;
        let inner = self.columns(&mut node, Level::Entry);
        hold(&mut draft, inner);
        self.entries(&mut node, &mut draft, "minRowCount", "maxRowCount");
        Some(self.end(draft, node, Level::Page))
    }

    /// Entries that the visitor adds.
    pub(super) fn group(&mut self, mut node: Node<'_>, id: &str) -> Option<Draft> {
        let mut draft = self.begin(&mut node, Kind::Group, id)?;
        let elements = node.list(&["templateElements"], &mut self.losses);
        let mut inner = Vec::new();
        let mut taken = Taken::default();
        let container = Container {
            conditions: Vec::new(),
            depth: 0,
        };
        self.entry_elements(&elements, &container, &mut taken, &mut inner);
        hold(&mut draft, inner);
        self.entries(&mut node, &mut draft, "minPanelCount", "maxPanelCount");
        Some(self.end(draft, node, Level::Page))
    }

    /// That something is answered at all, or every row of it.
    fn required(&mut self, node: &Node<'_>, draft: &mut Draft, each_row: bool) {
        if std::mem::replace(&mut draft.question.required, each_row) && !each_row {
            let formula = Formula {
                text: TRUE.to_owned(),
                pointer: node.at("isRequired"),
            };
            draft.expect(Purpose::Required, Some(formula));
        }
    }

    fn options(&mut self, draft: &mut Draft, columns: &[(&Value, String)]) {
        let mut taken = super::choices::ids();
        for (value, pointer) in columns {
            let Some((value, title, condition)) = self.item(value, pointer) else {
                continue;
            };
            let text = value.text().unwrap_or_default();
            let Ok(id) = taken.take(&text, 'o').parse() else {
                continue;
            };
            draft.expect(Purpose::Option(draft.question.options.len()), condition);
            draft.question.options.push(Choice {
                id,
                title,
                visible_if: None,
                value: value.number().and_then(super::validator::decimal),
                exclusive: false,
                text: false,
                picture: None,
            });
            draft.values.push(value);
        }
    }

    fn rows(&mut self, node: &mut Node<'_>, draft: &mut Draft, rows: Vec<(&Value, String)>) {
        let mut taken = super::choices::ids();
        let mut values = Vec::new();
        for (index, (value, pointer)) in rows.into_iter().enumerate() {
            if index >= MOST_ROWS {
                self.losses
                    .add(&pointer, format!("at most {MOST_ROWS} rows"));
                break;
            }
            let Some((value, title, condition)) = self.item(value, &pointer) else {
                continue;
            };
            let text = value.text().unwrap_or_default();
            let Ok(id) = taken.take(&text, 'r').parse() else {
                continue;
            };
            draft.expect(Purpose::Row(draft.question.rows.len()), condition);
            draft.question.rows.push(Row {
                id,
                title,
                visible_if: None,
                weight: None,
                low_label: None,
                high_label: None,
            });
            draft.rows.push(text);
            values.push(value);
        }
        if let Some(formula) = node.formula(&["rowsVisibleIf"], &mut self.losses) {
            of_items(draft, Purpose::Row, &formula, &values);
        }
    }

    /// A row, or a column of a simple matrix.
    fn item(
        &mut self,
        value: &Value,
        pointer: &str,
    ) -> Option<(Js, sonda_domain::LocalText, Option<Formula>)> {
        let (own, title, condition) = if value.is_object() {
            let mut node = Node::of(value, pointer.to_owned(), &mut self.losses)?;
            let own = node.take(&["value", "name"]).map(|(value, _)| value);
            let title = self
                .texts
                .take(&mut node, &["text", "title"], &mut self.losses);
            let condition = node.formula(&["visibleIf"], &mut self.losses);
            node.close(&mut self.losses);
            (own, title, condition)
        } else {
            (Some(value), None, None)
        };
        let own = own.and_then(Js::of);
        let Some((own, text)) = own.and_then(|own| own.text().map(|text| (own, text))) else {
            self.losses.add(pointer, "not a row or column with a value");
            return None;
        };
        let title = title.unwrap_or_else(|| self.texts.literal(&text));
        Some((own, title, condition))
    }

    /// The questions of columns.
    fn columns(&mut self, node: &mut Node<'_>, level: Level) -> Vec<Draft> {
        let common = node.list(&["choices"], &mut self.losses);
        let usual = node
            .word(&["cellType"], &mut self.losses)
            .unwrap_or("dropdown");
        let columns = node.list(&["columns"], &mut self.losses);
        let mut taken = Taken::default();
        let mut inner = Vec::new();
        for (index, (value, pointer)) in columns.into_iter().enumerate() {
            if index >= MOST_COLUMNS {
                self.losses
                    .add(&pointer, format!("at most {MOST_COLUMNS} columns"));
                break;
            }
            let named = value
                .as_str()
                .map(|name| serde_json::json!({ "name": name }));
            let value = named.as_ref().unwrap_or(value);
            let kind = match value["cellType"].as_str() {
                None | Some("default") => usual,
                Some(kind) => kind,
            };
            let id = taken.take(value["name"].as_str().unwrap_or_default(), 'q');
            let Some(node) = Node::of(value, pointer, &mut self.losses) else {
                continue;
            };
            inner.extend(self.inner(node, kind, &id, level, &common));
        }
        inner
    }

    /// A question inside of another, if it can be one.
    pub(super) fn inner(
        &mut self,
        node: Node<'_>,
        kind: &str,
        id: &str,
        level: Level,
        common: &[(&Value, String)],
    ) -> Option<Draft> {
        let pointer = node.pointer.clone();
        let inside = match kind {
            "text" => self.text(node, id, level),
            "comment" => self.comment(node, id, level),
            "radiogroup" | "dropdown" | "buttongroup" => self.choice(node, id, kind, level, common),
            "boolean" => self.boolean(node, id, level),
            "rating" => self.rating(node, id, level),
            "checkbox" | "tagbox" | "imagepicker" | "ranking" if level == Level::Entry => {
                self.choice(node, id, kind, level, common)
            }
            "slider" if level == Level::Entry => self.slider(node, id, level),
            "html" if level == Level::Entry => self.html(node, id, level),
            kind => {
                let place = if level == Level::Column {
                    "a column"
                } else {
                    "an entry"
                };
                self.losses
                    .add(&pointer, format!("`{kind}` cannot be inside of {place}"));
                None
            }
        };
        inside.filter(|inside| {
            let fits = level == Level::Entry
                || matches!(
                    inside.question.kind,
                    Kind::Text
                        | Kind::Email
                        | Kind::Phone
                        | Kind::Url
                        | Kind::Number
                        | Kind::SingleChoice
                        | Kind::YesNo
                        | Kind::Rating
                        | Kind::Date
                        | Kind::Time
                );
            if !fits {
                let kind = inside.question.kind.as_str();
                self.losses.add(
                    &pointer,
                    format!("a question of the type `{kind}` cannot be a column"),
                );
            }
            fits
        })
    }

    fn entries(&mut self, node: &mut Node<'_>, draft: &mut Draft, least: &str, most: &str) {
        let losses = &mut self.losses;
        let fewest = node.count(&[least], losses).unwrap_or(0);
        let limit = node.count(&[most], losses);
        for (property, count) in [(least, Some(fewest)), (most, limit)] {
            if count.is_some_and(|count| count > MOST_ENTRIES) {
                losses.add(
                    &node.at(property),
                    format!("at most {MOST_ENTRIES} entries can be given"),
                );
            }
        }
        draft.question.min_entries = Some(fewest.min(MOST_ENTRIES)).filter(|fewest| *fewest > 0);
        draft.question.max_entries = Some(limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES));
        if draft.question.required && draft.question.min_entries.is_none() {
            draft.question.min_entries = Some(1);
        }
    }
}

/// A condition that is asked of each row or column that has none of its own.
fn of_items(draft: &mut Draft, purpose: fn(usize) -> Purpose, formula: &Formula, values: &[Js]) {
    for (index, value) in values.iter().enumerate() {
        let purpose = purpose(index);
        let has_own = draft.pending.iter().any(|one| one.purpose.is_of(&purpose));
        if !has_own {
            draft.pending.push(Pending {
                purpose,
                formula: formula.clone(),
                item: Some(value.clone()),
            });
        }
    }
}

/// Puts questions inside of another; what they look at comes with them.
fn hold(draft: &mut Draft, inner: Vec<Draft>) {
    for one in inner {
        let index = draft.question.questions.len();
        for pending in one.pending {
            draft.pending.push(Pending {
                purpose: Purpose::Inner(index, matches!(pending.purpose, Purpose::Enabled)),
                ..pending
            });
        }
        draft.variables.extend(one.variables);
        draft.question.questions.push(one.question);
    }
}
