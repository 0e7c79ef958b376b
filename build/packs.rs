//! Mermaid in packs. Its package brings the library as modules that import each other, which no browser runs from a disk or
//! in a frame without a network. Here they become functions in a registry (`src/web/diagrams/packs.js`), gathered into a few
//! texts: what every diagram needs, and what kinds of diagrams and ways of laying out need beside it.
//!
//! Three patterns of these modules are relied on: imports stand at the head, one `export{…}` at the end, and what is loaded
//! later is `import("…")` of a plain name. A Mermaid that has others ends the build, and so does one that lacks a module that
//! is named here.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use crate::package::File;

/// What Mermaid is, among its files.
pub(crate) const WANTED: [&str; 2] = [ENTRY, "dist/chunks/mermaid.esm.min"];
const ENTRY: &str = "dist/mermaid.esm.min.mjs";

/// The module that `ENTRY` is, in the registry.
const MERMAID: &str = "mermaid";
/// The pack of what every diagram needs.
const CORE: &str = "core";
/// The pack of the modules that none of the others names.
const REST: &str = "rest";

/// The packs, each with the modules that are loaded by name for it (their names up to the hash). Beside them a pack has
/// what these import. What two packs need lies in the first of them; what more need lies in the core.
const PACKS: [(&str, &[&str]); 13] = [
    ("flowchart", &["flowDiagram", "swimlanesDiagram"]),
    ("elk", &["elk"]),
    ("dagre", &["dagre"]),
    ("sequence", &["sequenceDiagram"]),
    ("class", &["classDiagram-v2"]),
    ("state", &["stateDiagram-v2"]),
    ("mindmap", &["mindmap-definition", "cose-bilkent"]),
    ("timeline", &["timeline-definition"]),
    ("gantt", &["ganttDiagram"]),
    ("er", &["erDiagram"]),
    // They are read by one parser, which is most of it.
    ("pie", &["pieDiagram", "pie", "gitGraphDiagram", "gitGraph"]),
    (
        "charts",
        &[
            "c4Diagram",
            "xychartDiagram",
            "quadrantDiagram",
            "requirementDiagram",
            "kanban-definition",
            "sankeyDiagram",
            "blockDiagram",
            "journeyDiagram",
        ],
    ),
    ("katex", &["katex"]),
];

/// A text that is run in the frame, and its name.
pub(crate) struct Pack {
    pub(crate) name: &'static str,
    pub(crate) code: String,
}

/// A module, taken apart.
struct Module {
    /// What it imports: the names as a pattern (`{a:b}`), and the module.
    imports: Vec<(String, String)>,
    /// What it loads later.
    loads: Vec<String>,
    body: String,
    /// What it exports, as an object.
    exports: String,
}

type Modules = BTreeMap<String, Module>;

/// Makes packs of Mermaid's files, and a script that says which packs each module needs that is loaded by name.
pub(crate) fn packs(files: &[File]) -> Result<(Vec<Pack>, String), Box<dyn Error>> {
    let mut modules = Modules::new();
    for (path, text) in files {
        let name = if path == ENTRY { MERMAID } else { module_name(path) };
        let module = take_apart(text).map_err(|e| format!("Mermaid's {path} is not as it was: {e}"))?;
        modules.insert(name.to_owned(), module);
    }
    let place = places(&modules)?;
    let mut packs: Vec<Pack> = std::iter::once(CORE)
        .chain(PACKS.map(|(name, _)| name))
        .chain([REST])
        .map(|name| Pack { name, code: format!("synopsite.packs.add(\"{name}\",{{") })
        .collect();
    for (name, module) in &modules {
        let pack = packs.iter_mut().find(|pack| pack.name == place[name.as_str()]);
        pack.ok_or("a module has no pack")?.code.push_str(&in_registry(name, module));
    }
    packs.iter_mut().for_each(|pack| pack.code.push_str("});"));
    let needs: BTreeMap<&str, BTreeSet<&str>> = entries(&modules)
        .map(|entry| (entry, needed(&modules, entry).iter().map(|module| place[module]).collect()))
        .collect();
    Ok((packs, format!("synopsite.needs={};", serde_json::to_string(&needs)?)))
}

/// The name of a module in the registry: its file without the ending.
fn module_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".mjs")
}

/// The modules that are loaded by name.
fn entries(modules: &Modules) -> impl Iterator<Item = &str> {
    let loaded: BTreeSet<&str> =
        modules.values().flat_map(|module| module.loads.iter().map(String::as_str)).collect();
    loaded.into_iter().chain([MERMAID])
}

/// A module and all that it imports.
fn needed<'a>(modules: &'a Modules, name: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(
                modules
                    .get(name)
                    .into_iter()
                    .flat_map(|module| &module.imports)
                    .map(|(_, name)| name.as_str()),
            );
        }
    }
    found
}

