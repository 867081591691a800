//! A test of a connection, and what came of it in words.

use super::text;
use crate::api::Problem;
use crate::parts::{Failed, Tag, Tone, sentence};
use crate::prelude::*;
use crate::words::connections::words;
use leptos::task::spawn_local;
use serde_json::Value;
use std::pin::Pin;
use std::sync::Arc;

/// Does what is to be done.
pub(super) type Ask =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Value, Problem>>>> + Send + Sync>;

/// A button that tries something out, and its result.
pub(super) fn test(label: &'static str, ask: Ask) -> AnyView {
    let words = words();
    let result = RwSignal::new(None::<Result<Value, Problem>>);
    let is_busy = RwSignal::new(false);
    let run = Callback::new(move |()| {
        if is_busy.get_untracked() {
            return;
        }
        let asking = ask();
        is_busy.set(true);
        spawn_local(async move {
            let answer = asking.await;
            is_busy.try_set(false);
            result.try_set(Some(answer));
        });
    });
    let shown = move || match (is_busy.get(), result.get()) {
        (true, _) => view! { <p class="busy">{words.testing.as_str()}</p> }.into_any(),
        (_, None) => ().into_any(),
        (_, Some(Err(problem))) => view! { <Failed problem again=run/> }.into_any(),
        (_, Some(Ok(answer))) => {
            let found = answer["findings"].as_array().cloned().unwrap_or_default();
            let lines = found.into_iter().map(|finding| {
                let (tone, state) = match finding["ok"] == true {
                    true => (Tone::Good, &words.test_ok),
                    false => (Tone::Bad, &words.test_failed),
                };
                view! { <li><Tag tone text=state/> " " {sentence(text(&finding, "text"))}</li> }
            });
            let summary = match answer["ok"] == true {
                true => &words.test_all_good,
                false => &words.test_something_wrong,
            };
            view! { <p><strong>{summary.as_str()}</strong></p> <ul class="found">{lines.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <div class="conn-test">
            <button type="button" class="quiet" aria-disabled=move || is_busy.get().then_some("true") on:click=move |_| run.run(())>{label}</button>
            <div aria-live="polite">{shown}</div>
        </div>
    }
    .into_any()
}
