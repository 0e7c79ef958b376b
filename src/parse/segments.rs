//! Texts in the forms in which other programs keep them: whole, in pieces, and in pieces with their times.

use super::tree::{Map, Node, Value};

/// A piece's keys for its text, its start and who speaks, in the order in which they are looked for.
const TEXT: [&str; 5] = ["text", "content", "markdown", "sentence", "字幕"];
const START: [&str; 5] = ["start", "from", "begin", "start_time", "time"];
const SPEAKER: [&str; 2] = ["speaker", "speaker_name"];
/// Keys of a map that holds a text for its whole and its pieces.
const WHOLE: [&str; 3] = ["full_text", "fulltext", "text"];
const PIECES: [&str; 3] = ["segments", "body", "lines"];

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

/// What a text's map says besides the text, such as its language.
pub(super) fn rest(value: &Value) -> impl Iterator<Item = (&str, &Node)> {
    let map = if let Value::Map(map) = value { map.as_slice() } else { &[] };
    let is_text = map.iter().any(|(key, _)| WHOLE.contains(&key.as_str()) || PIECES.contains(&key.as_str()));
    let rest = map.iter().filter(move |(key, node)| {
        is_text && !WHOLE.contains(&key.as_str()) && !PIECES.contains(&key.as_str()) && !node.value.is_empty()
    });
    rest.map(|(key, node)| (key.as_str(), node))
}

/// A map's text: its pieces, and the whole where that says something else.
fn whole(map: &Map) -> String {
    let full = get(map, &WHOLE).and_then(|node| node.value.scalar()).unwrap_or_default();
    let pieces = get(map, &PIECES).filter(|node| !node.value.is_empty());
    let Some(pieces) = pieces else {
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

fn get<'a>(map: &'a Map, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().find_map(|key| map.iter().find(|(known, _)| known == key)).map(|(_, node)| node)
}

/// A piece's words.
fn words(node: &Node) -> Option<&str> {
    if let Value::Map(map) = &node.value { get(map, &TEXT)?.value.scalar() } else { None }
}

/// A piece as a line; `None` where it is none.
fn piece(node: &Node) -> Option<String> {
    let Value::Map(map) = &node.value else { return None };
    let words = words(node)?.trim();
    let start = get(map, &START).and_then(|start| start.value.scalar()).and_then(mark);
    let speaker =
        get(map, &SPEAKER).and_then(|speaker| speaker.value.scalar()).filter(|name| !name.is_empty());
    let mark = start.map(|mark| format!("[{mark}] ")).unwrap_or_default();
    let speaker = speaker.map(|name| format!("{name}: ")).unwrap_or_default();
    Some(format!("{mark}{speaker}{words}"))
}

fn is_timed(node: &Node) -> bool {
    matches!(&node.value, Value::Map(map) if get(map, &START).is_some())
}

/// The time of a mark, of seconds or of a clock's time.
fn mark(start: &str) -> Option<String> {
    let clock = start.trim();
    if clock.contains(':') && clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b',')) {
        return Some(clock.split(['.', ',']).next().unwrap_or(clock).to_owned());
    }
    let seconds = clock.parse::<f64>().ok().filter(|seconds| (0.0..360_000.0).contains(seconds))?;
    // Casting is safe: the number is small and not negative.
    let seconds = seconds as u32;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    })
}

#[cfg(test)]
mod tests {
    use crate::parse::json;

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
}
