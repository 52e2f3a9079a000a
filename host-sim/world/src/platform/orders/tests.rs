//! Text orders as people write them.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap()).unwrap()
}

fn digits() -> CardDigits {
    "012345678901234567".parse().unwrap()
}

#[test]
fn handbook_orders_are_read() {
    assert_eq!(TextOrder::parse("KT"), Ok(TextOrder::Open));
    assert_eq!(TextOrder::parse("KT A"), Ok(TextOrder::OpenAtOnce));
    assert_eq!(TextOrder::parse("TX"), Ok(TextOrder::Withdraw(None)));
    assert_eq!(TextOrder::parse("T"), Ok(TextOrder::Withdraw(None)));
    assert_eq!(TextOrder::parse("XH"), Ok(TextOrder::Close));
    assert_eq!(TextOrder::parse("M"), Ok(TextOrder::ResetLogin));
    assert_eq!(TextOrder::parse("GX"), Ok(TextOrder::Upgrade));
    assert_eq!(TextOrder::parse("A"), Ok(TextOrder::Reply(TextReply::read("A").unwrap())));
    assert_eq!(TextOrder::parse("CX"), Ok(TextOrder::Balance));
    assert_eq!(TextOrder::parse("CXLS"), Ok(TextOrder::Transactions));
    assert_eq!(TextOrder::parse("CZK 012345678901234567"), Ok(TextOrder::ScratchCard(digits())));
    assert_eq!(TextOrder::parse("HF 50"), Ok(TextOrder::OwnBill(Fen(5000))));
    assert_eq!(TextOrder::parse("HF50"), Ok(TextOrder::OwnBill(Fen(5000))));
    assert_eq!(TextOrder::parse("Y"), Ok(TextOrder::Reply(TextReply::read("Y").unwrap())));
}

#[test]
fn case_blanks_and_full_width_do_not_matter() {
    for cx in ["cx", " Cx ", "\u{FF23}\u{FF38}", "\u{3000}cX\n", "“CX”", "「CX」"] {
        assert_eq!(TextOrder::parse(cx), Ok(TextOrder::Balance), "{cx}");
    }
    for hf in [
        "hf 50",
        "HF+50",
        "HF +50",
        "\u{FF28}\u{FF26}\u{3000}\u{FF15}\u{FF10}",
        "hf\u{3000}50元",
        "HF50.00",
        "“HF”+“50”",
    ] {
        assert_eq!(TextOrder::parse(hf), Ok(TextOrder::OwnBill(Fen(5000))), "{hf}");
    }
    for czk in [
        "czk012345678901234567",
        "CZK 0123 4567 8901 2345 67",
        "\u{FF43}\u{FF5A}\u{FF4B}\u{3000}\u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}\u{FF18}\u{FF19}\u{FF10}\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}\u{FF16}\u{FF17}",
    ] {
        assert_eq!(TextOrder::parse(czk), Ok(TextOrder::ScratchCard(digits())), "{czk}");
    }
}

#[test]
fn date_is_read_in_every_common_form() {
    for date in [
        "20091118",
        "2009-11-18",
        "2009.11.18",
        "2009/11/18",
        "2009年11月18日",
        "\u{FF12}\u{FF10}\u{FF10}\u{FF19}\u{FF11}\u{FF11}\u{FF11}\u{FF18}",
    ] {
        let Ok(TextOrder::Reply(reply)) = TextOrder::parse(date) else { panic!("{date}") };
        assert_eq!(reply.answer(Question::StartDate), Some(reply::ReplyAnswer::Day(day("2009-11-18"))), "{date}");
    }
    let whole = TextOrder::Since(day("2009-11-01"));
    assert_eq!(TextOrder::parse("CXLS 2009-11-01"), Ok(whole.clone()));
    assert_eq!(TextOrder::parse("cxls20091101"), Ok(whole));
    for wrong in ["20091131", "2009118", "2009111", "1118", "2009-13-01", "19691231", "09-11-18"] {
        let Ok(TextOrder::Reply(reply)) = TextOrder::parse(wrong) else { continue };
        assert_eq!(reply.answer(Question::StartDate), None, "{wrong}");
        assert_eq!(TextOrder::parse(&format!("CXLS {wrong}")), Err(OrderError::Date), "{wrong}");
    }
}

#[test]
fn mistyped_order_is_told_by_kind() {
    for czk in ["CZK", "CZK 01234567890123456", "CZK 0123456789012345678", "CZK 01234567890123456X"] {
        assert_eq!(TextOrder::parse(czk), Err(OrderError::CardDigits), "{czk}");
    }
    for hf in ["HF", "HF -5", "HF 五十", "HF 5.555", "HF 99999999999"] {
        assert_eq!(TextOrder::parse(hf), Err(OrderError::Amount), "{hf}");
    }
    for tx in ["tx 100", "TX100", "t100", "T 100元", "\u{FF34}\u{FF38}+100"] {
        assert_eq!(TextOrder::parse(tx), Ok(TextOrder::Withdraw(Some(Fen(10_000)))), "{tx}");
    }
    for tx in ["TX -5", "TX 五十", "T 5.555"] {
        assert_eq!(TextOrder::parse(tx), Err(OrderError::WithdrawalAmount), "{tx}");
    }
    for unknown in ["", "   ", "你好", "KT B", "CX 1", "YES", "AA", "TEST", "MB"] {
        assert_eq!(TextOrder::parse(unknown), Err(OrderError::Unknown), "{unknown}");
    }
}

proptest! {
    #[test]
    fn any_text_parses_with_or_without_blanks(text in "\\PC{0,40}") {
        let read = TextOrder::parse(&text);
        prop_assert_eq!(TextOrder::parse(&format!(" {text} ")), read);
    }
}
