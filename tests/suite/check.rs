//! What `check` finds, and how it tells.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::records::{titled, usual};
use crate::sandbox::{Sandbox, repository};

/// A found problem: code, file, line.
type Found = (String, String, Option<u64>);

fn found(site: &Sandbox, options: &[&str]) -> Vec<Found> {
    let run = site.run(&[&["check", "--format", "json"], options].concat());
    let report: Value = serde_json::from_str(&run.stdout()).unwrap_or_else(|_| panic!("{}", run.stderr()));
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|f| (text(f, "code"), text(f, "file"), f["line"].as_u64())).collect()
}

/// Some sentences, long enough to be compared with others; `change` is one of a hundred.
fn sentences(change: &str) -> String {
    let sentence = |n: usize| match n {
        50 => change.to_owned(),
        n => format!("第{n}段讲日志怎样写在状态{}之前。", n * 7919 % 997),
    };
    (0..100).map(sentence).collect()
}

/// Every fault that there can be beside the others, each in a file of its own, and where it is told of.
fn with_every_fault(site: &Sandbox) -> Vec<Found> {
    let mut expected = Vec::new();
    let mut expect = |code: &str, file: &str, line: u64| {
        expected.push((code.to_owned(), file.to_owned(), Some(line).filter(|line| *line > 0)));
    };
    put_faulty_records(site, &mut expect);
    put_other_faults(site, &mut expect);
    put_faulty_sidecars(site, &mut expect);
    expected.sort();
    expected
}

/// Records with one fault each; some are told of in the header, whose third line is the first after date and title.
fn put_faulty_records(site: &Sandbox, expect: &mut impl FnMut(&str, &str, u64)) {
    let mut number = 0;
    let mut record = |code: &str, header: &str, text: &str, line: u64| {
        number += 1;
        let stamp = format!("Timestamp: 2026-01-01T{:02}:{:02}:00", number / 60, number % 60);
        let head = if header.contains("Timestamp:") { String::new() } else { format!("{stamp}\n") };
        let title =
            if header.contains("Title:") { String::new() } else { format!("Title: 第{number}篇\n") };
        let file = format!("{code}-{number}.txt");
        site.record(&file, &format!("{head}{title}{header}\nDescription:\n{text}\n"));
        if !code.starts_with("fine") {
            expect(code, &format!("content/{file}"), line);
        }
    };
    record("fine", "Status: success\n", "第一篇什么都好。", 0);
    record("fine", "URL: https://youtu.be/a1B2c3D4e5F\n", "视频的第一篇。", 0);
    record("same-item", "URL: https://www.youtube.com/watch?v=a1B2c3D4e5F&t=3\n", "视频的第二篇。", 0);
    record("fine", "", &sentences("原样的一段。"), 0);
    record("near-duplicate", "", &sentences("改过的一段。"), 0);
    record("duplicate", "", &sentences("原样的一段。"), 0);
    record("status-failed", "Status: failed\n", "没有成。", 3);
    record("status-partial", "Status: partial\n", "只有一半，", 3);
    record("withheld", "Draft: true\n", "没有写完。", 3);
    record("refusal", "", "抱歉，我无法总结这段视频。", 5);
    record("status-word", "Status: pending\n", "等着。", 3);
    record("bad-timestamp", "Timestamp: someday\nTitle: 何时\n", "何时。", 1);
    record("bad-duration", "Duration: soon\n", "多久。", 3);
    record("bad-url", "URL: javascript:1\n", "哪里。", 3);
    record("bad-cover", "Cover: ../x.jpg\n", "封面。", 3);
    record("bad-alias", "Aliases: ../x.html\n", "旧址。", 3);
    record("duplicate-field", "Author: 甲\nAuthor: 乙\n", "作者。", 4);
    record("broken-link", "", "# 缘起\n\n见[结尾](#结尾)和[缘起](#缘起)。", 7);
    record("no-picture", "", "架构如下：\n\n![架构](架构.png)\n\n完。", 7);
    record("truncated-summary", "", "先写日志。\n\n要点如下：", 7);
    record("diagram-unclosed", "", "图。\n<Mermaid_Diagram>\ngraph TD\n  A --> B", 6);
    record("diagram-empty", "", "图。\n<Mermaid_Diagram>\n</Mermaid_Diagram>\n完。", 6);
    record("diagram-fault", "", "图。\n```mermaid\ngraph TD\n  A[一\n```\n完。", 8);
    record("no-title", "Author: 甲\nTitle:\n", "无题。", 0);
    record("header-line", "Author: 甲\n这一行没有键\n", "头部。", 4);
    record("stray-text", "Status: success\n\n以下是摘要：\n", "正文。", 5);
    record("no-timezone", "Timestamp: 1763032956\nTitle: 几点\n", "几点。", 1);
    record("alias-taken", "Aliases: tags/index.html\n", "标签。", 3);
    record("over-limit", &format!("Category: {}\n", ["层"; 9].join("/")), "太深。", 3);
    record("long-title", &format!("Timestamp: 2026-01-01\nTitle: {}\n", "长".repeat(301)), "太长。", 2);
}

