//! The pages to read, with made-up data of an operator.

use super::Page;
use super::notices::{AboutView, FurtherNumber, HelpCardView, PrivacyView};
use crate::kernel::Lang;

pub(super) fn further() -> Vec<FurtherNumber> {
    vec![FurtherNumber {
        number: "1800 0000".into(),
        dialled: "18000000".into(),
        digits: "1 8 0 0 0 0 0 0".into(),
        whom: "Nơi giúp người bịa ra: ngày đêm".into(),
        checked: "01/11/2026".into(),
    }]
}

pub(super) fn help_card(page: Page<'_>) -> HelpCardView<'_> {
    HelpCardView { card: page.t("emergency-card"), english: page.words.text(Lang::En, "emergency-card", &[]), page }
}

pub(super) fn privacy(page: Page<'_>, said: bool) -> PrivacyView<'_> {
    PrivacyView { retention: said.then(|| "10 năm.".into()), contact: said.then(|| "lan@example.vn".into()), encrypted: said, page }
}

pub(super) fn about(page: Page<'_>, said: bool) -> AboutView<'_> {
    let operator = said.then(|| "Trung tâm Công tác xã hội bịa ra".into());
    AboutView { operator, contact: said.then(|| "lan@example.vn".into()), version: "0.1.0", page }
}
