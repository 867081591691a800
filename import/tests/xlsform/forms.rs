//! Workbooks of our own, with what the samples do not have.

use super::book::book;
use serde_json::{Value, json};
use sonda_domain::check_content;
use sonda_import::{Loss, from_xlsform};

/// A workbook of everything: pages, groups within them, a repeat, cascades, two languages.
pub(crate) const CLINIC: &[(&str, &str)] = &[
    (
        "survey",
        "
type|name|label::English (en)|label::Polish (pl)|hint::English (en)|required|relevant|constraint|constraint_message|calculation|default|appearance|choice_filter|parameters|repeat_count
start|begun|
note|welcome|Welcome|Witamy
begin group|person|About you|O Tobie
text|full_name|Your name|Imię i nazwisko|As in your passport|yes||string-length(.) <= 80
integer|age|Your age|Wiek||yes||. > 17 and . <= 120|Adults only
decimal|weight|Your weight|Waga||||. > 0.5
date|birth_date|Born|Urodzenie||||. <= today()
date|since|Patient since|Pacjent od||||. >= date('2000-01-01')
select_one yes_no|insured|Are you insured?|Ubezpieczenie?||${age} > 65
begin group|insurance|Your insurance|Ubezpieczenie|||${insured} = 'yes'
text|insurer|Who insures you, ${full_name}?|Kto ubezpiecza?||yes
select_one state|state|State|Województwo||||||||minimal
select_one town|town|Town|Miasto||||||||autocomplete|state = ${state}
end group
end group
begin group|health|Health|Zdrowie|||${age} < 70
select_multiple symptoms|symptoms|Symptoms|Objawy||||not(selected(., 'none') and count-selected(.) > 1)
select_multiple symptoms|worst|The two worst|Najgorsze||||count-selected(.) <= 2
select_one smoking or_other|smoker|Do you smoke?|Palisz?|||||||no
range|pain|Pain|Ból||||||||||start=0 end=10 step=1
range|stars|Rate us|Oceń||||||||rating||start=1 end=5 step=1
rank goods|order|Order these|Uporządkuj
calculate|score||||||||if(count-selected(${symptoms}) > 2, ${pain} * 2, ${pain})
note|result|Your score is ${score}|Wynik: ${score}|||${score} >= 10
geopoint|here|Where are you?|Gdzie jesteś?
end group
begin repeat|child|Children|Dzieci|||${age} >= 18
text|first_name|Name|Imię||yes
integer|child_age|Age|Wiek||||. <= 17
text|school|School|Szkoła|||${child_age} >= 7
end repeat
acknowledge|agree|I agree|Zgadzam się||yes
image|sign|Sign here|Podpisz||||||||signature
"
        .trim_ascii(),
    ),
    (
        "choices",
        "
list_name|name|label::English (en)|label::Polish (pl)|state
yes_no|yes|Yes|Tak
yes_no|no|No|Nie
smoking|yes|Yes|Tak
smoking|no|No|Nie
state|maz|Mazovia|Mazowieckie
state|mal|Lesser Poland|Małopolskie
town|waw|Warsaw|Warszawa|maz
town|rad|Radom|Radom|maz
town|krk|Cracow|Kraków|mal
symptoms|none|None|Żadne
symptoms|cough|Cough|Kaszel
symptoms|fever|Fever|Gorączka
goods|1|First|Pierwszy
goods|2|Second|Drugi
"
        .trim_ascii(),
    ),
    (
        "settings",
        "form_title|form_id|default_language\nClinic|clinic|English (en)",
    ),
];

fn imported(sheets: &[(&str, &str)]) -> (Value, Vec<Loss>) {
    let imported = from_xlsform(&book(sheets), "form").unwrap();
    assert_eq!(check_content(&imported.content), []);
    (
        serde_json::to_value(&imported.content).unwrap(),
        imported.losses,
    )
}

fn survey(text: &str) -> (Value, Vec<Loss>) {
    imported(&[
        ("survey", text),
        ("choices", "list_name|name|label\nab|a|A\nab|b|B"),
    ])
}

