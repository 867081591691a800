//! The bands of a score.

use super::bands::{BandFault, faults, next_from};
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::fields::{self, focus};
use crate::words::panels::words;
use serde_json::{Value, json};

/// The editor of a score's bands.
pub(super) fn editor(number: usize) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("/content/calculations/{number}/bands");
    let bands = draft.memo(at.clone());
    let list = move || bands.get().as_array().cloned().unwrap_or_default();
    let count = Memo::new(move |_| list().len());
    let add_id = format!("score-{number}-band-add");
    let (path, id) = (at.clone(), add_id.clone());
    let rows = move || {
        let rows = (0..count.get()).map(|index| {
            let (at, list_at, id) = (format!("{path}/{index}"), path.clone(), id.clone());
            let remove = move |_| {
                draft.edit(&words.scores_band_remove, |all| {
                    let Some((above, _)) = list_at.rsplit_once('/') else { return };
                    let Some(owner) = all.pointer_mut(above).and_then(Value::as_object_mut) else { return };
                    if let Some(bands) = owner.get_mut("bands").and_then(Value::as_array_mut) {
                        if index < bands.len() {
                            bands.remove(index);
                        }
                        if bands.is_empty() {
                            owner.remove("bands");
                        }
                    }
                });
                focus(id.clone());
            };
            let said = move || {
                let of_this = faults(&list()).into_iter().filter(|(one, _)| *one == index);
                let lines = of_this.map(|(_, fault)| view! { <span>{text_of(&fault)} " "</span> });
                lines.collect_view()
            };
            let name = format!("{} {}", words.texts_band, index + 1);
            view! {
                <li class="band">
                    <div role="group" aria-label=name>
                    <div class="pair">
                        {fields::number(words.scores_from.clone(), format!("{at}/from"), None)}
                        {fields::number(words.scores_to.clone(), format!("{at}/to"), None)}
                        {fields::local_text(&words.scores_band_title, format!("{at}/title"), false)}
                    </div>
                    {fields::local_text(&words.scores_band_text, format!("{at}/text"), true)}
                    <p class="reason" aria-live="polite">{said}</p>
                    <button type="button" class="quiet small" on:click=remove>{words.scores_band_remove.as_str()}</button>
                    </div>
                </li>
            }
        });
        let rows = rows.collect::<Vec<_>>();
        (!rows.is_empty()).then(|| view! { <ol class="bands">{rows}</ol> })
    };
    let add = move |_| {
        draft.edit(&words.scores_band_add, |all| {
            let locale = draft.locale().get_untracked();
            let Some(owner) = all.pointer_mut(&at).is_none().then_some(()).and_then(|()| {
                let (above, _) = at.rsplit_once('/')?;
                all.pointer_mut(above)?.as_object_mut()
            }) else {
                if let Some(bands) = all.pointer_mut(&at).and_then(Value::as_array_mut) {
                    let new = new_band(bands, &locale);
                    bands.push(new);
                }
                return;
            };
            owner.insert("bands".to_owned(), json!([new_band(&[], &locale)]));
        });
    };
    view! {
        <p class="detail">{words.scores_bands_hint.as_str()}</p>
        {rows}
        <button type="button" class="quiet small" id=add_id on:click=add>{words.scores_band_add.as_str()}</button>
    }
    .into_any()
}

fn new_band(bands: &[Value], locale: &str) -> Value {
    let taken = |id: &str| bands.iter().any(|band| band["id"] == id);
    let mut ids = (bands.len() + 1..).map(|number| format!("band_{number}"));
    let id = ids.find(|id| !taken(id)).unwrap_or_default();
    let mut band = json!({"id": id, "title": {locale: ""}});
    let from = next_from(bands);
    if !from.is_null() {
        band["from"] = from;
    }
    band
}

fn text_of(fault: &BandFault) -> String {
    let words = words();
    match fault {
        BandFault::Turned => words.scores_band_turned.clone(),
        BandFault::NoFrom => words.scores_band_no_from.clone(),
        BandFault::NoTo => words.scores_band_no_to.clone(),
        BandFault::Overlap => words.scores_band_overlap.clone(),
        BandFault::Gap(from) => words.scores_band_gap.replace("{from}", from),
    }
}
