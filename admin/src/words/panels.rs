//! The words of the builder's panels: logic, scores, texts, theme and rules.

super::catalogue! {
    fn words, "panels";
    words:
        logic_shown logic_shown_if logic_shown_always logic_ending_if logic_ending_always
        logic_required logic_required_no logic_required_always logic_required_some logic_required_if
        logic_required_never logic_rules logic_rule_if logic_rule_always logic_rule_bare logic_rule_message
        logic_rule_add logic_rule_remove logic_default logic_default_none logic_options logic_rows
        logic_offered_if logic_offered_always logic_next logic_next_only logic_next_else
        logic_jump_if logic_jump_always logic_jump_to logic_jump_end logic_jump_add
        logic_jump_remove logic_add logic_add_group logic_remove logic_remove_group logic_group
        logic_condition logic_joint logic_all_of logic_any_of logic_none_of logic_and logic_or
        logic_none_holds logic_range logic_subject logic_op logic_with logic_a_value logic_value
        logic_values logic_from logic_to logic_yes logic_no logic_or_blank logic_and_answered
        logic_blank_too logic_blank_not logic_nothing_before logic_other logic_later logic_unknown
        logic_worth logic_points logic_band logic_contact logic_link logic_language logic_json
        logic_json_apply logic_json_taken logic_json_fault op_is op_is_not op_one_of op_none_of
        op_less op_at_most op_more op_at_least op_between op_before op_not_after op_after
        op_not_before op_has op_has_not op_has_any op_has_none op_contains op_contains_not
        op_answered op_blank op_true_bool op_false_bool op_true_number op_false_number op_count_is
        op_count_at_most op_count_at_least scores_intro scores_none scores_add scores_new
        scores_remove scores_remove_sure scores_title scores_title_hint scores_id scores_decimals
        scores_decimals_hint scores_value scores_sum scores_mean scores_points scores_points_text
        scores_other_kind scores_other scores_term_add scores_term_remove scores_weight_of
        scores_bands scores_bands_hint scores_band_add scores_band_remove scores_band_title
        scores_band_text scores_from scores_to scores_band_turned scores_band_no_from
        scores_band_no_to scores_band_overlap scores_band_gap scores_trial
        scores_trial_nothing scores_trial_result scores_trial_none scores_worth scores_worth_hint
        scores_worth_of scores_quiz scores_quiz_points scores_quiz_points_hint scores_right_of
        texts_languages texts_add texts_add_it texts_remove texts_remove_sure texts_fallback texts_fallback_hint
        texts_complete texts_is_missing texts_only_missing texts_next texts_lost texts_form
        texts_page texts_ending texts_score texts_title texts_intro texts_text texts_submit
        texts_question texts_help texts_low texts_high texts_option texts_row texts_comment
        texts_rule texts_band texts_band_text theme_brand theme_brand_hint theme_mode theme_auto
        theme_light theme_dark theme_corners theme_soft theme_square theme_round theme_typeface
        theme_own_typeface theme_system theme_serif theme_rounded theme_monospace theme_on_light
        theme_on_dark theme_colours theme_reset theme_reset_short theme_ink theme_muted theme_page
        theme_paper theme_tint theme_line theme_accent theme_accent_strong theme_on_accent
        theme_star theme_error theme_error_tint theme_good theme_good_tint theme_wait_tint
        theme_pair theme_passes theme_fails theme_fix theme_all theme_all_pass theme_logo
        theme_logo_add theme_logo_remove theme_logo_address theme_logo_alt theme_logo_hint
        rules_when rules_opens rules_closes rules_zone rules_when_hint rules_often rules_unlimited
        rules_unlimited_hint rules_per_link rules_per_link_hint rules_per_contact
        rules_per_contact_hint rules_most rules_most_hint rules_links rules_links_text rules_robots
        rules_captcha rules_captcha_none rules_captcha_altcha rules_captcha_hint rules_captcha_keys
        rules_captcha_threshold rules_outage rules_outage_refuse rules_outage_accept
        rules_captcha_exempt rules_too_fast rules_too_fast_hint rules_pages rules_origins
        rules_origins_hint rules_frames rules_frames_hint rules_returns rules_returns_hint
        rules_fields rules_fields_hint rules_moment rules_zone_warsaw rules_zone_kyiv
        rules_zone_london rules_open_always rules_open_from rules_open_until rules_open_between
        rules_said_unlimited rules_said_per_link rules_said_per_contact rules_said_captcha
        rules_said_captcha_public;
    counted: texts_missing theme_failing rules_said_most;
}
