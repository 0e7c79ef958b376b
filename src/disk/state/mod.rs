//! What a build leaves for the next one: a cache, in a folder of its own.
//!
//! It holds facts that each stand for themselves: a file with these bytes has these entries; what stands at this address
//! was made with this key. A fact is used where what it is about is still so, which is looked at each time, so it makes no
//! difference whether facts are of one build or of several, and a build that was killed leaves nothing to mend. Every file
//! says for which program and settings it is, and has a digest: what does not fit, or was damaged, is as if it were not
//! there. The folder holds what the last build needed, and may be deleted at any time.

mod outputs;
mod records;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::digest::{Digest, Digester};
use crate::search::layout::Segmented;
pub use outputs::{Outputs, Written};
pub use records::{KnownFile, KnownRecord, Records, digest_of};

use store::Store;

/// The state of one output folder.
#[derive(Debug, Default)]
pub struct State {
    store: Store,
    /// What the records' files were.
    pub records: Records,
    /// What stands in the output folder.
    pub outputs: Arc<Outputs>,
    /// `None` where nothing is known.
    site: Option<Site>,
}

const SITE: &str = "site";

/// What was known of a site as a whole.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The bytes of what the site said of its records; `None` where there was nothing, or it could not be read.
    pub corrections: Option<Vec<u8>>,
    /// Of all that the site was made of, where that is certain.
    pub inputs: Option<Digest>,
    /// The index of its texts.
    pub segments: Vec<Segmented>,
}

impl State {
    /// Reads the state in a folder, as far as it was written by this program with these settings, each of which has a key.
    pub fn open(dir: &Path, keys: [Digest; 2]) -> Self {
        let [program, settings] = keys;
        let key = Digester::default().digest(program).digest(settings).finish();
        let store = Store::new(dir, key);
        let site: Option<Site> = store.read(SITE);
        let (records, outputs) = rayon::join(|| Records::read(&store), || Outputs::read(&store));
        // Without the corrections nobody knows what the entries are of.
        let records = if site.is_some() { records } else { Records::default() };
        Self { store, records, outputs: Arc::new(outputs), site }
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.store.is_kept()
    }

    /// The bytes of what the site said of its records.
    pub fn corrections(&self) -> Option<&[u8]> {
        self.site.as_ref()?.corrections.as_deref()
    }

    /// The digest of all that the site was made of.
    pub fn inputs(&self) -> Option<Digest> {
        self.site.as_ref()?.inputs
    }

    /// The segments of the index of the site.
    pub fn segments(&self) -> &[Segmented] {
        self.site.as_ref().map_or(&[], |site| &site.segments)
    }

    /// Keeps what is known after a build. What cannot be written is not known to the next one.
    pub fn keep(&self, records: &Records, outputs: &Outputs, site: &Site) {
        let is_same = self.site.as_ref() == Some(site);
        if !is_same {
            // Entries of other corrections are worse than none.
            self.store.remove(SITE);
        }
        records.write(&self.store, &self.records);
        outputs.write(&self.store, &self.outputs);
        if !is_same {
            self.store.write(SITE, site);
        }
    }
}

/// The folder of the state of a site that is written to `target`, inside of one that several sites share.
pub fn folder_in(dir: &Path, target: &Path) -> PathBuf {
    let name = Digest::of(target.as_os_str().as_encoded_bytes());
    dir.join(name.to_string())
}

/// Removes the state in a folder.
pub fn remove(dir: &Path) {
    // What is left is looked at before it is believed.
    let _ = fs::remove_dir_all(dir);
}
