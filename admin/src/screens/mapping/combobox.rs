//! A choice from a long list by typing: the keyboard chooses with arrows and Enter, the mouse by pressing.

use crate::prelude::*;
use crate::words::mapping::words;
use leptos::ev;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// One of the things there are to choose from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// What is chosen.
    pub(super) value: String,
    /// What people read.
    pub(super) label: String,
    /// What stands beside it, and is searched, too.
    pub(super) detail: String,
    /// The heading that it stands under.
    pub(super) group: &'static str,
}

/// Items that are shown at once.
const MOST: usize = 200;
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// What a combobox is made of.
pub(super) struct Combobox {
    /// The id of its field.
    pub(super) id: String,
    /// Its name, for those who do not see where it stands.
    pub(super) label: String,
    /// What stands in it while nothing is chosen.
    pub(super) placeholder: &'static str,
    /// The label of what is chosen.
    pub(super) chosen: Signal<String>,
    pub(super) items: Signal<Vec<Item>>,
    pub(super) choose: Callback<String>,
}

#[derive(Clone, Copy)]
struct State {
    is_open: RwSignal<bool>,
    typed: RwSignal<Option<String>>,
    active: RwSignal<usize>,
    shown: Memo<Vec<Item>>,
    choose: Callback<String>,
}

impl State {
    fn pick(self, place: usize) {
        let item = self.shown.with_untracked(|shown| shown.get(place).cloned());
        self.close();
        if let Some(item) = item {
            self.choose.run(item.value);
        }
    }

    fn close(self) {
        self.is_open.set(false);
        self.typed.set(None);
    }

    fn open(self) {
        if !self.is_open.get_untracked() {
            self.active.set(0);
            self.is_open.set(true);
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        let count = self.shown.with_untracked(Vec::len);
        let is_open = self.is_open.get_untracked();
        let step = |by: isize| {
            if is_open && count > 0 {
                let now = self.active.get_untracked();
                self.active
                    .set(now.saturating_add_signed(by).min(count - 1));
            }
            self.open();
        };
        match event.key().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Home" if is_open => self.active.set(0),
            "End" if is_open => self.active.set(count.saturating_sub(1)),
            "Enter" if is_open => self.pick(self.active.get_untracked()),
            "Escape" if is_open => self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// What is typed takes the place of what was chosen.
fn select_all(event: &ev::FocusEvent) {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.select();
    }
}

/// The field and its list.
pub(super) fn combobox(of: Combobox) -> AnyView {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let typed = RwSignal::new(None::<String>);
    let items = of.items;
    let shown = Memo::new(move |_| {
        let wanted = typed.get().unwrap_or_default().to_lowercase();
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        items.with(|items| {
            let fits = |item: &&Item| {
                let text = format!("{} {} {}", item.label, item.detail, item.value).to_lowercase();
                wanted.iter().all(|word| text.contains(word))
            };
            items.iter().filter(fits).take(MOST).cloned().collect()
        })
    });
    let state = State {
        is_open: RwSignal::new(false),
        typed,
        active: RwSignal::new(0),
        shown,
        choose: of.choose,
    };
    let list = format!("choices-{number}");
    let option = {
        let list = list.clone();
        move |place: usize| format!("{list}-{place}")
    };
    let active = {
        let option = option.clone();
        move || state.is_open.get().then(|| option(state.active.get()))
    };
    let chosen = of.chosen;
    // Shown is what is typed, or else what is chosen.
    let value = move || state.typed.get().unwrap_or_else(|| chosen.get());
    let input = move |event: ev::Event| {
        state.typed.set(Some(event_target_value(&event)));
        state.active.set(0);
        state.is_open.set(true);
    };
    // A scroll to the active item, as far as needed.
    Effect::new({
        let option = option.clone();
        move |_| {
            if state.is_open.get()
                && let Some(element) = document().get_element_by_id(&option(state.active.get()))
            {
                let nearest = web_sys::ScrollIntoViewOptions::new();
                nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
                element.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        }
    });
    let label = of.label.clone();
    let controls = list.clone();
    view! {
        <div class="combo" data-own="">
            <input
                id=of.id type="text" role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list"
                aria-label=of.label aria-controls=controls placeholder=of.placeholder
                aria-expanded=move || state.is_open.get().to_string()
                aria-activedescendant=active
                prop:value=value
                on:input=input
                on:focus=move |event| select_all(&event)
                on:click=move |_| state.open()
                on:keydown=move |event| state.key(&event)
                on:blur=move |_| state.close()
            />
            {move || state.is_open.get().then(|| {
                let mut group = "";
                let items = shown.get();
                let none = items.is_empty();
                let option = option.clone();
                let lines = items.into_iter().enumerate().map(|(place, item)| {
                    let heading = (item.group != group).then(|| {
                        group = item.group;
                        view! { <li class="combo-group" role="presentation">{item.group}</li> }
                    });
                    let id = option(place);
                    view! {
                        {heading}
                        <li
                            id=id role="option" aria-selected=move || (state.active.get() == place).to_string()
                            on:mousedown=move |event: ev::MouseEvent| { event.prevent_default(); state.pick(place) }
                        >
                            <span>{item.label}</span> <span class="detail">{item.detail}</span>
                        </li>
                    }
                });
                let lines = lines.collect_view();
                view! {
                    <ul id=list.clone() class="combo-list" role="listbox" aria-label=label.clone()>
                        {lines}
                        {none.then(|| view! { <li class="detail" role="option" aria-selected="false" aria-disabled="true">{words().no_match.as_str()}</li> })}
                    </ul>
                }
            })}
        </div>
    }
    .into_any()
}
