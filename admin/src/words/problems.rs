//! What is said where a call never came to an answer, and of JSON that cannot be read.

super::catalogue! {
    fn words, "problems";
    words: unreachable json_ends json_unexpected;
    counted: ;
}
