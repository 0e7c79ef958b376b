//! The platform, the id and the canonical address of an item, from its URL and its title.
//!
//! The id is the identity: one video has many links, and a short link (`b23.tv/…`) says nothing of
//! which video it is. Address forms are those the platforms publish.

use url::Url;

use crate::record::{Platform, Source};

/// Takes the URL as written and the title; `None` where neither says anything.
pub(super) fn identify(raw: &str, title: &str) -> Option<Source> {
    let raw = raw.trim();
    let url = parse_url(raw);
    let (platform, id, href) = match &url {
        Some(url) => from_url(url, title),
        None => {
            from_title(title).map_or((Platform::Web, None, None), |(p, id, href)| (p, Some(id), Some(href)))
        }
    };
    if url.is_none() && id.is_none() && raw.is_empty() {
        return None;
    }
    let href = href.or_else(|| url.as_ref().map(without_tracking));
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    Some(Source { platform, id, href, host, raw: raw.to_owned() })
}

/// The title without the id at its end, where the source is known by that id.
pub(super) fn display_title<'a>(title: &'a str, source: Option<&Source>) -> &'a str {
    let id = source.and_then(|s| s.id.as_deref()).map(|id| id.split("-p").next().unwrap_or(id));
    let stripped = id.and_then(|id| title.strip_suffix(id));
    let stripped = stripped.map(|t| t.trim_end_matches([' ', '\t', '_', '-', '|', '·', '\u{3000}']));
    stripped.filter(|t| !t.is_empty()).unwrap_or(title)
}

/// An `http` or `https` address; one without a scheme is taken as `https`, and words around an
/// address (as apps put them when a link is shared) are left out.
pub(super) fn parse_url(text: &str) -> Option<Url> {
    let found = text.split_whitespace().find(|word| word.contains("://")).unwrap_or(text);
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    match Url::parse(found) {
        Ok(url) => Some(url).filter(web),
        Err(_) => {
            let host = found.split(['/', '?', '#']).next().unwrap_or_default();
            let looks_like_host = host.contains('.') && !found.contains(char::is_whitespace);
            Url::parse(&format!("https://{found}")).ok().filter(|url| looks_like_host && web(url))
        }
    }
}

type Identity = (Platform, Option<String>, Option<String>);

fn from_url(url: &Url, title: &str) -> Identity {
    let host = url.host_str().unwrap_or_default();
    let path: Vec<&str> =
        url.path_segments().map(|s| s.filter(|p| !p.is_empty()).collect()).unwrap_or_default();
    let (platform, found) = match bare_host(host) {
        "bilibili.com" | "b23.tv" | "bili2233.cn" | "acg.tv" => {
            (Platform::Bilibili, bilibili(url, &path).or_else(|| bilibili_in_title(title)))
        }
        "youtube.com" | "youtu.be" | "youtube-nocookie.com" => (Platform::Youtube, youtube(url, host, &path)),
        "arxiv.org" | "ar5iv.org" | "alphaxiv.org" => (Platform::Arxiv, arxiv(&path)),
        "zhihu.com" => (Platform::Zhihu, zhihu(host, &path)),
        "weixin.qq.com" => (Platform::Wechat, wechat(url, &path)),
        "xiaoyuzhoufm.com" => (Platform::Xiaoyuzhou, xiaoyuzhou(&path)),
        "podcasts.apple.com" => (Platform::ApplePodcasts, apple(url, &path)),
        "x.com" | "twitter.com" => (Platform::X, x(&path)),
        "github.com" => (Platform::Github, github(&path)),
        _ => (Platform::Web, None),
    };
    match found {
        Some((id, href)) => (platform, Some(id), Some(href)),
        None => (platform, None, None),
    }
}

/// The host without the subdomains that show the same items (`www.`, `m.`, `music.` …).
fn bare_host(host: &str) -> &str {
    let subdomains = ["www.", "m.", "music.", "mobile.", "zhuanlan.", "mp.", "export.", "browse."];
    subdomains.iter().find_map(|sub| host.strip_prefix(sub)).unwrap_or(host)
}

fn from_title(title: &str) -> Option<(Platform, String, String)> {
    let video = bilibili_in_title(title).map(|(id, href)| (Platform::Bilibili, id, href));
    video.or_else(|| arxiv_in_title(title).map(|(id, href)| (Platform::Arxiv, id, href)))
}

type Found = Option<(String, String)>;

