//! The words of what is set for the whole installation: branding and languages.

super::catalogue! {
    fn words, "installation";
    words:
        branding branding_intro inherits languages languages_intro organisation organisation_help logo logo_help logo_none
        logo_remove logo_large logo_type accent accent_help accent_own accent_hex accent_light accent_dark
        accent_kept accent_nearest accent_wrong privacy imprint address_help sender sender_help saved preview
        preview_help changed unusable_branding unusable_logo unusable_languages forms forms_help
        forms_template fallback console console_help pages pages_help;
    counted: ;
}
