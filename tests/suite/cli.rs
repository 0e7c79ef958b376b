//! What the program says and how it ends.

use crate::records::{titled, usual};
use crate::sandbox::{Sandbox, repository};

#[test]
fn problems_are_shown_like_a_compilers_and_fail_only_a_strict_build() {
    let site = Sandbox::new();
    site.record("ok.txt", &usual(1, "一致性"));
    site.record(
        "talk.txt",
        "Title: 谈话\nURL: javascript:1\nStatus: ok\nDuration: soon\n\nDescription:\n说了一些话\n",
    );
    for args in [&["check"][..], &["build", "-v"]] {
        let run = site.run(args);
        run.succeeds();
        snapbox::assert_data_eq!(run.stderr(), snapbox::file!["cli/problems.txt"].raw());
        assert!(run.stdout().ends_with("；2 个警告\n"), "{}", run.stdout());
    }
    site.run(&["build", "--strict"]).fails(1);
    let mended = site.remove("content/talk.txt").run(&["build", "--strict"]);
    mended.succeeds();
    assert!(mended.stdout().starts_with("1 条记录，"), "{}", mended.stdout());
}

/// What somebody reads after every build fits a screen, and how it went stands last.
#[test]
fn a_build_tells_of_each_kind_of_problem_in_a_line() {
    let site = Sandbox::new();
    for number in 0..40 {
        let record = titled("谈话", "Description:\n说了一些话\n").replace("Status", "Duration: soon\nStatus");
        site.record(&format!("{number:02}.txt"), &record.replace("Title", "URL: javascript:1\nTitle"));
    }
    site.record("39.txt", "");
    let run = site.build();
    snapbox::assert_data_eq!(run.stderr(), snapbox::file!["cli/summary.txt"].raw());
    assert!(run.stdout().ends_with("；1 个错误、116 个警告\n"), "{}", run.stdout());
    let all = site.run(&["build", "-v"]).stderr();
    assert_eq!((all.matches("警告[bad-duration]").count(), all.matches("警告[bad-url]").count()), (39, 39));
    assert_eq!(site.run(&["build", "-q"]).stderr(), "");
}

#[test]
fn the_site_and_the_program_speak_the_sites_language() {
    let site = Sandbox::new();
    site.record("talk.txt", "Title: 谈话\nURL: javascript:1\nDuration: soon\n\nDescription:\n说了一些话\n");
    site.record(
        "map.txt",
        &titled("图", "Description:\n<Mermaid_Diagram>\ngraph TD\nA[a(b)]\n</Mermaid_Diagram>\n"),
    );
    for (language, what, hint, closing) in [
        ("zh-CN", "soon 不是可以识别的时长", "写成 4:28 或 1:02:33，或只写秒数", "；3 个警告\n"),
        ("zh-TW", "soon 不是可以辨識的時長", "寫成 4:28 或 1:02:33，或只寫秒數", "；3 個警告\n"),
        (
            "en",
            "soon is not a duration that can be read",
            "write it as 4:28 or 1:02:33, or in seconds",
            "; 3 warnings\n",
        ),
        ("ja", "soon は長さとして読めません", "4:28 や 1:02:33、または秒数で書いてください", "；警告 3 件\n"),
    ] {
        let run = site.file("synopsite.toml", format!("language = '{language}'")).run(&["build", "-v"]);
        assert!(run.stdout().ends_with(closing), "{}", run.stdout());
        for page in [site.page_of("talk.txt"), site.page("problems/index.html")] {
            let told = page.texts(".problems li > p");
            let place = told.iter().position(|said| said == what);
            assert_eq!(place.map(|place| told[place + 1].as_str()), Some(hint), "{language}: {told:?}");
        }
        if language == "en" {
            snapbox::assert_data_eq!(run.stderr(), snapbox::file!["cli/english.txt"].raw());
        }
    }
}

#[test]
fn a_diagram_that_mermaid_refuses_is_shown_with_its_place() {
    let site = Sandbox::new();
    let wrong = titled(
        "图",
        "Description:\n话\n<Mermaid_Diagram>\ngraph TD\n  甲 --> 乙[字(二)]\n</Mermaid_Diagram>\n",
    );
    site.record("图.txt", &wrong.replace('\n', "\r\n"));
    let fenced = "Description:\n- 项\n  ```mermaid\n  ```mermaid\n  graph TD\n    A --> B\n  ```\n";
    site.record("fence.txt", &titled("栏", fenced));
    site.record("open.txt", &titled("断", "Description:\n话\n\n```mermaid\ngraph TD\n  A --> B[一\n"));
    let run = site.run(&["check"]);
    run.succeeds();
    snapbox::assert_data_eq!(run.stderr(), snapbox::file!["cli/diagrams.txt"].raw());
    site.build();
    let page = site.page_of("图.txt");
    assert!(page.problems().contains(&"diagram-fault".to_owned()));
    assert_eq!(page.texts("code.language-mermaid"), ["graph TD\n  甲 --> 乙[字(二)]"]);
    assert!(site.page("problems/index.html").body().contains("图.txt"));
}

