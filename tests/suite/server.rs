//! A server on a site, and a client that sends what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::sandbox::Sandbox;

/// How long a change may take until it is served. Generous, because the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// `synopsite serve`, until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    said: Arc<Mutex<String>>,
}

/// An answer over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: String,
    pub(crate) body: Vec<u8>,
}

/// What a listening page is sent.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) data: serde_json::Value,
}

impl Answer {
    /// A header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.headers.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .next()
            .unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body without what live reload adds to a page.
    pub(crate) fn plain(&self) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(&self.body) else { return self.body.clone() };
        let Some(start) = text.find("<script defer src=\"/.synopsite/live.js") else {
            return self.body.clone();
        };
        let end = start + text[start..].find("</script>\n").unwrap() + "</script>\n".len();
        format!("{}{}", &text[..start], &text[end..]).into_bytes()
    }
}

impl Server {
    /// Serves the site in a sandbox on a free port.
    pub(crate) fn start(site: &Sandbox, args: &[&str]) -> Self {
        Self::start_at(site, 0, args)
    }

    pub(crate) fn start_at(site: &Sandbox, port: u16, args: &[&str]) -> Self {
        let port = port.to_string();
        Self::start_in(site.command(&[&["serve", "-p", port.as_str()], args].concat()))
    }

    /// Runs a command that serves.
    pub(crate) fn start_in(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server");
        let said = Arc::new(Mutex::new(String::new()));
        let output: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in output {
            let said = said.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    said.lock().unwrap().push_str(&format!("{line}\n"));
                }
            });
        }
        let mut server = Self { child, port: 0, said };
        let line = server.says("http://127.0.0.1:");
        let port = line.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
        server.port = port.parse().unwrap();
        server
    }

    /// Serves a site to somebody who reads no more than the address of what is said: both streams are closed then.
    pub(crate) fn start_unheard(site: &Sandbox) -> Self {
        let mut command = site.command(&["serve", "-p", "0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split("127.0.0.1:").nth(1)?.split('/').next()?.parse().ok());
        drop(child.stderr.take());
        Self { child, port: port.expect("a port"), said: Arc::default() }
    }

    /// Everything on the terminal so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until a text is on the terminal; gives its line.
    pub(crate) fn says(&self, text: &str) -> String {
        let found = until(|| self.said().lines().find(|line| line.contains(text)).map(str::to_owned));
        found.unwrap_or_else(|| panic!("{text:?} is not in {}", self.said()))
    }

    /// Sends a request with these headers, each `Key: value`.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let own_host = format!("Host: localhost:{}", self.port);
        let host = if headers.iter().any(|header| header.starts_with("Host:")) { "" } else { &own_host };
        let headers: Vec<&str> =
            [host, "Connection: close"].iter().chain(headers).copied().filter(|h| !h.is_empty()).collect();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\n{}\r\n\r\n", headers.join("\r\n")).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an end of the headers");
        let headers = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = headers.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, headers, body: bytes[end + 4..].to_vec() }
    }

    /// The answer to a usual request.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", &path_of(path), &[])
    }

    /// Waits until a page holds a text.
    pub(crate) fn shows(&self, path: &str, text: &str) {
        let shown = until(|| self.get(path).text().contains(text).then_some(()));
        assert!(shown.is_some(), "{path} does not show {text:?}; the server said:\n{}", self.said());
    }

    /// Waits until an address gives this status.
    pub(crate) fn answers(&self, path: &str, status: u16) {
        let given = until(|| (self.get(path).status == status).then_some(()));
        assert!(given.is_some(), "{path} is not answered {status}; the server said:\n{}", self.said());
    }

    /// The messages that a page at this address is sent, one after the other; `last` is the id of the one
    /// that it got last from an earlier connection.
    pub(crate) fn listen(&self, page: &str, last: &str) -> impl Iterator<Item = Message> + use<> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let path = format!("/.synopsite/events?page={}", path_of(page));
        let last = if last.is_empty() { String::new() } else { format!("Last-Event-ID: {last}\r\n") };
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n{last}\r\n").unwrap();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        std::iter::from_fn(move || {
            let (mut id, mut data) = (None, None);
            for line in lines.by_ref() {
                id = line.strip_prefix("id: ").map(str::to_owned).or(id);
                data = line.strip_prefix("data: ").map(|data| serde_json::from_str(data).unwrap()).or(data);
                if let (Some(id), Some(data)) = (&id, &data) {
                    return Some(Message { id: String::clone(id), data: serde_json::Value::clone(data) });
                }
            }
            None
        })
    }

    /// Holds the server up, as a busy machine does, while something happens.
    pub(crate) fn sleeps_through(&self, happens: impl FnOnce()) {
        self.signal("-STOP");
        happens();
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        std::process::Command::new("kill").args([signal, &id]).status().unwrap();
    }

    /// Interrupts the server as Ctrl-C does, and gives how it ended.
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        self.signal("-INT");
        until(|| self.child.try_wait().unwrap()).expect("the server ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks until there is an answer, for a while.
pub(crate) fn until<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        sleep(Duration::from_millis(5));
    }
    None
}

/// A path as it is sent: everything but the plainest characters is encoded.
pub(crate) fn path_of(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~?=&".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
