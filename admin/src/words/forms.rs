//! The words of the list of forms.

super::catalogue! {
    fn words, "forms";
    words:
        title new_form import_file search show_archived no_match column_form column_state column_answers
        column_activity column_actions untitled state_draft state_open state_not_yet_open state_closed
        state_archived has_draft activity_answer activity_edit menu act_edit act_mapping act_share
        act_answers act_duplicate act_export act_archive act_restore act_delete delete_sure undo
        done_duplicated done_archived done_restored done_deleted file_unreadable file_unreadable_text
        dialog_title dialog_begin dialog_name dialog_name_help dialog_languages dialog_languages_help
        dialog_languages_none dialog_create dialog_creating dialog_cancel becomes table_contact table_lead
        table_case table_survey_response empty_title empty_text steps_title step_make step_publish step_map
        step_share step_answer step_done steps_dismiss;
    counted: questions;
}
