//! `EntityDefinitions`: the tables about tables, with a cast for what only some types have.

use super::schema::{Col, Kind, Tab, tables};
use super::{Answer, Asked, Books};
use serde_json::{Value, json};
use uuid::Uuid;

const COMMON: [&str; 7] = [
    "LogicalName",
    "DisplayName",
    "RequiredLevel",
    "IsValidForCreate",
    "IsValidForUpdate",
    "IsValidForRead",
    "AttributeOf",
];
const CASTS: [(&str, &[&str]); 14] = [
    ("BigInt", &["MinValue", "MaxValue"]),
    ("Boolean", &["DefaultValue"]),
    ("DateTime", &["DateTimeBehavior", "Format"]),
    ("Decimal", &["MinValue", "MaxValue", "Precision"]),
    ("Double", &["MinValue", "MaxValue", "Precision"]),
    ("Integer", &["MinValue", "MaxValue"]),
    ("Lookup", &["Targets"]),
    ("Memo", &["MaxLength"]),
    (
        "Money",
        &["MinValue", "MaxValue", "Precision", "PrecisionSource"],
    ),
    ("MultiSelectPicklist", &["DefaultFormValue"]),
    ("Picklist", &["DefaultFormValue"]),
    ("State", &["DefaultFormValue"]),
    ("Status", &["DefaultFormValue"]),
    ("String", &["MaxLength", "FormatName"]),
];
const PRIVILEGES: [&str; 5] = ["Create", "Read", "Write", "Append", "AppendTo"];

fn privilege_id(table: &str, kind: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind} {table}").as_bytes()).to_string()
}

fn label(text: &str) -> Value {
    let english = json!({"Label": text, "LanguageCode": 1033});
    let polish = json!({"Label": format!("{text} (pl)"), "LanguageCode": 1045});
    json!({"LocalizedLabels": [english, polish], "UserLocalizedLabel": english})
}

impl Books {
    /// What the application user's roles let it do.
    pub(super) fn privileges(&mut self) -> Answer {
        let mut held = Vec::new();
        for table in tables() {
            for kind in PRIVILEGES {
                let pair = (table.name.to_owned(), kind.to_owned());
                if !self.denied.contains(&pair) {
                    held.push(
                        json!({"Depth": "Global", "PrivilegeId": privilege_id(table.name, kind)}),
                    );
                }
            }
        }
        Answer::json(200, json!({"RolePrivileges": held}).to_string())
    }

    pub(super) fn metadata(&mut self, asked: &Asked<'_>) -> Answer {
        if asked.method != "GET" || !asked.body.is_empty() {
            return self.complain("metadata are only read");
        }
        let select: Vec<&str> = asked
            .query
            .get("$select")
            .map(|text| text.split(',').collect())
            .unwrap_or_default();
        if select.is_empty() {
            return self.complain("metadata are asked for by name: they are long");
        }
        let tables = tables();
        if asked.path == "EntityDefinitions" {
            let all: Vec<Value> = tables.iter().map(|table| entity(table, &select)).collect();
            return many(all);
        }
        let rest = asked.path.strip_prefix("EntityDefinitions(LogicalName='");
        let Some((name, rest)) = rest.and_then(|rest| rest.split_once("')")) else {
            return self.complain(format!("{} is no path of metadata", asked.path));
        };
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            let message = format!("Could not find an entity with name {name}");
            return Answer::refusal(404, "0x80060888", &message);
        };
        match rest {
            "" => Answer::json(200, entity(table, &select).to_string()),
            "/Keys" => {
                let keys = table.keys.iter().map(|key| (&key[..], "Active"));
                let keys = keys.chain(super::keys::pending(table.name));
                let key = |(columns, status)| json!({"KeyAttributes": columns, "EntityKeyIndexStatus": status});
                many(keys.map(key).collect())
            }
            "/ManyToOneRelationships" => many(relationships(table, &select)),
            path => {
                let cast = path
                    .strip_prefix("/Attributes/Microsoft.Dynamics.CRM.")
                    .and_then(|cast| cast.strip_suffix("AttributeMetadata"));
                match cast {
                    Some(cast) => self.attributes(asked, table, cast, &select),
                    None => self.complain(format!("{path} is no path of metadata")),
                }
            }
        }
    }

    fn attributes(
        &mut self,
        asked: &Asked<'_>,
        table: &Tab,
        cast: &str,
        select: &[&str],
    ) -> Answer {
        let Some((_, own)) = CASTS.iter().find(|(name, _)| *name == cast) else {
            return self.complain(format!("there is no type of column {cast}"));
        };
        let unknown = select
            .iter()
            .find(|name| !COMMON.contains(name) && !own.contains(name));
        if let Some(unknown) = unknown {
            return self.complain(format!("a column of type {cast} has no {unknown}"));
        }
        let expand = asked.query.get("$expand").map(String::as_str);
        let has_options = ["Picklist", "MultiSelectPicklist", "State", "Status"].contains(&cast);
        match expand {
            None => {}
            Some("OptionSet($select=Options),GlobalOptionSet($select=Options)") if has_options => {}
            Some(other) => return self.complain(format!("{other} cannot be expanded here")),
        }
        let mut found = Vec::new();
        for column in &table.columns {
            let pair = (table.name.to_owned(), column.name.to_owned());
            if self.missing.contains(&pair) {
                continue;
            }
            let (kind, whole) = attribute(column);
            if kind == cast {
                let mut chosen = json!({});
                for name in select {
                    chosen[*name] = whole[*name].clone();
                }
                if expand.is_some() {
                    chosen["OptionSet"] = whole["OptionSet"].clone();
                    chosen["GlobalOptionSet"] = Value::Null;
                }
                found.push(chosen);
            }
        }
        // Each table has its primary name and key as well; the key is of a type that is not asked for.
        many(found)
    }
}

