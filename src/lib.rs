//! Synopsite turns a folder of machine-written summaries into a browsable static site.
//!
//! # One walk
//!
//! ```text
//! disk      scan(dir)             -> Sources            source
//! pages     files of a record     -> Entries            builder: pure, per file, in parallel, never fails
//! record      parse                 header and excerpt of each record in the file, with its overrides
//! markdown    digest                what lists need of the description
//! diagram     lint                  diagrams that Mermaid will not draw
//! site        checks                texts that stop in the middle, what the description refers to
//!           entries               -> Snapshot            pure, sequential
//! disk        pictures              those that records show, looked at
//! site        site                  order and indexes, what records have in common, and where their links lead
//! pages       plan                  the table of contents: pages, and files that hold data
//!             audit                 what is wrong between records, and with the settings; for whoever asks
//! pages     files of a record     -> Visit               pure, per record, in parallel
//! record      parse                 its texts
//! markdown    render_and_plain      the description as HTML and as search takes it
//!             view, templates       its page
//! search      terms               -> blocks, Index       what it is found by
//!           a page without texts  -> bytes               pure, per page, in parallel
//! pages       view                  what the template receives
//!             templates             the template
//! disk      bytes                 -> Synced             output
//! ```
//!
//! Each folder of `src/` is a stage. The stages stand below in the order of the walk, and so do the modules of each stage
//! in its `mod.rs`: a module uses only those above it. Two pairs know each other: `view` and `templates` (a template's
//! name and its data), `plan` and `site`.
//!
//! # Two visits to a record
//!
//! `build` visits each record twice: tests count how often it opens the file (`tests/suite/visits.rs`) and how often it
//! parses it (`benches/measure/tests/measure/visits.rs`). The first visit gives an
//! [`Entry`](site::entry::Entry), the header and the excerpt, which stays in memory. The second gives all that is made of texts:
//! the page, the terms for the index, the record's pieces of the scripts of the gallery and of search, and its file. A page
//! names its neighbours and related records, which are known only when all entries are; so one visit would have to keep the
//! rendered texts of all records, some ten kilobytes each, in memory or on disk. The second reading costs less: parsing
//! takes 1 % of a build's instructions, and `benches/measure/tests/measure/budgets.toml` has
//! what each part takes.
//!
//! Between the visits no text stays in memory. The index of all texts does, from the second visit until it is written.
//!
//! A record is more than its file: its [`RecordFiles`](record::files::RecordFiles) also holds the subtitles and the overrides that
//! lie beside it, which are read, compared and handed on together. [`Corrections`](record::parse::Corrections) for the
//! whole site take effect where an entry is made, so no later stage knows of them.
//!
//! A description may refer to other records, and to pictures beside it. The first visit lists these
//! [references](markdown::Reference); whether they are there only the site knows, which says what is missing, and hands the
//! second visit the [links](markdown::Links) of the record. So a page follows the records and pictures that it names, and a
//! record without references asks for nothing.
//!
//! Every format is read into the same header lines and texts ([`record::parse`]). A file may hold several records: each
//! has its own place in the folder (`all.jsonl#2`) and knows its part of the file, and only that part is read again.
//! Sidecars belong to the first record of a file.
//!
//! The browser's half of [`search`] stands in `src/web/search/`. Both halves share the n-grams, the keys and the encoding
//! of lists, and a test compares them byte for byte.
//!
//! # The same walk, in a loop
//!
//! ```text
//! watch     events, polling       -> PendingChanges    when to read what again
//! live      PendingChanges        -> Update, Published the walk over what changed, published in one step
//!             cache                 Delta, Changes      the records as they were last read
//!             snapshot              Snapshot
//! server    a request             -> a page             looked up, and rendered when somebody asks for it
//! ```
//!
//! `serve` keeps the records' files, packed, in a [`cache`](serve::cache) and reads only what has changed. When it starts, the state of
//! builds and of earlier starts says what the records are that are as they were [seen](disk::remembered): the first page needs none
//! of their bytes, which are read while search is made, or when somebody asks for a page. Each site is made of the one
//! before ([`Site::next`](site::Site::next)) and shares with it what nothing has become of. Entries are numbered from the
//! [oldest](site::EntryId), so that nearly all keep their numbers when others come, and no list that they are in has to be
//! made again.
//! Pages are rendered on demand. A build makes its site of one without entries, and whoever has read a folder makes the
//! snapshot from the same [`Inputs`](pages::snapshot::Inputs). So only one way leads from a folder to a site, and `serve` shows what `build`
//! writes; only the [head](search::layout) of search lacks the versions of buckets, which browsers need that keep some.
//!
//! # From build to build
//!
//! An output folder holds a [`AddressHistory`](site::history::AddressHistory) of where records are. `build` reads it and keeps a page at
//! each address that a record had before. A build into an empty folder, and `serve`, lack these pages and no others.
//!
//! What has not changed costs nothing but a look:
//!
//! ```text
//! disk      state                 -> Records, Outputs   what the builds before left: facts, each of which stands for itself
//!           remembered            -> Entries            of the files that are as they were seen, or hold the same bytes
//! pages     keys                  -> Digests            of all that each file is made of
//! disk      output                                      a file that stands as it was made with its key is kept
//!           stage                                       the site before the last, brought up to date, changes places
//! ```
//!
//! A segment of the index is changed, not made anew: its published buckets say which records have which keys, and the records that are
//! new to it are visited ([`search::index::Moved`]).
//!
//! A page's [key](pages::keys) is a digest of its view, and so of all that its template can see, with the digests of the
//! records' files that it shows. Nothing else says what depends on what. The [state](disk::state) is a cache: without it a
//! build gives the same files, which a test shows for any sequence of changes, with builds killed between them.
//!
//! # Invariants
//!
//! 1. Only [`disk`], [`serve`], [`commands`] and `main` touch the disk, the clock, the environment or the network.
//! 2. Parsing does not fail. Whatever the bytes are, they give a record, and every character is in one of its parts; a
//!    broken record becomes a page that says what is wrong.
//! 3. Templates look nothing up. They receive closed, typed [`view`](pages::view)s.
//! 4. Lists do not depend on descriptions or transcripts: an [`Entry`](site::entry::Entry) holds only their lengths. The
//!    data for the home page's filters (`src/web/browse/`) comes from entries, too. Two things hold more: the scripts of
//!    the gallery, which need the diagrams' sources, and those of search.
//! 5. No output holds the time of the build, or anything else that differs between two builds of one folder.
//! 6. The program deletes nothing that it did not write, and no reader ever sees half a site ([`disk::output`]). A page
//!    stays until its record is known to be gone: what cannot be read keeps what was published of it.
//! 7. Only [`route`](site::route) invents addresses.
//! 8. No output mentions the development server: [`serve::server`] adds to an answer what live reload needs.
//! 9. A reader sees one published state and never waits for the next; after an error the last good state stays.
//! 10. No record's text reaches a page as markup, beyond the allow-list of [`markdown`]. A page shows pictures of the content
//!     folder alone, found by a walk through it, never by joining a record's words to a path.
//! 11. What ends a command says what could not be done, why, and what to do, in the site's language ([`base::error`]).
//!     One place puts it into words.
//! 12. No page runs or parses a diagram's source. Mermaid has a frame of its own, without a network and without access to
//!     the page, which takes the drawing over by an allow-list (`src/web/diagrams/`). A source is never changed where it
//!     stands; [`diagram::repair`] gives a second one.

// Pure.
pub mod base;
pub mod config;
pub mod diagram;
pub mod record;
pub mod markdown;
pub mod site;
pub mod search;
pub mod pages;
// The edges.
pub mod disk;
pub mod serve;
pub mod commands;
