//! Matrices: rows that are answered alike, as a table; on a narrow screen the same table is a card for each row.
//!
//! An input is named by its row and its column, wherever these stand on the screen.

use super::Context;
use super::date::moment;
use super::field::error;
use super::group::choice;
use super::node::{Node, element, styled};
use super::part::{fieldset, input, select};
use super::scale::ends;
use super::text_field::line;
use crate::ids::{ends_id, title_id};
use sonda_domain::{Cells, Kind, Question, Row, format_number, part_field};

/// The column of weights, beside those of the steps.
const WEIGHT: &str = "weight";
/// More columns of words than this have no room beside each other.
const MOST_COLUMNS: usize = 5;

/// A question with rows.
pub(crate) fn matrix(context: &Context, question: &Question, name: &str) -> Node {
    let text = |key| context.props.messages.get(key).to_owned();
    let matrix = Matrix {
        context,
        question,
        name,
        cells: question.cells.unwrap_or(Cells::Single),
        columns: columns(question),
    };
    let scale = question.scale();
    let class = match scale {
        Some(_) => "sonda-matrix sonda-even",
        None if matrix.columns.len() > MOST_COLUMNS => "sonda-matrix sonda-cards",
        None => "sonda-matrix",
    };
    let rows = question.rows.iter().map(|row| matrix.row(row));
    let rows = element("tbody").nodes(rows);
    let head = element("thead").nodes([matrix.head()]);
    let mut nodes = Vec::new();
    if let Some((lowest, highest)) = scale.filter(|_| matrix.cells != Cells::Bipolar) {
        let ends = ends(context, question, lowest, highest);
        if !ends.is_empty() {
            nodes.push(styled("p", "sonda-ends").nodes(ends));
        }
    }
    nodes.push(styled("table", class).nodes([head, rows]));
    if matrix.asks_weights() {
        let sum = styled("p", "sonda-sum")
            .set("data-part", "weights")
            .flag("hidden", true)
            .nodes([element("span").text(text("matrix.sum")), element("output")]);
        nodes.push(sum);
    }
    fieldset(context, question, name, nodes)
}

/// What a column is called in fields, and its title.
fn columns(question: &Question) -> Vec<(String, String)> {
    if let Some((lowest, highest)) = question.scale() {
        return (lowest..=highest)
            .map(|step| (step.to_string(), step.to_string()))
            .collect();
    }
    let columns = question
        .questions
        .iter()
        .map(|one| (one.id.as_str(), &one.title));
    let options = question
        .options
        .iter()
        .map(|one| (one.id.as_str(), &one.title));
    columns
        .chain(options)
        .map(|(id, title)| (id.to_owned(), title.only().to_owned()))
        .collect()
}

struct Matrix<'a> {
    context: &'a Context,
    question: &'a Question,
    name: &'a str,
    cells: Cells,
    columns: Vec<(String, String)>,
}

