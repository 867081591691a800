//! How the installation presents itself: beside the fields a form that looks so.

use super::calls::{Calls, text, then};
use crate::api::{self, segment};
use crate::parts::{Fetched, colour, pick_file};
use crate::prelude::*;
use crate::words::installation::words;
use crate::words::{language, settings};
use leptos::ev::{Event, SubmitEvent};
use leptos::html::Iframe;
use serde_json::{Map, Value, json};
use sonda_domain::colours::{Branded, Colour, DARK, LIGHT, PAPER};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{FileReader, HtmlInputElement};

/// The most bytes of a logo.
const MOST_BYTES: f64 = 100_000.0;

/// What is set: as the server has it, and as it is typed.
#[derive(Clone, Copy)]
struct Desk {
    calls: Calls,
    revision: RwSignal<i64>,
    /// The branding as it would be saved.
    value: RwSignal<Value>,
    /// What is wrong with the picture chosen last.
    wrong: RwSignal<&'static str>,
}

pub(super) fn screen(calls: Calls) -> AnyView {
    let found = Fetched::new(|| api::get::<Value>("settings/branding"));
    found.show(move |found: &Value| {
        let desk = Desk {
            calls,
            revision: RwSignal::new(found["revision"].as_i64().unwrap_or_default()),
            value: RwSignal::new(found["branding"].clone()),
            wrong: RwSignal::new(""),
        };
        view! { <div class="branding">{desk.form()} {desk.preview()}</div> }.into_any()
    })
}

impl Desk {
    /// A text of what is typed.
    fn text(self, name: &str) -> String {
        self.value.with(|value| text(value, name).to_owned())
    }

    /// Takes a text; one that is empty is not set.
    fn take(self, name: &str, text: &str) {
        self.value.update(|value| {
            if let Some(members) = value.as_object_mut() {
                match text.trim() {
                    "" => drop(members.remove(name)),
                    text => drop(members.insert(name.to_owned(), json!(text))),
                }
            }
        });
    }

    fn form(self) -> AnyView {
        let words = words();
        let save = move |event: SubmitEvent| {
            event.prevent_default();
            let value = self.value.get_untracked();
            let kept = then(move |answer: Value| {
                // The logo has an address now.
                self.value.try_set(answer["branding"].clone());
            });
            self.calls.set("branding", self.revision, value, kept);
        };
        view! {
            <form class="card" on:submit=save>
                {self.field("organisation", "text", &words.organisation, &words.organisation_help)}
                {self.logo()}
                {self.accent()}
                {self.field("privacy_url", "url", &words.privacy, &words.address_help)}
                {self.field("imprint_url", "url", &words.imprint, &words.address_help)}
                {self.field("sender_name", "text", &words.sender, &words.sender_help)}
                <button>{settings::words().save.as_str()}</button>
            </form>
        }
        .into_any()
    }

    fn field(
        self,
        name: &'static str,
        kind: &'static str,
        label: &'static str,
        help: &'static str,
    ) -> AnyView {
        let value = self
            .value
            .with_untracked(|value| text(value, name).to_owned());
        let length = if kind == "url" { "500" } else { "100" };
        let change = move |event: Event| self.take(name, &event_target_value(&event));
        let id = format!("{name}-help");
        view! {
            <div class="asked"><label><span>{label}</span>
                <input type=kind name=name value=value maxlength=length autocomplete="off" aria-describedby=id.clone()
                    required=move || name == "organisation" && !self.text("logo").is_empty()
                    on:change=change/>
            </label>
            <p class="detail" id=id>{help}</p></div>
        }
        .into_any()
    }

