//! The platform, the id and the link of an item, from its URL and its title.
//!
//! The id is the identity: one video has many links, and a short link (`b23.tv/…`) says nothing of
//! which video it is. The link leads where the record says, to the second of a video and to the version of a
//! paper. Address forms are those the platforms publish.

use url::Url;

use crate::record::{Platform, Source};

/// Takes the URL as written and the title; `None` where neither says anything.
pub(super) fn identify(raw: &str, title: &str) -> Option<Source> {
    let raw = raw.trim();
    let url = parse_url(raw);
    let (platform, id) = url.as_ref().map_or((Platform::Web, None), from_url);
    let titled = match (&url, platform, &id) {
        (None, ..) => video_in_title(title).or_else(|| paper_in_title(title)),
        (_, Platform::Bilibili, None) => video_in_title(title),
        _ => None,
    };
    let (platform, id, href) = match titled {
        Some((platform, id, href)) => (platform, Some(id), Some(href)),
        None => (platform, id, url.as_ref().map(|url| without_tracking(url, platform))),
    };
    if href.is_none() && raw.is_empty() {
        return None;
    }
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    Some(Source { platform, id, href, host, raw: raw.to_owned() })
}

/// The title without the id at its end, where the source is known by that id; brackets around it and `arXiv:` before it go, too.
pub(super) fn display_title<'a>(title: &'a str, source: Option<&Source>) -> &'a str {
    let id = source.and_then(|s| s.id.as_deref()).map(|id| id.split("-p").next().unwrap_or(id));
    let Some(id) = id else { return title };
    let closed = title.trim_end_matches([']', ')', '】', '）']);
    let version = closed.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = version.strip_suffix('v').and_then(|bare| bare.strip_suffix(id));
    let Some(bare) = closed.strip_suffix(id).or(bare) else { return title };
    let is_around = |c: char| {
        c.is_whitespace() || matches!(c, '_' | '-' | '|' | '·' | '\u{3000}' | '[' | '(' | '【' | '（')
    };
    let bare = bare.trim_end_matches(is_around);
    let before =
        bare.len().checked_sub("arxiv:".len()).and_then(|at| Some((bare.get(..at)?, bare.get(at..)?)));
    let bare =
        before.filter(|(_, name)| name.eq_ignore_ascii_case("arxiv:")).map_or(bare, |(before, _)| before);
    let bare = bare.trim_end_matches(is_around);
    if bare.is_empty() { title } else { bare }
}

/// Browsers and servers take no longer addresses, and feeds and `records.json` repeat them.
pub(super) const MAX_URL_BYTES: usize = 8192;

/// No longer name can be looked up (RFC 1035, 2.3.4).
const MAX_HOST_BYTES: usize = 253;

/// An `http` or `https` address; one without a scheme is taken as `https`, and words around an
/// address (as apps put them when a link is shared) are left out.
pub(super) fn parse_url(text: &str) -> Option<Url> {
    if text.len() > MAX_URL_BYTES {
        return None;
    }
    let found = text.split_whitespace().find(|word| word.contains("://")).unwrap_or(text);
    let web = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| host.len() <= MAX_HOST_BYTES)
    };
    match Url::parse(found) {
        Ok(url) => Some(url).filter(web),
        Err(_) => {
            let host = found.split(['/', '?', '#']).next().unwrap_or_default();
            let looks_like_host = host.contains('.') && !found.contains(char::is_whitespace);
            Url::parse(&format!("https://{found}")).ok().filter(|url| looks_like_host && web(url))
        }
    }
}

fn from_url(url: &Url) -> (Platform, Option<String>) {
    let host = url.host_str().unwrap_or_default();
    let path: Vec<&str> =
        url.path_segments().map(|s| s.filter(|p| !p.is_empty()).collect()).unwrap_or_default();
    match bare_host(host) {
        "bilibili.com" | "b23.tv" | "bili2233.cn" | "acg.tv" => (Platform::Bilibili, bilibili(url, &path)),
        "youtube.com" | "youtu.be" | "youtube-nocookie.com" => (Platform::Youtube, youtube(url, host, &path)),
        "arxiv.org" | "ar5iv.org" | "alphaxiv.org" => (Platform::Arxiv, arxiv(&path)),
        "zhihu.com" => (Platform::Zhihu, zhihu(&path)),
        "weixin.qq.com" => (Platform::Wechat, wechat(url, &path)),
        "xiaoyuzhoufm.com" => (Platform::Xiaoyuzhou, xiaoyuzhou(&path)),
        "podcasts.apple.com" => (Platform::ApplePodcasts, apple(url, &path)),
        "x.com" | "twitter.com" => (Platform::X, x(&path)),
        "github.com" => (Platform::Github, github(&path)),
        _ => (Platform::Web, None),
    }
}

/// The host without the subdomains that show the same items (`www.`, `m.`, `music.` …).
fn bare_host(host: &str) -> &str {
    let subdomains = ["www.", "m.", "music.", "mobile.", "zhuanlan.", "mp.", "export.", "browse."];
    subdomains.iter().find_map(|sub| host.strip_prefix(sub)).unwrap_or(host)
}

