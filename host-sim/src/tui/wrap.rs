//! Text in the columns of the screen: wrapped and shortened as everywhere ([`sim_script::columns`]).

pub(super) use sim_script::columns::{
    ELLIPSIS, columns, continued, hanging, line_number, padded, preceded, shortened, tail, wrapped as wrap,
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn chinese_breaks_anywhere_but_before_closing_punctuation() {
        assert_eq!(wrap("请输入充值金额。", 14), ["请输入充值金", "额。"]);
        assert_eq!(wrap("请输入充值金额(元)", 16), ["请输入充值金额", "(元)"]);
    }

    #[test]
    fn line_breaks_at_blank_unless_word_overflows() {
        assert_eq!(wrap("the wallet is open", 10), ["the wallet", "is open"]);
        assert_eq!(wrap("internationalisation", 8), ["internat", "ionalisa", "tion"]);
        assert_eq!(wrap("余额 balance是0.00元", 9), ["余额", "balance是", "0.00元"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
    }

    proptest! {
        #[test]
        fn wrapped_text_fits_and_loses_nothing(text in "[a-z 我的钱包,。()\n]{0,60}", width in 2_usize..20) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width, "{line:?} is wider than {width}");
            }
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }

        #[test]
        fn shortened_text_fits(text in "[a-z我的钱包]{0,30}", width in 0_usize..20) {
            prop_assert!(shortened(&text, width).width() <= width);
        }
    }
}
