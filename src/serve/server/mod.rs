//! The site over HTTP, from memory, to people on this machine.
//!
//! Answers come from [`Live`], and nothing else is reachable: an address is looked up, never joined to a
//! path. What live reload needs is added to pages here, so no page knows of the server.

mod answer;
mod connections;
mod events;
mod host;
mod inject;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::base::error::{self, Failure, OrFail};
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::serve::live::{Answer, Live};
use inject::Addition;

/// What the server needs to know.
#[derive(Debug)]
pub struct Service {
    live: Arc<Live>,
    /// Tells that another state was published.
    changed: watch::Receiver<u64>,
    /// Room for pages that listen.
    listeners: Arc<Semaphore>,
    /// The names that the server goes by, besides addresses and `localhost`.
    hosts: Vec<String>,
    /// The path of the site's root where the site will be published; it is served there, too.
    base: String,
    addition: Addition,
    /// Tells one start of the server from another.
    start: u64,
}

impl Service {
    /// Serves a site; `changed` tells that another state was published.
    pub fn new(
        live: Arc<Live>,
        changed: watch::Receiver<u64>,
        hosts: Vec<String>,
        start: u64,
    ) -> Result<Self> {
        let config = live.config();
        let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
        let base = config.base_url.as_ref().map_or("/", |base| base.path()).to_owned();
        let listeners = Arc::new(Semaphore::new(connections::MAX_LISTENERS));
        Ok(Self { live, changed, listeners, hosts, base, addition: Addition::new(&strings), start })
    }
}

/// Takes the first free port from `port` on; 0 stands for any.
///
/// # Errors
/// Where none of the next ones is free, or the interface is not this machine's.
pub async fn listen(interface: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr)> {
    /// So many ports are tried.
    const TRIES: u16 = 20;
    let mut tried = port;
    loop {
        match TcpListener::bind((interface, tried)).await {
            Ok(listener) => {
                let address = listener.local_addr().or_fail(|| Message::new("server_failed"))?;
                return Ok((listener, address));
            }
            Err(error) => {
                let taken = error.kind() == std::io::ErrorKind::AddrInUse && port != 0;
                match tried.checked_add(1).filter(|next| taken && next - port < TRIES) {
                    Some(next) => tried = next,
                    None => {
                        let address = SocketAddr::new(interface, tried).to_string();
                        return Err(error).or_fail(|| Message::new("cannot_listen").with("address", address));
                    }
                }
            }
        }
    }
}

/// Answers requests for as long as it is awaited.
pub async fn serve(listener: TcpListener, service: Service) {
    let service = Arc::new(service);
    let router = Router::new()
        .route("/.synopsite/live.js", get(script))
        .route("/.synopsite/events", get(events::events))
        .fallback(get(site))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(service.clone(), guard))
        .with_state(service);
    connections::serve(listener, router).await;
}

/// Refuses requests that were made in another site's name, and says of answers what browsers must not do.
async fn guard(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let name = host::of(&request);
    if !name.is_some_and(|name| host::is_own(name, &service.hosts)) {
        let name = name.unwrap_or_default();
        let strange = Message::new("serve_strange_host").with("name", name);
        let text = service.live.published().strings().say(&strange) + "\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A page of another site must not take in files of this one as its own scripts.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

impl Service {
    /// The site's address for a request's path.
    fn address(&self, path: &str) -> Option<String> {
        let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
        let inside = path.strip_prefix(&self.base).or_else(|| path.strip_prefix('/'))?;
        let index = if inside.is_empty() || inside.ends_with('/') { "index.html" } else { "" };
        Some(format!("{inside}{index}"))
    }

    /// Looks an address up, off the threads that serve others. What is not ready is waited for, without a thread.
    async fn answer(self: &Arc<Self>, address: String) -> Result<Option<Answer>> {
        /// How long to wait before it is looked for again.
        const PAUSE: Duration = Duration::from_millis(5);
        let address: Arc<str> = address.into();
        loop {
            let (service, address) = (self.clone(), address.clone());
            match tokio::task::spawn_blocking(move || service.live.answer(&address)).await?? {
                Some(Answer::Soon) => {
                    let live = self.live.clone();
                    // Returns at once where another is at it.
                    tokio::task::spawn_blocking(move || live.index());
                    tokio::time::sleep(PAUSE).await;
                }
                answer => return Ok(answer),
            }
        }
    }
}

async fn script(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    answer::bytes(&parts, ("live.js", &service.addition.script_tag), inject::script().into())
}

async fn site(State(service): State<Arc<Service>>, request: Request) -> Response {
    let Some(address) = service.address(request.uri().path()) else {
        return missing(&service, request).await;
    };
    // What comes while a page is made is told of again rather than not at all.
    let last = service.last_event();
    match service.answer(address.clone()).await {
        Ok(Some(found)) => present(&service, request, &address, found, &last).await,
        Ok(None) => {
            let folder = format!("{address}/index.html");
            match service.answer(folder).await {
                Ok(Some(_)) => Redirect::permanent(&format!("{}/", request.uri().path())).into_response(),
                _ => missing(&service, request).await,
            }
        }
        Err(error) => failure(&service, &error),
    }
}

async fn present(service: &Service, request: Request, address: &str, found: Answer, last: &str) -> Response {
    match found {
        Answer::Page(page) => {
            let (parts, _) = request.into_parts();
            let tag = inject::tag(&page);
            let html = service.addition.add(&page, &tag, last);
            answer::bytes(&parts, (address, &format!("{tag}-{last}")), html.into())
        }
        Answer::Data(bytes) => {
            let (parts, _) = request.into_parts();
            answer::bytes(&parts, (address, &inject::tag(&bytes)), axum::body::Bytes::from_owner(bytes))
        }
        Answer::Asset(bytes) => {
            let (parts, _) = request.into_parts();
            answer::bytes(&parts, (address, &inject::tag(bytes)), bytes.into())
        }
        Answer::File(file) => answer::file(request, &file).await,
        Answer::Soon => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn missing(service: &Arc<Service>, request: Request) -> Response {
    match service.answer("404.html".to_owned()).await {
        Ok(Some(Answer::Page(page))) => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::NOT_FOUND, html, service.addition.missing(&page, &service.last_event()))
                .into_response()
        }
        // The site's own file in its place.
        Ok(Some(Answer::File(file))) => {
            let mut response = answer::file(request, &file).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A template that fails on a page that nobody had tried it on.
fn failure(service: &Service, error: &anyhow::Error) -> Response {
    let words = error::words(error, service.live.published().strings());
    let page = service.addition.error_page(&words, &service.last_event());
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::INTERNAL_SERVER_ERROR, html, page).into_response()
}