/// An item that a title names, and the link that its platform gives it.
type Titled = Option<(Platform, String, String)>;

/// The last BV id in a title: pipelines put it at the end.
fn video_in_title(title: &str) -> Titled {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let id = words.filter_map(bv).next_back()?;
    let href = format!("https://www.bilibili.com/video/{id}");
    Some((Platform::Bilibili, id, href))
}

fn paper_in_title(title: &str) -> Titled {
    let at = title.to_ascii_lowercase().rfind("arxiv:")?;
    let rest = title.get(at + "arxiv:".len()..)?.trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-')));
    let id = arxiv_paper(&rest[..end.unwrap_or(rest.len())])?;
    let href = format!("https://arxiv.org/abs/{id}");
    Some((Platform::Arxiv, id, href))
}

/// A part of a video is an item of its own, so its number belongs to its identity.
fn bilibili(url: &Url, path: &[&str]) -> Option<String> {
    let id = path.iter().find_map(|part| bv(part).or_else(|| av(part)));
    if let Some(id) = id.or_else(|| query(url, "bvid").and_then(|v| bv(&v))) {
        let part = query(url, "p").and_then(|p| p.parse::<u32>().ok()).filter(|p| *p > 1);
        return Some(part.map_or(id.clone(), |p| format!("{id}-p{p}")));
    }
    let [.., "play", episode] = path else { return None };
    let number = episode.strip_prefix("ep").or_else(|| episode.strip_prefix("ss"))?;
    is_digits(number).then(|| (*episode).to_owned())
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

fn youtube(url: &Url, host: &str, path: &[&str]) -> Option<String> {
    let id = match path {
        [id, ..] if host.ends_with("youtu.be") => (*id).to_owned(),
        ["shorts" | "live" | "embed" | "v" | "e" | "watch", id, ..] => (*id).to_owned(),
        ["attribution_link"] => youtube_attribution(url)?,
        _ => query(url, "v").or_else(|| query(url, "vi"))?,
    };
    let valid = id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    valid.then_some(id)
}

fn youtube_attribution(url: &Url) -> Option<String> {
    let target = query(url, "u")?;
    query(&Url::parse("https://www.youtube.com").ok()?.join(&target).ok()?, "v")
}

fn arxiv(path: &[&str]) -> Option<String> {
    let ["abs" | "pdf" | "html" | "format" | "src" | "e-print", rest @ ..] = path else { return None };
    let id = rest.join("/");
    arxiv_paper(id.strip_suffix(".pdf").unwrap_or(&id))
}

/// `2401.01234` since 2007, `hep-th/9901001` before; a version at the end is not part of the identity.
fn arxiv_paper(id: &str) -> Option<String> {
    let id = match id.rsplit_once('v') {
        Some((bare, version)) if is_digits(version) => bare,
        _ => id,
    };
    let new = id
        .split_once('.')
        .is_some_and(|(a, b)| a.len() == 4 && is_digits(a) && matches!(b.len(), 4 | 5) && is_digits(b));
    let subject = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'.'));
    let old = id.split_once('/').is_some_and(|(s, n)| subject(s) && n.len() == 7 && is_digits(n));
    (new || old).then(|| id.to_owned())
}

fn zhihu(path: &[&str]) -> Option<String> {
    let (kind, id) = match path {
        ["question", question, kind @ "answer", id, ..] if is_digits(question) => (kind, id),
        [kind @ ("p" | "question" | "answer" | "zvideo" | "pin"), id, ..] => (kind, id),
        _ => return None,
    };
    is_digits(id).then(|| format!("{kind}-{id}"))
}

fn wechat(url: &Url, path: &[&str]) -> Option<String> {
    if let ["s", token] = path {
        return is_token(token).then(|| (*token).to_owned());
    }
    let part = |name| query(url, name).filter(|v| !v.is_empty());
    let (biz, mid, idx) = (part("__biz")?, part("mid")?, part("idx").unwrap_or_else(|| "1".to_owned()));
    Some(format!("{}-{mid}-{idx}", biz.trim_end_matches('=')))
}

fn xiaoyuzhou(path: &[&str]) -> Option<String> {
    let ["episode", id, ..] = path else { return None };
    is_token(id).then(|| (*id).to_owned())
}

fn apple(url: &Url, path: &[&str]) -> Option<String> {
    let show = path.iter().rev().find_map(|part| part.strip_prefix("id").filter(|n| is_digits(n)))?;
    let episode = query(url, "i").filter(|i| is_digits(i));
    Some(episode.map_or(show.to_owned(), |episode| format!("{show}-{episode}")))
}

fn x(path: &[&str]) -> Option<String> {
    let (["i", "web", "status", id, ..] | [_, "status" | "statuses", id, ..]) = path else { return None };
    is_digits(id).then(|| (*id).to_owned())
}

