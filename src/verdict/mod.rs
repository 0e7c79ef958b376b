//! Whether Mermaid will draw a diagram, and if not, where it stops and why.
//!
//! Flowcharts, which most diagrams are, are read here with Mermaid's own rules, in some microseconds. All
//! other kinds are left to a parser that knows them nearly as well, where the feature `verdicts` is on. A verdict
//! is advice: the page draws whatever Mermaid draws.

mod clean;
mod flow;
mod halt;
mod lexer;
#[cfg(feature = "verdicts")]
mod others;
mod rules;
mod tokens;

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::record::Section;
use crate::repair::repair;
use crate::text::shorten;
use clean::Cleaned;
use halt::Halt;

/// What Mermaid will make of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It will be drawn.
    Right,
    /// It will not.
    Wrong(Fault),
    /// There is no telling.
    Unknown,
}

/// Why a diagram will not be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the source that are to blame, in one line; may be empty.
    pub range: Range<usize>,
    /// What is wrong, as one English sentence without a full stop.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// Longer sources are not looked at: Mermaid itself draws none with more characters.
pub const MOST_BYTES: usize = 50_000;

/// Says whether Mermaid will draw a diagram.
pub fn verdict(source: &str) -> Verdict {
    if source.len() > MOST_BYTES {
        return Verdict::Unknown;
    }
    flowchart(source).unwrap_or_else(|| other(source))
}

/// The verdict on a flowchart; `None` where it is none, or holds what is not known here.
fn flowchart(source: &str) -> Option<Verdict> {
    let front = front_matter(source);
    let cleaned = Cleaned::of(&source[front..]).filter(|cleaned| flow::is_flowchart(&cleaned.text))?;
    match flow::read(&cleaned.text) {
        // The settings are judged with a diagram that has no fault.
        Ok(()) if front > 0 => Some(other(&format!("{}graph TD\n", &source[..front]))),
        Ok(()) => Some(Verdict::Right),
        Err(Halt::Foreign) => None,
        Err(Halt::Stop(stop)) => {
            let start = front + cleaned.in_source(stop.start);
            let range = start.min(source.len())..(start + stop.end - stop.start).min(source.len());
            Some(Verdict::Wrong(Fault { range, what: stop.what, hint: stop.hint.to_owned() }))
        }
    }
}

/// The length of the settings between two lines of `---` at the beginning.
fn front_matter(source: &str) -> usize {
    let close = source.strip_prefix("---\n").and_then(|settings| settings.find("\n---\n"));
    close.map_or(0, |close| "---\n".len() + close + "\n---\n".len())
}

#[cfg(feature = "verdicts")]
fn other(source: &str) -> Verdict {
    others::verdict(source)
}

#[cfg(not(feature = "verdicts"))]
fn other(_: &str) -> Verdict {
    Verdict::Unknown
}

/// What is wrong with a diagram of a description, at its place in the record; `None` where it will be drawn,
/// as far as can be told.
pub fn diagnostic(description: &Section, source: Range<usize>) -> Option<Diagnostic> {
    let diagram = &description.text[source.clone()];
    let Verdict::Wrong(fault) = verdict(diagram) else { return None };
    let at = source.start + fault.range.start;
    let before = &description.text[..at];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let line = description.text[start..].lines().next().unwrap_or_default();
    let span = (at - start).min(line.len())..(at - start + fault.range.len()).min(line.len());
    let number = description.line + before.matches('\n').count();
    let mended = repair(diagram).filter(|mended| verdict(mended) == Verdict::Right);
    let hint = mended.map_or(fault.hint, |mended| mended_hint(diagram, &mended));
    Some(Diagnostic::place(Code::DiagramFault, (number, line, span), fault.what, hint))
}

/// Says that the page draws a mended source, and how that differs.
fn mended_hint(source: &str, mended: &str) -> String {
    let old: Vec<&str> = source.lines().collect();
    let new: Vec<&str> = mended.lines().collect();
    let same = new.iter().zip(&old).take_while(|(new, old)| new == old).count();
    let (old, new) = (&old[same..], &new[same..]);
    let alike = new.iter().rev().zip(old.iter().rev()).take_while(|(new, old)| new == old).count();
    match new[..new.len() - alike].first() {
        Some(line) => format!("the page draws it mended: `{}`", shorten(line.trim(), MENDED_CHARS)),
        None => "the page draws it mended, without what does not belong there".to_owned(),
    }
}

/// Enough of a mended line to see what was mended.
const MENDED_CHARS: usize = 80;
