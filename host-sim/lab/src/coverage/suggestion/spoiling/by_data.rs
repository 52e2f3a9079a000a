//! Commands that are wrong by themselves: their length, their class, their parameters, their data.

use applet::Refusal as R;

use super::super::draft::{Draft, Protection};

/// Returns the drafts that are refused for a reason of the command itself; none for another reason.
pub(super) fn spoilt(draft: &Draft, refusal: R) -> Vec<Draft> {
    let bare = draft.bare();
    match refusal {
        R::MalformedCommand => ["EEEE", "EEEEEEEE"].map(|tail| Draft { tail, ..bare.clone() }).to_vec(),
        R::ClassNotSupported => vec![bare.header_at(0, "B0")],
        R::WrongParameters => {
            vec![bare.header_at(4, "77"), bare.header_at(6, "55"), bare.header_at(6, "77"), bare.header_at(4, "E0")]
        }
        R::WrongLength => wrong_lengths(&bare),
        R::WrongLe(_) => ["03", "01", "FF"].map(|le| draft.le(le)).to_vec(),
        R::WrongAnswerLength(_) => ["00", "FF", "01", "03"].map(|le| draft.le(le)).to_vec(),
        R::ReferenceNotFound => vec![draft.header_at(6, "55"), bare.header_at(6, "55"), bare.header_at(6, "2F")],
        R::MalformedPin => {
            let mut malformed = bare;
            if malformed.data.get(..2).is_some() {
                malformed.data.replace_range(..2, "A1");
            }
            vec![malformed]
        }
        R::WrongData => wrong_data(draft),
        R::FileNotFound | R::WrongFileType | R::RecordNotFound | R::OffsetOutsideFile | R::NotEnoughSpace => {
            files(draft, refusal)
        }
        _ => Vec::new(),
    }
}

fn wrong_lengths(bare: &Draft) -> Vec<Draft> {
    let longer = bare.length.saturating_add(1);
    let shorter = bare.length.saturating_sub(1);
    let cut = bare.data.get(..bare.data.len().saturating_sub(2)).unwrap_or_default().trim_end().to_owned();
    let plain = Draft { protection: Protection::None, ..bare.clone() };
    vec![
        bare.data(&cut, shorter),
        bare.data(&format!("{}00", bare.data), longer),
        Draft { le: "", ..plain.data("", 0) },
        Draft { le: "", ..plain.data("00", 1) },
        Draft { le: "", ..plain.data("000000", 3) },
        Draft { le: "05", ..plain.data("", 0) },
    ]
}

/// Returns the drafts with data that the command cannot use.
fn wrong_data(draft: &Draft) -> Vec<Draft> {
    let wrong = match draft.header.get(2..).unwrap_or_default() {
        "DADF21" => draft.data("07", 1),
        "DADF22" => draft.data("09 3549870123456780", 9),
        "500002" => draft.data("01 00000000 112233445566", 11),
        "140000" => draft.data("8103012604", 5),
        "C20000" => draft.data("00", 1),
        "F0408F" => draft.data("D1560001", 4),
        _ => return Vec::new(),
    };
    vec![wrong.clone(), wrong.bare()]
}

/// Returns the drafts that name a file, a record or an offset which is not there.
fn files(draft: &Draft, refusal: R) -> Vec<Draft> {
    // With a challenge before, the file is looked for before the MAC is compared.
    let challenged = Draft {
        protection: if draft.protection == Protection::None { Protection::None } else { Protection::WrongMac },
        ..draft.clone()
    };
    let ins = draft.header.get(2..4).unwrap_or_default();
    let is_record = matches!(ins, "B2" | "DC");
    let is_short = !draft.before.iter().any(|line| line.contains("00A4"));
    let select = |file: &str| Draft { before: vec![format!("> 00A4000C Lc {file}")], ..challenged.clone() };
    match (refusal, ins) {
        (R::FileNotFound, "A4") if draft.length == 2 => vec![draft.data("DEAD", 2)],
        (R::FileNotFound, "A4") => vec![draft.data("D1560001018000000000000100000000", 16)],
        (R::FileNotFound, "F0") => {
            let other = "D1560001018003800000000100000001";
            vec![draft.data(other, 16)]
        }
        (R::FileNotFound, _) if is_record => vec![challenged.header_at(6, "CC")],
        (R::FileNotFound, _) => vec![challenged.header_at(4, "99")],
        (R::WrongFileType, _) if is_record && is_short => vec![challenged.header_at(6, "AC")],
        (R::WrongFileType, _) if is_record => vec![select("0015")],
        (R::WrongFileType, _) if is_short => vec![challenged.header_at(4, "97"), challenged.header_at(4, "98")],
        (R::WrongFileType, _) => vec![select("0017"), select("0018")],
        (R::RecordNotFound, _) => vec![challenged.header_at(4, "09")],
        (R::OffsetOutsideFile, _) => vec![challenged.header_at(6, "40")],
        (R::NotEnoughSpace, _) => {
            let much = "AA".repeat(60);
            vec![challenged.data(&much, 60)]
        }
        _ => Vec::new(),
    }
}
