//! Links of notebooks: `[[record]]`, `[[record|name]]`, and `![[picture.png]]`, as Markdown's own. Their addresses begin with
//! [`NAME`], by which they are known for names.

use super::Fix;
use super::code::Code;
use crate::markdown::inside::NAME;

/// What a picture's name ends with.
const PICTURES: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp"];

/// No link is longer, in bytes.
const LONGEST: usize = 500;

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    if !code.has(text, "[[") {
        return;
    }
    for open in memchr::memmem::find_iter(text.as_bytes(), "[[").filter(|at| !code.covers(*at)) {
        let rest = &text[open + 2..text.floor_char_boundary((open + LONGEST).min(text.len())).max(open + 2)];
        let line = rest.split('\n').next().unwrap_or_default();
        let Some(inside) = line.find("]]").map(|end| &line[..end]) else { continue };
        let end = open + 2 + inside.len() + 2;
        // `[[1]](https://…)` is a link to a source, and `[[0, 1], [2, 3]]` a list.
        let is_link = !inside.trim().is_empty()
            && !inside.contains(['[', ']', '<', '>'])
            && !text[end..].starts_with('(');
        let is_number = inside.bytes().all(|b| b.is_ascii_digit() || b", ".contains(&b));
        if !is_link || is_number {
            continue;
        }
        let is_embedded = text[..open].ends_with('!');
        let start = if is_embedded { open - 1 } else { open };
        fixes.push((start..end, written(inside, is_embedded)));
    }
}

/// The same as Markdown has it.
fn written(inside: &str, is_embedded: bool) -> String {
    let (target, name) = inside.split_once('|').unwrap_or((inside, ""));
    let target = target.trim().trim_end_matches('\\');
    let is_picture = PICTURES.iter().any(|ending| target.to_ascii_lowercase().ends_with(ending));
    // What is an address of the web is no name.
    let address = if target.contains("://") { target.to_owned() } else { format!("{NAME}{target}") };
    let words = |text: &str| text.trim().chars().filter(|c| *c != '\\' && *c != '`').collect::<String>();
    let name = words(name);
    // What follows a bar is a picture's width.
    let is_size = name.bytes().all(|b| b.is_ascii_digit() || b == b'x');
    match (is_embedded && is_picture, is_size) {
        (true, true) if name.is_empty() => format!("![{target}](<{address}>)"),
        (true, true) => format!("![{target}](<{address}> \"{name}\")"),
        (true, false) => format!("![{name}](<{address}>)"),
        (false, _) if !name.is_empty() => format!("[{name}](<{address}>)"),
        (false, _) => {
            let heading = words(target.trim_start_matches('#'));
            format!("[{}](<{address}>)", if heading.is_empty() { target } else { &heading })
        }
    }
}
