//! `synopsite serve`: the walk in a loop, published from memory.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::sync::watch::Sender;

use super::cached::Cached;
use super::{Outcome, load_config, open, print, with_options};
use crate::base::error::OrFail;
use crate::base::message::Message;
use crate::commands::cli::{self, Cli};
use crate::config::{self, Config};
use crate::disk::output;
use crate::disk::source::Folder;
use crate::record::files::Unread;
use crate::serve::cache::Change;
use crate::serve::live::{Live, Published, Update};
use crate::serve::server::{self, Service};
use crate::serve::watch::{Roots, Watch};
use crate::site::entry::Entry;

/// More changes than this are told as a number: a flood would scroll away what was before it.
const MAX_LINES: usize = 10;

pub(super) fn run(cli: &Cli, args: &cli::Serve) -> Result<Outcome> {
    let started = Instant::now();
    take_large_pages(false);
    let config = configure(cli, args)?;
    // From before the folder is read, so that nothing is missed in between.
    let (mut watch, trouble) = Watch::new(roots(cli, &config), args.poll);
    let cached = Cached::of(&args.cache, &config);
    let live = {
        let (cli, args) = (cli.clone(), args.clone());
        let load = Box::new(move || configure(&cli, &args));
        Arc::new(Live::open(load, |builder| cached.records(builder))?)
    };
    let (sender, changed) = tokio::sync::watch::channel(0);
    let start = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let service = Service::new(live.clone(), changed, args.allow_host.clone(), start.as_millis() as u64)?;
    let runtime = runtime().or_fail(|| Message::new("server_failed"))?;
    let (listener, address) = runtime.block_on(server::listen(args.interface, args.port))?;
    greet(cli, args, &live.published(), address, started)?;
    if let Some(reason) = trouble.filter(|_| !cli.quiet) {
        let looking = Message::new("serve_looking").with("reason", reason);
        print::error_line(live.published().strings().say(&looking))?;
    }
    let followed = live.clone();
    std::thread::spawn(move || prepare(&followed, &cached));
    let (cli, quiet, followed) = (cli.clone(), cli.quiet, live.clone());
    std::thread::spawn(move || follow(&cli, &mut watch, &followed, &sender));
    runtime.block_on(async {
        tokio::select! {
            () = server::serve(listener, service) => {}
            // Listeners stay connected for ever, so nobody is waited for.
            _ = tokio::signal::ctrl_c() => {}
        }
    });
    runtime.shutdown_background();
    if !quiet {
        // By now nobody has to hear it.
        let _ = print::line(format!("\n{}", live.published().strings().say(&Message::new("serve_stopped"))));
    }
    Ok(Outcome::Success)
}

/// Pages are rendered on few threads: each has memory of its own, and fifty open pages ask at once.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    const RENDERERS: usize = 4;
    tokio::runtime::Builder::new_multi_thread().max_blocking_threads(RENDERERS).enable_all().build()
}

fn configure(cli: &Cli, args: &cli::Serve) -> Result<Config> {
    Ok(with_options(load_config(cli)?, args.content_dir.as_ref(), args.base_url.as_ref()))
}

fn roots(cli: &Cli, config: &Config) -> Roots {
    Roots {
        content: Folder::of(config),
        templates: config.templates_dir.clone(),
        files: config.static_dir.clone(),
        config: cli.config.clone().unwrap_or_else(|| cli.root.join(config::FILE_NAME)),
    }
}

fn greet(
    cli: &Cli,
    args: &cli::Serve,
    published: &Published,
    address: SocketAddr,
    started: Instant,
) -> Result<()> {
    let url = format!("http://{}/", reachable(address));
    let strings = published.strings();
    if !cli.quiet {
        if args.port != 0 && address.port() != args.port {
            let taken = Message::new("serve_port_taken").with("port", args.port.to_string());
            print::line(strings.say(&taken))?;
        }
        let read = Message::new("serve_read")
            .with("records", Message::new("n_records").with("n", published.site().entries.len()))
            .with("seconds", format!("{:.2}", started.elapsed().as_secs_f64()));
        print::line(strings.say(&read))?;
        print::line(strings.say(&Message::new("serve_at").with("url", url.as_str())))?;
    } else {
        // A program that started this one has to know the port.
        print::line(&url)?;
    }
    if args.open {
        // What a program is started with, it keeps.
        take_large_pages(true);
        open(&url, strings)?;
        take_large_pages(false);
    }
    Ok(())
}

