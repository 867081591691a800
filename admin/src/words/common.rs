//! The words of the frame, and of the screens that read.

super::catalogue! {
    fn words, "common";
    words:
        app_name skip_to_content menu sign_out nav_forms nav_deliveries nav_connections loading try_again
        failed not_found not_found_text more nothing_more yes no copy copied kind_survey kind_lead_form
        answer_see deliveries_title causes_title causes_none causes_none_text delivery_target
        delivery_connector delivery_state delivery_attempts delivery_record delivery_reason delivery_replay
        delivery_cancel delivery_cancel_sure delivery_next_try status_all status_pending status_waiting
        status_done status_dead status_cancelled attempt_asked attempt_answered attempt_done attempt_retry
        attempt_dead unsaved unsaved_text unsaved_back unsaved_leave file_choose file_none other_person other_person_help;
    counted: ;
}
