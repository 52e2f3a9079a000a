//! The MAC of a secured command.

use sim_device::sam::diagnosis::{MacKey, ScriptMacDiagnosis, ScriptMistake};

use super::{DiagnosisFact, OTHER_HALF, UNEXPLAINED, challenge, described, key, other_key, padding, slip};

/// Returns the facts of a diagnosis.
pub fn facts(diagnosis: &ScriptMacDiagnosis) -> Vec<DiagnosisFact> {
    let terms = &diagnosis.terms;
    let cause = diagnosis.mistake.map_or_else(|| UNEXPLAINED.to_owned(), |mistake| self::cause(&terms.key, mistake));
    vec![
        ("名称", "安全报文的 MAC".to_owned()),
        ("密钥", key(&terms.key)),
        ("初始值", challenge(terms.challenge)),
        ("MAC 输入", described(&terms.message, &[("命令头", 4), ("Lc", 1), ("数据", 0)])),
        ("正确值", hex::encode_upper(terms.mac())),
        ("错误值", hex::encode_upper(diagnosis.found)),
        ("原因", cause),
    ]
}

/// Renders the cause of a wrong MAC.
pub(super) fn cause(key: &MacKey, mistake: ScriptMistake) -> String {
    let words = match mistake {
        ScriptMistake::Key(entry) => return other_key(key, &entry),
        ScriptMistake::EarlierChallenge(earlier) => return format!("按以前的随机数 {}计算则正确", challenge(earlier)),
        ScriptMistake::Slip(slip) => return self::slip(slip),
        ScriptMistake::Padding(padding) => self::padding(padding),
        ScriptMistake::NoChallenge => "初始值用了零,应为卡片随机数",
        ScriptMistake::LcWithoutMac => "Lc 没有计入 MAC 的四个字节",
        ScriptMistake::PlainClass => "CLA 没有安全报文的标志",
        ScriptMistake::NoHeader => "只对数据计算,没有命令头和 Lc",
        ScriptMistake::SingleDes => "用了单 DES,缺少最后用右半密钥的一步",
        ScriptMistake::TripleDes => "每块都用了 3DES,应只在最后一块使用",
        ScriptMistake::OtherHalf => OTHER_HALF,
    };
    words.to_owned()
}
