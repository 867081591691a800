//! What has been asked for: on its way, refused, or there.

use crate::api::Problem;
use crate::words::words;
use leptos::prelude::*;

/// Something is on its way.
#[component]
pub(crate) fn Busy() -> impl IntoView {
    view! { <p class="busy" role="status">{words().loading.as_str()}</p> }
}

/// Something did not succeed; it can be tried again.
#[component]
pub(crate) fn Failed(problem: Problem, again: Callback<()>) -> impl IntoView {
    view! {
        <div class="notice bad" role="alert">
            <p><strong>{problem.title}</strong></p>
            <p>{problem.detail}</p>
            <button on:click=move |_| again.run(())>{words().try_again.as_str()}</button>
        </div>
    }
}

/// Shows what a resource brings, and until then that it is on its way.
pub(crate) fn loaded<T, V>(
    resource: LocalResource<Result<T, Problem>>,
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let again = Callback::new(move |()| resource.refetch());
    move || match resource.get() {
        None => view! { <Busy/> }.into_any(),
        Some(Err(problem)) => view! { <Failed problem again/> }.into_any(),
        Some(Ok(value)) => show(value).into_any(),
    }
}
