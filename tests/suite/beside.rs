//! What a record refers to in its folder: other records, and pictures beside it.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::html::Page;
use crate::records::titled;
use crate::sandbox::Sandbox;
use crate::server::Server;

/// A picture of one colour.
pub(crate) fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let body = [&name[..], data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        [&(data.len() as u32).to_be_bytes()[..], &body, &crc.sum().to_be_bytes()].concat()
    };
    let line = [&[0][..], &colour.repeat(width as usize)].concat();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&line.repeat(height as usize)).unwrap();
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", &zlib.finish().unwrap()), chunk(b"IEND", &[])];
    [&b"\x89PNG\r\n\x1a\n"[..], &parts.concat()].concat()
}

fn described(title: &str, description: &str) -> String {
    titled(title, &format!("Description:\n{description}\n"))
}

/// Where a record's summary leads inside of the site, with the words of each link.
fn leads(page: &Page) -> Vec<(String, String)> {
    let links = page.all(".summary .prose a[href]").into_iter();
    links.map(|link| (link.text().collect(), link.attr("href").unwrap().to_owned())).collect()
}

fn pair(words: &str, href: &str) -> (String, String) {
    (words.to_owned(), href.to_owned())
}

#[test]
fn a_link_to_a_records_file_leads_to_its_page() {
    let site = Sandbox::new();
    site.record("木工/榫 卯.md", &described("榫卯入门", "# 燕尾 榫\n\n先画线。"));
    site.record(
        "video.txt",
        &described("刨子", "磨刀。")
            .replace("Status:", "URL: https://www.youtube.com/watch?v=a1B2c3D4e5F\nStatus:"),
    );
    let text = "见[一](榫%20卯.md)、[二](<./榫 卯.md#燕尾-榫>)、[三](<榫 卯>)、[四](../video.txt)、[五](../木工/%E6%A6%AB%20%E5%8D%AF)、\
                <a href=\"../video.txt\">六</a>，不见[七](没有.md)、[八](../../video.txt)、[九](/video.txt)、[十](榫 卯.html)。";
    site.record("木工/目录.txt", &described("目录", text));
    let run = site.run(&["build", "-v"]);
    run.succeeds();
    let own = "../../records/木工/榫-卯.html";
    let video = "../../records/youtube/a1B2c3D4e5F.html";
    assert_eq!(
        leads(&site.page_of("木工/目录.txt")),
        [
            pair("一", own),
            pair("二", "../../records/木工/榫-卯.html#燕尾-榫"),
            pair("三", own),
            pair("四", video),
            pair("五", own),
            pair("六", video),
        ]
    );
    assert!(site.page_of("木工/榫 卯.md").has_id("燕尾-榫"));
    let said = run.stderr();
    for address in ["没有.md", "../../video.txt", "/video.txt"] {
        assert!(said.contains(&format!("`{address}`")), "{address}: {said}");
    }
    assert_eq!(said.matches("[broken-link]").count(), 3, "{said}");
}

#[test]
fn a_notebooks_name_leads_to_the_nearest_record_that_is_called_so() {
    let site = Sandbox::new();
    site.record("甲/笔记.md", &described("甲的笔记", "甲。"))
        .record("乙/笔记.md", &described("乙的笔记", "乙。"));
    site.record("乙/丙/索引.txt", &described("别处", "丙。"));
    site.record("说明 1.5 版.md", "---\ntitle: 用法\naliases: [手册, 指南]\n---\n\n# 第一步\n\n打开。\n");
    let text = "[[笔记]] [[甲/笔记]] [[用法#第一步|先看]] [[指南]] [[说明 1.5 版]] ![[说明 1.5 版.md]] [[../甲/笔记.md]] [[索引^p1]] \
                [[没有的]] [[甲/索引]] **[[用法]]**也。[[#小 题]]\n\n## 小 题\n\n`[[笔记]]`";
    site.record("乙/目录.md", &described("目录", text));
    let run = site.run(&["build", "--strict", "-v"]);
    run.succeeds();
    let page = site.page_of("乙/目录.md");
    let manual = "../../records/说明-1.5-版.html";
    let (first, second) = ("../../records/甲/笔记.html", "../../records/乙/笔记.html");
    assert_eq!(
        leads(&page),
        [
            pair("笔记", second),
            pair("甲/笔记", first),
            pair("先看", "../../records/说明-1.5-版.html#第一步"),
            pair("指南", manual),
            pair("说明 1.5 版", manual),
            pair("说明 1.5 版.md", manual),
            pair("../甲/笔记.md", first),
            pair("索引^p1", "../../records/乙/丙/索引.html"),
            pair("用法", manual),
            pair("小 题", "#小-题"),
        ]
    );
    assert!(
        page.text(".summary .prose").contains("没有的 甲/索引 用法也。"),
        "{}",
        page.text(".summary .prose")
    );
    assert_eq!(page.texts(".summary .prose strong"), ["用法"]);
}

