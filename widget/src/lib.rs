//! A Sonda form as Leptos components: the server renders them (`ssr`), the browser hydrates or mounts them (`hydrate`).

mod props;

pub use props::{Notice, Props, ShownError};
