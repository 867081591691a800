//! The form itself beside the editor: what is stored, by the real widget, on a phone or a desktop.

use super::selection::Selection;
use crate::api::segment;
use crate::draft::{Draft, text};
use crate::words::builder::words;
use leptos::html;
use leptos::prelude::*;

/// The width that a desktop is shown with, in CSS pixels.
const DESKTOP: f64 = 1024.0;

/// The preview, with a choice of width.
#[component]
pub(crate) fn Preview() -> impl IntoView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let (wide, set_wide) = signal(false);
    let (scale, set_scale) = signal(1.0);
    let frame = NodeRef::<html::Iframe>::new();
    let room = NodeRef::<html::Div>::new();
    let page = Memo::new(move |_| page_of(draft, &selection.place()));
    let address = Memo::new(move |_| {
        let page = page.get().map(|page| format!("&page={}", segment(&page)));
        format!(
            "/console/preview/{}?locale={}{}",
            segment(&draft.form()),
            segment(&draft.locale().get()),
            page.unwrap_or_default()
        )
    });
    let shown = StoredValue::new((String::new(), 0));
    let scrolled = StoredValue::new(0.0);
    Effect::new(move |_| {
        let now = (address.get(), draft.saves());
        let Some(frame) = frame.get() else { return };
        let before = shown.get_value();
        if before == now {
            return;
        }
        let inside = frame.content_window();
        // The same page is shown where it was scrolled to.
        let here = inside
            .as_ref()
            .filter(|_| before.0 == now.0)
            .and_then(|inside| inside.scroll_y().ok());
        scrolled.set_value(here.unwrap_or_default());
        shown.set_value(now.clone());
        let replaced = inside.is_some_and(|inside| inside.location().replace(&now.0).is_ok());
        if !replaced {
            frame.set_src(&now.0);
        }
    });
    let loaded = move |_| {
        if let Some(inside) = frame.get().and_then(|frame| frame.content_window()) {
            inside.scroll_to_with_x_and_y(0.0, scrolled.get_value());
        }
    };
    let measure = move || {
        let width = room
            .get_untracked()
            .map_or(0.0, |room| f64::from(room.client_width()));
        set_scale.set(if width > 0.0 {
            (width / DESKTOP).min(1.0)
        } else {
            1.0
        });
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let choose = move |is_wide: bool| {
        measure();
        set_wide.set(is_wide);
    };
    let transform = move || match wide.get() {
        true => format!("scale({})", scale.get()),
        false => "none".to_owned(),
    };
    let height = move || match wide.get() {
        true => format!("{}%", 100.0 / scale.get()),
        false => "100%".to_owned(),
    };
    let pressed = move |is_wide: bool| {
        if wide.get() == is_wide {
            "true"
        } else {
            "false"
        }
    };
    view! {
        <section class="preview" aria-labelledby="preview-title">
            <header>
                <h2 id="preview-title">{words.preview.as_str()}</h2>
                <div class="choice" role="group" aria-label=words.preview_width.as_str()>
                    <button type="button" class="quiet small" aria-pressed=move || pressed(false) on:click=move |_| choose(false)>
                        {words.preview_phone.as_str()}
                    </button>
                    <button type="button" class="quiet small" aria-pressed=move || pressed(true) on:click=move |_| choose(true)>
                        {words.preview_desktop.as_str()}
                    </button>
                </div>
            </header>
            <div class="room" class:wide=move || wide.get() node_ref=room>
                <iframe
                    node_ref=frame title=words.preview.as_str() on:load=loaded
                    style:transform=transform style:height=height
                ></iframe>
            </div>
        </section>
    }
}

/// The page that a line is on, by its name.
fn page_of(draft: Draft, place: &str) -> Option<String> {
    let index = place
        .strip_prefix("/content/pages/")?
        .split('/')
        .next()?
        .to_owned();
    let id =
        draft.with(|definition| text(definition, &format!("/content/pages/{index}/id")).to_owned());
    (!id.is_empty()).then_some(id)
}