#[test]
fn a_picture_beside_a_record_is_copied_and_shown_with_its_size() {
    let site = Sandbox::new();
    let (wide, tall) = (png(640, 360, [180, 40, 30]), png(30, 90, [20, 60, 140]));
    site.file("content/课/图 一.png", &wide)
        .file("content/附件/高.PNG", &tall)
        .file("content/课/没用.png", &tall);
    let text = "![结构](图%20一.png \"分层\")\n\n![[图 一.png|320]] ![[高.png]]\n\n<img src=\"../附件/高.PNG\" alt=\"高图\" width=\"15\">\n\n\
                [![小图](<图 一.png>)](https://example.org/v)\n\n![远](https://example.org/far.png)";
    site.record("课/第一讲.md", &described("第一讲", text));
    let run = site.run(&["build", "--strict"]);
    run.succeeds();
    let page = site.page_of("课/第一讲.md");
    let pictures = page.all(".summary .prose img");
    let of = |name: &str| -> Vec<&str> {
        pictures.iter().map(|picture| picture.attr(name).unwrap_or("")).collect()
    };
    assert_eq!(of("alt"), ["结构", "图 一.png", "高.png", "高图", "小图"]);
    assert_eq!(of("width"), ["640", "320", "30", "15", "640"]);
    assert_eq!(of("height"), ["360", "180", "90", "45", "360"]);
    assert_eq!(of("title"), ["分层", "", "", "", ""]);
    assert!(of("loading").iter().all(|loading| *loading == "lazy"));
    let tree = site.tree();
    for (src, bytes) in of("src").into_iter().zip([&wide, &wide, &tall, &tall, &wide]) {
        assert_eq!(tree.get(src.strip_prefix("../../").unwrap()), Some(bytes), "{src}");
    }
    // Each is there once, and what no record shows is not there.
    assert_eq!(tree.keys().filter(|path| path.starts_with("pictures/") && !path.ends_with('/')).count(), 2);
    assert_eq!(
        page.attributes(".summary .prose a", "href"),
        ["https://example.org/v", "https://example.org/far.png"]
    );
}

#[test]
fn pictures_follow_their_files_from_build_to_build() {
    let site = Sandbox::new();
    site.file("content/a.png", png(8, 6, [1, 2, 3])).record("a.md", &described("甲", "![图](a.png)"));
    let shown = || site.page_of("a.md").attributes(".prose img", "src");
    site.build();
    let first = shown();
    site.build();
    assert_eq!(shown(), first);
    site.file("content/a.png", png(8, 6, [3, 2, 1])).build();
    let second = shown();
    assert_ne!(first, second);
    let copies = || site.tree().into_keys().filter(|path| path.starts_with("pictures/")).collect::<Vec<_>>();
    assert_eq!(copies(), ["pictures/".to_owned(), second[0].replace("../", "")]);
    site.remove("content/a.png");
    let run = site.run(&["build", "-v"]);
    run.succeeds();
    assert!(
        run.stderr().contains("content/a.md:6:6") && run.stderr().contains("no-picture"),
        "{}",
        run.stderr()
    );
    assert_eq!((shown(), copies()), (vec![], vec![]));
    assert_eq!(site.page_of("a.md").text(".summary .prose").trim(), "图");
}

/// Addresses at which no picture is shown.
const BAD: [&str; 28] = [
    "passwd.png",
    "key.png",
    "linked/key.png",
    "pipe.png",
    "script.svg",
    "script.png",
    "page.gif",
    "png.svg",
    "cut.png",
    "large.png",
    ".hidden.png",
    "../secret/key.png",
    "%2e%2e/secret/key.png",
    "..%2fsecret%2fkey.png",
    "%252e%252e/secret/key.png",
    "..\\\\secret\\\\key.png",
    "%2e%2e%5csecret%5ckey.png",
    "/etc/passwd.png",
    "//host/a.png",
    "file:///etc/passwd.png",
    "C:\\\\a.png",
    "C:/a.png",
    "a%00.png",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)//.png",
    "fine.png/../../secret/key.png",
    "CON.png",
    "http:fine.png",
];

