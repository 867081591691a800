//! Options: one, several, all in an order.

#[cfg(feature = "full")]
use crate::Sorted;
use crate::course::Names;
use crate::{Answer, Choice, FieldFault, OptionId, Question};

/// The option of that id, if it is offered.
fn option_of(
    question: &Question,
    hidden: &Names,
    name: &str,
    value: &str,
) -> Result<OptionId, FieldFault> {
    let option = question
        .option(value)
        .filter(|_| !hidden.has_part(name, value));
    option
        .map(|option| option.id.clone())
        .ok_or(FieldFault::UnknownOption)
}

/// One option.
pub(super) fn parse_choice(
    question: &Question,
    hidden: &Names,
    name: &str,
    value: &str,
) -> Result<Option<OptionId>, FieldFault> {
    // What was chosen before the option was hidden is dropped, as hidden answers are.
    if value.is_empty() || hidden.has_part(name, value) {
        Ok(None)
    } else {
        option_of(question, hidden, name, value).map(Some)
    }
}

/// Several options, in the order of the definition.
pub(super) fn parse_choices(
    question: &Question,
    hidden: &Names,
    name: &str,
    values: &[String],
) -> Result<Option<Vec<OptionId>>, FieldFault> {
    let given = |value: &&String| !value.is_empty() && !hidden.has_part(name, value);
    let values: Vec<&String> = values.iter().filter(given).collect();
    for value in &values {
        option_of(question, hidden, name, value)?;
    }
    let chosen = || {
        let options = question.options.iter();
        options.filter(|option| values.iter().any(|value| *value == option.id.as_str()))
    };
    let count = u32::try_from(chosen().count()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(None);
    }
    if chosen().any(|option| option.exclusive) {
        return if count == 1 {
            Ok(Some(chosen().map(|option| option.id.clone()).collect()))
        } else {
            Err(FieldFault::NotAlone)
        };
    }
    // No more are asked for than can be chosen together.
    let together =
        |option: &&Choice| !option.exclusive && !hidden.has_part(name, option.id.as_str());
    let most = question.options.iter().filter(together).count() as u32;
    match (
        question.min_chosen.map(|fewest| fewest.min(most)),
        question.max_chosen,
    ) {
        (Some(fewest), _) if count < fewest => Err(FieldFault::TooFew(fewest)),
        (_, Some(most)) if count > most => Err(FieldFault::TooMany(most)),
        _ => Ok(Some(chosen().map(|option| option.id.clone()).collect())),
    }
}

/// The options by rank: each offered option's field holds its place. None or all have one; places may be left out, as
/// by options that were hidden since.
#[cfg(feature = "full")]
pub(super) fn parse_ranking(
    question: &Question,
    hidden: &Names,
    name: &str,
    rank_of: &dyn Fn(&str) -> String,
) -> Result<Option<Answer>, FieldFault> {
    let offered = question.options.iter().map(|option| &option.id);
    let mut ranking = Sorted::new();
    let mut count = 0;
    for id in offered.filter(|id| !hidden.has_part(name, id.as_str())) {
        count += 1;
        let rank = rank_of(id.as_str());
        if rank.is_empty() {
            continue;
        }
        match rank.parse::<usize>() {
            Ok(place @ 1..) if !ranking.contains_key(&place) => ranking.insert(place, id.clone()),
            _ => return Err(FieldFault::NotARanking),
        };
    }
    if ranking.is_empty() {
        Ok(None)
    } else if ranking.len() < count {
        Err(FieldFault::NotARanking)
    } else {
        Ok(Some(Answer::Ranking(ranking.values().cloned().collect())))
    }
}

/// Agreement.
pub(super) fn parse_consent(value: &str) -> Result<Option<Answer>, FieldFault> {
    match value {
        "" | "false" => Ok(None),
        "yes" | "true" | "on" => Ok(Some(Answer::Consent(true))),
        _ => Err(FieldFault::WrongType),
    }
}

/// Yes or no.
pub(super) fn parse_yes_no(value: &str) -> Result<Option<Answer>, FieldFault> {
    match value {
        "" => Ok(None),
        "yes" | "true" => Ok(Some(Answer::YesNo(true))),
        "no" | "false" => Ok(Some(Answer::YesNo(false))),
        _ => Err(FieldFault::WrongType),
    }
}
