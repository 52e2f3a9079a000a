//! Pages of the book, by their names, and the files to which they link.

use super::Page;

/// Pages of the book, in the order of their names.
pub(super) const PAGES: [Page; 43] = [
    page("APDUS", include_str!("../../../../docs/APDUS.md")),
    page("ARCHITECTURE", include_str!("../../../../docs/ARCHITECTURE.md")),
    page("CARD", include_str!("../../../../docs/CARD.md")),
    page("CERTIFY", include_str!("../../../../docs/CERTIFY.md")),
    page("COMPARE", include_str!("../../../../docs/COMPARE.md")),
    page("CONTRIBUTING", include_str!("../../../../docs/CONTRIBUTING.md")),
    page("EDITORS", include_str!("../../../../docs/EDITORS.md")),
    page("EXIT-STATUS", include_str!("../../../../docs/EXIT-STATUS.md")),
    page("FLEET", include_str!("../../../../docs/FLEET.md")),
    page("FORMATS", include_str!("../../../../docs/FORMATS.md")),
    page("GLOSSARY", include_str!("../../../../docs/GLOSSARY.md")),
    page("HANDBOOK", include_str!("../../../../docs/HANDBOOK.md")),
    page("HANDSET", include_str!("../../../../docs/HANDSET.md")),
    page("HOW-TO", include_str!("../../../../docs/HOW-TO.md")),
    page("LAB", include_str!("../../../../docs/LAB.md")),
    page("MENU", include_str!("../../../../docs/MENU.md")),
    page("MESSAGES", include_str!("../../../../docs/MESSAGES.md")),
    page("MODEM", include_str!("../../../../docs/MODEM.md")),
    page("OTA", include_str!("../../../../docs/OTA.md")),
    page("PHONE", include_str!("../../../../docs/PHONE.md")),
    page("PLATFORM", include_str!("../../../../docs/PLATFORM.md")),
    page("POWER-LOSS", include_str!("../../../../docs/POWER-LOSS.md")),
    page("PYTHON", include_str!("../../../../docs/PYTHON.md")),
    page("READERS", include_str!("../../../../docs/READERS.md")),
    page("README", include_str!("../../../../docs/README.md")),
    page("REPORT", include_str!("../../../../docs/REPORT.md")),
    page("RUN", include_str!("../../../../docs/RUN.md")),
    page("SHARDS", include_str!("../../../../docs/SHARDS.md")),
    page("SHELL", include_str!("../../../../docs/SHELL.md")),
    page("SHOPS", include_str!("../../../../docs/SHOPS.md")),
    page("SMPP", include_str!("../../../../docs/SMPP.md")),
    page("SPEED", include_str!("../../../../docs/SPEED.md")),
    page("START-CARD", include_str!("../../../../docs/START-CARD.md")),
    page("START-QA", include_str!("../../../../docs/START-QA.md")),
    page("STK", include_str!("../../../../docs/STK.md")),
    page("STORMS", include_str!("../../../../docs/STORMS.md")),
    page("SUMMARY", include_str!("../../../../docs/SUMMARY.md")),
    page("TARGETS", include_str!("../../../../docs/TARGETS.md")),
    page("TRACES", include_str!("../../../../docs/TRACES.md")),
    page("WALKS", include_str!("../../../../docs/WALKS.md")),
    page("WEBSITE", include_str!("../../../../docs/WEBSITE.md")),
    page("WORLD", include_str!("../../../../docs/WORLD.md")),
    page("WRITING", include_str!("../../../../docs/WRITING.md")),
];

/// Files to which pages link, by their paths from the pages.
pub(super) const FILES: [Page; 9] = [
    page("balances.svg", include_str!("../../../../docs/balances.svg")),
    page("ci/github-actions.yml", include_str!("../../../../docs/ci/github-actions.yml")),
    page("ci/gitlab-ci.yml", include_str!("../../../../docs/ci/gitlab-ci.yml")),
    page("ci/kubernetes-fleet.yml", include_str!("../../../../docs/ci/kubernetes-fleet.yml")),
    page("ci/kubernetes-storm.yml", include_str!("../../../../docs/ci/kubernetes-storm.yml")),
    page("ci/slurm-fleet.sh", include_str!("../../../../docs/ci/slurm-fleet.sh")),
    page("menu.svg", include_str!("../../../../docs/menu.svg")),
    page("run.schema.json", include_str!("../../../../docs/run.schema.json")),
    page("wireshark/rfid-sim.lua", include_str!("../../../../docs/wireshark/rfid-sim.lua")),
];

const fn page(name: &'static str, text: &'static str) -> Page {
    Page { name, text }
}
