//! Logic in the JSON Schema of a definition: its own grammar is not JSON Schema's to tell.

use super::Logic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

impl JsonSchema for Logic {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Logic")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A condition or calculation in JSON Logic." })
    }
}
