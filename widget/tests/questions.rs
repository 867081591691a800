//! The HTML of each common type of question: its fields, names, descriptions and what was given.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "other tests need its other forms")]
mod sample;

use sample::{entries, errors, props};
use sonda_widget::{Props, ShownError, render_form};

const GALLERY: &str = include_str!("../../e2e/forms/gallery.json");

/// Props of the form that has every common type.
fn gallery(language: &str) -> Props {
    let document: serde_json::Value = serde_json::from_str(GALLERY).unwrap();
    props(&document["content"].to_string(), language)
}

/// The part of the HTML that belongs to a question: from the name of its field's title to the next title.
fn part<'a>(html: &'a str, id: &str) -> &'a str {
    let title = format!("id=\"sonda-{id}.title\"");
    let at = html
        .find(&title)
        .unwrap_or_else(|| panic!("{title} in {html}"));
    let start = html[..at].rfind("sonda-field").unwrap();
    let rest = &html[start..];
    let end = rest[11..]
        .find("sonda-field")
        .map_or(rest.len(), |end| end + 11);
    &rest[..end]
}

/// The opening tags of that element.
fn tags<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let begin = format!("<{element} ");
    html.match_indices(&begin)
        .map(|(at, _)| &html[at..=at + html[at..].find('>').unwrap()])
        .collect()
}

/// The one opening tag that has all of that.
fn tag<'a>(html: &'a str, element: &str, needed: &[&str]) -> &'a str {
    let found: Vec<_> = tags(html, element)
        .into_iter()
        .filter(|tag| needed.iter().all(|one| tag.contains(one)))
        .collect();
    assert_eq!(found.len(), 1, "{element} with {needed:?} in {html}");
    found[0]
}

/// The texts of the elements of that class.
fn texts<'a>(html: &'a str, class: &str) -> Vec<&'a str> {
    let begin = format!("class=\"{class}\"");
    let inside = |(at, _)| {
        let rest: &str = &html[at..];
        let rest = &rest[rest.find('>').unwrap() + 1..];
        &rest[..rest.find('<').unwrap()]
    };
    html.match_indices(&begin).map(inside).collect()
}

#[test]
fn an_address_of_a_page_gets_its_keyboard_and_no_judgement_of_the_browser() {
    let html = render_form(&gallery("en"));
    let tag = tag(&html, "input", &["name=\"site\""]);
    for attribute in [
        "type=\"url\"",
        "inputmode=\"url\"",
        "dir=\"ltr\"",
        "autocomplete=\"url\"",
    ] {
        assert!(tag.contains(attribute), "{tag}");
    }
    assert!(html.contains("<form class=\"sonda-form\""));
    assert!(tag_of_form(&html).contains("novalidate"));
}

fn tag_of_form(html: &str) -> &str {
    tag(html, "form", &[])
}

#[test]
fn an_amount_has_its_currency_where_the_language_writes_it() {
    let mut polish = gallery("pl");
    polish.entries = entries(&[("paid", "120,5")]);
    let html = render_form(&polish);
    let amount = part(&html, "paid");
    let field = tag(amount, "input", &["name=\"paid\""]);
    assert!(field.contains("value=\"120,5\""), "{field}");
    assert!(field.contains("inputmode=\"decimal\""));
    assert!(field.contains("aria-describedby=\"sonda-paid.unit\""));
    assert_eq!(texts(amount, "sonda-unit"), ["zł"]);
    assert!(amount.find("<input").unwrap() < amount.find("sonda-unit\"").unwrap());

    let mut english = gallery("en");
    english.entries = entries(&[("paid", "1.2345"), ("nights", "2.5")]);
    let html = render_form(&english);
    let amount = part(&html, "paid");
    assert_eq!(texts(amount, "sonda-unit"), ["PLN"]);
    assert!(amount.find("<input").unwrap() > amount.find("sonda-unit\"").unwrap());
    assert!(
        amount.contains("value=\"1.2345\""),
        "what is wrong stays as typed"
    );
    assert!(part(&html, "nights").contains("value=\"2.5\""));
}

#[test]
fn a_folded_choice_is_the_browsers_own_list() {
    let mut form = gallery("en");
    form.entries = entries(&[("season", "summer")]);
    let html = render_form(&form);
    let season = part(&html, "season");
    assert!(season.contains("for=\"sonda-season\""));
    let select = tag(
        season,
        "select",
        &["name=\"season\"", "id=\"sonda-season\""],
    );
    assert!(
        !select.contains("data-part"),
        "a short list needs no search: {select}"
    );
    assert!(season.contains("<option value>Please choose</option>"));
    assert!(season.contains("<option value=\"summer\" selected>Summer</option>"));
    let own = tag(season, "input", &["name=\"season.later\""]);
    assert!(
        own.contains("aria-labelledby=\"sonda-season.later.title\""),
        "{own}"
    );
    assert!(season.contains("id=\"sonda-season.later.title\""));

    let long = tag(&html, "select", &["name=\"country\""]);
    assert!(long.contains("data-part=\"search\""), "{long}");
    assert!(
        long.contains("aria-describedby=\"sonda-country.help\""),
        "{long}"
    );
    let many = part(&html, "visited");
    assert_eq!(many.matches("type=\"checkbox\"").count(), 30);
    tag(many, "div", &["sonda-scroll", "data-part=\"search\""]);
}

