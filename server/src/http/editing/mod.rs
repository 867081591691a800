//! The administrator's API of what is edited: drafts of definitions, new forms, templates, and the list of all forms.

mod archive;
pub(super) mod drafts;
pub(super) mod first_steps;
pub(super) mod forms;
pub(super) mod making;
mod revision;
pub(super) mod templates;

pub(super) use archive::{archive_form, restore_form};
pub(super) use drafts::{
    check_draft, discard_draft, publish_draft, put_draft, save_as_file, show_draft,
};
pub(super) use first_steps::{say_first_steps, show_first_steps};
pub(super) use forms::list_forms;
pub(super) use making::make_form;
pub(super) use templates::list_templates;

pub(crate) use drafts::edited;
pub(super) use revision::{followed, tag};
