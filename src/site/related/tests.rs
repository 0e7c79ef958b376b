//! What is related, and that it follows a site as it would begin with it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;
use crate::config::Config;
use crate::pages::builder::Builder;
use crate::record::ContentPath;
use crate::record::parse::Corrections;

/// Entries of headers, one each, the newest first.
fn entries<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Arc<Entry>> {
    let builder = Builder::new(Config::default(), &[]).unwrap();
    let entry = |(n, header): (usize, &str)| {
        let text = format!("Timestamp: 2025-01-01T00:00:00\n{header}\nDescription:\nText.\n");
        let path = ContentPath::new(format!("{n:03}.txt"));
        Arc::new(builder.entries(&path, &text.as_bytes().into(), &Corrections::default()).remove(0))
    };
    headers.into_iter().enumerate().map(entry).collect()
}

/// Of headers, with the records in their order: 0 is the first.
struct Asked {
    related: Related,
    count: usize,
}

impl Asked {
    fn new(headers: &[String]) -> Self {
        let entries: Entries = entries(headers.iter().map(String::as_str)).into_iter().rev().collect();
        let related = Related::new(&entries, &(0..entries.len()).collect());
        Self { related, count: entries.len() }
    }

    fn ask(&self, n: usize, question: impl Fn(&Related, EntryId) -> Vec<EntryId>) -> Vec<usize> {
        let found = question(&self.related, self.count - 1 - n).into_iter();
        found.map(|id| self.count - 1 - id).collect()
    }

    fn of(&self, n: usize) -> Vec<usize> {
        self.ask(n, Related::of)
    }
}

fn header(title: &str, tags: &str) -> String {
    format!("Title: {title}\nTags: {tags}\n")
}

#[test]
fn what_shares_rare_things_comes_first() {
    let mut headers = vec![
        header("焦虑的根源", "心理"),
        header("焦虑怎么办", "心理"),
        header("Sourdough at home", "baking"),
        header("Better sourdough", "baking, bread"),
        header("晨跑日记", "心理"),
    ];
    headers.extend((0..40).map(|n| header(&format!("unique{n}"), "")));
    let related = Asked::new(&headers);
    assert_eq!(related.of(0), [1, 4]);
    assert_eq!(related.of(2), [3]);
    assert!(related.of(7).is_empty());
}

#[test]
fn excerpts_speak_where_titles_do_not() {
    let of = |title: &str, text: &str| format!("Title: {title}\nDescription:\n{text}\n\n");
    let mut headers = vec![
        of("第一讲", "预写日志先于状态，断电之后重放日志。"),
        of("随笔", "为什么预写日志总在状态之前？断电之后要重放。"),
        of("预写日志", "别的话。"),
        of("晨跑", "今天跑了十公里。"),
    ];
    headers.extend((0..40).map(|n| of(&format!("unique{n}"), &format!("other{n}"))));
    let related = Asked::new(&headers);
    assert_eq!(related.of(0), [1, 2]);
    assert!(related.of(3).is_empty());
}

#[test]
fn there_are_five_at_most() {
    let headers: Vec<String> =
        (0..100).map(|n| header(&format!("Episode number {n}"), &format!("t{}", n / 10))).collect();
    let related = Asked::new(&headers);
    for id in 0..100 {
        let found = related.of(id);
        assert_eq!(found.len(), MAX);
        assert!(found.iter().all(|other| other / 10 == id / 10 && *other != id));
    }
}

#[test]
fn a_new_record_changes_five_others_at_most() {
    let header = |n: usize| {
        let (a, b, c) = (n % 7, n * n % 11, n / 20);
        header(&format!("Part{a} of part{b} in volume{c}"), &format!("tag{b}, tag{c}"))
    };
    let headers: Vec<String> = (0..150).map(header).collect();
    let all_entries = entries(headers.iter().map(String::as_str));
    let (mut related, mut before) = (Related::default(), Vec::new());
    for count in 1..=all_entries.len() {
        related.follow(&all_entries[..count].iter().cloned().collect(), &(0..count).collect());
        let now: Vec<Vec<EntryId>> = (0..count).map(|id| related.of(id)).collect();
        let differ = before.iter().zip(&now).filter(|(before, now)| before != now).count();
        // The first 128 say what features are worth from the 128th to the 143rd.
        assert!(differ <= MAX || !(129..144).contains(&count), "{differ} of {count}");
        assert!(now[count - 1].len() == MAX || count < 129);
        before = now;
    }
}

#[test]
fn records_of_one_item_are_versions_and_not_related() {
    let url = |id: &str| format!("Title: Bread\nURL: https://www.youtube.com/watch?v={id}\n");
    let mut headers = vec![url("abcdefghijk"), url("bbcdefghijk"), url("abcdefghijk")];
    headers.extend((0..20).map(|n| header(&format!("unique{n}"), "")));
    let related = Asked::new(&headers);
    assert_eq!(related.ask(0, Related::versions), [2]);
    assert_eq!(related.ask(1, Related::versions), [0; 0]);
    assert_eq!(related.of(0), [1]);
}

/// All that can be asked.
fn all(related: &Related, count: usize) -> Vec<[Vec<EntryId>; 2]> {
    (0..count).map(|id| [related.of(id), related.versions(id)]).collect()
}

/// Records that share much and little.
fn various(count: usize) -> Vec<Arc<Entry>> {
    let headers = (0..count).map(|n| {
        let (a, b) = (n % 7, n % 11);
        format!("Title: Part{a} of part{b}\nTags: tag{b}\nURL: https://youtu.be/abcdefghi{}\n", 10 + n % 31)
    });
    let headers: Vec<String> = headers.collect();
    entries(headers.iter().map(String::as_str))
}

proptest! {
    #[test]
    fn it_follows_as_it_would_begin(moments in vec(subsequence((0..60).collect::<Vec<_>>(), 0..60), 1..6)) {
        let all_entries = various(60);
        let mut related = Related::default();
        for (turn, moment) in moments.iter().enumerate() {
            // The order of the site is that of the numbers, from the last on.
            let entries: Entries = moment.iter().rev().map(|n| all_entries[*n].clone()).collect();
            // Now and then another stands for its item.
            let numbers = moment.iter().rev().enumerate();
            let listed: Ids = numbers.filter(|(_, n)| (*n + turn) % 9 != 0).map(|(id, _)| id).collect();
            related.follow(&entries, &listed);
            let anew = Related::new(&entries, &listed);
            prop_assert_eq!(all(&related, entries.len()), all(&anew, entries.len()));
            prop_assert_eq!(related.holders.count(), anew.holders.count());
        }
    }

    // What features are worth is counted in the same number of records all the time.
    #[test]
    fn it_follows_what_comes_and_goes_among_many(steps in vec(vec(0..100_usize, 1..5), 1..8)) {
        let all_entries = various(100);
        let mut present: Vec<bool> = (0..100).map(|n| n % 3 != 0).collect();
        let mut related = Related::default();
        for step in [Vec::new()].into_iter().chain(steps) {
            step.iter().for_each(|n| present[*n] = !present[*n]);
            let there = (0..100).rev().filter(|n| present[*n]);
            let entries: Entries = there.map(|n| all_entries[n].clone()).collect();
            let listed: Ids = (0..entries.len()).collect();
            related.follow(&entries, &listed);
            let anew = Related::new(&entries, &listed);
            prop_assert_eq!(all(&related, entries.len()), all(&anew, entries.len()));
        }
    }
}
