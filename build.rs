//! Brings the third-party scripts into the binary: Mermaid, which draws diagrams, panzoom, which moves and enlarges
//! them, and idiomorph, which patches a page that is being read.
//!
//! The published crate carries them in `vendor/`. A checkout does not: there npm fetches the packages
//! which `package-lock.json` pins, and their integrity is checked here.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256, Sha512};

const LOCKFILE: &str = "package-lock.json";

/// Packages that have their script at `dist/NAME.min.js`, where the name is that after a scope.
const PACKAGES: [&str; 3] = ["mermaid", "@panzoom/panzoom", "idiomorph"];

/// What runs Mermaid in a frame of its own.
const FRAME: &str = "src/diagrams/frame.js";

/// A package, and what the lockfile demands of it: the version and the integrity (`sha512-…`).
struct Pin {
    package: &'static str,
    version: String,
    integrity: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LOCKFILE}");
    println!("cargo::rerun-if-changed=vendor");
    println!("cargo::rerun-if-changed={FRAME}");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(LOCKFILE)?)?;
    for package in PACKAGES {
        let pin = read_pin(&lock, package)?;
        bring(&pin, &out)?;
        if package == "mermaid" {
            write_drawing(&pin, &out)?;
        }
    }
    Ok(())
}

/// Writes the file from which a page takes Mermaid and what runs it, as a text for its frame. A page's policy lets
/// this text run by its hash; the name changes when the text does, so that a browser never mixes two of them.
fn write_drawing(mermaid: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let scripts = [out.join("mermaid.min.js"), PathBuf::from(FRAME)].map(fs::read_to_string);
    let code = scripts.into_iter().collect::<Result<Vec<_>, _>>()?.join("\n");
    // In a page these two would not be read as a script's text; the escapes say the same in strings and patterns.
    let code = code.replace("<!--", "<\\!--").replace("</script", "<\\/script");
    let hash = Sha256::digest(code.as_bytes());
    let short: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=DRAWING_FILE=assets/mermaid-{}-{short}.js", mermaid.version);
    println!("cargo::rustc-env=DRAWING_HASH=sha256-{}", BASE64_STANDARD.encode(hash));
    let text = serde_json::to_string(&code)?;
    fs::write(out.join("drawing.js"), format!("(globalThis.synopsite ??= {{}}).drawingCode = {text};\n"))?;
    Ok(())
}

/// Puts a package's script into the output folder.
fn bring(pin: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let script = out.join(format!("{}.min.js", pin.name()));
    let vendored = pin.vendored();
    if Path::new(&vendored).exists() {
        fs::copy(&vendored, &script)?;
        return Ok(());
    }
    let stamp = out.join(format!("{}.integrity", pin.name()));
    let current = fs::read_to_string(&stamp).is_ok_and(|found| found == pin.integrity);
    if !(current && script.exists()) {
        fs::write(&script, fetch(pin, out)?)?;
        fs::write(&stamp, &pin.integrity)?;
    }
    Ok(())
}

fn read_pin(lock: &serde_json::Value, package: &'static str) -> Result<Pin, Box<dyn Error>> {
    let entry = &lock["packages"][format!("node_modules/{package}")];
    let field = |field: &str| {
        let value = entry[field].as_str().map(str::to_owned);
        value.ok_or_else(|| format!("{LOCKFILE} does not pin {package}'s {field}"))
    };
    Ok(Pin { package, version: field("version")?, integrity: field("integrity")? })
}

impl Pin {
    fn name(&self) -> &str {
        self.package.rsplit('/').next().unwrap_or(self.package)
    }

    fn release(&self) -> String {
        format!("{}@{}", self.package, self.version)
    }

    fn script(&self) -> String {
        format!("package/dist/{}.min.js", self.name())
    }

    fn vendored(&self) -> String {
        format!("vendor/{}.min.js", self.name())
    }

    /// As `npm pack` names it.
    fn archive(&self) -> String {
        format!("{}-{}.tgz", self.package.trim_start_matches('@').replace('/', "-"), self.version)
    }
}

fn fetch(pin: &Pin, out: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let package = pin.release();
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
    let archive = out.join(pin.archive());
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
