//! The parts of a definition.

use super::{Members, Read, variant};
use crate::{
    AnswerRule, Band, Calculation, Choice, Comment, Content, Ending, Jump, Page, Question, Row,
    Source, Value,
};

/// Every member of a type, under its name in JSON where that is another.
macro_rules! members {
    ($($kind:ident { $($member:ident $($name:literal)?),* $(; $($absent:ident),*)? })*) => {$(
        impl Read for $kind {
            fn read(value: Value) -> Self {
                let mut members = Members::of(value);
                let read = Self {
                    $($member: members.take(members!(@name $member $($name)?)),)*
                    $($($absent: None,)*)?
                };
                members.end();
                read
            }
        }
    )*};
    (@name $member:ident) => { stringify!($member) };
    (@name $member:ident $name:literal) => { $name };
}

members! {
    Content {
        locales, fallback_locale, title, intro, questions, pages, layout, review, known, calculations,
        submit_label, endings
    }
    Page { id, title, text, visible_if, questions, next }
    Jump { condition "if", to }
    Ending { id, visible_if, title, text, link }
    Calculation { id, title, value, decimals, bands }
    Band { id, from, to, title, text }
    Question {
        id, kind "type", title, help, required, required_if, visible_if, default, rules, comment,
        max_length, autocomplete, options, display, shuffled, select_all, min_chosen, max_chosen, steps, icon,
        low_label, high_label, min, max, decimals, currency, earliest, latest, rows, cells, questions,
        min_entries, max_entries, parts, max_files, max_bytes, accept, version, source;
        quiz, region
    }
    AnswerRule { valid_if, message }
    Comment { title, max_length }
    Choice { id, title, visible_if, value, exclusive, text, picture }
    Row { id, title, visible_if, weight, low_label, high_label }
}

impl Read for Source {
    fn read(value: Value) -> Self {
        let (name, value) = variant(value);
        let value = String::read(value);
        match &*name {
            "url" => Self::Url(value),
            "host" => Self::Host(value),
            _ => Self::Link(value),
        }
    }
}
