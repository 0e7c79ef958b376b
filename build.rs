//! Brings Mermaid into the binary.
//!
//! The published crate carries `vendor/mermaid.min.js`. A checkout does not: there npm fetches the
//! package which `package-lock.json` pins, and its integrity is checked here.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha512};

const LOCKFILE: &str = "package-lock.json";
const VENDORED: &str = "vendor/mermaid.min.js";
const SCRIPT: &str = "package/dist/mermaid.min.js";

/// The version and the integrity (`sha512-…`) that the lockfile demands.
struct Pin {
    version: String,
    integrity: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LOCKFILE}");
    println!("cargo::rerun-if-changed={VENDORED}");
    let pin = read_pin()?;
    println!("cargo::rustc-env=MERMAID_VERSION={}", pin.version);

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let script = out.join("mermaid.min.js");
    if Path::new(VENDORED).exists() {
        fs::copy(VENDORED, &script)?;
        return Ok(());
    }
    let stamp = out.join("mermaid.integrity");
    let current = fs::read_to_string(&stamp).is_ok_and(|found| found == pin.integrity);
    if !(current && script.exists()) {
        fs::write(&script, fetch(&pin, &out)?)?;
        fs::write(&stamp, &pin.integrity)?;
    }
    Ok(())
}

fn read_pin() -> Result<Pin, Box<dyn Error>> {
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(LOCKFILE)?)?;
    let entry = &lock["packages"]["node_modules/mermaid"];
    let field = |name: &str| {
        let value = entry[name].as_str().map(str::to_owned);
        value.ok_or_else(|| format!("{LOCKFILE} does not pin mermaid's {name}"))
    };
    Ok(Pin { version: field("version")?, integrity: field("integrity")? })
}

fn fetch(pin: &Pin, out: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let package = format!("mermaid@{}", pin.version);
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["pack", &package, "--ignore-scripts", "--loglevel=error", "--pack-destination"])
        .arg(out)
        .output()
        .map_err(|e| {
            format!("cannot run npm ({e}): install Node.js, or put {SCRIPT} of {package} at {VENDORED}")
        })?;
    if !output.status.success() {
        return Err(format!("npm pack {package}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let archive = out.join(format!("mermaid-{}.tgz", pin.version));
    let bytes = fs::read(&archive)?;
    fs::remove_file(&archive)?;
    let found = format!("sha512-{}", BASE64_STANDARD.encode(Sha512::digest(&bytes)));
    if found != pin.integrity {
        return Err(format!("{package} has integrity {found}, but {LOCKFILE} wants {}", pin.integrity).into());
    }
    unpack(&bytes)
}

fn unpack(archive: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()? == Path::new(SCRIPT) {
            let mut script = Vec::new();
            std::io::copy(&mut entry, &mut script)?;
            return Ok(script);
        }
    }
    Err(format!("the package holds no {SCRIPT}").into())
}