fn bilibili(url: &Url, path: &[&str]) -> Found {
    let id = path.iter().find_map(|part| bv(part).or_else(|| av(part)));
    let id = id.or_else(|| query(url, "bvid").and_then(|v| bv(&v)));
    if let Some(id) = id {
        let part = query(url, "p").and_then(|p| p.parse::<u32>().ok()).filter(|p| *p > 1);
        return Some(bilibili_video(&id, part));
    }
    let [.., "play", episode] = path else { return None };
    let number = episode.strip_prefix("ep").or_else(|| episode.strip_prefix("ss"))?;
    let href = format!("https://www.bilibili.com/bangumi/play/{episode}");
    is_digits(number).then(|| ((*episode).to_owned(), href))
}

/// A part of a video is an item of its own, so its number belongs to its identity.
fn bilibili_video(id: &str, part: Option<u32>) -> (String, String) {
    let href = format!("https://www.bilibili.com/video/{id}");
    match part {
        Some(p) => (format!("{id}-p{p}"), format!("{href}?p={p}")),
        None => (id.to_owned(), href),
    }
}

/// The last BV id in a title: pipelines put it at the end.
fn bilibili_in_title(title: &str) -> Found {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(bv).next_back().map(|id| bilibili_video(&id, None))
}

/// `BV1` and nine characters of base 58, case kept.
fn bv(word: &str) -> Option<String> {
    let rest = word.strip_prefix("BV").or_else(|| word.strip_prefix("bv"))?;
    let base58 = |b: u8| b.is_ascii_alphanumeric() && !matches!(b, b'0' | b'O' | b'I' | b'l');
    (rest.len() == 10 && rest.starts_with('1') && rest.bytes().all(base58)).then(|| format!("BV{rest}"))
}

fn av(word: &str) -> Option<String> {
    let number = word.strip_prefix("av").or_else(|| word.strip_prefix("AV"))?;
    is_digits(number).then(|| format!("av{number}"))
}

fn youtube(url: &Url, host: &str, path: &[&str]) -> Found {
    let id = match path {
        [id, ..] if host.ends_with("youtu.be") => (*id).to_owned(),
        ["shorts" | "live" | "embed" | "v" | "e" | "watch", id, ..] => (*id).to_owned(),
        ["attribution_link"] => youtube_attribution(url)?,
        _ => query(url, "v").or_else(|| query(url, "vi"))?,
    };
    let valid = id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    valid.then(|| (id.clone(), format!("https://www.youtube.com/watch?v={id}")))
}

fn youtube_attribution(url: &Url) -> Option<String> {
    let target = query(url, "u")?;
    query(&Url::parse("https://www.youtube.com").ok()?.join(&target).ok()?, "v")
}

fn arxiv(path: &[&str]) -> Found {
    let ["abs" | "pdf" | "html" | "format" | "src" | "e-print", rest @ ..] = path else { return None };
    let id = rest.join("/");
    arxiv_paper(id.strip_suffix(".pdf").unwrap_or(&id))
}

/// `2401.01234` since 2007, `hep-th/9901001` before; a version at the end is not part of the identity.
fn arxiv_paper(id: &str) -> Found {
    let id = match id.rsplit_once('v') {
        Some((bare, version)) if is_digits(version) => bare,
        _ => id,
    };
    let new = id
        .split_once('.')
        .is_some_and(|(a, b)| a.len() == 4 && is_digits(a) && matches!(b.len(), 4 | 5) && is_digits(b));
    let subject = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'.'));
    let old = id.split_once('/').is_some_and(|(s, n)| subject(s) && n.len() == 7 && is_digits(n));
    (new || old).then(|| (id.to_owned(), format!("https://arxiv.org/abs/{id}")))
}

fn arxiv_in_title(title: &str) -> Found {
    let at = title.to_ascii_lowercase().rfind("arxiv:")?;
    let rest = title.get(at + "arxiv:".len()..)?.trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-')));
    arxiv_paper(&rest[..end.unwrap_or(rest.len())])
}

fn zhihu(host: &str, path: &[&str]) -> Found {
    match path {
        ["p", id, ..] if is_digits(id) => Some((format!("p-{id}"), format!("https://{host}/p/{id}"))),
        ["question", q, "answer", a, ..] if is_digits(q) && is_digits(a) => {
            Some((format!("answer-{a}"), format!("https://www.zhihu.com/question/{q}/answer/{a}")))
        }
        [kind @ ("question" | "answer" | "zvideo" | "pin"), id, ..] if is_digits(id) => {
            Some((format!("{kind}-{id}"), format!("https://www.zhihu.com/{kind}/{id}")))
        }
        _ => None,
    }
}

