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
    /// Not known before the first bytes; of UTF-8 there is none.
    decoder: Option<Option<Decoder>>,
    /// Bytes that may still be read before the next [`Encoded::allow`].
    allowance: usize,
    /// Characters that no longer fitted where the last ones went.
    pending: Vec<u8>,
}

impl<R: BufRead> Encoded<R> {
    /// Reads `inner` as `named`, or as its mark says.
    pub fn new(inner: R, named: Option<&'static Encoding>) -> Self {
        Self { inner, named, decoder: None, allowance: usize::MAX, pending: Vec::new() }
    }

    /// Lets the next `bytes` bytes pass; more than those are an error.
    pub fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }

    /// Looks for the mark and settles on an encoding.
    fn settle(&mut self) -> std::io::Result<()> {
        // A pipe may give its first bytes one at a time, but not in less than a mark's.
        let beginning = self.inner.fill_buf()?;
        let (encoding, mark) = Encoding::for_bom(beginning).unwrap_or((self.named.unwrap_or(UTF_8), 0));
        self.inner.consume(mark);
        self.decoder = Some((encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling()));
        Ok(())
    }

    fn decode(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let Some(Some(decoder)) = &mut self.decoder else { return Ok(0) };
        let mut small = [0u8; 16];
        loop {
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            // A character needs up to four bytes and some room to spare.
            let roomy = out.len() >= small.len();
            let target = if roomy { &mut *out } else { &mut small[..] };
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(input, target, last);
            self.inner.consume(read);
            if let DecoderResult::Malformed(..) = result {
                let name = decoder.encoding().name();
                return Err(std::io::Error::new(
                    ErrorKind::InvalidData,
                    format!("bytes that are not valid {name}; name the right encoding with --encoding"),
                ));
            }
            if written > 0 {
                if roomy {
                    return Ok(written);
                }
                self.pending.extend(&small[..written]);
                return Ok(self.hand_out(out));
            }
            if last {
                return Ok(0);
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
        if self.decoder.is_none() {
            self.settle()?;
        }
        let n = if !self.pending.is_empty() {
            self.hand_out(out)
        } else if let Some(None) = self.decoder {
            self.inner.read(out)?
        } else {
            self.decode(out)?
        };
        self.allowance = self.allowance.checked_sub(n).ok_or_else(|| {
            std::io::Error::new(
                ErrorKind::FileTooLarge,
                "a record is too long; look for an unclosed quotation mark, or raise --max-article-bytes",
            )
        })?;
        Ok(n)
    }
}
