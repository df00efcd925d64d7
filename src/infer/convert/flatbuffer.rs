//! Bounds-checked access to a flatbuffer's tables, vectors and numbers.

use super::ConvertError;

/// More tables than any vector of a network has; a small damaged file could name the same one without end.
const MOST_TABLES: usize = 1 << 16;

/// A whole file, read at absolute places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The `len` bytes from `at`.
    fn slice(self, at: usize, len: usize, expected: &'static str) -> Result<&'a [u8], ConvertError> {
        at.checked_add(len).and_then(|end| self.0.get(at..end)).ok_or(ConvertError::Truncated { expected, at })
    }

    /// The `N` bytes from `at`, as an array.
    fn array<const N: usize>(self, at: usize, expected: &'static str) -> Result<[u8; N], ConvertError> {
        let bytes = self.slice(at, N, expected)?;
        <[u8; N]>::try_from(bytes).map_err(|_| ConvertError::Truncated { expected, at })
    }

    /// The unsigned number at `at`.
    fn u32(self, at: usize, expected: &'static str) -> Result<u32, ConvertError> {
        self.array(at, expected).map(u32::from_le_bytes)
    }

    /// The place that the offset stored at `at` points to.
    pub(super) fn follow(self, at: usize, expected: &'static str) -> Result<usize, ConvertError> {
        let offset = self.u32(at, expected)? as usize;
        at.checked_add(offset).filter(|&to| to < self.0.len()).ok_or(ConvertError::Truncated { expected, at })
    }

    /// Where the elements of the vector at `at` begin and how many of `size` bytes there are, all of them inside the file.
    fn vector(self, at: usize, size: usize, expected: &'static str) -> Result<(usize, usize), ConvertError> {
        let count = self.u32(at, expected)? as usize;
        let start = at.saturating_add(4);
        let len = count.checked_mul(size).ok_or(ConvertError::Truncated { expected, at })?;
        self.slice(start, len, expected)?;
        Ok((start, count))
    }
}

/// One table of a flatbuffer; its fields are known by their slot, the number of the field in the schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    file: Bytes<'a>,
    at: usize,
    vtable: &'a [u8],
}

impl<'a> Table<'a> {
    /// The table at `at`, with its vtable checked.
    pub(super) fn at(file: Bytes<'a>, at: usize) -> Result<Self, ConvertError> {
        let expected = "a table";
        let back = i64::from(i32::from_le_bytes(file.array(at, expected)?));
        let vtable = i64::try_from(at).ok().and_then(|at| usize::try_from(at - back).ok());
        let vtable = vtable.ok_or(ConvertError::Truncated { expected, at })?;
        let len = usize::from(u16::from_le_bytes(file.array(vtable, expected)?));
        Ok(Self { file, at, vtable: file.slice(vtable, len, expected)? })
    }

    /// Where the field in a slot lies, `None` when it is left out and its default holds.
    pub(super) fn field(&self, slot: usize) -> Result<Option<usize>, ConvertError> {
        let entry = slot * 2 + 4;
        let Some(&[low, high]) = self.vtable.get(entry..entry + 2) else { return Ok(None) };
        match usize::from(u16::from_le_bytes([low, high])) {
            0 => Ok(None),
            offset => {
                let at = self.at.checked_add(offset);
                at.map(Some).ok_or(ConvertError::Truncated { expected: "a field", at: self.at })
            }
        }
    }

    /// The field's bytes as an array, or `default`.
    fn scalar<const N: usize>(&self, slot: usize, default: [u8; N]) -> Result<[u8; N], ConvertError> {
        self.field(slot)?.map_or(Ok(default), |at| self.file.array(at, "a number in a table"))
    }

    /// A small unsigned number or a flag.
    pub(super) fn u8(&self, slot: usize, default: u8) -> Result<u8, ConvertError> {
        self.scalar(slot, [default]).map(u8::from_le_bytes)
    }

    /// A small signed number.
    pub(super) fn i8(&self, slot: usize, default: i8) -> Result<i8, ConvertError> {
        self.scalar(slot, default.to_le_bytes()).map(i8::from_le_bytes)
    }

    /// A signed number.
    pub(super) fn i32(&self, slot: usize, default: i32) -> Result<i32, ConvertError> {
        self.scalar(slot, default.to_le_bytes()).map(i32::from_le_bytes)
    }

    /// An unsigned number.
    pub(super) fn u32(&self, slot: usize, default: u32) -> Result<u32, ConvertError> {
        self.scalar(slot, default.to_le_bytes()).map(u32::from_le_bytes)
    }

    /// The table that the slot points to.
    pub(super) fn table(&self, slot: usize, expected: &'static str) -> Result<Table<'a>, ConvertError> {
        let at = self.field(slot)?.ok_or(ConvertError::Missing { expected })?;
        Table::at(self.file, self.file.follow(at, expected)?)
    }

    /// The tables of the vector that the slot points to.
    pub(super) fn tables(&self, slot: usize, expected: &'static str) -> Result<Vec<Table<'a>>, ConvertError> {
        let at = self.field(slot)?.ok_or(ConvertError::Missing { expected })?;
        let (start, count) = self.file.vector(self.file.follow(at, expected)?, 4, expected)?;
        if count > MOST_TABLES {
            return Err(ConvertError::Malformed { expected });
        }
        (0..count).map(|i| Table::at(self.file, self.file.follow(start + i * 4, expected)?)).collect()
    }

    /// The bytes (or the text) that the slot points to, at most `most` of them; `None` when left out.
    pub(super) fn bytes(&self, slot: usize, most: usize, expected: &'static str) -> Result<Option<&'a [u8]>, ConvertError> {
        let Some(at) = self.field(slot)? else { return Ok(None) };
        let (start, count) = self.file.vector(self.file.follow(at, expected)?, 1, expected)?;
        if count > most {
            return Err(ConvertError::Malformed { expected });
        }
        self.file.slice(start, count, expected).map(Some)
    }

    /// The numbers of the vector that the slot points to, at most `most` of them; none when left out.
    pub(super) fn ints(&self, slot: usize, most: usize, expected: &'static str) -> Result<Vec<i32>, ConvertError> {
        let Some(at) = self.field(slot)? else { return Ok(Vec::new()) };
        let (start, count) = self.file.vector(self.file.follow(at, expected)?, 4, expected)?;
        if count > most {
            return Err(ConvertError::Malformed { expected });
        }
        Ok(numbers(self.file.slice(start, count * 4, expected)?))
    }
}

/// The little-endian numbers in some bytes; a rest of less than four bytes is left.
pub(super) fn numbers(bytes: &[u8]) -> Vec<i32> {
    bytes.as_chunks::<4>().0.iter().map(|&four| i32::from_le_bytes(four)).collect()
}
