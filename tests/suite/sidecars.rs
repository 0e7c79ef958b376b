//! What stands beside a record is part of it: subtitles and corrections.

use std::fs;

use crate::records::{titled, usual};
use crate::sandbox::{Sandbox, repository};
use crate::server::{Server, until};

const SRT: &str = "1\r\n00:00:01,000 --> 00:00:03,000\r\n今天讲预写日志。\r\n\r\n2\r\n00:12:34,500 --> 00:12:36,000\r\n再见。\r\n";

/// A record of a video, without a transcript.
fn talk(title: &str) -> String {
    let url = "URL: https://www.youtube.com/watch?v=a1B2c3D4e5F\n";
    titled(title, "Description:\n摘要在此。\n").replace("Status:", &format!("{url}Status:"))
}

#[test]
fn subtitles_are_a_records_transcript_whose_marks_lead_to_the_video() {
    let site = Sandbox::new();
    site.record("a/talk.txt", &talk("演讲")).record("a/talk.srt", SRT);
    site.record("No. 7 推荐", &titled("推荐", "Description:\n有。\n"))
        .record("No. 7 推荐.vtt", "WEBVTT\n\n00:05.000 --> 00:06.000\n<v 阿达>好&amp;快</v>\n");
    let run = site.run(&["build", "--strict"]);
    run.succeeds();
    let page = site.page_of("a/talk.txt");
    assert_eq!(page.texts(".transcript p"), ["[00:01] 今天讲预写日志。\n\n", "[12:34] 再见。"]);
    let links = page.attributes(".transcript a.time-mark", "href");
    assert_eq!(links[1], "https://www.youtube.com/watch?v=a1B2c3D4e5F&t=754s");
    assert_eq!(site.page_of("No. 7 推荐").texts(".transcript p"), ["[00:05] 阿达: 好&快"]);
    // They are no records of their own.
    assert_eq!(site.pages().len(), 2);
}

#[test]
fn subtitles_may_have_their_language_in_their_name() {
    let site = Sandbox::new();
    let vtt = |words: &str| format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n");
    site.record("talk.txt", &talk("演讲"))
        .record("talk.en.vtt", &vtt("English"))
        .record("talk.zh-Hans.vtt", &vtt("中文"));
    site.record("talk.last.vtt", &vtt("没有这种语言"));
    let run = site.run(&["build"]);
    run.succeeds();
    assert_eq!(site.page_of("talk.txt").texts(".transcript p"), ["[00:01] 中文"]);
    for (code, file) in
        [("companion-unused", "content/talk.en.vtt"), ("companion-alone", "content/talk.last.vtt")]
    {
        let told = run.stderr().lines().any(|one| one.contains(code) && one.contains(file));
        assert!(told, "{code} {file}: {}", run.stderr());
    }
    let server = Server::start(&site, &["-q"]);
    let talk = "/records/youtube/a1B2c3D4e5F.html";
    server.shows(talk, "中文");
    site.record("talk.zh-Hans.vtt", &vtt("改过"));
    server.shows(talk, "改过");
    site.record("talk.srt", SRT);
    server.shows(talk, "今天讲预写日志");
    site.remove("content/talk.srt").remove("content/talk.zh-Hans.vtt");
    server.shows(talk, "English");
    site.build();
    assert_eq!(server.get(talk).plain(), site.tree()[&talk[1..]]);
    // An import takes them along.
    site.run(&["import", "content", "--output-dir", "taken"]).succeeds();
    assert_eq!(site.read("taken/talk.en.vtt"), vtt("English"));
}

#[test]
fn a_better_transcript_of_the_records_own_stays() {
    let site = Sandbox::new();
    let with = |text: &str| format!("{}\nContent:\n{text}\n", talk("演讲"));
    site.record("marked.txt", &with("[00:02] 自带时间")).record("marked.srt", SRT);
    site.record("long.txt", &with("今天讲预写日志，断电之后重放，所以不丢。再见。")).record("long.srt", SRT);
    site.record("short.txt", &with("今天讲预写日志再见")).record("short.srt", SRT);
    let told = site.run(&["build", "-v"]).stderr();
    assert_eq!(site.page_of("marked.txt").texts(".transcript p"), ["[00:02] 自带时间"]);
    assert_eq!(
        site.page_of("long.txt").texts(".transcript p"),
        ["今天讲预写日志，断电之后重放，所以不丢。再见。"]
    );
    assert_eq!(site.page_of("short.txt").texts(".transcript p").len(), 2);
    for file in ["content/marked.srt", "content/long.srt"] {
        assert!(told.contains(file), "{told}");
    }
    assert!(!told.contains("content/short.srt"));
}

