//! The rules in plain words.

use super::clock::{offset, own_zone, written, zone_name, zones};
use super::sentence::{Facts, sentence};
use super::zone::{local_of, moment_of};
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::fields;
use crate::words::panels::words;
use serde_json::{Map, Value, json};

/// When the form is open, and for whom.
#[component]
pub(crate) fn RulesPanel() -> impl IntoView {
    let words = words();
    let draft = Draft::here();
    let zone = RwSignal::new(own_zone());
    let settings = draft.memo("/settings");
    let said = move || {
        let (settings, zone) = (settings.get(), zone.get());
        let moment = |name: &str| settings[name].as_str().map(|moment| written(moment, &zone));
        let most = settings["max_responses"].as_u64();
        let facts = Facts {
            opens: moment("opens_at"),
            closes: moment("closes_at"),
            most: most.map(|most| words.rules_said_most.of(most)),
            zone: zone_name(&zone),
        };
        sentence(&facts, &settings, words)
    };
    view! {
        <div class="leaf rules">
            <p class="said sum" role="status">{said}</p>
            <section>
                <h2>{words.rules_when.as_str()}</h2>
                <div class="pair">
                    {moment_field(&words.rules_opens, "/settings/opens_at", zone)}
                    {moment_field(&words.rules_closes, "/settings/closes_at", zone)}
                    {zone_field(zone)}
                </div>
                <p class="detail">{words.rules_when_hint.as_str()}</p>
            </section>
            <section>
                <h2>{words.rules_often.as_str()}</h2>
                {once()}
                {fields::number(words.rules_most.clone(), "/settings/max_responses".to_owned(), Some(words.rules_most_hint.clone()))}
            </section>
            <section>
                <h2>{words.rules_links.as_str()}</h2>
                <p class="detail">{words.rules_links_text.as_str()}</p>
            </section>
            <section>
                <h2>{words.rules_robots.as_str()}</h2>
                {captcha()}
                {fields::number(words.rules_too_fast.clone(), "/settings/too_fast_secs".to_owned(), Some(words.rules_too_fast_hint.clone()))}
            </section>
            <section>
                <h2>{words.rules_pages.as_str()}</h2>
                {lines(&words.rules_origins, &words.rules_origins_hint, "/settings/allowed_origins", "https://www.example.com")}
                {lines(&words.rules_frames, &words.rules_frames_hint, "/settings/frame_ancestors", "https://www.example.com")}
                {lines(&words.rules_returns, &words.rules_returns_hint, "/settings/return_addresses", "https://www.example.com/thanks")}
                {field_names()}
            </section>
            {fields::faults_but("/settings".to_owned(), "/settings/theme")}
        </div>
    }
}

/// A moment by the clock of the zone.
fn moment_field(label: &'static str, pointer: &'static str, zone: RwSignal<String>) -> AnyView {
    let draft = Draft::here();
    let stored = draft.memo(pointer);
    let shown = move || {
        let zone = zone.get();
        let ahead = |at: i64| offset(&zone, at);
        stored
            .get()
            .as_str()
            .and_then(|moment| local_of(moment, &ahead))
            .unwrap_or_default()
    };
    let shown = Memo::new(move |_| shown());
    let write = move |event: web_sys::Event| {
        let local = event_target_value(&event);
        let zone = zone.get_untracked();
        let ahead = |at: i64| offset(&zone, at);
        let moment = moment_of(&local, &ahead);
        draft.set(pointer, moment.map_or(Value::Null, Value::from));
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <input type="datetime-local" prop:value=move || shown.get() on:change=write/>
        </label>
    }
    .into_any()
}

fn zone_field(zone: RwSignal<String>) -> AnyView {
    let chosen = zone.get_untracked();
    let options = zones().into_iter().map(|one| {
        let is_chosen = one == chosen;
        // Some browsers know the city by its former name alone.
        let name = one.replace("Kiev", "Kyiv").replace('_', " ");
        view! { <option value=one selected=is_chosen>{name}</option> }
    });
    view! {
        <label class="field">
            <span>{words().rules_zone.as_str()}</span>
            <select on:change=move |event| zone.set(event_target_value(&event))>{options.collect::<Vec<_>>()}</select>
        </label>
    }
    .into_any()
}

fn once() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let value = draft.memo("/settings/once");
    let radio = |one: &'static str, name: &'static str, hint: &'static str| {
        let is_chosen = move || value.get().as_str().unwrap_or("unlimited") == one;
        view! {
            <label class="tick">
                <input type="radio" name="rules-once" prop:checked=is_chosen on:change=move |_| draft.set("/settings/once", json!(one))/>
                <span>{name} " " <small class="detail">{hint}</small></span>
            </label>
        }
    };
    view! {
        <fieldset class="ticks">
            <legend class="unseen">{words.rules_often.as_str()}</legend>
            {radio("unlimited", &words.rules_unlimited, &words.rules_unlimited_hint)}
            {radio("per_link", &words.rules_per_link, &words.rules_per_link_hint)}
            {radio("per_contact", &words.rules_per_contact, &words.rules_per_contact_hint)}
        </fieldset>
    }
    .into_any()
}

