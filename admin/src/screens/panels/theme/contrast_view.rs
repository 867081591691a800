//! What can be read on what, in words and numbers, with the nearest colour that can.

use super::brand::palette;
use super::panel::name_of;
use crate::draft::Draft;
use crate::prelude::*;
use crate::words::language;
use crate::words::panels::words;
use serde_json::json;
use sonda_domain::colours::{Colour, Contrast};

fn ratio(contrast: f64) -> String {
    let text = format!("{contrast:.1}");
    match language() {
        "en" => text,
        _ => text.replace('.', ","),
    }
}

/// The pairs of the colours at that place: first those that cannot be read.
pub(super) fn view(at: String, is_dark: bool) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let given = draft.memo(at.clone());
    let at = StoredValue::new(at);
    let shown = move || {
        let palette = palette(&given.get(), is_dark);
        let all = palette.contrasts();
        let failing = all.iter().filter(|pair| !pair.passes()).count();
        let said = match failing {
            0 => words.theme_all_pass.clone(),
            count => words.theme_failing.of(count as u64),
        };
        // One press mends a colour wherever it is used: it is offered once.
        let mut offered: Vec<(&str, Colour)> = Vec::new();
        let mut bad = Vec::new();
        let mut good = Vec::new();
        for pair in &all {
            let mended = pair.changed.filter(|_| !pair.passes()).and_then(|name| {
                let other = if name == pair.front {
                    pair.ground
                } else {
                    pair.front
                };
                Some((name, palette.mended(name, other)?))
            });
            let mended = mended.filter(|mended| !offered.contains(mended));
            offered.extend(mended);
            let line = line(pair, mended, at);
            if pair.passes() {
                good.push(line);
            } else {
                bad.push(line);
            }
        }
        let has_bad = !bad.is_empty();
        view! {
            <p class="said" class:reason=has_bad role="status">{said}</p>
            {has_bad.then(|| view! { <ul class="contrasts">{bad}</ul> })}
            <details>
                <summary>{words.theme_all.as_str()}</summary>
                <ul class="contrasts">{good}</ul>
            </details>
        }
    };
    shown.into_any()
}

fn line(
    pair: &Contrast,
    mended: Option<(&'static str, Colour)>,
    at: StoredValue<String>,
) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let [front, ground] = pair.colours.map(String::from);
    let names = words
        .theme_pair
        .replace("{a}", name_of(words, pair.front))
        .replace("{b}", name_of(words, pair.ground));
    let template = match pair.passes() {
        true => &words.theme_passes,
        false => &words.theme_fails,
    };
    let verdict = template
        .replace("{ratio}", &ratio(pair.ratio))
        .replace("{least}", &ratio(pair.least));
    let fix = mended.map(|(name, colour)| {
        let text = String::from(colour);
        let label = words
            .theme_fix
            .replace("{q}", name_of(words, name))
            .replace("{v}", &text);
        let swatch = text.clone();
        let fix = move |_| at.with_value(|at| draft.set(&format!("{at}/{name}"), json!(text)));
        view! {
            <button type="button" class="quiet small" on:click=fix>
                <span class="dot" aria-hidden="true" style:background-color=swatch></span>
                {label}
            </button>
        }
    });
    let is_bad = !pair.passes();
    view! {
        <li>
            <span class="sample" aria-hidden="true" style:color=front style:background-color=ground></span>
            <span class="grow">{names} " " <span class:reason=is_bad>{verdict}</span></span>
            {fix}
        </li>
    }
    .into_any()
}
