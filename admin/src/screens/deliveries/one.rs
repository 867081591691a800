//! One delivery with all that was tried.

use super::BEAT;
use crate::api::{self, Problem, segment};
use crate::parts::{Fetched, each};
use crate::prelude::*;
use crate::screens::answers::{attempts, list, records, text};
use crate::screens::forms::Titles;
use crate::screens::part;
use crate::words::words;
use serde_json::Value;

/// A response on its way to one target.
#[component]
pub(crate) fn DeliveryScreen() -> impl IntoView {
    let words = words();
    let response = part("response");
    let target = part("target");
    let delivery = Fetched::new(move || {
        let (response, target) = (response.get(), target.get());
        async move {
            let path = format!("deliveries?response={}&limit=1000", segment(&response));
            let answer = api::get::<Value>(&path).await?;
            let mut found = list(&answer, "deliveries").iter();
            let found = found.find(|one| text(one, "target") == target);
            found.cloned().ok_or_else(|| Problem {
                code: "not_found".to_owned(),
                title: words.not_found.clone(),
                detail: words.not_found_text.clone(),
            })
        }
    });
    let changed = Callback::new(move |()| delivery.refetch());
    let titles = Titles::load();
    let is_pending = StoredValue::new(false);
    each(BEAT, move || {
        if is_pending.get_value() {
            delivery.refetch();
        }
    });
    view! {
        <p class="above"><a href="/console/deliveries">{words.nav_deliveries.as_str()}</a></p>
        {delivery.show(move |delivery: &Value| {
            is_pending.set_value(text(delivery, "status") == "pending");
            let form = text(delivery, "form").to_owned();
            let answer = format!("/console/forms/{}/answers/{}", segment(&form), text(delivery, "response"));
            let path = format!(
                "deliveries/{}/{}",
                segment(text(delivery, "response")),
                segment(text(delivery, "target"))
            );
            view! {
                <h1>{move || titles.of(&form)} " → " {text(delivery, "target").to_owned()}</h1>
                <p><a class="button quiet" href=answer>{words.answer_see.as_str()}</a></p>
                {records(std::slice::from_ref(delivery), false, changed)}
                {attempts(&path)}
            }
            .into_any()
        })}
    }
}
