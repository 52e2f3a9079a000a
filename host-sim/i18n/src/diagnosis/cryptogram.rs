//! The cryptogram of an authentication.

use sim_device::sam::diagnosis::{CryptogramDiagnosis, CryptogramInput, CryptogramMistake, MacKey};

use super::{DiagnosisFact, UNEXPLAINED, bit, challenge, key, other_key};

/// Returns the facts of a diagnosis.
pub fn facts(diagnosis: &CryptogramDiagnosis) -> Vec<DiagnosisFact> {
    let terms = &diagnosis.terms;
    let (name, input) = match &terms.input {
        CryptogramInput::Challenge(of_card) => ("EXTERNAL AUTHENTICATE 的密文", challenge(*of_card)),
        CryptogramInput::Data(data) => {
            ("INTERNAL AUTHENTICATE 的密文", format!("{}(终端数据)", hex::encode_upper(data)))
        }
    };
    let cause = diagnosis.mistake.map_or_else(|| UNEXPLAINED.to_owned(), |mistake| self::cause(&terms.key, mistake));
    vec![
        ("名称", name.to_owned()),
        ("密钥", key(&terms.key)),
        ("输入", input),
        ("正确值", hex::encode_upper(terms.cryptogram())),
        ("错误值", hex::encode_upper(&diagnosis.found)),
        ("原因", cause),
    ]
}

/// Renders the cause of a wrong cryptogram.
pub(super) fn cause(key: &MacKey, mistake: CryptogramMistake) -> String {
    let words = match mistake {
        CryptogramMistake::Key(entry) => return other_key(key, &entry),
        CryptogramMistake::EarlierChallenge(earlier) => {
            return format!("按以前的随机数 {}计算则正确", challenge(earlier));
        }
        CryptogramMistake::Filling(block) => return format!("按数据块 {} 计算则正确", hex::encode_upper(block)),
        CryptogramMistake::FlippedBit(place) => return format!("{}错误", bit(place)),
        CryptogramMistake::NoChallenge => "用了全零,应为卡片随机数",
        CryptogramMistake::SingleDes => "用了左半密钥的单 DES",
        CryptogramMistake::Deciphered => "作了解密,应为加密",
        CryptogramMistake::SwappedHalves => "密钥的左右两半颠倒",
        CryptogramMistake::Reversed => "字节的顺序颠倒",
    };
    words.to_owned()
}
