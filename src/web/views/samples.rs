//! Every page, full and nearly empty, with made-up data: what the checks of `tidy` render.

use super::admin::map_changes::{MapChangeRow, MapChangesView};
use super::admin::readiness_samples;
use super::case_file::{
    Acts, CaseMessage, Choice, CustodyRow, EscalationRow, FileRow, MilestoneRow, PerpetratorPart, PersonPart, ReportPart, ReporterPart,
    ReporterTold,
};
use super::casework_samples;
use super::desk::{ClockRow, sample as queue};
use super::duty_samples::{duty_now, roster, rosters};
use super::facility_samples::{clusters, place, printing};
use super::follow_up_samples as coming_back;
use super::notice_samples::{about, further, help_card, privacy};
use super::notices::{AccessibilityView, SafetyView};
use super::oversight::ResponseRow;
use super::report_samples::{check, report};
use super::{
    CardsView, CaseView, Door, NotFoundView, Page, PosterView, Problem, Problems, ResponseTimesView, SignInView, StartView, TroubleView,
    Typed,
    arranged::Arranged,
    identity::IdentityPart,
    inside::{AskWhyView, InsidePart},
};
use crate::kernel::{Lang, Voice};
use crate::words::Words;

/// Text that would break a page if it were not escaped.
pub(super) const HOSTILE: &str = "</textarea><b onclick=x>\"'&";

fn some(text: impl Into<String>) -> Option<String> {
    Option::from(text.into())
}

fn list(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn public<'w>(words: &'w Words, voice: impl Into<Voice>, path: &str) -> Page<'w> {
    Page::public(words, voice, path).in_both_languages(path)
}

pub(super) fn staff<'w>(words: &'w Words, lang: Lang, path: &str) -> Page<'w> {
    Page {
        csrf: "token".into(),
        signed_in: some("Nguyễn Thị Hoa"),
        oversees: true,
        administers: true,
        works: true,
        answers: path.starts_with("/desk/hotline"),
        ..public(words, lang, path)
    }
}

pub(super) fn typed() -> Typed {
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
        ("kept_file", "TOKEN 1500000 </label><b>.jpg"),
    ];
    Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

pub(super) fn problems(page: &Page<'_>) -> Problems {
    let at = |field: &str, text: String| Problem { field: field.into(), text };
    Problems::from(vec![
        at("story", page.t1("error-too-long", "max", "100.000")),
        at("files", page.t("error-file-gone")),
        at("age", page.t("error-age-out-of-range")),
        at("", page.t("error-busy")),
    ])
}

pub(super) fn clock(what: &str, words: &str, overdue: bool, met: bool) -> ClockRow {
    ClockRow { what: what.into(), words: words.into(), due: "hạn 15 giờ 30, thứ Bảy 21/11/2026".into(), overdue, met }
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
        wishes: vec![("Từ bí mật".into(), HOSTILE.into())],
        reporter: ReporterPart::Told(ReporterTold {
            name: some("Cô Bảy"),
            relation: some("Hàng xóm, người quen"),
            phone: some("0901 234 567"),
            email: some("bay@example.vn"),
        }),
    }
}

