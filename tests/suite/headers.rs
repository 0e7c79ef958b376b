//! Fields as other programs write them, and records that are not for others.

use synopsite::record::parse::parse;
use synopsite::record::{ContentPath, Head};

use crate::html::text;
use crate::records::titled;
use crate::sandbox::Sandbox;

fn head(name: &str, text: &str) -> Head {
    parse(&ContentPath::new(name), text.as_bytes(), None).record.head
}

/// The titles on the home page.
fn cards(site: &Sandbox) -> Vec<String> {
    let mut titles = site.page("index.html").texts(".card h3");
    titles.retain(|title| !title.is_empty());
    titles.sort();
    titles
}

/// The address of a record with such lines in its front matter.
fn address(lines: &str) -> Option<String> {
    head("x.md", &format!("---\ntitle: 潮汐\n{lines}\n---\n话。\n")).source.map(|source| source.raw)
}

#[test]
fn an_address_counts_under_any_name_that_says_where_the_item_is() {
    let tide = Some("https://example.org/tide".to_owned());
    for line in [
        "source: https://example.org/tide",
        "来源: \"https://example.org/tide\"",
        "原视频链接: https://example.org/tide",
        "source: \"[原片](https://example.org/tide)\"",
        "source:\n  - https://example.org/tide",
        "cover-url: https://example.org/a.jpg\nauthor_url: https://example.org/ada\nepisode-url: https://example.org/tide",
        "pdf: https://example.org/a.pdf\nabs: https://example.org/tide",
        "pdf: https://example.org/tide",
    ] {
        assert_eq!(address(line), tide, "{line}");
    }
    assert_eq!(
        address("url: https://example.org/a\nsource: https://example.org/tide").unwrap(),
        "https://example.org/a"
    );
    for line in [
        "source: 海边实验室",
        "source: javascript:1",
        "channel_url: https://example.org/tide",
        "remark: https://example.org/tide",
    ] {
        assert_eq!(address(line), None, "{line}");
    }
    let text = head("x.txt", "Title: 潮汐\nSource: https://youtu.be/a1B2c3D4e5F\n\nDescription:\n话。\n");
    assert_eq!((text.source.unwrap().id.as_deref(), text.extras.len()), (Some("a1B2c3D4e5F"), 0));
}

#[test]
fn an_episode_has_its_title_its_host_and_its_show() {
    let head = head(
        "x.md",
        "---\nshow: 海边\nhost: 小林\nepisode-title: 潮汐\nepisode-url: https://example.org/tide\n---\n话。\n",
    );
    assert_eq!((head.title.as_str(), head.author.as_deref()), ("潮汐", Some("海边")));
    assert_eq!(head.extras, [("host".to_owned(), "小林".to_owned())]);
}

#[test]
fn links_of_a_notebook_are_the_names_that_they_show() {
    let head = head(
        "x.md",
        "---\ntitle: 潮汐\nauthor:\n  - \"[[people/小林|林]]\"\n  - \"[[Ada]]\"\ntags:\n  - \"[[月亮]]\"\n---\n话。\n",
    );
    assert_eq!((head.author.as_deref(), head.tags), (Some("林, Ada"), vec!["月亮".to_owned()]));
}

#[test]
fn what_its_writer_withholds_is_not_published_and_told_of() {
    let site = Sandbox::new();
    let lines = [
        "draft: true",
        "private: yes",
        "publish: false",
        "published: false",
        "draft: false",
        "publish: true",
    ];
    for (number, line) in lines.iter().enumerate() {
        site.record(
            &format!("{number}.md"),
            &format!("---\ntitle: 第{number}篇\n{line}\n---\n话{number}。\n"),
        );
    }
    site.record("t.txt", &titled("文本", "Description:\n话。\n").replace("Status:", "Draft: true\nStatus:"));
    site.record("owner.md", "---\ntitle: 放行\ndraft: true\n---\n话。\n")
        .record("owner.toml", "hidden = false\n");
    site.build();
    assert_eq!(cards(&site), ["放行", "第4篇", "第5篇"]);
    assert_eq!(site.pages().len(), 3);
    let told = site.run(&["check", "--only", "withheld", "--format", "github"]).stdout();
    for file in ["0.md", "1.md", "2.md", "3.md", "t.txt"] {
        assert!(told.contains(&format!("content/{file}")), "{file}: {told}");
    }
    assert!(!told.contains("4.md") && !told.contains("5.md"), "{told}");
    site.run(&["check", "--strict", "--except", "no-title"]).succeeds();
}

