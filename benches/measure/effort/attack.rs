//! An attack input: a pattern that can have any size.

/// What is repeated stands between these …
const OPEN: char = '«';
const CLOSE: char = '»';
/// … and this stands for how often it has been.
const NUMBER: char = '№';

/// Files that are meant to take long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// Its text; all that is repeated is repeated as often.
    pub(crate) pattern: &'static str,
}

/// Where the text of an attack stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// In a record's description.
    Description,
    /// In a diagram of the description.
    Diagram,
    /// In a record's transcript, of a video whose moments have addresses.
    Transcript,
    /// It is the whole file, with this ending.
    File(&'static str),
    /// In a file beside a record, with this ending.
    Beside(&'static str),
}

/// A file's ending and its text.
pub(crate) type File = (&'static str, String);

const HEADER: &str = "Timestamp: 2026-05-01\nTitle: 攻击\nURL: https://www.youtube.com/watch?v=abcdefghijk\nDuration: 1:00:00\n\nDescription:\n";

impl Attack {
    /// Its files, the record's own first, with about so many bytes.
    pub(crate) fn files(&self, size: usize) -> Vec<File> {
        let text = self.text(size);
        match self.form {
            Form::Description => vec![("txt", format!("{HEADER}{text}\n\nContent:\n说。\n"))],
            Form::Diagram => {
                vec![(
                    "txt",
                    format!("{HEADER}<Mermaid_Diagram>\n{text}\n</Mermaid_Diagram>\n\nContent:\n说。\n"),
                )]
            }
            Form::Transcript => vec![("txt", format!("{HEADER}要点。\n\nContent:\n{text}\n"))],
            Form::File(ending) => vec![(ending, text)],
            Form::Beside(ending) => vec![("txt", format!("{HEADER}要点。\n")), (ending, text)],
        }
    }

    fn text(&self, size: usize) -> String {
        let pieces: Vec<&str> = self.pattern.split([OPEN, CLOSE]).collect();
        let repeated: usize = pieces.iter().skip(1).step_by(2).map(|piece| piece.len()).sum();
        let times = size / repeated.max(1);
        let mut text = String::with_capacity(size + self.pattern.len());
        for (index, piece) in pieces.iter().enumerate() {
            match index % 2 {
                0 => text.push_str(piece),
                _ if piece.contains(NUMBER) => {
                    (0..times).for_each(|time| text.push_str(&piece.replace(NUMBER, &time.to_string())));
                }
                _ => text.push_str(&piece.repeat(times)),
            }
        }
        text
    }
}
