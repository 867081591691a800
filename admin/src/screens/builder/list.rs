//! The form as a list: pages, questions, endings, in their order, dragged or moved by Alt and the arrows.

use super::actions::{drop_at, ending, page, step};
use super::kinds::icon;
use super::outline::{Line, What, lines};
use super::palette::Palette;
use super::selection::{Selection, focus_soon};
use crate::draft::Draft;
use crate::prelude::*;
use crate::words::builder::words;
use crate::words::kinds::called;
use wasm_bindgen::JsCast;

/// What is dragged, and over which half of which line.
#[derive(Debug, Clone, Copy)]
struct Dragging {
    from: RwSignal<Option<String>>,
    over: RwSignal<Option<(String, bool)>>,
}

/// The list, and what adds to it.
#[component]
pub(crate) fn List() -> impl IntoView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let all = Memo::new(move |_| {
        let (locale, fallback) = (draft.locale().get(), draft.fallback());
        draft.with(|definition| lines(definition, &locale, &fallback))
    });
    let dragging = Dragging {
        from: RwSignal::new(None),
        over: RwSignal::new(None),
    };
    let is_form = move || selection.place().is_empty().then_some("true");
    let shown = move || {
        all.get()
            .into_iter()
            .map(|one| line(&one, dragging))
            .collect_view()
    };
    view! {
        <nav class="outline" aria-label=words.outline.as_str()>
            <ol>
                <li>
                    <button
                        type="button" class="line" id="line:" aria-current=is_form
                        on:click=move |_| choose(selection, String::new())
                    >
                        {icon("form")} <span class="name">{words.form_itself.as_str()}</span>
                    </button>
                </li>
                {shown}
            </ol>
            <div class="adds">
            <Palette/>
            <div class="actions">
                <button type="button" class="quiet small" on:click=move |_| page(draft, selection)>{words.page_add.as_str()}</button>
                <button type="button" class="quiet small" on:click=move |_| ending(draft, selection)>{words.ending_add.as_str()}</button>
            </div>
            </div>
        </nav>
    }
}

fn choose(selection: Selection, place: String) {
    selection.note(None);
    selection.choose(place);
    // Where the editor is below the list, it is what comes next.
    let is_narrow = window().match_media("(max-width: 50em)").ok().flatten();
    if is_narrow.is_some_and(|query| query.matches()) {
        focus_soon("editor".to_owned());
        return;
    }
    // Where it is beside the list, it is shown from its beginning.
    let editor = document().get_element_by_id("editor");
    let above = editor.filter(|editor| editor.get_bounding_client_rect().top() < 0.0);
    if let Some(editor) = above {
        editor.scroll_into_view();
    }
}

fn line(line: &Line, dragging: Dragging) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let at = StoredValue::new(line.pointer.clone());
    let (kind, kind_name, number) = match &line.what {
        What::Page(number) => (
            "page".to_owned(),
            words.page_number.replace("{n}", &number.to_string()),
            None,
        ),
        What::Question(kind, number) => (
            kind.clone(),
            called(&format!("kind_{kind}")).to_owned(),
            *number,
        ),
        What::Ending => ("ending".to_owned(), words.ending.clone(), None),
    };
    let title = match (&line.what, line.title.is_empty()) {
        (What::Page(_), false) => format!("{kind_name}: {}", line.title),
        (What::Page(_), true) => kind_name.clone(),
        (_, true) => words.untitled.clone(),
        (_, false) => line.title.clone(),
    };
    let class = match line.what {
        What::Page(_) => "page",
        What::Ending => "ending",
        What::Question(..) if line.is_inner => "inside",
        What::Question(..) => "asked",
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let forward = match (event.key().as_str(), event.alt_key()) {
            ("ArrowUp", true) => false,
            ("ArrowDown", true) => true,
            _ => return,
        };
        event.prevent_default();
        step(draft, selection, &at.get_value(), forward, "line");
    };
    let is_over = move |after: bool| {
        dragging.over.with(|over| {
            over.as_ref().is_some_and(|(place, is_after)| {
                *is_after == after && at.with_value(|at| at == place)
            })
        })
    };
    let drag = move |event: web_sys::DragEvent| {
        if let Some(data) = event.data_transfer() {
            // Browsers that carry nothing drag nothing.
            let _ = data.set_data("text/plain", &at.get_value());
            data.set_effect_allowed("move");
        }
        dragging.from.set(Some(at.get_value()));
    };
    let over = move |event: web_sys::DragEvent| {
        if dragging.from.with_untracked(Option::is_none) {
            return;
        }
        event.prevent_default();
        let target = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_after = target.is_some_and(|target| {
            let shape = target.get_bounding_client_rect();
            f64::from(event.client_y()) > shape.top() + shape.height() / 2.0
        });
        let place = Some((at.get_value(), is_after));
        if dragging.over.get_untracked() != place {
            dragging.over.set(place);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        let (from, over) = (dragging.from.get_untracked(), dragging.over.get_untracked());
        dragging.from.set(None);
        dragging.over.set(None);
        if let (Some(from), Some((onto, is_after))) = (from, over) {
            drop_at(draft, selection, &from, &onto, is_after);
        }
    };
    let ended = move |_| {
        dragging.from.set(None);
        dragging.over.set(None);
    };
    let is_chosen = move || {
        at.with_value(|at| selection.place() == *at)
            .then_some("true")
    };
    let wrong = Memo::new(move |_| {
        at.with_value(|at| draft.faults(at).iter().any(|fault| !fault.is_warning))
    });
    let marks = [
        (
            line.is_required,
            "required",
            "*",
            words.mark_required.as_str(),
        ),
        (line.has_logic, "logic", "⑂", words.mark_logic.as_str()),
    ];
    let marks = marks.map(|(is_so, class, sign, name)| {
        is_so.then(|| view! { <span class=format!("mark {class}") title=name><span aria-hidden="true">{sign}</span><span class="unseen">{format!(", {name}")}</span></span> })
    });
    let fault = move || {
        wrong.get().then(|| view! {
        <span class="mark bad" title=words.mark_fault.as_str()><span aria-hidden="true">"!"</span><span class="unseen">{format!(", {}", words.mark_fault)}</span></span>
    })
    };
    view! {
        <li
            class=class class:before=move || is_over(false) class:after=move || is_over(true) draggable="true"
            on:dragstart=drag on:dragover=over on:drop=dropped on:dragend=ended
        >
            <button
                type="button" class="line" id=format!("line:{}", line.pointer) aria-current=is_chosen title=kind_name
                on:click=move |_| choose(selection, at.get_value()) on:keydown=keys
            >
                {icon(&kind)}
                {number.map(|number| view! { <span class="number">{number}</span> })}
                <span class="name">{title}</span>
                {marks.collect_view()}
                {fault}
            </button>
        </li>
    }
    .into_any()
}
