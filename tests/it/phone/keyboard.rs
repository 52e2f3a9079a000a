//! Octets that no keyboard sends, and more of them than anybody types.

use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const CONTROL_Q: &str = "\x11";

fn phone() -> Seat {
    let seat = Seat::start(rfid_sim(), &["phone", "--still", "--clock", "2009-11-18T10:30"], 80, 24);
    seat.wait_for("10:30");
    seat
}

/// Asserts that the phone still obeys keys, and leaves the terminal as it should.
fn is_alive(mut seat: Seat, what: &str) {
    assert_eq!(seat.is_held()[..4], [true; 4], "{what}");
    // The first of them may end a sequence that was begun.
    seat.press("zz\x1bOP");
    seat.wait_for("撤销一步");
    seat.press(&CONTROL_Q.repeat(3));
    let (status, left) = seat.wait_for_end();
    assert!(status.success() && left.is_empty(), "{what}: {left}");
    assert!(seat.has_modes_back(), "{what}");
}

#[test]
fn no_single_octet_ends_the_phone() {
    let mut seat = phone();
    for octet in (0..=u8::MAX).filter(|octet| ![0x03, 0x11].contains(octet)) {
        seat.press_octets(&[octet]);
    }
    is_alive(seat, "every octet");
}

#[test]
fn broken_utf8_and_nul_keep_phone_running() {
    for octets in [
        &[0_u8; 600][..],
        b"\xC3\x28\xA0\xA1\xE2\x28\xA1\xE2\x82\x28\xF0\x28\x8C\xBC\xF0\x90\x28\xBC\xF8\xA1\xA1\xA1\xA1\xFF\xFE\xC0\x80",
        b"\xED\xA0\x80\xED\xBF\xBF\xF4\x90\x80\x80\xEF\xBF\xBE",
        b"\x1b[200~\xFF\xFE\x00\xC0\x80\x1b[201~",
        b"\x1b[<0;0;0M\x1b[<0;4294967296;1M\x1b[<;;M\x1b[M\xFF\xFF\xFF\x1b[-1;-1R\x1b[99999999999999~\x1b[;;;;u\x1b[?u\x1b[?0c",
        b"\x1b]52;c;AAAA\x07\x1bP+r\x1b\\\x1b_x\x1b\\\x1b[I\x1b[O\x1b[1;99999A",
    ] {
        let mut seat = phone();
        seat.press_octets(octets);
        seat.press("zz");
        is_alive(seat, &format!("{octets:02X?}"));
    }
}

/// Starts a phone up to the amount of a top-up.
fn amount() -> Seat {
    let mut seat = phone();
    for (key, seen) in [(ENTER, "1 我的钱包"), ("1", "2 钱包充值"), ("2", "请输入充值金额")] {
        seat.press_for(key, seen);
    }
    seat
}

#[test]
fn huge_paste_is_refused() {
    let mut seat = amount();
    let mut paste = b"\x1b[200~".to_vec();
    paste.resize(1 << 20, b'7');
    paste.extend(b"\x1b[201~");
    seat.press_octets(&paste);
    let refused = seat.wait_for("位");
    seat.press_for(ESC, "2 钱包充值");
    assert!(!refused.contains("panicked"), "{refused}");
    is_alive(seat, "a huge paste");
}

#[test]
fn flood_of_keys_is_read_to_its_end() {
    let mut seat = amount();
    // A terminal that marks no paste sends it as keys: more at once than a reader takes, and nothing behind them.
    for _ in 0..20 {
        seat.press(&("7".repeat(3000) + ESC));
        seat.wait_for("2 钱包充值");
        seat.press_for("2", "请输入充值金额");
    }
    seat.press_for(ESC, "2 钱包充值");
    is_alive(seat, "a flood of keys");
}
