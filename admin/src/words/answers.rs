//! The words of the answers and of what became of them.

super::catalogue! {
    fn words, "answers";
    words:
        yes no close search view view_list view_summary filters filters_on filters_clear filter_remove
        filter_from filter_to filter_locale filter_version filter_channel filter_delivery filter_mark
        filter_band filter_link any channel_personal channel_public mark_none mark_any mark_captcha_skipped
        mark_honeypot mark_too_fast delivered delivering undelivered delivery_off delivery_none compare_is
        compare_contains compare_at_least compare_at_most compare_given compare_missing test_question
        test_choose test_comparison test_value test_add columns columns_help contact when new_show
        none_found none_yet none_yet_text none_yet_share range looking looked_until look_further pages
        page_back page_on all_answers newer older said not_answered signature_drawn scores records
        records_none about technical link_expires link_revoked delete delete_title delete_text delete_yes export
        export_title export_all export_filtered export_format format_xlsx format_xlsx_help format_csv
        format_csv_help format_jsonl format_jsonl_help export_columns columns_all columns_shown export_names
        names_titles names_titles_help names_ids names_ids_help export_multiple multiple_joined
        multiple_split export_safe export_fetch export_codebook summary_since answered_share mean median
        least greatest mean_place nps_promoters nps_passives nps_detractors newest_texts queue queue_none
        queue_none_text queue_pending queue_waiting queue_dead queue_oldest cause_fix_column cause_fix
        cause_mapping cause_connection cause_cancel cause_cancel_sure cause_list cancel choose_page
        choose_one choose_all choose_matching choose_none chosen_group delete_chosen delete_many delete_many_text
        delete_progress;
    counted: answers_count new_answers summary_of comments_count attempts_count cause_replay replayed called_off chosen
        delete_many_title deleted delete_under_way;
}
