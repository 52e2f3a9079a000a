//! Values of a session that a terminal with the card's keys computes again.

use sim_device::profile::Profile;

use super::terminal::Terminal;
use crate::trace::diagnosis::DerivationFact;
use crate::trace::fold;
use crate::trace::formats::{Reply, Session};

/// Exchange of a session with the values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedExchange {
    /// Number of the exchange in the session, counted from 1.
    pub number: usize,
    /// Command.
    pub command: Vec<u8>,
    /// Values that were sent or answered, in order.
    pub values: Vec<VerifiedValue>,
}

/// Verdict on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueVerdict {
    /// The value is what the keys give.
    Right,
    /// The keys give another.
    Wrong,
    /// The value cannot be computed: a key is missing, or the session does not tell what it is made from.
    Unknown,
}

/// MAC, TAC or cryptogram of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedValue {
    /// Verdict.
    pub verdict: ValueVerdict,
    /// Derivation of the right value; for a wrong one its cause is the last fact, for an unknown one what is missing.
    pub facts: Vec<DerivationFact>,
}

impl VerifiedValue {
    pub(super) const fn right(facts: Vec<DerivationFact>) -> VerifiedValue {
        VerifiedValue { verdict: ValueVerdict::Right, facts }
    }

    pub(super) const fn wrong(facts: Vec<DerivationFact>) -> VerifiedValue {
        VerifiedValue { verdict: ValueVerdict::Wrong, facts }
    }

    /// Makes the value of a name that cannot be computed, and says why not.
    pub(super) fn unknown(name: &str, found: &[u8], missing: impl Into<String>) -> VerifiedValue {
        let facts = vec![("value", name.to_owned()), ("found", hex::encode_upper(found)), ("unknown", missing.into())];
        VerifiedValue { verdict: ValueVerdict::Unknown, facts }
    }
}