/// The pack of each module.
fn places(modules: &Modules) -> Result<BTreeMap<&str, &'static str>, Box<dyn Error>> {
    let mut users: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for entry in entries(modules) {
        let pack = PACKS.iter().position(|(_, names)| names.iter().any(|name| is_called(entry, name)));
        for module in needed(modules, entry) {
            users.entry(module).or_default().insert(pack.unwrap_or(PACKS.len()));
        }
    }
    for name in PACKS.iter().flat_map(|(_, names)| *names) {
        if !entries(modules).any(|entry| is_called(entry, name)) {
            return Err(format!("Mermaid loads no module {name}: see build/packs.rs").into());
        }
    }
    let core = needed(modules, MERMAID);
    let pack = |module: &str, users: &BTreeSet<usize>| match users.first() {
        Some(first) if users.len() <= 2 && !core.contains(module) => {
            PACKS.get(*first).map_or(REST, |(name, _)| name)
        }
        _ => CORE,
    };
    let places: BTreeMap<_, _> = users.iter().map(|(module, users)| (*module, pack(module, users))).collect();
    match modules.keys().find(|name| !places.contains_key(name.as_str())) {
        Some(unused) => Err(format!("no module of Mermaid needs {unused}").into()),
        None => Ok(places),
    }
}

/// Whether a module has a name; behind a hyphen come hashes.
fn is_called(module: &str, name: &str) -> bool {
    module.strip_prefix(name).is_some_and(|hash| hash.starts_with('-'))
}

/// The imports at a module's head, its body, and its exports.
fn take_apart(text: &str) -> Result<Module, Box<dyn Error>> {
    let mut imports = Vec::new();
    let mut rest = text;
    while let Some(import) = rest.strip_prefix("import").filter(|rest| rest.starts_with(['{', '"'])) {
        let (names, after) = match import.strip_prefix('{') {
            Some(names) => names.split_once("}from").ok_or("an import without a module")?,
            None => ("", import),
        };
        let (path, after) = after
            .strip_prefix('"')
            .and_then(|path| path.split_once("\";"))
            .ok_or("an import of no plain name")?;
        imports.push((as_object(names, false), module_name(path).to_owned()));
        rest = after;
    }
    let (body, exports) = rest.rsplit_once("export{").ok_or("no export")?;
    let (exports, after) = exports.split_once("};").ok_or("an export without an end")?;
    let is_comment =
        after.trim().is_empty() || (after.trim_start().starts_with("/*") && after.trim_end().ends_with("*/"));
    if !is_comment || body.contains("import{") || body.contains(NEED) || body.contains(LOAD) {
        return Err("an import or export in the middle".into());
    }
    let (body, loads) = with_loads(body)?;
    Ok(Module { imports, loads, body: body + after, exports: as_object(exports, true) })
}

/// What a module calls to get others, in the place of imports. No name in Mermaid may be one of them.
const NEED: &str = "__need";
const LOAD: &str = "__load";

/// Puts calls in the place of `import("…")`, and gives the names in them.
fn with_loads(body: &str) -> Result<(String, Vec<String>), Box<dyn Error>> {
    let mut parts = body.split("import(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut loads = Vec::new();
    for part in parts {
        let (path, after) = part
            .strip_prefix('"')
            .and_then(|path| path.split_once("\")"))
            .ok_or("it loads what has no plain name")?;
        if out.ends_with(|c: char| c.is_alphanumeric() || "_$.".contains(c)) && !out.ends_with("await ") {
            return Err("what is called import is none".into());
        }
        let name = module_name(path);
        out.push_str(&format!("{LOAD}(\"{name}\"){after}"));
        loads.push(name.to_owned());
    }
    Ok((out, loads))
}

/// `a as b,c` as the inside of an object: `a:b,c` where names are taken, `b:a,c` where they are given.
fn as_object(names: &str, is_given: bool) -> String {
    let pairs = names.split(',').map(|name| match (name.split_once(" as "), is_given) {
        (Some((from, to)), false) => format!("{from}:{to}"),
        (Some((from, to)), true) => format!("{to}:{from}"),
        (None, _) => name.to_owned(),
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// A module as a field of the registry: a function that takes its imports itself and gives its exports. The brackets around it
/// tell browsers that it is going to be run.
fn in_registry(name: &str, Module { imports, body, exports, .. }: &Module) -> String {
    let imports: String = imports
        .iter()
        .map(|(names, module)| match names.as_str() {
            "{}" => format!("{NEED}(\"{module}\");"),
            names => format!("const{names}={NEED}(\"{module}\");"),
        })
        .collect();
    format!("\"{name}\":(function({NEED},{LOAD}){{\"use strict\";{imports}{body}\nreturn{exports}}}),\n")
}
