//! The bytes of protocol buffers, field by field, without a copy of anything. Source: Protocol Buffers, "Encoding".

/// One field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field<'b> {
    /// A whole number.
    Number(u64),
    /// A text, a message, or numbers in a row.
    Bytes(&'b [u8]),
    /// Four or eight bytes of a number, which nothing here reads.
    Fixed,
}

/// The fields of a message, each with its number; `None` in the place of the first that is damaged.
pub(crate) struct Fields<'b> {
    rest: &'b [u8],
}

impl<'b> Fields<'b> {
    pub(crate) fn new(message: &'b [u8]) -> Self {
        Self { rest: message }
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        // Ten bytes of seven bits are the longest.
        for (at, byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                self.rest = &self.rest[at + 1..];
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(head)
    }

    fn field(&mut self) -> Option<(u64, Field<'b>)> {
        let key = self.varint()?;
        let field = match key & 7 {
            0 => Field::Number(self.varint()?),
            1 => self.take(8).map(|_| Field::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Field::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Field::Fixed)?,
            // Groups, which ONNX never had, and what is no type at all.
            _ => return None,
        };
        Some((key >> 3, field))
    }
}

impl<'b> Iterator for Fields<'b> {
    type Item = Option<(u64, Field<'b>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// The numbers of a repeated field: one alone, or many in a row.
pub(crate) fn numbers(field: Field<'_>) -> impl Iterator<Item = Option<u64>> {
    let (one, row) = match field {
        Field::Number(number) => (Some(Some(number)), &[][..]),
        Field::Bytes(row) => (None, row),
        Field::Fixed => (Some(None), &[][..]),
    };
    let mut fields = Fields::new(row);
    let rest = std::iter::from_fn(move || {
        if fields.rest.is_empty() {
            return None;
        }
        let number = fields.varint();
        if number.is_none() {
            fields.rest = &[];
        }
        Some(number)
    });
    one.into_iter().chain(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_order() {
        let message = [0x08, 0x96, 0x01, 0x12, 0x02, b'h', b'i', 0x1d, 0, 0, 0x80, 0x3f];
        let fields: Option<Vec<_>> = Fields::new(&message).collect();
        let want = vec![(1, Field::Number(150)), (2, Field::Bytes(b"hi")), (3, Field::Fixed)];
        assert_eq!(fields, Some(want));
    }

    #[test]
    fn what_is_cut_off_ends_the_message_once() {
        for message in
            [&[0x08][..], &[0x12, 5, b'a'], &[0xff; 12], &[0x0b, 0x0c], &[0x12, 0xff, 0xff, 0xff, 0xff, 0x7f]]
        {
            let fields: Vec<_> = Fields::new(message).collect();
            assert_eq!(fields, [None], "{message:?}");
        }
        assert_eq!(numbers(Field::Bytes(&[1, 0xac, 0x02, 0x80])).collect::<Vec<_>>(), [Some(1), Some(300), None]);
    }
}
