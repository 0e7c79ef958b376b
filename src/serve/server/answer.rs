//! Bytes and files become responses: content types, conditions, parts.

use std::path::Path;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::disk::source;

/// Answers with bytes under a name, which gives their type; `tag` changes when they do.
pub(super) fn bytes(request: &Parts, (name, tag): (&str, &str), bytes: Bytes) -> Response {
    let etag = entity_tag(tag);
    if is_known(&request.headers, &etag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let headers = [
        (header::ETAG, etag),
        (header::CONTENT_TYPE, type_of(name, &bytes)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ];
    match part(&request.headers, bytes.len() as u64) {
        Part::Whole => (headers, bytes).into_response(),
        Part::Range(first, last) => {
            let range = text(&format!("bytes {first}-{last}/{}", bytes.len()));
            let part = bytes.slice(first as usize..=last as usize);
            (StatusCode::PARTIAL_CONTENT, headers, [(header::CONTENT_RANGE, range)], part).into_response()
        }
        Part::Nowhere => {
            let range = text(&format!("bytes */{}", bytes.len()));
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
        }
    }
}

/// Answers with a file of the site's static folder, which may be large.
pub(super) async fn file(mut request: Request, file: &Path) -> Response {
    let stamp = source::stamp(file);
    if let Part::Whole = part(request.headers(), stamp.as_ref().map_or(0, |stamp| stamp.length)) {
        request.headers_mut().remove(header::RANGE);
    }
    let etag = stamp.map(|stamp| {
        let age = stamp.modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        entity_tag(&format!("{:x}-{:x}", stamp.length, age.as_nanos()))
    });
    if let Some(etag) = etag.clone().filter(|etag| is_known(request.headers(), etag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    // Infallible: what goes wrong is in the response.
    let Ok(response) = ServeFile::new(file).oneshot(request).await;
    let mut response = response.map(Body::new);
    if let Some(etag) = etag {
        response.headers_mut().insert(header::ETAG, etag);
    }
    let name = file.to_string_lossy();
    response.headers_mut().insert(header::CONTENT_TYPE, content_type(&name));
    response
}

/// Weak, because the bytes are compressed on their way where that is asked for.
fn entity_tag(tag: &str) -> HeaderValue {
    text(&format!("W/\"{tag}\""))
}

fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = value(headers, header::IF_NONE_MATCH).split(',').map(str::trim);
    let opaque = |tag: &str| tag.trim_start_matches("W/").to_owned();
    let own = etag.to_str().map(opaque).unwrap_or_default();
    known.into_iter().any(|tag| tag == "*" || opaque(tag) == own)
}

enum Part {
    Whole,
    Range(u64, u64),
    Nowhere,
}

/// The part that is asked for. Several at once, and such as hold only for a tag, are answered with the whole
/// (RFC 9110, 14.2 and 13.1.5).
fn part(headers: &HeaderMap, length: u64) -> Part {
    let range = value(headers, header::RANGE);
    if range.is_empty() || range.contains(',') || headers.contains_key(header::IF_RANGE) {
        return Part::Whole;
    }
    let Ok(ranges) = http_range_header::parse_range_header(range) else { return Part::Whole };
    match ranges.validate(length).as_deref() {
        Ok([only]) => Part::Range(*only.start(), *only.end()),
        Ok(_) => Part::Whole,
        Err(_) => Part::Nowhere,
    }
}

fn value(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A record's file may be in any encoding, and a browser believes the one that it is told.
fn type_of(name: &str, bytes: &[u8]) -> HeaderValue {
    let is_other = name.ends_with(".txt") && std::str::from_utf8(bytes).is_err();
    if is_other { HeaderValue::from_static("application/octet-stream") } else { content_type(name) }
}

fn content_type(name: &str) -> HeaderValue {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT
        || matches!(kind.subtype().as_str(), "javascript" | "json" | "xml" | "svg" | "manifest+json");
    text(&if is_text { format!("{}; charset=utf-8", kind.essence_str()) } else { kind.to_string() })
}

/// Only what the program itself has written, which holds nothing that a header must not.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(""))
}
