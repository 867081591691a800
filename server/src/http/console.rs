//! The console: the page that its program starts in, and the program's files.

use super::App;
use super::Rejection;
use super::assets::{self, Files};
use super::extract::Path;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "../admin/dist"]
#[allow_missing = true]
struct Console;
