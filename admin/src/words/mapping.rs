//! The words of the mapping.

super::catalogue! {
    fn words, "mapping";
    words:
        title intro undo redo try_out saved saving save_failed save_conflict all_good warning fault accept_all
        accept_one accepted add_source add_transform added band choose_column choose_field choose_table close
        column column_add column_for column_own columns columns_of columns_search comment connected connection
        constant constant_value context_contact context_form context_link context_locale context_page
        context_response context_submitted_at context_version date_format date_zone default_value disconnect
        disconnect_column done edit edit_column edit_part embedded field_for fields fields_help fields_search first_of
        first_of_title found_by from_link gives_number gives_options gives_record gives_text group_answers
        group_context group_link group_other group_records group_results group_row join join_title missing
        mode mode_append mode_on_create mode_only_if_empty mode_overwrite move_down move_up new_target
        new_target_first no_match number_decimals number_mark or_else otherwise own_id own_id_long part_city
        part_country part_from part_postal_code part_region part_street part_to part_version phone_region
        reason_earlier_record reason_like_name reason_same_meaning reason_same_name record_of remove removed
        required row_number row_question row_text row_title row_type rows rule_fill rule_link rule_new
        rule_only_update rule_other rule_title rule_update sentence_fill sentence_link sentence_new
        sentence_no_identifier sentence_only_update sentence_own_fill sentence_own_link
        sentence_own_update sentence_rows sentence_update separator several
        several_newest several_refuse step_accept step_add step_connect step_disconnect step_move step_remove
        step_rule step_transform table table_add table_value through through_date through_default
        through_first_name through_hash through_last_name through_lower through_number through_phone
        through_table through_title through_trim through_upper to_connections trial_after trial_answer
        trial_answers trial_before trial_created trial_empty trial_failing trial_found trial_intro trial_made
        trial_nothing trial_planned trial_record trial_requests trial_skipped trial_title trial_unchanged trial_updated
        trial_values trial_with type_boolean type_choice type_choices type_date type_date_time type_decimal
        type_email type_integer type_lookup type_phone type_text used when_always when_only;
    counted: faults_count suggestions_count columns_more;
}
