//! Synopsite: a folder of machine-written summaries becomes a browsable static site.
//!
//! # One walk
//!
//! ```text
//! source    scan(dir)             -> Sources            disk
//! builder   dossier               -> Entries            pure, per file, parallel, never fails:
//!             parse, markdown       header and excerpt, corrected, of each record in the file
//!             verdict               diagrams that will not be drawn
//!             inspect               texts that stop in the middle, links that lead nowhere
//!           entries               -> Edition            pure, sequential:
//!             site                  order and indexes, and what records have in common
//!             plan                  the table of contents
//!             audit                 what is wrong between records, and with settings; when it is asked for
//!           texts                 -> blocks, Index     pure, parallel:
//!             search                what each text is found by
//!           a page and its texts  -> bytes              pure, per page, parallel:
//!             markdown, view        what the template is handed
//!             statistics, plot      what all records come to, and the shapes of it
//!             theme                 the template
//! output    bytes                 -> Synced             disk
//! ```
//!
//! The modules below are listed in the order of the walk; a module uses only those above it. Two pairs
//! know each other: `view` and `theme` (a template's name and its data), `plan` and `site`.
//!
//! `build` reads a record's text first for its header and its excerpt, which stay in memory as an
//! [`Entry`](entry::Entry), and again when it is indexed for search, when its page is rendered, when its diagrams are
//! put into the gallery and when its file is offered as it is. In between no text is held; the index of all texts is, until it is written.
//!
//! A record is not its file alone, but its [`Dossier`](dossier::Dossier): the subtitles and corrections beside it are read,
//! compared and handed on with it. What [`Corrections`](parse::Corrections) the site has of all records is taken in where an
//! entry is made, so nothing after that knows of either.
//!
//! Every format is read into the same header lines and texts ([`parse`]). A file may hold several records: each has a
//! place of its own in the folder (`all.jsonl#2`) and knows its part of the file, and only that part is read again.
//! Companions are those of a file's first record.
//!
//! What a browser does with the index (`src/finder/`) is the other half of [`search`]; the two have the grams, the keys and
//! the form of lists in common, and a test compares them byte for byte.
//!
//! # The same walk, in a loop
//!
//! ```text
//! watch     events, looking       -> Due                when is what to be read again
//! live      Due                   -> Pass, Published    the walk over what changed, published in one step
//!             shelf                 Readings, Changes   the records as they were last read
//!             builder               Edition
//! server    a request             -> a page             looked up and rendered when it is asked for
//! ```
//!
//! `serve` keeps the dossiers of records on a [`Shelf`](shelf::Shelf) and reads only what has changed. An edition of
//! known entries is ordered and indexed anew each time, which is fast; pages are rendered on demand. So there is
//! one way from a folder to a site, and what is served equals what is built.
//!
//! # From build to build
//!
//! An output folder holds a [`Memory`](memory::Memory) of where records are. `build` reads it, and gives a page to each
//! address that a record had before: the only pages that a build into an empty folder, and `serve`, do not have.
//!
//! # What does not happen
//!
//! 1. Nothing but [`source`], [`output`], [`shelf`], [`live`], [`watch`], [`server`], [`command`] and `main`
//!    touches disk, clock, environment or network.
//! 2. Parsing does not fail. Whatever the bytes are, there is a record, and every character is in one of
//!    its parts; a broken record becomes a page that says what is wrong.
//! 3. Templates look nothing up. They get closed, typed [`view`]s.
//! 4. Lists do not depend on descriptions or transcripts: an [`Entry`](entry::Entry) has only their lengths. The data
//!    of the home page's filters (`src/browse/`) is made of entries, too. Only the scripts of the gallery hold a part of
//!    them, which are the diagrams' sources, and those of search.
//! 5. No output holds the time of the build, or anything that differs between two builds of one folder.
//! 6. Nothing is deleted that the program did not write, and no reader ever sees half a site ([`output`]).
//!    Nor is a page, as long as nobody knows that its record is gone: what cannot be read keeps what was published of it.
//! 7. Addresses are invented nowhere but in [`route`].
//! 8. No output mentions the development server: what live reload needs is added to an answer by [`server`].
//! 9. A reader sees one published state and never waits for the next; a fault leaves the last good one.
//! 10. No record's text reaches a page as markup, beyond the allow-list of [`markdown`].
//! 11. What ends a command says what could not be done, why, and what to do, in the site's language ([`failure`]); it is put
//!     into words in one place.
//! 12. No diagram's source is run or parsed in a page: Mermaid has a frame of its own, without a network and without
//!     access to the page, which takes the drawing over by an allow-list (`src/diagrams/`). A source is never
//!     changed where it stands; [`repair`] gives a second one.

// The vocabulary.
pub mod text;
pub mod reading;
pub mod message;
pub mod diagnostic;
pub mod i18n;
pub mod failure;
pub mod redirect;
pub mod record;
pub mod dossier;
pub mod timemark;
// Pure stages.
pub mod config;
pub mod starter;
pub mod diagram;
pub mod repair;
pub mod verdict;
pub mod markdown;
pub mod parse;
pub mod transcript;
pub mod category;
pub mod route;
pub mod assets;
pub mod inspect;
pub mod entry;
pub mod export;
pub mod address;
pub mod related;
pub mod site;
pub mod memory;
pub mod search;
pub mod plan;
pub mod audit;
pub mod statistics;
pub mod plot;
pub mod view;
pub mod theme;
pub mod builder;
// The edges.
pub mod source;
pub mod output;
pub mod shelf;
pub mod live;
pub mod watch;
pub mod server;
// The shell.
pub mod report;
pub mod cli;
pub mod command;
