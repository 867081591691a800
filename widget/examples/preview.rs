//! Writes pages of the sample forms into a folder, to be looked at or driven by a browser:
//! `cargo run -p sonda-widget --features ssr --example preview -- target/preview`.
//!
//! Each page `{form}-{language}-{state}.html` asks for `/boot.js` as the server's pages do;
//! beside it lie the props as JSON.

#[path = "../tests/sample/mod.rs"]
mod sample;

use sample::{LEAD, SURVEY, entries, errors, props};
use sonda_domain::Refusal;
use sonda_widget::{Notice, PROPS_ID, Props, ROOT_ID, props_json, render_form, render_notice};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name a folder")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let lead: &[_] = &[
        ("email", "anna@"),
        ("phone", "+48 601 234 567"),
        ("message", "Dzień dobry"),
    ];
    let survey: &[_] = &[
        ("stars", "4"),
        ("stars.comment", "Late"),
        ("minutes", "1,5"),
        ("work", "repair"),
    ];
    for (name, definition, given) in [("lead", LEAD, lead), ("survey", SURVEY, survey)] {
        for language in ["en", "pl", "uk", "ar"] {
            let mut fresh = props(definition, language);
            fresh.draft = name.into();
            let mut faulty = fresh.clone();
            faulty.entries = entries(given);
            faulty.errors = errors(&faulty);
            let refused = Props {
                notice: Some(Notice::Refused(Refusal::Expired)),
                errors: Vec::new(),
                ..faulty.clone()
            };
            for (state, props) in [
                ("fresh", &fresh),
                ("faulty", &faulty),
                ("refused", &refused),
            ] {
                let json = props_json(props)?;
                let file = format!("{name}-{language}-{state}");
                fs::write(folder.join(format!("{file}.json")), &json)?;
                let form = render_form(props);
                fs::write(
                    folder.join(format!("{file}.html")),
                    page(props, &form, &json),
                )?;
            }
            let thanks = render_notice(Notice::Sent, &fresh.messages, &fresh.locale);
            let file = folder.join(format!("{name}-{language}-sent.html"));
            fs::write(file, page(&fresh, &thanks, ""))?;
        }
    }
    Ok(())
}

fn page(props: &Props, content: &str, json: &str) -> String {
    let (lang, dir) = (props.locale.as_str(), props.locale.direction().as_str());
    let css = include_str!("../../static/form.css");
    let title = props.content.title.only();
    format!(
        "<!doctype html><html lang={lang} dir={dir}><head><meta charset=utf-8><title>{title}</title>\
        <meta name=viewport content=\"width=device-width,initial-scale=1\"><style>{css}</style></head>\
        <body><main id={ROOT_ID}>{content}</main>\
        <script type=\"application/json\" id={PROPS_ID}>{json}</script>\
        <script type=module src=\"/boot.js?v=1\"></script></body></html>"
    )
}
