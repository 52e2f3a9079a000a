//! Plan of a run, drawn by chance. Every run first draws its kinds of actions, and how likely each is (swarm testing,
//! after A. Groce and others). A run with few kinds reaches states that an even mixture never does.

use sim_wire::Fen;

use crate::draw::Draw;
use sim_codec::time::{HOUR, MINUTE, SECOND};
use sim_device::memory::Tear;
use sim_script::scenario::{PlantedFault, Scenario};
use sim_world::action::{
    Action, AttackerAction, CareAction, HallAction, HolderAction, NetworkAction, PayPasswordInput, PosAction, Switch,
    TapAction, TapPurpose,
};
use sim_world::actor::cast::{CardKeys, Cast, CastMember};
use sim_world::platform::bank::{Bank, BankPayment, BankReply};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::number::Msisdn;
use sim_world::platform::province::Province;
use sim_world::smsc::{CargoKind as MessageKind, Fate, Rule};
use sim_world::world::Fault;

mod channels;
mod counter;
mod payments;

use counter::{COUNTER_KINDS, CounterKind};

/// Pay password that people set in place of the initial one, and others that they try.
const PASSWORD: &str = "654321";
const OTHERS: [&str; 2] = ["123456", "111111"];

/// Handset models of people.
const MODELS: [&str; 3] = ["feature-phone", "android", "feature-2009"];

/// Amounts in fen, usual and odd ones.
const AMOUNTS: [u32; 10] = [1, 100, 1250, 2000, 5000, 10_000, 10_001, 20_000, 50_000, 50_001];

/// Amounts of purchases, in fen.
const SPENT: [u32; 6] = [1, 100, 500, 1250, 2000, 5001];

/// Amounts of bills, in fen. A scratch card that was sold is over 50 yuan and has room for all of them but the last.
const BILLS: [u32; 5] = [1, 100, 1250, 5000, 5001];

/// Shares of wrong pay passwords, in a hundred, one drawn for each run. With a low share people get far; a high share
/// shows whether the platform checks.
const FORGETFUL: [u32; 4] = [4, 8, 20, 50];

/// Places of messages that an attacker takes, counted back from the last one seen. A fresh one is more frequent than
/// others, for the counter of an old one has been accepted.
const SEEN: [u32; 12] = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12];

/// Texts that people write; orders that move money are more frequent than others.
const TEXTS: [&str; 13] =
    ["KT", "A", "KT A", "CX", "CXLS", "20091101", "HF 10", "HF 10", "HF 5", "CZK {card 1}", "CZK {card 2}", "Y", "Y"];

/// Kind of action, which a drawn person performs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Opens,
    Closes,
    Suspends,
    Resumes,
    TopsUp,
    Asks,
    Recharges,
    PaysOwnBill,
    PaysBill,
    ChangesPayPassword,
    Pin,
    Looks,
    Limits,
    Dawdles,
    Writes,
    Taps,
    Power,
    MovesCard,
    Network,
    HallTakes,
    HallLoads,
    HallSells,
    Uploads,
    Care,
    Website,
    Replays,
    Damages,
    Reflects,
    Misdirects,
    Forges,
    Rule,
    Mix,
    Spread,
    Cut,
    Dies,
    Heal,
    Counter(CounterKind),
}

/// Kinds of action, each with its weight.
const KINDS: [(Kind, u32); 36] = [
    (Kind::Opens, 4),
    (Kind::Closes, 5),
    (Kind::Suspends, 5),
    (Kind::Resumes, 5),
    (Kind::TopsUp, 16),
    (Kind::Asks, 2),
    (Kind::Recharges, 3),
    (Kind::PaysOwnBill, 3),
    (Kind::PaysBill, 6),
    (Kind::ChangesPayPassword, 2),
    (Kind::Pin, 3),
    (Kind::Looks, 2),
    (Kind::Limits, 1),
    (Kind::Dawdles, 2),
    (Kind::Writes, 8),
    (Kind::Taps, 8),
    (Kind::Power, 4),
    (Kind::MovesCard, 2),
    (Kind::Network, 3),
    (Kind::HallTakes, 4),
    (Kind::HallLoads, 4),
    (Kind::HallSells, 2),
    (Kind::Uploads, 4),
    (Kind::Care, 3),
    (Kind::Website, 8),
    (Kind::Replays, 6),
    (Kind::Damages, 4),
    (Kind::Reflects, 2),
    (Kind::Misdirects, 10),
    (Kind::Forges, 3),
    (Kind::Rule, 20),
    (Kind::Mix, 6),
    (Kind::Spread, 2),
    (Kind::Cut, 16),
    (Kind::Dies, 8),
    (Kind::Heal, 1),
];

