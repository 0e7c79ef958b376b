//! Which parts of a text are code, where nothing is put otherwise.

use std::ops::Range;

use crate::diagram::{self, Block};

/// The code and the diagrams of a text.
pub(super) struct Code {
    /// The text between fences and diagrams.
    pub(super) prose: Vec<Range<usize>>,
    /// Fences, diagrams and what stands between backticks.
    all: Vec<Range<usize>>,
}

impl Code {
    pub(super) fn of(text: &str, blocks: &[Block]) -> Self {
        let mut ranges: Vec<Range<usize>> = blocks.iter().map(range).collect();
        if let Some(open) = open_fence(text, &ranges) {
            ranges.push(open..text.len());
        }
        let (mut all, mut prose) = (Vec::with_capacity(ranges.len()), Vec::with_capacity(ranges.len() + 1));
        let mut at = 0;
        for block in ranges {
            spans(text, at..block.start, &mut all);
            prose.push(at..block.start);
            at = block.end;
            all.push(block);
        }
        spans(text, at..text.len(), &mut all);
        prose.push(at..text.len());
        Self { prose, all }
    }

    /// Takes formulas for code, too.
    pub(super) fn add(&mut self, formulas: Vec<Range<usize>>) {
        if !formulas.is_empty() {
            self.all.extend(formulas);
            self.all.sort_by_key(|range| range.start);
        }
    }

    /// Whether a mark stands in the text between fences and diagrams.
    pub(super) fn has(&self, text: &str, mark: &str) -> bool {
        let first = mark.as_bytes()[0];
        // To look for one byte costs next to nothing, and most texts do not have it.
        let may = |part: &[u8]| memchr::memchr(first, part).is_some();
        self.prose
            .iter()
            .map(|range| text[range.clone()].as_bytes())
            .any(|part| may(part) && memchr::memmem::find(part, mark.as_bytes()).is_some())
    }

    /// Whether a byte stands in code of any sort.
    pub(super) fn covers(&self, at: usize) -> bool {
        diagram::covers(&self.all, at)
    }

    /// The pieces of a range that are no code.
    pub(super) fn outside(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.all.partition_point(|code| code.end <= range.start);
        let inside = self.all[first..].iter().take_while(move |code| code.start < range.end);
        let ends = inside.clone().map(|code| code.start).chain([range.end]);
        let starts = [range.start].into_iter().chain(inside.map(|code| code.end));
        starts.zip(ends).map(|(start, end)| start..end).filter(|piece| !piece.is_empty())
    }
}

fn range(block: &Block) -> Range<usize> {
    match block {
        Block::Fence(range) => range.clone(),
        Block::Diagram(element) => element.range.clone(),
    }
}

/// Where a fence opens that is never closed.
fn open_fence(text: &str, blocks: &[Range<usize>]) -> Option<usize> {
    let after = blocks.last().map_or(0, |last| last.end);
    let may_be = |fence: &str| memchr::memmem::find(&text.as_bytes()[after..], fence.as_bytes()).is_some();
    if !may_be("```") && !may_be("~~~") {
        return None;
    }
    let mut at = after;
    text[after..].split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        let bare = line.trim_start();
        let opens = (bare.starts_with("```") && !bare.trim_start_matches('`').contains('`'))
            || bare.starts_with("~~~");
        opens.then_some(start)
    })
}

/// What stands between backticks: a run of them closes with the next as long on its line.
fn spans(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = range.start;
    while let Some(start) = memchr::memchr(b'`', &bytes[at..range.end]).map(|n| at + n) {
        let length = run(&bytes[start..range.end]);
        at = start + length;
        let line = memchr::memchr(b'\n', &bytes[at..range.end]).map_or(range.end, |n| at + n);
        // A text of nothing but backticks is not looked at to its end for each.
        let line = line.min(at + LONGEST);
        let mut next = at;
        while let Some(close) = memchr::memchr(b'`', &bytes[next..line]).map(|n| next + n) {
            let closing = run(&bytes[close..line]);
            next = close + closing;
            if closing == length {
                found.push(start..next);
                at = next;
                break;
            }
        }
    }
}

/// So many bytes are looked through for the end of a piece of code.
const LONGEST: usize = 2_000;

fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| **b == b'`').count()
}
