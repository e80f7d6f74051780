//! Bytes of any encoding → UTF-8, or where they are not what they should be.
//!
//! A byte order mark decides; then the encoding that the user named; then UTF-8.
//! Nothing is replaced in silence.

use demarche::error::Error;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use std::io::{BufRead, ErrorKind, Read};

/// The text that `bytes` stand for, without its byte order mark.
///
/// # Errors
/// [`Error::Encoding`] with line and byte for bytes that are not of the
/// encoding, [`Error::Input`] for a NUL.
pub fn text(mut bytes: Vec<u8>, encoding: Option<&'static Encoding>, name: &str) -> Result<String, Error> {
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) => {
            bytes.drain(..mark);
            encoding
        }
        None => encoding.unwrap_or(UTF_8),
    };
    let text = if encoding == UTF_8 {
        String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            broken(name, &error.as_bytes()[..good], encoding)
        })?
    } else {
        transcoded(&bytes, encoding, name)?
    };
    match memchr::memchr(0, text.as_bytes()) {
        None => Ok(text),
        Some(at) => Err(nul(name, &text.as_bytes()[..at])),
    }
}

fn transcoded(bytes: &[u8], encoding: &'static Encoding, name: &str) -> Result<String, Error> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        _ => Err(broken(name, text.as_bytes(), encoding)),
    }
}

/// The error for text that is good only as far as `before`.
fn broken(name: &str, before: &[u8], encoding: &'static Encoding) -> Error {
    Error::Encoding { path: name.to_owned(), place: place(before), encoding: encoding.name() }
}

/// The error for a NUL after `before`.
pub fn nul(name: &str, before: &[u8]) -> Error {
    let hint = "expected text; of UTF-16 name the encoding with --encoding utf-16le";
    Error::input(name, format!("{} is a NUL; {hint}", place(before)))
}

fn place(before: &[u8]) -> String {
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let byte = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1) + 1;
    format!("line {line}, byte {byte}")
}

/// A stream as UTF-8, without its byte order mark.
///
/// UTF-8 itself goes through unchecked; whoever takes it apart checks each record.
pub struct Encoded<R> {
    inner: R,
    named: Option<&'static Encoding>,
    coding: Coding,
    /// Bytes that may still be read before the next [`Encoded::allow`].
    allowance: usize,
    /// Characters that no longer fitted where the last ones went.
    pending: Vec<u8>,
}

enum Coding {
    /// Before the first bytes.
    Unknown,
    Utf8,
    Other(Decoder),
    /// The bytes that come next are not of this encoding.
    Broken(&'static str),
    /// After the last bytes.
    Done,
}

impl<R: BufRead> Encoded<R> {
    /// Reads `inner` as `named`, or as its mark says.
    pub fn new(inner: R, named: Option<&'static Encoding>) -> Self {
        Self { inner, named, coding: Coding::Unknown, allowance: usize::MAX, pending: Vec::new() }
    }

    /// Lets the next `bytes` bytes pass; more than those are an error.
    pub fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }

    /// Looks for the mark and settles on an encoding. A pipe may give its first
    /// bytes in small pieces, but hardly in pieces of a mark.
    fn settle(&mut self) -> std::io::Result<()> {
        let beginning = self.inner.fill_buf()?;
        let (encoding, mark) = Encoding::for_bom(beginning).unwrap_or((self.named.unwrap_or(UTF_8), 0));
        self.inner.consume(mark);
        self.coding = if encoding == UTF_8 {
            Coding::Utf8
        } else {
            Coding::Other(encoding.new_decoder_without_bom_handling())
        };
        Ok(())
    }

    fn next(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if !self.pending.is_empty() {
            return Ok(self.hand_out(out));
        }
        if let Coding::Unknown = self.coding {
            self.settle()?;
        }
        let mut small = [0u8; 16];
        loop {
            let decoder = match &mut self.coding {
                Coding::Utf8 | Coding::Unknown => return self.inner.read(out),
                Coding::Broken(name) => {
                    let message =
                        format!("bytes that are not valid {name}; name the right encoding with --encoding");
                    return Err(std::io::Error::new(ErrorKind::InvalidData, message));
                }
                Coding::Done => return Ok(0),
                Coding::Other(decoder) => decoder,
            };
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            // A character needs up to four bytes and some room to spare.
            let roomy = out.len() >= small.len();
            let target = if roomy { &mut *out } else { &mut small[..] };
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(input, target, last);
            if let DecoderResult::Malformed(..) = result {
                // What came before it still counts.
                self.coding = Coding::Broken(decoder.encoding().name());
            }
            // A decoder that has given its last is not asked again.
            if last && matches!(result, DecoderResult::InputEmpty) {
                self.coding = Coding::Done;
            }
            self.inner.consume(read);
            if written > 0 && roomy {
                return Ok(written);
            }
            if written > 0 {
                self.pending.extend(&small[..written]);
                return Ok(self.hand_out(out));
            }
        }
    }

    fn hand_out(&mut self, out: &mut [u8]) -> usize {
        let n = self.pending.len().min(out.len());
        out[..n].copy_from_slice(&self.pending[..n]);
        self.pending.drain(..n);
        n
    }
}

impl<R: BufRead> Read for Encoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.next(out)?;
        self.allowance = self.allowance.checked_sub(n).ok_or_else(|| {
            let message =
                "a record is too long; look for an unclosed quotation mark, or raise --max-article-bytes";
            std::io::Error::new(ErrorKind::FileTooLarge, message)
        })?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(bytes: &[u8], label: &str, piece: usize) -> std::io::Result<String> {
        let encoding = Encoding::for_label(label.as_bytes());
        let mut reader = Encoded::new(BufReader::with_capacity(3, bytes), encoding);
        let mut out = Vec::new();
        let mut buffer = vec![0; piece];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(String::from_utf8(out).unwrap()),
                n => out.extend(&buffer[..n]),
            }
        }
    }

    #[test]
    fn a_stream_is_decoded_in_pieces_of_any_size() {
        let text = "“Нет”, 東京 😀\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Нет, сказал он\n");
        for piece in [1, 2, 5, 16, 100] {
            assert_eq!(read(&utf16, "utf-16le", piece).unwrap(), text);
            assert_eq!(read(text.as_bytes(), "utf-8", piece).unwrap(), text);
            assert_eq!(read(&cyrillic, "windows-1251", piece).unwrap(), "Нет, сказал он\n");
        }
        // Whoever asks again after the end gets the end again.
        let mut ended = Encoded::new(&b"x\0"[..], Encoding::for_label(b"utf-16le"));
        let counts: Vec<usize> = (0..4).map(|_| ended.read(&mut [0; 64]).unwrap()).collect();
        assert_eq!(counts, [1, 0, 0, 0]);
        assert!(read(&[0, 0xd8, 0x41, 0], "utf-16le", 64).is_err());
        assert!(read(&[0x41, 0, 0x41], "utf-16le", 64).is_err());
    }
}
