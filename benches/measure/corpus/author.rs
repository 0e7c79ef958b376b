//! The author of the made-up records: fills patterns with words by chance.

use std::fmt;

use crate::Draft;
use crate::chance::Rng;
use crate::source::Source;
use crate::words::{CHARACTERS, Language, SURNAMES, SYLLABLES, TAGS, TOPICS, commas};

/// What every author draws on.
pub(crate) struct Names {
    surnames: Vec<&'static str>,
    syllables: Vec<&'static str>,
    tags: Vec<&'static str>,
    characters: Vec<char>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self {
            surnames: commas(SURNAMES),
            syllables: commas(SYLLABLES),
            tags: commas(TAGS),
            characters: CHARACTERS.chars().collect(),
        }
    }
}

/// Writes one record in one language about one topic.
pub(crate) struct Author<'a> {
    language: &'a Language,
    names: &'a Names,
    topic: usize,
    rng: Rng,
    /// How many bytes a transcript has on average.
    transcript: usize,
    /// The noun used last, so that nothing is compared with itself.
    last: &'static str,
}

impl<'a> Author<'a> {
    pub(crate) fn new(language: &'a Language, names: &'a Names, mut rng: Rng, transcript: usize) -> Self {
        let topic = rng.below(TOPICS.len());
        Self { language, names, topic, rng, transcript, last: "" }
    }

    pub(crate) fn draft(&mut self, source: &Source) -> Draft {
        let moment = Moment::draw(&mut self.rng);
        let in_folder = self.rng.chance(15);
        Draft {
            folder: in_folder.then_some(TOPICS[self.topic].name),
            name: format!("{}_{}", moment.date(), source.id),
            fields: self.fields(source, &moment, in_folder),
            description: self.description(),
            transcript: self.transcript(),
        }
    }

    pub(crate) fn failure(&mut self) -> String {
        self.sentence(&self.language.failures)
    }

    fn fields(&mut self, source: &Source, moment: &Moment, in_folder: bool) -> Vec<(&'static str, String)> {
        let mut title = self.sentence(&self.language.titles);
        if source.in_title {
            title.extend([" ", &source.id]);
        }
        let mut fields = vec![
            ("Timestamp", moment.to_string()),
            ("Title", title),
            ("URL", source.url.clone()),
            ("Status", "success".to_owned()),
            ("Duration", self.duration()),
        ];
        if !in_folder && self.rng.chance(80) {
            fields.push(("Category", TOPICS[self.topic].name.to_owned()));
        }
        if self.rng.chance(40) {
            fields.push(("Tags", self.tags()));
        }
        if self.rng.chance(30) {
            fields.push(("Author", self.sentence(&self.language.authors)));
        }
        if !self.language.chinese && self.rng.chance(30) {
            fields.push(("Language", "en".to_owned()));
        }
        fields
    }

    fn duration(&mut self) -> String {
        let seconds = 120 + self.rng.below(6_000);
        match seconds / 3600 {
            0 => format!("{}:{:02}", seconds / 60, seconds % 60),
            hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
        }
    }

    fn tags(&mut self) -> String {
        let mut tags: Vec<_> = (0..=self.rng.below(4)).map(|_| self.rng.pick(&self.names.tags)).collect();
        tags.sort_unstable();
        tags.dedup();
        tags.join(", ")
    }

    fn description(&mut self) -> String {
        let [outline, takeaway, course, relations] = self.language.headings;
        let mut out = self.sentence(&self.language.courtesies);
        out.extend(["\n\n### **", outline, "**\n\n"]);
        for number in 1..=4 {
            self.point(&mut out, number);
        }
        out.extend(["### **", takeaway, "**\n\n"]);
        for _ in 0..2 {
            self.append(&mut out, "", &self.language.claims, "\n");
        }
        out.extend(["\n### **", course, "**\n\n"]);
        for (frame, number) in self.language.frames.iter().zip(1..) {
            self.append(&mut out, &format!("{number}.  "), &[*frame], "\n");
        }
        out.extend(["\n### **", relations, "**\n"]);
        self.diagram(&mut out);
        out
    }

    fn point(&mut self, out: &mut String, number: usize) {
        self.append(out, &format!("{number}.  **"), &self.language.points, "**\n");
        let colon = if self.language.chinese { "**：" } else { "**: " };
        for _ in 0..2 + self.rng.below(2) {
            self.append(out, "    *   **", &["{l}"], colon);
            self.append(out, "", &self.language.claims, "\n");
        }
        if self.rng.chance(40) {
            self.append(out, "        *   **", &["{l}"], colon);
            self.append(out, "", &self.language.claims, "\n");
        }
        out.push('\n');
    }

