//! Brings the third-party scripts into the binary: Mermaid, which draws diagrams, and idiomorph, which
//! patches a page that is being read.
//!
//! The published crate carries them in `vendor/`. A checkout does not: there npm fetches the packages
//! which `package-lock.json` pins, and their integrity is checked here.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha512};

const LOCKFILE: &str = "package-lock.json";

/// Packages that have their script at `dist/NAME.min.js`.
const PACKAGES: [&str; 2] = ["mermaid", "idiomorph"];

/// A package, and what the lockfile demands of it: the version and the integrity (`sha512-…`).
struct Pin {
    name: &'static str,
    version: String,
    integrity: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LOCKFILE}");
    println!("cargo::rerun-if-changed=vendor");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(LOCKFILE)?)?;
    for name in PACKAGES {
        let pin = read_pin(&lock, name)?;
        if name == "mermaid" {
            println!("cargo::rustc-env=MERMAID_VERSION={}", pin.version);
        }
        bring(&pin, &out)?;
    }
    Ok(())
}

/// Puts a package's script into the output folder.
fn bring(pin: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let script = out.join(format!("{}.min.js", pin.name));
    let vendored = pin.vendored();
    if Path::new(&vendored).exists() {
        fs::copy(&vendored, &script)?;
        return Ok(());
    }
    let stamp = out.join(format!("{}.integrity", pin.name));
    let current = fs::read_to_string(&stamp).is_ok_and(|found| found == pin.integrity);
    if !(current && script.exists()) {
        fs::write(&script, fetch(pin, out)?)?;
        fs::write(&stamp, &pin.integrity)?;
    }
    Ok(())
}

fn read_pin(lock: &serde_json::Value, name: &'static str) -> Result<Pin, Box<dyn Error>> {
    let entry = &lock["packages"][format!("node_modules/{name}")];
    let field = |field: &str| {
        let value = entry[field].as_str().map(str::to_owned);
        value.ok_or_else(|| format!("{LOCKFILE} does not pin {name}'s {field}"))
    };
    Ok(Pin { name, version: field("version")?, integrity: field("integrity")? })
}

impl Pin {
    fn package(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    fn script(&self) -> String {
        format!("package/dist/{}.min.js", self.name)
    }

    fn vendored(&self) -> String {
        format!("vendor/{}.min.js", self.name)
    }
}

fn fetch(pin: &Pin, out: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let package = pin.package();
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["pack", &package, "--ignore-scripts", "--loglevel=error", "--pack-destination"])
        .arg(out)
        .output()
        .map_err(|e| {
            let (script, vendored) = (pin.script(), pin.vendored());
            format!("cannot run npm ({e}): install Node.js, or put {script} of {package} at {vendored}")
        })?;
    if !output.status.success() {
        return Err(format!("npm pack {package}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let archive = out.join(format!("{}-{}.tgz", pin.name, pin.version));
    let bytes = fs::read(&archive)?;
    fs::remove_file(&archive)?;
    let found = format!("sha512-{}", BASE64_STANDARD.encode(Sha512::digest(&bytes)));
    if found != pin.integrity {
        return Err(format!("{package} has integrity {found}, but {LOCKFILE} wants {}", pin.integrity).into());
    }
    unpack(&bytes, &pin.script())
}

fn unpack(archive: &[u8], wanted: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()? == Path::new(wanted) {
            let mut script = Vec::new();
            std::io::copy(&mut entry, &mut script)?;
            return Ok(script);
        }
    }
    Err(format!("the package holds no {wanted}").into())
}
