//! Every page, full and nearly empty, with made-up data: what the checks of `tidy` render.

use super::admin::map_changes::{MapChangeRow, MapChangesView};
use super::admin::readiness_samples;
use super::case_file::{
    Acts, CaseMessage, Choice, ContactRow, CustodyRow, EscalationRow, MilestoneRow, NoteRow, PerpetratorPart, PersonPart, ReportPart,
    ReporterPart, ReporterTold,
};
use super::desk::{ClockRow, QueueRow};
use super::duty_samples::{duty_now, roster, rosters};
use super::facility_samples::{clusters, place, printing};
use super::follow_up::ThreadMessage;
use super::oversight::ResponseRow;
use super::public::CodeGroup;
use super::{
    CardsView, CaseView, FollowUpEnterView, FollowUpView, NotFoundView, Page, PosterView, Problem, Problems, QueueView, ReceivedView,
    ReportView, ResponseTimesView, SignInView, StartView, TroubleView, Typed,
};
use crate::kernel::Lang;
use crate::words::Words;

/// Text that would break a page if it were not escaped.
pub(super) const HOSTILE: &str = "</textarea><b onclick=x>\"'&";

fn some(text: impl Into<String>) -> Option<String> {
    Option::from(text.into())
}

fn list(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn public<'w>(words: &'w Words, lang: Lang, path: &str) -> Page<'w> {
    let mut page = Page::public(words, lang, path);
    page.other_lang_href = Some(format!("{path}?lang={}", page.other_lang().tag()));
    page
}

pub(super) fn staff<'w>(words: &'w Words, lang: Lang, path: &str) -> Page<'w> {
    Page {
        csrf: "token".into(),
        signed_in: some("Nguyễn Thị Hoa"),
        oversees: true,
        administers: true,
        works: true,
        ..public(words, lang, path)
    }
}