fn many(value: Vec<Value>) -> Answer {
    Answer::json(200, json!({"value": value}).to_string())
}

fn entity(table: &Tab, select: &[&str]) -> Value {
    let privileges = PRIVILEGES.map(|kind| {
        json!({"Name": format!("prv{kind}{}", table.name), "PrivilegeType": kind,
               "PrivilegeId": privilege_id(table.name, kind)})
    });
    let whole = json!({
        "LogicalName": table.name,
        "EntitySetName": table.set,
        "PrimaryIdAttribute": table.id,
        "DisplayName": label(table.label),
        "Privileges": privileges,
    });
    let mut chosen = json!({});
    for name in select {
        chosen[*name] = whole[*name].clone();
    }
    chosen
}

fn relationships(table: &Tab, select: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    for column in &table.columns {
        let Kind::Lookup(targets) = &column.kind else {
            continue;
        };
        for (target, navigation) in *targets {
            let whole = json!({
                "ReferencingAttribute": column.name,
                "ReferencedEntity": target,
                "ReferencingEntityNavigationPropertyName": navigation,
            });
            let mut chosen = json!({});
            for name in select {
                chosen[*name] = whole[*name].clone();
            }
            found.push(chosen);
        }
    }
    found
}

fn attribute(column: &Col) -> (&'static str, Value) {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let options = |options: &[(i64, &str)]| {
        let options = options.iter();
        let each: Vec<Value> = options
            .map(|(value, text)| json!({"Value": value, "Label": label(text)}))
            .collect();
        json!({"OptionSet": {"Options": each}, "DefaultFormValue": -1})
    };
    let (kind, mut whole) = match &column.kind {
        Kind::Text(length, format) => (
            "String",
            json!({"MaxLength": length, "FormatName": {"Value": format}}),
        ),
        Kind::Memo(length) => ("Memo", json!({"MaxLength": length})),
        Kind::Int(min, max) => ("Integer", json!({"MinValue": min, "MaxValue": max})),
        Kind::Decimal(min, max, precision) => (
            "Decimal",
            json!({"MinValue": number(min), "MaxValue": number(max), "Precision": precision}),
        ),
        Kind::Money(min, max, precision) => (
            "Money",
            json!({"MinValue": number(min), "MaxValue": number(max), "Precision": precision,
                   "PrecisionSource": 2}),
        ),
        Kind::Bool => ("Boolean", json!({"DefaultValue": false})),
        Kind::Day => (
            "DateTime",
            json!({"DateTimeBehavior": {"Value": "DateOnly"}, "Format": "DateOnly"}),
        ),
        Kind::Moment => (
            "DateTime",
            json!({"DateTimeBehavior": {"Value": "UserLocal"}, "Format": "DateAndTime"}),
        ),
        Kind::Choice(choices) => ("Picklist", options(choices)),
        Kind::State(choices) => ("State", options(choices)),
        Kind::Multi(choices) => ("MultiSelectPicklist", options(choices)),
        Kind::Lookup(targets) => {
            let targets: Vec<&str> = targets.iter().map(|(target, _)| *target).collect();
            ("Lookup", json!({"Targets": targets}))
        }
    };
    whole["LogicalName"] = column.name.into();
    whole["DisplayName"] = label(column.name);
    whole["RequiredLevel"] = json!({"Value": column.level, "CanBeChanged": true});
    whole["IsValidForCreate"] = column.create.into();
    whole["IsValidForUpdate"] = column.update.into();
    whole["IsValidForRead"] = true.into();
    whole["AttributeOf"] = column.shadow_of.into();
    (kind, whole)
}
