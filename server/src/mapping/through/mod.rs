//! What becomes of a value on its way through transforms: in pairs, of what its source promises and of the value
//! itself. Whatever the first of a pair promises, the second keeps.

mod date;
mod default;
mod hash;
mod number;
mod phone;
mod pieces;
mod table;
mod words;

pub(super) use phone::LONGEST_NUMBER as LONGEST_PHONE;

use super::promise::Promise;
use super::shape::Shape;
use super::transform::Transform;
use super::value::Raw;

/// The most transforms of one value.
pub(super) const MOST_TRANSFORMS: usize = 20;

/// What a transform makes of a promise.
///
/// # Errors
/// Why it does not go with it, or what is wrong with the transform itself.
pub(super) fn promise_through(transform: &Transform, promise: Promise) -> Result<Promise, String> {
    if let Transform::Default(value) = transform {
        return default::promise(value, promise);
    }
    let Promise {
        shape,
        can_be_empty,
    } = promise;
    let shapes = match shape {
        Shape::Either(shapes) => shapes,
        shape => vec![shape],
    };
    let mut whole: Option<Promise> = None;
    for shape in shapes {
        let one = promise_of(transform, shape, can_be_empty)?;
        whole = Some(match whole {
            Some(whole) => whole.or(one),
            None => one,
        });
    }
    whole.ok_or_else(|| "has no value to change".to_owned())
}

fn promise_of(transform: &Transform, shape: Shape, can_be_empty: bool) -> Result<Promise, String> {
    let promise = Promise {
        shape,
        can_be_empty,
    };
    match transform {
        Transform::Trim => words::promise("trim", promise, words::trim),
        Transform::Lower => words::promise("lower", promise, words::lower),
        Transform::Upper => words::promise("upper", promise, words::upper),
        Transform::Title => words::promise("title", promise, words::title),
        Transform::FirstName => {
            words::promise("first_name", promise, words::first_name).map(Promise::or_nothing)
        }
        Transform::LastName => words::promise("last_name", promise, words::last_name),
        Transform::Phone(phone) => phone::promise(phone, promise),
        Transform::Number(number) => number::promise(number, promise),
        Transform::Date(date) => date::promise(date, &promise),
        Transform::Table(table) => table::promise(table, &promise),
        Transform::Default(value) => default::promise(value, promise),
        Transform::Hash => hash::promise(&promise),
    }
}

/// What a transform makes of a value.
pub(super) fn pass(transform: &Transform, raw: Option<Raw>) -> Option<Raw> {
    if let Transform::Default(value) = transform {
        return raw.or_else(|| Some(Raw::Fixed(value.clone())));
    }
    let raw = raw?;
    match transform {
        Transform::Trim => words::pass(raw, &words::trim),
        Transform::Lower => words::pass(raw, &words::lower),
        Transform::Upper => words::pass(raw, &words::upper),
        Transform::Title => words::pass(raw, &words::title),
        Transform::FirstName => words::pass(raw, &words::first_name),
        Transform::LastName => words::pass(raw, &words::last_name),
        Transform::Phone(phone) => phone::pass(phone, raw),
        Transform::Number(number) => number::pass(number, raw),
        Transform::Date(date) => date::pass(date, raw),
        Transform::Table(table) => table::pass(table, raw),
        Transform::Default(_) => Some(raw),
        Transform::Hash => Some(hash::pass(raw)),
    }
}