    fn logo(self) -> AnyView {
        let words = words();
        let chosen = move |event: Event| {
            let input = event
                .target()
                .and_then(|one| one.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input else { return };
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            // The same file can be chosen once more.
            let kind = file.type_();
            let wrong = match () {
                () if !matches!(kind.as_str(), "image/png" | "image/svg+xml" | "image/webp") => {
                    words.logo_type.as_str()
                }
                () if file.size() > MOST_BYTES => words.logo_large.as_str(),
                () => "",
            };
            self.wrong.set(wrong);
            let (true, Ok(reader)) = (wrong.is_empty(), FileReader::new()) else {
                return;
            };
            let read = reader.clone();
            let loaded = Closure::once_into_js(move || {
                let address = read.result().ok().and_then(|read| read.as_string());
                self.take("logo", &address.unwrap_or_default());
            });
            reader.set_onload(Some(loaded.unchecked_ref()));
            let _ = reader.read_as_data_url(&file);
        };
        let shown = Memo::new(move |_| self.text("logo"));
        let picture = move || {
            match shown.get() {
            address if address.is_empty() => {
                view! { <p class="detail">{words.logo_none.as_str()}</p> }.into_any()
            }
            address => view! {
                <p class="brand-logo"><img src=address alt=""/></p>
                <button type="button" class="quiet" on:click=move |_| self.take("logo", "")>{words.logo_remove.as_str()}</button>
            }
            .into_any(),
        }
        };
        view! {
            <div class="asked">
                {pick_file(&words.logo, "image/png,image/svg+xml,image/webp", "logo-help", chosen)}
                <p class="detail" id="logo-help">{words.logo_help.as_str()}</p>
                <p class="reason" role="alert">{move || self.wrong.get()}</p>
                {picture}
            </div>
        }
        .into_any()
    }

    fn accent(self) -> AnyView {
        let words = words();
        let accent = Memo::new(move |_| self.text("accent"));
        let shown = move || match accent.get() {
            text if text.is_empty() => String::from(Colour(LIGHT[6])),
            text => text,
        };
        let wrong = RwSignal::new(false);
        let take = move |event: Event| {
            let read = colour(&event_target_value(&event));
            wrong.set(read.is_none());
            if let Some(read) = read {
                self.take("accent", &String::from(read));
            }
        };
        let reset = move |_| {
            wrong.set(false);
            self.take("accent", "");
        };
        let contrasts = move || {
            let brand = colour(&accent.get())?;
            let lines = [false, true].map(|is_dark| contrast(brand, is_dark));
            Some(view! { <ul class="brand-contrasts">{Vec::from(lines)}</ul> })
        };
        view! {
            <fieldset class="accent">
                <legend>{words.accent.as_str()}</legend>
                <div class="actions">
                    <input type="color" aria-label=words.accent.as_str() prop:value=shown on:change=take/>
                    <input class="hex" spellcheck="false" autocomplete="off" dir="ltr" aria-label=words.accent_hex.as_str()
                        prop:value=move || accent.get() placeholder=shown on:change=take
                        aria-invalid=move || wrong.get().then_some("true")/>
                    <button type="button" class="quiet" disabled=move || accent.with(String::is_empty) on:click=reset>
                        {words.accent_own.as_str()}</button>
                </div>
                <p class="reason" role="alert">{move || wrong.get().then_some(words.accent_wrong.as_str())}</p>
                <div role="status">{contrasts}</div>
                <p class="detail">{words.accent_help.as_str()}</p>
            </fieldset>
        }
        .into_any()
    }

    /// A form as it would look.
    fn preview(self) -> AnyView {
        let words = words();
        let frame = NodeRef::<Iframe>::new();
        let address = Memo::new(move |_| {
            self.value.with(|value| {
                let none = Map::new();
                let members = value.as_object().unwrap_or(&none);
                let pairs = members.iter().filter_map(|(name, value)| {
                    // A picture is too long for an address: it is put in once the page is there.
                    let value = match name.as_str() {
                        "logo" => "1",
                        "sender_name" => return None,
                        _ => value.as_str()?,
                    };
                    Some(format!("{name}={}", segment(value)))
                });
                let pairs: Vec<String> = pairs.collect();
                format!("/console/brand-preview?{}", pairs.join("&"))
            })
        });
        let logo = Memo::new(move |_| self.text("logo"));
        let picture = move || {
            let page = frame
                .get_untracked()
                .and_then(|frame| frame.content_document());
            let image = page.and_then(|page| page.query_selector(".sonda-logo").ok().flatten());
            if let Some(image) = image {
                let _ = image.set_attribute("src", &logo.get_untracked());
            }
        };
        Effect::new(move |_| {
            logo.track();
            picture();
        });
        // In its place: the browser's way back leads out of the screen, not through what was looked at.
        Effect::new(move |_| {
            let (now, Some(frame)) = (address.get(), frame.get()) else {
                return;
            };
            let inside = frame.content_window();
            if inside.is_none_or(|inside| inside.location().replace(&now).is_err()) {
                frame.set_src(&now);
            }
        });
        view! {
            <section class="brand-preview" aria-labelledby="brand-preview-title">
                <h2 id="brand-preview-title">{words.preview.as_str()}</h2>
                <p class="detail">{words.preview_help.as_str()}</p>
                <iframe node_ref=frame title=words.preview.as_str() on:load=move |_| picture()></iframe>
            </section>
        }
        .into_any()
    }
}

/// Whether the colour can be read on one ground, and which is shown there where it cannot.
fn contrast(brand: Colour, is_dark: bool) -> AnyView {
    let words = words();
    let own = if is_dark { DARK } else { LIGHT };
    let (paper, shown) = (Colour(own[PAPER]), Branded::of(brand, is_dark).accent);
    let (ground, template) = (
        match is_dark {
            true => words.accent_dark.as_str(),
            false => words.accent_light.as_str(),
        },
        match shown == brand {
            true => &words.accent_kept,
            false => &words.accent_nearest,
        },
    );
    let ratio = format!("{:.1}", brand.contrast(paper));
    let ratio = match language() {
        "en" => ratio,
        _ => ratio.replace('.', ","),
    };
    let said = template
        .replace("{ratio}", &ratio)
        .replace("{v}", &String::from(shown));
    let (front, back) = (String::from(shown), String::from(paper));
    view! {
        <li>
            <span class="sample" aria-hidden="true" style:color=front style:background-color=back>"Aa"</span>
            <span><strong>{ground}</strong> ": " {said}</span>
        </li>
    }
    .into_any()
}
