//! A page that has another address now is found at the one it had.

use crate::records::{titled, usual, video};
use crate::sandbox::{Sandbox, assert_same};
use crate::server::Server;

/// Where a page leads by itself, from the site's root.
fn leads(site: &Sandbox, path: &str) -> String {
    let page = site.page(path);
    let refresh = page.attributes("meta[http-equiv=refresh]", "content");
    let (_, to) = refresh[0].split_once("0; url=").unwrap();
    assert_eq!(page.attributes("a", "href"), [to], "the link is for those who are not led");
    let root = "../".repeat(path.matches('/').count());
    let to = to.strip_prefix(&root).unwrap_or(to);
    percent_encoding::percent_decode_str(to).decode_utf8().unwrap().into_owned()
}

fn is_redirect(site: &Sandbox, path: &str) -> bool {
    !site.page(path).all("meta[http-equiv=refresh]").is_empty()
}

/// A record without an item's id: its address is its file's name.
fn note(title: &str) -> String {
    titled(title, &format!("Description:\n{title}，说来话长。\n"))
}

#[test]
fn the_settings_send_old_addresses_elsewhere() {
    let site = Sandbox::new();
    site.record("a.txt", &note("一")).file(
        "synopsite.toml",
        "base_url = 'https://example.org/notes/'\n[redirects]\n\"posts/1/\" = \"records/a.html#要点\"\n\
        \"about.html\" = \"https://example.com/me\"\n\"old tags\" = \"tags/\"\n\"two.html\" = \"about.html\"\n",
    );
    site.build();
    assert_eq!(leads(&site, "posts/1/index.html"), "records/a.html#要点");
    assert_eq!(leads(&site, "about.html"), "https://example.com/me");
    assert_eq!(leads(&site, "old tags/index.html"), "tags/index.html");
    assert_eq!(leads(&site, "two.html"), "https://example.com/me", "a chain is taken to its end");
    let page = site.page("posts/1/index.html");
    assert_eq!(page.attributes("link[rel=canonical]", "href"), ["https://example.org/notes/records/a.html"]);
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!((page.text("h1").as_str(), page.text("a").as_str()), ("此页已移动", "一"));
    assert!(page.all("script").is_empty());
    for file in ["sitemap-1.xml", "sitemap-lists-1.xml", "records.json", "search/head.js"] {
        assert!(!site.read(&format!("public/{file}")).contains("posts/1"), "{file}");
    }
}

#[test]
fn a_record_names_the_addresses_that_it_had() {
    let site = Sandbox::new();
    let aliases =
        |key: &str, value: &str| usual(4, "话").replace("Duration:", &format!("{key}: {value}\nDuration:"));
    site.record("a.txt", &aliases("别名", "2024/桥.html, p/7")).build();
    for old in ["2024/桥.html", "p/7/index.html"] {
        assert_eq!(leads(&site, old), format!("records/bilibili/{}.html", video(4)));
    }
    assert_eq!(site.page_of("a.txt").fact("别名").map(|_| ()), None, "it is no fact of the record");
    site.record("a.txt", &aliases("Aliases", "p/8.html")).build();
    assert!(!site.exists("public/2024") && is_redirect(&site, "p/8.html"));
}

#[test]
fn an_address_that_is_none_is_refused_with_its_place() {
    let site = Sandbox::new();
    let record = note("一").replace("Status:", "Aliases: ../x.html, ok.html, javascript:alert(1)\nStatus:");
    let said = site.record("a.txt", &record).build().stderr();
    assert!(said.starts_with("1 警告 bad-alias "), "{said}");
    assert!(said.contains("content/a.txt:3") && is_redirect(&site, "ok.html"), "{said}");
    for redirects in
        ["\"/x.html\" = \"a.html\"", "\"x.html\" = \"javascript:1\"", "\"x.html\" = \"../a.html\""]
    {
        let said =
            site.file("synopsite.toml", format!("[redirects]\n{redirects}\n")).run(&["build"]).fails(2);
        assert!(said.contains("synopsite.toml:2:"), "{said}");
    }
}

