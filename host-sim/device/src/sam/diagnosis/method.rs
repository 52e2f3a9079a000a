//! The arithmetic of a MAC, in the points in which terminals get it wrong.

use sim_codec::crypto::des::{self, DesBlock, SingleKey};

use crate::sam::Mac;

/// Padding of a MAC's input to whole blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MacPadding {
    /// ISO 9797-1 method 2: `80 00..`, always, as the specification demands.
    #[default]
    Always,
    /// `80 00..`, only if the input is not whole blocks.
    IfNeeded,
    /// ISO 9797-1 method 1: `00..`, only if the input is not whole blocks.
    Zeros,
}

impl MacPadding {
    /// Returns the padded input.
    pub(super) fn padded(self, input: &[u8]) -> Vec<DesBlock> {
        let is_whole = !input.is_empty() && input.len().is_multiple_of(8);
        if self == MacPadding::Always || (self == MacPadding::IfNeeded && !is_whole) {
            return des::padded_blocks(input);
        }
        let mut padded = input.to_vec();
        padded.resize(input.len().max(1).next_multiple_of(8), 0);
        des::whole_blocks(&padded)
    }
}

/// Half of the last block that is the MAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MacSide {
    /// Leftmost four octets, as the specification demands.
    #[default]
    Left,
    /// Rightmost four octets.
    Right,
}

impl MacSide {
    /// Returns four octets of a block.
    pub(super) const fn of(self, block: DesBlock) -> Mac {
        let [a, b, c, d, e, f, g, h] = block;
        match self {
            MacSide::Left => [a, b, c, d],
            MacSide::Right => [e, f, g, h],
        }
    }
}

/// Method of a MAC under a single-length key; by default that of the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MacMethod {
    /// Padding of the input.
    pub padding: MacPadding,
    /// Initial value; zero by the specification.
    pub initial: DesBlock,
    /// Half of the last block.
    pub side: MacSide,
}

impl MacMethod {
    /// Computes a MAC: single DES in CBC.
    pub fn mac(self, key: &SingleKey, input: &[u8]) -> Mac {
        let blocks = self.padding.padded(input).into_iter();
        self.side.of(blocks.fold(self.initial, |chain, block| des::encrypt(key, des::xor(chain, block))))
    }
}