/// Pauses until the next action, in milliseconds, each with its weight.
const PAUSES: [(u64, u32); 8] = [
    (0, 35),
    (3 * SECOND, 20),
    (8 * SECOND, 15),
    (40 * SECOND, 12),
    (7 * MINUTE, 8),
    (70 * MINUTE, 5),
    (5 * HOUR, 3),
    (26 * HOUR, 2),
];

/// Returns the scenario of a seed's run.
pub fn plan(seed: u64, run: u64, planted: Option<PlantedFault>) -> Scenario {
    let planned = (seed, run);
    let mut draw = Draw::of(seed, run);
    let people = (1..=draw.up_to(3)).filter_map(|place| {
        let number = format!("1380731000{place}").parse().ok()?;
        let model = draw.one(&MODELS)?;
        Some(CastMember { number, model: (*model).to_owned() })
    });
    let people = people.collect();
    let seed = draw.any();
    // Taken from the seed, so that later draws stay the same.
    let keys = if seed.is_multiple_of(2) { CardKeys::Own } else { CardKeys::Shared };
    let cast = Cast { seed, people, broken: None, keys };
    let numbers: Vec<_> = cast.people.iter().map(|member| member.number).collect();
    let forgetful = draw.one(&FORGETFUL).copied().unwrap_or(0);
    let mut planner = Planner { draw, numbers, forgetful, actions: Vec::new() };
    planner.begin();
    planner.go_on();
    let numbers = planner.numbers.clone();
    payments::add(&mut Draw::of(planned.0 ^ payments::STREAM, planned.1), &numbers, &mut planner.actions);
    channels::add(&mut Draw::of(planned.0 ^ channels::STREAM, planned.1), &numbers, &mut planner.actions);
    planner.actions.push(Action::Heal);
    let mut scenario = Scenario { cast, fault: None, actions: planner.actions };
    planted.into_iter().for_each(|fault| fault.plant_in(&mut scenario));
    scenario
}

struct Planner {
    draw: Draw,
    numbers: Vec<Msisdn>,
    /// Share of wrong pay passwords, in a hundred.
    forgetful: u32,
    actions: Vec<Action>,
}

impl Planner {
    /// Adds the actions by which most people get an open wallet, a working pay password, and cash.
    fn begin(&mut self) {
        for number in self.numbers.clone() {
            if self.draw.percent(15) {
                continue;
            }
            let change = HolderAction::ChangePayPassword(
                PayPasswordInput::Initial,
                PayPasswordInput::Digits(PASSWORD.to_owned()),
            );
            let cash = Fen(10_000_u32.saturating_mul(self.draw.up_to(6)));
            self.actions.extend([
                Action::Holder(number, HolderAction::OpenWallet),
                Action::Wait(20 * SECOND),
                Action::Holder(number, change),
                Action::Wait(10 * SECOND),
            ]);
            // Wallet and account close only without money in them.
            if self.draw.percent(15) {
                let closes = HolderAction::CloseWallet(self.password());
                self.actions.extend([Action::Holder(number, closes), Action::Wait(20 * SECOND)]);
            }
            self.actions.push(Action::Hall(HallAction::Deposit(number, cash)));
            if self.draw.percent(60) {
                self.actions.push(Action::Hall(HallAction::Load(number, Fen(5000))));
                self.shop(number);
            }
        }
        let sold = self.draw.up_to(3);
        self.actions.extend((0..sold).map(|_| Action::Hall(HallAction::SellScratchCard(Fen(5000), Province::Hunan))));
        // Another's bill is paid from this sub-account alone, so that it needs money.
        for place in 1..=sold {
            if let Some(who) = self.who().filter(|_| self.draw.percent(60)) {
                self.actions.extend([Action::Holder(who, HolderAction::Recharge(place)), Action::Wait(10 * SECOND)]);
            }
        }
    }

