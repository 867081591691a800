//! The words of the connections.

super::catalogue! {
    fn words, "connections";
    words:
        title intro none none_text add ready unread problem disabled drift drift_title choose_kind name
        name_help name_taken name_taken_text more_settings kind guarantee disabled_help used_by used_by_none tables read
        read_at never changed_at test test_before testing test_ok test_failed test_all_good
        test_something_wrong refresh reading no_changes settings_change secret_change secret_kept secret_make
        save remove remove_sure remove_used setting_url setting_tenant setting_client_id setting_tables
        setting_objects setting_models setting_database setting_user setting_company setting_source_keys
        setting_language setting_at_once setting_authority setting_version setting_detect_duplicates
        setting_saves_duplicates setting_upsert setting_events help_dataverse_url help_dataverse_tenant
        help_dataverse_client_id help_dataverse_tables help_webhook_url help_list help_source_keys
        secret_dataverse secret_hubspot secret_odoo secret_salesforce secret_tryton secret_webhook
        help_secret_dataverse help_secret_hubspot help_secret_odoo help_secret_webhook
        given_up_show;
    counted: given_up tables_count forms_count;
}
