//! The browser's time zones: which there are, what their clocks show, what they are called.

use super::zone::{moment_ms, utc_ms};
use crate::words::language;
use crate::words::panels::words;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

fn options(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

fn date(ms: i64) -> Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "dates of this era are far below 2^53 ms"
    )]
    let ms = JsValue::from_f64(ms as f64);
    Date::new(&ms)
}

/// The browser's own time zone.
pub(super) fn own_zone() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into()).ok();
    zone.and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// All time zones that the browser knows.
pub(super) fn zones() -> Vec<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into());
    let values = intl.and_then(|intl| Reflect::get(&intl, &"supportedValuesOf".into()));
    let all = values
        .ok()
        .and_then(|values| values.dyn_into::<Function>().ok());
    let all = all.and_then(|all| all.call1(&JsValue::UNDEFINED, &"timeZone".into()).ok());
    let mut zones: Vec<String> = all
        .map(|all| {
            Array::from(&all)
                .iter()
                .filter_map(|zone| zone.as_string())
                .collect()
        })
        .unwrap_or_default();
    for zone in [own_zone(), "UTC".to_owned()] {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones.sort();
    zones
}

/// Minutes that a zone is ahead of UTC at a moment.
pub(super) fn offset(zone: &str, at_ms: i64) -> i64 {
    let styles = options(&[
        ("timeZone", zone),
        ("dateStyle", "short"),
        ("timeStyle", "short"),
    ]);
    // Swedish writes `2026-12-31 23:59`.
    let shown: String = date(at_ms).to_locale_string("sv-SE", &styles).into();
    let minute = at_ms.div_euclid(60_000);
    utc_ms(&shown).map_or(0, |local| local.div_euclid(60_000) - minute)
}

/// A moment as the reader's language writes it, by the zone's clock.
pub(super) fn written(moment: &str, zone: &str) -> String {
    let Some(at) = moment_ms(moment) else {
        return moment.to_owned();
    };
    // As in London: the day before the month, the hours from 0 to 23.
    let tag = match language() {
        "en" => "en-GB",
        tag => tag,
    };
    let day: String = date(at)
        .to_locale_date_string(tag, &options(&[("timeZone", zone), ("dateStyle", "long")]))
        .into();
    let clock = options(&[("timeZone", zone), ("timeStyle", "short")]);
    let time: String = date(at).to_locale_string(tag, &clock).into();
    words()
        .rules_moment
        .replace("{day}", &day)
        .replace("{time}", &time)
}

/// What a zone is called, as it follows a time.
pub(super) fn zone_name(zone: &str) -> String {
    let words = words();
    match zone {
        "Europe/Warsaw" => return words.rules_zone_warsaw.clone(),
        "Europe/Kyiv" | "Europe/Kiev" => return words.rules_zone_kyiv.clone(),
        "Europe/London" => return words.rules_zone_london.clone(),
        "UTC" => return "UTC".to_owned(),
        _ => {}
    }
    // Whatever else there is says its own name, such as Central European Time.
    let styles = options(&[("timeZone", zone), ("timeZoneName", "longGeneric")]);
    let locales = Array::of1(&language().into());
    let format = Intl::DateTimeFormat::new(&locales, &styles);
    let parts = format.format_to_parts(&Date::new_0());
    let name = parts.iter().find_map(|part| {
        let of = |member: &str| Reflect::get(&part, &member.into()).ok()?.as_string();
        (of("type")? == "timeZoneName").then(|| of("value"))?
    });
    name.unwrap_or_else(|| zone.to_owned())
}