/// Files that are hardly records, templates and settings.
fn put_other_faults(site: &Sandbox, expect: &mut impl FnMut(&str, &str, u64)) {
    // Its page cannot stand where that of the first one does.
    expect("address-taken", "content/same-item-3.txt", 0);
    let cut = "Duration: 1:00:00\n\nDescription:\n完。\n\nContent:\n[00:01] 一\n[00:02] 二\n[00:09] 三\n";
    site.record("cut.txt", &titled("断", "").replace("\n\n", &format!("\n{cut}")));
    expect("truncated-transcript", "content/cut.txt", 12);
    site.record("silent.txt", &titled("默", ""));
    expect("no-text", "content/silent.txt", 0);
    site.record("empty.txt", "").record("prose.txt", "只是一段话。\n");
    // A link is the one file that not even `root` can read.
    symlink("nowhere.txt", site.path("content/gone.txt")).unwrap();
    expect("unreadable", "content/gone.txt", 0);
    symlink("../templates", site.path("content/out")).unwrap();
    expect("link-outside", "content/out", 0);
    site.file("content/junk.txt", [0, 1, 2, 3, 4, 5, 6, 7].repeat(40));
    site.file(
        "content/bytes.txt",
        [titled("字节", "Description:\n坏").as_bytes(), b"\xff\xff", "了。\n".as_bytes()].concat(),
    );
    expect("empty", "content/empty.txt", 0);
    expect("headerless", "content/prose.txt", 1);
    expect("binary", "content/junk.txt", 0);
    expect("encoding", "content/bytes.txt", 6);
    site.file(
        "templates/period.html",
        "{% extends \"synopsite/period.html\" %}\n{% block main %}\n{{ listing.titel }}\n{% endblock main %}",
    );
    site.file("templates/perod.html", "{{ page.title }}");
    site.file("templates/base.html", "{% extends \"synopsite/base.html\" %}\n{% block head %}{% if page.titel %}{% endif %}{% endblock head %}");
    expect("unknown-field", "templates/base.html", 2);
    expect("template-fault", "templates/period.html", 3);
    expect("unused-template", "templates/perod.html", 0);
    let settings = "pagesize = 3\nlanguage = 'xx'\nversions = 'apart'\n[categories]\ndefault_rules = false\n[[categories.rules]]\nname = '无人'\n\
                    keywords = { '没有谁说过' = 4 }\n[redirects]\n'old.html' = 'gone.html'\n'older.html' = 'archive/index.html'\n'404.html' = 'archive/index.html'\n";
    site.file("synopsite.toml", settings);
    for (code, line) in [
        ("unknown-key", 1),
        ("bad-setting", 2),
        ("unused-rule", 7),
        ("dead-redirect", 10),
        ("alias-taken", 12),
    ] {
        expect(code, "synopsite.toml", line);
    }
}

/// Subtitles and corrections.
fn put_faulty_sidecars(site: &Sandbox, expect: &mut impl FnMut(&str, &str, u64)) {
    let cue = "1\n00:00:01,000 --> 00:00:03,000\n话。\n";
    let record = |name: &str, more: &str| {
        site.record(&format!("{name}.txt"), &titled(name, &format!("Description:\n{name}的话。\n{more}")));
    };
    record("字幕", "");
    site.record("字幕.srt", &format!("{cue}\n2\n00:99:99 --> x\n完。\n"));
    expect("bad-cue", "content/字幕.srt", 6);
    record("无字幕", "");
    site.record("无字幕.vtt", "WEBVTT\n");
    expect("no-cues", "content/无字幕.vtt", 0);
    record("两份", "\nContent:\n[00:02] 自带的时间。\n");
    site.record("两份.srt", cue).record("孤单.srt", cue);
    expect("companion-unused", "content/两份.srt", 0);
    expect("companion-alone", "content/孤单.srt", 0);
    record("断链", "");
    symlink("nowhere.srt", site.path("content/断链.srt")).unwrap();
    expect("companion-unreadable", "content/断链.srt", 0);
    put_faulty_documents(site, expect);
    record("更正", "");
    site.record("更正.toml", "titel = '错'\nhidden = 'yes'\nauthor = ");
    for (code, line) in [("correction-key", 1), ("correction-value", 2), ("correction-syntax", 3)] {
        expect(code, "content/更正.toml", line);
    }
    site.record("corrections.toml", "['没有.txt']\ntitle = '无'\n");
    expect("correction-unmatched", "content/corrections.toml", 1);
    // The lines of what is shown of subtitles are not those of their file.
    let long = titled("短字幕", "Description:\n短。\n").replace("Status:", "Duration: 1:00:00\nStatus:");
    let cues = (1..5).map(|n| format!("{n}\n00:00:0{n},000 --> 00:00:0{n},900\n第{n}句。\n\n"));
    let cues: Vec<String> = cues.collect();
    site.record("短字幕.txt", &long).record("短字幕.srt", &cues.join(""));
    expect("truncated-transcript", "content/短字幕.srt", 0);
}

