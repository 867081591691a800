//! The binary `sonda`.

fn main() {}
