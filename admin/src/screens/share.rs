//! Where a form is found, and how it gets into a page.

use super::part;
use super::reading::form_title;
use crate::api::{self, Definition, segment};
use crate::parts::Fetched;
use crate::words::words;
use leptos::prelude::*;

/// The form's address, and what to put into a page.
#[component]
pub(crate) fn ShareScreen() -> impl IntoView {
    let words = words();
    let form = part("form");
    let definition = Fetched::new(move || {
        let path = format!("forms/{}", segment(&form.get()));
        async move { api::get::<Definition>(&path).await }
    });
    let origin = window().location().origin().unwrap_or_default();
    let show = move |definition: &Definition| {
        let id = form.get_untracked();
        let address = format!("{origin}/f/{}", segment(&id));
        let snippet = format!(
            "<script type=\"module\" src=\"{origin}/embed.js\"></script>\n<sonda-form form=\"{id}\"></sonda-form>"
        );
        view! {
            <h1>{form_title(definition)}</h1>
            <section>
                <h2>{words.share_address.as_str()}</h2>
                <Copied text=address.clone()/>
                <p><a href=address target="_blank" rel="noopener">{words.share_open.as_str()}</a></p>
            </section>
            <section>
                <h2>{words.share_embed.as_str()}</h2>
                <p>{words.share_embed_help.as_str()}</p>
                <Copied text=snippet/>
            </section>
        }
        .into_any()
    };
    view! {
        <p class="above"><a href="/console/forms">{words.nav_forms.as_str()}</a></p>
        {definition.show(show)}
    }
}

/// A text, with a button that copies it.
#[component]
fn Copied(text: String) -> impl IntoView {
    let (done, set_done) = signal(false);
    let copied = text.clone();
    let copy = move |_| {
        // Where the clipboard is not to be had, the text can be marked by hand.
        let _ = window().navigator().clipboard().write_text(&copied);
        set_done.set(true);
    };
    let label = move || match done.get() {
        true => words().copied.as_str(),
        false => words().copy.as_str(),
    };
    view! {
        <div class="copied">
            <pre tabindex="0">{text}</pre>
            <button on:click=copy aria-live="polite">{label}</button>
        </div>
    }
}
