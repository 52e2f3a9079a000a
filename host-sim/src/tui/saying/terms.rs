//! What the world's log says in English words, in Chinese: one table, by how the words begin.

/// Words, and what they are in Chinese. What stands behind the words stays behind them. Longer ones stand first.
const TERMS: [(&str, &str); 26] = [
    ("request open", "请求开通钱包"),
    ("request close", "请求注销钱包"),
    ("request suspend", "请求钱包暂停"),
    ("request resume", "请求钱包恢复"),
    ("request top up", "请求钱包充值"),
    ("request account balance", "请求账户余额查询"),
    ("request account transactions", "请求账户明细查询"),
    ("request scratch card", "请求充值卡充值"),
    ("request own phone bill", "请求缴本机话费"),
    ("request another's phone bill", "请求缴他人话费"),
    ("request change of the pay password", "请求修改支付密码"),
    ("request hello from a handset", "首次开机报告"),
    ("an order", "短信指令"),
    ("which was here before", "重复,已处理过"),
    ("which comes to nothing", "不处理"),
    ("the card proves what it did", "卡片回执已核实"),
    ("the card could not run it", "卡片未能执行"),
    ("a proof for which nobody waits", "过时的卡片回执"),
    ("no proof", "没有卡片回执"),
    ("held", "扣留"),
    ("released", "放行"),
    ("thrown away", "丢弃"),
    ("sent once more, as message", "重发,编号"),
    ("delayed until", "推迟到"),
    ("the operation PIN is to be reset", "操作密码重置"),
    ("are to be topped up", "钱包充值"),
];

/// The words in Chinese where the table has them, else as they are.
pub(super) fn chinese(words: &str) -> String {
    if let Some((_, chinese, rest)) = TERMS.iter().find_map(|(of, to)| Some((of, to, words.strip_prefix(of)?))) {
        return format!("{chinese}{rest}");
    }
    match TERMS.iter().find_map(|(of, to)| Some((to, words.strip_suffix(of)?))) {
        Some((chinese, amount)) => format!("{chinese} {}", amount.trim()),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_log_are_said_in_chinese_with_what_stands_behind_them() {
        assert_eq!(chinese("request top up"), "请求钱包充值");
        assert_eq!(chinese("sent once more, as message 12"), "重发,编号 12");
        assert_eq!(chinese("50元 are to be topped up"), "钱包充值 50元");
        assert_eq!(chinese("something new"), "something new");
    }
}
