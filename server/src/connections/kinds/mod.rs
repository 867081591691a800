//! What a connection of each kind is told: the one description that forms are made of. What it says is held to what the
//! connectors take by a test.

mod described;

use crate::wording::said;
use described::{dataverse, hubspot, odoo, salesforce, tryton, webhook};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A kind of connections.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KindInfo {
    /// Its name, as connections give it.
    pub kind: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is told beside its secret.
    pub settings: Vec<Setting>,
    /// What the secret is.
    pub secret: SecretInfo,
}

/// Something that a connection is told.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What people call it.
    #[serde(serialize_with = "said")]
    pub title: &'static str,
    /// What it is for, and where it is found.
    #[serde(serialize_with = "said")]
    pub help: &'static str,
    /// What is written there.
    pub format: SettingFormat,
    /// Whether there is no connection without it.
    pub required: bool,
    /// Whether most connections do without.
    pub rare: bool,
    /// What it is where nothing is said; absent: nothing, or what the CRM decides.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub default: Value,
    /// What it may look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<&'static str>,
}

/// What is written to a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingFormat {
    /// A line of text.
    Text,
    /// The address of a server.
    Url,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A list of names.
    List,
    /// Names, each with another.
    Pairs,
}

/// What the secret of a connection is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SecretInfo {
    /// What people call it.
    #[serde(serialize_with = "said")]
    pub title: &'static str,
    /// Where it is found.
    #[serde(serialize_with = "said")]
    pub help: &'static str,
    /// Whether it may be made up here, and given to the other side: `whsec_` and 32 random bytes in Base64.
    pub can_be_made: bool,
}

impl Setting {
    const fn new(
        name: &'static str,
        title: &'static str,
        format: SettingFormat,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            title,
            help,
            format,
            required: false,
            rare: true,
            default: Value::Null,
            example: None,
        }
    }

    fn required(mut self, example: &'static str) -> Self {
        self.required = true;
        self.rare = false;
        self.example = Some(example);
        self
    }

    fn usual(mut self, default: Value) -> Self {
        self.default = default;
        self
    }

    fn shown(mut self) -> Self {
        self.rare = false;
        self
    }

    fn like(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }
}

/// The kinds there are, as forms are made of them.
#[must_use]
pub fn kinds() -> Vec<KindInfo> {
    vec![
        dataverse(),
        hubspot(),
        odoo(),
        salesforce(),
        tryton(),
        webhook(),
    ]
}

#[cfg(test)]
mod tests {
    use super::SettingFormat::{Integer, List, Pairs, Text, Url};
    use super::*;
    use crate::connections::factory::KINDS;
    use crate::crm::dataverse;
    use crate::crm::{HubSpotSettings, OdooSettings, SalesforceSettings, TrytonSettings, webhook};
    use serde::de::DeserializeOwned;
    use serde_json::{Map, json};

    /// Whether the connector of a kind takes settings.
    fn taken(kind: &str, settings: &Map<String, Value>) -> Result<(), String> {
        fn read<T: DeserializeOwned>(settings: &Map<String, Value>) -> Result<(), String> {
            let read: Result<T, _> = serde_json::from_value(Value::Object(settings.clone()));
            read.map(|_| ()).map_err(|error| error.to_string())
        }
        match kind {
            "dataverse" => read::<dataverse::Settings>(settings),
            "hubspot" => read::<HubSpotSettings>(settings),
            "odoo" => read::<OdooSettings>(settings),
            "salesforce" => read::<SalesforceSettings>(settings),
            "tryton" => read::<TrytonSettings>(settings),
            _ => webhook::Settings::read(settings).map(|_| ()),
        }
    }

    fn usual(setting: &Setting) -> Value {
        match (&setting.default, setting.format, setting.example) {
            (Value::Null, Text | Url, Some(example)) => example.into(),
            (Value::Null, Text | Url, None) => "x".into(),
            (Value::Null, Integer, _) => 1.into(),
            (Value::Null, List, _) => json!(["contact"]),
            (Value::Null, Pairs, _) => {
                let (name, other) = setting.example.unwrap().split_once(": ").unwrap();
                json!({name: other})
            }
            (default, ..) => default.clone(),
        }
    }

    #[test]
    fn what_is_described_is_what_the_connectors_take() {
        let described: Vec<&str> = kinds().iter().map(|kind| kind.kind).collect();
        assert_eq!(described, KINDS);
        for kind in kinds() {
            let of = |wanted: &dyn Fn(&Setting) -> bool| -> Map<String, Value> {
                let settings = kind.settings.iter().filter(|one| wanted(one));
                settings
                    .map(|one| (one.name.to_owned(), usual(one)))
                    .collect()
            };
            assert_eq!(taken(kind.kind, &of(&|_| true)), Ok(()), "{}", kind.kind);
            let required = of(&|one| one.required);
            assert_eq!(taken(kind.kind, &required), Ok(()), "{}", kind.kind);
            for name in required.keys() {
                let mut less = required.clone();
                less.remove(name);
                assert!(
                    taken(kind.kind, &less).is_err(),
                    "{} without {name}",
                    kind.kind
                );
            }
        }
    }
}
