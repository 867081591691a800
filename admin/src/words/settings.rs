//! The words of the settings.

super::catalogue! {
    fn words, "settings";
    words:
        never signed_in_never settings profile profile_intro people people_intro tokens tokens_intro system system_intro owners_only
        email name language save saved password password_current password_new password_help password_change
        password_changed sessions sessions_text this_browser seen sign_out_browser sign_out_others signed_out
        invite invite_make invited role owner editor owner_long editor_long active is_invited
        is_disabled_short you signed_in make_owner make_editor new_address address_made address_for
        address_help disable disable_sure enable remove remove_sure removed token_new token_name token_make
        token_made token_for token_help tokens_none tokens_none_text scope scope_read scope_write
        scope_read_long scope_write_long expires days_30 days_90 days_365 days_never until expired used revoke
        revoke_sure token_revoked version public_address database migration queue queue_pending queue_waiting
        oldest given_up connections uploads scanned not_scanned mail captcha captcha_own configured
        not_configured all_well look_at see look_again api_docs confirm_title confirm_text confirm cancel
        not_done wrong_password unusable_password unusable_profile email_taken last_owner has_signed_in
        is_disabled too_often unusable_token;
    counted: ;
}