#[test]
fn what_is_wrong_with_a_sidecar_is_told_with_its_place_and_stops_nothing() {
    let site = Sandbox::new();
    site.record("talk.txt", &talk("演讲"))
        .record("talk.srt", &format!("{SRT}\r\n3\r\n00:99:99 --> x\r\n末尾\r\n"));
    site.record("talk.toml", "author = '阿达'\ntitel = '错'\n标题 = ");
    site.record("alone.vtt", "WEBVTT\n").record("empty.txt", &talk("空")).record("empty.vtt", "WEBVTT\n");
    let run = site.run(&["check"]);
    run.succeeds();
    let said = run.stderr();
    for (code, place) in [
        ("bad-cue", "content/talk.srt:10"),
        ("correction-key", "content/talk.toml:2:1"),
        ("correction-syntax", "content/talk.toml:3"),
        ("companion-alone", "content/alone.vtt"),
        ("no-cues", "content/empty.vtt"),
    ] {
        let told = said.split("\n\n").any(|one| one.contains(code) && one.contains(place));
        assert!(told, "{code} {place}: {said}");
    }
    site.build();
    let page = site.page_of("talk.txt");
    assert!(page.text("#facts").contains("阿达"));
    assert!(page.texts(".transcript p")[1].ends_with("再见。末尾"));
    assert!(page.text(".problems").contains("talk.toml"));
    assert_eq!(site.run(&["check", "--strict"]).code(), Some(1));
}

#[test]
fn a_record_is_corrected_beside_it_and_from_the_root_and_its_file_stays() {
    let site = Sandbox::new();
    let text = usual(3, "一致性");
    site.record("2025/a.txt", &text)
        .record("2025/b.txt", &usual(7, "一致性"))
        .record("c.txt", &usual(11, "一致性"));
    site.record("2025/a.toml", "title = '改过的标题'\nauthor = '阿达'");
    let id = crate::records::video(7);
    site.record(
        "corrections.toml",
        &format!(
            "['2025/a.txt']\ntitle = '不算'\ncategory = '新类/小类'\ntags = ['甲', '乙']\n\
            ['bilibili:{id}']\nstatus = 'partial'\ndate = 2026-03-04\n\
            ['https://www.bilibili.com/video/{}']\ntitle = '按地址'\n['2024/gone.txt']\nhidden = true\n",
            crate::records::video(11)
        ),
    );
    let run = site.build();
    let page = site.page_of("2025/a.txt");
    assert_eq!(page.text("h1"), "改过的标题");
    assert_eq!(page.texts("#facts .tag"), ["甲", "乙"]);
    assert!(page.text("#facts").contains("阿达"));
    assert_eq!(page.text(".corrected"), "人工订正：标题、分类、标签、作者");
    assert_eq!(page.text(".why"), "分类由订正指定。");
    assert!(site.read("public/categories/新类/小类/index.html").contains("改过的标题"));
    let page = site.page_of("2025/b.txt");
    assert_eq!(page.text("[data-status]"), "部分完成");
    assert_eq!(page.attributes("[data-fact=date] time", "datetime"), ["2026-03-04"]);
    assert_eq!(site.page_of("c.txt").text("h1"), "按地址");
    assert!(site.page("index.html").html.contains("改过的标题"));
    assert_eq!(site.read("content/2025/a.txt"), text);
    let unmatched = "content/corrections.toml:10: ";
    assert!(
        run.stderr().contains("correction-unmatched") && run.stderr().contains(unmatched),
        "{}",
        run.stderr()
    );
}

#[test]
fn what_the_readme_says_of_corrections_is_understood() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let example =
        readme.split("```toml\n").find(|block| block.starts_with("# content/corrections.toml")).unwrap();
    let example = example.split("```").next().unwrap();
    let site = Sandbox::new();
    site.record("2025/talk.txt", &titled("演讲", "Description:\n甲。\n")).record("b.txt", &talk("钉住"));
    site.record("corrections.toml", example);
    let run = site.build();
    // Of an item that there is not, and nothing else.
    assert!(run.stderr().starts_with("1 警告 correction-unmatched "), "{}", run.stderr());
    assert_eq!(run.stderr().matches(" 警告 ").count(), 1, "{}", run.stderr());
    let page = site.page_of("2025/talk.txt");
    assert_eq!(
        (page.text("h1"), page.texts("#facts .tag")),
        ("A better title".into(), vec!["日志".into(), "共识".into()])
    );
    assert_eq!(site.page("index.html").texts(".pinned .card h3"), ["钉住"]);
}

