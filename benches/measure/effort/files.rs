//! Attacks in a record's form: header lines, JSON, front matter, and files beside it.

use super::attack::{Attack, Form};

const fn text(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::File("txt"), pattern }
}

const fn markdown(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::File("md"), pattern }
}

const fn json(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::File("json"), pattern }
}

const fn subtitles(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::Beside("srt"), pattern }
}

const fn recognition(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::Beside("json"), pattern }
}

const fn captions(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::Beside("vtt"), pattern }
}

const fn overrides(name: &'static str, pattern: &'static str) -> Attack {
    Attack { name, form: Form::Beside("toml"), pattern }
}

pub(crate) const ALL: &[Attack] = &[
    // Header lines.
    text("header lines", "Title: a\n«key№: b\n»\nDescription:\na\n"),
    text("header lines twice", "«Title: a\n»\nDescription:\na\n"),
    text("header lines that go on", "Title: a\n«b\n»\nDescription:\na\n"),
    text("header lines of one key", "Title: a\n«k: b\n»\nDescription:\na\n"),
    text("header lines without a value", "«Title:\n»\nDescription:\na\n"),
    text("a header of colons", "Title: a\n«:»\n\nDescription:\na\n"),
    text("a header without a text", "«Title: a\n»"),
    text("a title", "Title: «a»\n\nDescription:\na\n"),
    text("a title of words", "Title: «标题 BV1xx411c7mD »\n\nDescription:\na\n"),
    text("a title of brackets", "Title: «[»\n\nDescription:\na\n"),
    text("a title of papers", "Title: «arXiv:2401.00001 »\n\nDescription:\na\n"),
    text("an address", "Title: a\nURL: https://e.org/«a/»\n\nDescription:\na\n"),
    text("an address of queries", "Title: a\nURL: https://www.youtube.com/watch?«a=b&»\n\nDescription:\na\n"),
    text("an address that is none", "Title: a\nURL: «http://»\n\nDescription:\na\n"),
    text("a status", "Title: a\nStatus: «a»\n\nDescription:\na\n"),
    text("a duration", "Title: a\nDuration: «1:»\n\nDescription:\na\n"),
    text("a timestamp", "Title: a\nTimestamp: «2026-»\n\nDescription:\na\n"),
    text("an author", "Title: a\nAuthor: «a, »\n\nDescription:\na\n"),
    text("a language", "Title: a\nLanguage: «zh-»\n\nDescription:\na\n"),
    text("a cover", "Title: a\nCover: «a/»\n\nDescription:\na\n"),
    text("aliases", "Title: a\nAliases: «old/a№, »\n\nDescription:\na\n"),
    text("aliases that are none", "Title: a\nAliases: «../a№, »\n\nDescription:\na\n"),
    text("tags in quotes that are open", "Title: a\nTags: «\"a, »\n\nDescription:\na\n"),
    text("tags with hashes", "Title: a\nTags: «#»\n\nDescription:\na\n"),
    text("tags that are one", "Title: a\nTags: «a, »\n\nDescription:\na\n"),
    text("categories that are one", "Title: a\nCategory: «a, »\n\nDescription:\na\n"),
    text("segments", "Title: a\nContent-Segments: [«{\"end\": №}, »{}]\n\nDescription:\na\n\nContent:\nb\n"),
    text("segments that are open", "Title: a\nContent-Segments: «[»\n\nDescription:\na\n\nContent:\nb\n"),
    text("a line of content", "Title: a\nContent-Line: «1»\n\nDescription:\na\n\nContent:\nb\n"),
    text("no header", "«没有头。\n»"),
    text("no header but colons", "«a：b\n»"),
    text("marks of sections", "Title: a\n\n«Description:\n»"),
    text("marks of sections in fences", "Title: a\n\nDescription:\n«```\nContent:\n```\n»"),
    text("text between sections", "Title: a\n\n«a\n\n»Description:\nb\n"),
    text("controls", "Title: a\n\nDescription:\n«a\u{1}b\n»"),
    text("carriage returns", "Title: a\r\n\r\nDescription:\r\n«a\r\n»"),
    text("characters that are none", "Title: a\n\nDescription:\n«\u{FDD0}»"),
    text("a title of references", "Title: «&amp;»\n\nDescription:\na\n"),
    text("a title of references that are none", "Title: «&#»\n\nDescription:\na\n"),
    text("a date of words", "Title: a\nTimestamp: «May 1 »\n\nDescription:\na\n"),
    text("sources", "Title: a\n«source№: https://e.org/a\n»\nDescription:\na\n"),
    text("links of a notebook", "Title: a\nAuthor: «[[a|b]] »\n\nDescription:\na\n"),
    text("links of a notebook that are open", "Title: a\nTags: «[[a»\n\nDescription:\na\n"),
    text("headings that begin no transcript", "Title: a\n\nDescription:\n«## 字幕组\na\n»"),
    text("headings that stand in", "Title: a\n\nDescription:\n«**字幕**\n»"),
    text("rules before a transcript", "Title: a\n\nDescription:\na\n«---\n»## 字幕\na\n"),
    text("titles again", "Title: a\n\nDescription:\n«# a\n\n»b\n"),
    // Notes.
    markdown("facts", "# a\n\n- URL: https://e.org/\n«- k№: b\n»"),
    markdown("facts in blocks", "# a\n\n«- URL: https://e.org/\n\n»"),
    markdown("facts below headings", "# a\n\n«## b\n\n- URL: https://e.org/\n\n»"),
    markdown("facts in a line", "# a\n\n«URL: https://e.org/ | »a: b\n"),
    markdown("facts in a table", "# a\n\n| URL | https://e.org/ |\n|---|---|\n«| k№ | b |\n»"),
    markdown("facts in lists of lists", "# a\n\n- URL: https://e.org/\n- Tags:\n«  - a\n»"),
    markdown("quotes of quotes", "# a\n\n«> »a: b\n"),
    markdown("titles of the first level", "«# a\n\n»"),
    markdown("titles of every level", "a\n\n«## a\n\n### b\n\n»"),
    markdown("emphasis in a transcript", "---\ntitle: a\n---\n## Transcript\n«**a** *b* »\n"),
    markdown("emphasis that is open", "---\ntitle: a\n---\n## Transcript\n«**a »\n"),
    markdown("escapes in a transcript", "---\ntitle: a\n---\n## Transcript\n«\\*»\n"),
    markdown("fences in a transcript", "---\ntitle: a\n---\n## Transcript\n«```\n»\n"),
    // Front matter.
    markdown("YAML, keys", "---\ntitle: a\n«k№: b\n»---\na\n"),
    markdown("YAML, one key", "---\ntitle: a\n«title: b\n»---\na\n"),
    markdown("YAML, a list", "---\ntitle: a\nkeywords:\n«  - a\n»---\na\n"),
    markdown("YAML, a list in a line", "---\ntitle: a\nauthor: [«a№, »b]\n---\na\n"),
    markdown("YAML, lists nested", "---\ntitle: a\nx: «[»«]»\n---\na\n"),
    markdown("YAML, lists that are open", "---\ntitle: a\nx: «[»\n---\na\n"),
    markdown("YAML, maps nested", "---\ntitle: a\nx: «{a: »1«}»\n---\na\n"),
    markdown("YAML, maps by lines", "---\ntitle: a\n«- - »\n---\na\n"),
    markdown("YAML, values with colons", "---\ntitle: a\n«k№: a: b\n»---\na\n"),
    markdown("YAML, a text that goes on", "---\ntitle: |\n«  a\n»---\na\n"),
    markdown("YAML, folded", "---\ntitle: >\n«  a\n\n»---\na\n"),
    markdown("YAML, anchors", "---\ntitle: a\n«k№: &a b\n»---\na\n"),
    markdown("YAML, aliases of aliases", "---\ntitle: a\na0: &a [x, x]\n«k№: *a\n»---\na\n"),
    markdown("YAML, quotes that are open", "---\ntitle: a\n«k№: \"a\n»---\na\n"),
    markdown("YAML, remarks", "---\ntitle: a\n«k№: C #3\n»---\na\n"),
    markdown("YAML, tabs", "---\ntitle: a\n«\tk: b\n»---\na\n"),
    markdown("YAML, without an end", "---\ntitle: a\n«k№: b\n»"),
    markdown("YAML, marks of documents", "---\ntitle: a\n«...\n»"),
    markdown("TOML, keys", "+++\ntitle = \"a\"\n«k№ = 1\n»+++\na\n"),
    markdown("TOML, one key", "+++\ntitle = \"a\"\n«k = 1\n»+++\na\n"),
    markdown("TOML, tables", "+++\ntitle = \"a\"\n«[t№]\n»+++\na\n"),
    markdown("TOML, a list", "+++\ntitle = \"a\"\nx = [«1, »]\n+++\na\n"),
    markdown("TOML, lists nested", "+++\ntitle = \"a\"\nx = «[»«]»\n+++\na\n"),
    markdown("TOML, names with dots", "+++\ntitle = \"a\"\n«a.»b = 1\n+++\na\n"),
    markdown("headings of transcripts", "---\ntitle: a\n---\n«## Transcript\na\n»"),
    markdown("headings in fences", "---\ntitle: a\n---\n«```\n# a\n```\n»"),
    markdown("lines of dashes", "«---\n»"),
    // JSON.
    json("JSON, keys", "{\"title\": \"a\", \"summary\": \"b\"«, \"k№\": 1»}"),
    json("JSON, one key", "{\"title\": \"a\", \"summary\": \"b\"«, \"title\": \"№\"»}"),
    json("JSON, summaries", "{\"title\": \"a\", \"summary\": \"b\"«, \"note\": \"text №\"»}"),
    json("JSON, transcripts", "{\"title\": \"a\", \"summary\": \"b\"«, \"transcript\": \"№\"»}"),
    json("JSON, lists nested", "{\"title\": \"a\", \"summary\": \"b\", \"x\": «[»«]»}"),
    json("JSON, lists that are open", "{\"title\": \"a\", \"x\": «[»"),
    json("JSON, lists of lists", "{\"title\": \"a\", \"summary\": [«[], »1]}"),
    json(
        "JSON, extras",
        "{\"title\": \"a\", \"summary\": \"b\", \"extras\": [«[\"k№\", \"v\"], »[\"a\", \"b\"]]}",
    ),
    json(
        "JSON, extras of known names",
        "{\"url\": \"a\", \"summary\": \"b\", \"extras\": [«[\"Cover\", \"v\"], »[\"a\", \"b\"]]}",
    ),
    json(
        "JSON, segments",
        "{\"title\": \"a\", \"summary\": \"b\", \"segments\": [«{\"start\": №, \"end\": 2.5, \"text\": \"a\"}, »{}]}",
    ),
    json(
        "JSON, segments and a whole",
        "{\"title\": \"a\", \"transcript\": {\"text\": \"«a »\", \"segments\": [«{\"text\": \"a\"}, »{}]}}",
    ),
    json(
        "JSON, keys of segments",
        "{\"title\": \"a\", \"transcript\": {\"text\": \"b\"«, \"k№\": {\"x\": 1}»}}",
    ),
    json("JSON, keys of a segment", "{\"title\": \"a\", \"segments\": [{\"text\": \"b\"«, \"k№\": 1»}]}"),
    json("JSON, escapes", "{\"title\": \"a\", \"summary\": \"«\\u4e00»\"}"),
    json("JSON, halves of characters", "{\"title\": \"a\", \"summary\": \"«\\ud800»\"}"),
    json("JSON, numbers", "{\"title\": \"a\", \"summary\": \"b\", \"x\": «1»}"),
    json("JSON, a text that is open", "{\"title\": \"«a"),
    json("JSON, blanks", "{\"title\": \"a\", \"summary\": \"b\"« »}"),
    json(
        "JSON, lists of authors",
        "{\"title\": \"a\", \"summary\": \"b\", \"author\": [«{\"name\": \"a\"}, »1]}",
    ),
    json("JSON, containers", "{\"title\": \"a\", \"summary\": \"b\"«, \"meta\": {\"a№\": 1}»}"),
    json("JSON, numbers that are none", "{\"title\": \"a\", \"summary\": \"b\", \"x\": [«NaN, »1]}"),
    json("JSON, commas too many", "{\"title\": \"a\", \"summary\": \"b\", \"x\": [«[1,], »1]}"),
    json("JSON, a summary in parts", "{\"title\": \"a\", \"summary\": {\"tldr\": \"b\"«, \"k№\": [\"c\"]»}}"),
    json(
        "JSON, subtitles elsewhere",
        "{\"title\": \"a\", \"summary\": \"b\", \"subtitles\": {«\"k№\": [{}], »\"x\": 1}}",
    ),
    json("JSON in a fence", "```json\n{\"title\": \"a\", \"summary\": \"b\", \"x\": [«{\"y\": №}, »1]}\n```"),
    json("JSON in fences", "«```json\n{\n»"),
    // Files beside it.
    recognition("speech in pieces", "{\"segments\": [«{\"start\": №, \"end\": №, \"text\": \"a\"}, »{}]}"),
    subtitles("cues", "«1\n00:00:01,000 --> 00:00:02,000\na\n\n»"),
    subtitles("cues that roll", "«00:00:01,000 --> 00:00:02,000\na\nb\n\n»"),
    subtitles("cues without times", "«-->\n»"),
    subtitles("cues with tags", "00:00:01,000 --> 00:00:02,000\n«<i>»a"),
    subtitles("cues with tags that are open", "00:00:01,000 --> 00:00:02,000\n«<»"),
    subtitles("cues with overrides", "00:00:01,000 --> 00:00:02,000\n«{\\»"),
    subtitles("cues with references", "00:00:01,000 --> 00:00:02,000\n«&»"),
    subtitles("cues of many lines", "00:00:01,000 --> 00:00:02,000\n«a\n»"),
    subtitles("cues of arrows", "«00:00:01,000 --> 00:00:02,000 »"),
    subtitles("text before the cues", "«a\n»"),
    captions("captions", "WEBVTT\n\n«00:01.000 --> 00:02.000\n<v 甲>a\n\n»"),
    captions("captions of people", "WEBVTT\n\n00:01.000 --> 00:02.000\n«<v 甲№>a»\n"),
    captions("captions with notes", "WEBVTT\n\n«NOTE a\n\n»"),
    captions("captions word by word", "WEBVTT\n\n00:01.000 --> 00:02.000\n«<00:00:01.500><c>a</c>»\n"),
    overrides("overrides of tags", "tags = [«\"a\", »\"b\"]"),
    overrides("overrides of keys that are none", "«k№ = 1\n»"),
    overrides("overrides that are no TOML", "«[»"),
    overrides("overrides of tables", "«[t№]\n»"),
    overrides("overrides of a title", "title = \"«a»\""),
];
