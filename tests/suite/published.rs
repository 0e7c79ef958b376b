//! Sites that know their address.

/// The address of every such site in these tests.
pub(crate) const BASE: &str = "https://example.org/notes/";

/// The file of the site that an absolute address leads to.
pub(crate) fn file_at(address: &str) -> String {
    let path = address.strip_prefix(BASE).unwrap_or_else(|| panic!("{address} is not of the site"));
    let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap();
    format!("{path}{}", if path.is_empty() || path.ends_with('/') { "index.html" } else { "" })
}
