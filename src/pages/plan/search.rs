//! The scripts with data for search: which there are, and where each is.

use super::{Data, DataFile, IndexFile, Indexed, Joined};
use crate::search::layout::Layout;
use crate::site::route::Route;

/// The folder of what is needed to search.
const SEARCH_FOLDER: &str = "search";

/// The letters that words may begin with.
pub const LETTERS: std::ops::RangeInclusive<char> = 'a'..='z';

fn script(folder: &str, name: &str) -> Route {
    Route::script(&format!("{SEARCH_FOLDER}{folder}"), name)
}

fn head() -> DataFile {
    DataFile { route: script("", "head"), data: Data::SearchHead }
}

fn facets() -> DataFile {
    DataFile { route: script("", "facets"), data: Data::SearchFacets }
}

fn texts(layout: &Layout, part: usize) -> DataFile {
    let (month, place) = layout.place_of_part(part);
    let route = script(&format!("/text/{month}"), &place.to_string());
    DataFile { route, data: Data::Joined(Joined::Texts(part)) }
}

fn words(letter: char) -> IndexFile {
    IndexFile { route: script("/words", &letter.to_string()), data: Indexed::Words(letter) }
}

/// A bucket of a segment, by their places.
pub fn bucket(layout: &Layout, segment: usize, bucket: u32) -> IndexFile {
    let folder = format!("/{}", layout.segments[segment].name());
    IndexFile { route: script(&folder, &bucket.to_string()), data: Indexed::Bucket(segment, bucket) }
}

/// All that are made without the index.
pub fn search_files(layout: &Layout) -> impl Iterator<Item = DataFile> {
    let parts = (0..layout.parts.len()).map(|part| texts(layout, part));
    [head(), facets()].into_iter().chain(parts)
}

/// All that are made of the index.
pub fn index_files(layout: &Layout) -> impl Iterator<Item = IndexFile> {
    let buckets = layout.segments.iter().enumerate().flat_map(move |(place, segment)| {
        (0..segment.buckets()).map(move |number| bucket(layout, place, number))
    });
    LETTERS.map(words).chain(buckets)
}

/// Whether an address is one of theirs, if of any.
pub fn is_of_search(address: &str) -> bool {
    parts_of(address).is_some()
}

/// The one at an address that is made without the index.
pub fn find_search_file(layout: &Layout, address: &str) -> Option<DataFile> {
    let (folder, name) = parts_of(address)?;
    let file = match folder {
        "" if name == "head" => head(),
        "" if name == "facets" => facets(),
        folder => texts(layout, layout.part_in(folder.strip_prefix("text/")?, name.parse().ok()?)?),
    };
    // One file has one address: `07` is none for 7.
    Some(file).filter(|file| file.route.as_str() == address)
}

/// The one at an address that is made of the index.
pub fn find_index_file(layout: &Layout, address: &str) -> Option<IndexFile> {
    let (folder, name) = parts_of(address)?;
    let file = match folder {
        "words" => words(name.parse().ok().filter(|letter| LETTERS.contains(letter))?),
        folder => {
            let place = layout.segments.iter().position(|segment| segment.name() == folder)?;
            let number = name.parse().ok().filter(|number| *number < layout.segments[place].buckets())?;
            bucket(layout, place, number)
        }
    };
    Some(file).filter(|file| file.route.as_str() == address)
}

/// The folder in [`SEARCH_FOLDER`], which may be `""`, and the name of a script.
fn parts_of(address: &str) -> Option<(&str, &str)> {
    let path = address.strip_prefix(SEARCH_FOLDER)?.strip_prefix('/')?.strip_suffix(".js")?;
    Some(path.rsplit_once('/').unwrap_or(("", path)))
}
