//! What is wrong with a site, by kind: what `check` tells, for a browser.

use serde::Serialize;

use super::{ProblemView, RenderContext};
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::config::FILE_NAME;
use crate::pages::audit::Subject;

/// So many of a kind are seen at once, …
const SHOWN: usize = 5;
/// … and so many after a click; of more, only their number is told, so that the page stays one that a phone can show.
const MAX: usize = 100;

/// All problems of a kind.
#[derive(Debug, Serialize)]
pub(super) struct KindView<'a> {
    code: &'static str,
    severity: Severity,
    count: usize,
    /// The first of them.
    shown: Vec<FindingView<'a>>,
    /// Those that are folded.
    folded: Vec<FindingView<'a>>,
    /// How many are in neither.
    more: usize,
}

/// One problem.
#[derive(Debug, Serialize)]
struct FindingView<'a> {
    file: String,
    /// The page of the record that it is of.
    url: Option<&'a str>,
    /// Whether that page tells of problems; it does not tell of what all records are asked together.
    on_page: bool,
    problem: ProblemView<'a>,
}

/// Everything that was found, the worst kind first.
pub(super) fn kinds(context: RenderContext<'_>) -> Vec<KindView<'_>> {
    let site = context.site;
    let of_records = site
        .with_problems
        .newest_first()
        .flat_map(|id| site.diagnostics(id).map(move |found| (Subject::Record(id), found)));
    let of_site = context.findings.iter().map(|found| (found.subject.clone(), &found.diagnostic));
    let mut all: Vec<(FindingView<'_>, Code)> = of_records
        .chain(of_site)
        .map(|(subject, found)| (finding(context, &subject, found), found.code))
        .collect();
    all.sort_by(|(a, _), (b, _)| (&a.file, a.problem.line).cmp(&(&b.file, b.problem.line)));
    all.sort_by_key(|(_, code)| *code);
    let mut kinds: Vec<KindView<'_>> = Vec::new();
    for (finding, code) in all {
        if kinds.last().is_none_or(|kind| kind.code != code.name()) {
            let (code, severity) = (code.name(), code.severity());
            kinds.push(KindView { code, severity, count: 0, shown: Vec::new(), folded: Vec::new(), more: 0 });
        }
        if let Some(kind) = kinds.last_mut() {
            kind.add(finding);
        }
    }
    kinds
}

impl<'a> KindView<'a> {
    fn add(&mut self, finding: FindingView<'a>) {
        self.count += 1;
        if self.count <= SHOWN {
            self.shown.push(finding);
        } else if self.count <= MAX {
            self.folded.push(finding);
        } else {
            self.more += 1;
        }
    }
}

fn finding<'a>(context: RenderContext<'a>, subject: &Subject, found: &'a Diagnostic) -> FindingView<'a> {
    let (file, url) = match subject {
        Subject::Record(id) => {
            let file = found.file.as_deref().unwrap_or(context.entry(*id).path.as_str());
            (file.to_owned(), Some(context.url(*id)))
        }
        Subject::Content(path) => (path.clone(), None),
        Subject::Settings => (FILE_NAME.to_owned(), None),
        Subject::Template(name) | Subject::Static(name) => (name.clone(), None),
    };
    let on_page = matches!(subject, Subject::Record(id) if context.site.diagnostics(*id).next().is_some());
    FindingView { file, url, on_page, problem: context.problem(found) }
}