#[test]
fn a_page_is_never_replaced_by_a_redirect() {
    let site = Sandbox::new();
    site.record("b.txt", &note("二"));
    let aliases = "Aliases: records/b.html, tags/index.html, Records/B.html/x.html, assets/site.css/x.html, records/a.txt/x.html, \
                   search/head.js/x.html, twice.html\n";
    site.record("a.txt", &note("一").replace("Status:", &format!("{aliases}Status:")));
    site.file("static/own.html", "mine").file("static/file", "mine").file(
        "synopsite.toml",
        "[redirects]\n\"own.html\" = \"tags/\"\n\"file/x.html\" = \"tags/\"\n\"a.html\" = \"b.html\"\n\
        \"b.html\" = \"a.html\"\n\"twice.html\" = \"tags/\"\n",
    );
    let run = site.run(&["-v", "build"]);
    let said = run.stderr();
    assert_eq!(said.matches("提示[alias-taken]").count(), 9, "{said}");
    assert!(
        said.contains("content/a.txt") && said.contains("synopsite.toml") && said.contains("又引回自己"),
        "{said}"
    );
    assert!(!is_redirect(&site, "records/b.html") && !is_redirect(&site, "tags/index.html"));
    assert_eq!(site.read("public/own.html"), "mine");
    assert_eq!(leads(&site, "twice.html"), "tags/index.html");
    assert!(!site.exists("public/a.html") && !site.exists("public/b.html"));
}

#[test]
fn a_renamed_file_is_found_where_it_was_from_then_on() {
    let site = Sandbox::new();
    site.record("草稿.txt", &note("一")).record("other.txt", &note("二")).build();
    site.remove("content/草稿.txt").record("成稿.txt", &note("一")).build();
    assert_eq!(leads(&site, "records/草稿.html"), "records/成稿.html");
    // Again, and what it says is another: the first address leads to the last.
    site.remove("content/成稿.txt").record("talks/终稿.txt", &note("一")).build();
    site.record("talks/终稿.txt", &note("一改")).build();
    for old in ["records/草稿.html", "records/成稿.html"] {
        assert_eq!(leads(&site, old), "records/talks/终稿.html");
    }
    assert!(!site.read("public/records.json").contains("草稿"));
    // A page that comes to stand there is a page, and what is gone is found nowhere.
    site.record("草稿.txt", &note("三")).build();
    assert!(!is_redirect(&site, "records/草稿.html") && is_redirect(&site, "records/成稿.html"));
    site.remove("content/talks/终稿.txt").build();
    assert!(!site.exists("public/records/成稿.html"));
    site.run(&["build", "-o", "clean"]).succeeds();
    assert_same(&site.tree(), &site.tree_of("clean"));
}

#[test]
fn a_file_whose_item_becomes_known_is_found_where_it_was() {
    let site = Sandbox::new();
    let unknown = usual(4, "话").replace(&video(4), "").replace("https://b23.tv/x4", "");
    site.record("a.txt", &unknown).build();
    site.record("a.txt", &usual(4, "话")).build();
    assert_eq!(leads(&site, "records/a.html"), format!("records/bilibili/{}.html", video(4)));
    // Another item in the same file is another record.
    site.record("a.txt", &usual(5, "话")).build();
    assert!(!site.exists(&format!("public/records/bilibili/{}.html", video(4))));
}

#[test]
fn records_that_say_the_same_are_not_taken_for_each_other() {
    let site = Sandbox::new();
    for name in ["a", "b"] {
        site.record(&format!("{name}.txt"), &note("一"));
    }
    site.build();
    site.remove("content/a.txt").remove("content/b.txt");
    site.record("c.txt", &note("一")).record("d.txt", &note("一")).build();
    assert!(!site.exists("public/records/a.html") && !site.exists("public/records/b.html"));
}

#[test]
fn a_memory_that_cannot_be_read_is_forgotten() {
    let site = Sandbox::new();
    site.record("a.txt", &note("一")).build();
    let history = site.read("public/.synopsite-addresses");
    let hostile = "{\"from\":\"../../x.html\",\"to\":\"records/b.html\"}\n{\"from\":\"index.html\",\"to\":\"records/b.html\"}\n";
    site.file("public/.synopsite-addresses", format!("{hostile}nonsense\n{{\"file\":1}}\n{history}"));
    site.remove("content/a.txt").record("b.txt", &note("一")).build();
    assert_eq!(leads(&site, "records/a.html"), "records/b.html");
    assert!(!is_redirect(&site, "index.html"));
    assert_eq!(site.names(), ["content", "public"]);
}

#[test]
fn the_server_leads_on_as_well() {
    let site = Sandbox::new();
    site.record("a.txt", &note("一").replace("Status:", "Aliases: p/7\nStatus:"));
    site.file("synopsite.toml", "[redirects]\n\"b.html\" = \"tags/\"\n").build();
    let server = Server::start(&site, &["-q"]);
    for path in ["p/7/index.html", "b.html"] {
        let answer = server.get(&format!("/{path}"));
        assert_eq!(answer.text(), site.read(&format!("public/{path}")));
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
    site.record("a.txt", &note("一"));
    server.answers("/p/7/", 404);
}
