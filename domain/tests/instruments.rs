//! Questionnaires of practice as definitions: each is sound, can be filled in, and scores as its source says.
#![expect(
    clippy::unwrap_used,
    reason = "a test may fail, and reads better with values"
)]

use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{
    Content, Course, Entries, Judged, Known, check_content, interface_messages, validate,
};

fn instrument(name: &str) -> Content {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/instruments/");
    let text = std::fs::read_to_string(format!("{folder}{name}.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let content: Content = serde_json::from_value(document["content"].clone()).unwrap();
    assert_eq!(check_content(&content), [], "{name}");
    content
}

fn known(content: &Content) -> Known {
    Known::of(&content.fallback_locale)
}

fn entries<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Entries {
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn judged(content: &Content, entries: &Entries) -> Judged {
    validate(content, entries, &known(content)).unwrap()
}

fn number(judged: &Judged, id: &str) -> Decimal {
    judged.conclusion.results[id].number.unwrap()
}

fn band<'a>(judged: &'a Judged, id: &str) -> &'a str {
    let band = judged.conclusion.results[id].band.as_ref();
    band.map_or("", |band| band.as_str())
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn the_audit_of_the_source_scores_4_70_and_works() {
    let content = instrument("crm-audit");
    let rows = ["usage", "features", "function", "strategy", "speed"];
    let ratings = ["5", "4", "5", "5", "5"];
    // Weights as people type them in Polish.
    let weights = ["0,2", "0,3", "0,1", "0,3", "0,1"];
    let mut sent = Entries::default();
    for ((row, rating), weight) in rows.iter().zip(ratings).zip(weights) {
        sent.push(format!("audit.{row}"), rating.to_owned());
        sent.push(format!("audit.{row}.weight"), weight.to_owned());
    }
    let judged = judged(&content, &sent);
    assert_eq!(number(&judged, "score"), decimal("4.70"));
    assert_eq!(band(&judged, "score"), "works");
    assert_eq!(judged.conclusion.ending.as_ref().unwrap().as_str(), "works");
}

#[test]
fn weights_that_do_not_sum_to_1_are_refused_with_their_sum() {
    let content = instrument("crm-audit");
    let mut sent = Entries::default();
    for row in ["usage", "features", "function", "strategy", "speed"] {
        sent.push(format!("audit.{row}"), "5".to_owned());
        sent.push(format!("audit.{row}.weight"), "0.3".to_owned());
    }
    let errors = validate(&content, &sent, &known(&content)).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].field, "audit");
    let messages = interface_messages(&content.fallback_locale);
    assert!(errors[0].fault.message(&messages).contains("1,5"));
}

#[test]
fn a_score_between_the_bands_of_the_source_is_rounded_into_one() {
    let content = instrument("crm-audit");
    let score = &content.calculations[0];
    for (score_is, expected) in [
        ("5", "works"),
        ("4.05", "works"),
        ("4.04", "correction"),
        ("3.05", "correction"),
        ("2.05", "analysis"),
        ("2.0", "deep_audit"),
        ("0", "deep_audit"),
    ] {
        let band = score.band(decimal(score_is)).unwrap();
        assert_eq!(band.id.as_str(), expected, "{score_is}");
    }
}

#[test]
fn ten_answers_of_the_source_give_a_net_promoter_score_of_60() {
    let content = instrument("net-promoter-score");
    let scores = ["10", "9", "9", "7", "10", "5", "8", "9", "10", "9"];
    let mut sent = entries([("respondents", "10")]);
    for (index, score) in scores.iter().enumerate() {
        sent.push(format!("respondents.{index}.score"), (*score).to_owned());
    }
    let judged = judged(&content, &sent);
    assert_eq!(number(&judged, "promoters"), decimal("70"));
    assert_eq!(number(&judged, "passives"), decimal("20"));
    assert_eq!(number(&judged, "detractors"), decimal("10"));
    assert_eq!(number(&judged, "nps"), decimal("60"));
    assert_eq!(band(&judged, "nps"), "success");
}

#[test]
fn value_and_effort_are_weighed_against_each_other() {
    let content = instrument("value-and-effort");
    let judged = judged(
        &content,
        &entries([
            ("resources.economic", "5"),
            ("resources.economic.weight", "0,5"),
            ("resources.information", "4"),
            ("resources.information.weight", "0,3"),
            ("resources.emotional", "2"),
            ("resources.emotional.weight", "0,2"),
            ("efforts.time", "3"),
            ("efforts.time.weight", "0.4"),
            ("efforts.commitment", "3"),
            ("efforts.commitment.weight", "0.4"),
            ("efforts.costs", "1"),
            ("efforts.costs.weight", "0.2"),
        ]),
    );
    assert_eq!(number(&judged, "resources_total"), decimal("4.1"));
    assert_eq!(number(&judged, "efforts_total"), decimal("2.6"));
    assert_eq!(band(&judged, "balance"), "rewarding");
}

