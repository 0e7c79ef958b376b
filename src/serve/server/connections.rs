//! Who is connected: not more than a process may have files open, and nobody for ever without saying what for.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tower::ServiceExt as _;

/// Systems let a process have 256 (macOS) or 1,024 files (Linux) open at least.
const MAX_CONNECTIONS: usize = 192;
/// The rest of the connections is for requests.
pub(super) const MAX_LISTENERS: usize = 128;
/// How long a connection may be open without a whole request, the first one or the next.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when the system has no room for a connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Whether a connection is that of a page that listens, which never ends by itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Listening(Arc<AtomicBool>);

impl Listening {
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

struct Connection {
    listening: Listening,
    task: AbortHandle,
}

/// Answers requests for as long as it is awaited.
pub(super) async fn serve(listener: TcpListener, router: Router) {
    let mut connections: Vec<Connection> = Vec::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                make_room(&mut connections);
                let listening = Listening::default();
                let task = tokio::spawn(answer(stream, router.clone(), listening.clone()));
                connections.push(Connection { listening, task: task.abort_handle() });
            }
            // The client has gone already, or the system is short of something: both pass.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Closes the oldest connections that only a slow client, or none, can still be at the other end of.
fn make_room(connections: &mut Vec<Connection>) {
    connections.retain(|connection| !connection.task.is_finished());
    let excess = (connections.len() + 1).saturating_sub(MAX_CONNECTIONS);
    let oldest = connections.extract_if(.., |connection| !connection.listening.has_begun()).take(excess);
    oldest.for_each(|connection| connection.task.abort());
}

/// Answers the requests of one connection, one after the other.
async fn answer(stream: TcpStream, router: Router, listening: Listening) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(listening.clone());
        let answer = router.clone().oneshot(request.map(Body::new));
        async { answer.await as Result<Response, Infallible> }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    // A client that breaks off, or sends what is no request, concerns nobody else.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}
