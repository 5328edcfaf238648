//! Bounded reading of a header: every length is checked against the end of the file and against a budget.
//!
//! Knows the format's integers and strings. What they mean is the part of the modules that use it.

use std::io::{Read, Seek, SeekFrom};

use super::GgufError;

/// The most bytes that all kept texts and numbers of one header may take together.
const MAX_KEPT_BYTES: u64 = 16 * 1024 * 1024;

/// The most array elements that are walked one by one in one header: 30 times the largest vocabularies.
const MAX_WALKED_ELEMENTS: u64 = 16 * 1024 * 1024;

/// Reads a header front to back and never past the end of the file.
pub(super) struct HeaderReader<R> {
    input: R,
    position: u64,
    file_bytes: u64,
    kept_bytes: u64,
    walked_elements: u64,
}

impl<R: Read + Seek> HeaderReader<R> {
    pub(super) fn new(input: R, file_bytes: u64) -> Self {
        Self {
            input,
            position: 0,
            file_bytes,
            kept_bytes: 0,
            walked_elements: 0,
        }
    }

    /// How far the header was read, in bytes from the start of the file.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Refuses a count whose entries, at `least` bytes each, would not fit into the rest of the file.
    pub(super) fn expect_room(&self, count: u64, least: u64, what: &'static str) -> Result<(), GgufError> {
        let room = (self.file_bytes - self.position) / least;
        if count > room {
            // Within a real file's reach the file was cut; beyond it the count itself is nonsense.
            let needed = count
                .checked_mul(least)
                .and_then(|bytes| self.position.checked_add(bytes));
            return Err(match needed {
                Some(needed) if u32::try_from(count).is_ok() => self.truncated(needed),
                _ => {
                    let limit = room;
                    GgufError::TooMany { what, count, limit }
                }
            });
        }
        Ok(())
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, GgufError> {
        self.bytes().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, GgufError> {
        self.bytes().map(u64::from_le_bytes)
    }

    /// Reads a text of up to `limit` bytes and keeps it.
    pub(super) fn text(&mut self, limit: u64, what: &'static str) -> Result<String, GgufError> {
        let length = self.u64()?;
        self.reach(length)?;
        if length > limit {
            return Err(GgufError::TooLong {
                what,
                bytes: length,
                limit,
            });
        }
        self.keep(length)?;
        let bytes = self.vector(length)?;
        String::from_utf8(bytes).map_err(|_| GgufError::NotUtf8(what))
    }

    /// Reads the bytes of a text of up to `limit` bytes into `buffer`, or passes over a longer one.
    /// Nothing is kept: `buffer` is the caller's, and used again for the next text.
    pub(super) fn short_text<'a>(
        &mut self,
        limit: u64,
        buffer: &'a mut Vec<u8>,
    ) -> Result<Option<&'a [u8]>, GgufError> {
        let length = self.u64()?;
        if length > limit {
            self.skip(length)?;
            return Ok(None);
        }
        self.reach(length)?;
        buffer.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
        self.fill(buffer)?;
        Ok(Some(buffer))
    }

    /// Passes over `length` bytes.
    pub(super) fn skip(&mut self, length: u64) -> Result<(), GgufError> {
        let end = self.reach(length)?;
        let mut left = length;
        // A seek throws a buffered reader's buffer away; the texts of a vocabulary are shorter than that is worth.
        let mut scratch = [0; 256];
        if left <= scratch.len() as u64 {
            let length = usize::try_from(left).unwrap_or(scratch.len());
            return self.fill(&mut scratch[..length]);
        }
        while left > 0 {
            let step = i64::try_from(left).unwrap_or(i64::MAX);
            self.input.seek(SeekFrom::Current(step))?;
            left -= step.unsigned_abs();
        }
        self.position = end;
        Ok(())
    }

    /// Counts `count` array elements that are going to be walked one by one.
    pub(super) fn walk(&mut self, count: u64) -> Result<(), GgufError> {
        self.walked_elements = self.walked_elements.saturating_add(count);
        if self.walked_elements > MAX_WALKED_ELEMENTS {
            return Err(GgufError::TooMany {
                what: "texts",
                count: self.walked_elements,
                limit: MAX_WALKED_ELEMENTS,
            });
        }
        Ok(())
    }

    /// Counts `length` bytes that are going to be kept in memory.
    pub(super) fn keep(&mut self, length: u64) -> Result<(), GgufError> {
        self.kept_bytes = self.kept_bytes.saturating_add(length);
        if self.kept_bytes > MAX_KEPT_BYTES {
            return Err(GgufError::TooLong {
                what: "metadata",
                bytes: self.kept_bytes,
                limit: MAX_KEPT_BYTES,
            });
        }
        Ok(())
    }

    fn vector(&mut self, length: u64) -> Result<Vec<u8>, GgufError> {
        // `length` passed `keep`, so this is at most `MAX_KEPT_BYTES`.
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), GgufError> {
        let end = self.reach(bytes.len() as u64)?;
        self.input.read_exact(bytes)?;
        self.position = end;
        Ok(())
    }

    /// The position after `length` more bytes, if the file has them.
    fn reach(&self, length: u64) -> Result<u64, GgufError> {
        match self.position.checked_add(length) {
            Some(end) if end <= self.file_bytes => Ok(end),
            end => Err(self.truncated(end.unwrap_or(u64::MAX))),
        }
    }

    fn truncated(&self, needed: u64) -> GgufError {
        GgufError::Truncated {
            needed,
            file_bytes: self.file_bytes,
        }
    }
}
