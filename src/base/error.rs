//! What keeps the program from going on: what could not be done, and why, before it is put into words.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::base::i18n::{Strings, in_english};
use crate::base::message::{Message, Value};

/// Something that could not be done. What kept it from being done is its source.
#[derive(Debug)]
pub struct Failure {
    what: Message,
    hint: Message,
    cause: Option<anyhow::Error>,
}

impl Failure {
    /// What could not be done. What to do about it stands under the same key with `_hint` at its end, where anything does.
    pub fn new(what: Message) -> Self {
        Self { hint: what.to_hint(), what, cause: None }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_hint(self, hint: Message) -> Self {
        Self { hint, ..self }
    }
}

/// In English, for those who look at errors without a site.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_english(&self.what))
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(AsRef::as_ref)
    }
}

/// Says of an error, or of a lack, what could not be done because of it.
pub trait OrFail<T> {
    /// The value, or the failure.
    ///
    /// # Errors
    /// Where there is no value.
    fn or_fail(self, what: impl FnOnce() -> Message) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> OrFail<T> for Result<T, E> {
    fn or_fail(self, what: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.map_err(|cause| Failure { cause: Some(cause.into()), ..Failure::new(what()) }.into())
    }
}

impl<T> OrFail<T> for Option<T> {
    fn or_fail(self, what: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.ok_or_else(|| Failure::new(what()).into())
    }
}

/// What could not be done with a path.
pub fn about(key: &'static str, path: &Path) -> Message {
    Message::new(key).with("path", path.display().to_string())
}

/// An error in a site's words: what could not be done, why, and on a line of its own what to do about it.
pub fn words(error: &anyhow::Error, strings: &Strings) -> String {
    let because = |why: Option<String>, cause: &(dyn std::error::Error + 'static)| {
        let what = said(cause, strings);
        let Some(why) = why else { return Some(what) };
        let both = Message::new("failure_because").with("what", what).with("why", why);
        Some(strings.say(&both))
    };
    let chain: Vec<_> = error.chain().collect();
    let what = chain.iter().rev().copied().fold(None, because).unwrap_or_default();
    match chain.into_iter().find_map(|cause| hint(cause, strings)) {
        Some(hint) => format!("{what}\n{}: {hint}", strings.say(&Message::new("hint"))),
        None => what,
    }
}

fn said(cause: &(dyn std::error::Error + 'static), strings: &Strings) -> String {
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return strings.say(&failure.what);
    }
    let of_io = cause.downcast_ref::<io::Error>().and_then(message);
    of_io.map_or_else(|| cause.to_string(), |message| strings.say(&message))
}

fn hint(cause: &(dyn std::error::Error + 'static), strings: &Strings) -> Option<String> {
    let hint = match cause.downcast_ref::<Failure>() {
        Some(failure) => failure.hint.clone(),
        None => message(cause.downcast_ref()?)?.to_hint(),
    };
    strings.can_say(&hint).then(|| strings.say(&hint))
}

/// Why something could not be done with a file: in words of ours where it happens often, else in the system's.
pub fn reason(error: &io::Error) -> Value {
    message(error).map_or_else(|| error.to_string().into(), Value::from)
}

fn message(error: &io::Error) -> Option<Message> {
    let key = match error.kind() {
        ErrorKind::NotFound => "io_not_there",
        ErrorKind::PermissionDenied => "io_not_allowed",
        ErrorKind::AlreadyExists => "io_in_the_way",
        ErrorKind::NotADirectory => "io_no_folder",
        ErrorKind::IsADirectory => "io_folder",
        ErrorKind::FileTooLarge => "io_too_large",
        // Opening what is no file, such as a pipe, is not tried.
        ErrorKind::InvalidInput => "io_no_file",
        ErrorKind::InvalidFilename => "io_long_name",
        // Reading a part of a file says so of one that has become shorter.
        ErrorKind::UnexpectedEof => "io_shorter",
        ErrorKind::ReadOnlyFilesystem => "io_read_only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "io_full",
        ErrorKind::AddrInUse => "io_address_taken",
        ErrorKind::AddrNotAvailable => "io_no_address",
        // Reading text says so of bytes that are none.
        ErrorKind::InvalidData => "io_no_text",
        _ => return None,
    };
    Some(Message::new(key))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn in_words(error: &anyhow::Error, language: &str) -> String {
        words(error, &Strings::load(language, &BTreeMap::new()).unwrap())
    }

    #[test]
    fn a_failure_says_what_why_and_what_to_do_in_the_sites_language() {
        let file = || Message::new("cannot_write").with("path", "public/a.html");
        let full = io::Error::from(ErrorKind::StorageFull);
        let error = Err::<(), _>(full).or_fail(file).unwrap_err();
        assert_eq!(
            in_words(&error, "en"),
            "cannot write public/a.html: the disk is full\nhelp: make room on it, or choose a folder on another"
        );
        assert_eq!(
            in_words(&error, "zh-CN"),
            "无法写入 public/a.html：磁盘已满\n建议: 腾出空间，或者换到另一个磁盘上的文件夹"
        );
    }

    #[test]
    fn the_hint_of_what_could_not_be_done_comes_before_that_of_its_reason() {
        let content = || Message::new("cannot_read_content").with("path", "content");
        let error = Err::<(), _>(io::Error::from(ErrorKind::NotFound)).or_fail(content).unwrap_err();
        let said = in_words(&error, "en");
        assert!(
            said.starts_with("cannot read the content folder content: it does not exist\nhelp: "),
            "{said}"
        );
        assert!(said.contains("--content-dir"), "{said}");
    }

    #[test]
    fn an_error_of_another_keeps_its_words() {
        let error = Err::<(), _>(io::Error::other("the tape is torn"));
        let error = error.or_fail(|| Message::new("cannot_print")).unwrap_err();
        assert_eq!(in_words(&error, "zh-CN"), "无法输出：the tape is torn");
        assert_eq!(format!("{error:#}"), "cannot print: the tape is torn");
    }
}