    /// A flowchart of four groups, each with a head and what follows from it.
    fn diagram(&mut self, out: &mut String) {
        const FILLS: [&str; 8] =
            ["#FFE3E3", "#D6F0E0", "#FFF3C4", "#DCE8FF", "#F3E0FF", "#E0F7FA", "#FAD7A0", "#C8E6C9"];
        const HEADS: [&str; 4] = ["A", "B", "C", "D"];
        out.push_str("<Mermaid_Diagram>\ngraph TD\n");
        for head in HEADS {
            self.append(out, "    subgraph \"", &self.language.groups, "\"\n");
            self.append(out, &format!("        {head}[\""), &self.language.labels, "\"]\n");
            for leaf in 1..=3 {
                self.append(out, &format!("        {head} -- \""), &self.language.edges, "\"");
                self.append(out, &format!(" --> {head}{leaf}[\""), &self.language.labels, "\"]\n");
            }
            out.push_str("    end\n\n");
        }
        out.push_str("    A --> B\n    A --> C\n");
        self.append(out, "    B -- \"", &self.language.edges, "\" --> D\n    C --> D\n\n");
        for head in HEADS {
            let fill = self.rng.pick(&FILLS);
            out.extend(["    style ", head, " fill:", fill, ",stroke:#333,stroke-width:2px\n"]);
        }
        out.push_str("</Mermaid_Diagram>\n");
    }

    /// What speech recognition makes of a talk: one line, commas, wrong characters.
    fn transcript(&mut self) -> String {
        let length = self.transcript * 8 / 9 + self.rng.below((self.transcript * 2 / 9).max(1));
        let mut heard = String::with_capacity(length + 100);
        while heard.len() < length {
            let pause = if self.rng.chance(3) { "?" } else { "," };
            self.append(&mut heard, "", &self.language.spoken, pause);
        }
        if !self.language.chinese {
            return heard.replace(',', ", ").to_lowercase() + "thank you";
        }
        let mut out: String = heard.chars().map(|character| self.mishear(character)).collect();
        out.push_str("今天就讲到这里谢谢大家");
        out
    }

    fn mishear(&mut self, character: char) -> char {
        if character > '\u{4e00}' && self.rng.chance(4) {
            return self.rng.pick(&self.names.characters);
        }
        character
    }

    /// One of the patterns, filled.
    fn sentence(&mut self, patterns: &[&'static str]) -> String {
        let mut out = String::new();
        self.append(&mut out, "", patterns, "");
        out
    }

    fn append(&mut self, out: &mut String, before: &str, patterns: &[&'static str], after: &str) {
        out.push_str(before);
        let start = out.len();
        for (position, piece) in self.rng.pick(patterns).split('{').enumerate() {
            match piece.split_once('}') {
                Some((gap, rest)) if position > 0 => {
                    self.fill(out, gap);
                    out.push_str(rest);
                }
                _ => out.push_str(piece),
            }
        }
        if let Some(first) = out.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
        out.push_str(after);
    }

    fn fill(&mut self, out: &mut String, gap: &str) {
        match gap {
            "n" => out.push_str(self.noun(self.topic)),
            "o" => {
                let topic = self.rng.below(TOPICS.len());
                out.push_str(self.noun(topic));
            }
            "p" => self.person(out),
            "g" => self.organization(out),
            "k" => out.push_str(&(2 + self.rng.below(97)).to_string()),
            _ => out.push_str(self.rng.pick(&self.language.words[gap])),
        }
    }

    fn noun(&mut self, topic: usize) -> &'static str {
        loop {
            let noun = self.rng.pick(&self.language.nouns[topic]);
            if noun != self.last {
                self.last = noun;
                return noun;
            }
        }
    }

    fn person(&mut self, out: &mut String) {
        if self.language.chinese {
            out.push_str(self.rng.pick(&self.names.surnames));
            self.characters(out);
        } else {
            self.romanized(out);
            out.push(' ');
            self.romanized(out);
        }
    }

    fn organization(&mut self, out: &mut String) {
        if self.language.chinese {
            self.characters(out);
        } else {
            self.romanized(out);
            out.push(' ');
        }
        self.fill(out, "x");
    }

    fn characters(&mut self, out: &mut String) {
        out.extend((0..2).map(|_| self.rng.pick(&self.names.characters)));
    }

    fn romanized(&mut self, out: &mut String) {
        let start = out.len();
        for _ in 0..2 + self.rng.below(2) {
            out.push_str(self.rng.pick(&self.names.syllables));
        }
        out[start..=start].make_ascii_uppercase();
    }
}

/// A moment in the three years from November 2023 to October 2026.
struct Moment {
    year: usize,
    month: usize,
    day: usize,
    microseconds: usize,
}

impl Moment {
    fn draw(rng: &mut Rng) -> Self {
        let months = 10 + rng.below(36);
        let (year, month) = (2023 + months / 12, 1 + months % 12);
        let days = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Self { year, month, day: 1 + rng.below(days), microseconds: rng.below(86_400_000_000) }
    }

    fn date(&self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.microseconds / 1_000_000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{:06}", self.date(), self.microseconds % 1_000_000)
    }
}
