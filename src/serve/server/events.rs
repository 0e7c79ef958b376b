//! What a page that is open is told: the state of the site as far as it concerns that page.
//!
//! The state is told, not the step that led to it, so that a page which missed some is right again with the
//! next.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::connections::Listening;
use super::{Service, inject};
use crate::serve::live::{Answer, Arrival};

/// Where the page stands that listens.
#[derive(Debug, Deserialize)]
pub(super) struct Listener {
    page: String,
    /// The id of the last event that it got over an earlier connection, or of that before it was loaded; browsers
    /// that come back by themselves send it as a header.
    #[serde(default)]
    last: String,
}

/// What the page has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PageState {
    /// The page's tag; none where it is gone.
    page: Option<String>,
    /// Changes with any style sheet.
    styles: String,
    /// Changes with any script, the live one too.
    scripts: String,
    /// Changes with every snapshot of the site: what is found by search is on no page.
    snapshot: u64,
    /// What keeps the site from following its folder.
    fault: Option<String>,
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(flatten)]
    told: &'a PageState,
    arrivals: &'a [Arrival],
}

/// How soon a browser looks for a server that has gone.
const RETRY: Duration = Duration::from_secs(1);

struct Connection {
    service: Arc<Service>,
    changed: watch::Receiver<u64>,
    address: String,
    /// How many arrivals it has been told of.
    seen: usize,
    told: Option<PageState>,
    _room: OwnedSemaphorePermit,
}

/// Where as many listen as there is room for, a page asks again later.
pub(super) async fn events(
    State(service): State<Arc<Service>>,
    Query(listener): Query<Listener>,
    Extension(listening): Extension<Listening>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    let room = service.listeners.clone().try_acquire_owned();
    let room = room.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    listening.begin();
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = resumed.unwrap_or(&listener.last);
    let connection = Connection {
        changed: service.changed.clone(),
        address: service.address(&listener.page).unwrap_or_default(),
        seen: service.seen(last),
        told: None,
        service,
        _room: room,
    };
    let events = stream::unfold(connection, |mut connection| async move {
        let event = connection.next().await?;
        Some((Ok(event), connection))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

impl Service {
    /// The id of an event by which somebody has been told of everything that has come.
    pub(super) fn last_event(&self) -> String {
        self.event_id(self.live.arrivals(usize::MAX).1)
    }

    fn event_id(&self, seen: usize) -> String {
        format!("{}-{seen}", self.start)
    }

    /// What a listener knows; one of before a restart is told only of what comes from now on.
    fn seen(&self, last_event: &str) -> usize {
        let known = last_event.split_once('-').filter(|(start, _)| *start == self.start.to_string());
        let count = known.and_then(|(_, count)| count.parse().ok());
        count.unwrap_or_else(|| self.live.arrivals(usize::MAX).1)
    }

    async fn tell(self: &Arc<Self>, address: &str, snapshot: u64) -> PageState {
        let page = match self.answer(address.to_owned()).await {
            Ok(Some(Answer::Page(page))) => Some(inject::tag(&page)),
            Ok(Some(_)) => Some(String::new()),
            Ok(None) => None,
            Err(error) => Some(inject::tag(error.to_string().as_bytes())),
        };
        let published = self.live.published();
        PageState {
            page,
            styles: published.tag_of(".css"),
            scripts: format!("{}{}", self.addition.script_tag, published.tag_of(".js")),
            snapshot,
            fault: published.fault,
        }
    }
}

impl Connection {
    /// The next event; none when the server ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.told.is_some() {
                self.changed.changed().await.ok()?;
            }
            let snapshot = *self.changed.borrow_and_update();
            let told = self.service.tell(&self.address, snapshot).await;
            let (arrivals, seen) = self.service.live.arrivals(self.seen);
            self.seen = seen;
            if self.told.as_ref() == Some(&told) && arrivals.is_empty() {
                continue;
            }
            let message = serde_json::to_string(&Message { told: &told, arrivals: &arrivals }).ok()?;
            self.told = Some(told);
            return Some(Event::default().id(self.service.event_id(seen)).retry(RETRY).data(message));
        }
    }
}
