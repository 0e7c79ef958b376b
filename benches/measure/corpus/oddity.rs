//! What is wrong with one record in a hundred.

use crate::Draft;
use crate::author::Author;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Oddity {
    None,
    Failed,
    MissingFields,
    UnclosedDiagram,
    Headerless,
    Empty,
    InvalidUtf8,
    Gb18030,
    Crlf,
    DuplicateId,
    Partial,
    Utf16,
    NoDiagram,
    CutOff,
}

impl Oddity {
    /// One after the other, so that a corpus of thirteen hundred has each of them.
    pub(crate) fn of(index: u64) -> Self {
        const ALL: [Oddity; 13] = [
            Oddity::Failed,
            Oddity::MissingFields,
            Oddity::UnclosedDiagram,
            Oddity::Headerless,
            Oddity::Empty,
            Oddity::InvalidUtf8,
            Oddity::Gb18030,
            Oddity::Crlf,
            Oddity::DuplicateId,
            Oddity::Partial,
            Oddity::Utf16,
            Oddity::NoDiagram,
            Oddity::CutOff,
        ];
        match index % 100 {
            60 => ALL[(index / 100) as usize % ALL.len()],
            _ => Self::None,
        }
    }

    /// The record whose source this one has: a duplicate's is that of another.
    pub(crate) fn source_index(self, index: u64) -> u64 {
        if self == Self::DuplicateId { index / 2 } else { index }
    }

    /// What goes wrong before a record is written down.
    pub(crate) fn change(self, draft: &mut Draft, author: &mut Author) {
        match self {
            Self::Failed => {
                draft.set("Status", "failed");
                draft.description = author.failure() + "\n";
                draft.transcript.clear();
            }
            Self::Partial => {
                draft.set("Status", "partial");
                draft.transcript.clear();
            }
            Self::MissingFields => draft.fields.retain(|(key, _)| *key == "Title"),
            Self::UnclosedDiagram => {
                draft.description = draft.description.replace("</Mermaid_Diagram>\n", "");
            }
            Self::NoDiagram => {
                let end = draft.description.find("<Mermaid_Diagram>");
                draft.description.truncate(end.unwrap_or(usize::MAX));
            }
            Self::DuplicateId => draft.name.push_str("_2"),
            _ => {}
        }
    }

    /// What goes wrong with the bytes.
    pub(crate) fn bytes(self, draft: &Draft) -> Vec<u8> {
        let text = draft.text();
        match self {
            Self::Empty => Vec::new(),
            Self::Headerless => draft.description.clone().into_bytes(),
            Self::Crlf => text.replace('\n', "\r\n").into_bytes(),
            Self::InvalidUtf8 => invalid(&text),
            Self::Utf16 => text.encode_utf16().fold(vec![0xFF, 0xFE], |mut bytes, unit| {
                bytes.extend(unit.to_le_bytes());
                bytes
            }),
            Self::Gb18030 => GB18030.to_vec(),
            // Without the line end and two bytes of the last character, if it has three.
            Self::CutOff => text.as_bytes()[..text.len() - 3].to_vec(),
            _ => text.into_bytes(),
        }
    }
}

impl Draft {
    fn set(&mut self, key: &str, text: &str) {
        for (_, value) in self.fields.iter_mut().filter(|(name, _)| *name == key) {
            *value = text.to_owned();
        }
    }
}

/// The text with two bytes before each comma that no UTF-8 has there.
fn invalid(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 400);
    for byte in text.bytes() {
        if byte == b',' {
            bytes.extend(b"\xFF\xC3");
        }
        bytes.push(byte);
    }
    bytes
}

/// One fixed record, for the standard library has no encoder: the title is
/// 旧电脑里的一篇笔记：硬盘为何越用越慢.
const GB18030: &[u8] = b"Timestamp: 2024-02-29T08:30:00\n\
    Title: \xbe\xc9\xb5\xe7\xc4\xd4\xc0\xef\xb5\xc4\xd2\xbb\xc6\xaa\xb1\xca\xbc\xc7\xa3\xba\xd3\xb2\xc5\xcc\xce\xaa\xba\xce\xd4\xbd\xd3\xc3\xd4\xbd\xc2\xfd\n\
    Status: success\n\
    Duration: 6:05\n\n\
    Description:\n\
    \xba\xc3\xb5\xc4\xa3\xac\xcf\xc2\xc3\xe6\xca\xc7\xc4\xda\xc8\xdd\xd2\xaa\xb5\xe3\xa1\xa3\n\n\
    ### **\xd2\xaa\xb5\xe3**\n\n\
    *   **\xcb\xe9\xc6\xac**\xa3\xba\xce\xc4\xbc\xfe\xb1\xbb\xb2\xf0\xb3\xc9\xd0\xed\xb6\xe0\xd0\xa1\xbf\xe9\xa3\xac\xb4\xc5\xcd\xb7\xc0\xb4\xbb\xd8\xd1\xb0\xb5\xc0\xa1\xa3\n\
    *   **\xbb\xba\xb4\xe6**\xa3\xba\xbf\xd5\xbc\xe4\xb2\xbb\xd7\xe3\xca\xb1\xa3\xac\xcf\xb5\xcd\xb3\xc6\xb5\xb7\xb1\xbb\xbb\xd2\xb3\xa1\xa3\n\n\
    Content:\n\
    \xd5\xe2\xcc\xa8\xbe\xc9\xb5\xe7\xc4\xd4\xd3\xc3\xc1\xcb\xca\xae\xb6\xfe\xc4\xea,\xb4\xf2\xbf\xaa\xd2\xbb\xb8\xf6\xce\xc4\xbc\xfe\xbc\xd0\xb6\xbc\xd2\xaa\xb5\xc8\xb0\xeb\xb7\xd6\xd6\xd3,\xba\xf3\xc0\xb4\xc7\xe5\xc0\xed\xc1\xcb\xb4\xc5\xc5\xcc\xb2\xc5\xba\xc3\xd2\xbb\xb5\xe3\xa1\xa3\n";