fn github(path: &[&str]) -> Option<String> {
    let [owner, repo, rest @ ..] = path else { return None };
    let repo = repo.strip_suffix(".git").unwrap_or(repo);
    Some(match rest {
        [kind @ ("issues" | "pull" | "discussions"), n, ..] if is_digits(n) => {
            format!("{owner}/{repo}/{kind}/{n}")
        }
        ["releases", "tag", tag] => format!("{owner}/{repo}/releases/tag/{tag}"),
        ["blob", ..] => format!("{owner}/{repo}/{}", rest.join("/")),
        _ => format!("{owner}/{repo}"),
    })
}

/// The address as written, without the parameters that only say how the link was shared.
fn without_tracking(url: &Url, platform: Platform) -> String {
    let tracks = |name: &str| match name {
        "spm" | "vd_source" | "share_source" | "from_source" | "fbclid" | "gclid" => true,
        "si" | "feature" => platform == Platform::Youtube,
        _ => name.starts_with("utm_") || name.starts_with("spm_"),
    };
    let Some(query) = url.query() else { return url.to_string() };
    let kept = query.split('&').filter(|part| !tracks(part.split('=').next().unwrap_or_default()));
    let kept = kept.collect::<Vec<_>>().join("&");
    let mut bare = url.clone();
    bare.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
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

    /// Each address with the id it stands for, and what the link leaves out of it.
    const KNOWN: &[(&str, &str, &str)] = &[
        ("https://www.bilibili.com/video/BV1Ab411c7De/?spm_id_from=333", "BV1Ab411c7De", "?spm_id_from=333"),
        ("https://m.bilibili.com/video/BV1Ab411c7De?p=2", "BV1Ab411c7De-p2", ""),
        ("https://b23.tv/BV1Ab411c7De", "BV1Ab411c7De", ""),
        ("https://www.bilibili.com/video/av170001", "av170001", ""),
        ("https://www.bilibili.com/bangumi/play/ep123", "ep123", ""),
        ("https://www.youtube.com/watch?v=a1B2c3D4e5F&t=30s", "a1B2c3D4e5F", ""),
        ("https://www.youtube.com/watch?feature=share&v=a1B2c3D4e5F&t=30s", "a1B2c3D4e5F", "feature=share&"),
        ("https://youtu.be/a1B2c3D4e5F?si=xx&t=42", "a1B2c3D4e5F", "si=xx&"),
        ("https://youtube.com/shorts/a1B2c3D4e5F", "a1B2c3D4e5F", ""),
        ("https://m.youtube.com/live/a1B2c3D4e5F", "a1B2c3D4e5F", ""),
        ("https://www.youtube-nocookie.com/embed/a1B2c3D4e5F", "a1B2c3D4e5F", ""),
        ("https://music.youtube.com/watch?v=a1B2c3D4e5F", "a1B2c3D4e5F", ""),
        ("https://arxiv.org/abs/2401.01234v2", "2401.01234", ""),
        ("https://arxiv.org/pdf/2401.01234v3.pdf", "2401.01234", ""),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001", ""),
        ("https://zhuanlan.zhihu.com/p/12345?utm_psn=1", "p-12345", "?utm_psn=1"),
        ("https://www.zhihu.com/question/1/answer/22", "answer-22", ""),
        ("https://mp.weixin.qq.com/s/AbC-d_9", "AbC-d_9", ""),
        ("https://mp.weixin.qq.com/s?__biz=Mz==&mid=7&idx=2&sn=ab&scene=1", "Mz-7-2", ""),
        ("https://www.xiaoyuzhoufm.com/episode/65f0aa?s=x", "65f0aa", ""),
        ("https://podcasts.apple.com/cn/podcast/show/id12?i=34&l=en", "12-34", ""),
        ("https://twitter.com/ada/status/99?s=20", "99", ""),
        ("https://github.com/rust-lang/rust.git", "rust-lang/rust", ""),
        ("https://github.com/a/b/issues/5", "a/b/issues/5", ""),
    ];

    #[test]
    fn known_addresses_have_an_id_and_stay_as_written() {
        for (url, id, tracking) in KNOWN {
            let (_, found, link) = read(url, "");
            assert_eq!((found.as_deref(), link), (Some(*id), Some(url.replace(tracking, ""))), "{url}");
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
        let (platform, id, href) = read("https://example.org/a?utm_source=x&id=2&feature=%20#part", "");
        assert_eq!((platform, id), (Platform::Web, None));
        assert_eq!(href.as_deref(), Some("https://example.org/a?id=2&feature=%20#part"));
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
        assert_eq!(display_title("讲座 [BV1Ab411c7De]", source.as_ref()), "讲座");
        let paper = identify("https://arxiv.org/abs/2401.01234", "");
        for title in [
            "Bread arXiv:2401.01234",
            "Bread (arXiv: 2401.01234v2)",
            "Bread [2401.01234]",
            "Bread | arxiv:2401.01234",
        ] {
            assert_eq!(display_title(title, paper.as_ref()), "Bread", "{title}");
        }
        assert_eq!(display_title("Bread (2025)", paper.as_ref()), "Bread (2025)");
    }
}
