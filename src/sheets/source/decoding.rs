//! The encoding of a text file, and a reader that gives UTF-8 with `\n` at each
//! line's end, in pieces.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::sheets::refusal::FileRefusal;

/// How much is read from the file at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// Tells the encoding: a byte-order mark decides; else UTF-8 where the whole file
/// is valid UTF-8, or GB18030.
///
/// # Errors
/// [`FileRefusal::NotATable`] for a file with zero bytes that is no UTF-16.
pub(super) fn encoding(mut file: impl Read) -> Result<&'static Encoding, FileRefusal> {
    let mut piece = vec![0; PIECE_BYTES];
    let mut sink = vec![0; PIECE_BYTES * 3 + 16];
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut valid = true;
    let mut first = true;
    loop {
        let length = file.read(&mut piece).map_err(|_| FileRefusal::Damaged)?;
        let bytes = &piece[..length];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            first = false;
        }
        if bytes.contains(&0) {
            return Err(FileRefusal::NotATable);
        }
        if valid {
            let last = length == 0;
            let (result, _, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut sink, last);
            valid = matches!(result, encoding_rs::DecoderResult::InputEmpty);
        }
        if length == 0 {
            return Ok(if valid { UTF_8 } else { GB18030 });
        }
    }
}

/// A limit on how much may be read between two records, shared with the reader of
/// records: a quotation mark that never ends must not bring a whole file into memory.
pub(super) type Allowance = Rc<Cell<usize>>;

/// Gives UTF-8 whatever the file's encoding; bytes that are no text become U+FFFD
/// (the row that holds one is refused later). Line ends come out as `\n`, the last
/// line has one.
pub(super) struct Decoding<R> {
    file: R,
    decoder: Decoder,
    piece: Vec<u8>,
    /// Decoded and not given yet: `text[given..]`.
    text: Vec<u8>,
    given: usize,
    after_return: bool,
    ended: bool,
    allowance: Allowance,
}

impl<R: Read> Decoding<R> {
    pub(super) fn new(file: R, encoding: &'static Encoding, allowance: Allowance) -> Self {
        debug_assert!([UTF_8, GB18030, UTF_16LE, UTF_16BE].contains(&encoding));
        Self {
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            piece: vec![0; PIECE_BYTES],
            text: Vec::new(),
            given: 0,
            after_return: false,
            ended: false,
            allowance,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let length = self.file.read(&mut self.piece)?;
        let last = length == 0;
        let mut decoded = String::with_capacity(
            self.decoder
                .max_utf8_buffer_length(length)
                .unwrap_or(PIECE_BYTES * 4),
        );
        let mut bytes = &self.piece[..length];
        loop {
            let (result, read, _) = self.decoder.decode_to_string(bytes, &mut decoded, last);
            bytes = &bytes[read..];
            match result {
                CoderResult::InputEmpty => break,
                CoderResult::OutputFull => decoded.reserve(PIECE_BYTES),
            }
        }
        self.text.clear();
        self.given = 0;
        self.take_lines(decoded.as_bytes());
        if last {
            self.ended = true;
            // A line without an end gets one, so that every record ends alike.
            self.text.push(b'\n');
        }
        Ok(())
    }

    /// `\r\n` and a lone `\r` become `\n`.
    fn take_lines(&mut self, decoded: &[u8]) {
        for &byte in decoded {
            match byte {
                b'\r' => self.text.push(b'\n'),
                b'\n' if self.after_return => {}
                other => self.text.push(other),
            }
            self.after_return = byte == b'\r';
        }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let left = self.allowance.get();
        if left == 0 {
            return Err(io::Error::other("record too long"));
        }
        let length = out.len().min(self.text.len() - self.given).min(left);
        out[..length].copy_from_slice(&self.text[self.given..self.given + length]);
        self.given += length;
        self.allowance.set(left - length);
        Ok(length)
    }
}
