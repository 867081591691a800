//! A fingerprint in the place of a text.

use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use crate::mapping::value::Raw;
use serde_json::Value;
use sha2::{Digest, Sha256};

const LENGTH: usize = 64;

pub(super) fn promise(promise: &Promise) -> Result<Promise, String> {
    match &promise.shape {
        Shape::Record { .. } | Shape::Contact => {
            return Err("no SHA-256 can be made of a record: leave it out (`hash`)".into());
        }
        Shape::Fixed { values, .. } if !values.iter().all(Value::is_string) => {
            return Err(
                "a SHA-256 (`hash`) is made of a text, but not all values are texts: write all as texts".into(),
            );
        }
        _ => {}
    }
    Ok(Promise {
        shape: Shape::Text { longest: LENGTH },
        can_be_empty: promise.can_be_empty,
    })
}

pub(super) fn pass(raw: Raw) -> Raw {
    let digest = Sha256::digest(raw.into_text());
    Raw::Text(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