fn wechat(url: &Url, path: &[&str]) -> Found {
    if let ["s", token] = path {
        return is_token(token).then(|| ((*token).to_owned(), format!("https://mp.weixin.qq.com/s/{token}")));
    }
    let part = |name| query(url, name).filter(|v| !v.is_empty());
    let (biz, mid, idx) = (part("__biz")?, part("mid")?, part("idx").unwrap_or_else(|| "1".to_owned()));
    let mut pairs = vec![("__biz", biz.clone()), ("mid", mid.clone()), ("idx", idx.clone())];
    pairs.extend(part("sn").map(|sn| ("sn", sn)));
    let href = Url::parse_with_params("https://mp.weixin.qq.com/s", &pairs).ok()?;
    Some((format!("{}-{mid}-{idx}", biz.trim_end_matches('=')), href.into()))
}

fn xiaoyuzhou(path: &[&str]) -> Found {
    let ["episode", id, ..] = path else { return None };
    is_token(id).then(|| ((*id).to_owned(), format!("https://www.xiaoyuzhoufm.com/episode/{id}")))
}

fn apple(url: &Url, path: &[&str]) -> Found {
    let show = path.iter().rev().find_map(|part| part.strip_prefix("id").filter(|n| is_digits(n)))?;
    let base = format!("https://podcasts.apple.com{}", url.path());
    Some(match query(url, "i").filter(|i| is_digits(i)) {
        Some(episode) => (format!("{show}-{episode}"), format!("{base}?i={episode}")),
        None => (show.to_owned(), base),
    })
}

fn x(path: &[&str]) -> Found {
    let (user, id) = match path {
        ["i", "web", "status", id, ..] => ("i", *id),
        [user, "status" | "statuses", id, ..] => (*user, *id),
        _ => return None,
    };
    is_digits(id).then(|| (id.to_owned(), format!("https://x.com/{user}/status/{id}")))
}

fn github(path: &[&str]) -> Found {
    let [owner, repo, rest @ ..] = path else { return None };
    let repo = repo.strip_suffix(".git").unwrap_or(repo);
    let id = match rest {
        [kind @ ("issues" | "pull" | "discussions"), n, ..] if is_digits(n) => {
            format!("{owner}/{repo}/{kind}/{n}")
        }
        ["releases", "tag", tag] => format!("{owner}/{repo}/releases/tag/{tag}"),
        ["blob", ..] => format!("{owner}/{repo}/{}", rest.join("/")),
        _ => format!("{owner}/{repo}"),
    };
    let href = format!("https://github.com/{id}");
    Some((id, href))
}

