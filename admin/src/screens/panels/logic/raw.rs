//! A condition as JSON, for whoever asks for it.

use super::editing::Editing;
use crate::draft::Draft;
use crate::prelude::*;
use crate::words::panels::words;
use crate::words::problems;
use leptos::html::Textarea;
use serde_json::Value;

/// Why a text is not JSON: the line and column, both from 1, and the reason.
pub(crate) fn fault_of(text: &str) -> Result<Value, (usize, usize, String)> {
    serde_json::from_str(text).map_err(|error| {
        let words = problems::words();
        let reason = match error.is_eof() {
            true => &words.json_ends,
            false => &words.json_unexpected,
        };
        (error.line(), error.column(), reason.clone())
    })
}

/// The place in a text, in the units of UTF-16 that browsers count in.
pub(crate) fn offset_of(text: &str, line: usize, column: usize) -> u32 {
    let mut offset = 0;
    for (number, of_line) in text.split_inclusive('\n').enumerate() {
        let count = |text: &str| text.encode_utf16().count();
        if number + 1 == line {
            let mut end = column.saturating_sub(1).min(of_line.len());
            while !of_line.is_char_boundary(end) {
                end -= 1;
            }
            offset += count(&of_line[..end]);
            break;
        }
        offset += count(of_line);
    }
    offset.try_into().unwrap_or_default()
}

/// Shows the JSON, and takes another.
pub(super) fn view(editing: Editing) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let now = draft.memo(editing.pointer.get_value());
    let text = move || match now.get() {
        Value::Null => String::new(),
        value => serde_json::to_string_pretty(&value).unwrap_or_default(),
    };
    let node = NodeRef::<Textarea>::new();
    let (said, set_said) = signal(None::<String>);
    let apply = move |_| {
        let Some(field) = node.get_untracked() else {
            return;
        };
        let text = field.value();
        let pointer = editing.pointer.get_value();
        if text.trim().is_empty() {
            set_said.set(None);
            draft.set(&pointer, Value::Null);
            return;
        }
        match fault_of(&text) {
            Ok(value) => {
                set_said.set(None);
                draft.set(&pointer, value);
                draft.say(words.logic_json_taken.as_str());
            }
            Err((line, column, reason)) => {
                let at = offset_of(&text, line, column);
                let said = words.logic_json_fault.replace("{line}", &line.to_string());
                let said = said.replace("{column}", &column.to_string());
                set_said.set(Some(said.replace("{reason}", &reason)));
                // The place can be seen without the cursor as well.
                let _ = field.focus();
                let _ = field.set_selection_range(at, at + 1);
            }
        }
    };
    let id = format!("{}-json", editing.pointer.get_value().replace('/', "-"));
    let fault = format!("{id}-fault");
    let described = fault.clone();
    view! {
        <details class="raw">
            <summary>{words.logic_json.as_str()}</summary>
            <textarea
                node_ref=node id=id rows="8" data-own="" spellcheck="false" dir="ltr" aria-label=words.logic_json.as_str()
                aria-describedby=described prop:value=text
                aria-invalid=move || said.with(Option::is_some).then_some("true")
            ></textarea>
            <p class="reason" id=fault role="alert">{move || said.get()}</p>
            <button type="button" class="quiet small" on:click=apply>{words.logic_json_apply.as_str()}</button>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_with_its_place() {
        let text = "{\"and\": [\n  {\"var\": \"ż\"},\n  {\"var\" \"b\"}\n]}";
        let (line, column, reason) = fault_of(text).unwrap_err();
        assert_eq!(
            (line, reason),
            (3, problems::words().json_unexpected.clone())
        );
        let at = usize::try_from(offset_of(text, line, column)).unwrap();
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(units[at], u16::from(b'"'), "{column}");
    }

    #[test]
    fn what_is_json_is_taken() {
        assert_eq!(
            fault_of("{\"var\": \"a\"}"),
            Ok(serde_json::json!({"var": "a"}))
        );
    }

    #[test]
    fn a_place_beyond_the_text_is_its_end() {
        assert_eq!(offset_of("{", 1, 9), 1);
        assert_eq!(offset_of("", 1, 0), 0);
    }
}
