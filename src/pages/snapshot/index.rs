//! The index of a site that follows another one: what of the published index can be used again.

use super::Snapshot;
use crate::pages::plan::{self, IndexFile};
use crate::pages::view::search;
use crate::search::codec;
use crate::search::index::{Moved, Placed, Remade};
use crate::search::layout::Segmented;
use crate::site::EntryId;
use crate::site::route::Route;

impl Snapshot {
    /// The buckets of a segment of the index, by its place.
    pub fn buckets(&self, place: usize) -> impl Iterator<Item = IndexFile> {
        let buckets = self.layout().segments[place].buckets();
        (0..buckets).map(move |bucket| plan::bucket(self.layout(), place, bucket))
    }

    /// Whether a segment has the place and the buckets that one had when it was published.
    pub fn has_form(&self, place: usize, before: &Segmented) -> bool {
        let segment = &self.layout().segments[place];
        before.name == segment.name() && before.bits == segment.bits
    }

    /// What became of the records of a segment since it was published.
    pub fn moved(&self, place: usize, before: &Segmented) -> Moved {
        let fingerprint = |number: u32| self.site.entries[number as EntryId].fingerprint();
        Moved::new(&before.records, &self.layout().segments[place], fingerprint)
    }

    /// The records of a segment of the index.
    pub fn records_of_segment(&self, place: usize) -> Vec<EntryId> {
        self.layout().segments[place].records.clone().map(|number| number as EntryId).collect()
    }

    /// Renders a bucket of which `before` is the script that was published when the records of its segment had other numbers;
    /// `None` where that is damaged.
    pub fn render_moved(
        &self,
        file: &IndexFile,
        index: &Placed,
        before: &[u8],
        moved: &Moved,
    ) -> Option<Remade<Vec<u8>>> {
        search::moved(self.layout(), file, index, before, moved)
    }

    /// The script that says which scripts with data for search there are, with the versions of the buckets of each segment: two
    /// sites that follow each other have other buckets at the same addresses.
    pub fn search_head(&self, route: &Route, versions: &[&str]) -> Vec<u8> {
        search::head_with_versions(route, self.layout(), versions)
    }

    /// The version of a bucket, from its script.
    pub fn version_of(script: &[u8]) -> String {
        codec::version(search::plain_data(script).unwrap_or_default())
    }

    /// The segments of the index, without the versions of their buckets.
    pub fn segments(&self) -> Vec<Segmented> {
        let fingerprint = |number: u32| self.site.entries[number as EntryId].fingerprint();
        let segments = self.layout().segments.iter();
        let segmented = segments.map(|segment| Segmented {
            name: segment.name().to_owned(),
            id: segment.id,
            bits: segment.bits,
            records: segment.records.clone().map(fingerprint).collect(),
            versions: String::new(),
        });
        segmented.collect()
    }
}
