//! The words of the builder, and of what screens of one form have in common.

super::catalogue! {
    fn words, "builder";
    words:
        tabs tab_edit tab_mapping tab_share tab_answers not_saved;
    counted: ;
}