#[test]
fn buttons_and_pictures_are_named_by_their_titles() {
    let mut form = gallery("uk");
    form.entries = entries(&[
        ("meals", "half"),
        ("days", "fri"),
        ("days", "sun"),
        ("again", "no"),
    ]);
    let html = render_form(&form);
    let meals = part(&html, "meals");
    assert_eq!(meals.matches("class=\"sonda-step\"").count(), 3);
    assert!(tag(meals, "input", &["value=\"half\""]).contains("checked"));
    assert!(
        part(&html, "meals").contains("role=\"radiogroup\"")
            || html.contains("role=\"radiogroup\"")
    );
    assert_eq!(part(&html, "days").matches(" checked").count(), 2);
    let place = part(&html, "place");
    let pictures = tags(place, "img");
    assert_eq!(pictures.len(), 3);
    for picture in pictures {
        assert!(picture.contains(" alt "), "the title says it: {picture}");
        assert!(picture.contains("loading=\"lazy\""));
    }
    assert!(place.contains("<span>У наметі</span>"));
    let again = part(&html, "again");
    assert!(tag(again, "input", &["value=\"no\""]).contains("checked"));
    assert!(again.contains("<span>Так</span>") && again.contains("<span>Ні</span>"));
}

#[test]
fn an_option_of_ones_own_words_labels_their_field() {
    let mut form = gallery("en");
    form.entries = entries(&[("arrival", "other"), ("arrival.other", &"x".repeat(201))]);
    form.errors = errors(&form);
    assert!(
        form.errors
            .iter()
            .any(|error| error.field == "arrival.other")
    );
    let html = render_form(&form);
    let own = tag(part(&html, "arrival"), "input", &["name=\"arrival.other\""]);
    for attribute in [
        "id=\"sonda-arrival.other\"",
        "aria-labelledby=\"sonda-arrival.other.title\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"sonda-arrival.other.error\"",
    ] {
        assert!(own.contains(attribute), "{own}");
    }
    assert!(html.contains("id=\"sonda-arrival.other.error\""));
}

#[test]
fn all_at_once_is_no_answer_and_waits_for_its_script() {
    let html = render_form(&gallery("en"));
    let all = tag(&html, "input", &["data-all"]);
    assert!(!all.contains("name="), "{all}");
    assert!(tag(&html, "label", &["sonda-all"]).contains("hidden"));
    assert!(tag(&html, "input", &["name=\"liked\"", "value=\"none\""]).contains("data-exclusive"));
    tag(&html, "fieldset", &["data-part=\"choosing\""]);
}

#[test]
fn the_steps_of_ratings_have_shapes_numbers_and_words() {
    let html = render_form(&gallery("en"));
    for (id, class, steps) in [
        ("stars", "sonda-shape", "1 2 3 4 5"),
        ("hearts", "sonda-shape sonda-heart", "1 2 3 4 5 6"),
        ("thumbs5", "sonda-shape sonda-thumb", "1 2 3 4 5"),
    ] {
        let part = part(&html, id);
        assert_eq!(texts(part, class).join(" "), steps);
        assert!(
            part.contains("sonda-filling"),
            "{id} fill up to the one chosen"
        );
    }
    let faces = |id: &str| -> Vec<char> {
        let part = part(&html, id);
        assert!(!part.contains("sonda-filling"));
        part.match_indices("sonda-face sonda-face")
            .map(|(at, found)| part[at + found.len()..].chars().next().unwrap())
            .collect()
    };
    assert_eq!(faces("smileys"), ['0', '2', '4']);
    assert_eq!(
        faces("satisfied"),
        ['0', '1', '2', '3', '4'],
        "from sad to happy"
    );
    assert_eq!(part(&html, "thumbs").matches("sonda-down").count(), 1);
    assert!(
        !part(&html, "thumbs").contains("sonda-filling"),
        "up is not down and up"
    );
    assert_eq!(
        texts(part(&html, "smileys"), "sonda-spoken"),
        ["1 of 3", "2 of 3", "3 of 3"]
    );
    assert_eq!(
        part(&html, "numbers")
            .matches("class=\"sonda-step\"")
            .count(),
        10
    );
}