/// Markdown and JSON.
fn put_faulty_documents(site: &Sandbox, expect: &mut impl FnMut(&str, &str, u64)) {
    site.record("断.json", "{\n\"title\": \"断\",\n");
    expect("broken-json", "content/断.json", 3);
    site.record(
        "头.md",
        "---\ndate: 2026-01-02T03:04:05\ntitle: 第二讲: 日志\n---\n\n先写日志，再改状态。\n",
    );
    expect("front-matter", "content/头.md", 3);
}

#[test]
fn every_code_is_among_the_faults() {
    let site = Sandbox::new();
    let told: BTreeSet<String> = with_every_fault(&site).into_iter().map(|(code, ..)| code).collect();
    let codes = synopsite::base::diagnostic::Code::ALL.iter().map(|code| code.name().to_owned());
    assert_eq!(told, codes.collect());
}

#[test]
fn every_fault_is_named_at_its_place_and_nothing_else() {
    let site = Sandbox::new();
    let expected = with_every_fault(&site);
    let mut all = found(&site, &[]);
    all.sort();
    assert_eq!(all, expected);
    // Files that cannot be read are among them.
    assert_eq!(site.run(&["check"]).code(), Some(1));
    assert_eq!(site.run(&["check", "--strict"]).code(), Some(1));
    let told = |_| site.run(&["check", "--format", "json"]).stdout();
    assert_eq!(told(1), told(2));
    assert!(!site.exists("public"));
}