    fn go_on(&mut self) {
        let mut kinds = Vec::new();
        let at_counters = COUNTER_KINDS.map(|(kind, weight)| (Kind::Counter(kind), weight));
        for (kind, weight) in KINDS.into_iter().chain(at_counters) {
            // Half of the kinds are absent, and some of the others are more frequent than usual.
            let factor = self.draw.one(&[0, 0, 0, 1, 1, 4]).copied().unwrap_or(1);
            if factor > 0 {
                kinds.push((kind, weight.saturating_mul(factor)));
            }
        }
        for _ in 0..self.draw.below(60).saturating_add(15) {
            let action = self.draw.draw_weighted(&kinds).and_then(|kind| self.action(kind));
            self.add(action);
            let pause = self.draw.draw_weighted(&PAUSES).filter(|pause| *pause > 0);
            self.actions.extend(pause.map(Action::Wait));
        }
    }

    /// Adds an action, and now and then what is most likely to go wrong with it: the network duplicates an order, or a
    /// script for one card reaches another one, too.
    fn add(&mut self, action: Option<Action>) {
        let goes_wrong = self.draw.percent(20);
        let other = self.who();
        match &action {
            Some(Action::Holder(who, HolderAction::Write { .. })) if goes_wrong => {
                let rule = Rule { fate: Fate::Twice, nth: 1, kind: MessageKind::Submit, person: Some(*who) };
                self.actions.extend([Action::Network(NetworkAction::Rule(rule))].into_iter().chain(action));
            }
            Some(Action::Holder(
                who,
                HolderAction::OpenWallet | HolderAction::SuspendWallet | HolderAction::ResumeWallet,
            )) if goes_wrong && other != Some(*who) => {
                // By then the platform has answered with a script.
                let attack = other.map(|other| Action::Attacker(AttackerAction::Misdirect(1, other)));
                self.actions.extend(action.into_iter().chain([Action::Wait(3 * SECOND)]).chain(attack));
            }
            Some(at_counter) if self.add_at_counter(at_counter, goes_wrong) => {}
            _ => self.actions.extend(action),
        }
    }

    fn who(&mut self) -> Option<Msisdn> {
        self.draw.one(&self.numbers).copied()
    }

    fn amount(&mut self) -> Fen {
        Fen(self.draw.one(&AMOUNTS).copied().unwrap_or(1))
    }

    /// Draws a payment from a bank into the wallet, which the bank may refuse.
    fn bank_payment(&mut self) -> Option<BankPayment> {
        let reply = if self.draw.percent(20) { BankReply::Refuses } else { BankReply::Pays };
        let target = BankOrderTarget::Wallet;
        Some(BankPayment { bank: *self.draw.one(Bank::ALL)?, amount: self.amount(), target, reply })
    }

    fn bill(&mut self) -> Fen {
        Fen(self.draw.one(&BILLS).copied().unwrap_or(1))
    }

    fn password(&mut self) -> PayPasswordInput {
        let other = self.draw.percent(self.forgetful).then(|| self.draw.one(&OTHERS)).flatten();
        PayPasswordInput::Digits(other.copied().unwrap_or(PASSWORD).to_owned())
    }

    fn action(&mut self, kind: Kind) -> Option<Action> {
        let who = self.who()?;
        Some(match kind {
            Kind::HallTakes => Action::Hall(HallAction::Deposit(who, self.amount())),
            Kind::HallLoads if self.draw.percent(25) => Action::Hall(HallAction::LoadCash(who, self.amount())),
            Kind::HallLoads => Action::Hall(HallAction::Load(who, self.amount())),
            Kind::HallSells => Action::Hall(HallAction::SellScratchCard(self.amount(), Province::Hunan)),
            Kind::Uploads => Action::Pos(self.pos(), PosAction::Upload),
            Kind::Care => Action::Care(who, CareAction::ResetPin(self.password())),
            Kind::Website if self.draw.percent(25) => Action::BankTopUp(who, self.bank_payment()?),
            Kind::Website => Action::WebsiteTopUp(who, self.amount(), self.password()),
            Kind::Replays | Kind::Damages | Kind::Reflects | Kind::Misdirects | Kind::Forges => {
                Action::Attacker(self.attack(kind, who))
            }
            Kind::Rule => Action::Network(NetworkAction::Rule(self.rule(who)?)),
            Kind::Mix => Action::Network(NetworkAction::Mix(self.draw.below(200).into())),
            Kind::Spread => {
                Action::Network(NetworkAction::Spread(u64::from(self.draw.below(20)).saturating_mul(SECOND)))
            }
            Kind::Cut => Action::PowerFailure { number: who, write: self.draw.up_to(5), tear: self.tear()? },
            Kind::Dies => Action::PlatformStop(self.draw.one(&Fault::ALL).copied()?, self.draw.up_to(3)),
            Kind::Heal => Action::Heal,
            Kind::Counter(kind) => return self.counter_action(kind, who),
            other => Action::Holder(who, self.holder(other)?),
        })
    }

