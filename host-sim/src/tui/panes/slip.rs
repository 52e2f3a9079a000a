//! Printed slip in a pane. A pane as wide as the slip shows it as printed; in a narrower one the gaps between names and
//! values shrink, and what still does not fit goes on below.

use unicode_width::UnicodeWidthStr as _;

use crate::tui::wrap;

/// Returns the lines of a slip in rows of at most `width` columns.
pub(super) fn rows(slip: &str, width: usize) -> Vec<String> {
    slip.lines().flat_map(|line| line_rows(line.trim_end(), width)).collect()
}

fn line_rows(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let bare = line.trim_start();
    let is_rule = bare.chars().all(|character| character == '-');
    if is_rule {
        return vec!["-".repeat(width)];
    }
    let right = |value: &str| format!("{}{value}", " ".repeat(width.saturating_sub(value.width())));
    // The value stands at the right end, behind the widest gap.
    match bare.rsplit_once("  ").or_else(|| bare.rsplit_once(' ')) {
        Some((name, value)) if bare.len() == line.len() && value.width() <= width => {
            let name = name.trim_end();
            let gap = width.saturating_sub(name.width()).saturating_sub(value.width());
            if gap > 0 {
                return vec![format!("{name}{}{value}", " ".repeat(gap))];
            }
            wrap::wrap(name, width).into_iter().chain([right(value)]).collect()
        }
        // A line that stood in the middle stands there again.
        _ => {
            let middle = |row: String| format!("{}{row}", " ".repeat(width.saturating_sub(row.width()) / 2));
            wrap::wrap(bare, width).into_iter().map(middle).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_slip_keeps_every_digit() {
        let slip =
            "    手机钱包消费凭证\n----------------------\n终端号 TERMINAL   43000001\n金额 AMOUNT         12.50\n";
        assert_eq!(rows(slip, 26), slip.lines().collect::<Vec<_>>());
        assert_eq!(
            rows(slip, 20),
            [
                "    手机钱包消费凭证",
                "-".repeat(20).as_str(),
                "终端号 TERMINAL",
                "            43000001",
                "金额 AMOUNT    12.50"
            ]
        );
        assert_eq!(rows("    手机钱包消费凭证", 10), ["手机钱包消", "  费凭证"]);
    }
}
