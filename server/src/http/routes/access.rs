//! Operations of who may come in, and who is in.

use crate::http::access::{self, people, sessions, tokens};
use crate::http::openapi::{Operation, delete, get, patch, post, put};

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = own();
    operations.extend(people());
    operations.extend(tokens());
    operations
}

/// What is a person's own.
fn own() -> Vec<Operation> {
    vec![
        get("/session", access::whoami, "Who one is").answers::<sessions::WhoAmI>("Who asks"),
        delete("/session", access::sign_out, "Signs out").done("The session is over"),
        patch(
            "/session/person",
            access::change_profile,
            "What one is called and reads",
        )
        .takes::<sessions::ProfileBody>()
        .answers::<sessions::ChangedProfile>("How it is now")
        .refuses(422, &["unusable_profile"]),
        post(
            "/session/confirm",
            access::confirm,
            "The password again, before what would outlive the session",
        )
        .takes::<sessions::ConfirmBody>()
        .done("It is confirmed for 15 minutes")
        .refuses(422, &["wrong_password"])
        .limited(),
        put(
            "/session/password",
            access::change_password,
            "Another password",
        )
        .details(
            "Every other browser is signed out; this one has a new cookie and a new `csrf_token`.",
        )
        .takes::<sessions::PasswordBody>()
        .done("It is changed")
        .tells("Set-Cookie", "The new session.")
        .refuses(422, &["wrong_password", "unusable_password"])
        .limited(),
        get(
            "/sessions",
            access::list_sessions,
            "The browsers one is signed in with",
        )
        .answers::<sessions::SessionList>("The sessions"),
        delete(
            "/sessions",
            access::end_others,
            "Signs out every other browser",
        )
        .answers::<sessions::Ended>("How many it were"),
        delete(
            "/sessions/{id}",
            access::end_session,
            "Signs one browser out",
        )
        .done("It is signed out")
        .finds(),
    ]
}

fn people() -> Vec<Operation> {
    vec![
        get("/people", access::list_people, "Everybody with an account").answers::<people::PersonList>("The people"),
        post("/people", access::invite, "Makes an account")
            .details(
                "`set_password_url` is told this once, works once and for three days; nothing is sent by mail. \
                 An owner's account asks for the password again.",
            )
            .takes::<people::InviteBody>()
            .creates::<people::Invited>("The account")
            .confirmed()
            .refuses(409, &["email_taken", "owner_first"])
            .refuses(422, &["unusable_profile"]),
        post("/people/{id}/invite", access::invite_again, "Another one-time address in the place of the one before")
            .answers::<people::Invited>("The address")
            .confirmed()
            .finds()
            .refuses(409, &["disabled"]),
        delete("/people/{id}", access::remove_person, "Forgets somebody who has never set a password")
            .done("The account is gone")
            .finds()
            .refuses(409, &["has_signed_in", "last_owner"]),
        put("/people/{id}/role", access::change_role, "What somebody is here")
            .takes::<people::RoleBody>()
            .answers::<people::OnePerson>("How it is now")
            .confirmed()
            .finds()
            .refuses(409, &["last_owner"]),
        post("/people/{id}/disable", access::disable, "Lets somebody in no more")
            .details("Sessions and one-time addresses end, and the tokens that the person made.")
            .answers::<people::OnePerson>("How it is now")
            .finds()
            .refuses(409, &["last_owner"]),
        post("/people/{id}/enable", access::enable, "Lets somebody in again")
            .answers::<people::OnePerson>("How it is now")
            .finds(),
    ]
}

fn tokens() -> Vec<Operation> {
    vec![
        get("/tokens", access::list_tokens, "Tokens of programs")
            .answers::<tokens::TokenList>("The tokens"),
        post("/tokens", access::create_token, "Makes a token")
            .takes::<tokens::TokenBody>()
            .creates::<tokens::NewToken>("The token, told this once")
            .confirmed()
            .refuses(422, &["unusable_token"]),
        delete("/tokens/{id}", access::revoke_token, "Revokes a token")
            .done("It is revoked")
            .finds(),
    ]
}
