//! Answers of a card with a planted defect, made of the answers of a right card.

use sim_wire::Fen;
use sim_wire::instruction::Instruction;

use super::PlantedDefect;

/// Identifier of the menu item 钱包明细查询.
const RECORDS_ITEM: u8 = 0x15;

/// Returns the place of the octet that the defect changes in an answer to `asked`; `None` if it changes none.
pub(super) fn flipped_octet(defect: PlantedDefect, asked: &[u8], length: usize) -> Option<usize> {
    let [_, ins, p1, ..] = *asked else { return None };
    let is = |instruction: Instruction| ins == instruction.ins();
    match defect {
        PlantedDefect::PurchaseTac if is(Instruction::Debit) && p1 == 0x01 && length == 8 => Some(3),
        PlantedDefect::PurchaseMac2 if is(Instruction::Debit) && p1 == 0x01 && length == 8 => Some(7),
        PlantedDefect::UnloadMac3 if is(Instruction::Debit) && p1 == 0x03 && length == 4 => Some(0),
        PlantedDefect::LoadTac if is(Instruction::CreditForLoad) && length == 4 => Some(0),
        PlantedDefect::LoadMac1 if is(Instruction::Initialize) && p1 == 0x00 && length == 16 => Some(15),
        _ => None,
    }
}

/// Returns a balance that is one fen less.
pub(super) fn one_fen_less(data: &[u8]) -> Vec<u8> {
    match data.try_into() {
        Ok(octets) => Fen(Fen::from_bytes(octets).0.saturating_sub(1)).to_bytes().to_vec(),
        Err(_) => data.to_vec(),
    }
}

/// Returns a proactive command without the item 钱包明细查询; a command without it stays as it is.
pub(super) fn without_records_item(command: &[u8]) -> Vec<u8> {
    let Some(([0xD0, length], objects)) = command.split_first_chunk() else { return command.to_vec() };
    if usize::from(*length) != objects.len() {
        return command.to_vec();
    }
    let (mut kept, mut rest) = (Vec::new(), objects);
    while let [tag, length, behind @ ..] = rest {
        let Some((value, next)) = behind.split_at_checked(usize::from(*length)) else { return command.to_vec() };
        let is_records = tag & 0x7F == 0x0F && value.first() == Some(&RECORDS_ITEM);
        if !is_records {
            kept.extend_from_slice(&[*tag, *length]);
            kept.extend_from_slice(value);
        }
        rest = next;
    }
    [&[0xD0, u8::try_from(kept.len()).unwrap_or_default()], &kept[..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_of_records_is_left_out() {
        let command = [0xD0, 0x0C, 0x81, 0x03, 1, 0x24, 0, 0x8F, 0x01, 0x14, 0x8F, 0x02, 0x15, 0x41];
        assert_eq!(without_records_item(&command), [0xD0, 0x08, 0x81, 0x03, 1, 0x24, 0, 0x8F, 0x01, 0x14]);
        assert_eq!(without_records_item(&command[..9]), command[..9]);
        assert!(without_records_item(&[]).is_empty());
    }
}
