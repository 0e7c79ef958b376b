//! Which spellings are one term, and where each term stands among the others.

use std::cmp::Reverse;
use std::sync::Arc;

use ahash::HashMap;

use super::spelled::{Fresh, Spelled, Spelling, Touched};
use super::{Term, TermId};
use crate::base::text::fold;
use crate::site::entry::levels;
use crate::site::ids::{EntryId, Ids};
use crate::site::route::{self, Route};
use crate::site::step::Step;

/// What terms there are, whoever uses them: most records that come change nothing about that.
#[derive(Debug, Default)]
pub(super) struct Shape {
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
    name: Arc<str>,
    folder: Arc<str>,
    route: Option<Route>,
    /// The places of the terms below it, and of the one above it.
    below: Vec<usize>,
    above: Option<usize>,
    /// Whether it stands neither above nor below others.
    is_flat: bool,
}

/// The records of a term.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    entries: Ids,
    failed: Ids,
}

/// The places of terms, by that of the term above and the folded name: names that fold to the same are one, on every level.
type Places = HashMap<(Option<usize>, String), usize>;

impl Shape {
    /// The terms of some spellings, in a folder.
    pub(super) fn new(folder: &str, spelled: &Spelled) -> Self {
        let (mut shape, mut places) = (Self::default(), Places::default());
        let all = spelled.all();
        for (place, spelling) in all.iter().enumerate().filter(|(_, spelling)| spelling.is_term()) {
            shape.add(place, &spelling.name, &mut places);
        }
        for place in &shape.top {
            shape.nodes[*place].is_flat = shape.nodes[*place].below.is_empty();
        }
        for node in &mut shape.nodes {
            node.name = node.most_used(spelled).into();
        }
        shape.give_folders(&shape.top.clone(), folder);
        let leaf = |path: &str| {
            let below = |above, name| places.get(&(above, fold(name))).map(|place| Some(*place));
            levels(path).try_fold(None, below).flatten()
        };
        shape.leaves = all.iter().map(|spelling| (spelling.is_term(), leaf(&spelling.name))).collect();
        shape
    }

    fn add(&mut self, spelling: usize, path: &str, places: &mut Places) {
        let mut above = None;
        for name in levels(path) {
            let place = *places.entry((above, fold(name))).or_insert_with(|| {
                let place = self.nodes.len();
                self.nodes.push(Node { above, ..Node::default() });
                above.map_or(&mut self.top, |above: usize| &mut self.nodes[above].below).push(place);
                place
            });
            self.nodes[place].spellings.push((name.into(), spelling));
            above = Some(place);
        }
    }

    fn give_folders(&mut self, places: &[usize], folder: &str) {
        let folders = route::folders(folder, places.iter().map(|place| &*self.nodes[*place].name));
        let folders: Vec<String> =
            places.iter().filter_map(|place| folders.get(&*self.nodes[*place].name).cloned()).collect();
        for (place, folder) in places.iter().zip(folders) {
            let node = &mut self.nodes[*place];
            node.route = Some(Route::list(&folder, None));
            node.folder = folder.as_str().into();
            let below = node.below.clone();
            self.give_folders(&below, &folder);
        }
    }

    /// The place of the term of a spelling.
    pub(super) fn leaf(&self, spelling: usize) -> Option<usize> {
        self.leaves.get(spelling).and_then(|(_, leaf)| *leaf)
    }

    /// The places of the terms that a spelling is of, from the lowest up.
    fn path(&self, spelling: usize) -> impl Iterator<Item = usize> {
        let leaf = self.leaf(spelling).filter(|_| self.leaves[spelling].0);
        std::iter::successors(leaf, |place| self.nodes[*place].above)
    }

    /// Whether the same terms come of other uses of some spellings.
    pub(super) fn fits(&self, spelled: &Spelled, touched: &Touched) -> bool {
        let fits = |place: &usize| {
            let was_term = self.leaves[*place].0;
            spelled.all().get(*place).is_some_and(|spelling| spelling.is_term() == was_term)
                && self.path(*place).all(|node| {
                    let node = &self.nodes[node];
                    node.spellings.len() == 1 || node.most_used(spelled) == &*node.name
                })
        };
        self.leaves.len() == spelled.all().len() && touched.keys().all(fits)
    }

    /// The records of each term.
    pub(super) fn gather(&self, spelled: &Spelled) -> Vec<Lists> {
        self.nodes.iter().map(|node| node.gather(spelled)).collect()
    }

