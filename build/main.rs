//! Brings the third-party scripts into the binary: Mermaid, which draws diagrams, panzoom, which moves and enlarges
//! them, and idiomorph, which patches a page that is being read; and OpenCC's table of traditional Han characters,
//! by which search finds the one form when the other is typed. And takes the comments out of our own scripts and style
//! sheet.
//!
//! The published crate carries them in `vendor/`. A checkout does not: there npm fetches the packages
//! which `package-lock.json` pins, and their integrity is checked.
//!
//! And writes down what the program is built from and with, for `--version`.

#![allow(clippy::print_stdout, reason = "a build script speaks to Cargo this way")]

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

use crate::lean::{without_comments, write_lean};
use crate::package::{LOCKFILE, Package};
use crate::packs::{Pack, packs};

mod lean;
mod package;
mod packs;

/// What runs Mermaid in a frame of its own; the registry of modules comes first.
const FRAME: [&str; 4] = [
    "src/web/diagrams/packs.js",
    "src/web/diagrams/formulas.js",
    "src/web/diagrams/ways.js",
    "src/web/diagrams/sandbox.js",
];

/// The folders of scripts that pages load, and the style sheet.
const OWN: [&str; 7] = [
    "src/web/shared",
    "src/web/search",
    "src/web/record",
    "src/web/share",
    "src/web/browse",
    "src/web/gallery",
    "src/web/diagrams",
];
const STYLE: &str = "static/assets/site.css";

/// The script that stands in pages themselves, which their policy lets run by its hash.
const LOOK: &str = "src/web/shared/look.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={LOCKFILE}");
    // Of what is missing Cargo believes each time that it has changed.
    if Path::new("vendor").exists() {
        println!("cargo::rerun-if-changed=vendor");
    }
    FRAME.iter().for_each(|script| println!("cargo::rerun-if-changed={script}"));
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(LOCKFILE)?)?;
    let mermaid = Package::pinned(&lock, "mermaid", &packs::WANTED)?;
    write_packs(&mermaid, &out)?;
    write_version(&mermaid, &out)?;
    let panzoom = Package::pinned(&lock, "@panzoom/panzoom", &["dist/panzoom.min.js"])?;
    fs::write(out.join("panzoom.min.js"), panzoom.file(&out)?)?;
    let idiomorph = Package::pinned(&lock, "idiomorph", &["dist/idiomorph.min.js"])?;
    fs::write(out.join("idiomorph.min.js"), idiomorph.file(&out)?)?;
    write_han(&Package::pinned(&lock, "opencc-js", &["dist/esm-lib/dict/TSCharacters.js"])?, &out)?;
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

/// A few digits of a hash, for a name.
fn short(text: &[u8]) -> String {
    Sha256::digest(text).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a script as a page's policy names it, without the quotes.
fn hash(script: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(script)))
}

/// Writes OpenCC's table as pairs of a traditional character and the simplified one, one after the other: for the
/// program as they are, and for the browser as a data script.
fn write_han(opencc: &Package, out: &Path) -> Result<(), Box<dyn Error>> {
    let script = opencc.file(out)?;
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

/// Writes the files from which a page takes Mermaid's packs and what runs them, each as a text for its frame. A page's policy
/// lets a text run by its hash; its name changes when it does, so that a browser never mixes two of them.
fn write_packs(mermaid: &Package, out: &Path) -> Result<(), Box<dyn Error>> {
    let (packs, needs) = packs(&mermaid.files(out)?)?;
    let mut frame = format!("globalThis.synopsite={{}};{needs}\n");
    for script in FRAME {
        frame.push_str(&without_comments(&fs::read_to_string(script)?));
    }
    let packs = std::iter::once(Pack { name: "frame", code: frame }).chain(packs);
    let (mut files, mut names, mut hashes) = (String::from("["), serde_json::Map::new(), Vec::new());
    for Pack { name, code } in packs {
        // In a page these two would not be read as a script's text; the escapes say the same in strings and patterns.
        let code = in_ascii(&code.replace("<!--", "<\\!--").replace("</script", "<\\/script"));
        let file = format!("mermaid-{}-{name}-{}.js", mermaid.version, short(code.as_bytes()));
        let text = serde_json::to_string(&code)?;
        fs::write(out.join(format!("{name}.pack.js")), format!("synopsite.pack(\"{name}\",{text});\n"))?;
        write!(
            files,
            "(\"assets/{file}\", include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.pack.js\"))),"
        )?;
        names.insert(name.to_owned(), file.into());
        hashes.push(format!("'{}'", hash(code.as_bytes())));
    }
    println!("cargo::rustc-env=PACK_HASHES={}", hashes.join(" "));
    fs::write(out.join("packs.rs"), format!("{files}]"))?;
    let names = serde_json::Value::from(names);
    println!("cargo::rustc-env=PACKS_VERSION={}", short(names.to_string().as_bytes()));
    fs::write(
        out.join("packs.js"),
        format!("globalThis.synopsite = {{ ...globalThis.synopsite, packFiles: {names} }};\n"),
    )?;
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
fn write_version(mermaid: &Package, out: &Path) -> Result<(), Box<dyn Error>> {
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
