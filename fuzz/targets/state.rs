//! What an earlier build remembered: whatever stands there is read or forgotten, and what is written is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use synopsite::site::history::Memory;

fuzz_target!(|text: &str| {
    let memory = Memory::read(text);
    assert_eq!(Memory::read(&memory.text()), memory);
    let _ = memory.old_addresses();
});
