//! What calculations come to, and which band that is.

use super::*;

/// The band of a score, and the score as it is kept.
fn verdict(content: &Content, fields: &[(&str, &str)]) -> (String, String) {
    let judged = validate(content, &entries(fields), &known()).unwrap();
    let result = &judged.conclusion.results["score"];
    let band = result.band.as_ref().map(ToString::to_string);
    (result.number.unwrap().to_string(), band.unwrap_or_default())
}

#[test]
fn a_band_is_found_from_the_exact_value() {
    let rated = ["a", "b", "c", "d", "e"].map(|id| question(id, "rating", json!({})));
    let weighted = |id: &str, weight: &str| {
        let weight: Value = serde_json::from_str(weight).unwrap();
        json!({"*": [weight, {"var": id}]})
    };
    let content = content(json!({
        "questions": rated,
        "calculations": [{"id": "score", "decimals": 2,
            "value": {"sum": [weighted("a", "0.015"), weighted("b", "0.015"), weighted("c", "0.015"),
                              weighted("d", "0.4775"), weighted("e", "0.4775")]},
            "bands": [{"id": "correction", "to": 4.0, "title": {"en": "Correction"}},
                      {"id": "works", "from": 4.1, "title": {"en": "Works"}}]}],
    }));
    // 4.045 is 4.0 in one step, though 4.05 is kept, which were 4.1 in a second one.
    let ratings = [("a", "5"), ("b", "5"), ("c", "5"), ("d", "4"), ("e", "4")];
    assert_eq!(
        verdict(&content, &ratings),
        ("4.05".to_owned(), "correction".to_owned())
    );
}
