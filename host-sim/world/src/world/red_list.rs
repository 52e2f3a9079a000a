//! Red list of a world (红名单, handbook 3.1.2): the handsets that are calibrated by short message, because the
//! platform knows their distance.

use crate::platform::calibration;
use sim_device::handset::Model;

/// Returns the handsets with these names, as the platform knows them; unknown names are left out.
pub fn red_list<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<calibration::ListedModel> {
    let models = names.into_iter().filter_map(Model::named);
    models.map(|model| calibration::ListedModel { tac: model.tac().to_owned(), name: model.sold_as }).collect()
}
