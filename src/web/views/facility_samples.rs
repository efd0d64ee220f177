//! The pages about facilities and the sheets to print, with invented places.

use super::{
    ClustersView, Page,
    admin::facilities::{PrintRow, PrintingView},
    cards::Place,
    oversight::ClusterRow,
};
use crate::web::qr::Qr;

pub(super) fn place() -> Place {
    let address = "langnghe.example";
    Place {
        name: "Trường Tiểu học Hoa Mai".into(),
        address: address.into(),
        qr: Qr::of(&format!("https://{address}/report?at=th-hoa-mai")),
    }
}

pub(super) fn clusters(page: Page<'_>, full: bool) -> ClustersView<'_> {
    let told = |code: &str, key: &str| (code.to_owned(), page.t1(key, "time", "22 giờ, thứ Bảy 21/11/2026"));
    let cases = vec![told("K7Q201MN", "clusters-opened"), told("9XA4TVDH", "clusters-closed")];
    let row = ClusterRow { facility: "Trung tâm Hoa Sen · xã Tân Hải".into(), cases };
    ClustersView { rows: if full { vec![row] } else { vec![] }, page }
}

pub(super) fn printing(page: Page<'_>, full: bool) -> PrintingView<'_> {
    let row = |name: &str, kind: &str, sheet: &str| PrintRow {
        name: name.into(),
        kind: kind.into(),
        card: format!("/card/{sheet}"),
        poster: format!("/poster/{sheet}"),
    };
    PrintingView {
        page,
        provinces: if full { vec![] } else { vec![("79".into(), "Thành phố Hồ Chí Minh".into())] },
        communes: if full { vec![row("Phường Sài Gòn", "", "26740")] } else { vec![] },
        facilities: if full { vec![row("Trường Tiểu học Hoa Mai", "school", "at/th-hoa-mai")] } else { vec![] },
    }
}
