//! TeX as models write it, as the library reads it: a scan that puts some names for others, gives rows an environment, and takes signs
//! that would begin a comment for what they are.

/// The library goes down so deep at most: it calls itself for each group, and its stack ends.
const MAX_DEPTH: usize = 64;

/// Commands that have another name here.
const NAMES: [(&str, &str); 13] = [
    ("emph", "textit"),
    ("hbox", "text"),
    ("mathbbm", "mathbb"),
    ("mathds", "mathbb"),
    ("mbox", "text"),
    ("notag", ""),
    ("nonumber", ""),
    ("operatornamewithlimits", "operatorname*"),
    ("pmb", "boldsymbol"),
    ("textnormal", "text"),
    ("textup", "text"),
    ("thinspace", ","),
    ("varlimsup", "limsup"),
];

/// Commands whose first argument is of no use to a reader: names, and colours that may not be seen on the page's.
const DROPPED: [&str; 5] = ["color", "label", "textcolor", "vspace", "definecolor"];

/// Commands whose argument is words.
const TEXTS: [&str; 6] = ["text", "textbf", "textit", "textrm", "textsf", "texttt"];

/// Environments that have another name here, with what stands behind its beginning. None is numbered: the numbers of a page would
/// begin anew with each formula.
const ENVIRONMENTS: [(&str, &str, &str); 20] = [
    ("align", "aligned", ""),
    ("align*", "aligned", ""),
    ("alignat", "aligned", ""),
    ("alignat*", "aligned", ""),
    ("alignedat", "aligned", ""),
    ("displaymath", "aligned", ""),
    ("eqnarray", "darray", "{rcl}"),
    ("eqnarray*", "darray", "{rcl}"),
    ("equation", "aligned", ""),
    ("equation*", "aligned", ""),
    ("flalign", "aligned", ""),
    ("flalign*", "aligned", ""),
    ("gather", "gathered", ""),
    ("gather*", "gathered", ""),
    ("math", "aligned", ""),
    ("multline", "gathered", ""),
    ("multline*", "gathered", ""),
    ("smallmatrix", "matrix", ""),
    ("split", "aligned", ""),
    ("tabular", "array", ""),
];

/// A formula as the library reads it; `None` where it is nested deeper than any that means something.
pub(super) fn readable(tex: &str) -> Option<String> {
    let mut reader = Reader { rest: tex.trim(), ..Reader::default() };
    reader.out.reserve(tex.len() + 32);
    while let Some(c) = reader.rest.chars().next() {
        reader.step(c);
        if reader.depth + reader.run > MAX_DEPTH {
            return None;
        }
    }
    Some(if reader.has_rows {
        format!(r"\begin{{aligned}}{}\end{{aligned}}", reader.out)
    } else {
        reader.out
    })
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    out: String,
    /// How many groups, environments and brackets are open, and the commands before them that may have them for an argument.
    depth: usize,
    /// The depth around each group that is open, and whether that group's surroundings are words.
    groups: Vec<(usize, bool)>,
    /// So many commands stand one behind the other: each may be the argument of the one before.
    run: usize,
    /// How many other characters stand behind the last command. One may be its argument.
    loose: usize,
    /// Whether these stand in square brackets.
    in_brackets: bool,
    /// Whether words are being read.
    is_text: bool,
    /// Whether the next group holds words.
    begins_text: bool,
    /// Whether there are rows or columns outside of all environments.
    has_rows: bool,
}

impl<'a> Reader<'a> {
    fn step(&mut self, c: char) {
        let length = c.len_utf8();
        match c {
            '\\' => return self.command(),
            '{' => {
                let is_text = self.is_text || self.begins_text;
                self.open(is_text);
            }
            '}' => self.close(),
            '&' => return self.ampersand(),
            '~' => return self.blank(),
            '_' if self.is_text => self.out.push('\\'),
            // No model comments its formulas, and all write `50%`.
            '%' | '#' => self.out.push('\\'),
            '$' => self.is_text = !self.is_text,
            '^' | '_' => self.follow(),
            _ => self.pass(c),
        }
        self.begins_text &= c.is_whitespace();
        self.out.push(if c == '\n' { ' ' } else { c });
        self.rest = &self.rest[length..];
    }

    fn command(&mut self) {
        let after = &self.rest[1..];
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = if letters > 0 { letters } else { after.chars().next().map_or(0, char::len_utf8) };
        let (name, rest) = after.split_at(length);
        self.rest = rest;
        self.begins_text = TEXTS.contains(&name);
        match name {
            "begin" | "end" => return self.environment(name),
            " " | "\n" => return self.blank(),
            // What it takes is not in braces alone.
            "genfrac" => self.depth += 1,
            "left" => self.open(self.is_text),
            "right" => self.close(),
            "\\" => {
                self.end_run();
                self.has_rows |= self.groups.is_empty();
            }
            "limits" if self.out.trim_end().ends_with('}') => return,
            name if DROPPED.contains(&name) => {
                self.rest = behind_argument(self.rest);
                return;
            }
            _ => self.follow(),
        }
        let known = NAMES.iter().find(|(theirs, _)| *theirs == name);
        let ours = known.map_or(name, |(_, ours)| ours);
        self.begins_text |= ours == "text";
        if !ours.is_empty() {
            self.out.push('\\');
            self.out.push_str(ours);
        }
    }

