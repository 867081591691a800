//! The form in a page of one's own: what to put there, and how it looks on a sample.

use super::Form;
use super::fields::{choice, copied, languages, line, tick};
use crate::api::segment;
use crate::prelude::*;
use crate::words::share::words;

/// The attributes of the element: name and value; and the text of the link inside.
type Made = (Vec<(String, String)>, String);

pub(super) fn screen(form: Form) -> AnyView {
    let words = words();
    let text = |value: &str| RwSignal::new(value.to_owned());
    let (display, locale, theme) = (text(""), text(""), text(""));
    let (label, delay, scroll, quiet) = (
        text(&words.embed_label_default),
        text("5"),
        text("50"),
        text("30"),
    );
    let [by_click, by_delay, by_scroll, by_exit] = [true, false, false, false].map(RwSignal::new);
    let values: Vec<(String, RwSignal<String>)> = form
        .list("page_values")
        .into_iter()
        .map(|name| (kebab(&name), text("")))
        .collect();
    let own = values.clone();
    let made = Memo::new(move |_| -> Made {
        let mut attributes = Vec::new();
        let mut add = |name: &str, value: String| attributes.push((name.to_owned(), value));
        let over = display.get();
        for (name, value) in [
            ("lang", locale.get()),
            ("theme", theme.get()),
            ("display", over.clone()),
        ] {
            if !value.is_empty() {
                add(name, value);
            }
        }
        if !over.is_empty() {
            let mut triggers = Vec::new();
            if by_click.get() {
                triggers.push("button".to_owned());
            }
            if by_delay.get() {
                triggers.push(format!("delay:{}", whole(&delay.get(), 5)));
            }
            if by_scroll.get() {
                triggers.push(format!("scroll:{}", whole(&scroll.get(), 50)));
            }
            if by_exit.get() {
                triggers.push("exit".to_owned());
            }
            if triggers != ["button"] && !triggers.is_empty() {
                add("trigger", triggers.join(" "));
                if quiet.get() != "30" {
                    add("quiet-days", whole(&quiet.get(), 30).to_string());
                }
            }
        }
        for (name, value) in &own {
            let value = value.get();
            if !value.is_empty() {
                add(&format!("data-{name}"), value);
            }
        }
        let inside = label.get().trim().to_owned();
        (attributes, inside)
    });
    let snippet =
        Signal::derive(move || made.with(|(attributes, inside)| snippet(form, attributes, inside)));
    let is_over = move || !display.get().is_empty();
    let displays = [
        ("", &words.embed_inline),
        ("popup", &words.embed_popup),
        ("slide-in", &words.embed_slide),
    ];
    let themes = [
        ("", &words.theme_form),
        ("auto", &words.theme_auto),
        ("light", &words.theme_light),
        ("dark", &words.theme_dark),
    ];
    let named = |options: &[(&str, &String)]| {
        options
            .iter()
            .map(|(own, name)| ((*own).to_owned(), (*name).clone()))
            .collect::<Vec<_>>()
    };
    let locales = languages(form.list("locales"), &words.language_of_page);
    let triggers = move || {
        is_over().then(|| view! {
            <fieldset>
                <legend>{words.embed_when.as_str()}</legend>
                {tick(&words.embed_click, by_click)}
                {tick(&words.embed_delay, by_delay)}
                {move || by_delay.get().then(|| line(words.embed_delay_secs.clone(), delay, "number"))}
                {tick(&words.embed_scroll, by_scroll)}
                {move || by_scroll.get().then(|| line(words.embed_scroll_percent.clone(), scroll, "number"))}
                {tick(&words.embed_exit, by_exit)}
                {line(words.embed_quiet.clone(), quiet, "number")}
            </fieldset>
        })
    };
    let fields = values
        .into_iter()
        .map(|(name, value)| line(format!("data-{name}"), value, "text"))
        .collect_view();
    view! {
        <section class="share-embed">
            <div class="options">
                <h2>{words.embed_title.as_str()}</h2>
                <div class="grid-fields">
                    {choice(&words.embed_display, display, named(&displays))}
                    {choice(&words.language, locale, locales)}
                    {choice(&words.theme, theme, named(&themes))}
                    {line(words.embed_label.clone(), label, "text")}
                    {fields}
                </div>
                {triggers}
                <h3>{words.embed_code.as_str()}</h3>
                <p class="detail">{words.embed_code_help.as_str()}</p>
                {copied(snippet, &words.embed_code)}
                {origins(form)}
            </div>
            {sample(form, made)}
        </section>
    }
    .into_any()
}

/// The pages that may show the form.
fn origins(form: Form) -> AnyView {
    let words = words();
    let origins = form.list("allowed_origins");
    let edit = format!("/console/forms/{}/edit?panel=rules", form.segment());
    match origins.is_empty() {
        true => view! {
            <p class="notice"><strong>{words.origins_none.as_str()}</strong> " " {words.origins_none_text.as_str()} " "
                <a href=edit>{words.origins_change.as_str()}</a></p>
        }
        .into_any(),
        false => view! {
            <h3>{words.origins.as_str()}</h3>
            <ul>{origins.into_iter().map(|origin| view! { <li><code>{origin}</code></li> }).collect_view()}</ul>
            <p><a href=edit>{words.origins_change.as_str()}</a></p>
        }
        .into_any(),
    }
}

/// A page as somebody's own might be, with the form in it.
fn sample(form: Form, made: Memo<Made>) -> AnyView {
    let words = words();
    let phone = RwSignal::new(false);
    let dark = RwSignal::new(false);
    let address = move || {
        let mut query = made.with(|(attributes, inside)| {
            let pair =
                |(name, value): &(String, String)| format!("{}={}", segment(name), segment(value));
            let mut pairs: Vec<String> = attributes.iter().map(pair).collect();
            pairs.push(format!("text={}", segment(inside)));
            pairs.join("&")
        });
        if dark.get() {
            query.push_str("&dark=1");
        }
        format!("/console/sample/{}?{query}", form.segment())
    };
    view! {
        <div class="sample">
            <h2>{words.sample.as_str()}</h2>
            <div class="actions">{tick(&words.sample_phone, phone)} {tick(&words.sample_dark, dark)}</div>
            <iframe class:phone=phone src=address title=words.sample.as_str()></iframe>
            <p class="detail">{words.sample_help.as_str()}</p>
        </div>
    }
    .into_any()
}

fn snippet(form: Form, attributes: &[(String, String)], inside: &str) -> String {
    let attributes: String = attributes
        .iter()
        .map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)))
        .collect();
    let link = match inside.is_empty() {
        true => String::new(),
        false => format!(
            "\n  <a href=\"{}\">{}</a>\n",
            escaped(&form.text("url")),
            escaped(inside)
        ),
    };
    format!(
        "<script type=\"module\" src=\"{}\"></script>\n<sonda-form form=\"{}\"{attributes}>{link}</sonda-form>",
        escaped(&form.text("embed")),
        escaped(&form.id())
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn whole(text: &str, otherwise: u32) -> u32 {
    text.trim().parse().unwrap_or(otherwise)
}

/// A name as attributes are written: `customerId` as `customer-id`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
