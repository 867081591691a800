//! The text of an SMS with its length, and a question for an e-mail.

use super::Form;
use super::fields::{choice, copied, languages};
use crate::api::{self, segment};
use crate::prelude::*;
use crate::sms::{Sms, latin, measure};
use crate::words::quoted;
use crate::words::share::words;
use js_sys::{Array, Function, Object, Reflect};
use leptos::html::Div;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

pub(super) fn screen(form: Form) -> AnyView {
    view! { {sms(form)} {email(form)} }.into_any()
}

/// A personal link as long as they are.
fn sample_link(form: Form) -> String {
    let url = form.text("url");
    let origin = url
        .rsplit_once("/f/")
        .map(|(origin, _)| origin)
        .unwrap_or_default();
    format!("{origin}/s/Ab3dEf7hJk9m")
}

fn sms(form: Form) -> AnyView {
    let words = words();
    let template = RwSignal::new(words.sms_default.clone());
    let name = RwSignal::new(words.sms_name_default.clone());
    let whole = Memo::new(move |_| {
        template
            .get()
            .replace("{name}", name.get().trim())
            .replace("{link}", &sample_link(form))
    });
    let sms = Memo::new(move |_| measure(&whole.get()));
    let insert = move |what: &'static str| {
        template.update(|text| {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
            text.push_str(what);
        });
    };
    let plain = Memo::new(move |_| latin(&template.get()));
    // Only an offer that helps is made.
    let can_be_plain = move || plain.with(|plain| template.with(|text| text != plain));
    view! {
        <section class="message">
            <h2>{words.sms.as_str()}</h2>
            <div class="message-parts">
                <div>
                    <label>
                        <span>{words.sms_text.as_str()}</span>
                        <textarea rows="5" maxlength="1000" prop:value=template on:input=move |event| template.set(event_target_value(&event))></textarea>
                    </label>
                    <p class="actions">
                        <button type="button" class="quiet small" on:click=move |_| insert("{name}")>{words.insert_name.as_str()}</button>
                        <button type="button" class="quiet small" on:click=move |_| insert("{link}")>{words.insert_link.as_str()}</button>
                    </p>
                    <label>
                        <span>{words.sms_name.as_str()}</span>
                        <input type="text" prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
                    </label>
                </div>
                <div>
                    <p class="bubble">{move || whole.get()}</p>
                    <div role="status">{move || length(&sms.get())}</div>
                    {move || can_be_plain().then(|| view! {
                        <p class="actions"><button type="button" class="quiet" on:click=move |_| template.set(plain.get_untracked())>{words.sms_plain.as_str()}</button></p>
                        <p class="detail">{words.sms_plain_help.as_str()}</p>
                    })}
                    {copied(template.into(), &words.sms_text)}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// So many letters are named that make a message longer.
const MOST_LETTERS: usize = 4;

/// The length in words, and what makes it longer.
fn length(sms: &Sms) -> AnyView {
    let words = words();
    let list = |letters: &[char]| {
        letters
            .iter()
            .take(MOST_LETTERS)
            .map(|c| quoted(&c.to_string()))
            .chain((letters.len() > MOST_LETTERS).then(|| "…".to_owned()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let segments = words.sms_segments.of(sms.segments as u64);
    let left = words.sms_left.of(sms.left as u64);
    let wide = (!sms.wide.is_empty()).then(|| {
        let text = words.sms_wide.replace("{letters}", &list(&sms.wide));
        view! { <p class="wide-letters">{text}</p> }
    });
    let twice = (!sms.twice.is_empty()).then(|| {
        view! { <p class="detail">{words.sms_twice.replace("{letters}", &list(&sms.twice))}</p> }
    });
    let per = words
        .sms_per_segment
        .replace("{n}", &sms.per_segment.to_string());
    view! {
        <p><strong>{segments}</strong> " · " {per} " · " {left}</p>
        {wide}
        {twice}
    }
    .into_any()
}

fn email(form: Form) -> AnyView {
    let words = words();
    let questions = form.email_questions();
    let Some((first, _)) = questions.first().cloned() else {
        return view! {
            <section><h2>{words.email_question.as_str()}</h2><p>{words.email_none.as_str()}</p></section>
        }
        .into_any();
    };
    let question = RwSignal::new(first);
    let own = crate::words::language();
    let speaks = form.list("locales").iter().any(|locale| locale == own);
    let locale = RwSignal::new(if speaks {
        own.to_owned()
    } else {
        String::new()
    });
    let html = RwSignal::new(String::new());
    let copied_html = RwSignal::new(false);
    Effect::new(move |_| {
        let mut path = format!(
            "forms/{}/email-question?question={}",
            form.segment(),
            segment(&question.get())
        );
        let locale = locale.get();
        if !locale.is_empty() {
            path = format!("{path}&locale={}", segment(&locale));
        }
        copied_html.set(false);
        spawn_local(async move {
            if let Ok(text) = api::text(&path).await {
                html.try_set(text);
            }
        });
    });
    let shown = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let html = html.get();
        if let Some(element) = shown.get() {
            dress(&element, &html);
        }
    });
    let locales = languages(form.list("locales"), &words.language_fallback);
    let copy = move |_| {
        copy_html(&html.get_untracked());
        copied_html.set(true);
    };
    let said = move || {
        copied_html
            .get()
            .then_some(crate::words::words().copied.as_str())
    };
    view! {
        <section class="message">
            <h2>{words.email_question.as_str()}</h2>
            <p class="detail">{words.email_help.as_str()}</p>
            <div class="message-parts">
                <div>
                    <div class="grid-fields">
                        {choice(&words.question, question, questions)}
                        {choice(&words.language, locale, locales)}
                    </div>
                    <p class="actions">
                        <button type="button" on:click=copy>{words.copy_html.as_str()}</button>
                        <span class="detail" role="status">{said}</span>
                    </p>
                    <details><summary>{words.show_html.as_str()}</summary>{copied(html.into(), &words.show_html)}</details>
                </div>
                <div class="letter" inert node_ref=shown></div>
            </div>
        </section>
    }
    .into_any()
}

/// Shows HTML of this server with its styles, which this page's policy would not let stand in the HTML itself.
fn dress(element: &HtmlElement, html: &str) {
    element.set_inner_html(&html.replace(" style=\"", " data-style=\""));
    let Ok(styled) = element.query_selector_all("[data-style]") else {
        return;
    };
    for index in 0..styled.length() {
        let one = styled
            .get(index)
            .and_then(|node| node.dyn_into::<HtmlElement>().ok());
        if let Some(one) = one {
            let style = one.get_attribute("data-style").unwrap_or_default();
            one.style().set_css_text(&style);
        }
    }
}

/// Copies HTML as what an e-mail program pastes as such; as text where the browser cannot.
fn copy_html(html: &str) {
    let clipboard = window().navigator().clipboard();
    let item = || -> Result<JsValue, JsValue> {
        let make = |name: &str, arguments: &Array| {
            let class: Function = Reflect::get(&window(), &name.into())?.dyn_into()?;
            Reflect::construct(&class, arguments)
        };
        let blob = |kind: &str| {
            let options = Object::new();
            Reflect::set(&options, &"type".into(), &kind.into())?;
            make("Blob", &Array::of2(&Array::of1(&html.into()), &options))
        };
        let kinds = Object::new();
        for kind in ["text/html", "text/plain"] {
            Reflect::set(&kinds, &kind.into(), &blob(kind)?)?;
        }
        make("ClipboardItem", &Array::of1(&kinds))
    };
    let written = item().and_then(|item| {
        let write: Function = Reflect::get(&clipboard, &"write".into())?.dyn_into()?;
        write.call1(&clipboard, &Array::of1(&item))
    });
    if written.is_err() {
        let _ = clipboard.write_text(html);
    }
}