    fn environment(&mut self, command: &str) {
        let inside = self.rest.trim_start().strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((name, rest)) = inside else {
            self.out.push('\\');
            self.out.push_str(command);
            return;
        };
        self.rest = rest;
        let known = ENVIRONMENTS.iter().find(|(theirs, ..)| *theirs == name);
        let (ours, behind) = known.map_or((name, ""), |(_, ours, behind)| (ours, behind));
        self.out.extend(["\\", command, "{", ours, "}"]);
        if command == "end" {
            return self.close();
        }
        self.out.push_str(behind);
        self.open(false);
        // Where it stands beside its line, and how many columns it has.
        let rest = self.rest.trim_start();
        if ["[t]", "[b]", "[c]"].iter().any(|place| rest.starts_with(place)) {
            self.rest = &rest["[t]".len()..];
        } else if name.starts_with("align") && rest.starts_with('{') && name.contains("at") {
            self.rest = behind_argument(rest);
        } else if matches!(name, "array" | "tabular") {
            self.columns(rest);
        }
    }

    /// The columns of an array without what would stand between them.
    fn columns(&mut self, rest: &'a str) {
        let after = behind_argument(rest);
        let mut columns = &rest[..rest.len() - after.len()];
        while let Some((before, between)) = columns.split_once("@{") {
            self.out.push_str(before);
            columns = between.split_once('}').map_or("", |(_, after)| after);
        }
        self.out.push_str(columns);
        self.rest = after;
    }

    /// A blank that is seen. The library looks at all of a run of them for each.
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches(['~', ' ', '\n']);
        self.out.push_str("\\ ");
    }

    /// A sign between columns, or an entity, where a formula comes from a page.
    fn ampersand(&mut self) {
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
        let known = entities.into_iter().find(|(entity, _)| self.rest.starts_with(entity));
        let (entity, sign) = known.unwrap_or(("&", "&"));
        if sign == "&" {
            self.end_run();
            self.has_rows |= self.groups.is_empty();
        }
        self.out.push_str(sign);
        self.rest = &self.rest[entity.len()..];
    }

    /// Goes on with something that may be the argument of what stands before it.
    fn follow(&mut self) {
        self.run += 1;
        self.loose = 0;
    }

    /// Goes on with a character. One behind a command may be its argument, and so may all in its brackets.
    fn pass(&mut self, c: char) {
        let is_bracket = c == '[' && self.loose == 0;
        let was_in_brackets = self.in_brackets;
        self.in_brackets = is_bracket || (was_in_brackets && !matches!(c, ']' | ')'));
        if c.is_whitespace() || was_in_brackets || is_bracket {
            return;
        }
        self.loose += 1;
        if self.loose > 1 {
            self.run = 0;
        }
    }

    fn end_run(&mut self) {
        (self.run, self.in_brackets) = (0, false);
    }

    fn open(&mut self, is_text: bool) {
        self.groups.push((self.depth, self.is_text));
        self.depth += self.run + 1;
        self.is_text = is_text;
        self.loose = 1;
        self.end_run();
    }

    fn close(&mut self) {
        if let Some((depth, is_text)) = self.groups.pop() {
            // Another argument may follow.
            self.run = self.depth - depth - 1;
            (self.depth, self.is_text, self.loose) = (depth, is_text, 1);
        }
    }
}

/// What follows an argument in braces.
fn behind_argument(text: &str) -> &str {
    let rest = text.trim_start();
    if !rest.starts_with('{') {
        return text;
    }
    let mut depth = 0;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[at + 1..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_models_write_is_what_the_library_reads() {
        for (tex, readable_tex) in [
            (r"x_1 = 50%", r"x_1 = 50\%"),
            (r"\text{d_model 为 $d_1$ 的 95\%}", r"\text{d\_model 为 $d_1$ 的 95\%}"),
            (r"\mbox{甲_1}", r"\text{甲\_1}"),
            (r"a &= b \\ c &= d", r"\begin{aligned}a &= b \\ c &= d\end{aligned}"),
            (r"\begin{align} a &= b \nonumber \end{align}", r"\begin{aligned} a &= b  \end{aligned}"),
            (r"\begin{alignat}{2} a &= b \end{alignat}", r"\begin{aligned} a &= b \end{aligned}"),
            (r"\begin{aligned}[t] a \end{aligned}", r"\begin{aligned} a \end{aligned}"),
            (r"\begin{array}{@{}l|c@{\;}} a & b \end{array}", r"\begin{array}{l|c} a & b \end{array}"),
            (r"\begin{eqnarray} a &=& b \end{eqnarray}", r"\begin{darray}{rcl} a &=& b \end{darray}"),
            (r"\textcolor{red}{x} + {\color{blue} y}", r"{x} + { y}"),
            (r"y \label{eq:a_1} \tag{1}", r"y  \tag{1}"),
            (r"\mathop{\arg\max}\limits_x", r"\mathop{\arg\max}_x"),
            (r"a &lt; b", "a < b"),
        ] {
            assert_eq!(readable(tex).as_deref(), Some(readable_tex));
        }
    }

    #[test]
    fn depth_is_bounded_and_length_is_not() {
        for deep in [
            "{",
            "\\sqrt",
            "\\hat ",
            "\\left(",
            "\\frac1",
            "\\sqrt[3]",
            "x_{",
            "\\begin{matrix}",
            "\\text{",
            "^\\bm",
            "\\boxed{",
            "\\hat{\\vec",
            "\\overset a",
            "\\frac{1}",
            "\\binom{1}\n",
        ] {
            assert_eq!(readable(&deep.repeat(1000 / deep.len().min(4))), None, "{deep}");
        }
        for long in [
            r"\alpha_{1} + ",
            r"\frac{a}{b} - ",
            r"a & \cdots & b \\ ",
            r"\left( x \right) ",
            r"\text{甲} x y z",
        ] {
            assert!(readable(&long.repeat(300)).is_some(), "{long}");
        }
    }
}
