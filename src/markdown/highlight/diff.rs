//! Differences between files, as `diff` and Git write them.

use super::scan::{Class, Scan};

pub(super) fn lex(scan: &mut Scan<'_>) {
    while !scan.ends() {
        let end = scan.line_end(scan.at);
        match class(&scan.code[scan.at..end]) {
            Some(class) => scan.take(end, class),
            None => scan.skip(end),
        }
        scan.skip((end + 1).min(scan.code.len()));
    }
}

fn class(line: &str) -> Option<Class> {
    let starts = |with: &[&str]| with.iter().any(|start| line.starts_with(start));
    match line.bytes().next()? {
        b'@' => Some(Class::Function),
        _ if starts(&["+++ ", "--- ", "diff ", "index ", "rename ", "new file ", "deleted file "]) => {
            Some(Class::Comment)
        }
        b'+' | b'>' => Some(Class::Inserted),
        b'-' | b'<' => Some(Class::Deleted),
        b'#' | b'\\' => Some(Class::Comment),
        _ => None,
    }
}
