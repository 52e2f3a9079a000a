//! Tables: rows whose cells stand in columns of the terminal, of which a Chinese character takes two.

use unicode_width::UnicodeWidthStr as _;

use super::print;
use sim_script::columns::padded;

/// Prints rows in columns, the first row above them.
pub(super) fn table(rows: &[Vec<String>]) {
    lines(rows).iter().for_each(|line| print(line));
}

/// Prints a table with an empty line above, or nothing for a table without rows.
pub(super) fn table_below(rows: &[Vec<String>]) {
    if !rows.is_empty() {
        print("");
        table(rows);
    }
}

/// Renders rows in columns, a line each.
fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Returns a row of fixed texts.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = [
            row(["号码", "钱包余额", "状态"]),
            row(["13800000001", "50.00 元", "已开通"]),
            row(["1", "", "off"]),
            row(["手机(关机)", "x"]),
        ];
        let lines = lines(&rows);
        let expected = [
            "号码         钱包余额  状态",
            "13800000001  50.00 元  已开通",
            "1                      off",
            "手机(关机)   x",
        ];
        assert_eq!(lines, expected);
        let begins = |line: &str, cell: &str| line.split_once(cell).map(|(before, _)| before.width());
        assert_eq!(begins(&lines[0], "状态"), Some(23));
        assert_eq!(begins(&lines[1], "已开通"), Some(23));
        assert_eq!(begins(&lines[2], "off"), Some(23));
    }
}
