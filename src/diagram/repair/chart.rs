//! Mistakes in charts: words that their languages want in quotes, and full-width colons.

use super::Rule;
use super::lines::{Line, after_word, each_line};

pub(super) const PIE: [Rule; 1] = [loose_slice];
pub(super) const XYCHART: [Rule; 1] = [unquoted_axis];
pub(super) const GIT: [Rule; 2] = [unquoted_branch, message_option];
pub(super) const QUADRANT: [Rule; 1] = [unquoted_point];
pub(super) const SCHEDULE: [Rule; 1] = [wide_colon];
pub(super) const ER: [Rule; 1] = [missing_relation_label];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.trim().trim_matches(['"', '\'', '“', '”']).replace('"', "'"))
}

fn is_quoted(text: &str) -> bool {
    text.len() > 1
        && (text.starts_with('"') && text.ends_with('"') || text.starts_with('\'') && text.ends_with('\''))
}

/// Whether a text is a word of ASCII letters, digits and blanks, which these languages read without quotes.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
}

/// `睡觉：40%` in a pie.
fn loose_slice(source: &str) -> Option<String> {
    each_line(source, |line| {
        let Some((label, value)) = line.rsplit_once([':', '：']) else { return Line::Kept };
        let (label, number) = (label.trim(), value.trim().trim_end_matches(['%', '％', ';', '；']).trim());
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let inner = label.get(1..label.len().saturating_sub(1)).unwrap_or_default();
        let is_whole = is_quoted(label) && !inner.replace("\\\"", "").contains('"');
        let sound = is_whole && value.trim() == number && !line.contains('：');
        if label.is_empty() || !is_number || sound {
            return Line::Kept;
        }
        Line::Repaired(format!("{} : {number}", quoted(label)))
    })
}

/// `title 销量`, `x-axis [一月, 二月]`, `y-axis 数量 0 --> 100` in an XY chart.
fn unquoted_axis(source: &str) -> Option<String> {
    each_line(source, |line| {
        let known = ["title", "x-axis", "y-axis", "bar", "line"].iter();
        let Some((word, rest)) = known.filter_map(|word| Some((*word, after_word(line, word)?))).next()
        else {
            return Line::Kept;
        };
        let (name, values) = named_list(word, rest).unwrap_or_else(|| axis_parts(rest));
        let name = match name {
            "" => String::new(),
            name if is_quoted(name) || is_plain(name) => name.to_owned(),
            name => quoted(name),
        };
        // The other lists are of numbers.
        let values = match word {
            "x-axis" => axis_values(values),
            "bar" | "line" if !values.starts_with('[') && !values.is_empty() => format!("[{values}]"),
            _ => values.to_owned(),
        };
        let parts = [word.to_owned(), name, values];
        let repaired = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if repaired == line { Line::Kept } else { Line::Repaired(repaired) }
    })
}

/// `line [名字] 1, 2`, where name and list have changed their brackets.
fn named_list<'a>(word: &str, rest: &'a str) -> Option<(&'a str, &'a str)> {
    let (name, values) = rest.strip_prefix('[')?.split_once(']')?;
    let is_one = matches!(word, "bar" | "line") && values.trim().starts_with(|c: char| c.is_ascii_digit());
    is_one.then_some((name.trim(), values.trim()))
}

/// The name of an axis, and its values: a list or a range.
fn axis_parts(rest: &str) -> (&str, &str) {
    let range = || {
        let start = rest[..rest.find("-->")?].trim_end();
        let number = start.rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')));
        Some(number.map_or(0, |at| at + start[at..].chars().next().map_or(1, char::len_utf8)))
    };
    let at = if is_quoted(rest) { None } else { rest.find('[').or_else(range) };
    let (name, values) = rest.split_at(at.unwrap_or(rest.len()));
    (name.trim(), values)
}