#[test]
fn a_hidden_record_stands_nowhere() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "base_url = 'https://example.org/'");
    site.record("a.txt", &titled("看得见", "Description:\n甲。\n"))
        .record("b.txt", &titled("藏起来的", "Description:\n乙丙丁。\n"));
    site.record("b.toml", "hidden = true\npined = true");
    let run = site.run(&["build", "-v"]);
    for (path, bytes) in site.tree() {
        assert!(!String::from_utf8_lossy(&bytes).contains("藏起来的"), "{path}");
        assert!(!path.contains("records/b"), "{path}");
    }
    assert!(
        run.stderr().contains("content/b.toml:2:1") && run.stderr().contains("`pinned`？"),
        "{}",
        run.stderr()
    );
    site.remove("content/b.toml").build();
    assert!(site.page("index.html").html.contains("藏起来的"));
}

#[test]
fn a_pinned_record_comes_first_once_and_marked() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "page_size = 5");
    for number in 0..30 {
        site.record(&format!("{number:02}.txt"), &usual(number, "一致性"));
    }
    // One is old, the other stands among the newest.
    site.record("01.toml", "pinned = true")
        .record("29.toml", "pinned = true")
        .record("02.toml", "pinned = false");
    site.build();
    for page in ["index.html", "categories/技术/index.html"] {
        let page = site.page(page);
        let titles = page.texts(".card h3");
        assert!(page.texts(".pinned .card h3")[0].starts_with("第29期"), "{titles:?}");
        assert!(titles[1].starts_with("第1期"), "{titles:?}");
        assert_eq!(titles.iter().filter(|title| title.starts_with("第29期")).count(), 1);
        assert_eq!(page.texts(".pinned .badge"), ["置顶", "置顶"]);
    }
    // Older pages stay as they are.
    assert!(
        site.page("categories/技术/page-1.html")
            .texts(".card h3")
            .iter()
            .any(|title| title.starts_with("第1期"))
    );
}

#[test]
fn while_it_is_served_sidecars_are_followed_as_they_come_change_and_go() {
    let site = Sandbox::new();
    site.record("talk.txt", &talk("演讲")).record("other.md", &titled("另一个", "Description:\n乙。\n"));
    let server = Server::start(&site, &["-q"]);
    let talk = "/records/youtube/a1B2c3D4e5F.html";
    site.record("talk.srt", SRT);
    server.shows(talk, "今天讲预写日志");
    site.record("talk.srt", &SRT.replace("预写", "后写"));
    server.shows(talk, "今天讲后写日志");
    site.record("other.toml", "title = '别名'");
    server.shows("/records/other.html", "别名");
    site.record("corrections.toml", "['talk.txt']\ntitle = '总表'\n['other.md']\ntitle = '不算'");
    server.shows(talk, "总表");
    server.shows("/index.html", "别名");
    site.record("corrections.toml", "['other.md']\nhidden = true");
    server.answers("/records/other.html", 404);
    server.shows(talk, "演讲");
    site.remove("content/corrections.toml").remove("content/other.toml").remove("content/talk.srt");
    server.shows("/records/other.html", "另一个");
    assert!(until(|| (!server.get(talk).text().contains("今天讲")).then_some(())).is_some());
    // A folder's new name is its companions', too.
    site.record("x/talk.txt", &titled("在夹里", "Description:\n丙。\n"))
        .record("x/talk.toml", "title = '夹里改'");
    server.shows("/index.html", "夹里改");
    fs::rename(site.path("content/x"), site.path("content/y")).unwrap();
    server.shows("/categories/index.html", ">y<");
    server.shows("/index.html", "夹里改");
}

#[test]
fn where_the_system_tells_nothing_sidecars_are_found_by_looking() {
    let site = Sandbox::new();
    site.record("talk.txt", &talk("演讲"));
    let server = Server::start(&site, &["-q", "--poll"]);
    let talk = "/records/youtube/a1B2c3D4e5F.html";
    site.record("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n先到\n");
    server.shows(talk, "先到");
    site.record("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n后来的\n");
    server.shows(talk, "后来的");
    site.record("corrections.toml", "['talk.txt']\nauthor = '某人'");
    server.shows(talk, "某人");
    site.remove("content/talk.vtt").remove("content/corrections.toml");
    let is_as_before = |page: String| !page.contains("后来的") && !page.contains("某人");
    assert!(until(|| is_as_before(server.get(talk).text()).then_some(())).is_some());
}
