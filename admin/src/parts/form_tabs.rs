//! The screens of one form, beside each other.

use crate::api::segment;
use crate::prelude::*;
use crate::words::builder::words;
use leptos_router::components::A;

/// What stands over a form's screens, at the same place on each: its title, and the way between them.
pub(crate) fn form_head(
    title: Signal<String>,
    form: Signal<String>,
    current: &'static str,
) -> AnyView {
    view! {
        <div class="form-head">
            <h1>{title}</h1>
            <FormTabs form current/>
        </div>
    }
    .into_any()
}

/// The way between a form's screens: `edit`, `mapping`, `share`, `answers`.
#[component]
pub(crate) fn FormTabs(
    /// The form's id.
    #[prop(into)]
    form: Signal<String>,
    /// The screen that is shown.
    current: &'static str,
) -> impl IntoView {
    let words = words();
    let tab = move |(screen, name): (&'static str, &'static str)| {
        let address = move || format!("/console/forms/{}/{screen}", segment(&form.get()));
        let current = (screen == current).then_some("page");
        view! { <li><A href=address attr:aria-current=current>{name}</A></li> }
    };
    let tabs = [
        ("edit", words.tab_edit.as_str()),
        ("mapping", words.tab_mapping.as_str()),
        ("share", words.tab_share.as_str()),
        ("answers", words.tab_answers.as_str()),
    ];
    view! {
        <nav class="tabs" aria-label=words.tabs.as_str()><ul>{tabs.map(tab).collect_view()}</ul></nav>
    }
}