#[test]
fn the_schema_knows_every_code() {
    let schema = std::fs::read_to_string(repository("docs/check.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut known: Vec<&str> = schema["$defs"]["code"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    let mut codes: Vec<&str> =
        synopsite::base::diagnostic::Code::ALL.iter().map(|code| code.name()).collect();
    known.sort_unstable();
    codes.sort_unstable();
    assert_eq!(known, codes);
}

#[test]
fn versions_that_are_one_entry_are_no_fault() {
    let site = Sandbox::new();
    let of_item = |day: u32, change: &str| {
        let text = format!("Description:\n{}\n", sentences(change));
        let record = titled("演讲", &text).replace("Status:", "URL: https://youtu.be/a1B2c3D4e5F\nStatus:");
        record.replace("2026-05-01", &format!("2026-05-0{day}"))
    };
    site.record("a.txt", &of_item(1, "第一版。")).record("b.txt", &of_item(2, "第二版。"));
    site.record("c.txt", &of_item(3, "第一版。"));
    assert_eq!(found(&site, &[]), []);
    site.file("synopsite.toml", "versions = 'apart'\n");
    let codes = |file: &str| {
        let of_file = found(&site, &["--except", "address-taken"]).into_iter();
        of_file.filter(|(_, name, _)| name == file).map(|(code, ..)| code).collect::<Vec<_>>()
    };
    assert_eq!(
        (codes("content/b.txt"), codes("content/c.txt")),
        (vec!["same-item".to_owned()], vec!["duplicate".to_owned()])
    );
}

#[test]
fn a_wrong_variable_is_told_of_and_stops_only_build() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", "titel = 'x'\nlanguage = 'en'\n");
    let variables =
        [("SYNOPSITE_PAGE_SIZE", "0"), ("SYNOPSITE_TITTLE", "x"), ("SYNOPSITE_LANGUAGE", "zh-TW")];
    let run = site.run_with(&["check"], &variables);
    run.succeeds();
    let said = run.stderr();
    for told in ["synopsite.toml:1:1", "SYNOPSITE_PAGE_SIZE", "SYNOPSITE_TITTLE", "錯誤[unknown-key]"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(site.run_with(&["build"], &variables[..1]).fails(2).contains("synopsite.toml:1:1"));
}

#[test]
fn codes_are_chosen_by_name() {
    let site = Sandbox::new();
    with_every_fault(&site);
    let codes = |options: &[&str]| {
        let mut codes: Vec<String> = found(&site, options).into_iter().map(|(code, ..)| code).collect();
        codes.sort();
        codes
    };
    assert_eq!(codes(&["--only", "bad-url,empty", "--only", "binary"]), ["bad-url", "binary", "empty"]);
    assert_eq!(codes(&["--only", "bad-url,empty", "--except", "empty"]), ["bad-url"]);
    assert_eq!(codes(&["--except", "bad-url"]).len(), codes(&[]).len() - 1);
    site.run(&["check", "--strict", "--only", "same-item,status-failed"]).succeeds();
    site.run(&["check", "--strict", "--only", "bad-url"]).fails(1);
    let said = site.run(&["check", "--only", "bad-ulr"]).fails(2);
    assert!(said.contains("did you mean `bad-url`?"), "{said}");
    let explained = site.run(&["check", "--explain", "bad-url"]);
    explained.succeeds();
    assert!(
        explained.stdout().contains("https://") && explained.stderr().is_empty(),
        "{}",
        explained.stdout()
    );
}

#[test]
fn a_thousand_equal_faults_take_a_screenful_and_are_counted() {
    let site = Sandbox::new();
    for number in 0..1000 {
        let text = format!("Description:\n第{number}篇。\n");
        site.record(
            &format!("{number:04}.txt"),
            &titled("同", &text).replace("Status", "Duration: soon\nStatus"),
        );
    }
    site.record("last.txt", &titled("末", "Description:\n完。\n").replace("success", "pending"));
    let run = site.run(&["check"]);
    let said = run.stderr();
    assert!((20..=40).contains(&said.lines().count()), "{said}");
    assert!(said.contains("另有 997 条 bad-duration") && said.contains("1000 警告 bad-duration"), "{said}");
    assert!(said.contains("   1 警告 status-word"), "{said}");
    assert!(run.stdout().ends_with("；1,001 个警告\n"), "{}", run.stdout());
    let all = site.run(&["check", "-v", "--only", "bad-duration"]).stderr();
    assert_eq!(all.matches("警告[bad-duration]").count(), 1000);
}

#[test]
fn columns_are_those_of_an_editor() {
    let site = Sandbox::new();
    site.record("a.txt", &titled("图", "Description:\n甲乙丙[丁](#没有)。\n"));
    let run = site.run(&["check", "--format", "github"]);
    let expected = "::warning file=content/a.txt,line=6,endLine=6,col=8,endColumn=10,title=broken-link::";
    assert!(run.stdout().starts_with(expected), "{}", run.stdout());
    assert_eq!(run.stdout().lines().count(), 1);
    let said = site.run(&["check"]).stderr();
    let carets = said.lines().find(|line| line.contains('^')).unwrap();
    let line = said.lines().find(|line| line.contains("甲乙丙")).unwrap();
    // Each of the characters before the address is two columns wide but for the brackets.
    let mut columns = String::new();
    line.split('#')
        .next()
        .unwrap()
        .chars()
        .for_each(|c| write!(columns, "{}", if c.is_ascii() { " " } else { "  " }).unwrap());
    assert_eq!(carets.find('^').unwrap(), columns.len(), "{said}");
    assert!(carets.trim_start_matches(['|', ' ']).starts_with("^^^^^"), "{said}");
}

#[test]
fn templates_and_settings_that_are_wrong_stop_only_what_they_are_about() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"))
        .record("b.txt", &titled("坏", "Description:\n话。\n").replace("success", "??"));
    site.file("templates/record.html", "<p>\n{{ recrd.title }}").file("templates/tag.html", "{% block %}");
    site.file("synopsite.toml", "titel = 'x'\nfoter = 'y'\n");
    let codes: Vec<Found> = found(&site, &[]);
    let at = |code: &str, file: &str, line| (code.to_owned(), file.to_owned(), Some(line));
    // A template that cannot be read at all hides what is wrong with others.
    assert!(codes.contains(&at("template-fault", "templates/tag.html", 1)), "{codes:?}");
    assert!(codes.contains(&at("status-word", "content/b.txt", 3)), "{codes:?}");
    assert!(codes.contains(&at("unknown-key", "synopsite.toml", 1)), "{codes:?}");
    assert!(codes.contains(&at("unknown-key", "synopsite.toml", 2)), "{codes:?}");
    site.remove("templates/tag.html");
    assert!(found(&site, &[]).contains(&at("template-fault", "templates/record.html", 2)));
    // There is nothing to go on with.
    site.file("synopsite.toml", "title = ");
    assert!(site.run(&["check"]).fails(2).contains("synopsite.toml:1:"));
}

#[test]
fn the_page_of_problems_tells_what_check_tells() {
    let site = Sandbox::new();
    with_every_fault(&site);
    // With these two, there would be no page.
    let settings = site.read("synopsite.toml").replace("pagesize = 3\n", "").replace("language = 'xx'\n", "");
    site.file("synopsite.toml", settings).remove("templates/period.html");
    for number in 0..200 {
        let text = format!("Description:\n第{number}句。\n");
        site.record(&format!("many-{number:03}.txt"), &titled("多", &text).replace("success", "soon"));
    }
    site.run(&["build"]).fails(1);
    let page = site.page("problems/index.html");
    let told = page.texts(".problem-kind h2 code");
    let report: Value = serde_json::from_str(&site.run(&["check", "--format", "json"]).stdout()).unwrap();
    let codes =
        report["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap().to_owned());
    assert_eq!(told, codes.collect::<Vec<_>>());
    assert_eq!(page.texts("#status-word > .problems > li").len(), 5);
    assert_eq!(page.texts("#status-word details .problems > li").len(), 95);
    assert!(page.text("#status-word details").contains("check -v --only status-word"));
}

#[test]
fn of_a_long_line_what_stands_around_the_fault_is_shown() {
    let site = Sandbox::new();
    let spoken =
        ["[00:10]", "[01:00]", "[02:00]", "[03:00]"].map(|mark| format!("{mark} {}", "日志".repeat(5_000)));
    let text = format!("Description:\n话。\n\nContent:\n{}\n", spoken.join(" "));
    site.record("a.txt", &titled("长", &text).replace("Status:", "Duration: 1:00:00\nStatus:"));
    site.build();
    let quoted = site.page_of("a.txt").text(".problems .quoted");
    assert!(quoted.contains("[03:00]") && quoted.chars().count() <= 200, "{quoted}");
    let said = site.run(&["check"]).stderr();
    let longest = said.lines().map(|line| line.chars().count()).max();
    assert!(said.contains("[03:00]") && longest < Some(200), "{said}");
    let report: Value = serde_json::from_str(&site.run(&["check", "--format", "json"]).stdout()).unwrap();
    let found = &report["findings"][0];
    assert_eq!(found["column"], 30_028, "{found}");
    assert!(found["text"].as_str().unwrap().chars().count() <= 200, "{found}");
}

#[test]
fn what_people_wrote_stands_in_messages_as_code_and_never_as_markup() {
    let site = Sandbox::new();
    let wrong = "Status: <b>`x`</b>\n";
    site.record("a.txt", &titled("坏", "Description:\n话。\n").replace("Status: success\n", wrong));
    site.build();
    for page in [site.page_of("a.txt"), site.page("problems/index.html")] {
        assert_eq!(page.texts(".problems p code")[0], "<b>`x`</b>");
        assert!(page.texts(".problems p b").is_empty());
        assert!(page.texts(".problems p")[0].starts_with("<b>`x`</b> 不"));
        assert!(!page.texts(".problems p.hint").is_empty());
    }
}

#[test]
fn every_message_says_what_is_wrong_and_what_to_do_in_the_sites_language() {
    let site = Sandbox::new();
    let _ = with_every_fault(&site);
    let settings = site.read("synopsite.toml").replace("language = 'xx'\n", "");
    for (language, transcript) in [("zh-CN", "faults.zh-CN.txt"), ("en", "faults.en.txt")] {
        site.file("synopsite.toml", format!("language = '{language}'\n{settings}"));
        let said = site.run(&["check", "-v"]).stderr();
        let file = repository("tests/suite/check").join(transcript);
        snapbox::assert_data_eq!(said, snapbox::Data::read_from(&file, None).raw());
    }
}

#[test]
fn what_a_foreign_parser_stumbles_over_is_not_shown_to_people() {
    let site = Sandbox::new();
    let diagram = "<Mermaid_Diagram>\nerDiagram\n 客户 {\n\u{3000}string 姓名\n }\n</Mermaid_Diagram>";
    site.record("a.txt", &format!("Title: 图\n\nDescription:\n一张图。\n\n{diagram}\n"));
    for command in ["check", "build"] {
        let run = site.run(&[command]);
        assert_eq!(run.code(), Some(0), "{}", run.stderr());
        assert!(!run.stderr().contains("panicked"), "{}", run.stderr());
    }
}
