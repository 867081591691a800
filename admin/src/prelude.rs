//! Leptos, as the console uses it: what handles an event is boxed, since each closure that is a type of its own to the
//! elements brings a copy of their code into the program; and what is told to a part of the screen that was left meanwhile
//! is told to nobody, since an answer of the server may come at any time.

pub(crate) use leptos::prelude::*;

use leptos::ev::EventDescriptor;
use leptos::html::{ElementType, HtmlElement};
use leptos::prelude::Callable as Listens;
use leptos::prelude::OnAttribute as Handled;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::view::RenderHtml;

/// A handler of an event, whatever it is made of.
type Handler<E> = Box<dyn FnMut(<E as EventDescriptor>::EventType)>;

/// Adds a handler of an event to an element: in the place of the trait of this name that Leptos has.
pub(crate) trait OnAttribute<E: EventDescriptor> {
    /// The element with it.
    type Output;

    /// Adds it.
    fn on(self, event: E, handler: impl FnMut(E::EventType) + 'static) -> Self::Output;
}

impl<El, At, Ch, E> OnAttribute<E> for HtmlElement<El, At, Ch>
where
    El: ElementType + Send,
    At: Attribute + Send,
    Ch: RenderHtml + Send,
    E: EventDescriptor + Send + 'static,
    E::EventType: 'static,
    Self: Handled<E, Handler<E>>,
{
    type Output = <Self as Handled<E, Handler<E>>>::Output;

    fn on(self, event: E, handler: impl FnMut(E::EventType) + 'static) -> Self::Output {
        Handled::on(self, event, Box::new(handler) as Handler<E>)
    }
}

/// Something that can be told: in the place of the trait of this name that Leptos has, which panics where the part of the
/// screen that listened was left.
pub(crate) trait Callable<In> {
    /// Tells it, if somebody listens still.
    fn run(&self, input: In);
}

impl<In: 'static> Callable<In> for Callback<In> {
    fn run(&self, input: In) {
        Listens::try_run(self, input);
    }
}
