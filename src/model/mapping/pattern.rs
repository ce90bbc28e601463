//! Patterns of file and sheet names: `*` stands for any text, `?` for one character.

/// A pattern; the empty one matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern as written.
    pub fn new(text: &str) -> Self {
        Self(text.replace('\\', "/"))
    }

    /// Whether a name matches as a whole.
    pub fn matches(&self, name: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let pattern: Vec<char> = self.0.chars().collect();
        let name: Vec<char> = name.chars().collect();
        // Where the last `*` stood, and how much of the name it has swallowed.
        let mut star: Option<(usize, usize)> = None;
        let (mut at, mut read) = (0, 0);
        while read < name.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(c) if *c == '?' || *c == name[read] => {
                    at += 1;
                    read += 1;
                }
                _ => match &mut star {
                    Some((place, swallowed)) => {
                        *swallowed += 1;
                        (at, read) = (*place + 1, *swallowed);
                    }
                    None => return false,
                },
            }
        }
        pattern.get(at..).is_some_and(|rest| rest.iter().all(|c| *c == '*'))
    }

    /// Whether a path matches; a pattern without `/` speaks of the file's name alone.
    pub fn matches_path(&self, path: &str) -> bool {
        let name =
            if self.0.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
        self.matches(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, name, expected) in [
            ("", "长春市/一班.xlsx", true),
            ("*", "长春市/一班.xlsx", true),
            ("*.xlsx", "长春市/一班.xlsx", true),
            ("一班.xlsx", "长春市/一班.xlsx", true),
            ("长春市/*", "长春市/一班.xlsx", true),
            ("长春市\\*班.xls?", "长春市/一班.xlsx", true),
            ("吉林市/*", "长春市/一班.xlsx", false),
            ("?班.xls", "长春市/一班.xlsx", false),
            ("*一*.xlsx*", "一一班.xlsx", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches_path(name), expected, "{pattern} {name}");
        }
    }
}
