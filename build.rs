//! Brings the third-party scripts into the binary: Mermaid, which draws diagrams, panzoom, which moves and enlarges
//! them, and idiomorph, which patches a page that is being read; and OpenCC's table of traditional Han characters,
//! by which search finds the one form when the other is typed. And takes the comments out of our own scripts and style
//! sheet, which are a quarter of what a page would transfer of them.
//!
//! The published crate carries them in `vendor/`. A checkout does not: there npm fetches the packages
//! which `package-lock.json` pins, and their integrity is checked here.
//!
//! And writes down what the program is built from and with, for `--version`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256, Sha512};

const LOCKFILE: &str = "package-lock.json";

/// The packages, and where each has its script.
const PACKAGES: [(&str, &str); 4] = [
    ("mermaid", "dist/mermaid.min.js"),
    ("@panzoom/panzoom", "dist/panzoom.min.js"),
    ("idiomorph", "dist/idiomorph.min.js"),
    ("opencc-js", "dist/esm-lib/dict/TSCharacters.js"),
];

/// What runs Mermaid in a frame of its own.
const FRAME: [&str; 3] =
    ["src/web/diagrams/formulas.js", "src/web/diagrams/ways.js", "src/web/diagrams/sandbox.js"];

/// The folders of scripts that pages load, and the style sheet.
const OWN: [&str; 6] = [
    "src/web/shared",
    "src/web/search",
    "src/web/record",
    "src/web/share",
    "src/web/browse",
    "src/web/gallery",
];
const STYLE: &str = "static/assets/site.css";

/// The script that stands in pages themselves, which their policy lets run by its hash.
const LOOK: &str = "src/web/shared/look.js";

/// A package, and what the lockfile demands of it: the version and the integrity (`sha512-…`).
struct Pin {
    package: &'static str,
    script: &'static str,
    version: String,
    integrity: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={LOCKFILE}");
    // Of what is missing Cargo believes each time that it has changed.
    if Path::new("vendor").exists() {
        println!("cargo::rerun-if-changed=vendor");
    }
    FRAME.iter().for_each(|script| println!("cargo::rerun-if-changed={script}"));
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(LOCKFILE)?)?;
    for package in PACKAGES {
        let pin = read_pin(&lock, package)?;
        bring(&pin, &out)?;
        match pin.package {
            "mermaid" => {
                write_drawing(&pin, &out)?;
                write_version(&pin, &out)?;
            }
            "opencc-js" => write_han(&pin, &out)?,
            _ => {}
        }
    }
    for folder in OWN {
        println!("cargo::rerun-if-changed={folder}");
        for file in fs::read_dir(folder)? {
            write_lean(&file?.path(), &out)?;
        }
    }
    println!("cargo::rerun-if-changed={STYLE}");
    write_lean(Path::new(STYLE), &out)?;
    write_look(&out)
}

/// Writes the script of the look as it stands in a page: without the line's end, which the Nu checker leaves out of its hash.
fn write_look(out: &Path) -> Result<(), Box<dyn Error>> {
    let script = fs::read_to_string(out.join(LOOK))?;
    let script = script.trim();
    println!("cargo::rustc-env=LOOK_HASH={}", hash(script.as_bytes()));
    Ok(fs::write(out.join("look.js"), script)?)
}

/// The hash of a script as a page's policy names it, without the quotes.
fn hash(script: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(script)))
}

/// Writes a file of ours without its comments, under its own path.
fn write_lean(file: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    if !file.extension().is_some_and(|extension| extension == "js" || extension == "css") {
        return Ok(());
    }
    let lean = out.join(file);
    fs::create_dir_all(lean.parent().ok_or("a file has no folder")?)?;
    Ok(fs::write(lean, without_comments(&fs::read_to_string(file)?))?)
}

/// Leaves out the comments that begin a line, and empty lines. The formatter puts every other comment behind code, where
/// it stays, and no text of ours goes over several lines.
fn without_comments(text: &str) -> String {
    let mut lean = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let begin = line.trim_start();
        let code = match (in_comment || begin.starts_with("/*"), line.split_once("*/")) {
            (true, Some((_, after))) => {
                in_comment = false;
                after
            }
            (true, None) => {
                in_comment = true;
                ""
            }
            (false, _) if begin.starts_with("//") => "",
            (false, _) => line,
        };
        if !code.trim().is_empty() {
            lean.push_str(code);
            lean.push('\n');
        }
    }
    lean
}

