//! Headers of safety on every response.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Policy of the website's pages: no script at all, and nothing from elsewhere.
const SITE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// Policy of the lab page, which has scripts of its own.
const LAB_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
                          connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers to a response. What has a rule of its own for caches keeps it; everything else is not stored.
pub(crate) async fn protect(request: Request, next: Next) -> Response {
    let is_lab = request.uri().path().split('/').nth(1) == Some("lab");
    let mut response = next.run(request).await;
    let policy = if is_lab { LAB_POLICY } else { SITE_POLICY };
    let headers = response.headers_mut();
    set(headers, CONTENT_SECURITY_POLICY, policy);
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    // With `no-referrer` a browser would not tell the origin of a form.
    set(headers, REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if !headers.contains_key(CACHE_CONTROL) {
        set(headers, CACHE_CONTROL, "no-store");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
