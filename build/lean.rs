//! Our own scripts and style sheet without their comments, which are a quarter of what a page would transfer of them.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes a file of ours without its comments, under its own path.
pub(crate) fn write_lean(file: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    if !file.extension().is_some_and(|extension| extension == "js" || extension == "css") {
        return Ok(());
    }
    let lean = out.join(file);
    fs::create_dir_all(lean.parent().ok_or("a file has no folder")?)?;
    Ok(fs::write(lean, without_comments(&fs::read_to_string(file)?))?)
}

/// Leaves out the comments that begin a line, and empty lines. The formatter puts every other comment behind code, where
/// it stays, and no text of ours goes over several lines.
pub(crate) fn without_comments(text: &str) -> String {
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
