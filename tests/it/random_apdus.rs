//! Random and mutated commands, power cuts and resets, the same in every run. The fuzz target does the same for
//! millions of inputs; this needs no fuzzer. The invariants are those of `tests::hostile`.

use std::path::{Path, PathBuf};

use tests::hostile::{self, Tally, seeds};

/// Sebastiano Vigna's `SplitMix64`: eight lines of pseudorandom numbers that depend on the seed alone.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn octets(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

fn corpus_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus/apdu")
}

/// Returns the committed corpus, in the order of its names.
pub fn corpus() -> Vec<Vec<u8>> {
    let mut files: Vec<_> = std::fs::read_dir(corpus_folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn committed_corpus_holds_every_seed() {
    for (name, script) in seeds::seeds() {
        let path = corpus_folder().join(&name);
        if std::env::var_os("BLESS_CORPUS").is_some() {
            std::fs::write(&path, &script).unwrap();
        }
        assert_eq!(std::fs::read(&path).ok(), Some(script), "{name}: write it with BLESS_CORPUS=1");
    }
}

#[test]
fn menu_limit_seed_sets_the_limit() {
    let (_, script) = seeds::seeds().into_iter().find(|(name, _)| name == "menu-limit").unwrap();
    let tally = hostile::run(&script);
    assert!(tally.statuses.contains(&0x6985) && tally.transactions == 0, "a purchase over it is refused: {tally:?}");
}

#[test]
fn random_scripts_break_nothing() {
    let mut chance = Chance(1);
    let mut tally = Tally::default();
    while tally.exchanges < 150_000 {
        // Every other card has its wallet selected before chance sets in, since little else happens without.
        let mut script = if chance.below(2) == 0 { seeds::SELECT.to_vec() } else { Vec::new() };
        let length = 1 + chance.below(600);
        script.extend(chance.octets(length));
        tally.add(hostile::run(&script));
    }
    let Tally { exchanges, cuts, transactions, packets, .. } = &tally;
    println!("{exchanges} exchanges, {cuts} cuts, {transactions} transactions, {packets} packets believed");
    assert!(*cuts > 500 && *transactions > 300 && *packets > 100, "{tally:?}");
}

#[test]
fn mutated_sessions_break_nothing() {
    let corpus = corpus();
    let mut chance = Chance(2);
    let mut tally = Tally::default();
    while tally.exchanges < 150_000 {
        let mut script = corpus[chance.below(corpus.len())].clone();
        let other = &corpus[chance.below(corpus.len())];
        script.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        for _ in 0..chance.below(8) {
            let at = chance.below(script.len());
            script[at] = chance.octets(1)[0];
        }
        tally.add(hostile::run(&script));
    }
    println!("{} exchanges, {} cuts, {} transactions", tally.exchanges, tally.cuts, tally.transactions);
    assert!(tally.statuses.len() >= 25, "too little of the card was met: {:#?}", hostile::in_words(&tally.statuses));
}
