//! Paths that are looked at together.

use std::path::{Path, PathBuf};

use ahash::HashSet;

/// Paths, each with all that is below it. However many there are, asking for one costs no more than its depth.
#[derive(Debug, Clone, Default)]
pub struct Places {
    paths: HashSet<PathBuf>,
    /// They, and all folders above them.
    above: HashSet<PathBuf>,
}

impl Places {
    /// Whether a path is one of them, or below one.
    pub fn cover(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.paths.contains(above))
    }

    /// Whether a path is one of them, or above one.
    pub fn are_below(&self, path: &Path) -> bool {
        self.above.contains(path)
    }

    /// They.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().map(PathBuf::as_path)
    }
}

impl<P: Into<PathBuf>> FromIterator<P> for Places {
    fn from_iter<T: IntoIterator<Item = P>>(paths: T) -> Self {
        let paths: HashSet<PathBuf> = paths.into_iter().map(Into::into).collect();
        let above = paths.iter().flat_map(|path| path.ancestors()).map(Path::to_owned).collect();
        Self { paths, above }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_what_is_below_it_and_stands_below_what_is_above() {
        let places: Places = ["content/a/b.txt", "content/c"].into_iter().collect();
        let cover = |path: &str| places.cover(Path::new(path));
        assert!(cover("content/a/b.txt") && cover("content/c") && cover("content/c/d/e.txt"));
        assert!(!cover("content/a") && !cover("content/cc") && !cover("content/a/b.txt2"));
        assert!(["content", "content/a", "content/c"].iter().all(|path| places.are_below(Path::new(path))));
        assert!(!places.are_below(Path::new("content/c/d")) && !Places::default().cover(Path::new("")));
    }
}