/// Computes every value of a session again, with the keys of a profile. Exchanges without such values are left out. An
/// answer that was fetched by GET RESPONSE is that of the command before.
pub fn verified(session: &Session, profile: &Profile) -> Vec<VerifiedExchange> {
    let mut terminal = Terminal::new(profile.clone());
    let mut found = Vec::new();
    for (number, exchange) in fold::numbered(session) {
        let answer = exchange.answer.as_ref().map_or(&[][..], Reply::octets);
        terminal.observe(&exchange.command, answer);
        let values = terminal.verify(&exchange.command, answer);
        if !values.is_empty() {
            found.push(VerifiedExchange { number, command: exchange.command.clone(), values });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::formats::{Notes, SessionExchange, SessionStep, replayed};
    use crate::trace::replay::{Options, replay};

    const SESSION: &str = "\
card balance 50.00 yuan
seed 7
> 00A40400 Lc D1560001018003800000000100000000
> 80500102 0B 03 {1.00 yuan} 112233445566 0F
mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1
> 80540100 0F 00000001 20091118103000 {mac1} 08
> 80500002 0B 01 {1.00 yuan} 112233445566 10
wrong = load MAC2 on now, counter 9
> 80520000 0B {now} {wrong} 04
< 9302
> 00840000 04
command = 84F0408F 14 D1560001018003800000000100000000
mac = secure messaging MAC of {command}
> {command} {mac}
> 00840000 08
cryptogram = external authentication cryptogram
> 00820001 08 {cryptogram}
> 00880000 08 0102030405060708
";

    fn session(text: &str) -> Session {
        let trace = crate::trace::parse("a.trace", text).unwrap();
        let outcome = replay(&trace, &Options::default());
        assert!(outcome.held(), "{:?}", outcome.results);
        replayed::session(&trace, &outcome.recording, &mut Notes::default())
    }

    #[test]
    fn every_value_of_session_is_verified() {
        let session = session(SESSION);
        let found = verified(&session, &Profile::default());
        let told: Vec<(String, bool)> = found
            .iter()
            .flat_map(|exchange| &exchange.values)
            .map(|value| (value.facts[0].1.clone(), value.verdict == ValueVerdict::Right))
            .collect();
        let expected = [
            ("MAC1 of a purchase", true),
            ("TAC of a purchase", true),
            ("MAC2 of a purchase", true),
            ("MAC1 of a load", true),
            ("MAC2 of a load", false),
            ("MAC of a secured command", true),
            ("cryptogram of EXTERNAL AUTHENTICATE", true),
            ("cryptogram of INTERNAL AUTHENTICATE", true),
        ];
        assert_eq!(told, expected.map(|(name, is_right)| (name.to_owned(), is_right)));
        let wrong = found
            .iter()
            .flat_map(|exchange| &exchange.values)
            .find(|value| value.verdict == ValueVerdict::Wrong)
            .unwrap();
        assert_eq!(wrong.facts.last().unwrap(), &("cause", "right for counter 0009 of the card".to_owned()));
    }

    #[test]
    fn value_fetched_by_get_response_is_verified() {
        let raw = format!("reader raw\n{SESSION}")
            .replace("00000000100000000\n> 8050", "00000000100000000\n> 00C0000020\n> 8050");
        let whole = session(SESSION);
        // A T=0 log: each answer with data is announced by 61xx, and fetched.
        let mut steps = Vec::new();
        for step in &whole.steps {
            match step {
                SessionStep::Exchange(exchange) => {
                    let octets = exchange.answer.as_ref().unwrap().octets().to_vec();
                    let (data, status) = octets.split_last_chunk::<2>().unwrap();
                    if data.is_empty() || *status != [0x90, 0x00] {
                        steps.push(step.clone());
                        continue;
                    }
                    let length = u8::try_from(data.len()).unwrap();
                    let announced = Some(Reply::Octets(vec![0x61, length]));
                    steps.push(SessionStep::Exchange(SessionExchange { answer: announced, ..exchange.clone() }));
                    let command = vec![0x00, 0xC0, 0x00, 0x00, length];
                    steps.push(SessionStep::Exchange(SessionExchange { command, ..exchange.clone() }));
                }
                other => steps.push(other.clone()),
            }
        }
        let told = |session: &Session| -> Vec<VerifiedValue> {
            verified(session, &Profile::default()).into_iter().flat_map(|exchange| exchange.values).collect()
        };
        assert_eq!(told(&Session { steps: steps.clone() }), told(&whole));
        assert!(steps.len() > whole.steps.len() + 4, "{raw}");
        // A forged answer is seen there too.
        let forged = steps.iter().rposition(
            |step| matches!(step, SessionStep::Exchange(exchange) if exchange.command.get(1) == Some(&0xC0)),
        );
        let Some(SessionStep::Exchange(exchange)) = forged.and_then(|at| steps.get_mut(at)) else { panic!("none") };
        let Some(Reply::Octets(octets)) = &mut exchange.answer else { panic!("no octets") };
        octets[0] ^= 1;
        assert!(told(&Session { steps }).iter().any(|value| value.verdict == ValueVerdict::Wrong));
    }

    #[test]
    fn proof_that_is_asked_for_again_is_verified() {
        let text = SESSION.replace("> 80500002", "> 805A0006 02 0001 08\n> 80500002");
        let proved = |session: &Session| -> Vec<(String, ValueVerdict)> {
            let found = verified(session, &Profile::default());
            let proof = found.into_iter().find(|exchange| exchange.command[1] == 0x5A).unwrap();
            proof.values.into_iter().map(|value| (value.facts[0].1.clone(), value.verdict)).collect()
        };
        let mut session = session(&text);
        let right = [("MAC2 of a purchase", ValueVerdict::Right), ("TAC of a purchase", ValueVerdict::Right)];
        assert_eq!(proved(&session), right.map(|(name, verdict)| (name.to_owned(), verdict)));
        for step in &mut session.steps {
            if let SessionStep::Exchange(SessionExchange { command, answer: Some(Reply::Octets(octets)), .. }) = step
                && command[1] == 0x5A
            {
                octets[5] ^= 1;
            }
        }
        assert_eq!(proved(&session)[1].1, ValueVerdict::Wrong);
    }

    #[test]
    fn values_under_other_keys_are_wrong() {
        let mut profile = Profile::default();
        for entry in profile.card.keys.clone() {
            profile.set_key(applet::KeyEntry { key: [0x11; 16], ..entry }).unwrap();
        }
        let found = verified(&session(SESSION), &profile);
        assert!(found.iter().flat_map(|exchange| &exchange.values).all(|value| value.verdict == ValueVerdict::Wrong));
    }

    #[test]
    fn key_of_other_index_is_found() {
        let mut profile = Profile::default();
        let purchase = *profile.key(applet::KeyUsage::Purchase, 3).unwrap();
        let keys = profile.card.keys.iter().filter(|entry| entry.usage != purchase.usage).copied();
        profile.card.keys = keys.chain([applet::KeyEntry { index: 9, ..purchase }]).collect();
        let found = verified(&session(SESSION), &profile);
        let value = &found[0].values[0];
        assert!(
            value.verdict == ValueVerdict::Right
                && value.facts.iter().any(|(_, fact)| fact == "purchase 09 version 01"),
            "{value:?}"
        );
    }
    /// Returns what is said of the values that cannot be computed, an exchange and a value a line.
    fn unknown(text: &str, profile: &Profile) -> Vec<String> {
        let found = verified(&session(text), profile);
        let values = found.iter().flat_map(|exchange| exchange.values.iter().map(|value| (exchange.number, value)));
        let unknown = values.filter(|(_, value)| value.verdict == ValueVerdict::Unknown);
        unknown.map(|(number, value)| format!("{number} {}: {}", value.facts[0].1, value.facts[2].1)).collect()
    }

    #[test]
    fn value_without_key_is_unknown_and_told() {
        let mut profile = Profile::default();
        profile.card.keys.clear();
        let told = unknown(SESSION, &profile);
        assert_eq!(told.len(), 8, "{told:?}");
        assert_eq!(told[0], "3 MAC1: no key of the profile gives it; the command names index 03");
        assert_eq!(told[1], "3 TAC: no key of the profile gives it");
        assert_eq!(told[5], "7 MAC of a secured command: the profile has no key for it");
        assert_eq!(told[6], "9 cryptogram of EXTERNAL AUTHENTICATE: the profile has no key for it");
    }

    #[test]
    fn value_without_its_past_is_unknown_and_told() {
        let text = "card balance 50.00 yuan\n> 80540100 0F 00000001 20091118103000 620ED6FB 08\n< ..\n\
                    > 84F0408F 14 D1560001018003800000000100000000 01020304\n< ..\n> 00820001 08 0102030405060708\n< ..\n";
        let told = unknown(text, &Profile::default());
        let expected = [
            "1 MAC1: the session does not have the INITIALIZE of this transaction",
            "2 MAC of a secured command: no challenge was asked for before",
            "3 cryptogram of EXTERNAL AUTHENTICATE: no challenge was asked for before",
        ];
        assert_eq!(told, expected);
    }
}
