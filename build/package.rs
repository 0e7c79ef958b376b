//! Packages of npm that the program brings along: fetched as `package-lock.json` pins them, checked, unpacked.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha512};

/// What pins the packages.
pub(crate) const LOCKFILE: &str = "package-lock.json";

/// A package, and what the lockfile demands of it: the version and the integrity (`sha512-…`).
pub(crate) struct Package {
    name: &'static str,
    /// The files and folders that are taken from it.
    wanted: &'static [&'static str],
    pub(crate) version: String,
    integrity: String,
}

/// A file of a package: its path in the package, and what it says.
pub(crate) type File = (String, String);

impl Package {
    pub(crate) fn pinned(
        lock: &serde_json::Value,
        name: &'static str,
        wanted: &'static [&'static str],
    ) -> Result<Self, Box<dyn Error>> {
        let entry = &lock["packages"][format!("node_modules/{name}")];
        let field = |field: &str| {
            let value = entry[field].as_str().map(str::to_owned);
            value.ok_or_else(|| format!("{LOCKFILE} does not pin {name}'s {field}"))
        };
        Ok(Self { name, wanted, version: field("version")?, integrity: field("integrity")? })
    }

    /// Its files, from `vendor/` where they are there, else from npm; those are kept in the output folder.
    pub(crate) fn files(&self, out: &Path) -> Result<Vec<File>, Box<dyn Error>> {
        let vendored = Path::new("vendor").join(self.folder());
        if vendored.exists() {
            return read(&vendored);
        }
        let kept = out.join("packages").join(self.folder());
        let stamp = out.join(format!("{}.integrity", self.folder()));
        let demanded = format!("{}\n{}", self.integrity, self.wanted.join("\n"));
        if !(kept.exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == demanded)) {
            self.fetch(out, &kept)?;
            fs::write(&stamp, demanded)?;
        }
        read(&kept)
    }

    /// The one file that is taken from it.
    pub(crate) fn file(&self, out: &Path) -> Result<String, Box<dyn Error>> {
        let files = self.files(out)?;
        Ok(files.into_iter().next().ok_or("a package is empty")?.1)
    }

    /// The name of its folder, without the organisation.
    fn folder(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }

    fn fetch(&self, out: &Path, kept: &Path) -> Result<(), Box<dyn Error>> {
        let release = format!("{}@{}", self.name, self.version);
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let output = Command::new(npm)
            .args(["pack", &release, "--ignore-scripts", "--loglevel=error", "--pack-destination"])
            .arg(out)
            .output()
            .map_err(|e| {
                let (wanted, folder) = (self.wanted.join(", "), self.folder());
                format!(
                    "cannot run npm ({e}): install Node.js, or put {wanted} of {release} into vendor/{folder}"
                )
            })?;
        if !output.status.success() {
            return Err(format!("npm pack {release}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        // As `npm pack` names it.
        let archive =
            out.join(format!("{}-{}.tgz", self.name.trim_start_matches('@').replace('/', "-"), self.version));
        let bytes = fs::read(&archive)?;
        fs::remove_file(&archive)?;
        let found = format!("sha512-{}", BASE64_STANDARD.encode(Sha512::digest(&bytes)));
        if found != self.integrity {
            return Err(
                format!("{release} has integrity {found}, but {LOCKFILE} wants {}", self.integrity).into()
            );
        }
        let _ = fs::remove_dir_all(kept);
        self.unpack(&bytes, kept)
    }

    fn unpack(&self, archive: &[u8], kept: &Path) -> Result<(), Box<dyn Error>> {
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
        for entry in archive.entries()? {
            let mut entry = entry?;
            let path = entry.path()?.into_owned();
            let Ok(path) = path.strip_prefix("package") else { continue };
            let is_wanted = self.wanted.iter().any(|wanted| path.starts_with(wanted));
            let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            let is_map = path.extension().is_some_and(|extension| extension == "map");
            if !is_wanted || !is_inside || is_map || !entry.header().entry_type().is_file() {
                continue;
            }
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            let place = kept.join(path);
            fs::create_dir_all(place.parent().ok_or("a file has no folder")?)?;
            fs::write(place, text)?;
        }
        for wanted in self.wanted {
            if !kept.join(wanted).exists() {
                return Err(format!("{} {} holds no {wanted}", self.name, self.version).into());
            }
        }
        Ok(())
    }
}

/// All files below a folder, in the order of their paths.
fn read(folder: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(&below)? {
            let path: PathBuf = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
            files.push((name, fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
