//! Matrices: rows that are answered alike, as a table; on a narrow screen the same table is a card for each row.
//!
//! An input is named by its row and its column, wherever these stand on the screen.

use super::Context;
use super::date::moment;
use super::field::error;
use super::group::choice;
use super::node::{Node, Value, element, styled};
use super::part::{fieldset, select};
use super::scale::ends;
use super::text_field::{input, typed};
use crate::ids::{ends_id, title_id};
use sonda_domain::{Cells, Kind, LocalText, Question, Row, format_number, part_field};

/// The column of weights, beside those of the steps.
const WEIGHT: &str = "weight";
/// The letters that columns have room for beside each other: those of the longest word, and one, in each.
const MOST_LETTERS: usize = 46;

/// A question with rows.
pub(crate) fn matrix(context: &Context, question: &Question, name: &str) -> Node {
    let matrix = Matrix {
        context,
        question,
        name,
        cells: question.cells.unwrap_or(Cells::Single),
        columns: columns(question),
    };
    let scale = question.scale();
    let class = match scale {
        Some((_, 8..)) if matrix.cells == Cells::Bipolar => "sonda-matrix sonda-even sonda-cards",
        Some(_) => "sonda-matrix sonda-even",
        None if matrix.is_wide() => "sonda-matrix sonda-cards",
        None => "sonda-matrix",
    };
    let rows = question.rows.iter().map(|row| matrix.row(row));
    let rows = element("tbody").each(rows);
    let head = element("thead").nodes(vec![matrix.head()]);
    let mut nodes = Vec::new();
    if let Some((lowest, highest)) = scale.filter(|_| matrix.cells != Cells::Bipolar) {
        let ends = ends(context, question, lowest, highest);
        if !ends.is_empty() {
            nodes.push(styled("p", "sonda-ends").nodes(ends));
        }
    }
    nodes.push(styled("table", class).nodes(vec![head, rows]));
    if matrix.asks_weights() {
        let text = element("span").text(context.props.messages.get("matrix.sum"));
        let sum = styled("p", "sonda-sum")
            .set("data-part", "weights")
            .flag("hidden", true)
            .nodes(vec![text, element("output")]);
        nodes.push(sum);
    }
    fieldset(context, question, name, nodes)
}

/// A column.
struct Column<'a> {
    /// What fields and values call it.
    id: String,
    /// Its title; that of a step is its number.
    title: Option<&'a LocalText>,
}

impl Column<'_> {
    fn title(&self, context: &Context) -> Value {
        let title = self.title.map(|title| context.text(title));
        title.unwrap_or_else(|| (&self.id).into())
    }
}

fn columns(question: &Question) -> Vec<Column<'_>> {
    if let Some((lowest, highest)) = question.scale() {
        let step = |step: u8| Column {
            id: step.to_string(),
            title: None,
        };
        return (lowest..=highest).map(step).collect();
    }
    let questions = question.questions.iter();
    let questions = questions.map(|one| (one.id.as_str(), &one.title));
    let options = question.options.iter();
    let options = options.map(|one| (one.id.as_str(), &one.title));
    let both = questions.chain(options);
    both.map(|(id, title)| Column {
        id: id.to_owned(),
        title: Some(title),
    })
    .collect()
}

struct Matrix<'a> {
    context: &'a Context,
    question: &'a Question,
    name: &'a str,
    cells: Cells,
    columns: Vec<Column<'a>>,
}