/// A list with the words in quotes that need them.
fn axis_values(values: &str) -> String {
    let Some(list) = values.strip_prefix('[').and_then(|rest| rest.trim_end().strip_suffix(']')) else {
        return values.to_owned();
    };
    if list.split(',').all(|item| is_quoted(item.trim()) || is_plain(item)) && !list.contains(['，', '、'])
    {
        return values.to_owned();
    }
    let items = list.split([',', '，', '、']).map(str::trim).filter(|item| !item.is_empty());
    let items =
        items.map(|item| if is_quoted(item) || is_plain(item) { item.to_owned() } else { quoted(item) });
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// `branch 开发` in a Git graph.
fn unquoted_branch(source: &str) -> Option<String> {
    each_line(source, |line| {
        let mut commands = ["branch", "checkout", "switch", "merge"].iter();
        let Some((word, rest)) = commands.find_map(|word| Some((*word, after_word(line, word)?))) else {
            return Line::Kept;
        };
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (name, options) = rest.split_at(end);
        if name.is_ascii() || name.starts_with('"') {
            return Line::Kept;
        }
        Line::Repaired(format!("{word} {}{options}", quoted(name)))
    })
}

/// `commit -m "…"`, as on a command line.
fn message_option(source: &str) -> Option<String> {
    each_line(source, |line| {
        let message = after_word(line, "commit").and_then(|rest| after_word(rest, "-m"));
        message.map(|message| format!("commit id: {}", quoted(message))).into()
    })
}

/// `A (甲)：[0.3, 0.6]` in a quadrant chart.
fn unquoted_point(source: &str) -> Option<String> {
    each_line(source, |line| {
        let Some((label, place)) = line.rsplit_once([':', '：']) else { return Line::Kept };
        let (label, place) = (label.trim(), place.trim());
        let is_place = place.starts_with('[') && place.ends_with(']');
        let sound =
            is_quoted(label) || label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'));
        if label.is_empty() || !is_place || sound && !line.contains('：') {
            return Line::Kept;
        }
        Line::Repaired(format!("{}: {place}", quoted(label)))
    })
}

/// `调研：a1, 3d` in a Gantt chart, `起床：3：我` in a journey.
fn wide_colon(source: &str) -> Option<String> {
    each_line(source, |line| {
        let words = ["title", "section", "dateFormat", "axisFormat", "accTitle", "accDescr"];
        let is_other = words.iter().any(|word| line.starts_with(word));
        (!is_other && line.contains('：') && !line.contains(':')).then(|| line.replace('：', ":")).into()
    })
}

/// `A ||--o{ B`, which needs a label, be it empty.
fn missing_relation_label(source: &str) -> Option<String> {
    each_line(source, |line| {
        let is_relation = ["--", ".."].iter().any(|link| {
            line.split_once(link).is_some_and(|(from, to)| {
                from.ends_with(['|', 'o', '{', '}']) && to.starts_with(['|', 'o', '{', '}'])
            })
        });
        (is_relation && !line.contains([':', '：'])).then(|| format!("{line} : \"\"")).into()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::mends;
    use crate::diagram::repair::repair;

    #[test]
    fn slices_have_their_names_in_quotes() {
        mends(
            "pie title 时间\n  睡觉 : 40%\n  \"工作\"：35\n  \"其他\" : 25\n  \"说\"好\"\" : 1",
            "pie title 时间\n  \"睡觉\" : 40\n  \"工作\" : 35\n  \"其他\" : 25\n  \"说'好\" : 1",
        );
    }

    #[test]
    fn words_on_axes_are_in_quotes() {
        mends(
            "xychart-beta\n  title 销量\n  x-axis [一月, Q2, \"三月\"]\n  y-axis 数量 (件) 0 --> 100\n  bar [30, 60, 90]",
            "xychart-beta\n  title \"销量\"\n  x-axis [\"一月\", Q2, \"三月\"]\n  y-axis \"数量 (件)\" 0 --> 100\n  bar [30, 60, 90]",
        );
        mends("xychart-beta\n  line [实际 (件)] 3, 9.5", "xychart-beta\n  line \"实际 (件)\" [3, 9.5]");
        assert_eq!(
            repair("xychart-beta\n  title \"a [b]\"\n  x-axis \"月\" [\"甲\"]\n  y-axis 0 --> 9\n  line [1]"),
            None
        );
    }

    #[test]
    fn branches_have_their_names_in_quotes() {
        mends(
            "gitGraph\n  commit -m \"初始\"\n  branch 开发\n  checkout 开发\n  merge 开发 tag: \"v1\"",
            "gitGraph\n  commit id: \"初始\"\n  branch \"开发\"\n  checkout \"开发\"\n  merge \"开发\" tag: \"v1\"",
        );
    }

    #[test]
    fn points_have_their_names_in_quotes() {
        mends(
            "quadrantChart\n  x-axis 低 --> 高\n  A (甲): [0.3, 0.6]\n  乙：[0.1, 0.2]\n  丙: [0.5, 0.5]",
            "quadrantChart\n  x-axis 低 --> 高\n  \"A (甲)\": [0.3, 0.6]\n  \"乙\": [0.1, 0.2]\n  丙: [0.5, 0.5]",
        );
    }

    #[test]
    fn wide_colons_of_schedules_are_narrow() {
        mends(
            "gantt\n  title 计划：一\n  section 设计\n  调研：a1, 2026-01-01, 10d",
            "gantt\n  title 计划：一\n  section 设计\n  调研:a1, 2026-01-01, 10d",
        );
        mends("journey\n  section 上午\n  起床：3：我", "journey\n  section 上午\n  起床:3:我");
    }

    #[test]
    fn a_relation_has_a_label() {
        mends(
            "erDiagram\n  A ||--o{ B\n  A {\n    int id\n  }",
            "erDiagram\n  A ||--o{ B : \"\"\n  A {\n    int id\n  }",
        );
        assert_eq!(repair("erDiagram\n  客户 ||--o{ 订单 : 下单"), None);
    }
}
