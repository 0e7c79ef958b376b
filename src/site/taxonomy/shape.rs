//! Which spellings are one term, and where each term stands among the others.

use std::cmp::Reverse;
use std::sync::Arc;

use ahash::HashMap;

use super::spelled::{Spelling, Words};
use super::{Term, TermId};
use crate::base::text::fold;
use crate::site::EntryId;
use crate::site::entry::levels;
use crate::site::route::{self, Route};

/// What terms there are, whoever uses them: most records that come change nothing about that.
#[derive(Debug, Default)]
pub(super) struct Shape {
    words: Arc<Words>,
    /// Whether each spelling makes a term, and the place of that.
    leaves: Vec<(bool, Option<usize>)>,
    nodes: Vec<Node>,
    top: Vec<usize>,
}

/// A term.
#[derive(Debug, Default)]
struct Node {
    /// How it is spelled, and the spelling of a path that it is of; one may be there more than once.
    spellings: Vec<(Box<str>, usize)>,
    /// The spelling that most records use; of equals, the first in order.
    name: String,
    folder: String,
    route: Option<Route>,
    /// The places of the terms below it.
    below: Vec<usize>,
    /// Whether it stands neither above nor below others.
    is_flat: bool,
}

/// The places of terms, by that of the term above and the folded name: names that fold to the same are one, on every level.
type Places = HashMap<(Option<usize>, String), usize>;

impl Shape {
    /// The terms of some spellings, in a folder.
    pub(super) fn new(folder: &str, words: &Arc<Words>, spellings: &[Spelling]) -> Self {
        let (mut shape, mut places) = (Self::default(), Places::default());
        shape.words = words.clone();
        for (spelling, name) in words.all.iter().enumerate().filter(|(place, _)| spellings[*place].is_term())
        {
            shape.add(spelling, name, &mut places);
        }
        for place in &shape.top {
            shape.nodes[*place].is_flat = shape.nodes[*place].below.is_empty();
        }
        for node in &mut shape.nodes {
            node.name = node.most_used(spellings).to_owned();
        }
        shape.give_folders(&shape.top.clone(), folder);
        let leaf = |path: &str| {
            let below = |above, name| places.get(&(above, fold(name))).map(|place| Some(*place));
            levels(path).try_fold(None, below).flatten()
        };
        let leaves = words.all.iter().zip(spellings);
        shape.leaves = leaves.map(|(name, spelling)| (spelling.is_term(), leaf(name))).collect();
        shape
    }

    fn add(&mut self, spelling: usize, path: &str, places: &mut Places) {
        let mut above = None;
        for name in levels(path) {
            let place = *places.entry((above, fold(name))).or_insert_with(|| {
                let place = self.nodes.len();
                self.nodes.push(Node::default());
                above.map_or(&mut self.top, |above: usize| &mut self.nodes[above].below).push(place);
                place
            });
            self.nodes[place].spellings.push((name.into(), spelling));
            above = Some(place);
        }
    }

    fn give_folders(&mut self, places: &[usize], folder: &str) {
        let folders = route::folders(folder, places.iter().map(|place| self.nodes[*place].name.as_str()));
        let folders: Vec<String> = places
            .iter()
            .filter_map(|place| folders.get(self.nodes[*place].name.as_str()).cloned())
            .collect();
        for (place, folder) in places.iter().zip(folders) {
            let node = &mut self.nodes[*place];
            node.route = Some(Route::list(&folder, None));
            node.folder = folder.clone();
            let below = node.below.clone();
            self.give_folders(&below, &folder);
        }
    }

    /// Whether the same terms come of other uses of spellings.
    pub(super) fn fits(&self, words: &Arc<Words>, spellings: &[Spelling]) -> bool {
        let are_same_words = Arc::ptr_eq(words, &self.words);
        let are_same = spellings.iter().map(Spelling::is_term).eq(self.leaves.iter().map(|(is, _)| *is));
        let mut several = self.nodes.iter().filter(|node| node.spellings.len() > 1);
        are_same_words && are_same && several.all(|node| node.most_used(spellings) == node.name)
    }

    /// The terms in their order, and the term of each spelling.
    pub(super) fn terms(&self, spellings: Vec<Spelling>) -> (Vec<Term>, Vec<Option<TermId>>) {
        let count = self.nodes.len();
        let mut tree = Tree { shape: self, spellings, terms: Vec::with_capacity(count), ids: vec![0; count] };
        tree.add(&self.top, None, 0);
        let Tree { terms, ids, .. } = tree;
        (terms, self.leaves.iter().map(|(_, leaf)| leaf.map(|place| ids[place])).collect())
    }
}

impl Node {
    fn most_used(&self, spellings: &[Spelling]) -> &str {
        if let [(name, _)] = &self.spellings[..] {
            return name;
        }
        let counts = self.spellings.iter().map(|(name, place)| (&**name, spellings[*place].entries.len()));
        let mut counts: Vec<(&str, usize)> = counts.collect();
        counts.sort_unstable();
        let same = counts.chunk_by(|a, b| a.0 == b.0);
        let counted = same.map(|same| (same[0].0, same.iter().map(|(_, count)| count).sum::<usize>()));
        counted.rev().max_by_key(|(_, count)| *count).map_or("", |(name, _)| name)
    }

    /// Its records, or its failed ones, of those of all its spellings.
    fn gather(
        &self,
        spellings: &mut [Spelling],
        list: impl Fn(&mut Spelling) -> &mut Vec<EntryId>,
    ) -> Vec<EntryId> {
        // Most terms have one spelling, which is that of no other term.
        if let ([(_, place)], true) = (&self.spellings[..], self.is_flat) {
            let mut all = std::mem::take(list(&mut spellings[*place]));
            all.dedup();
            return all;
        }
        let mut all = Vec::new();
        self.spellings.iter().for_each(|(_, place)| all.extend_from_slice(list(&mut spellings[*place])));
        if self.spellings.len() > 1 {
            all.sort_unstable();
        }
        all.dedup();
        all
    }
}

/// The terms in their order, as far as they are made.
struct Tree<'a> {
    shape: &'a Shape,
    spellings: Vec<Spelling>,
    terms: Vec<Term>,
    ids: Vec<TermId>,
}

impl Tree<'_> {
    /// Adds the terms below one, the largest first, each followed by its own.
    fn add(&mut self, places: &[usize], parent: Option<TermId>, depth: usize) {
        let shape = self.shape;
        let gathered = places.iter().map(|place| {
            let node = &shape.nodes[*place];
            (*place, node, node.gather(&mut self.spellings, |spelling| &mut spelling.entries))
        });
        let mut gathered: Vec<_> = gathered.collect();
        gathered.sort_by(|(_, a, ours), (_, b, theirs)| {
            (Reverse(ours.len()), &a.name).cmp(&(Reverse(theirs.len()), &b.name))
        });
        for (place, node, entries) in gathered {
            let Node { name, folder, route, below, .. } = node;
            let Some(route) = route.clone() else { continue };
            let id = self.terms.len();
            self.ids[place] = id;
            let failed = node.gather(&mut self.spellings, |spelling| &mut spelling.failed);
            let (name, folder) = (name.clone(), folder.clone());
            self.terms.push(Term { name, route, folder, parent, depth, entries, failed });
            self.add(below, Some(id), depth + 1);
        }
    }
}
