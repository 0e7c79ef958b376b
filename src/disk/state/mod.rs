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
use crate::record::files::Bytes;
use crate::search::layout::Segmented;
pub use outputs::{Outputs, Written};
pub use records::{KnownFile, KnownRecord, Records, digest_of};

use store::Store;

/// The state of one output folder.
#[derive(Debug, Default)]
pub struct State {
    store: Store,
    /// What the records' files were.
    pub records: Arc<Records>,
    /// What the site said of them; `None` where nothing is known.
    corrected: Option<Corrected>,
    /// Where what stands in the output folder is kept.
    published: Store,
    /// What stands there.
    pub outputs: Arc<Outputs>,
    /// `None` where nothing is known.
    site: Option<Site>,
}

const CORRECTED: &str = "corrected";
const SITE: &str = "site";

/// What a program must be, and what it must do, for what it left to be of use.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    /// Of the program.
    pub program: Digest,
    /// Of the settings that entries depend on.
    pub entries: Digest,
    /// Of all settings and templates.
    pub site: Digest,
}

/// The bytes of what the site said of its records; `None` where there was nothing, or it could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected(pub Option<Vec<u8>>);

impl Corrected {
    /// Of the file as it was read, if there is one.
    pub fn of(bytes: Option<&Bytes>) -> Self {
        Self(bytes.and_then(|bytes| bytes.as_ref().ok()).map(|bytes| bytes.to_vec()))
    }
}

/// What was known of a site as a whole.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Of all that the site was made of, where that is certain.
    pub inputs: Option<Digest>,
    /// The index of its texts.
    pub segments: Vec<Segmented>,
}

impl State {
    /// Reads the state in a folder, as far as it was written with these keys.
    pub fn open(dir: &Path, keys: Keys) -> Self {
        let published = Store::new(dir, Digester::default().digest(keys.program).digest(keys.site).finish());
        let (state, outputs) =
            rayon::join(|| Self::open_records(dir, keys.program, keys.entries), || Outputs::read(&published));
        Self { outputs: Arc::new(outputs), site: published.read(SITE), published, ..state }
    }

    /// Reads what is known of records alone, as far as it was written by this program with these settings.
    pub fn open_records(dir: &Path, program: Digest, entries: Digest) -> Self {
        let store = Store::new(dir, Digester::default().digest(program).digest(entries).finish());
        let corrected: Option<Corrected> = store.read(CORRECTED);
        let records = Records::read(&store);
        // Without the corrections nobody knows what the entries are of, nor where somebody writes them now.
        let corrected = corrected.filter(|corrected| store.read(CORRECTED).as_ref() == Some(corrected));
        let records = if corrected.is_some() { records } else { Records::default() };
        Self { store, records: Arc::new(records), corrected, ..Self::default() }
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.store.is_kept()
    }

    /// What the site said of its records.
    pub fn corrected(&self) -> Option<&Corrected> {
        self.corrected.as_ref()
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
    pub fn keep(&self, records: &Records, corrected: &Corrected, outputs: &Outputs, site: &Site) {
        let is_same = self.site.as_ref() == Some(site);
        if !is_same {
            self.published.remove(SITE);
        }
        self.keep_records(records, corrected);
        outputs.write(&self.published, &self.outputs);
        if !is_same {
            self.published.write(SITE, site);
        }
    }

    /// Keeps what is known of records alone.
    pub fn keep_records(&self, records: &Records, corrected: &Corrected) {
        let is_same = self.corrected.as_ref() == Some(corrected);
        if !is_same {
            // Entries of other corrections are worse than none.
            self.store.remove(CORRECTED);
        }
        records.write(&self.store, &self.records);
        if !is_same {
            self.store.write(CORRECTED, corrected);
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
