//! XML as a stream with limits. Document type declarations are passed over: no entity of theirs is ever expanded,
//! nothing outside the file is ever looked up.

use std::io::{self, BufRead, BufReader, Read};

use memchr::{memchr, memchr3};
use quick_xml::events::{BytesStart, Event};

use super::error::ReadError;
use super::limits::{self, TooLarge};

/// Hands bytes through, counting what they inflate to, how long their tokens are and how deep their elements.
pub struct Guard<R> {
    inner: R,
    name: String,
    limit: u64,
    most: u64,
    bytes: u64,
    tags: u64,
    depth: u64,
    token: u64,
    state: State,
    last: u8,
}

/// Where in a document a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// Behind an opening bracket.
    Opened,
    Tag,
    Quoted(u8),
    /// In a declaration, a comment or CDATA, whose quotes mean nothing.
    Other,
}

impl<R: Read> Guard<R> {
    /// Guards a part called `name`: at most `limit` bytes, by its ratio or because `most` are allowed at all.
    pub fn new(inner: R, name: &str, limit: u64, most: u64) -> Self {
        let name = name.to_owned();
        let (bytes, tags, depth, token) = (0, 0, 0, 0);
        Self { inner, name, limit, most, bytes, tags, depth, token, state: State::Text, last: 0 }
    }

    /// Tags so far.
    pub fn tags(&self) -> u64 {
        self.tags
    }

    fn count(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.limit {
            return Err(limits::inflates_too_much(&self.name, self.limit, self.most));
        }
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let found = match self.state {
                State::Text => memchr(b'<', rest),
                State::Opened => Some(0),
                State::Tag => memchr3(b'>', b'"', b'\'', rest),
                State::Quoted(quote) => memchr(quote, rest),
                State::Other => memchr(b'>', rest),
            };
            let passed = found.map_or(rest.len(), |found| found + 1);
            self.token += passed as u64;
            if self.token > limits::XML_TOKEN_BYTES {
                return Err(TooLarge::bytes("一处文字或标签的长度", limits::XML_TOKEN_BYTES));
            }
            if let Some(found) = found {
                let before = if found == 0 { self.last } else { rest[found - 1] };
                self.turn(rest[found], before)?;
            }
            self.last = rest[passed - 1];
            at += passed;
        }
        Ok(())
    }

    /// Goes on behind a byte that changes the state.
    fn turn(&mut self, byte: u8, before: u8) -> Result<(), TooLarge> {
        self.state = match (self.state, byte) {
            (State::Text, _) => {
                self.token = 0;
                State::Opened
            }
            (State::Opened, b'!' | b'?') => State::Other,
            (State::Opened, b'/') => {
                self.depth = self.depth.saturating_sub(1);
                State::Other
            }
            (State::Opened, _) => {
                self.tags += 1;
                self.depth += 1;
                if self.depth > limits::XML_DEPTH {
                    return Err(TooLarge::new("XML 嵌套层数", limits::XML_DEPTH));
                }
                State::Tag
            }
            (State::Tag, b'>') => {
                if before == b'/' {
                    self.depth = self.depth.saturating_sub(1);
                }
                self.token = 0;
                State::Text
            }
            (State::Tag, quote) => State::Quoted(quote),
            (State::Quoted(_), _) => State::Tag,
            (State::Other, _) => {
                self.token = 0;
                State::Text
            }
        };
        Ok(())
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read > 0 {
            self.count(&buffer[..read])?;
        }
        Ok(read)
    }
}

/// Events of a part; empty elements come as a start and an end.
pub struct XmlReader<R> {
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> XmlReader<R> {
    /// Reads UTF-8.
    pub fn new(source: R) -> Self {
        let mut reader = quick_xml::Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.check_comments = false;
        Self { reader, buffer: Vec::new() }
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// When the XML is damaged or passes a limit.
    pub fn next(&mut self) -> Result<Option<Event<'_>>, ReadError> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer)? {
            Event::Eof => Ok(None),
            event => Ok(Some(event)),
        }
    }
}

