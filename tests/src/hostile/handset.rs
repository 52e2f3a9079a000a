//! Answers of a handset to a proactive command, chosen by two octets: the general result, and the data.

/// General results; those that lead on stand more often than the others.
const RESULTS: [u8; 16] =
    [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x10, 0x11, 0x12, 0x13, 0x20, 0x30, 0x35, 0x7F];

/// Texts that a person may type.
const TYPED: [&[u8]; 12] = [
    b"1234",
    b"4321",
    b"12345678",
    b"123456",
    b"1",
    b"0",
    b"12.50",
    b"5*5",
    b"13800138000",
    b"123456789012345678",
    b"99999999.99",
    b"",
];

/// Identifiers of lines of the menu.
const LINES: [u8; 20] = [
    0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x05, 0x06, 0x07, 0x21, 0x22, 0x23, 0x31, 0x32, 0x41, 0x42, 0x43, 0x44,
    0x45,
];

/// Returns TERMINAL RESPONSE to a command as it was fetched; for octets that are no command, to a SELECT ITEM that
/// never was.
pub fn answer(command: &[u8], result: u8, choice: u8) -> Vec<u8> {
    let at = command.windows(2).position(|pair| pair == [0x81, 0x03]).map_or(0, |at| at + 2);
    let details =
        command.get(at..at + 3).and_then(|details| details.first_chunk::<3>()).copied().unwrap_or([1, 0x24, 0]);
    let result = pick(&RESULTS, result);
    let mut data = [&[0x81, 3], details.as_slice(), &[0x82, 2, 0x82, 0x81, 0x83, 1, result]].concat();
    match details {
        [_, 0x24, _] => data.extend([0x90, 1, pick(&LINES, choice)]),
        [_, 0x22, _] => data.extend([0x8D, 2, 0x04, choice & 1]),
        [_, 0x23, _] => {
            let typed = pick(&TYPED, choice);
            data.extend([0x8D, u8::try_from(typed.len() + 1).unwrap_or(0), 0x04]);
            data.extend(typed);
        }
        [_, 0x26, _] => data.extend([0xAD, 2, b'e', if choice & 1 == 0 { b'n' } else { b'o' }]),
        _ => {}
    }
    let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
    [&[0x80, 0x14, 0, 0, length], data.as_slice()].concat()
}

fn pick<T: Copy + Default>(list: &[T], number: u8) -> T {
    list.get(usize::from(number) % list.len()).copied().unwrap_or_default()
}