impl Matrix<'_> {
    /// Whether its columns have no room beside each other: three with fields, or long words.
    fn is_wide(&self) -> bool {
        let columns = self.columns.len();
        let mut letters = 0;
        for option in &self.question.options {
            for word in self.context.text_now(&option.title).split(' ') {
                letters = letters.max(word.chars().count());
            }
        }
        self.question.questions.len() > 2 || columns * (letters + 1) > MOST_LETTERS
    }

    fn asks_weights(&self) -> bool {
        self.cells == Cells::Weighted && self.question.rows.iter().all(|row| row.weight.is_none())
    }

    fn weight_title(&self) -> Value {
        self.context.props.messages.get("matrix.weight").into()
    }

    /// The id of a column's title.
    fn column_id(&self, column: &str) -> String {
        [&title_id(self.name), ".", column].concat()
    }

    fn head(&self) -> Node {
        let head = |id: &str, title: Value| {
            let head = element("th").set("scope", "col");
            head.set("id", self.column_id(id)).text(title)
        };
        // Over the rows, and over the opposites at their ends.
        let ends = usize::from(self.cells == Cells::Bipolar);
        let mut nodes: Vec<Node> = (0..=ends).map(|_| element("td")).collect();
        let columns = self.columns.iter();
        nodes.extend(columns.map(|one| head(&one.id, one.title(self.context))));
        nodes.extend((0..ends).map(|_| element("td")));
        if self.cells == Cells::Weighted {
            nodes.push(head(WEIGHT, self.weight_title()));
        }
        element("tr").nodes(nodes)
    }

    fn row(&self, row: &Row) -> Node {
        let field = &part_field(self.name, row.id.as_str());
        let title = element("span")
            .set("id", title_id(field))
            .text(self.context.text(&row.title));
        let head = element("th").set("scope", "row");
        let mut nodes = vec![head.nodes(vec![title, error(self.context, field)])];
        nodes.extend(self.opposite(&row.low_label, &self.question.low_label, field, ".low"));
        for (index, column) in self.columns.iter().enumerate() {
            nodes.push(match self.question.questions.get(index) {
                Some(question) => self.asked(question, field, column),
                None => self.chosen(field, index, column),
            });
        }
        nodes.extend(self.opposite(&row.high_label, &self.question.high_label, field, ".high"));
        if self.cells == Cells::Weighted {
            nodes.push(self.weight(row, field));
        }
        let conditional = row.visible_if.as_ref().map(|_| field.clone());
        let line = element("tr").nodes(nodes);
        line.hidden_with(self.context, conditional)
    }

    /// What one end of a row means, where rows lie between opposites.
    fn opposite(
        &self,
        own: &Option<LocalText>,
        of_all: &Option<LocalText>,
        field: &str,
        end: &str,
    ) -> Option<Node> {
        let opposites = self.cells == Cells::Bipolar;
        let cell = opposites.then(|| styled("td", "sonda-end"))?;
        let words = own.as_ref().or(of_all.as_ref());
        let words = words.map_or("".into(), |words| self.context.text(words));
        Some(cell.set("id", [&ends_id(field), end].concat()).text(words))
    }

    /// What names an input: its row and its column, and at the ends of opposites what they mean.
    fn names(&self, field: &str, column: &str) -> String {
        [&title_id(field), " ", &self.column_id(column)].concat()
    }

    /// A cell to choose.
    fn chosen(&self, field: &str, index: usize, column: &Column<'_>) -> Node {
        let radio = self.cells != Cells::Multiple;
        let last = index + 1 == self.columns.len();
        let mut names = self.names(field, &column.id);
        if self.cells == Cells::Bipolar && (index == 0 || last) {
            let end = if last { ".high" } else { ".low" };
            names.push_str(&[" ", &ends_id(field), end].concat());
        }
        let mut input = choice(self.context, field, &column.id, radio, index == 0)
            .set("aria-labelledby", names);
        // Of radio buttons, whoever comes to the row comes to one of these.
        if !radio || index == 0 || last {
            input = input.described_by(self.context, field, Vec::new());
            if radio {
                input = input.required(self.context, self.question, "required", "");
            }
        }
        let title = element("span").text(column.title(self.context));
        element("td").nodes(vec![
            styled("label", "sonda-pick").nodes(vec![input, title]),
        ])
    }

    /// A cell with a question of its own.
    fn asked(&self, question: &Question, field: &str, column: &Column<'_>) -> Node {
        let name = part_field(field, &column.id);
        let messages = &self.context.props.messages;
        let input = match question.kind {
            Kind::Date | Kind::Time => moment(self.context, question, &name),
            Kind::SingleChoice | Kind::Rating => {
                let options = columns(question).into_iter();
                let options = options.map(|one| (one.id.clone(), one.title(self.context)));
                select(self.context, &name, "–", options.collect())
            }
            Kind::YesNo => {
                let answers = ["yes", "no"].map(|one| (one.into(), messages.get(one).into()));
                select(self.context, &name, "–", answers.into())
            }
            _ => {
                let names = self.names(field, &column.id);
                let typed = typed(self.context, question, &name, Vec::new(), Some(&names));
                return self.filled(&name, column.title(self.context), typed);
            }
        };
        let input = input
            .required(self.context, question, "required", "")
            .described_by(self.context, &name, Vec::new())
            .set("aria-labelledby", self.names(field, &column.id));
        self.filled(&name, column.title(self.context), input)
    }

    fn weight(&self, row: &Row, field: &str) -> Node {
        let title = self.weight_title();
        if !self.asks_weights() {
            let weight = row.weight.unwrap_or_default();
            let weight = format_number(&weight, None, &self.context.props.messages.locale());
            let title = styled("span", "sonda-column").text(title);
            let weight = vec![title, element("span").text(weight)];
            return styled("td", "sonda-fill")
                .nodes(vec![styled("p", "sonda-entry").nodes(weight)]);
        }
        let name = part_field(field, WEIGHT);
        let given = self.context.entries.first(&name);
        let input = input(self.context, &name, "text", given)
            .set("inputmode", "decimal")
            .set("autocomplete", "off")
            .set("dir", "ltr")
            .required(self.context, self.question, "required", "")
            .described_by(self.context, &name, Vec::new())
            .set("aria-labelledby", self.names(field, WEIGHT));
        self.filled(&name, title, input)
    }

    /// A cell to type into, or to choose in a field that folds.
    fn filled(&self, name: &str, title: Value, input: Node) -> Node {
        let title = styled("span", "sonda-column").text(title);
        let label = styled("label", "sonda-entry").nodes(vec![title, input]);
        styled("td", "sonda-fill").nodes(vec![error(self.context, name), label])
    }
}