#[test]
fn scales_say_what_their_ends_mean() {
    let html = render_form(&gallery("en"));
    for (id, low, high) in [
        ("stars", "1 – Poor ", "5 – Excellent "),
        ("satisfied", "1 – Very dissatisfied ", "5 – Very satisfied "),
        (
            "satisfied_numbers",
            "1 – Very dissatisfied ",
            "5 – Very satisfied ",
        ),
        ("easy", "1 – Strongly disagree ", "7 – Strongly agree "),
        ("agree4", "1 – Strongly disagree ", "4 – Strongly agree "),
        ("warmth", "cold ", "warm "),
    ] {
        let part = part(&html, id);
        assert!(
            part.contains(&format!("<span>{low}</span><span>{high}</span>")),
            "{part}"
        );
        assert!(
            part.contains(&format!("aria-describedby=\"sonda-{id}.ends\""))
                || html.contains(&format!("aria-describedby=\"sonda-{id}.ends\""))
        );
        assert!(part.contains(&format!("id=\"sonda-{id}.ends\"")));
    }
    let agree = part(&html, "agree");
    for words in [
        "Strongly disagree",
        "Disagree",
        "Neither agree nor disagree",
        "Agree",
        "Strongly agree",
    ] {
        assert!(agree.contains(&format!("<span>{words}</span>")), "{agree}");
    }
    assert!(!agree.contains(".ends"));
    assert_eq!(
        part(&html, "warmth").matches("class=\"sonda-dot\"").count(),
        7
    );
    let noise = part(&html, "noise");
    assert!(noise.find("full of noise").unwrap() < noise.find("sonda-dot").unwrap());
}

#[test]
fn what_asks_nothing_has_no_field() {
    let mut form = gallery("en");
    form.entries = entries(&[("campaign", "spring \"24\"")]);
    let html = render_form(&form);
    let welcome = part(&html, "welcome");
    assert!(welcome.contains("<h2 class=\"sonda-statement\""));
    assert!(!welcome.contains("<input"), "{welcome}");
    let hidden = tag(&html, "input", &["name=\"campaign\""]);
    assert!(
        hidden.contains("type=\"hidden\"") && hidden.contains("value=\"spring &quot;24&quot;\"")
    );
    assert!(
        !html.contains("sonda-campaign"),
        "it has no title and no place for an error"
    );
}

#[test]
fn a_consent_names_the_wording_agreed_to() {
    let html = render_form(&gallery("pl"));
    assert!(part(&html, "terms").contains(">Wersja 2026-05</p>"));
}

#[test]
fn an_error_of_any_type_is_joined_to_its_field() {
    let mut form = gallery("en");
    let ids: Vec<_> = form
        .content
        .questions
        .iter()
        .map(|question| question.id.to_string())
        .filter(|id| !matches!(id.as_str(), "welcome" | "campaign"))
        .collect();
    form.errors = ids
        .iter()
        .map(|id| ShownError {
            field: id.clone(),
            message: format!("wrong: {id}"),
        })
        .collect();
    let html = render_form(&form);
    for id in &ids {
        assert!(
            html.contains(&format!("id=\"sonda-{id}.error\">wrong: {id}<")),
            "{id}"
        );
        assert!(
            html.contains(&format!("id=\"sonda-{id}\"")),
            "a link leads to {id}"
        );
        let described = html.split('<').filter(|tag| {
            tag.contains("aria-invalid=\"true\"")
                && (tag.contains(&format!("name=\"{id}\"")) || tag.contains("radiogroup"))
                || tag.starts_with("fieldset")
        });
        let wired = described
            .filter(|tag| tag.contains(&format!("sonda-{id}.error\"")))
            .count();
        assert!(wired >= 1, "{id} is described by its error");
    }
}

#[test]
fn shuffled_options_come_in_the_order_of_the_seed() {
    let order = |seed| {
        let html = render_form(&Props {
            seed,
            ..gallery("en")
        });
        let values: Vec<String> = tags(&html, "input")
            .into_iter()
            .filter(|tag| tag.contains("name=\"liked\""))
            .map(|tag| {
                tag.split("value=\"")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        (values, html)
    };
    let (written, html) = order(0);
    assert_eq!(written, ["food", "quiet", "view", "people", "more", "none"]);
    assert!(!html.contains("_seed"));
    let (shuffled, html) = order(77);
    assert_ne!(shuffled[..4], written[..4]);
    assert_eq!(shuffled[4..], written[4..], "a last resort stays last");
    assert_eq!(shuffled, order(77).0);
    assert!(
        tag(&html, "input", &["name=\"_seed\""]).contains("value=\"77\""),
        "a plain post keeps it"
    );
}
