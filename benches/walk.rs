//! Times the parts of the walk and the whole build, on made records. Run with `cargo bench`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use divan::{Bencher, black_box, counter::ItemsCount};
use synopsite::config::Config;
use synopsite::disk::source::{Folder, SourceFile, Sources};
use synopsite::markdown;
use synopsite::pages::builder::Builder;
use synopsite::pages::plan::{Kind, OutputFile, Page};
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::ContentPath;
use synopsite::record::files::RecordFiles;
use synopsite::record::parse::{Corrections, parse};
use synopsite::record::transcript;
use synopsite::site::entry::Entry;
use synopsite::site::related::Related;

const RECORDS: usize = 1_000;

fn main() {
    divan::main();
}

/// A folder of records that the example has made; it is made once and kept in the target folder.
fn corpus() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| make_corpus("corpus", RECORDS))
}

fn make_corpus(name: &str, records: usize) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let example = ["run", "--quiet", "--release", "-p", "synopsite-measure", "--bin", "corpus", "--"];
    let mut command = Command::new(cargo);
    command.args(example).arg(records.to_string()).arg(dir.join("content"));
    assert!(command.status().is_ok_and(|status| status.success()), "the corpus example failed");
    dir
}

fn folder(corpus: &Path) -> Folder {
    Folder::of(&Config::default()).at(&corpus.join("content"))
}

fn read(file: &SourceFile) -> Option<RecordFiles> {
    file.read(Config::default().max_file_mb.bytes())
}

fn sources() -> Sources {
    folder(corpus()).scan().unwrap_or_default()
}

/// A usual record's text.
fn text() -> Vec<u8> {
    let sources = sources();
    let usual =
        sources.files.iter().filter_map(|file| read(file)?.main.ok()).find(|bytes| bytes.len() > 6_000);
    usual.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn builder() -> Option<Builder> {
    Builder::new(Config::default(), &[]).ok()
}

#[divan::bench]
fn parse_a_record(bencher: Bencher<'_, '_>) {
    let (bytes, path) = (text(), ContentPath::new("x.txt"));
    bencher.bench(|| parse(&path, black_box(&bytes), None));
}

#[divan::bench]
fn markdown_to_html(bencher: Bencher<'_, '_>) {
    let record = parse(&ContentPath::new("x.txt"), &text(), None).record;
    bencher
        .bench(|| markdown::render(black_box(&record.texts.description.text), markdown::Setting::default()));
}

#[divan::bench]
fn markdown_to_abstract(bencher: Bencher<'_, '_>) {
    let record = parse(&ContentPath::new("x.txt"), &text(), None).record;
    bencher.bench(|| markdown::digest(black_box(&record.texts.description.text)));
}

#[divan::bench]
fn transcript_to_paragraphs(bencher: Bencher<'_, '_>) {
    let record = parse(&ContentPath::new("x.txt"), &text(), None).record;
    bencher.bench(|| transcript::paragraphs(black_box(&record.texts.transcript.text)).len());
}

fn entries(sources: &Sources, builder: &Builder) -> Vec<Arc<Entry>> {
    let entry = |file: &SourceFile| {
        let record_files = read(file)?;
        Some(Arc::new(builder.entries(&file.path, &record_files, &Corrections::default()).remove(0)))
    };
    sources.files.iter().filter_map(entry).collect()
}

#[divan::bench(sample_count = 10)]
fn read_all_entries(bencher: Bencher<'_, '_>) {
    let (sources, Some(builder)) = (sources(), builder()) else { return };
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(|| entries(&sources, &builder));
}

/// The related records of 10,000, which may take a second.
#[divan::bench(sample_count = 5)]
fn relate_ten_thousand_records(bencher: Bencher<'_, '_>) {
    let Some(builder) = builder() else { return };
    let sources = folder(&make_corpus("ten-thousand", 10_000)).scan().unwrap_or_default();
    let entries = entries(&sources, &builder);
    let snapshot = Snapshot::new(Arc::new(builder), entries, Arc::default());
    let entries = &snapshot.site().entries;
    bencher.counter(ItemsCount::new(entries.len())).bench_local(|| {
        let related = Related::new(entries, &snapshot.site().listed);
        (0..entries.len()).map(|id| related.of(id).len()).sum::<usize>()
    });
}

/// What a site without a state before it costs, besides reading the files.
#[divan::bench]
fn order_and_plan(bencher: Bencher<'_, '_>) {
    let (sources, Some(builder)) = (sources(), builder()) else { return };
    let entries = entries(&sources, &builder);
    let builder = Arc::new(builder);
    let snapshot = || Snapshot::new(builder.clone(), entries.clone(), Arc::default());
    bencher.counter(ItemsCount::new(RECORDS)).bench_local(snapshot);
}

#[divan::bench(sample_count = 10)]
fn render_all_records(bencher: Bencher<'_, '_>) {
    render(bencher, is_record);
}

#[divan::bench(sample_count = 10)]
fn render_all_lists(bencher: Bencher<'_, '_>) {
    render(bencher, |file| !is_record(file));
}

fn is_record(file: &OutputFile) -> bool {
    matches!(file, OutputFile::Page(Page { kind: Kind::Record(_), .. }))
}

/// On one thread, from the files to the bytes of the pages.
fn render(bencher: Bencher<'_, '_>, wanted: impl Fn(&OutputFile) -> bool) {
    let (sources, Some(builder)) = (sources(), builder()) else { return };
    let entries = entries(&sources, &builder);
    let snapshot = Snapshot::new(Arc::new(builder), entries, Arc::default());
    let pages: Vec<_> = snapshot.files().filter(wanted).collect();
    let read = |entry: &Entry| {
        let place = sources.files.binary_search_by(|file| file.path.cmp(&entry.path));
        place.ok().and_then(|place| self::read(&sources.files[place]))
    };
    let render = || pages.iter().filter_map(|page| snapshot.render(page, read).ok()).count();
    bencher.counter(ItemsCount::new(pages.len())).bench_local(render);
}

/// The program itself, into an empty folder: what is left over the parts above is mostly writing.
#[divan::bench(sample_count = 5)]
fn build_from_nothing(bencher: Bencher<'_, '_>) {
    build(bencher, true);
}

/// The program itself, where nothing has changed.
#[divan::bench(sample_count = 5)]
fn build_again(bencher: Bencher<'_, '_>) {
    build(bencher, false);
}

fn build(bencher: Bencher<'_, '_>, fresh: bool) {
    let output = corpus().join("public");
    bencher
        .counter(ItemsCount::new(RECORDS))
        .with_inputs(|| {
            if fresh {
                drop(std::fs::remove_dir_all(&output))
            }
        })
        .bench_local_values(|()| {
            Command::new(env!("CARGO_BIN_EXE_synopsite"))
                .arg("-q")
                .arg("-r")
                .arg(corpus())
                .arg("build")
                .status()
        });
}
