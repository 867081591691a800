//! Who asks, and whether they may: the operator's token, a program's, or a person's session.
//!
//! A handler of the API names what it needs by the extractor it takes, see `principal`: `Admin` to look or to change as
//! the method says, `Looker` to look, `Manager` to decide who comes in, `Person` for what is one's own, `Caller` for anybody known.

mod cookie;
mod genuine;
pub(crate) mod people;
mod principal;
pub(crate) mod sessions;
mod signing_in;
pub(crate) mod tokens;

pub(crate) use cookie::{clear_session, give_session, session_cookie};
pub(crate) use genuine::{CSRF_FIELD, FormGuard, is_own_page, session_csrf};
pub(crate) use people::{
    change_role, disable, enable, invite, invite_again, list as list_people,
    remove as remove_person,
};
pub(crate) use principal::{
    Admin, Caller, Looker, Manager, Person, SignedInPerson, signed_in, still_looks,
};
pub(crate) use sessions::{
    change_password, change_profile, confirm, end_others, end_session, list as list_sessions,
    sign_out, whoami,
};
pub(crate) use signing_in::{Attempt, SignInError, asker, attempt, enter, forgive, hashed};
pub(crate) use tokens::{create as create_token, list as list_tokens, revoke as revoke_token};
