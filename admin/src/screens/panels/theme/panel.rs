//! Colours, corners, typeface and logo.

use super::brand::{palette, palettes};
use super::contrast_view;
use crate::draft::Draft;
use crate::parts::colour;
use crate::prelude::*;
use crate::screens::panels::fields;
use crate::words::installation;
use crate::words::panels::{Words, words};
use serde_json::{Value, json};
use sonda_domain::colours::{Colour, NAMES};

const AT: &str = "/settings/theme";

/// How the form looks.
#[component]
pub(crate) fn ThemePanel() -> impl IntoView {
    let words = words();
    let modes = vec![
        ("auto", words.theme_auto.as_str()),
        ("light", words.theme_light.as_str()),
        ("dark", words.theme_dark.as_str()),
    ];
    let corners = vec![
        ("soft", words.theme_soft.as_str()),
        ("square", words.theme_square.as_str()),
        ("round", words.theme_round.as_str()),
    ];
    let typefaces = vec![
        ("", words.theme_own_typeface.as_str()),
        ("system", words.theme_system.as_str()),
        ("serif", words.theme_serif.as_str()),
        ("rounded", words.theme_rounded.as_str()),
        ("monospace", words.theme_monospace.as_str()),
    ];
    view! {
        <div class="leaf theme">
            <p class="detail">{installation::words().inherits.as_str()}</p>
            {brand()}
            <div class="pair">
                {fields::choice(&words.theme_mode, format!("{AT}/mode"), modes)}
                {fields::choice(&words.theme_corners, format!("{AT}/corners"), corners)}
                {fields::choice(&words.theme_typeface, format!("{AT}/typeface"), typefaces)}
            </div>
            {ground(false)}
            {ground(true)}
            <section>
                <h2>{words.theme_logo.as_str()}</h2>
                {logo()}
            </section>
            {fields::faults(format!("{AT}/logo"))}
        </div>
    }
}

/// One colour for everything.
fn brand() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let accent = draft.memo(format!("{AT}/light/accent"));
    let shown = move || {
        accent
            .get()
            .as_str()
            .map_or_else(|| own_text(false, "accent"), str::to_owned)
    };
    let take = move |event: web_sys::Event| {
        let Some(brand) = colour(&event_target_value(&event)) else {
            return;
        };
        draft.edit(&words.theme_brand, |all| {
            for (ground, named) in ["light", "dark"].into_iter().zip(palettes(brand)) {
                let theme = &mut all["settings"]["theme"];
                if !theme[ground].is_object() {
                    theme[ground] = json!({});
                }
                for (name, colour) in named {
                    theme[ground][name] = json!(String::from(colour));
                }
            }
        });
    };
    view! {
        <section>
            <label class="swatch">
                <input type="color" prop:value=shown on:change=take/>
                <span>{words.theme_brand.as_str()}</span>
            </label>
            <p class="detail">{words.theme_brand_hint.as_str()}</p>
        </section>
    }
    .into_any()
}

/// The stylesheet's own colour.
fn own_text(is_dark: bool, name: &str) -> String {
    let own = palette(&Value::Null, is_dark).colour(name);
    own.map(String::from).unwrap_or_default()
}