const CAPTCHA: &str = "/settings/captcha";

fn captcha() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let provider = draft.memo(format!("{CAPTCHA}/provider"));
    let all = [
        ("", words.rules_captcha_none.as_str()),
        ("altcha", words.rules_captcha_altcha.as_str()),
        ("turnstile", "Cloudflare Turnstile"),
        ("recaptcha_v2", "Google reCAPTCHA v2"),
        ("recaptcha_v3", "Google reCAPTCHA v3"),
    ];
    let options = all.map(|(one, name)| {
        let is_chosen = move || provider.get().as_str().unwrap_or_default() == one;
        view! { <option value=one prop:selected=is_chosen>{name}</option> }
    });
    let choose = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        draft.edit(&words.rules_captcha, |all| {
            let Some(settings) = all["settings"].as_object_mut() else {
                all["settings"] = json!({"captcha": {"provider": chosen}});
                return;
            };
            if chosen.is_empty() {
                settings.remove("captcha");
                return;
            }
            // What another provider needs is refused of this one.
            let exempt = settings
                .get("captcha")
                .map(|captcha| captcha["exempt_personal_links"].clone());
            let mut captcha = json!({"provider": chosen});
            if exempt == Some(Value::Bool(true)) {
                captcha["exempt_personal_links"] = json!(true);
            }
            settings.insert("captcha".to_owned(), captcha);
        });
    };
    let more = move || {
        let provider = provider.get();
        let provider = provider.as_str()?;
        let outages = vec![
            ("refuse", words.rules_outage_refuse.as_str()),
            ("accept_and_mark", words.rules_outage_accept.as_str()),
        ];
        let is_other = provider != "altcha";
        Some(view! {
            {is_other.then(|| fields::plain_text(&words.rules_captcha_keys, format!("{CAPTCHA}/keys")))}
            {(provider == "recaptcha_v3").then(|| fields::plain_text(&words.rules_captcha_threshold, format!("{CAPTCHA}/threshold")))}
            {is_other.then(|| fields::choice(&words.rules_outage, format!("{CAPTCHA}/on_outage"), outages))}
            {fields::flag(&words.rules_captcha_exempt, format!("{CAPTCHA}/exempt_personal_links"))}
        })
    };
    view! {
        <label class="field">
            <span>{words.rules_captcha.as_str()}</span>
            <select on:change=choose>{Vec::from(options)}</select>
        </label>
        <p class="detail">{words.rules_captcha_hint.as_str()}</p>
        {more}
    }
    .into_any()
}

/// A list of addresses, one a line.
fn lines(
    label: &'static str,
    hint: &'static str,
    pointer: &'static str,
    example: &'static str,
) -> AnyView {
    let draft = Draft::here();
    let value = draft.memo(pointer);
    let shown = move || {
        let all = value.get();
        let all = all
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        all.collect::<Vec<_>>().join("\n")
    };
    let shown = Memo::new(move |_| shown());
    let write = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let all: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        draft.set(
            pointer,
            if all.is_empty() {
                Value::Null
            } else {
                json!(all)
            },
        );
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea rows="2" spellcheck="false" dir="ltr" placeholder=example prop:value=move || shown.get() on:change=write></textarea>
            <small class="detail">{hint}</small>
        </label>
    }
    .into_any()
}

/// The fields of an existing HTML form, each with the question it answers: `mail = email`, one a line.
fn field_names() -> AnyView {
    let words = words();
    let draft = Draft::here();
    let value = draft.memo("/settings/field_names");
    let shown = move || {
        let all = value.get();
        let pairs = all.as_object().into_iter().flatten();
        let lines: Vec<String> = pairs
            .map(|(name, field)| format!("{name} = {}", field.as_str().unwrap_or_default()))
            .collect();
        lines.join("\n")
    };
    let shown = Memo::new(move |_| shown());
    let write = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        let all: Map<String, Value> = pairs
            .map(|(name, field)| (name.trim().to_owned(), Value::from(field.trim())))
            .collect();
        draft.set(
            "/settings/field_names",
            if all.is_empty() {
                Value::Null
            } else {
                Value::Object(all)
            },
        );
    };
    view! {
        <label class="field">
            <span>{words.rules_fields.as_str()}</span>
            <textarea rows="2" spellcheck="false" dir="ltr" placeholder="mail = email" prop:value=move || shown.get() on:change=write></textarea>
            <small class="detail">{words.rules_fields_hint.as_str()}</small>
        </label>
    }
    .into_any()
}
