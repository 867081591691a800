//! Reads the props. Where they are unreadable, the page is of another build than the bundle: the call from
//! JavaScript ends with an exception, and the page stays what it was.

use crate::Props;
use crate::json;
use sonda_domain::Read;

/// Reads the props of a form.
pub(crate) fn read(text: &str) -> Props {
    let props = json::read(text).expect("the server writes JSON");
    let props = Props::read(props);
    assert!(
        cfg!(feature = "full") || props.content.is_common(),
        "a form for the other bundle"
    );
    props
}
