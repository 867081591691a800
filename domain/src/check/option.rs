//! Options of a definition.

use super::Fault;
use crate::{Choice, Display, Kind, Question};
use std::collections::BTreeSet;

const MOST_OPTIONS: usize = 1_000;
const LONGEST_PICTURE: usize = 100_000;

/// The options of a question that needs some.
pub(super) fn check_options(options: &[Choice], path: &str, faults: &mut Vec<Fault>) {
    if options.is_empty() {
        faults.push(Fault::new(
            format!("{path}/options"),
            "a choice needs at least one option",
        ));
    }
    if options.len() > MOST_OPTIONS {
        faults.push(Fault::new(
            format!("{path}/options"),
            format!("at most {MOST_OPTIONS} options"),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, option) in options.iter().enumerate() {
        if !seen.insert(&option.id) {
            faults.push(Fault::new(
                format!("{path}/options/{index}/id"),
                format!("the id `{}` is used by an earlier option", option.id),
            ));
        }
    }
}

/// How many may be chosen.
pub(super) fn check_chosen(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let options = u32::try_from(question.options.len()).unwrap_or(u32::MAX);
    let together = question
        .options
        .iter()
        .filter(|option| !option.exclusive)
        .count();
    let together = u32::try_from(together).unwrap_or(u32::MAX);
    let most = question.max_chosen.unwrap_or(options);
    if question.max_chosen.is_some() && !(1..=options).contains(&most) {
        faults.push(Fault::new(
            format!("{path}/max_chosen"),
            format!("must be between 1 and the number of options, {options}"),
        ));
    }
    let asked = |option: &&Choice| !option.exclusive && option.visible_if.is_none();
    let all = question.options.iter().filter(asked).count();
    if question.select_all && all > most as usize {
        faults.push(Fault::new(
            format!("{path}/select_all"),
            format!("all are {all}, and at most {most} may be chosen"),
        ));
    }
    if question
        .min_chosen
        .is_some_and(|fewest| fewest > most.min(together))
    {
        faults.push(Fault::new(
            format!("{path}/min_chosen"),
            format!("more than can be chosen, {}", most.min(together)),
        ));
    }
}

/// Options that exclude others, take a text, or have a picture.
pub(super) fn check_special_options(question: &Question, path: &str, faults: &mut Vec<Fault>) {
    let pictured = |option: &Choice| option.picture.is_some();
    if question.display == Some(Display::Pictures) && !question.options.iter().any(pictured) {
        faults.push(Fault::new(
            format!("{path}/display"),
            "no option has a picture",
        ));
    }
    for (index, option) in question.options.iter().enumerate() {
        let path = format!("{path}/options/{index}");
        let mut fault = |property: &str, reason: &str| {
            faults.push(Fault::new(format!("{path}/{property}"), reason));
        };
        if option.exclusive && question.kind != Kind::MultipleChoice {
            fault(
                "exclusive",
                "only an option of a `multiple_choice` excludes others",
            );
        }
        if option.text && !matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
            fault("text", "only an option of a choice takes a text");
        }
        if (option.text || question.kind == Kind::Ranking) && option.id.as_str() == "comment" {
            fault("id", "`comment` names the field of the comment");
        }
        if let Some(picture) = &option.picture {
            let sound = picture.starts_with("https://") || picture.starts_with("data:image/");
            if !sound
                || picture.contains(['"', '\'', ' ', '<', '>', ';', ','])
                    && picture.starts_with("https://")
            {
                fault("picture", "must be an https: address or a data:image URL");
            }
            if picture.len() > LONGEST_PICTURE {
                fault("picture", "is larger than 100,000 characters");
            }
        }
    }
}