/// The address without the parameters that only say how the link was shared.
fn without_tracking(url: &Url) -> String {
    let tracking = |name: &str| {
        name.starts_with("utm_")
            || matches!(name, "spm_id_from" | "vd_source" | "share_source" | "fbclid" | "gclid")
    };
    if !url.query_pairs().any(|(name, _)| tracking(&name)) {
        return url.to_string();
    }
    let kept: Vec<_> = url.query_pairs().filter(|(name, _)| !tracking(name)).collect();
    let mut bare = url.clone();
    bare.set_query(None);
    if !kept.is_empty() {
        bare.query_pairs_mut().extend_pairs(kept);
    }
    bare.into()
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, title: &str) -> (Platform, Option<String>, Option<String>) {
        let source = identify(url, title).unwrap();
        (source.platform, source.id, source.href)
    }

    /// Each address with the id and the canonical link it stands for.
    const KNOWN: &[(&str, &str, &str)] = &[
        (
            "https://www.bilibili.com/video/BV1Ab411c7De/?spm_id_from=333",
            "BV1Ab411c7De",
            "https://www.bilibili.com/video/BV1Ab411c7De",
        ),
        (
            "https://m.bilibili.com/video/BV1Ab411c7De?p=2",
            "BV1Ab411c7De-p2",
            "https://www.bilibili.com/video/BV1Ab411c7De?p=2",
        ),
        ("https://b23.tv/BV1Ab411c7De", "BV1Ab411c7De", "https://www.bilibili.com/video/BV1Ab411c7De"),
        ("https://www.bilibili.com/video/av170001", "av170001", "https://www.bilibili.com/video/av170001"),
        (
            "https://www.bilibili.com/bangumi/play/ep123",
            "ep123",
            "https://www.bilibili.com/bangumi/play/ep123",
        ),
        (
            "https://www.youtube.com/watch?v=a1B2c3D4e5F&t=30s",
            "a1B2c3D4e5F",
            "https://www.youtube.com/watch?v=a1B2c3D4e5F",
        ),
        ("https://youtu.be/a1B2c3D4e5F?si=xx", "a1B2c3D4e5F", "https://www.youtube.com/watch?v=a1B2c3D4e5F"),
        (
            "https://youtube.com/shorts/a1B2c3D4e5F",
            "a1B2c3D4e5F",
            "https://www.youtube.com/watch?v=a1B2c3D4e5F",
        ),
        (
            "https://m.youtube.com/live/a1B2c3D4e5F",
            "a1B2c3D4e5F",
            "https://www.youtube.com/watch?v=a1B2c3D4e5F",
        ),
        (
            "https://www.youtube-nocookie.com/embed/a1B2c3D4e5F",
            "a1B2c3D4e5F",
            "https://www.youtube.com/watch?v=a1B2c3D4e5F",
        ),
        (
            "https://music.youtube.com/watch?v=a1B2c3D4e5F",
            "a1B2c3D4e5F",
            "https://www.youtube.com/watch?v=a1B2c3D4e5F",
        ),
        ("https://arxiv.org/pdf/2401.01234v3.pdf", "2401.01234", "https://arxiv.org/abs/2401.01234"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("https://zhuanlan.zhihu.com/p/12345?utm_psn=1", "p-12345", "https://zhuanlan.zhihu.com/p/12345"),
        (
            "https://www.zhihu.com/question/1/answer/22",
            "answer-22",
            "https://www.zhihu.com/question/1/answer/22",
        ),
        ("https://mp.weixin.qq.com/s/AbC-d_9", "AbC-d_9", "https://mp.weixin.qq.com/s/AbC-d_9"),
        (
            "https://mp.weixin.qq.com/s?__biz=Mz==&mid=7&idx=2&sn=ab&scene=1",
            "Mz-7-2",
            "https://mp.weixin.qq.com/s?__biz=Mz%3D%3D&mid=7&idx=2&sn=ab",
        ),
        (
            "https://www.xiaoyuzhoufm.com/episode/65f0aa?s=x",
            "65f0aa",
            "https://www.xiaoyuzhoufm.com/episode/65f0aa",
        ),
        (
            "https://podcasts.apple.com/cn/podcast/show/id12?i=34&l=en",
            "12-34",
            "https://podcasts.apple.com/cn/podcast/show/id12?i=34",
        ),
        ("https://twitter.com/ada/status/99?s=20", "99", "https://x.com/ada/status/99"),
        ("https://github.com/rust-lang/rust.git", "rust-lang/rust", "https://github.com/rust-lang/rust"),
        ("https://github.com/a/b/issues/5", "a/b/issues/5", "https://github.com/a/b/issues/5"),
    ];

    #[test]
    fn known_addresses() {
        for (url, id, href) in KNOWN {
            let (_, found, link) = read(url, "");
            assert_eq!((found.as_deref(), link.as_deref()), (Some(*id), Some(*href)), "{url}");
        }
    }

    #[test]
    fn a_short_link_is_no_identity_but_the_title_may_have_one() {
        assert_eq!(read("https://b23.tv/AbCdEf1", "t").1, None);
        let (platform, id, href) = read("https://b23.tv/AbCdEf1", "讲座 BV1Ab411c7De");
        assert_eq!((platform, id.as_deref()), (Platform::Bilibili, Some("BV1Ab411c7De")));
        assert_eq!(href.as_deref(), Some("https://www.bilibili.com/video/BV1Ab411c7De"));
    }

    #[test]
    fn another_host_keeps_its_address_without_tracking() {
        let (platform, id, href) = read("https://example.org/a?utm_source=x&id=2#part", "");
        assert_eq!((platform, id), (Platform::Web, None));
        assert_eq!(href.as_deref(), Some("https://example.org/a?id=2#part"));
    }

    #[test]
    fn only_web_addresses_become_links() {
        for url in
            ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no address", "JaVaScRiPt://x"]
        {
            let source = identify(url, "").unwrap();
            assert_eq!((source.href, source.raw.as_str()), (None, url));
        }
        assert!(identify("", "a title").is_none());
    }

    #[test]
    fn addresses_without_scheme_or_among_words() {
        assert_eq!(read("www.bilibili.com/video/BV1Ab411c7De", "").1.as_deref(), Some("BV1Ab411c7De"));
        assert_eq!(read("【讲座】 https://youtu.be/a1B2c3D4e5F 复制", "").1.as_deref(), Some("a1B2c3D4e5F"));
    }

    #[test]
    fn the_title_loses_the_id_that_the_source_shows() {
        let source = identify("https://b23.tv/AbCdEf1", "讲座 BV1Ab411c7De");
        assert_eq!(display_title("讲座 BV1Ab411c7De", source.as_ref()), "讲座");
        assert_eq!(display_title("BV1Ab411c7De", source.as_ref()), "BV1Ab411c7De");
    }
}
