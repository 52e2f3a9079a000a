//! Parameters that the terminals fetch: ceilings and the black list. Their version rises with every change.

use sim_device::pos::line::PosParameters;
use sim_wire::Fen;

use super::Acquiring;
use crate::platform::card_file::Asn;

impl Acquiring {
    /// Returns the parameters for a terminal that has those of a version; `None` if it has the newest.
    pub(super) fn parameters_after(&self, version: u32) -> Option<PosParameters> {
        (version != self.parameters.version).then(|| self.parameters.clone())
    }

    /// Sets the ceilings of a purchase and of a batch.
    pub(in crate::platform) fn set_limits(&mut self, purchase_most: Fen, batch_most: u32) {
        self.change_parameters(|parameters| {
            (parameters.purchase_most, parameters.batch_most) = (purchase_most, batch_most);
        });
    }

    /// Puts a card on the black list (黑名单).
    pub(in crate::platform) fn black_list(&mut self, asn: Asn) {
        self.change_parameters(|parameters| {
            if let Err(place) = parameters.black_list.binary_search(&asn.0) {
                parameters.black_list.insert(place, asn.0);
            }
        });
    }

    /// Takes a card off the black list.
    pub(in crate::platform) fn unlist(&mut self, asn: Asn) {
        self.change_parameters(|parameters| parameters.black_list.retain(|listed| *listed != asn.0));
    }

    /// Changes the parameters, and raises their version if they are others now.
    fn change_parameters(&mut self, change: impl FnOnce(&mut PosParameters)) {
        let before = self.parameters.clone();
        change(&mut self.parameters);
        if self.parameters != before {
            self.parameters.version = before.version.saturating_add(1);
        }
    }
}
