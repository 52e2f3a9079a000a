//! Report for programs: one JSON object.

use serde_json::{Value, json};
use sim_lab::certify::{BenchStep, CheckReport, CheckVerdict};

use super::{Certificate, VerdictCounts};

/// Returns the report.
pub(super) fn report(certificate: &Certificate<'_>) -> Value {
    let VerdictCounts { holds, differs, untried } = certificate.counts(None);
    let profile = certificate.profile;
    json!({
        "profile": profile.name,
        "card": certificate.card,
        "at": certificate.at.to_string(),
        "aid": hex::encode_upper(&profile.card.aid),
        "asn": hex::encode_upper(profile.asn()),
        "atr": certificate.certification.atr.as_ref().map(hex::encode_upper),
        "holds": holds,
        "differs": differs,
        "could_not_be_tried": untried,
        "checks": certificate.certification.reports.iter().map(check).collect::<Vec<_>>(),
        "left": certificate.certification.left,
    })
}

fn check(report: &CheckReport) -> Value {
    let clause = report.check.clause;
    let mut value = json!({
        "chapter": report.chapter.word(),
        "check": report.check.name,
        "claim": report.check.claim,
        "source": clause.source,
        "rule": clause.rule,
        "verdict": report.verdict.word(),
        "steps": report.steps.iter().map(step).collect::<Vec<_>>(),
    });
    if let Some(members) = value.as_object_mut() {
        match &report.verdict {
            CheckVerdict::Holds => {}
            CheckVerdict::Differs(difference) => {
                members.insert("about".to_owned(), difference.about.as_str().into());
                members.insert("expected".to_owned(), difference.expected.as_str().into());
                members.insert("got".to_owned(), difference.got.as_str().into());
            }
            CheckVerdict::Untried(why) => {
                members.insert("why".to_owned(), why.as_str().into());
            }
        }
    }
    value
}

fn step(step: &BenchStep) -> Value {
    match step {
        BenchStep::PowerOn(atr) => json!({ "power_on": atr.as_ref().map(hex::encode_upper) }),
        BenchStep::Cut(words) => json!({ "cut": words }),
        BenchStep::Interface(way) => json!({ "interface": super::step::interface(*way) }),
        BenchStep::Exchange { command, answer } => {
            let command = sim_explain::shown_octets(command).concat();
            json!({ "command": command, "answer": answer.as_ref().map(hex::encode_upper) })
        }
    }
}