#[test]
fn other_names_of_a_note_make_no_page() {
    let site = Sandbox::new();
    let aliases =
        "aliases:\n  - 海 潮\n  - \"Tide: an intro\"\n  - Node.js\n  - old/tide.html\n  - tide.html";
    site.record("x.md", &format!("---\ntitle: 潮汐\n{aliases}\n---\n话。\n"))
        .run(&["build", "--strict"])
        .succeeds();
    assert!(site.exists("public/old/tide.html") && site.exists("public/tide.html"));
    assert!(!site.exists("public/海 潮/index.html") && !site.exists("public/Node.js"));
    let page = site.page_of("x.md");
    assert_eq!(text(page.fact("Aliases").unwrap()), "海 潮");
}

#[test]
fn a_length_that_nobody_knows_is_no_fault() {
    let site = Sandbox::new();
    let record = |length: &str| {
        let text = format!("Description:\n{length}的话。\n");
        titled("潮汐", &text).replace("Status:", &format!("Duration: {length}\nStatus:"))
    };
    site.record("a.txt", &record("未知"))
        .record("b.txt", &record("约４２分钟"))
        .run(&["build", "--strict"])
        .succeeds();
    assert_eq!(text(site.page_of("a.txt").fact("Duration").unwrap()), "未知");
    assert!(text(site.page_of("b.txt").fact("时长").unwrap()).contains("42:00"));
}

#[test]
fn a_page_says_in_which_language_and_direction_it_is_written() {
    let site = Sandbox::new();
    for (name, title, summary) in [
        ("ru", "Приливы", "Вода поднимается дважды в сутки."),
        ("he", "גאות ושפל", "המים עולים פעמיים ביום."),
        ("pl", "Przypływy", "Woda podnosi się dwa razy dziennie dzięki Księżycowi oraz Słońcu."),
        ("en", "Tides", "The water rises twice a day."),
    ] {
        site.record(&format!("{name}.txt"), &titled(title, &format!("Description:\n{summary}\n")));
    }
    site.build();
    let of = |name: &str| {
        let page = site.page_of(&format!("{name}.txt"));
        (page.attributes("h1", "lang").remove(0), page.attributes(".summary .prose[dir]", "dir").pop())
    };
    assert_eq!(of("ru"), ("ru".to_owned(), None));
    assert_eq!(of("he"), ("he".to_owned(), Some("rtl".to_owned())));
    assert_eq!(of("pl"), (String::new(), None));
    assert_eq!(of("en"), ("en".to_owned(), None));
}

#[test]
fn what_says_what_a_folder_is_and_what_programs_keep_is_no_record() {
    let site = Sandbox::new();
    let record = titled("潮汐", "Description:\n话。\n");
    site.record("a.txt", &record).record("README.md", "# 关于这里\n").record("LICENSE", "all rights\n");
    site.record("node_modules/x/note.md", "# x\n")
        .record("@eaDir/a.txt", &record)
        .record("Icon\r", "")
        .record("a.description", "Follow me\n");
    site.record("sub/README.md", "# 子目录里的一篇\n\n话。\n").build();
    assert_eq!(cards(&site), ["子目录里的一篇", "潮汐"]);
}

#[test]
fn a_refusal_does_not_stand_for_its_item() {
    let site = Sandbox::new();
    let record = |day: u32, summary: &str| {
        let text = titled("潮汐", &format!("Description:\n{summary}\n\nContent:\n大家好\n"));
        text.replace("2026-05-01", &format!("2026-05-0{day}"))
            .replace("Status:", "URL: https://youtu.be/a1B2c3D4e5F\nStatus:")
    };
    site.record("good.txt", &record(1, "涨潮时蓄水。")).record("bad.txt", &record(2, "抱歉，我无法总结。"));
    site.build();
    let excerpts = site.page("index.html").texts(".card .excerpt");
    assert_eq!(excerpts.concat(), "涨潮时蓄水。");
    assert!(site.page_of("bad.txt").problems().contains(&"refusal".to_owned()));
}