#[test]
fn one_bad_picture_stops_nothing() {
    let site = Sandbox::new();
    let content = site.path("content");
    fs::create_dir_all(&content).unwrap();
    site.file("secret/key.png", png(4, 4, [9, 9, 9])).file("content/fine.png", png(4, 4, [0, 9, 9]));
    symlink("/etc/passwd", content.join("passwd.png")).unwrap();
    symlink("../secret/key.png", content.join("key.png")).unwrap();
    symlink("../secret", content.join("linked")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, content.join("pipe.png"), rustix::fs::Mode::RWXU).unwrap();
    site.file(
        "content/script.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    );
    site.file("content/script.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    site.file("content/page.gif", "<!doctype html><script>alert(1)</script>");
    site.file("content/png.svg", png(4, 4, [0, 0, 9])).file("content/cut.png", b"\x89PNG\r\n\x1a\n");
    fs::File::create(content.join("large.png")).unwrap().set_len(30_000_000).unwrap();
    site.file("content/.hidden.png", png(4, 4, [0, 9, 0]));
    let pictures: Vec<String> = BAD.iter().map(|path| format!("![坏](<{path}>) ![[{path}]]")).collect();
    let text = format!("![好](fine.png)\n\n{}\n\n![好](./x/../fine.png)", pictures.join("\n\n"));
    site.record("a.md", &described("甲", &text));
    let run = site.run(&["build"]);
    run.succeeds();
    let page = site.page_of("a.md");
    assert_eq!(page.attributes(".prose img", "alt"), ["好", "好"]);
    let known = page.attributes(".prose img", "src")[0].replace("../", "");
    let tree = site.tree();
    let copies: Vec<&String> =
        tree.keys().filter(|path| path.starts_with("pictures/") && !path.ends_with('/')).collect();
    assert_eq!(copies, [&known]);
    let secret = png(4, 4, [9, 9, 9]);
    assert!(tree.values().all(|bytes| *bytes != secret && !bytes.starts_with(b"root:")));
    for address in page.attributes("img", "src").iter().chain(&page.attributes(".prose a", "href")) {
        assert!(!address.contains(':') && !address.contains("//"), "{address}");
    }
}

#[test]
fn no_name_of_a_file_becomes_markup() {
    let site = Sandbox::new();
    let odd = "a\"><img src=x onerror=alert(1)>.png";
    site.file(&format!("content/{odd}"), png(2, 2, [5, 5, 5]));
    site.record("b\"><script>alert(1)<.md", &described("<script>alert(2)</script>", "乙。"));
    let text = "![\"><script>alert(3)</script>](a%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E.png \"' onload='x\")\n\n\
                [\"><b onclick=x>](b%22%3E%3Cscript%3Ealert(1)%3C.md '\"><script>')\n\n[[b\"&gt;&lt;script|\" onclick=\"x]] ![[a.png|1\" onload=\"x]]";
    site.record("a.md", &described("甲", text));
    site.build();
    let page = site.page_of("a.md");
    assert_eq!(page.attributes(".prose img", "width"), ["2"]);
    assert_eq!(leads(&page).len(), 1);
    for element in page.all(".summary *") {
        let mut names = element.value().attrs().map(|(name, _)| name);
        assert!(
            element.value().name() != "script" && !names.any(|name| name.starts_with("on")),
            "{}",
            element.html()
        );
    }
}

#[test]
fn so_many_pictures_of_a_record_are_shown_and_the_rest_is_told_of() {
    let site = Sandbox::new();
    let number = |n: usize| png(1, n as u32 + 1, [7, 7, 7]);
    let pictures: Vec<String> = (0..210).map(|n| format!("![第 {n}]({n}.png)")).collect();
    for n in 0..210 {
        site.file(&format!("content/{n}.png"), number(n));
    }
    site.record("a.md", &described("甲", &pictures.join("\n\n")));
    let run = site.run(&["build", "-v"]);
    run.succeeds();
    let page = site.page_of("a.md");
    assert_eq!(page.all(".prose img").len(), 200);
    assert!(page.text(".summary .prose").contains("第 209"));
    assert_eq!(run.stderr().matches("[no-picture]").count(), 1, "{}", run.stderr());
}

#[test]
fn what_is_served_follows_other_records_and_pictures() {
    let site = Sandbox::new();
    site.record("a/甲.md", &described("甲", "见[[乙]]与[丙](../b/丙.md)。![图](图.png)![[远.png]]"));
    let server = Server::start(&site, &["-q"]);
    let page = "/records/a/甲.html";
    server.shows(page, "no-picture");
    let leads_to = |part: &str| server.shows(page, part);
    site.record("b/乙.md", &described("第二", "乙。"));
    leads_to("<a href=\"../../records/b/乙.html\">乙</a>");
    site.record("a/乙.md", &described("更近", "乙。"));
    leads_to("<a href=\"../../records/a/乙.html\">乙</a>");
    site.remove("content/a/乙.md").record("b/丙.md", &described("第三", "丙。"));
    leads_to("<a href=\"../../records/b/乙.html\">乙</a>与<a href=\"../../records/b/丙.html\">丙</a>");
    site.file("content/a/图.png", png(40, 30, [1, 1, 1])).file("content/c/远.png", png(50, 30, [1, 1, 1]));
    leads_to("width=\"50\" height=\"30\"");
    leads_to("width=\"40\" height=\"30\"");
    site.file("content/a/图.png", png(41, 30, [1, 1, 1]));
    leads_to("width=\"41\" height=\"30\"");
    let html = server.get(page).plain();
    let src =
        Page::new(&String::from_utf8_lossy(&html)).attributes(".prose img", "src")[0].replace("../../", "/");
    assert_eq!(server.get(&src).plain(), png(41, 30, [1, 1, 1]));
    site.remove("content/a/图.png").remove("content/c/远.png");
    server.shows(page, "no-picture");
    server.answers(&src, 404);
}
