//! The words of the frame, and of the screens that read.

super::catalogue! {
    fn words, "common";
    words:
        app_name skip_to_content menu sign_out nav_forms nav_deliveries nav_connections loading try_again failed
        not_found not_found_text more nothing_more yes no never copy copied forms_title forms_none
        forms_none_text forms_search forms_no_match form_column form_kind form_answers form_version kind_survey
        kind_lead_form tab_share answers_title answers_none answers_none_text answer_when answer_language
        answer_by_link answer_public answer_title answer_results answer_context answer_records answer_version
        mark_captcha_skipped mark_honeypot mark_too_fast deliveries_title causes_title causes_none
        causes_none_text cause_replay delivery_target delivery_connector delivery_state delivery_attempts
        delivery_record delivery_reason delivery_replay delivery_cancel delivery_cancel_sure delivery_next_try
        status_all status_pending status_waiting status_done status_dead status_cancelled attempt_took
        attempt_asked attempt_answered attempt_done attempt_retry attempt_dead connections_title
        connections_intro connections_none connections_none_text connection_kind connection_guarantee
        connection_tables connection_read connection_ready connection_disabled connection_problem
        connection_drift connection_test connection_testing connection_test_ok connection_test_failed
        connection_refresh connection_no_changes connection_secret connection_secret_set connection_secret_none
        connection_secret_new connection_secret_change connection_save;
    counted: deliveries_count tables_count;
}