#[test]
fn check_reads_and_renders_everything_and_writes_nothing() {
    let site = Sandbox::new();
    site.record("ok.txt", &usual(1, "一致性"));
    let run = site.run(&["check", "--strict"]);
    run.succeeds();
    assert!(
        run.stdout().starts_with("已检查 1 条记录、") && run.stdout().contains(" 个页面，用时 "),
        "{}",
        run.stdout()
    );
    site.record("bad.txt", &titled("坏", "Description:\n话\n").replace("Status", "Duration: soon\nStatus"));
    site.run(&["check"]).succeeds();
    let said = site.run(&["check", "--strict"]);
    assert!(said.fails(1).contains("警告[bad-duration]"));
    assert!(said.stdout().ends_with("；1 个警告\n"), "{}", said.stdout());
    site.file("templates/record.html", "<p>\n{{ recrd.title }}");
    let run = site.run(&["check"]);
    run.succeeds();
    assert!(run.stderr().contains("record.html:2:4"), "{}", run.stderr());
    assert!(!site.exists("public"));
}

#[test]
fn every_fault_of_a_file_is_named_and_stops_nothing() {
    let site = Sandbox::new();
    site.record("empty.txt", "").record("prose.txt", "只是一段话\n").record("ok.txt", &usual(1, "一致性"));
    site.file("content/junk.txt", [0, 1, 2, 3, 4, 5, 6, 7].repeat(40));
    site.record("open.txt", &titled("没有合上", "Description:\n话\n<Mermaid_Diagram>\ngraph TD\n"));
    site.record("cut.txt", "Timestamp: 2026-05-01T10:00:00\nTitle: 半截\nStatus: success\n");
    let said = site.build().stderr();
    for code in ["错误 empty ", "警告 no-text ", "警告 headerless ", "错误 binary ", "警告 diagram-unclosed "]
    {
        assert!(said.contains(code), "{code} in {said}");
    }
    assert!(said.contains("content/open.txt:7"), "{said}");
    assert_eq!(site.pages().len(), 6);
    assert!(site.page("problems/index.html").body().contains("empty.txt"));
    assert!(site.page("problems/index.html").body().contains("半截"));
    let listed = site.page("index.html").body() + &site.page("archive/2026/05/index.html").body();
    assert!(!listed.contains("junk") && !listed.contains("半截"));
}

#[test]
fn what_keeps_the_program_from_going_on_is_said_with_its_place() {
    let site = Sandbox::new();
    let said = site.run(&["build"]).fails(2);
    assert!(said.contains("错误: 无法读取内容文件夹 content：它不存在\n建议: 把记录放到这里"), "{said}");
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", "title = 'x'\npagesize = 3\n");
    let said = site.run(&["build"]).fails(2);
    assert!(said.contains("synopsite.toml:2:1") && said.contains("建议: 是不是想写 `page_size`？"), "{said}");
    for (config, message) in [
        ("language = 'fr'", ":1:12: there is no interface in the language `fr`; there are zh-CN, "),
        ("[strings]\nnav_hom = 'x'", ":2:1: 界面里没有 `nav_hom` 这个词；是不是想写 `nav_home`？"),
        ("page_size = '9'", ":1:13: 这里写的是 \"9\"，但这项设置应当是整数\n建议: 不加引号，例如 `20`"),
        ("language = 'en'\ntimezone = 'X'", ":2:12: there is no time zone `X`: write an IANA name"),
        ("language = 'ja'\n[redirects]\n'/a' = 'b'", "`/a` はページの旧アドレスになれません：サイトの"),
        ("title = ", ":1:9: this cannot be read as TOML: "),
    ] {
        let said = site.file("synopsite.toml", config).run(&["build"]).fails(2);
        assert!(said.contains("synopsite.toml:") && said.contains(message), "{said}");
    }
    site.remove("synopsite.toml").file("templates/record.html", "<p>\n{{ recrd.title }}");
    let said = site.run(&["build"]).fails(2);
    assert!(said.contains("record.html:2:4") && said.contains("recrd"), "{said}");
    assert!(!site.exists("public"));
    site.run(&["bild"]).fails(2);
    site.run(&["build", "-u", "ftp://x"]).fails(2);
}

