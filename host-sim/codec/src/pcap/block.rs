//! Block of a pcapng file, and the options in it.

use super::Damage;
use super::cursor::{ByteOrder, Cursor};

/// Octets of a block beside its body: type, length, and the length again.
const FRAME: usize = 12;

/// Block of a pcapng file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    /// Type of the block.
    pub(super) kind: u32,
    /// Octets between the lengths.
    pub(super) body: Cursor<'a>,
    /// Length of the whole block, in octets.
    pub(super) length: usize,
}

impl<'a> Block<'a> {
    /// Parses the block at the beginning of the octets.
    pub(super) fn parse(octets: &'a [u8], order: ByteOrder) -> Result<Block<'a>, Damage> {
        let cut_off = |what, needed| Damage::CutOff { what, needed, left: octets.len() };
        let mut cursor = Cursor { left: octets, order };
        let (kind, length) = match (cursor.u32("the type"), cursor.u32("the length")) {
            (Ok(kind), Ok(length)) if octets.len() >= FRAME => (kind, length),
            _ => return Err(cut_off("a block", FRAME)),
        };
        let whole = usize::try_from(length).unwrap_or(usize::MAX);
        if whole < FRAME || !whole.is_multiple_of(4) {
            return Err(Damage::BlockLength(length));
        }
        let mut body = Cursor { left: octets.get(..whole).ok_or(cut_off("a block", whole))?, order };
        body.take("the head", 8)?;
        let (inner, last) = body.left.split_last_chunk::<4>().ok_or(Damage::BlockLength(length))?;
        match order.u32(*last) {
            last if last == length => Ok(Block { kind, body: Cursor { left: inner, order }, length: whole }),
            last => Err(Damage::Lengths { first: length, last }),
        }
    }
}

/// Option of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockOption<'a> {
    /// Code of the option.
    pub(super) code: u16,
    /// Value of the option.
    pub(super) value: &'a [u8],
}

/// Code of the option behind which there are no more.
const END: u16 = 0;

/// Parses options up to the end of a block; a mark of the end before is not needed.
pub(super) fn options<'a>(body: &mut Cursor<'a>) -> Result<Vec<BlockOption<'a>>, Damage> {
    let mut options = Vec::new();
    while !body.left.is_empty() {
        let (code, length) = (body.u16("an option")?, body.u16("an option")?);
        if code == END {
            break;
        }
        let value = body.take("an option's value", usize::from(length))?;
        pad(body, usize::from(length));
        options.push(BlockOption { code, value });
    }
    Ok(options)
}

/// Passes over the octets that fill a value of this length up to a multiple of four, as far as they are there.
pub(super) fn pad(body: &mut Cursor<'_>, length: usize) {
    let missing = length.next_multiple_of(4).saturating_sub(length).min(body.left.len());
    body.left = body.left.get(missing..).unwrap_or_default();
}