/// An attribute by its local name, with references resolved.
#[must_use]
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().with_checks(false).flatten().find_map(|attribute| {
        (attribute.key.local_name().as_ref() == name).then(|| {
            quick_xml::escape::unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned)
        })
    })
}

/// Adds the text of an event to `text`, which holds at most the bytes of a cell.
///
/// # Errors
/// When the text grows too long.
pub fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), TooLarge> {
    match event {
        Event::Text(content) => text.push_str(&content.xml10_content()),
        Event::CData(content) => text.push_str(&content.xml10_content()),
        Event::GeneralRef(name) => match (name.resolve_char_ref(), &**name) {
            (Ok(Some(character)), _) => text.push(character),
            (_, "lt") => text.push('<'),
            (_, "gt") => text.push('>'),
            (_, "amp") => text.push('&'),
            (_, "quot") => text.push('"'),
            (_, "apos") => text.push('\''),
            // What a document type declares is not looked at.
            (_, other) => {
                text.push('&');
                text.push_str(other);
                text.push(';');
            }
        },
        _ => {}
    }
    check_cell(text)
}

/// Whether a text is no longer than a cell may be.
///
/// # Errors
/// When it is.
pub fn check_cell(text: &str) -> Result<(), TooLarge> {
    if text.len() > limits::CELL_BYTES {
        return Err(TooLarge::bytes("一格文字的长度", limits::CELL_BYTES as u64));
    }
    Ok(())
}

/// How far into a document its declaration may reach.
const DECLARATION: u64 = 1024;

/// A document without its declaration: what it says of the encoding no longer holds once it is transcoded.
///
/// # Errors
/// When the source cannot be read.
pub fn without_declaration(mut source: impl Read) -> io::Result<impl BufRead> {
    let mut start = Vec::new();
    source.by_ref().take(DECLARATION).read_to_end(&mut start)?;
    let text = start.trim_ascii_start();
    let end = memchr::memmem::find(text, b"?>").filter(|_| text.starts_with(b"<?xml"));
    let rest = end.map_or(text, |end| &text[end + 2..]).to_vec();
    Ok(BufReader::new(io::Cursor::new(rest).chain(source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Result<String, ReadError> {
        let source = without_declaration(text.as_bytes())?;
        let guard = Guard::new(source, "x", 1 << 30, 1 << 30);
        let mut xml = XmlReader::new(BufReader::new(guard));
        let mut all = String::new();
        while let Some(event) = xml.next()? {
            push_text(&event, &mut all)?;
        }
        Ok(all)
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let text = "<?xml version='1.0' encoding='gb2312'?>\
            <!DOCTYPE a [<!ENTITY b 'boom'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>\
            <a>甲&b;&c;&#20057;&lt;<![CDATA[<丙>]]></a>";
        assert_eq!(events(text).expect("XML"), "甲&b;&c;乙<<丙>");
    }

    #[test]
    fn long_tokens_and_deep_elements_are_refused() {
        let long = format!("<a>{}</a>", "x".repeat(5 << 20));
        assert!(matches!(events(&long), Err(ReadError::TooLarge(_))));
        let deep = "<a>".repeat(300);
        assert!(matches!(events(&deep), Err(ReadError::TooLarge(_))));
        let hidden = "<a b='/>'>".repeat(300);
        assert!(matches!(events(&hidden), Err(ReadError::TooLarge(_))));
        let wide = "<a/><b></b>".repeat(300);
        assert!(events(&wide).is_ok());
    }

    #[test]
    fn bytes_are_counted_as_they_come() {
        let mut guard = Guard::new(io::repeat(b'<').take(1000), "part", 100, 1000);
        let error = io::copy(&mut guard, &mut io::sink()).expect_err("too much");
        assert!(ReadError::from(error).to_string().contains("压缩比"));
    }
}
