//! The words of the builder, and of what screens of one form have in common.

super::catalogue! {
    fn words, "builder";
    words:
        tabs tab_edit tab_mapping tab_share tab_answers signed_out signed_out_help signed_out_link not_saved saved saving save_again conflict conflict_help
        conflict_somebody conflict_theirs conflict_mine undo redo panels panel_questions panel_scores panel_texts
        panel_theme panel_rules outline editor form_itself text_missing form_untitled untitled form_title form_intro
        form_layout form_review form_submit form_kind_label form_known form_known_help languages language_add
        language_fallback language_fallback_mark language_shown page page_number page_add page_title page_text
        page_id page_id_help ending ending_add ending_thanks ending_title ending_text ending_link ending_link_help
        question_add inner_add column_add palette_title palette_search palette_none close kind more logic yes no
        item_add item_number item_more items_many items_many_help items_many_add move_up move_down duplicate remove
        moved_to moved_to_page moved_no_further added removed removed_named removed_page removed_answered
        mark_required mark_logic mark_fault id_help item_id_help name_fixed name_refused id_fixed id_refused preview preview_width preview_phone
        preview_desktop preview_waits discard discard_sure discarded publish publish_title publish_checking
        publish_going publish_faults publish_first publish_same publish_changes publish_keeps publish_now
        publish_done publish_next change_added change_removed change_moved change_changed part_question part_option
        part_row part_settings step_add step_page step_ending step_move step_remove step_duplicate step_items
        step_type step_name step_languages;
    counted: items_added faults_count warnings_count;
}
