//! One answer: what was said, what it scored, and the records it became.

use super::delivery_words::state;
use super::part;
use super::reading::{answer_text, field_title, form_title};
use crate::api::{self, Definition, Deliveries, Delivery, Response, segment};
use crate::figures::moment_of;
use crate::parts::{Fetched, Tag, Tone};
use crate::words::words;
use leptos::prelude::*;

/// What somebody answered.
#[component]
pub(crate) fn AnswerScreen() -> impl IntoView {
    let form = part("form");
    let response = part("response");
    let both = Fetched::new(move || {
        let form = segment(&form.get());
        let response = segment(&response.get());
        async move {
            let definition: Definition = api::get(&format!("forms/{form}")).await?;
            let answer: Response = api::get(&format!("forms/{form}/responses/{response}")).await?;
            Ok((definition, answer))
        }
    });
    let deliveries = Fetched::new(move || {
        let path = format!(
            "deliveries?response={}&limit=1000",
            segment(&response.get())
        );
        async move { api::get::<Deliveries>(&path).await }
    });
    let list = move || format!("/console/forms/{}/answers", segment(&form.get()));
    view! {
        <p class="above"><a href=list>{words().answers_title.as_str()}</a></p>
        {both.show(|(definition, response): &(Definition, Response)| {
            view! { <Answer definition=definition.clone() response=response.clone()/> }.into_any()
        })}
        <section aria-labelledby="records">
            <h2 id="records">{words().answer_records.as_str()}</h2>
            {deliveries.show(|found: &Deliveries| {
                view! { <Records deliveries=found.deliveries.clone()/> }.into_any()
            })}
        </section>
    }
}

#[component]
fn Answer(definition: Definition, response: Response) -> impl IntoView {
    let words = words();
    let answers = response.answers.iter().map(|(field, value)| {
        view! {
            <dt>{field_title(&definition, field)}</dt>
            <dd>{answer_text(&definition, field, value)}</dd>
        }
    });
    let results = response.results.iter().map(|(name, value)| {
        view! { <dt>{name.clone()}</dt> <dd>{answer_text(&definition, "", value)}</dd> }
    });
    let context = response.context.iter().map(|(name, value)| {
        view! { <dt><code>{name.clone()}</code></dt> <dd>{value.clone()}</dd> }
    });
    let came_by = match response.link.is_some() {
        true => words.answer_by_link.as_str(),
        false => words.answer_public.as_str(),
    };
    let marks = response.marks.iter().map(|mark| {
        let text = match mark.as_str() {
            "captcha_skipped" => words.mark_captcha_skipped.as_str(),
            "honeypot" => words.mark_honeypot.as_str(),
            "too_fast" => words.mark_too_fast.as_str(),
            other => other,
        };
        view! { " " <Tag tone=Tone::Wait text/> }
    });
    let section = |title: &'static str, is_there: bool, list: AnyView| {
        is_there.then(|| view! { <section><h2>{title}</h2> <dl>{list}</dl></section> })
    };
    view! {
        <h1>{form_title(&definition)}</h1>
        <p class="detail">
            {moment_of(&response.submitted_at)} " · " {response.locale.clone()} " · "
            {words.answer_version.as_str()} " " {response.version} " · " {came_by}
            {response.contact.clone().map(|contact| view! { " · " {contact} })}
            {marks.collect_view()}
        </p>
        <dl>{answers.collect_view()}</dl>
        {section(&words.answer_results, !response.results.is_empty(), results.collect_view().into_any())}
        {section(&words.answer_context, !response.context.is_empty(), context.collect_view().into_any())}
    }
}

#[component]
fn Records(deliveries: Vec<Delivery>) -> impl IntoView {
    let lines = deliveries.into_iter().map(|delivery| {
        let (tone, text) = state(&delivery.status);
        let address = format!(
            "/console/deliveries/{}/{}",
            delivery.response,
            segment(&delivery.target)
        );
        let record = delivery.record_table.zip(delivery.record);
        view! {
            <li class="card">
                <p><a href=address>{delivery.connector} " → " {delivery.target}</a> " " <Tag tone text/></p>
                {record.map(|(table, record)| view! { <p class="detail">{table} " " {record}</p> })}
                {delivery.last_error.map(|reason| view! { <p class="reason">{reason}</p> })}
            </li>
        }
    });
    view! { <ul class="cards">{lines.collect_view()}</ul> }
}
