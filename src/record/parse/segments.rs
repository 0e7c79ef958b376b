//! Texts in the forms in which other programs keep them: whole, in pieces, and in pieces with their times.

use super::tree::{Map, Node, Value};

/// A piece's keys for its text, its start and who speaks, in the order in which they are looked for.
const TEXT: [&str; 5] = ["text", "content", "markdown", "sentence", "字幕"];
const START: [&str; 5] = ["start", "from", "begin", "start_time", "time"];
const SPEAKER: [&str; 2] = ["speaker", "speaker_name"];
/// Keys of a map that holds a text for its whole and its pieces.
const WHOLE: [&str; 3] = ["full_text", "fulltext", "text"];
const PIECES: [&str; 3] = ["segments", "body", "lines"];

/// A piece of a transcript.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// When it begins and ends, as written.
    pub(super) start: Option<&'a str>,
    pub(super) end: Option<&'a str>,
    pub(super) speaker: Option<&'a str>,
    pub(super) text: &'a str,
}

/// The pieces of a transcript that is a list of them, or a map with one; none where a value is something else.
pub(super) fn pieces(value: &Value) -> Vec<Piece<'_>> {
    let list = match value {
        Value::Map(map) => get(map, &PIECES).or_else(|| get(map, &["transcription"])).map(|node| &node.value),
        value => Some(value),
    };
    match list {
        Some(Value::List(nodes)) => nodes.iter().filter_map(timed).collect(),
        _ => Vec::new(),
    }
}

fn timed(node: &Node) -> Option<Piece<'_>> {
    const END: [&str; 3] = ["end", "to", "end_time"];
    let Value::Map(map) = &node.value else { return None };
    // Where whisper.cpp has the times.
    let times = match get(map, &["timestamps"]).map(|node| &node.value) {
        Some(Value::Map(times)) => times,
        _ => map,
    };
    let time = |keys: &[&str]| get(times, keys).and_then(|node| node.value.scalar());
    let speaker = speaker(map).and_then(|node| node.value.scalar());
    Some(Piece { start: time(&START), end: time(&END), speaker, text: words(node)? })
}

/// The whole text of a map that has one.
pub(super) fn whole_text(value: &Value) -> Option<&str> {
    let Value::Map(map) = value else { return None };
    get(map, &WHOLE)?.value.scalar()
}

/// A value as text: pieces with times become lines that begin with a time mark.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::List(nodes) if nodes.iter().any(|node| piece(node).is_some()) => {
            let line = |node: &Node| piece(node).unwrap_or_else(|| node.value.in_a_line());
            let between = if nodes.iter().any(is_timed) { "\n" } else { "\n\n" };
            nodes.iter().map(line).collect::<Vec<_>>().join(between)
        }
        Value::List(nodes) => nodes.iter().map(|node| text(&node.value)).collect::<Vec<_>>().join("\n\n"),
        Value::Map(map) => whole(map),
        scalar => scalar.scalar().unwrap_or_default().to_owned(),
    }
}

/// Whether a map is a text with its whole or its pieces.
pub(super) fn is_in_pieces(map: &Map) -> bool {
    get(map, &WHOLE).or(get(map, &PIECES)).is_some()
}

/// Whether a value is no text but says where the files of one are: a map, or lists of maps, with addresses.
pub(super) fn leads_elsewhere(value: &Value) -> bool {
    match value {
        Value::Map(map) if is_in_pieces(map) => false,
        Value::Map(map) => {
            map.is_empty() || map.iter().any(|(key, node)| key == "url" || leads_elsewhere(&node.value))
        }
        Value::List(nodes) => {
            nodes.first().is_some_and(|node| piece(node).is_none() && leads_elsewhere(&node.value))
        }
        _ => false,
    }
}

/// What a text's map says besides the text, such as its language.
pub(super) fn rest(value: &Value) -> impl Iterator<Item = (&str, &Node)> {
    let map = if let Value::Map(map) = value { map } else { const { &Map::new() } };
    let used = [get(map, &WHOLE), get(map, &PIECES)];
    let is_used = move |node: &Node| used.into_iter().flatten().any(|used| used.value == node.value);
    let is_text = map.iter().any(|(key, _)| WHOLE.contains(&key.as_str()) || PIECES.contains(&key.as_str()));
    let rest = map.iter().filter(move |(_, node)| is_text && !is_used(node) && !node.value.is_empty());
    rest.map(|(key, node)| (key.as_str(), node))
}

