//! What has been asked for: on its way, refused, or there.

use super::{focus, sentence};
use crate::api::Problem;
use crate::prelude::*;
use crate::words::words;
use leptos::task::spawn_local;
use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;

/// What was fetched, whatever it is: one type for all keeps the program small.
type Held = Rc<dyn Any>;
type Fetching = Pin<Box<dyn Future<Output = Result<Held, Problem>>>>;

#[derive(Clone)]
enum State {
    Fetching,
    Failed(Problem),
    There(Held),
}

/// Something that the server is asked for, and again where what it depends on changes.
pub(crate) struct Fetched<T> {
    state: RwSignal<State, LocalStorage>,
    again: Trigger,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Fetched<T> {}

impl<T: 'static> Fetched<T> {
    /// Asks for it. Signals that `fetch` reads before it first waits are what it depends on.
    pub(crate) fn new<F>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Problem>> + 'static,
    {
        let erased = move || -> Fetching {
            let fetching = fetch();
            Box::pin(async move { fetching.await.map(|value| Rc::new(value) as Held) })
        };
        let (state, again) = begin(Rc::new(erased));
        Self {
            state,
            again,
            holds: PhantomData,
        }
    }

    /// Asks again. What was there stays to be seen until the answer comes.
    pub(crate) fn refetch(self) {
        self.again.notify();
    }

    /// Shows it, and until then that it is on its way.
    pub(crate) fn show(self, show: impl Fn(&T) -> AnyView + Send + 'static) -> AnyView {
        let shown = move |held: &Held| held.downcast_ref().map(&show);
        let again = Callback::new(move |()| self.refetch());
        view(self.state, again, Box::new(shown))
    }
}

fn begin(fetch: Rc<dyn Fn() -> Fetching>) -> (RwSignal<State, LocalStorage>, Trigger) {
    let state = RwSignal::new_local(State::Fetching);
    let again = Trigger::new();
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        again.track();
        let fetching = fetch();
        newest.update_value(|number| *number += 1);
        let number = newest.get_value();
        spawn_local(async move {
            let fetched = fetching.await.map_or_else(State::Failed, State::There);
            // The screen may have been left meanwhile, or something newer been asked for.
            if newest.try_get_value() == Some(number) {
                let had_focus = !focus::is_lost();
                state.try_set(fetched);
                if had_focus {
                    focus::find_again();
                }
            }
        });
    });
    (state, again)
}

type Show = Box<dyn Fn(&Held) -> Option<AnyView> + Send>;

fn view(state: RwSignal<State, LocalStorage>, again: Callback<()>, show: Show) -> AnyView {
    let shown = move || match state.get() {
        State::Fetching => view! { <Busy/> }.into_any(),
        State::Failed(problem) => view! { <Failed problem again/> }.into_any(),
        State::There(held) => show(&held).into_any(),
    };
    shown.into_any()
}

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
            <p>{sentence(&problem.detail)}</p>
            <button on:click=move |_| again.run(())>{words().try_again.as_str()}</button>
        </div>
    }
}