impl Matrix<'_> {
    fn asks_weights(&self) -> bool {
        self.cells == Cells::Weighted && self.question.rows.iter().all(|row| row.weight.is_none())
    }

    fn weight_title(&self) -> String {
        self.context.props.messages.get("matrix.weight").to_owned()
    }

    /// The id of a column's title.
    fn column_id(&self, column: &str) -> String {
        [&title_id(self.name), ".", column].concat()
    }

    fn head(&self) -> Node {
        let mut nodes = vec![element("td")];
        nodes.extend(self.end());
        let weight =
            (self.cells == Cells::Weighted).then(|| (WEIGHT.to_owned(), self.weight_title()));
        for (column, title) in self.columns.iter().chain(&weight) {
            let head = element("th").set("scope", "col");
            nodes.push(head.set("id", self.column_id(column)).text(title));
        }
        nodes.extend(self.end());
        element("tr").nodes(nodes)
    }

    /// The place over the opposites of the rows.
    fn end(&self) -> Option<Node> {
        (self.cells == Cells::Bipolar).then(|| element("td"))
    }

    fn row(&self, row: &Row) -> Node {
        let field = &part_field(self.name, row.id.as_str());
        let title = element("span")
            .set("id", title_id(field))
            .text(row.title.only());
        let head = element("th").set("scope", "row");
        let mut nodes = vec![head.nodes([title, error(self.context.state, field)])];
        let opposite = |own: &Option<_>, of_all: &Option<sonda_domain::LocalText>, part: &str| {
            let words = own.as_ref().or(of_all.as_ref());
            let words = words.map_or("", |words: &sonda_domain::LocalText| words.only());
            let id = [&ends_id(field), ".", part].concat();
            styled("td", "sonda-end").set("id", id).text(words)
        };
        let opposites = self.cells == Cells::Bipolar;
        if opposites {
            nodes.push(opposite(&row.low_label, &self.question.low_label, "low"));
        }
        for (index, (column, title)) in self.columns.iter().enumerate() {
            let cell = match self.question.questions.get(index) {
                Some(question) => self.own(question, field, title),
                None => self.chosen(field, index, column, title),
            };
            nodes.push(cell);
        }
        if opposites {
            nodes.push(opposite(&row.high_label, &self.question.high_label, "high"));
        }
        if self.cells == Cells::Weighted {
            nodes.push(self.weight(row, field));
        }
        element("tr").nodes(nodes)
    }

    /// What names an input: its row and its column, and at the ends of opposites what they mean.
    fn named(&self, field: &str, index: usize, column: &str) -> String {
        let mut ids = [&title_id(field), " ", &self.column_id(column)].concat();
        let last = index + 1 == self.columns.len();
        if self.cells == Cells::Bipolar && (index == 0 || last) {
            let end = if last { ".high" } else { ".low" };
            ids.push_str(&[" ", &ends_id(field), end].concat());
        }
        ids
    }

    /// A cell to choose.
    fn chosen(&self, field: &str, index: usize, column: &str, title: &str) -> Node {
        let radio = self.cells != Cells::Multiple;
        let mut input = choice(self.context, field, column, radio, index == 0)
            .set("aria-labelledby", self.named(field, index, column));
        // Of radio buttons, whoever comes to the row comes to one of these.
        if !radio || index == 0 || index + 1 == self.columns.len() {
            let required = radio && self.question.required;
            input = input.flag("required", required).described_by(
                self.context.state,
                field,
                Vec::new(),
            );
        }
        let label = styled("label", "sonda-pick").nodes([input, element("span").text(title)]);
        element("td").nodes([label])
    }

    /// A cell with a question of its own.
    fn own(&self, column: &Question, field: &str, title: &str) -> Node {
        let Context { props, state } = self.context;
        let name = part_field(field, column.id.as_str());
        let input = match column.kind {
            Kind::Date | Kind::Time => moment(self.context, column, &name),
            Kind::SingleChoice | Kind::YesNo | Kind::Rating => {
                let words = |key| (String::from(key), props.messages.get(key).to_owned());
                let options = if column.kind == Kind::YesNo {
                    vec![words("yes"), words("no")]
                } else {
                    columns(column)
                };
                select(self.context, &name, "–", options).flag("required", column.required)
            }
            _ => line(self.context, column, &name),
        };
        let input = input.described_by(*state, &name, Vec::new());
        self.entered(&name, field, column.id.as_str(), title, input)
    }

    fn weight(&self, row: &Row, field: &str) -> Node {
        let title = self.weight_title();
        if !self.asks_weights() {
            let weight = row.weight.unwrap_or_default();
            let weight = format_number(&weight, None, &self.context.props.locale);
            let title = styled("span", "sonda-column").text(title);
            let weight =
                styled("label", "sonda-entry").nodes([title, element("span").text(weight)]);
            return styled("td", "sonda-own").nodes([weight]);
        }
        let name = part_field(field, WEIGHT);
        let input = input(self.context, &name, "text")
            .set("inputmode", "decimal")
            .set("autocomplete", "off")
            .set("dir", "ltr")
            .flag("required", self.question.required)
            .described_by(self.context.state, &name, Vec::new());
        self.entered(&name, field, WEIGHT, &title, input)
    }

    /// A cell to type into, or to choose in a field that folds.
    fn entered(&self, name: &str, field: &str, column: &str, title: &str, input: Node) -> Node {
        let names = [&title_id(field), " ", &self.column_id(column)].concat();
        let title = styled("span", "sonda-column").text(title);
        let label =
            styled("label", "sonda-entry").nodes([title, input.set("aria-labelledby", names)]);
        styled("td", "sonda-own").nodes([error(self.context.state, name), label])
    }
}
