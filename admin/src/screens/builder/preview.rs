//! The form itself beside the editor: what is stored, by the real widget, on a phone or a desktop.

use super::outline::{is_question, outer};
use super::selection::Selection;
use crate::api::segment;
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::words::builder::words;
use leptos::html;

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
    let shown = StoredValue::new((String::new(), 0_u64));
    // Whether what is shown is older than what is stored.
    let (old, set_old) = signal(false);
    let was_sound = StoredValue::new(false);
    let scrolled = StoredValue::new(0.0);
    Effect::new(move |_| {
        let now = (address.get(), draft.judged());
        let waits = draft.is_content_faulty();
        let Some(frame) = frame.get() else { return };
        let before = shown.get_value();
        // What cannot be shown does not take away what can.
        set_old.set(waits && was_sound.get_value());
        if before == now || (waits && was_sound.get_value()) {
            return;
        }
        was_sound.set_value(!waits && now.1 > 0);
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
    let asked = Memo::new(move |_| question_of(draft, &selection.place()));
    let loaded = move |_| {
        let frame = frame
            .get()
            .filter(|frame| frame.content_document().is_some());
        if let Some(inside) = frame
            .as_ref()
            .and_then(web_sys::HtmlIFrameElement::content_window)
        {
            inside.scroll_to_with_x_and_y(0.0, scrolled.get_value());
        }
        show(frame.as_ref(), asked.get_untracked());
    };
    Effect::new(move |_| {
        let asked = asked.get();
        show(frame.get().as_ref(), asked);
    });
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
            <p class="waits" role="status">{move || old.get().then_some(words.preview_waits.as_str())}</p>
            <div class="room" class:wide=move || wide.get() node_ref=room>
                <iframe
                    node_ref=frame title=words.preview.as_str() on:load=loaded
                    style:transform=transform style:height=height
                ></iframe>
            </div>
        </section>
    }
}

/// The question that a line is, or is inside of.
fn question_of(draft: Draft, place: &str) -> Option<String> {
    let place = outer(place).unwrap_or(place);
    let id = draft.with(|definition| text(definition, &format!("{place}/id")).to_owned());
    (is_question(place) && !id.is_empty()).then_some(id)
}

/// Scrolls the form to a question that is out of sight. The page around it stays.
fn show(frame: Option<&web_sys::HtmlIFrameElement>, question: Option<String>) {
    let (Some(frame), Some(question)) = (frame, question) else {
        return;
    };
    let (Some(document), Some(inside)) = (frame.content_document(), frame.content_window()) else {
        return;
    };
    let title = document.get_element_by_id(&format!("sonda-{question}.title"));
    let Some(found) = title.or_else(|| document.get_element_by_id(&format!("sonda-{question}")))
    else {
        return;
    };
    let top = found.get_bounding_client_rect().top();
    let height = f64::from(frame.client_height());
    if top < 0.0 || top > height * 0.6 {
        let here = inside.scroll_y().unwrap_or_default();
        inside.scroll_to_with_x_and_y(0.0, here + top - 24.0);
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
