//! HTML cut into tags and texts, as lenient as browsers are: nothing is an error.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text with its references.
    Text(&'a str),
    /// A tag that opens, with its attributes.
    Open(&'a str, Attributes<'a>),
    /// A tag that closes.
    Close(&'a str),
}

/// Cuts a page; comments, scripts and styles are left out.
#[derive(Clone)]
pub struct Tokens<'a> {
    page: &'a str,
    at: usize,
}

/// Elements whose content is no part of what is shown.
const UNSEEN: [&str; 6] = ["script", "style", "title", "noscript", "template", "xml"];

impl<'a> Tokens<'a> {
    /// Reads a page.
    pub fn new(page: &'a str) -> Self {
        Self { page, at: 0 }
    }

    /// Behind the next `end`, or at the end of the page.
    fn behind(&self, from: usize, end: &str) -> usize {
        let rest = self.page.as_bytes().get(from..).unwrap_or_default();
        memmem::find(rest, end.as_bytes()).map_or(self.page.len(), |at| from + at + end.len())
    }

    /// Where a tag ends that begins at `from`; a bracket within quotes is none.
    fn end_of_tag(&self, mut from: usize) -> usize {
        let bytes = self.page.as_bytes();
        while let Some(rest) = bytes.get(from..) {
            let Some(found) = memchr3(b'>', b'"', b'\'', rest) else { break };
            let at = from + found;
            if bytes[at] == b'>' {
                return at;
            }
            // A quote opens a value behind an equals sign only.
            let opens = bytes[..at].trim_ascii_end().last() == Some(&b'=');
            from = match memchr(bytes[at], &bytes[at + 1..]) {
                Some(close) if opens => at + 1 + close + 1,
                _ => at + 1,
            };
        }
        self.page.len()
    }

    /// Passes over the content of an element that is not shown.
    fn skip_unseen(&mut self, name: &str) {
        let bytes = self.page.as_bytes();
        while let Some(found) = memmem::find(&bytes[self.at..], b"</") {
            let start = self.at + found + 2;
            self.at = start;
            let closes = bytes.get(start..start + name.len());
            if closes.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
                self.at = (self.end_of_tag(start) + 1).min(self.page.len());
                return;
            }
        }
        self.at = self.page.len();
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.page.get(self.at..).filter(|rest| !rest.is_empty())?;
            let bytes = rest.as_bytes();
            let tag = bytes[0] == b'<';
            match bytes.get(1) {
                Some(b'!') if tag && rest.starts_with("<!--") => {
                    self.at = self.behind(self.at + 4, "-->");
                }
                Some(b'!' | b'?') if tag => self.at = self.behind(self.at, ">"),
                Some(next) if tag && (next.is_ascii_alphabetic() || *next == b'/') => {
                    let end = self.end_of_tag(self.at + 1);
                    let inside = &self.page[self.at + 1..end];
                    self.at = (end + 1).min(self.page.len());
                    if let Some(name) = inside.strip_prefix('/') {
                        return Some(Token::Close(name.trim_ascii()));
                    }
                    let length = inside.find(|c: char| c.is_ascii_whitespace() || c == '/');
                    let (name, attributes) = inside.split_at(length.unwrap_or(inside.len()));
                    if UNSEEN.iter().any(|unseen| name.eq_ignore_ascii_case(unseen)) {
                        if !attributes.ends_with('/') {
                            self.skip_unseen(name);
                        }
                        continue;
                    }
                    return Some(Token::Open(name, Attributes(attributes)));
                }
                _ => {
                    let length = memchr(b'<', &bytes[1..]).map_or(rest.len(), |found| found + 1);
                    self.at += length;
                    return Some(Token::Text(&rest[..length]));
                }
            }
        }
    }
}

/// The attributes of a tag, still as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The value of an attribute; empty for one without a value.
    pub fn get(self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.0;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let ends = |c: char| c.is_ascii_whitespace() || c == '=' || c == '/';
            // A name may begin with what would end it.
            let end = rest.char_indices().skip(1).find(|(_, c)| ends(*c)).map(|(at, _)| at);
            let (name, more) = rest.split_at(end.unwrap_or(rest.len()));
            let value = more.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start);
            let (value, more) = match value {
                None => ("", more),
                Some(quoted) if quoted.starts_with(['"', '\'']) => {
                    let (quote, inner) = quoted.split_at(1);
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                Some(plain) => {
                    let end = plain.find(|c: char| c.is_ascii_whitespace());
                    plain.split_at(end.unwrap_or(plain.len()))
                }
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = more;
        }
    }
}

/// Named references that are met in tables; others stay as they are written.
const REFERENCES: [(&str, &str); 24] = [
    ("nbsp", "\u{a0}"),
    ("lt", "<"),
    ("gt", ">"),
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
    ("thinsp", "\u{2009}"),
    ("zwnj", "\u{200c}"),
    ("middot", "·"),
    ("bull", "•"),
    ("times", "×"),
    ("yen", "¥"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("deg", "°"),
    ("radic", "√"),
    ("shy", "\u{ad}"),
];

/// No reference is longer.
const LONGEST_REFERENCE: usize = 10;

/// A text with its references resolved.
pub fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((character(&after[..end])?, &after[end + 1..])));
        rest = if let Some((character, behind)) = known {
            out.push_str(&character);
            behind
        } else {
            out.push('&');
            after
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        let (_, text) = REFERENCES.iter().find(|(known, _)| *known == name)?;
        return Some(Cow::Borrowed(text));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    Some(Cow::Owned(character.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_what_is_left_out() {
        let page = "<!DOCTYPE html><!-- <td> --><style>td{a:'</x>'}</style><TD a=1 b='>' c>甲<b>乙</b >丙 < 丁";
        let tokens: Vec<_> = Tokens::new(page).collect();
        let Token::Open(name, attributes) = tokens[0] else { panic!("{tokens:?}") };
        assert_eq!((name, attributes.get("B"), attributes.get("c")), ("TD", Some(">"), Some("")));
        assert_eq!((attributes.get("a"), attributes.get("d")), (Some("1"), None));
        assert_eq!(tokens[1], Token::Text("甲"));
        assert_eq!(tokens[3..5], [Token::Text("乙"), Token::Close("b")]);
        assert_eq!(tokens[5..], [Token::Text("丙 "), Token::Text("< 丁")]);
    }

    #[test]
    fn nothing_is_an_error() {
        for page in
            ["<", "<a", "<a b=", "<a b='", "</", "<!--", "<script>", "<td b=\"x>y", "<é>", "a<"]
        {
            assert!(Tokens::new(page).count() <= 2, "{page}");
        }
    }

    #[test]
    fn references() {
        assert_eq!(
            resolved("a&nbsp;&lt;&#29976;&#x4E59;&amp;lt;&nope;&"),
            "a\u{a0}<甘乙&lt;&nope;&"
        );
        assert_eq!(resolved("&#0;&#xd800;&#99999999999;"), "\u{fffd}\u{fffd}&#99999999999;");
        assert_eq!(resolved("R&D甲乙丙丁戊己庚辛"), "R&D甲乙丙丁戊己庚辛");
    }
}