    fn holder(&mut self, kind: Kind) -> Option<HolderAction> {
        let coin = self.draw.percent(50);
        Some(match kind {
            Kind::Opens => HolderAction::OpenWallet,
            Kind::Closes => HolderAction::CloseWallet(self.password()),
            Kind::Suspends => HolderAction::SuspendWallet,
            Kind::Resumes => HolderAction::ResumeWallet,
            Kind::TopsUp => HolderAction::TopUp(self.amount(), self.password()),
            Kind::Asks if coin => HolderAction::QueryBalance,
            Kind::Asks => HolderAction::QueryTransactions,
            Kind::Recharges => HolderAction::Recharge(self.draw.up_to(3)),
            Kind::PaysOwnBill => HolderAction::PayOwnBill(self.bill()),
            Kind::PaysBill => HolderAction::PayOtherBill(self.who()?, self.bill(), self.password()),
            Kind::ChangesPayPassword if coin => HolderAction::ChangePayPassword(self.password(), self.password()),
            Kind::ChangesPayPassword => HolderAction::ChangePayPassword(PayPasswordInput::Initial, self.password()),
            Kind::Pin => match self.draw.below(3) {
                0 => HolderAction::SwitchPin(Switch::On),
                1 => HolderAction::SwitchPin(Switch::Off),
                _ => HolderAction::ChangePin("1234".to_owned(), "2580".to_owned()),
            },
            Kind::Looks if coin => HolderAction::ViewBalance,
            Kind::Looks => HolderAction::ViewRecords,
            Kind::Limits => HolderAction::SetLimit(self.amount()),
            Kind::Dawdles => HolderAction::OpenMenu,
            Kind::Writes => HolderAction::Write { to: None, text: (*self.draw.one(&TEXTS)?).to_owned() },
            Kind::Taps => {
                let purpose = TapPurpose::Purchase(self.spent());
                HolderAction::Tap(TapAction { pos: self.pos(), ..TapAction::new(purpose) })
            }
            Kind::Power => HolderAction::SwitchPhone(Switch::from_bool(coin)),
            Kind::MovesCard => HolderAction::MoveCard(self.draw.one(&MODELS)?, self.draw.up_to(9)),
            Kind::Network => HolderAction::Network(Switch::from_bool(coin)),
            _ => return None,
        })
    }

    fn attack(&mut self, kind: Kind, who: Msisdn) -> AttackerAction {
        let which = self.draw.one(&SEEN).copied().unwrap_or(1);
        match (kind, self.draw.percent(50)) {
            (Kind::Damages, true) => AttackerAction::Cut(which, self.draw.up_to(40)),
            (Kind::Damages, false) => AttackerAction::Flip(which, self.draw.below(1400)),
            (Kind::Reflects, _) => AttackerAction::Reflect(which),
            (Kind::Misdirects, _) => AttackerAction::Misdirect(which, who),
            (Kind::Forges, true) => AttackerAction::ForgeTo(who, self.draw.below(160)),
            (Kind::Forges, false) => AttackerAction::ForgeFrom(who, self.draw.below(160)),
            _ => AttackerAction::Replay(which),
        }
    }

    fn rule(&mut self, who: Msisdn) -> Option<Rule> {
        let late = self.draw.one(&[20, 400, 4000, 30_000, 100_000, 300_000]).copied()?;
        let fates = [Fate::Lost, Fate::Twice, Fate::Late(SECOND.saturating_mul(late)), Fate::Swapped];
        let fate = *self.draw.one(&fates)?;
        let kind = *self.draw.one(&MessageKind::ALL)?;
        let person = self.draw.percent(30).then_some(who);
        Some(Rule { fate, nth: self.draw.up_to(4), kind, person })
    }

    fn tear(&mut self) -> Option<Tear> {
        let seed = self.draw.any() % 100;
        let tears =
            [Tear::Nothing, Tear::Nothing, Tear::All, Tear::All, Tear::Half, Tear::Octets(seed), Tear::Bits(seed)];
        self.draw.one(&tears).copied()
    }
}
