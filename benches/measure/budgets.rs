//! What the parts of a build take, one after the other, for `tests/measure/budgets.rs`, which counts instructions with Valgrind.
//!
//!     RAYON_NUM_THREADS=1 budgets DIR     # each part stands between two marks; prints their names in order
//!
//! `DIR` has the records in `content`. The site is written to `DIR/public`, and a record is added.

#![allow(clippy::print_stdout, reason = "what it finds is printed")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use clap::Parser as _;
use synopsite::commands::{self, Outcome, cli::Cli};
use synopsite::config::Config;
use synopsite::diagram::{self, lint, repair::repair};
use synopsite::disk::source::Folder;
use synopsite::disk::state::State;
use synopsite::markdown::{self, Setting};
use synopsite::pages::builder::Builder;
use synopsite::pages::plan::{Data, DataFile, Joined};
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::files::RecordFiles;
use synopsite::record::parse::{self, Corrections};
use synopsite::record::{ContentPath, Texts};
use synopsite::search::block::Block;
use synopsite::search::index::Index;
use synopsite::serve::live::{Live, PendingChanges};
use synopsite::site::Ids;
use synopsite::site::entries::Entries;
use synopsite::site::related::Related;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    all(Path::new(&std::env::args().nth(1).context("usage: budgets DIR")?))
}

/// Runs something between two marks, and prints its name.
fn measure<T>(name: &str, work: impl FnOnce() -> T) -> T {
    mark();
    let done = black_box(work());
    mark();
    println!("{name}");
    done
}

/// Calls a function of the system that nothing else here calls.
fn mark() {
    black_box(std::os::unix::process::parent_id());
}

fn all(dir: &Path) -> Result<()> {
    let files = read(dir)?;
    let builder = Builder::new(Config::default(), &[])?;
    let texts: Vec<Texts> =
        measure("parse", || files.iter().map(|(path, files)| parse::whole_texts(path, files)).collect());
    measure("markdown", || {
        texts.iter().for_each(|texts| {
            black_box(markdown::render_and_plain(&texts.description.text, Setting::default()));
        });
    });
    let sources: Vec<&str> = texts.iter().flat_map(|texts| sources(&texts.description.text)).collect();
    ensure!(sources.len() > 100, "{} diagrams", sources.len());
    measure("lint", || {
        sources.iter().map(|source| lint::lint(source)).for_each(|lint| drop(black_box(lint)))
    });
    measure("repair", || sources.iter().map(|source| repair(source)).for_each(|lint| drop(black_box(lint))));
    let entries = measure("entries", || {
        let entries =
            files.iter().flat_map(|(path, files)| builder.entries(path, files, &Corrections::default()));
        entries.map(Arc::new).collect::<Vec<_>>()
    });
    let by_path = |path: &ContentPath| files.iter().find(|(known, _)| known == path).map(|(_, files)| files);
    let snapshot = Snapshot::new(Arc::new(builder), entries, Arc::default());
    let ids = || 0..snapshot.site().entries.len();
    let files_of = |id: usize| by_path(&snapshot.site().entries[id].path);
    let visits: Vec<_> = ids().map(|id| snapshot.visit(id, files_of(id))).collect();
    measure("pages", || visits.iter().try_for_each(|visit| visit.page().map(|page| drop(black_box(page)))))?;
    measure("lists", || {
        let lists = snapshot.files().filter(|file| snapshot.records_of(file).is_empty());
        lists
            .map(|file| snapshot.render(&file, |_| None))
            .try_for_each(|page| page.map(|page| drop(black_box(page))))
    })?;
    let terms: Vec<_> = measure("terms", || visits.iter().map(|visit| visit.terms()).collect());
    measure("index", || {
        let fingerprints = snapshot.site().entries.oldest_first().map(|(_, entry)| entry.fingerprint());
        let mut index = Index::default();
        index.add(Block::new(fingerprints.zip(terms)));
        let placed = snapshot.place(&index);
        let files = snapshot.index_files().into_iter();
        files.for_each(|file| drop(black_box(snapshot.render_indexed(&file, &placed))));
    });
    measure("texts", || {
        for DataFile { route, data } in snapshot.attachments() {
            let Data::Joined(joined @ Joined::Texts(_)) = &data else { continue };
            let pieces: Vec<String> =
                snapshot.records_in(joined).into_iter().map(|id| visits[id].piece(joined)).collect();
            drop(black_box(snapshot.join(&route, joined, &pieces)));
        }
    });
    related()?;
    measure("build", || build(dir))?;
    change(&dir.join("content"), "change")?;
    for (count, name) in FOLDERS {
        let content = dir.join(name);
        short_records(&content, count)?;
        change(&content, name)?;
    }
    Ok(())
}