#[test]
fn channels_in_use_are_counted_over_the_groups() {
    let content = instrument("channel-diagnosis");
    let mut sent = entries([
        ("awareness.organic", "yes"),
        ("awareness.print", "no"),
        ("media.youtube", "yes"),
        ("active.other", "no"),
        ("other_channel", "targi"),
    ]);
    let without = judged(&content, &sent);
    assert_eq!(number(&without, "in_use"), decimal("2"));
    assert!(without.answers.answer("other_channel").is_none());
    sent.set("active.other", vec!["yes".to_owned()]);
    let with = judged(&content, &sent);
    assert_eq!(number(&with, "in_use"), decimal("3"));
    assert!(with.answers.answer("other_channel").is_some());
}

#[test]
fn a_frequency_matrix_has_a_mean_for_each_group() {
    let content = instrument("relationship-self-assessment");
    let words = ["never", "rarely", "sometimes", "often", "always"];
    let mut sent = Entries::default();
    for question in content.questions() {
        for (index, row) in question.rows.iter().enumerate() {
            // Communication: 3, 4, 3, 4, 3, 3 is a mean of 3.33; all else is "always".
            let value = match question.id.as_str() {
                "communication" => words[[2, 3, 2, 3, 2, 2][index]],
                _ => "always",
            };
            sent.push(format!("{}.{}", question.id, row.id), value.to_owned());
        }
    }
    let judged = judged(&content, &sent);
    assert_eq!(number(&judged, "mean_communication"), decimal("3.33"));
    assert_eq!(number(&judged, "mean_service"), decimal("5"));
    // (20 + 14 * 5) / 20
    assert_eq!(number(&judged, "overall"), decimal("4.5"));
    assert_eq!(band(&judged, "overall"), "always");
}

#[test]
fn a_row_that_was_passed_over_names_itself() {
    let content = instrument("relationship-self-assessment");
    let errors = validate(&content, &Entries::default(), &known(&content)).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields.len(), 20);
    // Two rows of the source begin with the same word: they are told apart by their ids.
    assert!(fields.contains(&"service.responsive_listen"));
    assert!(fields.contains(&"service.responsive_fast"));
}

#[test]
fn rows_and_questions_that_share_a_label_are_told_apart() {
    let mut content = instrument("relationship-self-assessment");
    let title = content.title.clone();
    for question in content
        .pages
        .iter_mut()
        .flat_map(|page| &mut page.questions)
    {
        question.title = title.clone();
        for row in &mut question.rows {
            row.title = title.clone();
        }
    }
    assert_eq!(check_content(&content), []);
    let sound = instrument("relationship-self-assessment");
    let mut sent = Entries::default();
    for question in sound.questions() {
        for (index, row) in question.rows.iter().enumerate() {
            let option = &question.options[index % question.options.len()];
            sent.push(format!("{}.{}", question.id, row.id), option.id.to_string());
        }
    }
    assert_eq!(judged(&content, &sent), judged(&sound, &sent));
    let answers = judged(&content, &sent).answers;
    assert_eq!(answers.0.len(), sound.questions().count());
}

#[test]
fn opposites_lean_to_one_side() {
    let content = instrument("website-or-blog");
    let steps = ["1", "2", "5", "4", "3", "4", "5"];
    let rows = content.questions[0].rows.iter();
    let sent = rows
        .zip(steps)
        .map(|(row, step)| (format!("preference.{}", row.id), step.to_owned()))
        .collect();
    let judged = judged(&content, &sent);
    assert_eq!(number(&judged, "website"), decimal("2"));
    assert_eq!(number(&judged, "blog"), decimal("4"));
    assert_eq!(band(&judged, "lead"), "blog");
}

#[test]
fn a_quiz_gives_a_point_for_each_right_answer() {
    for name in ["quiz-true-or-false", "quiz-a-to-d"] {
        let content = instrument(name);
        let all = |right: usize| -> Entries {
            let questions = content.questions().enumerate();
            questions
                .map(|(index, question)| {
                    let correct = &question.quiz.as_ref().unwrap().correct[0];
                    let wrong = || {
                        let mut options = question.options.iter();
                        options.find(|option| option.id != *correct).unwrap()
                    };
                    let value = if index < right { correct } else { &wrong().id };
                    (question.id.to_string(), value.to_string())
                })
                .collect()
        };
        assert_eq!(number(&judged(&content, &all(10)), "points"), decimal("10"));
        let seven = judged(&content, &all(7));
        assert_eq!(number(&seven, "points"), decimal("7"));
        assert_eq!(band(&seven, "points"), "again");
        // The key never reaches a browser.
        let sent = serde_json::to_string(&content.localized(&content.fallback_locale)).unwrap();
        assert!(!sent.contains("correct"), "{name}");
    }
}

#[test]
fn every_instrument_can_be_gone_through_step_by_step() {
    for name in [
        "channel-diagnosis",
        "crm-audit",
        "net-promoter-score",
        "quiz-a-to-d",
        "quiz-true-or-false",
        "relationship-self-assessment",
        "value-and-effort",
        "website-or-blog",
    ] {
        let content = instrument(name);
        let course = Course::of(&content, &Entries::default(), &known(&content));
        let steps = course.steps(&content);
        let last = steps.last().unwrap();
        assert_eq!(last.end, content.questions().count(), "{name}");
        assert_eq!(steps[0].first, 0, "{name}");
    }
}