fn typed() -> Typed {
    let pairs = [
        ("danger", "unknown"),
        ("category", "violence"),
        ("story", HOSTILE),
        ("place_text", "xã Tân Hải, gần chợ"),
        ("must_not_know", "village_head"),
        ("must_not_know", "commune_police"),
        ("age", "mười hai"),
        ("hard", "hearing"),
        ("facility", "th-hoa-mai"),
        ("facility_name", "Trường Tiểu học Hoa Mai"),
        ("reporter_phone", "09"),
        ("message", HOSTILE),
    ];
    Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

fn problems(page: &Page<'_>) -> Problems {
    let at = |field: &str, text: String| Problem { field: field.into(), text };
    Problems::from(vec![
        at("story", page.t1("error-too-long", "max", "100.000")),
        at("age", page.t("error-age-out-of-range")),
        at("", page.t("error-busy")),
    ])
}

pub(super) fn report(page: Page<'_>, short: bool, sent_back: bool) -> ReportView<'_> {
    let (typed, problems) = if sent_back { (typed(), problems(&page)) } else { Default::default() };
    ReportView { page, typed, problems, idempotency_key: "3f0c2b7a-7b0e-4f0f-9d8e-0c8f6f6b1a52".into(), short }
}

fn received(page: Page<'_>, night: bool) -> ReceivedView<'_> {
    let page = Page { other_lang_href: None, ..page };
    ReceivedView {
        groups: CodeGroup::of(&page, "7K2Q-M9XA-4TVD-H3RW"),
        case_code: "K7Q201MN".into(),
        office: "Ủy ban nhân dân xã Tân Hải".into(),
        due: (!night).then(|| "15 giờ 30, thứ Bảy 21/11/2026".into()),
        night,
        page,
    }
}

fn follow_up(page: Page<'_>, full: bool) -> FollowUpView<'_> {
    let page = Page { csrf: "token".into(), ..page };
    let message = |mine, text: &str| ThreadMessage { mine, at: "15 giờ 30, thứ Bảy 21/11/2026".into(), text: text.into() };
    let status = if full { vec![page.t("status-acknowledged"), page.t("status-late")] } else { vec![page.t("status-received")] };
    FollowUpView {
        status,
        opened_by: full.then(|| page.t2("opened-by", "n", 2, "m", 1)),
        messages: if full { vec![message(true, "Em ở nhà bạn."), message(false, &page.t("tpl-hello"))] } else { vec![] },
        ask_contacted: full,
        notice: full.then(|| page.t("follow-sent")),
        typed: if full { typed() } else { Typed::default() },
        problems: if full { Problems::one("message", page.t("error-message-empty")) } else { Problems::default() },
        page,
    }
}

fn clock(what: &str, words: &str, overdue: bool, met: bool) -> ClockRow {
    ClockRow { what: what.into(), words: words.into(), due: "hạn 15 giờ 30, thứ Bảy 21/11/2026".into(), overdue, met }
}

fn queue(page: Page<'_>, full: bool) -> QueueView<'_> {
    let row = |code: &str, severity: &str, category: &str, words: &str, overdue, state: &str| QueueRow {
        code: code.into(),
        severity: severity.into(),
        commune: "xã Tân Hải, TP. Hồ Chí Minh".into(),
        category: category.into(),
        clock: clock(&page.t("clock-acknowledged"), words, overdue, false),
        state: state.into(),
        drill: state == "attempted",
        suspected: state == "attempted",
    };
    let rows = vec![
        row("K7Q201MN", "emergency", "Bạo lực", "quá hạn 2 giờ 15 phút", true, "new"),
        row("9XA4TVDH", "high", "Bỏ mặc, sao nhãng", "còn 45 phút", false, "acknowledged"),
        row("3RW7K2QM", "medium", "Kỳ thị, phân biệt đối xử", "còn 20 giờ", false, "attempted"),
        row("5D8EH0C8", "low", "Cần trợ giúp xã hội (không có vi phạm)", "còn 2 ngày 3 giờ", false, "first_contact"),
    ];
    QueueView {
        office: "UBND xã Tân Hải".into(),
        drills: if full { "1" } else { "0" }.into(),
        count: if full { "4" } else { "0" }.into(),
        overdue: if full { "1" } else { "0" }.into(),
        rows: if full { rows } else { vec![] },
        more: full.then(|| "/desk?after=x".into()),
        page,
    }
}

fn told() -> ReportPart {
    ReportPart {
        received_at: "22 giờ, thứ Bảy 21/11/2026".into(),
        story: some("Nhà bên cạnh có em bé hay khóc lúc nửa đêm.\nTối nay em kêu cứu. </blockquote><b>"),
        danger: some("Có"),
        signs: list(&["Đang bị đánh, đang kêu cứu", "Bị nhốt, bị xích, không được ăn uống"]),
        about: some("Về người khác"),
        place: some("gần cầu Rạch Miễu, xã Tân Hải"),
        facility: some("trung tâm Hoa Sen"),
        address: some("12 đường Lê Lợi"),
        point: some("10,123; 106,456"),
        must_not_know: list(&["Trưởng thôn, tổ trưởng"]),
        persons: vec![
            PersonPart {
                name: some("Bé An"), age: some("9"), sex: some("Nữ"), hard: list(&["Nghe", "Nói"]), groups: list(&["Di cư"])
            },
            PersonPart::default(),
        ],
        perpetrators: vec![PerpetratorPart { name: None, relation: some("Cha dượng, mẹ kế"), workplace: some("Trường học") }],
        contact_how: some("Nhắn tin"),
        contact_when: some("Sau 18 giờ"),
        needs: list(&["Đừng gọi điện"]),
        reporter: ReporterPart::Told(ReporterTold {
            name: some("Cô Bảy"),
            relation: some("Hàng xóm, người quen"),
            phone: some("0901 234 567"),
            email: some("bay@example.vn"),
        }),
    }
}

pub(super) fn case(page: Page<'_>, full: bool) -> CaseView<'_> {
    let at = "22 giờ 09, thứ Bảy 21/11/2026";
    let mut view = CaseView {
        code: "K7Q201MN".into(),
        severity: "emergency".into(),
        severity_confirmed: full,
        state: if full { "acknowledged" } else { "new" }.into(),
        office: "UBND xã Tân Hải".into(),
        commune: "xã Tân Hải, TP. Hồ Chí Minh".into(),
        category: "Bạo lực".into(),
        facility: full.then(|| "Trung tâm Hoa Sen".into()),
        facilities_meant: if full {
            list(&["Trung tâm Hoa Sen · xã Tân Hải", "Trường Hoa Sen · xã Tân Hải"])
        } else {
            vec![]
        },
        cluster: if full { list(&["K7Q201MN", "9XA4TVDH"]) } else { vec![] },
        received_at: "22 giờ, thứ Bảy 21/11/2026".into(),
        next_act: None,
        silent: full,
        watched: full,
        needs_locating: full,
        drill: full,
        clocks: vec![],
        open_action: (!full).then(|| "/desk/cases/K7Q201MN/opening".into()),
        reports: vec![],
        ask_identity: full,
        messages: vec![],
        contacted: None,
        contacts: vec![],
        notes: vec![],
        milestones: vec![],
        because: vec![],
        custody: vec![CustodyRow { office: "UBND xã Tân Hải".into(), reason: "routed".into(), from: at.into(), to: None }],
        escalations: vec![],
        acts: Acts {
            acknowledge: !full,
            contact: full,
            message: full,
            safety: full,
            review: full,
            know: full,
            close: full,
            locate: full,
            release: full,
        },
        suspected: full.then(|| "có máy điền vào ô không ai thấy".into()),
        followed: if full { vec!["Địa giới thay đổi, vụ việc theo sang Xã Tân Hải (hôm qua).".into()] } else { vec![] },
        places_found: if full { vec![Choice { code: "26740".into(), label: "Phường Sài Gòn".into() }] } else { vec![] },
        closure_reasons: vec![Choice { code: "safe_stable".into(), label: "Hết nguy cơ và ổn định".into() }],
        now_input: "2026-11-21T22:10".into(),
        next_by_input: "2026-11-21T23:10".into(),
        typed_in: String::new(),
        typed: Typed::default(),
        problems: Problems::default(),
        notice: None,
        page,
    };
    if full {
        fill(&mut view, at);
    }
    view
}

/// All that can stand on the page of a case.
fn fill(view: &mut CaseView<'_>, at: &str) {
    view.next_act = Some(view.page.t2("case-next-by", "act", "Chị Hoa đến nhà bên cạnh", "time", at));
    view.clocks = vec![
        clock("Tiếp cận người cần bảo vệ", "quá hạn 2 giờ 15 phút", true, false),
        clock("Bảo đảm an toàn", "còn 9 giờ", false, false),
        clock("Nhận việc", "đã làm trong hạn", false, true),
    ];
    view.reports = vec![told(), ReportPart { received_at: at.into(), reporter: ReporterPart::Sealed, ..ReportPart::default() }];
    view.messages = vec![
        CaseMessage { by: None, at: at.into(), text: HOSTILE.into() },
        CaseMessage { by: some("Nguyễn Thị Hoa"), at: at.into(), text: view.page.t("tpl-hello") },
    ];
    view.contacted = Some(view.page.t("contacted-no"));
    view.contacts = vec![ContactRow {
        with: "family".into(),
        outcome: "reached".into(),
        how: "phone".into(),
        alone: some("in_front_of_family"),
        happened_at: at.into(),
        by: "Nguyễn Thị Hoa".into(),
        note: some("Người nhà nói em đang ngủ."),
    }];
    view.notes = vec![NoteRow { kind: "review".into(), at: at.into(), text: HOSTILE.into() }];
    view.because = vec![view.page.t1("because-happened-there", "place", "xã Tân Hải"), view.page.t("because-unit-involved")];
    view.milestones =
        vec![MilestoneRow { code: "acknowledged".into(), happened_at: at.into(), recorded_late: some(at), by: some("Nguyễn Thị Hoa") }];
    view.custody.insert(
        0,
        CustodyRow { office: "Sở Y tế".into(), reason: "gap".into(), from: "22 giờ, thứ Bảy 21/11/2026".into(), to: some(at) },
    );
    view.escalations =
        vec![EscalationRow {
            to: "Chủ tịch UBND xã Tân Hải".into(), what: "Tiếp cận người cần bảo vệ".into(), at: at.into()
        }];
    view.typed_in = "messages".into();
    view.typed = typed();
    view.problems = Problems::one("message", view.page.t("error-message-empty"));
    view.notice = Some(view.page.t("follow-sent"));
}

fn figures(place: &str) -> ResponseRow {
    ResponseRow {
        place: place.into(),
        href: some("/oversight/cases?province=79"),
        n: "1.250".into(),
        in_time: "1.001".into(),
        late: "120".into(),
        missed: "104".into(),
        running: "25".into(),
        share: "81,7 %".into(),
        median: "3 giờ".into(),
        p90: "hơn 30 giờ".into(),
        provisional: true,
    }
}

fn response_times(page: Page<'_>, full: bool) -> ResponseTimesView<'_> {
    ResponseTimesView {
        page,
        period: "01/11/2026 – 21/11/2026".into(),
        provisional: full,
        rows: if full { vec![figures("Thành phố Hà Nội"), figures("Thành phố Hồ Chí Minh")] } else { vec![] },
        total: full.then(|| ResponseRow { href: None, ..figures("Tất cả") }),
        version: "1".into(),
        looks_after: full,
    }
}

fn map_changes(page: Page<'_>, full: bool) -> MapChangesView<'_> {
    let change = MapChangeRow {
        id: "0199-invented".into(),
        day: "01/01/2027".into(),
        legal_basis: format!("Nghị quyết bịa ra {HOSTILE}"),
        stage: page.t("map-stage-waiting"),
        turned_at: some(page.t1("map-turned", "time", "0 giờ 05, thứ Sáu 01/01/2027")),
        facts: vec![(page.t("map-retired"), "2".into()), (page.t("map-cases-will"), page.t1("map-fewer", "n", 5))],
        moves: vec![page.t2("map-becomes", "old", "26740 Phường Sài Gòn", "new", "26743 Phường Bến Thành")],
        warnings: vec![page.t1("map-warning-unstaffed", "what", "ubnd-26743")],
    };
    let rows = if full { vec![change, MapChangeRow { day: "01/07/2026".into(), ..MapChangeRow::default() }] } else { vec![] };
    MapChangesView { page, rows }
}

/// Every page: name, face, markup.
pub(crate) fn all(words: &Words, lang: Lang) -> Vec<(&'static str, Face, String)> {
    let at = |path| public(words, lang, path);
    let desk = |path| staff(words, lang, path);
    let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
    let mut pages = vec![
        ("start", Face::Public, html(&StartView { page: at("/") })),
        ("report", Face::Public, html(&report(at("/report"), false, false))),
        ("report-sent-back", Face::Public, html(&report(at("/report"), false, true))),
        ("report-short", Face::Public, html(&report(at("/report"), true, false))),
        ("received", Face::Public, html(&received(at("/report"), false))),
        ("received-night", Face::Public, html(&received(at("/report"), true))),
        ("enter", Face::Public, html(&enter(at("/follow-up"), false))),
        ("enter-wrong", Face::Public, html(&enter(at("/follow-up"), true))),
        ("follow-up", Face::Public, html(&follow_up(at("/follow-up"), true))),
        ("follow-up-quiet", Face::Public, html(&follow_up(at("/follow-up"), false))),
        ("not-found", Face::Public, html(&NotFoundView { page: at("/x") })),
        ("trouble", Face::Public, html(&trouble(at("/x")))),
        ("sign-in", Face::Staff, html(&sign_in(at("/desk/sign-in"), false))),
        ("sign-in-wrong", Face::Staff, html(&sign_in(at("/desk/sign-in"), true))),
        ("queue", Face::Staff, html(&queue(desk("/desk"), true))),
        ("queue-empty", Face::Staff, html(&queue(desk("/desk"), false))),
        ("case", Face::Staff, html(&case(desk("/desk/cases/K7Q201MN"), true))),
        ("case-sealed", Face::Staff, html(&case(desk("/desk/cases/K7Q201MN"), false))),
        ("hotline", Face::Staff, html(&super::hotline::samples::hotline(desk("/desk/hotline"), true))),
        ("hotline-quiet", Face::Staff, html(&super::hotline::samples::hotline(desk("/desk/hotline"), false))),
        ("hotline-report", Face::Staff, html(&super::hotline::samples::report(desk("/desk/hotline/report")))),
        ("hotline-receipt", Face::Staff, html(&super::hotline::samples::receipt(desk("/desk/hotline/report")))),
        ("new-code", Face::Public, html(&super::hotline::samples::new_code(at("/follow-up")))),
        ("duty-now", Face::Staff, html(&duty_now(desk("/desk/duty"), true))),
        ("duty-now-empty", Face::Staff, html(&duty_now(desk("/desk/duty"), false))),
        ("duty-list", Face::Staff, html(&rosters(desk("/admin/duty"), true))),
        ("duty-list-empty", Face::Staff, html(&rosters(desk("/admin/duty"), false))),
        ("duty-week", Face::Staff, html(&roster(desk("/admin/duty/ubnd-26740"), true))),
        ("duty-week-empty", Face::Staff, html(&roster(desk("/admin/duty/ubnd-26740"), false))),
        ("oversight", Face::Staff, html(&response_times(desk("/oversight"), true))),
        ("clusters", Face::Staff, html(&clusters(desk("/oversight/facilities"), true))),
        ("clusters-empty", Face::Staff, html(&clusters(desk("/oversight/facilities"), false))),
        ("printing", Face::Staff, html(&printing(desk("/admin/facilities"), true))),
        ("printing-country", Face::Staff, html(&printing(desk("/admin/facilities"), false))),
        ("card", Face::Paper, html(&CardsView { page: at("/card/26740"), place: place() })),
        ("poster", Face::Paper, html(&PosterView { page: at("/poster/26740"), place: place() })),
        ("readiness", Face::Staff, html(&readiness_samples::readiness(desk("/oversight/readiness"), true))),
        ("readiness-well", Face::Staff, html(&readiness_samples::readiness(desk("/admin/readiness"), false))),
        ("drills", Face::Staff, html(&readiness_samples::drills(desk("/oversight/drills"), true))),
        ("drills-none", Face::Staff, html(&readiness_samples::drills(desk("/admin/drills"), false))),
        ("oversight-empty", Face::Staff, html(&response_times(desk("/oversight"), false))),
        ("map-changes", Face::Staff, html(&map_changes(desk("/admin/map-changes"), true))),
        ("map-changes-none", Face::Staff, html(&map_changes(desk("/admin/map-changes"), false))),
    ];
    pages.extend(super::admin::samples::all(words, lang));
    let registers = super::admin::registers::samples::all(desk);
    pages.extend(registers.into_iter().map(|(name, html)| (name, Face::Staff, html)));
    pages
}

fn enter(page: Page<'_>, wrong: bool) -> FollowUpEnterView<'_> {
    let problems = if wrong { Problems::one("code", page.t("error-access-code-wrong")) } else { Problems::default() };
    FollowUpEnterView {
        page,
        typed: if wrong { "7k2q m9xa" } else { "" }.into(),
        problems,
        closed: !wrong,
        unsent: if wrong { HOSTILE } else { "" }.into(),
    }
}

fn trouble(page: Page<'_>) -> TroubleView<'_> {
    TroubleView { text: page.t1("error-internal", "request_id", "01J9ZK"), back: "/".into(), page }
}

fn sign_in(page: Page<'_>, wrong: bool) -> SignInView<'_> {
    let problems = if wrong { Problems::one("email", page.t("error-sign-in-wrong")) } else { Problems::default() };
    SignInView { page, email: "hoa@example.vn".into(), next: if wrong { "/desk/cases/K7Q201MN" } else { "" }.into(), problems }
}

/// Whom a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Public,
    Staff,
    /// Whoever holds the paper: nothing on it can be pressed.
    Paper,
}
