//! One line and two numbers a request. The route's pattern is named, never the address: addresses hold codes.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

/// Measures a request.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let method = label(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = start.elapsed().as_secs_f64();
    tracing::debug!(
        http.method = method,
        http.route = route,
        http.status = status,
        seconds,
        "request"
    );
    metrics::histogram!("sonda_http_request_seconds", "method" => method, "route" => route, "status" => status.to_string())
        .record(seconds);
    response
}

/// The name of a method. Senders may invent their own; each would be a new row of every metric.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_of_the_api_has_a_name() {
        let named = [Method::DELETE, Method::PATCH, Method::PUT].map(|method| label(&method));
        assert_eq!(named, ["DELETE", "PATCH", "PUT"]);
        let invented: Method = "INVENTED".parse().unwrap();
        assert_eq!(label(&invented), "other");
    }
}