    /// What the records of each term become.
    pub(super) fn next(
        &self,
        lists: &[Lists],
        spelled: &Spelled,
        touched: &Touched,
        step: &Step,
    ) -> Vec<Lists> {
        let mut next = lists.to_vec();
        let mut changed: HashMap<usize, Fresh> = HashMap::default();
        for (spelling, fresh) in touched {
            for place in self.path(*spelling) {
                let all = changed.entry(place).or_default();
                all.entries.extend(&fresh.entries);
                all.failed.extend(&fresh.failed);
            }
        }
        for (place, fresh) in changed {
            next[place] = match self.nodes[place].only(spelled) {
                Some(spelling) => Lists::of(spelling),
                None => lists[place].next(&fresh, step),
            };
        }
        next
    }

    /// The terms in their order, by the records of each, and the id of the one at each place; `before` is that which they had, if
    /// any.
    pub(super) fn terms(&self, lists: &[Lists], before: &[TermId]) -> (Vec<Term>, Vec<TermId>) {
        let count = self.nodes.len();
        let terms = Vec::with_capacity(count);
        let mut tree = Tree { shape: self, lists, before, terms, ids: vec![0; count] };
        tree.add(&self.top, None, 0);
        (tree.terms, tree.ids)
    }
}

impl Lists {
    fn of(spelling: &Spelling) -> Self {
        Self { entries: spelling.entries.clone(), failed: spelling.failed.clone() }
    }

    fn next(&self, fresh: &Fresh, step: &Step) -> Self {
        let next = |before: &Ids, fresh: &[EntryId]| {
            // A record may have several terms below one.
            let mut fresh = fresh.to_vec();
            fresh.sort_unstable();
            fresh.dedup();
            step.list_with(before, &fresh)
        };
        Self { entries: next(&self.entries, &fresh.entries), failed: next(&self.failed, &fresh.failed) }
    }
}

impl Node {
    fn most_used(&self, spelled: &Spelled) -> &str {
        if let [(name, _)] = &self.spellings[..] {
            return name;
        }
        let count = |place: usize| spelled.all().get(place).map_or(0, |spelling| spelling.entries.len());
        let mut counts: Vec<(&str, usize)> =
            self.spellings.iter().map(|(name, place)| (&**name, count(*place))).collect();
        counts.sort_unstable();
        let same = counts.chunk_by(|a, b| a.0 == b.0);
        let counted = same.map(|same| (same[0].0, same.iter().map(|(_, count)| count).sum::<usize>()));
        counted.rev().max_by_key(|(_, count)| *count).map_or("", |(name, _)| name)
    }

    /// Most terms have one spelling, which is that of no other term: this.
    fn only<'a>(&self, spelled: &'a Spelled) -> Option<&'a Spelling> {
        match &self.spellings[..] {
            [(_, place)] if self.is_flat => spelled.all().get(*place),
            _ => None,
        }
    }

    /// Its records are those of all its spellings.
    fn gather(&self, spelled: &Spelled) -> Lists {
        if let Some(spelling) = self.only(spelled) {
            return Lists::of(spelling);
        }
        let all = |list: &dyn Fn(&Spelling) -> &Ids| {
            let spellings = self.spellings.iter().filter_map(|(_, place)| spelled.all().get(*place));
            let mut all: Vec<u32> =
                spellings.flat_map(|spelling| list(spelling).as_slice()).copied().collect();
            all.sort();
            all.dedup();
            Ids::from(all)
        };
        Lists { entries: all(&|spelling| &spelling.entries), failed: all(&|spelling| &spelling.failed) }
    }
}

/// The terms in their order, as far as they are made.
struct Tree<'a> {
    shape: &'a Shape,
    lists: &'a [Lists],
    before: &'a [TermId],
    terms: Vec<Term>,
    ids: Vec<TermId>,
}

impl Tree<'_> {
    /// Adds the terms below one, the largest first, each followed by its own.
    fn add(&mut self, places: &[usize], parent: Option<TermId>, depth: usize) {
        let (shape, lists) = (self.shape, self.lists);
        let mut places = places.to_vec();
        // Nearly all are in order then.
        places.sort_unstable_by_key(|place| self.before.get(*place));
        places.sort_by(|ours, theirs| {
            let key = |place: &usize| (Reverse(lists[*place].entries.len()), &shape.nodes[*place].name);
            key(ours).cmp(&key(theirs))
        });
        for place in places {
            let Node { name, folder, route, below, .. } = &shape.nodes[place];
            let Some(route) = route.clone() else { continue };
            let id = self.terms.len();
            self.ids[place] = id;
            let Lists { entries, failed } = lists[place].clone();
            let (name, folder) = (name.clone(), folder.clone());
            self.terms.push(Term { name, route, folder, parent, depth, entries, failed });
            self.add(below, Some(id), depth + 1);
        }
    }
}
