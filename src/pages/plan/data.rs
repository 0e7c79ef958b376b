//! Files that hold data. Each has an address, and bytes that no template writes.

use std::ops::Range;

use super::Publication;
use crate::site::EntryId;
use crate::site::route::Route;

/// A file that holds data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Its address.
    pub route: Route,
    /// What it holds.
    pub data: Data,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// One record as its file has it, byte by byte.
    Raw(EntryId),
    /// A piece of each of some records.
    Joined(Joined),
    /// Which diagrams there are.
    Diagrams,
    /// What each record can be chosen by on the home page.
    Browse,
    /// The cards of some records: its number, counted from the oldest, and the places in
    /// [`Site::browsable`](crate::site::Site::browsable). A browser asks only for those parts that hold what is shown.
    Cards(usize, Range<usize>),
    /// The words that scripts show.
    Words,
    /// Which scripts with data for search there are.
    SearchHead,
    /// The records of each category, source and tag, for search.
    SearchFacets,
    /// What lists know of the records with these ids, as JSON; with the newest, how many files there are with older ones.
    Records(Range<EntryId>, Option<usize>),
    /// Something for other programs.
    Publication(Publication),
}

/// A script with a piece of each of some records, made of their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// Their diagrams: the script's number, counted from the oldest, and the places in
    /// [`Site::illustrated`](crate::site::Site::illustrated). So a browser asks only for what is looked at, and does so
    /// without a server, too.
    Diagrams(usize, Range<usize>),
    /// What can be searched for, by the part's place in the layout.
    Texts(usize),
}

/// A script with data for search that is made of the index of all texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    /// Its address.
    pub route: Route,
    /// What it holds.
    pub data: Indexed,
}

/// What such a script holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indexed {
    /// The words with a first letter.
    Words(char),
    /// A bucket of a segment, by their places.
    Bucket(usize, u32),
}
