//! What an earlier build remembered: whatever stands there is read or forgotten, and what is written is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use synopsite::site::history::AddressHistory;

fuzz_target!(|text: &str| {
    let history = AddressHistory::read(text);
    assert_eq!(AddressHistory::read(&history.text()), history);
    let _ = history.old_addresses();
});
