//! Reading a layout field by field, from the front; running out of octets is `None`, never a panic.

/// Reader of fields over the octets not yet taken.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// Takes the next `N` octets; `None` if fewer are left.
    pub fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }

    /// Takes the next octet; `None` if none is left.
    pub fn octet(&mut self) -> Option<u8> {
        self.take::<1>().map(|[octet]| octet)
    }

    /// Takes the next `length` octets; `None` if fewer are left.
    pub fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    /// Takes the next `ROWS` rows of `WIDTH` octets each; `None` if the octets end before the last row does.
    pub fn rows<const WIDTH: usize, const ROWS: usize>(&mut self) -> Option<[[u8; WIDTH]; ROWS]> {
        let mut rows = [[0; WIDTH]; ROWS];
        for row in &mut rows {
            *row = self.take()?;
        }
        Some(rows)
    }
}
