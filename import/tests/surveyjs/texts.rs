//! Texts in several languages.

use super::{imported, of, question};
use serde_json::json;

#[test]
fn localised_texts_come_along_everywhere() {
    let both = |word: &str| json!({"default": word, "pl": format!("{word} (pl)")});
    let (content, losses) = imported(&json!({
        "title": both("T"), "description": both("D"), "completeText": both("Send"), "completedHtml": both("Bye"),
        "pages": [{"name": "p", "title": both("P"), "description": both("PD"), "elements": [
            {"type": "radiogroup", "name": "a", "title": both("A"), "description": both("AD"), "showOtherItem": true,
             "otherText": both("O"), "choices": [{"value": "x", "text": both("X")}], "showCommentArea": true, "commentText": both("C")},
            {"type": "rating", "name": "b", "minRateDescription": both("low"), "maxRateDescription": both("high")},
            {"type": "matrix", "name": "c", "columns": [{"value": 1, "text": both("one")}], "rows": [{"value": "r", "text": both("R")}]},
            {"type": "text", "name": "d", "validators": [{"type": "expression", "expression": "{d} = 'x'", "text": both("V")}]},
            {"type": "html", "name": "e", "html": both("H")}
        ]}]
    }));
    for (pointer, word) in [
        ("/title", "T"),
        ("/intro", "D"),
        ("/submit_label", "Send"),
        ("/endings/0/title", "Bye"),
        ("/pages/0/title", "P"),
        ("/pages/0/text", "PD"),
        ("/pages/0/questions/0/title", "A"),
        ("/pages/0/questions/0/help", "AD"),
        ("/pages/0/questions/0/options/0/title", "X"),
        ("/pages/0/questions/0/options/1/title", "O"),
        ("/pages/0/questions/0/comment/title", "C"),
        ("/pages/0/questions/1/low_label", "low"),
        ("/pages/0/questions/1/high_label", "high"),
        ("/pages/0/questions/2/options/0/title", "one"),
        ("/pages/0/questions/2/rows/0/title", "R"),
        ("/pages/0/questions/3/rules/0/message", "V"),
        ("/pages/0/questions/4/title", "H"),
    ] {
        let text = content
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{pointer} {content}"));
        assert_eq!(text["en"], word, "{pointer}");
        let polish = text["pl"].as_str().unwrap();
        assert!(
            polish.starts_with(word) && polish.contains("(pl)"),
            "{pointer}: {polish}"
        );
    }
    let unexpected: Vec<_> = losses
        .iter()
        .filter(|loss| {
            !loss.reason.contains("may be left empty")
                && !loss.reason.contains("upper and lower case")
        })
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}

#[test]
fn names_in_texts_are_those_of_the_form() {
    let (content, losses) = of(&json!([
        {"type": "text", "name": "Your Name"},
        {"type": "text", "name": "b", "title": "Hello {Your Name}, and {nobody}"}
    ]));
    let id = content["questions"][0]["id"].as_str().unwrap();
    let title = question(&content, "b")["title"]["en"].as_str().unwrap();
    // As in SurveyJS, a name that nothing has stays as it is written.
    assert_eq!(title, format!("Hello {{{{{id}}}}}, and {{nobody}}"));
    assert!(losses.is_empty(), "{losses:?}");
}

#[test]
fn a_language_that_is_none_is_listed() {
    let (content, losses) =
        of(&json!([{"type": "text", "name": "a", "title": {"default": "A", "no language": "B"}}]));
    assert_eq!(content["questions"][0]["title"], json!({"en": "A"}));
    assert_eq!(losses.len(), 1, "{losses:?}");
    assert!(
        losses[0].place.starts_with("/elements/0/title"),
        "{losses:?}"
    );
}
