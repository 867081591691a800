//! How telling the cases are: a comparison of forms that show everything and calculate nothing would prove little.

use serde_json::Value;
use sonda_domain::Kind;
use std::collections::BTreeMap;

/// The operators of logic.
const OPERATORS: [&str; 41] = [
    "==",
    "!=",
    "===",
    "!==",
    "<",
    "<=",
    ">",
    ">=",
    "!",
    "!!",
    "and",
    "or",
    "if",
    "?:",
    "??",
    "var",
    "val",
    "exists",
    "missing",
    "missing_some",
    "+",
    "-",
    "*",
    "/",
    "%",
    "max",
    "min",
    "cat",
    "substr",
    "in",
    "merge",
    "map",
    "filter",
    "reduce",
    "all",
    "some",
    "none",
    "length",
    "sum",
    "mean",
    "round",
];

#[derive(Debug, Default)]
pub(crate) struct Tally {
    cases: usize,
    faultless: usize,
    accepted: usize,
    refused: usize,
    hiding: usize,
    requiring: usize,
    calculating: usize,
    banded: usize,
    ending: usize,
    jumping: usize,
    piping: usize,
    /// How often each type was answered in a form that could be published.
    answered: BTreeMap<String, usize>,
    /// How many cases use each operator.
    operators: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(crate) fn count(&mut self, case: &Value, verdict: &Value) {
        let add = |count: &mut usize, holds: bool| *count += usize::from(holds);
        let course = &verdict["course"];
        let shown = course["shown"].as_str().unwrap();
        let outcomes = course["outcomes"].to_string();
        let pages = case["content"]["pages"].as_array();
        self.cases += 1;
        let faultless = verdict["faults"].as_array().unwrap().is_empty();
        add(&mut self.faultless, faultless);
        let accepted = verdict["judged"].get("Ok");
        add(&mut self.accepted, faultless && accepted.is_some());
        add(&mut self.refused, faultless && accepted.is_none());
        add(
            &mut self.hiding,
            !shown.contains("hidden: Names(Sorted([]))"),
        );
        add(
            &mut self.requiring,
            !shown.contains("required: Names(Sorted([]))"),
        );
        add(&mut self.calculating, outcomes.contains("Number("));
        add(&mut self.banded, outcomes.contains("band: Some"));
        add(&mut self.ending, course["ending"].as_u64() > Some(0));
        let jumped = pages.is_some_and(|pages| {
            let next = pages.iter().any(|page| page.get("next").is_some());
            next && shown.split(']').next().unwrap().matches(',').count() + 1 < pages.len()
        });
        add(&mut self.jumping, jumped);
        add(&mut self.piping, case["content"].to_string().contains("{{"));
        let text = case["content"].to_string();
        for operator in OPERATORS {
            let used = text.contains(&format!("{{\"{operator}\":"));
            *self.operators.entry(operator).or_default() += usize::from(used);
        }
        let answers = accepted
            .filter(|_| faultless)
            .map(|judged| &judged["answers"]);
        let own = case["content"]["questions"]
            .as_array()
            .into_iter()
            .flatten();
        let paged = pages
            .into_iter()
            .flatten()
            .flat_map(|page| page["questions"].as_array().unwrap());
        for question in own.chain(paged) {
            let given = answers.and_then(|all| all[question["id"].as_str().unwrap()].get("answer"));
            let kind = question["type"].as_str().unwrap().to_owned();
            *self.answered.entry(kind).or_default() += usize::from(given.is_some());
        }
    }

    pub(crate) fn assert_telling(&self) {
        let at_least = |what: &str, count: usize, percent: usize| {
            assert!(
                count * 100 >= self.cases * percent,
                "only {count} of {} cases are {what}",
                self.cases
            );
        };
        at_least("faultless", self.faultless, 70);
        at_least("accepted", self.accepted, 30);
        at_least("refused", self.refused, 25);
        at_least("hiding something", self.hiding, 50);
        at_least("requiring something", self.requiring, 15);
        at_least("calculating", self.calculating, 40);
        at_least("in a band", self.banded, 25);
        at_least("at another ending than the first", self.ending, 15);
        at_least("jumping", self.jumping, 5);
        at_least("piping", self.piping, 40);
        for kind in Kind::ALL {
            let answered = self.answered.get(kind.as_str()).copied().unwrap_or(0);
            assert!(
                answered > 4 || kind == Kind::Statement,
                "`{}` was answered {answered} times",
                kind.as_str()
            );
        }
        for (operator, cases) in &self.operators {
            assert!(*cases > 4, "`{operator}` is in {cases} cases");
        }
    }
}
