//! Taking answers away: the server writes the file, the browser fetches it.

use super::filters::Filters;
use crate::api::segment;
use crate::parts::dialog;
use crate::prelude::*;
use crate::words::answers::words;

fn radio(
    name: &'static str,
    chosen: RwSignal<&'static str>,
    choices: &[(&'static str, &'static str, &'static str)],
) -> Vec<AnyView> {
    let choices = choices.iter();
    choices
        .map(|(value, title, help)| {
            let value = *value;
            view! {
                <label class="check">
                    <input type="radio" name=name prop:checked=move || chosen.get() == value
                        on:change=move |_| chosen.set(value)/>
                    <span>{*title} <small>{*help}</small></span>
                </label>
            }
            .into_any()
        })
        .collect()
}

/// The dialog that asks how.
pub(super) fn export(
    form: String,
    filters: Filters,
    columns: RwSignal<Vec<String>>,
    open: RwSignal<bool>,
) -> AnyView {
    let words = words();
    let format = RwSignal::new("xlsx");
    let titles = RwSignal::new("titles");
    let multiple = RwSignal::new("joined");
    let which = RwSignal::new("all");
    let form = segment(&form);
    let codebook = format!("/api/v1/forms/{form}/codebook?format=csv");
    let address = move || {
        let mut address = format!("/api/v1/forms/{form}/export?format={}", format.get());
        if format.get() != "jsonl" {
            address.push_str(&format!(
                "&options={titles}&headers={titles}&multiple={}&titles={}",
                multiple.get(),
                crate::words::language(),
                titles = titles.get(),
            ));
            if which.get() == "shown" {
                let names = columns.with(|columns| {
                    let names = columns.iter().map(|one| match one.as_str() {
                        "$delivery" => String::new(),
                        other => other.replace("$result", "result").replace('$', ""),
                    });
                    names
                        .filter(|name| !name.is_empty())
                        .collect::<Vec<_>>()
                        .join(",")
                });
                address.push_str(&format!("&columns=id,submitted_at,{}", segment(&names)));
            }
        }
        if format.get() == "csv" {
            address.push_str("&bom=yes");
        }
        filters.query();
        address.push_str(&filters.api_query());
        address
    };
    let is_table = move || format.get() != "jsonl";
    let narrowed = move || match filters.is_narrow() {
        true => words.export_filtered.as_str(),
        false => words.export_all.as_str(),
    };
    let content = view! {
        <p class="detail">{narrowed}</p>
        <fieldset><legend>{words.export_format.as_str()}</legend>
            {radio("format", format, &[
                ("xlsx", &words.format_xlsx, &words.format_xlsx_help),
                ("csv", &words.format_csv, &words.format_csv_help),
                ("jsonl", &words.format_jsonl, &words.format_jsonl_help),
            ])}
        </fieldset>
        <Show when=is_table>
            <fieldset><legend>{words.export_columns.as_str()}</legend>
                {radio("which", which, &[
                    ("all", &words.columns_all, ""),
                    ("shown", &words.columns_shown, ""),
                ])}
            </fieldset>
            <fieldset><legend>{words.export_names.as_str()}</legend>
                {radio("titles", titles, &[
                    ("titles", &words.names_titles, &words.names_titles_help),
                    ("ids", &words.names_ids, &words.names_ids_help),
                ])}
            </fieldset>
            <fieldset><legend>{words.export_multiple.as_str()}</legend>
                {radio("multiple", multiple, &[
                    ("joined", &words.multiple_joined, ""),
                    ("split", &words.multiple_split, ""),
                ])}
            </fieldset>
        </Show>
        <p class="detail">{words.export_safe.as_str()}</p>
        <p class="actions">
            <a class="button" href=address download="" rel="external" on:click=move |_| open.set(false)>{words.export_fetch.as_str()}</a>
            <a href=codebook download="" rel="external">{words.export_codebook.as_str()}</a>
        </p>
    };
    dialog(words.export_title.as_str(), open, content.into_any())
}
