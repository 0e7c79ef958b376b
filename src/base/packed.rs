//! Bytes that are held for long and seldom looked at.

use std::sync::Arc;

use libdeflater::{CompressionLvl, Compressor, Decompressor};

/// Bytes in less memory than they take.
#[derive(Debug, Clone)]
pub enum Packed {
    /// Deflated, and how many they are.
    #[expect(missing_docs, reason = "they are what they are called")]
    Deflated { bytes: Box<[u8]>, length: usize },
    /// As they are.
    Plain(Arc<[u8]>),
}

/// More are not packed: whoever needs a part of them would wait for all.
const MOST: usize = 64 * 1024;
/// Half of the work of the usual level, and a tenth more memory.
const LEVEL: i32 = 1;

impl Packed {
    /// Packs bytes, where that makes them fewer.
    pub fn new(bytes: Arc<[u8]>) -> Self {
        let deflated = (bytes.len() <= MOST).then(|| deflated(&bytes)).flatten();
        match deflated.filter(|deflated| deflated.len() < bytes.len()) {
            Some(deflated) => Self::Deflated { bytes: deflated, length: bytes.len() },
            None => Self::Plain(bytes),
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> Arc<[u8]> {
        match self {
            Self::Plain(bytes) => bytes.clone(),
            Self::Deflated { bytes, length } => {
                let mut plain = vec![0; *length];
                // What this program has deflated can be inflated.
                let inflated = Decompressor::new().deflate_decompress(bytes, &mut plain);
                plain.truncate(inflated.unwrap_or_default());
                plain.into()
            }
        }
    }
}

fn deflated(bytes: &[u8]) -> Option<Box<[u8]>> {
    let mut deflater = Compressor::new(CompressionLvl::new(LEVEL).ok()?);
    let mut deflated = vec![0; deflater.deflate_compress_bound(bytes.len())];
    let length = deflater.deflate_compress(bytes, &mut deflated).ok()?;
    deflated.truncate(length);
    Some(deflated.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_packed_comes_out_as_it_was() {
        let long: Vec<u8> = "日志在前，状态在后。".bytes().cycle().take(MOST).collect();
        let longer: Vec<u8> = long.iter().copied().chain([0]).collect();
        for bytes in [&b""[..], b"a", &[0xff, 0xfe, 0, 7], &long[..9_001], &long, &longer] {
            assert_eq!(*Packed::new(bytes.into()).bytes(), *bytes);
        }
        let is_packed = |bytes: &[u8]| matches!(Packed::new(bytes.into()), Packed::Deflated { .. });
        assert!(is_packed(&long) && !is_packed(&longer) && !is_packed(b"a"));
    }
}