/// What pieces say that the lines of their [`text`] do not, such as when they end: a list with an item for each of them,
/// numbers as they are written. `None` where the lines say it all.
pub(super) fn unsaid(value: &Value) -> Option<Value> {
    let mut all = Unsaid::default();
    all.add(value);
    all.says_more.then_some(Value::List(all.items))
}

#[derive(Default)]
struct Unsaid {
    items: Vec<Node>,
    says_more: bool,
}

impl Unsaid {
    fn add(&mut self, value: &Value) {
        match value {
            Value::List(nodes) if nodes.iter().any(|node| piece(node).is_some()) => {
                nodes.iter().for_each(|node| self.piece(node));
            }
            Value::List(nodes) => nodes.iter().for_each(|node| self.add(&node.value)),
            Value::Map(map) => get(map, &PIECES).into_iter().for_each(|node| self.add(&node.value)),
            _ => {}
        }
    }

    /// Adds all of a piece but its words and who says them: the start is what the others are of use with.
    fn piece(&mut self, node: &Node) {
        let mut rest = Map::new();
        if let (Value::Map(map), true) = (&node.value, piece(node).is_some()) {
            let (said, start) = ([get(map, &TEXT), speaker(map)], get(map, &START));
            let is_start = |node: &Node| start.is_some_and(|start| std::ptr::eq(start, node));
            let is_said = |node: &Node| said.into_iter().flatten().any(|said| std::ptr::eq(said, node));
            for (key, node) in map.iter().filter(|(_, node)| !node.value.is_empty() && !is_said(node)) {
                let is_whole =
                    is_start(node) && node.value.scalar().and_then(mark).is_some_and(|mark| mark.is_all);
                self.says_more |= !is_whole;
                rest.push((key.clone(), node.clone()));
            }
        }
        self.items.push(Node { line: node.line, value: Value::Map(rest) });
    }
}

/// A map's text: its pieces, and the whole where that says something else.
fn whole(map: &Map) -> String {
    let full = get(map, &WHOLE).and_then(|node| node.value.scalar()).unwrap_or_default();
    let Some(pieces) = get(map, &PIECES) else {
        return if full.is_empty() { Value::Map(map.clone()).json() } else { full.to_owned() };
    };
    let marked = text(&pieces.value);
    let spoken: Vec<&str> = match &pieces.value {
        Value::List(nodes) => nodes.iter().filter_map(words).collect(),
        _ => Vec::new(),
    };
    if bare(full) == bare(&spoken.concat()) || full.trim().is_empty() {
        marked
    } else {
        format!("{marked}\n\n{full}")
    }
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The value of the first of these keys that has any.
fn get<'a>(map: &'a Map, keys: &[&str]) -> Option<&'a Node> {
    let value = |key: &&str| map.iter().find(|(known, node)| known == key && !node.value.is_empty());
    keys.iter().find_map(value).map(|(_, node)| node)
}

/// A piece's words.
fn words(node: &Node) -> Option<&str> {
    let Value::Map(map) = &node.value else { return None };
    // A piece may be silent.
    let silent = || map.iter().find(|(key, _)| TEXT.contains(&key.as_str())).map(|(_, node)| node);
    get(map, &TEXT).or_else(silent)?.value.scalar()
}

/// A piece as a line; `None` where it is none.
fn piece(node: &Node) -> Option<String> {
    let Value::Map(map) = &node.value else { return None };
    let words = words(node)?.trim();
    let start = get(map, &START).and_then(|start| start.value.scalar()).and_then(mark);
    let speaker = speaker(map).and_then(|speaker| speaker.value.scalar());
    let mark = start.map(|Mark { time, .. }| format!("[{time}] ")).unwrap_or_default();
    let speaker = speaker.map(|name| format!("{name}: ")).unwrap_or_default();
    Some(format!("{mark}{speaker}{words}"))
}

/// Who speaks a piece, where that is one name.
fn speaker(map: &Map) -> Option<&Node> {
    get(map, &SPEAKER).filter(|speaker| speaker.value.scalar().is_some())
}