#[test]
fn a_sites_own_templates_words_and_files_win() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(2, "一致性"))
        .file("templates/record.html", "{% extends \"synopsite/record.html\" %}{% block footer %}<p class=own>{{ site.title }}</p>{% endblock footer %}")
        .file("templates/card.html", "<b class=own-card>{{ card.title }}</b>")
        .file("static/assets/site.css", "body{}")
        .file("static/pictures/a.bin", [1, 2, 3])
        .file("synopsite.toml", "title = '读书会'\nlanguage = 'en'\n[strings]\nnav_home = 'Start'\n");
    site.build();
    let record = site.page("records/bilibili/BV1xxxxxxxx2.html");
    assert_eq!(
        (record.text("p.own"), record.text("h1")),
        ("读书会".to_owned(), "第2期：先写日志再改状态".to_owned())
    );
    assert_eq!(site.page("index.html").texts("b.own-card").len(), 1);
    assert!(record.texts(".site-nav a").contains(&"Start".to_owned()));
    assert_eq!(
        (site.read("public/assets/site.css"), site.exists("public/pictures/a.bin")),
        ("body{}".to_owned(), true)
    );
}

#[test]
fn an_own_base_template_adds_a_style_sheet_to_every_page() {
    let site = Sandbox::new();
    let head = "<link rel=stylesheet href='{{ root }}assets/own.css'>";
    let base =
        format!("{{% extends \"synopsite/base.html\" %}}{{% block head %}}{head}{{% endblock head %}}");
    site.record("a.txt", &usual(2, "一致性"))
        .file("static/assets/own.css", "b{}")
        .file("templates/base.html", base)
        .build();
    for (page, root) in [("index.html", ""), ("records/bilibili/BV1xxxxxxxx2.html", "../../")] {
        let sheets = site.page(page).attributes("link[rel=stylesheet]", "href");
        assert_eq!(sheets, [format!("{root}assets/site.css"), format!("{root}assets/own.css")]);
    }
}

#[test]
fn a_template_that_nothing_uses_is_noted() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"))
        .file("templates/recrod.html", "x")
        .file("templates/parts/foot.html", "<p>{{ site.title }}</p>")
        .file("templates/components/own.html", "{% component own() %}x{% endcomponent own %}")
        .file("templates/index.html", "{% extends \"synopsite/index.html\" %}{% block footer %}{% include \"parts/foot.html\" %}{% endblock footer %}");
    let run = site.run(&["build", "--strict", "-v"]);
    run.succeeds();
    let said = run.stderr();
    assert!(said.contains("提示[unused-template]") && said.contains("如果要替换 `record.html`"), "{said}");
    assert!(
        said.contains("templates/recrod.html") && !said.contains("foot") && !said.contains("own.html"),
        "{said}"
    );
}

#[test]
fn the_base_url_gives_canonical_links_and_a_404_page_for_any_depth() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(2, "一致性")).run(&["build", "-u", "https://example.org/notes"]).succeeds();
    let canonical = |path: &str| site.page(path).attributes("link[rel=canonical]", "href");
    assert_eq!(canonical("index.html"), ["https://example.org/notes/"]);
    assert_eq!(
        canonical("records/bilibili/BV1xxxxxxxx2.html"),
        ["https://example.org/notes/records/bilibili/BV1xxxxxxxx2.html"]
    );
    assert!(
        site.page("404.html").attributes("link[rel=stylesheet]", "href")[0].starts_with("/notes/assets/")
    );
}

#[test]
fn every_option_is_in_both_readmes() {
    let site = Sandbox::new();
    for command in ["build", "check", "serve", "init", "completions", "man"] {
        let help = site.run(&[command, "--help"]).stdout();
        let options: Vec<(&str, &str)> = help
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with('-'))
            .map(|line| {
                let mut names = line.split([' ', ',']).filter(|word| word.starts_with('-'));
                let first = names.next().unwrap();
                (first, names.next().unwrap_or(first))
            })
            .filter(|(_, long)| !["--help", "--version"].contains(long))
            .collect();
        assert!(options.len() > 7, "{help}");
        for readme in ["README.md", "README.zh-CN.md"] {
            let text = std::fs::read_to_string(repository(readme)).unwrap();
            for (short, long) in &options {
                let named = text.contains(long) || text.contains(&format!("`{short}`"));
                assert!(named, "{long} of {command} is not in {readme}");
            }
        }
    }
}
