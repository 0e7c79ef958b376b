//! Transcripts as programs write them: under which headings they stand, and how their lines are shown.

use synopsite::record::ContentPath;
use synopsite::record::parse::parse;

use crate::sandbox::Sandbox;

const VIDEO: &str = "URL: https://www.youtube.com/watch?v=a1B2c3D4e5F";

fn texts(name: &str, text: &str) -> (String, String) {
    let texts = parse(&ContentPath::new(name), text.as_bytes(), None).record.texts;
    (texts.description.text, texts.transcript.text)
}

#[test]
fn a_transcript_begins_under_any_heading_that_means_one() {
    let headings = [
        "## 原始字幕",
        "# 二、完整文字稿",
        "### 📜 Full Transcript (auto-generated)",
        "## 附录 A：转录文本",
        "##逐字稿",
        "**【字幕全文】**",
        "【完整逐字稿】",
        "Video Transcript\n----------------",
        "<details>\n<summary>点击展开完整字幕</summary>\n",
    ];
    for heading in headings {
        let end = if heading.starts_with("<details>") { "\n</details>" } else { "" };
        let body = format!("涨潮时蓄水。\n\n---\n\n{heading}\n\n大家好今天讲潮汐\n{end}");
        for file in [
            format!("---\ntitle: 潮汐\n---\n{body}"),
            format!("Title: 潮汐\n{VIDEO}\n\nDescription:\n{body}"),
            format!("# 潮汐\n\n{body}"),
        ] {
            let expected = ("涨潮时蓄水。".to_owned(), "大家好今天讲潮汐".to_owned());
            assert_eq!(texts("x.md", &file), expected, "{file}");
        }
    }
    let marked = format!("Title: 潮汐\n{VIDEO}\n\nDescription:\n## 字幕\n\n说明。\n\n完整逐字稿：\n大家好");
    assert_eq!(texts("x.txt", &marked), ("## 字幕\n\n说明。".to_owned(), "大家好".to_owned()));
}

#[test]
fn another_heading_of_its_level_ends_it_and_other_words_begin_none() {
    let file = "---\ntitle: 潮汐\n---\n## 文稿\n\n### 上\n\n一\n\n## 结论\n\n二";
    assert_eq!(texts("x.md", file), ("## 结论\n\n二".to_owned(), "上\n\n一".to_owned()));
    let file = "---\ntitle: 潮汐\n---\n## 字幕组介绍\n\n一\n\n## Transcript highlights\n\n二";
    assert_eq!(texts("x.md", file).1, "");
}

#[test]
fn the_markdown_of_a_transcript_is_read_and_what_an_export_wrote_is_taken_as_it_is() {
    let file =
        "---\ntitle: 潮汐\n---\n话。\n\n## 文稿\n\n### 开场 [00:00]\n\n**主持人**：大家*好*。\n\n> \\# 1";
    assert_eq!(texts("x.md", file).1, "开场 [00:00]\n\n主持人：大家好。\n\n# 1");
    let exported = "---\ncontent-line: 6\ntitle: 潮汐\n---\n\n## Transcript\n\n### 一 **二**\n";
    assert_eq!(texts("x.md", exported).1, "### 一 **二**");
}

#[test]
fn lines_with_times_or_speakers_stay_lines_and_times_lead_to_their_moments() {
    let site = Sandbox::new();
    let panel = "0:00\n大家好\n0:04\n今天讲潮汐 <b>\n1:15\n先看月亮";
    let clipped = "**0:00** · 大家好\n**0:04** · 今天讲潮汐\n**1:15** · 先看月亮";
    let talk = "[00:00] Ada: 大家好\n[00:04] Bo: 你好\nAda：那就开始\n接着说";
    for (name, lines) in [("panel", panel), ("clipped", clipped), ("talk", talk)] {
        site.record(
            &format!("{name}.txt"),
            &format!("Title: {name}\n{VIDEO}\nDuration: 2:00\n\nContent:\n{lines}\n"),
        );
    }
    site.build();
    let lines = |name: &str| site.page_of(name).texts(".transcript p");
    assert_eq!(lines("panel.txt"), ["0:00\n大家好\n", "0:04\n今天讲潮汐 <b>\n", "1:15\n先看月亮"]);
    assert_eq!(lines("clipped.txt").len(), 3);
    assert_eq!(lines("talk.txt"), ["[00:00] Ada: 大家好\n", "[00:04] Bo: 你好\n", "Ada：那就开始\n接着说"]);
    for (name, count) in [("panel.txt", 3), ("clipped.txt", 3), ("talk.txt", 2)] {
        let links = site.page_of(name).attributes(".transcript a.time-mark", "href");
        assert_eq!(links.len(), count, "{name}");
    }
    let links = site.page_of("panel.txt").attributes(".transcript a.time-mark", "href");
    assert_eq!(links[2], "https://www.youtube.com/watch?v=a1B2c3D4e5F&t=75s");
}

#[test]
fn references_are_read_in_titles_transcripts_and_cues() {
    let site = Sandbox::new();
    let cues = "1\n00:00:01,000 --> 00:00:02,000\nQ&amp;A &#39;now&#39; &gt;&gt; go\n";
    site.record(
        "own.txt",
        "Title: Salt &amp; &quot;Sea&quot; &lt;b&gt;\nAuthor: A &amp;amp; B\n\nContent:\nit&#39;s Q&amp;A\n",
    )
    .record("cues.txt", "Title: AT&T & co\n\nDescription:\n话。\n")
    .record("cues.srt", cues)
    .build();
    let own = site.page_of("own.txt");
    assert_eq!(
        (own.texts("h1"), own.texts(".transcript p")),
        (vec!["Salt & \"Sea\" <b>".to_owned()], vec!["it's Q&A".to_owned()])
    );
    let cues = site.page_of("cues.txt");
    assert_eq!(
        (cues.texts("h1"), cues.texts(".transcript p")),
        (vec!["AT&T & co".to_owned()], vec!["[00:01] Q&A 'now' >> go".to_owned()])
    );
}

#[test]
fn cues_without_punctuation_are_told_apart() {
    let site = Sandbox::new();
    let cue = |n: u32, text: &str| format!("{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}\n\n");
    let cues = [cue(1, "大家好"), cue(2, "今天讲潮汐，"), cue(3, "先看月亮"), cue(4, "OK")].concat();
    site.record("a.txt", "Title: 潮汐\n\nDescription:\n话。\n").record("a.srt", &cues).build();
    assert_eq!(site.page_of("a.txt").texts(".transcript p"), ["[00:01] 大家好 今天讲潮汐，先看月亮 OK"]);
}
