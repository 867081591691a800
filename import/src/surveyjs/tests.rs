//! Surveys in our own words.