fn is_timed(node: &Node) -> bool {
    matches!(&node.value, Value::Map(map) if get(map, &START).is_some())
}

/// A time mark.
struct Mark {
    time: String,
    /// Whether it says all of what it was made of, which has no fraction of a second.
    is_all: bool,
}

/// The mark of a time in seconds, or of a clock's.
fn mark(start: &str) -> Option<Mark> {
    let clock = start.trim();
    if clock.contains(':') && clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b',')) {
        let (time, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
        return Some(Mark { time: time.to_owned(), is_all: fraction.bytes().all(|digit| digit == b'0') });
    }
    let exact = clock.parse::<f64>().ok().filter(|seconds| (0.0..360_000.0).contains(seconds))?;
    // Casting is safe: the number is small and not negative.
    let whole = exact as u32;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    let time = if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    };
    Some(Mark { time, is_all: exact.fract() == 0.0 })
}

#[cfg(test)]
mod tests {
    use crate::record::parse::json;

    fn read(text: &str) -> String {
        super::text(&json::parse(text).unwrap().value)
    }

    #[test]
    fn pieces_become_lines_with_marks() {
        let text = r#"[{"start": 0.4, "end": 2, "text": "开场"}, {"start": 3725.9, "text": "收尾", "speaker": "甲"}]"#;
        assert_eq!(read(text), "[00:00] 开场\n[1:02:05] 甲: 收尾");
        assert_eq!(read(r#"[{"from": "00:01:02,5", "content": "a"}]"#), "[00:01:02] a");
        assert_eq!(read(r#"["一段", "二段"]"#), "一段\n\n二段");
    }

    #[test]
    fn the_whole_is_not_said_twice() {
        let same = r#"{"full_text": "开场 收尾", "segments": [{"start": 1, "text": "开场"}, {"start": 2, "text": "收尾"}]}"#;
        assert_eq!(read(same), "[00:01] 开场\n[00:02] 收尾");
        let other = r#"{"full_text": "全文", "segments": [{"start": 1, "text": "开场"}]}"#;
        assert_eq!(read(other), "[00:01] 开场\n\n全文");
        assert_eq!(read(r#"{"language": "zh", "full_text": "全文", "segments": []}"#), "全文");
    }

    fn unsaid(text: &str) -> Option<String> {
        super::unsaid(&json::parse(text).unwrap().value).map(|list| list.json())
    }

    #[test]
    fn what_lines_do_not_say_is_kept_for_each_of_them() {
        let text = r#"{"segments": [{"id": 7, "start": 0.40, "end": 2e0, "text": "开场", "words": []}, "旁白",
            {"start": 3, "speaker": "甲", "speaker_name": "乙", "text": "", "avg_logprob": -0.3}]}"#;
        let list = r#"[{"id": 7, "start": 0.40, "end": 2e0}, {}, {"start": 3, "speaker_name": "乙", "avg_logprob": -0.3}]"#;
        assert_eq!(unsaid(text).as_deref(), Some(list));
        assert_eq!(read(text), "[00:00] 开场\n旁白\n[00:03] 甲: ");
        assert_eq!(unsaid(r#"[{"start": 1.5, "text": "a"}]"#).as_deref(), Some(r#"[{"start": 1.5}]"#));
        assert_eq!(unsaid(r#"[{"start": "soon", "text": "a"}]"#).as_deref(), Some(r#"[{"start": "soon"}]"#));
    }

    #[test]
    fn lines_that_say_all_leave_nothing() {
        for text in [
            r#"[{"start": 4, "text": "a", "speaker": "甲"}, {"start": 5.0, "text": "b"}]"#,
            r#"[{"from": "00:01:02,000", "content": "a", "words": null}]"#,
            r#"["一段", "二段"]"#,
            r#"{"full_text": "全文", "segments": []}"#,
            r#""全文""#,
        ] {
            assert_eq!(unsaid(text), None, "{text}");
        }
    }

    #[test]
    fn texts_under_a_second_name_are_told() {
        let value = json::parse(
            r#"{"text": "一", "full_text": "二", "lines": ["三"], "body": [], "segments": ["四"]}"#,
        );
        let value = value.unwrap().value;
        let rest: Vec<&str> = super::rest(&value).map(|(key, _)| key).collect();
        assert_eq!(rest, ["text", "lines"]);
    }
}