/// Whether memory comes in pages of two megabytes. Each thread has some that it does not fill, which are 60 to 70 MiB at 10,000 records;
/// a build, which ends soon, is a twentieth faster with them.
fn take_large_pages(is_taken: bool) {
    // Where there is no such choice, there is nothing to be said of it.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(!is_taken);
    #[cfg(not(target_os = "linux"))]
    let _ = is_taken;
}

/// An address for a browser on this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let everywhere = address.ip().is_unspecified();
    let local: std::net::IpAddr = match address {
        SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(if everywhere { local } else { address.ip() }, address.port())
}

/// Makes what the first record and the first search would wait for, and keeps what the next start needs.
fn prepare(live: &Live, cached: &Cached) {
    /// How long to wait for what has changed meanwhile.
    const PAUSE: Duration = Duration::from_millis(100);
    live.published().site().relate();
    while !live.index() {
        std::thread::sleep(PAUSE);
    }
    output::between_builds(&live.config().output_dir, || live.keep(|builder| cached.records(builder)));
}

/// Takes what changes on disk into the site, for as long as the program runs, whether or not anybody can be told of it.
fn follow(cli: &Cli, watch: &mut Watch, live: &Live, changed: &Sender<u64>) {
    let mut unread = Unread::new();
    loop {
        if !cli.quiet {
            let _ = tell_unread(&mut unread, live);
        }
        let pending = watch.wait(live);
        let started = Instant::now();
        let update = live.refresh(&pending);
        if update.is_empty() {
            continue;
        }
        changed.send_modify(|number| *number += 1);
        if !cli.quiet {
            let _ = tell(&update, live, started.elapsed());
        }
        if update.settings
            && let Some(reason) = watch.follow(roots(cli, &live.config()))
        {
            let trouble = Message::new("serve_not_watching").with("reason", reason);
            let _ = print::error_line(live.published().strings().say(&trouble));
        }
    }
}

/// One line for each change: what, and what it leads to.
fn tell(update: &Update, live: &Live, took: Duration) -> Result<()> {
    let now = jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string();
    let published = live.published();
    let took = format!("{:.1} ms", took.as_secs_f64() * 1000.0);
    let say = |message: Message| published.strings().say(&message.with("took", took.as_str()));
    if let Some(fault) = published.fault.as_ref().filter(|_| update.fault) {
        let said = say(Message::new("serve_fault").with("fault", fault.as_str()));
        print::error_line(format!("{now} {said}"))?;
        return print::error_line(format!("         {}", say(Message::new("serve_last_good"))));
    }
    let line = |message: Message| print::line(format!("{now} {}", say(message)));
    if update.fault {
        line(Message::new("serve_mended"))?;
    }
    if update.settings {
        line(Message::new("serve_settings"))?;
    }
    if update.files {
        line(Message::new("serve_static"))?;
    }
    for change in update.changes.iter().take(MAX_LINES) {
        line(describe(change, &published, live.config().content_dir.as_path()))?;
    }
    match update.changes.len().saturating_sub(MAX_LINES) {
        0 => Ok(()),
        more => line(Message::new("serve_more").with("n", more)),
    }
}

/// One line for each file or folder that cannot be read any more.
fn tell_unread(known: &mut Unread, live: &Live) -> Result<()> {
    let published = live.published();
    let content = live.config().content_dir;
    let new = published.unread().iter().filter(|(path, why)| known.get(*path) != Some(why));
    for (path, why) in new.take(MAX_LINES) {
        let file = content.join(path).display().to_string();
        let message = Message::new("serve_unread").with("file", file).with("error", why.clone());
        print::error_line(published.strings().say(&message))?;
    }
    known.clone_from(published.unread());
    Ok(())
}

fn describe(change: &Change, published: &Published, content: &Path) -> Message {
    let key = match (&change.before, &change.after) {
        (None, Some(_)) => "serve_new",
        (Some(before), Some(after)) if before == after => "serve_text",
        (_, Some(_)) => "serve_changed",
        (_, None) => "serve_gone",
    };
    let page = change.after.as_ref().map(|after| address(published, after)).unwrap_or_default();
    let file = content.join(change.path.as_str()).display().to_string();
    Message::new(key).with("file", file).with("page", page)
}

fn address(published: &Published, entry: &Arc<Entry>) -> String {
    let site = published.site();
    site.entries.find(entry).map_or_else(|| entry.route().to_string(), |id| site.route(id).to_string())
}
