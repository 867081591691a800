//! The form's public address, with what it is to begin with, and its QR code.

use super::Form;
use super::fields::{choice, copied, languages, line};
use crate::api::segment;
use crate::prelude::*;
use crate::words::share::words;

pub(super) fn screen(form: Form) -> AnyView {
    let words = words();
    let locale = RwSignal::new(String::new());
    let mut values: Vec<(String, RwSignal<String>)> = Vec::new();
    let mut take = |name: &str| {
        let value = RwSignal::new(String::new());
        values.push((name.to_owned(), value));
        value
    };
    let campaign = [
        (words.utm_source.as_str(), take("utm_source")),
        (words.utm_medium.as_str(), take("utm_medium")),
        (words.utm_campaign.as_str(), take("utm_campaign")),
    ];
    let own: Vec<(String, RwSignal<String>)> = form
        .list("parameters")
        .into_iter()
        .map(|name| {
            let value = take(&name);
            (name, value)
        })
        .collect();
    let query = Memo::new(move |_| {
        let lang = Some(locale.get()).filter(|tag| !tag.is_empty());
        let lang = lang.map(|tag| format!("lang={}", segment(&tag)));
        let given = values.iter().filter_map(|(name, value)| {
            let value = value.get();
            let value = value.trim();
            (!value.is_empty()).then(|| format!("{}={}", segment(name), segment(value)))
        });
        lang.into_iter().chain(given).collect::<Vec<_>>().join("&")
    });
    let address = Signal::derive(move || {
        let query = query.get();
        match query.is_empty() {
            true => form.text("url"),
            false => format!("{}?{query}", form.text("url")),
        }
    });
    let locales = languages(form.list("locales"), &words.language_of_visitor);
    let people = format!("/console/forms/{}/share/people", form.segment());
    view! {
        {form.is("links_only").then(|| view! {
            <p class="notice">{words.links_only.as_str()} " " <a href=people>{words.links_only_go.as_str()}</a></p>
        })}
        <section class="share-public">
            <div>
                <h2>{words.address.as_str()}</h2>
                {copied(address, &words.address)}
                <p><a href=address target="_blank" rel="noopener">{words.open.as_str()}</a></p>
                <details>
                    <summary>{words.begin_with.as_str()}</summary>
                    <div class="grid-fields">
                        {choice(&words.language, locale, locales)}
                        {campaign.map(|(name, value)| line(name, value, "text")).collect_view()}
                        {own.into_iter().map(|(name, value)| line(name, value, "text")).collect_view()}
                    </div>
                    <p class="detail">{words.begin_with_help.as_str()}</p>
                </details>
            </div>
            {code(form, query)}
        </section>
    }
    .into_any()
}

/// The QR code of the address.
fn code(form: Form, query: Memo<String>) -> AnyView {
    let words = words();
    let correction = RwSignal::new("M".to_owned());
    let size = RwSignal::new("1200".to_owned());
    let path = move |kind: &str| {
        format!(
            "/api/v1/forms/{}/qr.{kind}?size={}&ec={}&query={}",
            form.segment(),
            size.get(),
            correction.get(),
            segment(&query.get())
        )
    };
    let corrections = [
        ("L", &words.qr_low),
        ("M", &words.qr_medium),
        ("Q", &words.qr_quartile),
        ("H", &words.qr_high),
    ];
    let corrections = corrections
        .map(|(own, name)| (own.to_owned(), name.clone()))
        .to_vec();
    let sizes = ["300", "600", "1200", "2400"]
        .map(|own| (own.to_owned(), format!("{own} px")))
        .to_vec();
    let name = move |kind: &str| format!("{}-qr.{kind}", form.id());
    view! {
        <div class="qr">
            <h2>{words.qr.as_str()}</h2>
            <img class="qr-code" src=move || path("svg") alt=words.qr_alt.as_str() width="220" height="220"/>
            <div class="grid-fields">
                {choice(&words.qr_correction, correction, corrections)}
                {choice(&words.qr_size, size, sizes)}
            </div>
            <p class="actions">
                <a class="button" href=move || path("svg") download=name("svg")>{words.qr_svg.as_str()}</a>
                <a class="button quiet" href=move || path("png") download=name("png")>{words.qr_png.as_str()}</a>
            </p>
            <p class="detail">{words.qr_help.as_str()}</p>
        </div>
    }
    .into_any()
}