fn places(losses: &[Loss]) -> Vec<&str> {
    losses.iter().map(|loss| loss.place.as_str()).collect()
}

#[test]
fn a_workbook_of_everything_becomes_a_form() {
    let (form, losses) = imported(CLINIC);
    for (pointer, expected) in [
        ("/locales", json!(["en", "pl"])),
        ("/title", json!({"en": "Clinic"})),
        ("/pages/0/id", json!("page_1")),
        ("/pages/0/questions/0/type", json!("statement")),
        ("/pages/1/title/pl", json!("O Tobie")),
        ("/pages/1/questions/0/max_length", json!(80)),
        ("/pages/1/questions/0/help/en", json!("As in your passport")),
        ("/pages/1/questions/1/min", json!("18")),
        ("/pages/1/questions/1/max", json!("120")),
        (
            "/pages/1/questions/2/rules/0/valid_if",
            json!({">": [{"var": "weight"}, 0.5]}),
        ),
        (
            "/pages/1/questions/2/rules/0/message/pl",
            json!("Ta odpowiedź nie pasuje do pytania."),
        ),
        ("/pages/1/questions/4/earliest", json!("2000-01-01")),
        (
            "/pages/1/questions/5/required_if",
            json!({"and": [{"!==": [{"var": "age"}, null]}, {">": [{"var": "age"}, 65]}]}),
        ),
        // The label of a group inside a page, and its condition, which its questions share.
        ("/pages/1/questions/6/type", json!("statement")),
        (
            "/pages/1/questions/6/visible_if",
            json!({"===": [{"var": "insured"}, "yes"]}),
        ),
        (
            "/pages/1/questions/7/title/en",
            json!("Who insures you, {{full_name}}?"),
        ),
        (
            "/pages/1/questions/7/visible_if",
            json!({"===": [{"var": "insured"}, "yes"]}),
        ),
        ("/pages/1/questions/8/display", json!("dropdown")),
        (
            "/pages/1/questions/9/options/2/visible_if",
            json!({"===": [{"var": "state"}, "mal"]}),
        ),
        (
            "/pages/2/visible_if",
            json!({"and": [{"!==": [{"var": "age"}, null]}, {"<": [{"var": "age"}, 70]}]}),
        ),
        ("/pages/2/questions/0/options/0/exclusive", json!(true)),
        ("/pages/2/questions/1/max_chosen", json!(2)),
        ("/pages/2/questions/2/options/2/text", json!(true)),
        ("/pages/2/questions/2/default", json!("no")),
        ("/pages/2/questions/3/type", json!("slider")),
        ("/pages/2/questions/4/type", json!("rating")),
        ("/pages/2/questions/5/options/0/id", json!("o_1")),
        (
            "/pages/2/questions/6/title/en",
            json!("Your score is {{score}}"),
        ),
        ("/pages/3/questions/0/type", json!("group")),
        ("/pages/3/questions/0/questions/1/max", json!("17")),
        (
            "/pages/3/questions/0/questions/2/visible_if",
            json!({"and": [{"!==": [{"var": "child_age"}, null]}, {">=": [{"var": "child_age"}, 7]}]}),
        ),
        ("/pages/3/questions/1/type", json!("consent")),
        ("/pages/3/questions/2/type", json!("signature")),
        ("/calculations/0/decimals", json!(6)),
    ] {
        assert_eq!(
            form.pointer(pointer),
            Some(&expected),
            "{pointer}\n{losses:#?}"
        );
    }
    assert_eq!(
        places(&losses),
        ["survey!A2", "survey!I6", "survey!H8", "survey!A26"],
        "{losses:#?}"
    );
}

#[test]
fn a_condition_on_a_later_question_is_lost() {
    let (form, losses) =
        survey("type|name|label|relevant\ntext|one|One|${two} = 'x'\ntext|two|Two|");
    assert_eq!(form.pointer("/questions/0/visible_if"), None);
    assert_eq!(places(&losses), ["survey!D2"]);
    assert!(losses[0].reason.contains("comes later"), "{losses:?}");
}

