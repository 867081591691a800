//! Small parts that these screens are made of.

use crate::prelude::*;
use crate::words::words as common;

/// A text with a button that copies it.
pub(super) fn copied(text: Signal<String>, label: &'static str) -> AnyView {
    let (done, set_done) = signal(false);
    let copy = move |_| {
        // Where the clipboard is not to be had, the text can be marked by hand.
        let _ = window()
            .navigator()
            .clipboard()
            .write_text(&text.get_untracked());
        set_done.set(true);
    };
    // What was copied is not what stands there any more.
    Effect::new(move |_| {
        text.with(|_| ());
        set_done.set(false);
    });
    let said = move || match done.get() {
        true => common().copied.as_str(),
        false => "",
    };
    view! {
        <div class="copied">
            <pre tabindex="0" aria-label=label>{move || text.get()}</pre>
            <button class="quiet" on:click=copy>{common().copy.as_str()}</button>
            <span class="detail" role="status">{said}</span>
        </div>
    }
    .into_any()
}

/// A line of text under a label.
pub(super) fn line(
    label: impl Into<String>,
    value: RwSignal<String>,
    kind: &'static str,
) -> AnyView {
    let label = label.into();
    view! {
        <label>
            <span>{label}</span>
            <input type=kind autocomplete="off" prop:value=value on:input=move |event| value.set(event_target_value(&event))/>
        </label>
    }
    .into_any()
}

/// One of several values.
pub(super) fn choice(
    label: &'static str,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
) -> AnyView {
    let option = move |(own, name): (String, String)| {
        let same = own.clone();
        view! { <option value=own selected=move || value.get() == same>{name}</option> }
    };
    let options = options.into_iter().map(option).collect_view();
    view! {
        <label>
            <span>{label}</span>
            <select on:change=move |event| value.set(event_target_value(&event))>{options}</select>
        </label>
    }
    .into_any()
}

/// Something that is so or not.
pub(super) fn tick(label: &'static str, value: RwSignal<bool>) -> AnyView {
    view! {
        <label class="ticked">
            <input type="checkbox" prop:checked=value on:change=move |event| value.set(event_target_checked(&event))/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// What went wrong, in words.
pub(super) fn problem(said: RwSignal<String>) -> AnyView {
    let shown = move || {
        let said = said.get();
        (!said.is_empty()).then(|| view! { <p class="reason" role="alert">{said}</p> })
    };
    shown.into_any()
}

/// The languages of a form by their own names, after one that leaves it open.
pub(super) fn languages(locales: Vec<String>, open: &str) -> Vec<(String, String)> {
    let name = |tag: String| {
        let name = crate::figures::language_name(&tag);
        (tag, name)
    };
    let open = (String::new(), open.to_owned());
    std::iter::once(open)
        .chain(locales.into_iter().map(name))
        .collect()
}
