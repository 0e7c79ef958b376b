//! What was found, as annotations of a pull request: <https://docs.github.com/actions/reference/workflow-commands>.

use super::{Finding, Report};
use crate::diagnostic::Severity;

/// A line for each, as a workflow of GitHub's prints it.
pub fn annotations(report: &Report) -> String {
    report.findings().iter().map(line).collect()
}

fn line(Finding { file, diagnostic }: &Finding) -> String {
    let command = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = format!("file={}", property(file));
    if let (Some(line), Some(columns)) = (diagnostic.line, diagnostic.columns()) {
        // What is empty has no end.
        let end = columns.end.saturating_sub(1).max(columns.start);
        properties.push_str(&format!(",line={line},endLine={line},col={},endColumn={end}", columns.start));
    }
    let hint = if diagnostic.hint.is_empty() { String::new() } else { format!("\n{}", diagnostic.hint) };
    let message = data(&format!("{}{hint}", diagnostic.what));
    format!("::{command} {properties},title={}::{message}\n", property(diagnostic.code.name()))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::finding;
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let place = Diagnostic::place(Code::BadUrl, (2, "甲 100%", 4..8), "100% wrong:\na, b", "mend it");
        let report = Report::new(vec![
            finding("a, b: 50%.txt", place),
            finding("b.txt", Diagnostic::file(Code::StatusFailed, "what", "")),
        ]);
        assert_eq!(
            annotations(&report),
            "::warning file=a%2C b%3A 50%25.txt,line=2,endLine=2,col=3,endColumn=6,title=bad-url::\
             100%25 wrong:%0Aa, b%0Amend it\n::notice file=b.txt,title=status-failed::what\n"
        );
    }
}
