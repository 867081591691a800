//! The words of sharing a form.

super::catalogue! {
    fn words, "share";
    words:
        unpublished unpublished_text to_builder ways way_public way_page way_people way_message close address open
        links_only links_only_go begin_with begin_with_help language language_of_visitor language_of_page
        language_fallback utm_source utm_medium utm_campaign qr qr_alt qr_alt_link qr_correction qr_low qr_medium
        qr_quartile qr_high qr_size qr_svg qr_png qr_help embed_title embed_display embed_inline embed_popup
        embed_slide theme theme_form theme_auto theme_light theme_dark embed_label embed_label_default embed_when
        embed_click embed_delay embed_delay_secs embed_scroll embed_scroll_percent embed_exit embed_quiet embed_code
        embed_code_help origins origins_none origins_none_text origins_change sample sample_phone sample_dark sample_help people_help
        people_none people_none_text people_no_match add_one add_another add_many state state_all state_made state_opened
        state_started state_answered state_expired state_revoked search search_go recipient made ends ends_never
        reissue reissue_sure reissue_expired revoke revoke_chosen choose_named choose_none chosen_group told_once
        email phone person_name ends_after one_help make_link file file_help paste paste_look columns column_number
        column_use has_header role_ignore role_first_name role_last_name role_contact role_value workbook tab
        delimiter how create_contacts make_again language_default region region_none would faults row repeated
        repeated_row repeated_open fault_no_contact fault_unknown_contact fault_several_contacts fault_invalid_contact
        fault_invalid_email fault_invalid_phone fault_unknown_locale fault_invalid_expires_at fault_past_expires_at
        fault_too_large progress progress_label to_people another_table addresses_ready addresses_told
        addresses_forgotten save_xlsx save_csv forget forget_sure sms sms_text sms_default sms_name sms_name_default
        insert_name insert_link sms_per_segment sms_wide sms_twice sms_plain sms_plain_help email_question email_none
        email_help question copy_html show_html;
    counted:
        chosen revoked revoke_sure would_make would_create would_skip would_fail make_links rows done skipped
        failed_rows sms_segments sms_left;
}
