//! What was found, as annotations of a pull request: <https://docs.github.com/actions/reference/workflow-commands>.

use super::{Finding, Report};
use crate::base::diagnostic::Severity;
use crate::base::i18n::Strings;

/// A line for each, as a workflow of GitHub's prints it.
pub fn annotations(report: &Report, strings: &Strings) -> String {
    report.findings().iter().map(|finding| line(finding, strings)).collect()
}

fn line(Finding { file, diagnostic }: &Finding, strings: &Strings) -> String {
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
    let said = [&diagnostic.what, &diagnostic.hint].into_iter().filter(|said| !said.is_empty());
    let message = data(&said.map(|said| strings.say(said)).collect::<Vec<_>>().join("\n"));
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
    use crate::base::diagnostic::{Code, Diagnostic};
    use crate::base::message::Message;
    use crate::base::text::{Line, Place};

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let what = Message::new("bad_duration").with("value", "100%:\na, b");
        let place = Diagnostic::place(
            Code::BadUrl,
            Place { line: Line::new(2, "甲 100%"), span: 4..8 },
            what,
            Message::hint("duplicate_field"),
        );
        let report = Report::new(vec![
            finding("a, b: 50%.txt", place),
            finding(
                "b.txt",
                Diagnostic::file(Code::StatusFailed, Message::new("no_title"), Message::default()),
            ),
        ]);
        assert_eq!(
            annotations(&report, &Strings::english()),
            "::warning file=a%2C b%3A 50%25.txt,line=2,endLine=2,col=3,endColumn=6,title=bad-url::\
             `100%25:%0Aa, b` is not a duration that can be read%0Adelete one of the two lines\n\
             ::notice file=b.txt,title=status-failed::the record has no title, so its file's name is shown\n"
        );
    }
}
