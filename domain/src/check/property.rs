//! Which properties belong to which types of question.

use super::Fault;
use crate::{Cells, Kind, Question};

use Kind::{
    Address, Agreement, Bipolar, Ces, Consent, Csat, Date, DateRange, DateTime, Email, File, Group,
    Hidden, LongText, Matrix, MultipleChoice, Nps, Number, Phone, Ranking, Rating, SingleChoice,
    Slider, Statement, Text, Url, YesNo,
};

const SCALES: &[Kind] = &[Rating, Nps, Csat, Ces, Agreement, Bipolar, Slider, Matrix];
const DATES: &[Kind] = &[Date, DateTime, DateRange];

/// Each property that only some types have: its name, those types, and whether it is given.
fn properties(question: &Question) -> [(&'static str, &'static [Kind], bool); 32] {
    let q = question;
    [
        (
            "max_length",
            &[Text, LongText, Email, Phone, Url, Hidden],
            q.max_length.is_some(),
        ),
        ("region", &[Phone], q.region.is_some()),
        ("autocomplete", &[Text], q.autocomplete.is_some()),
        (
            "options",
            &[SingleChoice, MultipleChoice, Ranking, Matrix],
            !q.options.is_empty(),
        ),
        (
            "display",
            &[SingleChoice, MultipleChoice],
            q.display.is_some(),
        ),
        (
            "shuffled",
            &[SingleChoice, MultipleChoice, Ranking],
            q.shuffled,
        ),
        ("select_all", &[MultipleChoice], q.select_all),
        ("min_chosen", &[MultipleChoice], q.min_chosen.is_some()),
        ("max_chosen", &[MultipleChoice], q.max_chosen.is_some()),
        (
            "steps",
            &[Rating, Agreement, Bipolar, Matrix],
            q.steps.is_some(),
        ),
        ("icon", &[Rating, Csat, Matrix], q.icon.is_some()),
        ("low_label", SCALES, q.low_label.is_some()),
        ("high_label", SCALES, q.high_label.is_some()),
        ("min", &[Number, Slider], q.min.is_some()),
        ("max", &[Number, Slider], q.max.is_some()),
        ("decimals", &[Number, Slider], q.decimals.is_some()),
        ("currency", &[Number], q.currency.is_some()),
        ("earliest", DATES, q.earliest.is_some()),
        ("latest", DATES, q.latest.is_some()),
        ("rows", &[Matrix], !q.rows.is_empty()),
        ("cells", &[Matrix], q.cells.is_some()),
        ("questions", &[Group, Matrix], !q.questions.is_empty()),
        ("min_entries", &[Group], q.min_entries.is_some()),
        ("max_entries", &[Group], q.max_entries.is_some()),
        ("parts", &[Address], !q.parts.is_empty()),
        ("max_files", &[File], q.max_files.is_some()),
        ("max_bytes", &[File], q.max_bytes.is_some()),
        ("accept", &[File], !q.accept.is_empty()),
        ("version", &[Consent], q.version.is_some()),
        ("source", &[Hidden], q.source.is_some()),
        (
            "quiz",
            &[SingleChoice, MultipleChoice, YesNo],
            q.quiz.is_some(),
        ),
        (
            "value",
            &[SingleChoice, MultipleChoice, Matrix],
            q.options.iter().any(|option| option.value.is_some()),
        ),
    ]
}

/// Properties that do not belong to the question's type.
pub(super) fn check_properties(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let kind = question.kind;
    let mut strange = |property: &str| {
        let reason = format!(
            "`{property}` does not belong to the type `{}`",
            kind.as_str()
        );
        faults.push(Fault::new(format!("{path}/{property}"), reason));
    };
    for (property, kinds, present) in properties(question) {
        if present && !kinds.contains(&kind) {
            strange(property);
        }
    }
    if kind == Statement || kind == Hidden {
        for (property, present) in [
            ("required", question.required),
            ("required_if", question.required_if.is_some()),
            ("comment", question.comment.is_some()),
        ] {
            if present {
                strange(property);
            }
        }
    }
    if kind == Statement && (question.default.is_some() || !question.rules.is_empty()) {
        strange(if question.default.is_some() {
            "default"
        } else {
            "rules"
        });
    }
}

/// Properties of a matrix that do not belong to the way its cells are answered, or are missing for it.
pub(super) fn check_cells(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let cells = question.cells.unwrap_or(Cells::Single);
    let chosen = matches!(cells, Cells::Single | Cells::Multiple);
    let stepped = matches!(cells, Cells::Rating | Cells::Bipolar | Cells::Weighted);
    let needs = [
        ("options", chosen, !question.options.is_empty()),
        (
            "questions",
            cells == Cells::Columns,
            !question.questions.is_empty(),
        ),
    ];
    for (property, needed, present) in needs {
        if needed != present {
            let reason = if needed {
                "needed for cells of this kind"
            } else {
                "does not belong to cells of this kind"
            };
            faults.push(Fault::new(format!("{path}/{property}"), reason));
        }
    }
    let others = [
        ("steps", stepped, question.steps.is_some()),
        ("low_label", stepped, question.low_label.is_some()),
        ("high_label", stepped, question.high_label.is_some()),
    ];
    for (property, allowed, present) in others {
        if present && !allowed {
            let reason = "does not belong to cells of this kind";
            faults.push(Fault::new(format!("{path}/{property}"), reason));
        }
    }
    if question.icon.is_some() {
        let reason = "the steps of a matrix are shown as numbers";
        faults.push(Fault::new(format!("{path}/icon"), reason));
    }
    for (index, row) in question.rows.iter().enumerate() {
        let named = row.low_label.is_some() || question.low_label.is_some();
        let opposed = row.high_label.is_some() || question.high_label.is_some();
        if cells == Cells::Bipolar && !(named && opposed) {
            let reason =
                "opposites need names: `low_label` and `high_label`, of the row or the question";
            faults.push(Fault::new(format!("{path}/rows/{index}"), reason));
        }
        let own = [
            ("weight", cells == Cells::Weighted, row.weight.is_some()),
            (
                "low_label",
                cells == Cells::Bipolar,
                row.low_label.is_some(),
            ),
            (
                "high_label",
                cells == Cells::Bipolar,
                row.high_label.is_some(),
            ),
        ];
        for (property, allowed, present) in own {
            if present && !allowed {
                let reason = "does not belong to cells of this kind";
                faults.push(Fault::new(
                    format!("{path}/rows/{index}/{property}"),
                    reason,
                ));
            }
        }
    }
}