/// What a colour is called.
pub(super) fn name_of(words: &'static Words, name: &str) -> &'static str {
    match name {
        "ink" => &words.theme_ink,
        "muted" => &words.theme_muted,
        "page" => &words.theme_page,
        "paper" => &words.theme_paper,
        "tint" => &words.theme_tint,
        "line" => &words.theme_line,
        "accent" => &words.theme_accent,
        "accent_strong" => &words.theme_accent_strong,
        "on_accent" => &words.theme_on_accent,
        "star" => &words.theme_star,
        "error" => &words.theme_error,
        "error_tint" => &words.theme_error_tint,
        "good" => &words.theme_good,
        "good_tint" => &words.theme_good_tint,
        _ => &words.theme_wait_tint,
    }
}

/// The colours of one ground.
fn ground(is_dark: bool) -> AnyView {
    let words = words();
    let at = format!("{AT}/{}", if is_dark { "dark" } else { "light" });
    let title = match is_dark {
        true => words.theme_on_dark.as_str(),
        false => words.theme_on_light.as_str(),
    };
    let colours = NAMES.map(|name| colour_field(is_dark, name, format!("{at}/{name}")));
    view! {
        <section>
            <h2>{title}</h2>
            <details>
                <summary>{words.theme_colours.as_str()}</summary>
                <ul class="colours">{Vec::from(colours)}</ul>
            </details>
            {contrast_view::view(at, is_dark)}
        </section>
    }
    .into_any()
}

fn colour_field(is_dark: bool, name: &'static str, pointer: String) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let value = draft.memo(pointer.clone());
    let own = own_text(is_dark, name);
    let usual = own.clone();
    let shown = move || {
        value
            .get()
            .as_str()
            .map_or_else(|| usual.clone(), str::to_owned)
    };
    let shown = Memo::new(move |_| shown());
    let (wrong, set_wrong) = signal(false);
    let pointer = StoredValue::new(pointer);
    let write = move |text: &str| {
        let read: Option<Colour> = colour(text);
        set_wrong.set(read.is_none());
        if let Some(read) = read {
            pointer.with_value(|pointer| draft.set(pointer, json!(String::from(read))));
        }
    };
    let id = format!("colour-{is_dark}-{name}");
    let label = name_of(words, name);
    let reset = move |_| {
        set_wrong.set(false);
        pointer.with_value(|pointer| draft.set(pointer, Value::Null));
    };
    let reset_label = words.theme_reset.replace("{q}", label);
    view! {
        <li>
            <input type="color" id=id.clone() prop:value=move || shown.get() on:input=move |event| write(&event_target_value(&event))/>
            <label class="grow" for=id>{label}</label>
            <input class="hex" spellcheck="false" dir="ltr" aria-label=format!("{label}, #rrggbb") prop:value=move || shown.get()
                aria-invalid=move || wrong.get().then_some("true")
                on:change=move |event| write(&event_target_value(&event))/>
            <button type="button" class="quiet small" aria-label=reset_label disabled=move || value.get().is_null() on:click=reset>
                {words.theme_reset_short.as_str()}
            </button>
        </li>
    }
    .into_any()
}

fn logo() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let logo = draft.memo(format!("{AT}/logo"));
    let has = Memo::new(move |_| logo.get().is_object());
    let shown = move || match has.get() {
        false => {
            let add = move |_| draft.set(&format!("{AT}/logo"), json!({"picture": "", "alt": ""}));
            view! { <button type="button" class="quiet small" on:click=add>{words.theme_logo_add.as_str()}</button> }.into_any()
        }
        true => {
            let remove = move |_| draft.set(&format!("{AT}/logo"), Value::Null);
            view! {
                {required(&words.theme_logo_address, format!("{AT}/logo/picture"), "url")}
                {required(&words.theme_logo_alt, format!("{AT}/logo/alt"), "text")}
                <p class="detail">{words.theme_logo_hint.as_str()}</p>
                <button type="button" class="quiet small" on:click=remove>{words.theme_logo_remove.as_str()}</button>
            }
            .into_any()
        }
    };
    shown.into_any()
}

/// A text that stays there when it is empty.
fn required(label: &'static str, pointer: String, kind: &'static str) -> AnyView {
    let draft = Draft::here();
    let value = draft.memo(pointer.clone());
    let write =
        move |event: web_sys::Event| draft.set(&pointer, Value::from(event_target_value(&event)));
    view! {
        <label class="field">
            <span>{label}</span>
            <input type=kind prop:value=move || value.get().as_str().unwrap_or_default().to_owned() on:input=write/>
        </label>
    }
    .into_any()
}