/// Folders of two sizes: a change costs in the larger one what it costs in the other.
const FOLDERS: [(usize, &str); 2] = [(2_000, "change_at_2000"), (8_000, "change_at_8000")];

/// Writes records of a few lines, so that reading them takes no longer than it must.
fn short_records(content: &Path, count: usize) -> Result<()> {
    fs::create_dir_all(content)?;
    for n in 0..count {
        let (year, month, day) = (2015 + n % 10, 1 + n % 12, 1 + n % 28);
        let text = format!(
            "Timestamp: {year}-{month:02}-{day:02}T10:00:00\nTitle: Item {n}\nURL: https://example.org/{n}\n\
             Tags: tag{}, more{}\nCategory: {}\nAuthor: Author{}\nDescription:\nWords of item {n}.\n",
            n % 50,
            n % 7,
            n % 12,
            n % 400
        );
        fs::write(content.join(format!("{n}.txt")), text)?;
    }
    Ok(())
}

/// So many records that to compare each with each would be seen.
const ALIKE: usize = 4_000;

/// What each has the most in common with, of many records: half of them share a tag, and a quarter a tag, a category and words.
/// (What all have is nothing in common.)
fn related() -> Result<()> {
    let builder = Builder::new(Config::default(), &[])?;
    let entry = |number: usize| {
        let quarter = ["north", "east", "south", "west"][number % 4];
        let text = format!(
            "Title: Episode {number}, {quarter}ern part\nTags: {}, {quarter}\nCategories: {quarter}\n",
            ["odd", "even"][number % 2]
        );
        let path = ContentPath::new(format!("{number}.txt"));
        builder.entries(&path, &text.as_bytes().into(), &Corrections::default())
    };
    let entries: Entries = (0..ALIKE).flat_map(entry).map(Arc::new).collect();
    let listed: Ids = (0..ALIKE).collect();
    ensure!(entries.len() == ALIKE);
    measure("related", || {
        let related = Related::new(&entries, &listed);
        (0..ALIKE).map(|id| related.of(id)).for_each(|found| drop(black_box(found)));
    });
    Ok(())
}

fn read(dir: &Path) -> Result<Vec<(ContentPath, RecordFiles)>> {
    let folder = Folder::of(&Config::default()).at(&dir.join("content"));
    let sources = folder.scan()?.files.into_iter();
    Ok(sources.filter_map(|file| Some((file.path.clone(), file.read(folder.limit())?))).collect())
}

fn sources(description: &str) -> Vec<&str> {
    let elements = diagram::blocks(description).into_iter().filter_map(|block| match block {
        diagram::Block::Diagram(element) => Some(element.source),
        diagram::Block::Fence(_) => None,
    });
    elements.map(|source| &description[source]).collect()
}

fn build(dir: &Path) -> Result<()> {
    let root = dir.to_str().context("a path of text")?;
    let outcome = commands::run(&Cli::try_parse_from(["synopsite", "-q", "-r", root, "build"])?)?;
    ensure!(outcome == Outcome::Success, "{outcome:?}");
    Ok(())
}

/// A new record while the site is served: until it stands on its page and on home.
fn change(content: &Path, name: &str) -> Result<()> {
    let config = Config { content_dir: content.to_owned(), ..Config::default() };
    let live = Live::open(Box::new(move || Ok(config.clone())), |_| State::default())?;
    live.answer("index.html")?.context("home")?;
    live.published().site().relate();
    let file: PathBuf = content.join("2099-01-01_news.txt");
    fs::write(&file, "Timestamp: 2099-01-01T10:00:00\nTitle: 新的一条\n\nDescription:\n刚到。\n")?;
    let pending = PendingChanges { content: vec![file], ..PendingChanges::default() };
    measure(name, || {
        live.refresh(&pending);
        live.answer("records/2099-01-01_news.html")?.context("its page")?;
        live.answer("index.html")?.context("home")
    })?;
    Ok(())
}
