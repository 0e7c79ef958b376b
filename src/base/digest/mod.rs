//! Digests: what tells two things apart without keeping them.

mod encoder;

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize, Serializer};
use twox_hash::XxHash3_128;

use encoder::{Encoder, LEFT_OUT};

/// 128 bits of a thing: two that have the same are the same, as far as chance goes. It is the same on every machine. Who looks
/// for two records with one digest finds them, and has won that a page of his own is not written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Digest([u64; 2]);

impl Digest {
    /// Of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        XxHash3_128::oneshot(bytes).into()
    }

    /// Of all that can be read from somewhere, which need not fit into memory.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn of_reader(mut reader: impl io::Read) -> io::Result<Self> {
        let mut hasher = XxHash3_128::new();
        let mut part = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut part)? {
                0 => return Ok(hasher.finish_128().into()),
                length => hasher.write(&part[..length]),
            }
        }
    }

    /// Of a value, except what is [left out](left_out).
    pub fn of_value(value: &impl Serialize) -> Self {
        Digester::default().value(value).finish()
    }

    /// As bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        let Self([one, two]) = self;
        ((u128::from(one) << 64) | u128::from(two)).to_be_bytes()
    }
}

impl From<u128> for Digest {
    fn from(hash: u128) -> Self {
        Self([(hash >> 64) as u64, hash as u64])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([one, two]) = self;
        write!(f, "{one:016x}{two:016x}")
    }
}

/// Serialises a field of a value of whose digest it is no part; all else takes it as it is. For `#[serde(serialize_with)]`.
///
/// # Errors
/// Where the value cannot be serialised.
pub fn left_out<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(LEFT_OUT, value)
}

/// Makes a [`Digest`] of parts, each of which ends where the next begins: `ab`, `c` is not `a`, `bc`.
#[derive(Debug, Clone, Default)]
pub struct Digester {
    parts: Vec<u8>,
}

impl Digester {
    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) -> &mut Self {
        self.parts.extend_from_slice(bytes);
        self.end(bytes.len())
    }

    /// Adds a digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.parts.extend_from_slice(&digest.to_bytes());
        self
    }

    /// Adds a value, except what of it is [left out](left_out).
    pub fn value(&mut self, value: &impl Serialize) -> &mut Self {
        let start = self.parts.len();
        let is_whole = value.serialize(Encoder(&mut self.parts)).is_ok();
        self.parts.push(u8::from(is_whole));
        self.end(self.parts.len() - start)
    }

    fn end(&mut self, length: usize) -> &mut Self {
        self.parts.extend_from_slice(&(length as u64).to_be_bytes());
        self
    }

    /// The digest of all that was added.
    pub fn finish(&self) -> Digest {
        Digest::of(&self.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Value<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        one: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        two: Option<&'a str>,
        #[serde(serialize_with = "left_out")]
        rest: u8,
        #[serde(flatten)]
        more: std::collections::BTreeMap<&'a str, u8>,
    }

    #[test]
    fn parts_end_where_the_next_begin() {
        let of = |[one, two]: [&str; 2]| Digester::default().add(one.as_bytes()).add(two.as_bytes()).finish();
        assert_eq!(of(["ab", "c"]), of(["ab", "c"]));
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }

    #[test]
    fn values_that_differ_have_other_digests() {
        let values = [
            Digest::of_value(&["ab", "c"]),
            Digest::of_value(&["a", "bc"]),
            Digest::of_value(&["a", "b", "c"]),
            Digest::of_value(&[&["a"][..], &["b", "c"]]),
            Digest::of_value(&[&["a", "b"][..], &["c"]]),
            Digest::of_value(&[None, Some("a")]),
            Digest::of_value(&[Some("a"), None]),
            Digest::of_value(&1_u8),
            Digest::of_value(&1.0),
            Digest::of_value(&"1"),
            Digest::of_value(&()),
            Digest::of_value(&Some(())),
            Digest::of_value(&Value { one: Some("x"), two: None, rest: 0, more: Default::default() }),
            Digest::of_value(&Value { one: None, two: Some("x"), rest: 0, more: Default::default() }),
        ];
        let different: std::collections::BTreeSet<Digest> = values.into_iter().collect();
        assert_eq!(different.len(), values.len());
    }

    #[test]
    fn what_is_left_out_is_no_part_of_a_digest_and_of_all_else() {
        let value = |rest| Value { one: Some("x"), two: None, rest, more: Default::default() };
        assert_eq!(Digest::of_value(&value(1)), Digest::of_value(&value(2)));
        assert_eq!(serde_json::to_string(&value(2)).unwrap(), r#"{"one":"x","rest":2}"#);
    }
}