#[test]
fn calculations_are_brought_into_order() {
    let (form, losses) = survey(
        "type|name|label|calculation\ncalculate|twice||${once} * 2\ncalculate|once||${n} + 1\ninteger|n|N|",
    );
    assert_eq!(losses, []);
    assert_eq!(form.pointer("/calculations/0/id"), Some(&json!("once")));
    assert_eq!(form.pointer("/calculations/1/id"), Some(&json!("twice")));
}

#[test]
fn calculations_that_go_in_a_circle_are_lost() {
    let (form, losses) = survey(
        "type|name|label|calculation\ncalculate|a||${b} + 1\ncalculate|b||${a} + 1\ntext|n|N|",
    );
    assert_eq!(form.pointer("/calculations"), None);
    assert_eq!(places(&losses), ["survey!D2", "survey!D3"]);
}

#[test]
fn what_a_repeat_cannot_have_is_lost() {
    let (form, losses) = survey(
        "type|name|label|default|constraint|required|choice_filter\n\
         begin repeat|r|R\n\
         text|t|T|x|. != 'y'|${t} = 'z'\n\
         image|i|I\n\
         select_one ab|s|S||||name = 'a'\n\
         calculate|c\n\
         begin repeat|rr|RR\n\
         text|deep|D\n\
         end repeat\n\
         end repeat\n\
         text|after|After ${t} ${deep}",
    );
    let inner = form.pointer("/questions/0/questions").unwrap();
    assert_eq!(inner.as_array().unwrap().len(), 2);
    let mut places = places(&losses);
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "survey!A4",
            "survey!A6",
            "survey!A7",
            "survey!C11",
            "survey!C11",
            "survey!D3",
            "survey!E3",
            "survey!F3",
            "survey!G5"
        ]
    );
    assert_eq!(
        form.pointer("/questions/1/title/en"),
        Some(&json!("After … …"))
    );
}

#[test]
fn broken_outlines_are_mended_and_named() {
    let (form, losses) = survey(
        "type|name|label\nend group\nbegin group|g|G\ntext|t|T\n|nameless|X\ntext||Y\ntext|t|again",
    );
    assert_eq!(form.pointer("/pages/0/questions/1/id"), Some(&json!("t_2")));
    let mut places = places(&losses);
    places.sort_unstable();
    assert_eq!(places, ["survey!A2", "survey!A3", "survey!A6", "survey!B5"]);
}

#[test]
fn languages_are_those_that_have_texts() {
    let (form, losses) = survey(
        "type|name|label|label::French (fr)|label::Klingonese|label::German (de)\ntext|t|T|Té|Tlh|\ntext|u||U",
    );
    assert_eq!(form.pointer("/locales"), Some(&json!(["en", "fr"])));
    assert_eq!(
        form.pointer("/questions/1/title"),
        Some(&json!({"en": "U", "fr": "U"}))
    );
    assert_eq!(places(&losses), ["survey!E1", "survey!D3"]);
}

#[test]
fn texts_stay_texts() {
    let (form, losses) = survey("type|name|label\nnote|n|Use {{x}} & <b>${nobody}</b> ${");
    assert_eq!(
        form.pointer("/questions/0/title/en"),
        Some(&json!("Use { {x}} & <b>…</b> ${"))
    );
    assert_eq!(places(&losses), ["survey!C2", "survey!C2"]);
}

#[test]
fn what_has_no_meaning_here_is_listed() {
    let (_, losses) = imported(&[
        (
            "survey",
            "type|name|label|guidance_hint|media::image|read_only|appearance|save_to|required_message|required|disabled\n\
             text|t|T|Say|a.jpg|yes|w1|x|Please|yes|\n\
             text|off|Off||||||||yes\n\
             select_one nowhere|s|S",
        ),
        ("settings", "form_title|version|style\nT|7|pages"),
        ("entities", "dataset\nx"),
    ]);
    let mut places = places(&losses);
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "entities!A1",
            "settings!B2",
            "settings!C2",
            "survey!A3",
            "survey!A4",
            "survey!D2",
            "survey!E2",
            "survey!F2",
            "survey!G2",
            "survey!H2",
            "survey!I2",
        ],
        "{losses:#?}"
    );
}
