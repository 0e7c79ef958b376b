//! What was found, for programs. docs/check.schema.json describes it.

use serde::Serialize;

use super::{Finding, Report};
use crate::base::diagnostic::{Code, Severity};
use crate::base::i18n::Strings;

/// Grows where a program that reads this would have to be changed.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    records: usize,
    totals: Totals,
    codes: Vec<Count>,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Totals {
    error: usize,
    warning: usize,
    note: usize,
}

#[derive(Serialize)]
struct Count {
    code: &'static str,
    severity: Severity,
    count: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    code: &'static str,
    severity: Severity,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_column: Option<usize>,
    message: String,
    hint: Option<String>,
    text: Option<&'a str>,
}

/// The report on so many records as JSON, with a line feed at its end. It holds no time; what is for people is in the site's language.
pub fn json(report: &Report, records: usize, strings: &Strings) -> String {
    let [(_, error), (_, warning), (_, note)] = report.totals();
    let count = |(code, count): (Code, usize)| Count { code: code.name(), severity: code.severity(), count };
    let document = Document {
        version: VERSION,
        records,
        totals: Totals { error, warning, note },
        codes: report.counts().into_iter().map(count).collect(),
        findings: report.findings().iter().map(|finding| row(finding, strings)).collect(),
    };
    // No map with keys that are no strings, and no failing value, is among the data.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn row<'a>(Finding { file, diagnostic }: &'a Finding, strings: &Strings) -> Row<'a> {
    let columns = diagnostic.columns();
    Row {
        code: diagnostic.code.name(),
        severity: diagnostic.severity(),
        file,
        line: diagnostic.line,
        column: columns.as_ref().map(|columns| columns.start),
        end_column: columns.map(|columns| columns.end),
        message: strings.say(&diagnostic.what),
        hint: Some(strings.say(&diagnostic.hint)).filter(|hint| !hint.is_empty()),
        text: diagnostic.line.map(|_| diagnostic.excerpt.as_str()),
    }
}