/// Writes OpenCC's table as pairs of a traditional character and the simplified one, one after the other: for the
/// program as they are, and for the browser as a data script.
fn write_han(opencc: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let script = fs::read_to_string(out.join(opencc.file()))?;
    let table = script.split('"').nth(1).ok_or("the table of Han characters is no string")?;
    let mut pairs = String::new();
    for entry in table.split('|') {
        let mut forms = entry.split(' ').map(|form| form.chars().collect::<Vec<_>>());
        if let (Some([traditional]), Some([simplified])) = (forms.next().as_deref(), forms.next().as_deref())
            && traditional != simplified
        {
            pairs.extend([traditional, simplified]);
        }
    }
    if pairs.chars().count() < 2 * 3000 {
        return Err("the table of Han characters is not what it was".into());
    }
    fs::write(out.join("han.js"), format!("synopsite.take(\"han\",\"{pairs}\");\n"))?;
    fs::write(out.join("han.txt"), pairs)?;
    Ok(())
}

/// Writes the file from which a page takes Mermaid and what runs it, as a text for its frame. A page's policy lets
/// this text run by its hash; the name changes when the text does, so that a browser never mixes two of them.
fn write_drawing(mermaid: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let scripts = std::iter::once(out.join(mermaid.file())).chain(FRAME.map(PathBuf::from));
    let code = scripts.map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?.join("\n");
    // In a page these two would not be read as a script's text; the escapes say the same in strings and patterns.
    let code = code.replace("<!--", "<\\!--").replace("</script", "<\\/script");
    let code = in_ascii(&code);
    let short: String =
        Sha256::digest(code.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=DRAWING_FILE=assets/mermaid-{}-{short}.js", mermaid.version);
    println!("cargo::rustc-env=DRAWING_HASH={}", hash(code.as_bytes()));
    let text = serde_json::to_string(&code)?;
    fs::write(out.join("drawing.js"), format!("(globalThis.synopsite ??= {{}}).drawingCode = {text};\n"))?;
    Ok(())
}

/// A script whose strings, patterns and names say the same in ASCII alone. Browsers keep such a text in half the room,
/// and a server need not say how it is encoded.
fn in_ascii(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    for c in script.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let units =
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            out.push_str(&units);
        }
    }
    out
}

/// Writes what `--version` says, the version first.
fn write_version(mermaid: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let env = |name: &str| std::env::var(name).unwrap_or_default();
    let rustc = said(Command::new(env("RUSTC")).arg("--version")).unwrap_or_default();
    let features: Vec<String> =
        env("CARGO_CFG_FEATURE").split(',').filter(|f| *f != "default").map(str::to_owned).collect();
    let facts = [
        ("commit", commit()),
        ("rustc", Some(rustc.trim_start_matches("rustc ").to_owned())),
        ("target", Some(env("TARGET"))),
        ("features", Some(features.join(", ")).filter(|features| !features.is_empty())),
        ("mermaid", Some(mermaid.version.clone())),
    ];
    let known = facts.into_iter().filter_map(|(name, fact)| Some(format!("\n{name}: {}", fact?)));
    fs::write(out.join("version.txt"), format!("{}{}", env("CARGO_PKG_VERSION"), known.collect::<String>()))?;
    Ok(())
}

/// The commit of this checkout and its date. A published crate has none, also where it was unpacked in someone's own.
fn commit() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    // They change with what is checked out and with each commit.
    for file in ["HEAD", "logs/HEAD"] {
        let path = said(Command::new("git").args(["rev-parse", "--git-path", file]))?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    said(Command::new("git").args(["log", "-1", "--format=%h (%cs)"]))
}

/// What a program prints; `None` where it fails.
fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Puts a package's script into the output folder.
fn bring(pin: &Pin, out: &Path) -> Result<(), Box<dyn Error>> {
    let script = out.join(pin.file());
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

fn read_pin(
    lock: &serde_json::Value,
    (package, script): (&'static str, &'static str),
) -> Result<Pin, Box<dyn Error>> {
    let entry = &lock["packages"][format!("node_modules/{package}")];
    let field = |field: &str| {
        let value = entry[field].as_str().map(str::to_owned);
        value.ok_or_else(|| format!("{LOCKFILE} does not pin {package}'s {field}"))
    };
    Ok(Pin { package, script, version: field("version")?, integrity: field("integrity")? })
}

impl Pin {
    fn name(&self) -> &str {
        self.package.rsplit('/').next().unwrap_or(self.package)
    }

    fn release(&self) -> String {
        format!("{}@{}", self.package, self.version)
    }

    fn script(&self) -> String {
        format!("package/{}", self.script)
    }

    /// The script's name in the output folder and among the vendored ones.
    fn file(&self) -> String {
        format!("{}.min.js", self.name())
    }

    fn vendored(&self) -> String {
        format!("vendor/{}", self.file())
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
