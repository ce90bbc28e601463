//! Text in another encoding as a stream of UTF-8, a buffer at a time.

use std::io::{self, Read};

use encoding_rs::Decoder;

const INPUT_BYTES: usize = 64 << 10;

/// Decodes what `inner` gives; what cannot be decoded becomes U+FFFD.
pub struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    /// Read but not yet decoded.
    pending: std::ops::Range<usize>,
    ended: bool,
    output: Vec<u8>,
    /// Decoded but not yet handed out.
    ready: std::ops::Range<usize>,
}

impl<R: Read> Transcoder<R> {
    /// Reads `inner`, which stands behind any byte-order mark.
    pub fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: vec![0; INPUT_BYTES],
            pending: 0..0,
            ended: false,
            output: vec![0; 2 * INPUT_BYTES],
            ready: 0..0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            let read = self.inner.read(&mut self.input)?;
            self.pending = 0..read;
            self.ended = read == 0;
        }
        let input = &self.input[self.pending.clone()];
        let (_, read, written, _) =
            self.decoder.decode_to_utf8(input, &mut self.output, self.ended);
        self.pending.start += read;
        self.ready = 0..written;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let take = self.ready.len().min(buffer.len());
        let from = self.ready.start;
        buffer[..take].copy_from_slice(&self.output[from..from + take]);
        self.ready.start += take;
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

    /// Gives a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let take = self.1.min(self.0.len()).min(buffer.len());
            buffer[..take].copy_from_slice(&self.0[..take]);
            self.0 = &self.0[take..];
            Ok(take)
        }
    }

    fn decoded(bytes: &[u8], encoding: &'static encoding_rs::Encoding, drops: usize) -> String {
        let mut text = String::new();
        Transcoder::new(Drops(bytes, drops), encoding).read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn characters_may_be_cut_anywhere() {
        let text = "姓名\t𠮷㐂\r\n".repeat(20_000);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let national = GB18030.encode(&text).0;
        for drops in [1, 3, 1 << 20] {
            assert_eq!(decoded(&little, UTF_16LE, drops), text);
            assert_eq!(decoded(&big, UTF_16BE, drops), text);
            assert_eq!(decoded(&national, GB18030, drops), text);
        }
    }

    #[test]
    fn lone_surrogates_and_half_characters_are_replaced() {
        assert_eq!(decoded(b"\x00\xd8a\0", UTF_16LE, 1), "\u{fffd}a");
        assert_eq!(decoded(b"a\0b", UTF_16LE, 1), "a\u{fffd}");
    }
}
