//! What a score comes to for answers that somebody tries.

use crate::screens::panels::form;
use serde_json::{Map, Value, json};
use sonda_domain::{Budget, Calculation, Logic, Value as Data};
use std::collections::BTreeMap;

/// What a calculation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Came {
    /// The value, rounded as it is kept; empty for none.
    pub(crate) value: String,
    /// The number of the band that it lies in.
    pub(crate) band: Option<usize>,
}

/// What the calculation of that number comes to, by what each variable is; those before it are calculated as well.
pub(crate) fn tried(definition: &Value, number: usize, given: &BTreeMap<String, Value>) -> Came {
    let mut data = Map::new();
    for (path, value) in given {
        match path.split_once('.') {
            Some((group, name)) => {
                let group = data.entry(group).or_insert_with(|| json!({}));
                group[name] = value.clone();
            }
            None => {
                data.insert(path.clone(), value.clone());
            }
        }
    }
    let calculations = form::list(&definition["content"], "calculations");
    let mut came = Came {
        value: String::new(),
        band: None,
    };
    for one in calculations.iter().take(number + 1) {
        let id = one["id"].as_str().unwrap_or_default().to_owned();
        came = calculated(one, &Value::Object(data.clone()));
        let value = serde_json::from_str(&came.value).unwrap_or_else(|_| json!(came.value));
        data.insert(
            id,
            if came.value.is_empty() {
                Value::Null
            } else {
                value
            },
        );
    }
    came
}

fn calculated(one: &Value, data: &Value) -> Came {
    let logic: Result<Logic, _> = serde_json::from_value(one["value"].clone());
    let data: Result<Data, _> = serde_json::from_value(data.clone());
    let value = match (logic, data) {
        (Ok(logic), Ok(data)) => logic.evaluate(&data, &Budget::default()),
        _ => Data::Null,
    };
    let Data::Number(exact) = value else {
        return Came {
            value: value.plain().unwrap_or_default(),
            band: None,
        };
    };
    // Titles may be missing while a band is being written: its ends are what counts here.
    let mut bare = one.clone();
    let empty = json!({});
    for (index, band) in form::list(one, "bands").iter().enumerate() {
        bare["bands"][index] = json!({"id": format!("b{index}"), "title": empty});
        for end in ["from", "to"] {
            if super::bands::written(&band[end]).is_some() {
                bare["bands"][index][end] = band[end].clone();
            }
        }
    }
    bare["title"] = Value::Null;
    let rules: Result<Calculation, _> = serde_json::from_value(bare);
    let Ok(rules) = rules else {
        return Came {
            value: exact.to_string(),
            band: None,
        };
    };
    let band = rules.band(exact);
    Came {
        value: Data::Number(rules.round(exact)).plain().unwrap_or_default(),
        band: band.and_then(|band| rules.bands.iter().position(|one| one.id == band.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Value {
        json!({"content": {"calculations": [
            {"id": "base", "value": {"sum": [{"var": "a"}, {"*": [0.1, {"var": "$value.b"}]}]}},
            {"id": "score", "value": {"mean": [{"var": "base"}, {"var": "c"}]}, "decimals": 1,
             "bands": [{"id": "low", "to": 3.9}, {"id": "high", "from": 4}]},
        ]}})
    }

    fn given(all: &[(&str, Value)]) -> BTreeMap<String, Value> {
        let all = all.iter();
        all.map(|(path, value)| ((*path).to_owned(), value.clone()))
            .collect()
    }

    #[test]
    fn a_score_is_calculated_as_the_server_does() {
        let given = given(&[("a", json!(3)), ("$value.b", json!(2))]);
        let came = tried(&form(), 0, &given);
        assert_eq!((came.value.as_str(), came.band), ("3.2", None));
    }

    #[test]
    fn a_score_uses_those_before_it_and_finds_its_band() {
        let low = given(&[("a", json!(3)), ("c", json!(4))]);
        let came = tried(&form(), 1, &low);
        assert_eq!((came.value.as_str(), came.band), ("3.5", Some(0)));
        let high = given(&[("a", json!(5)), ("c", json!(4))]);
        assert_eq!(tried(&form(), 1, &high).band, Some(1));
    }

    #[test]
    fn without_answers_a_mean_is_nothing() {
        let mut form = form();
        form["content"]["calculations"][1]["value"] = json!({"mean": [{"var": "c"}]});
        let came = tried(&form, 1, &BTreeMap::new());
        assert_eq!((came.value.as_str(), came.band), ("", None));
    }
}