fn files() -> Vec<FileRow> {
    let row = |kind: &str, protected: bool| FileRow {
        id: "0192f0c1-0000-7000-8000-000000000001".into(),
        kind: kind.into(),
        size: "2 MB".into(),
        name: some(HOSTILE).filter(|_| !protected),
        protected,
    };
    vec![row("Ảnh", false), row("Giọng nói", true)]
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
        channel_unsafe: full,
        disputed: full,
        more_danger: full.then(|| "15 giờ 30, thứ Bảy 21/11/2026".into()),
        episodes: if full { list(&["Đã khép lại, rồi mở lại."]) } else { vec![] },
        drill: full,
        clocks: vec![],
        open_action: (!full).then(|| "/desk/cases/K7Q201MN/opening".into()),
        reports: vec![],
        files: if full { files() } else { vec![] },
        identity: IdentityPart::sample(full),
        messages: vec![],
        contacted: None,
        contacts: vec![],
        notes: vec![],
        work: casework_samples::work(full),
        milestones: vec![],
        because: vec![],
        custody: vec![CustodyRow { office: "UBND xã Tân Hải".into(), reason: "routed".into(), from: at.into(), to: None }],
        escalations: vec![],
        arranged: Arranged::sample(full),
        inside: InsidePart::sample(full),
        support: super::support::Support::sample(full),
        links: super::links::Links::sample(full),
        acts: Acts {
            acknowledge: !full,
            contact: full,
            message: full,
            safety: full,
            review: full,
            know: full,
            settle: full,
            close: full,
            locate: full,
            release: full,
            new_code: full,
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
        CaseMessage { by: None, at: at.into(), to_verify: some("contact"), text: HOSTILE.into() },
        CaseMessage { by: some("Nguyễn Thị Hoa"), at: at.into(), to_verify: None, text: view.page.t("tpl-hello") },
    ];
    view.contacted = Some(view.page.t("contacted-no"));
    view.contacts = casework_samples::contacts(at);
    view.notes = casework_samples::notes(at);
    view.because = vec![view.page.t1("because-happened-there", "place", "xã Tân Hải"), view.page.t("because-unit-involved")];
    view.milestones =
        vec![MilestoneRow { code: "acknowledged".into(), happened_at: at.into(), recorded_late: some(at), by: some("Nguyễn Thị Hoa") }];
    view.custody.insert(
        0,
        CustodyRow { office: "Sở Y tế".into(), reason: "gap".into(), from: "22 giờ, thứ Bảy 21/11/2026".into(), to: some(at) },
    );
    view.escalations = vec![EscalationRow { to: "Chủ tịch UBND".into(), what: "Bảo đảm an toàn".into(), at: at.into() }];
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
        decisions: if full { vec![("K7Q201MN".into(), "Sở Y tế: hai đơn vị đã không nhận.".into())] } else { vec![] },
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

/// Every page that speaks in `voice`: name, face, markup.
pub(crate) fn all(words: &Words, voice: impl Into<Voice>) -> Vec<(&'static str, Face, String)> {
    let voice: Voice = voice.into();
    let lang = voice.lang();
    let at = |path| public(words, voice, path);
    let desk = |path| staff(words, lang, path);
    let html = |view: &dyn askama::DynTemplate| view.dyn_render().unwrap();
    let mut pages = vec![
        ("start", Face::Public, html(&StartView { further: further(), page: at("/") })),
        ("report", Face::Public, html(&report(at("/report"), Door::All, false))),
        ("report-danger", Face::Public, html(&report(at("/report"), Door::Danger, false))),
        ("report-child", Face::Public, html(&report(at("/report"), Door::Child, false))),
        ("report-child-sent-back", Face::Public, html(&report(at("/report"), Door::Child, true))),
        ("report-carer", Face::Public, html(&report(at("/report"), Door::Carer, false))),
        ("check", Face::Public, html(&check(at("/report"), Door::All, true))),
        ("check-child", Face::Public, html(&check(at("/report"), Door::Child, true))),
        ("check-nearly-empty", Face::Public, html(&check(at("/report"), Door::Carer, false))),
        ("report-sent-back", Face::Public, html(&report(at("/report"), Door::All, true))),
        ("report-short", Face::Public, html(&report(at("/report"), Door::Short, false))),
        ("safety", Face::Public, html(&SafetyView { further: further(), page: at("/safety") })),
        ("safety-bare", Face::Public, html(&SafetyView { further: vec![], page: at("/safety") })),
        ("help-card", Face::Public, html(&help_card(at("/help-card")))),
        ("accessibility", Face::Public, html(&AccessibilityView { contact: some("011 111 111"), page: at("/accessibility") })),
        ("accessibility-bare", Face::Public, html(&AccessibilityView { contact: None, page: at("/accessibility") })),
        ("privacy", Face::Public, html(&privacy(at("/privacy"), true))),
        ("privacy-bare", Face::Public, html(&privacy(at("/privacy"), false))),
        ("about", Face::Public, html(&about(at("/about"), true))),
        ("about-bare", Face::Public, html(&about(at("/about"), false))),
        ("not-found", Face::Public, html(&NotFoundView { page: at("/x") })),
        ("trouble", Face::Public, html(&trouble(at("/x")))),
        ("sign-in", Face::Staff, html(&sign_in(at("/desk/sign-in"), false))),
        ("sign-in-wrong", Face::Staff, html(&sign_in(at("/desk/sign-in"), true))),
        ("queue", Face::Staff, html(&queue(desk("/desk"), true))),
        ("queue-empty", Face::Staff, html(&queue(desk("/desk"), false))),
        ("outside-help", Face::Staff, html(&super::outside_help::sample(desk("/desk/help"), true))),
        ("outside-help-none", Face::Staff, html(&super::outside_help::sample(desk("/desk/help"), false))),
        ("today", Face::Staff, html(&super::today::samples::today(desk("/desk/today"), true))),
        ("today-free", Face::Staff, html(&super::today::samples::today(desk("/desk/today"), false))),
        ("find", Face::Staff, html(&super::today::samples::find(desk("/desk/find"), true))),
        ("find-wrong", Face::Staff, html(&super::today::samples::find(desk("/desk/find"), false))),
        ("case", Face::Staff, html(&case(desk("/desk/cases/K7Q201MN"), true))),
        ("case-sealed", Face::Staff, html(&case(desk("/desk/cases/K7Q201MN"), false))),
        ("case-ask-why", Face::Staff, html(&AskWhyView::sample(desk("/desk/cases/K7Q201MN"), false))),
        ("case-ask-why-again", Face::Staff, html(&AskWhyView::sample(desk("/desk/cases/K7Q201MN"), true))),
        ("hotline", Face::Staff, html(&super::hotline::samples::hotline(desk("/desk/hotline"), true))),
        ("hotline-quiet", Face::Staff, html(&super::hotline::samples::hotline(desk("/desk/hotline"), false))),
        ("hotline-report", Face::Staff, html(&super::hotline::samples::report(desk("/desk/hotline/report")))),
        ("hotline-receipt", Face::Staff, html(&super::hotline::samples::receipt(desk("/desk/hotline/report")))),
        ("lost-code", Face::Staff, html(&super::hotline::samples::lost_code(desk("/desk/cases/K7Q201MN")))),
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
    pages.extend(coming_back::all(words, voice).into_iter().map(|(name, html)| (name, Face::Public, html)));
    pages.extend(super::admin::samples::all(words, lang));
    pages.extend(super::account::samples::all(words, lang));
    pages.extend(super::reset::samples::all(words, lang));
    pages.extend(
        super::support::samples::all(desk)
            .into_iter()
            .map(|(name, html)| (name, if name.starts_with("official") { Face::Paper } else { Face::Staff }, html)),
    );
    let registers = super::admin::registers::samples::all(desk);
    pages.extend(registers.into_iter().map(|(name, html)| (name, Face::Staff, html)));
    // Staff pages have no plainer wording: staff read them in their language.
    pages.retain(|(_, face, _)| *face == Face::Public || voice == Voice::from(lang));
    pages
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
