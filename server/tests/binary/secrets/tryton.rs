//! As little of Tryton as it takes to log in and to write a party.

use crate::fake::{Asked, Reply, Service};
use serde_json::{Value, json};

pub(super) const PASSWORD: &str = "the password of the fake";

/// A Tryton with one model.
#[derive(Default)]
pub(super) struct SmallTryton {
    sessions: usize,
    parties: i64,
}

impl Service for SmallTryton {
    fn answer(&mut self, asked: &Asked) -> Reply {
        let call = asked.json().unwrap();
        let text = |label: &str| {
            json!({
                "type": "char", "string": label, "required": false, "readonly": false,
                "searchable": true,
            })
        };
        let result = match call["method"].as_str().unwrap() {
            "common.db.login" if call["params"][1]["password"] == PASSWORD => {
                self.sessions += 1;
                json!([1, format!("a-session-of-the-fake-{}", self.sessions)])
            }
            "common.db.login" => return Reply::new(401, Value::Null),
            "model.res.user.get_preferences" => json!({"company": 1}),
            "model.ir.model.search_read" => json!([{"id": 1, "string": "Party"}]),
            "model.party.party.fields_get" => {
                json!({"name": text("Name"), "email": text("E-Mail")})
            }
            "model.party.party.default_get" => json!({}),
            "model.party.party.search_read" => json!([]),
            "model.party.party.create" => {
                self.parties += 1;
                json!([self.parties])
            }
            method => panic!("{method} is not asked for here"),
        };
        Reply::new(200, json!({"id": 1, "result": result}))
    }
}
