//! The comment that goes with an answer.

use crate::prelude::*;
use crate::screens::builder::fields::{Takes, local, member, plain};
use crate::words::kinds::called;
use serde_json::json;

pub(super) fn comment(at: &str) -> AnyView {
    let place = format!("{at}/comment");
    let (is_on, tick) = member(&place, called("prop_comment"), "", json!({}));
    let detail = move || {
        is_on.get().then(|| view! {
            <div class="inset">
                {local(&format!("{place}/title"), called("prop_comment_title"), "", false)}
                {plain(&format!("{place}/max_length"), called("prop_comment_max_length"), "", Takes::Number)}
            </div>
        })
    };
    view! { {tick} {detail} }.into_any()
}
