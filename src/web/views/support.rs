//! What other offices are asked for: on the page of a case, and at the office that was asked.

use askama::Template;

use super::{Page, Problems, Typed, case_file::Choice};

/// Part of the page of a case.
///
/// Forms, each at `/desk/cases/{code}/…`: `referrals` (`refer_place`, `refer_to`, `refer_service`, `refer_ask`, `refer_person`,
/// `refer_reach`, `refer_language`, `refer_needs`, `refer_where`, `refer_care`, `refer_due`, `refer_basis`, `refer_basis_words`),
/// `revocation` (`revoke_referral`, `revoke_reason`), `plan` (`plan_goals`), `plan-decision` (`plan_number`, `plan_signed_by`,
/// `plan_decided_at`), `services` (`step_service`, `step_goal`, `step_provider`, `step_due`), `service-start` (`start_step`, `received_at`,
/// `confirmed_by`, `confirmed_words`), `service-end` (`end_step`, `end_state`, `end_words`).
#[derive(Debug, Clone, Default)]
pub struct Support {
    /// What was asked of other offices, oldest first.
    pub referrals: Vec<ReferralRow>,
    /// Those that may be taken back.
    pub revocable: Vec<Choice>,
    /// What to choose from; nothing where nobody may ask.
    pub asking: Option<Asking>,
    /// Whether this person may plan.
    pub may_plan: bool,
    /// Whether the newest plan has no decision yet.
    pub undecided: bool,
    /// Plans, oldest first.
    pub plans: Vec<PlanRow>,
    /// Services, oldest first.
    pub steps: Vec<StepRow>,
    /// Kinds of services.
    pub services: Vec<Choice>,
    /// Services that may be said to have been received.
    pub to_start: Vec<Choice>,
    /// Services that may end.
    pub to_end: Vec<Choice>,
    /// A sensible time for what is to come, for a field.
    pub due_input: String,
}

/// A plan.
#[derive(Debug, Clone, Default)]
pub struct PlanRow {
    /// Which it is, and when it was written.
    pub text: String,
    /// What shall be reached.
    pub goals: String,
    /// Its decision, or that there is none.
    pub decision: String,
}

/// A service of the plan.
#[derive(Debug, Clone, Default)]
pub struct StepRow {
    /// What, and how it stands.
    pub text: String,
    /// What it is for.
    pub goal: String,
    /// Who gives it.
    pub provider: String,
    /// By when.
    pub due: String,
    /// Whether that has passed and it has not begun.
    pub late: bool,
    /// That it was received, who confirmed it, how it ended.
    pub said: Vec<String>,
}

/// What the form to ask another office offers.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// Offices.
    pub offices: Vec<Choice>,
    /// Languages.
    pub languages: Vec<Choice>,
    /// Needs of communication.
    pub needs: Vec<Choice>,
    /// Consent, or a ground in law.
    pub bases: Vec<Choice>,
    /// Whether a guardian may be the one who harms.
    pub guardian_care: bool,
}

/// Something asked of another office.
#[derive(Debug, Clone, Default)]
pub struct ReferralRow {
    /// Whom, and how it stands, as a sentence.
    pub text: String,
    /// By when, in words.
    pub due: String,
    /// Whether that has passed and nothing was done.
    pub late: bool,
    /// What was written, each with its label.
    pub said: Vec<(String, String)>,
}

/// `/desk/referrals`
#[derive(Debug, Template)]
#[template(path = "templates/referrals.html")]
pub struct ReferralsView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What is asked, open ones first. Nothing sealed stands here.
    pub rows: Vec<AskedRow>,
}

/// Something that another office asks.
#[derive(Debug, Clone, Default)]
pub struct AskedRow {
    /// Its id.
    pub id: String,
    /// Who asks, in words.
    pub from: String,
    /// How it stands, in words.
    pub state: String,
    /// By when, in words.
    pub due: String,
    /// Whether that has passed and nothing was done.
    pub late: bool,
    /// Whether it is practice.
    pub drill: bool,
}

/// `/desk/referrals/{id}`
///
/// Form at `…/answer`: `answer` (`accepted`, `done`, `rejected`), `accepted_words`, `done_words`, `rejected_words`.
#[derive(Template)]
#[template(path = "templates/referral.html")]
pub struct ReferralView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// What is asked.
    pub row: AskedRow,
    /// When it was asked, in words.
    pub asked_at: String,
    /// Code of the case, to speak of on the telephone.
    pub case: String,
    /// The office to speak with.
    pub office: String,
    /// The card, each part with its label; nothing when this office holds it no more.
    pub card: Option<Vec<(String, String)>>,
    /// Whether it can be accepted.
    pub accept: bool,
    /// Whether it can be answered at all.
    pub answers: bool,
    /// What was typed.
    pub typed: Typed,
    /// What needs another look.
    pub problems: Problems,
    /// What was just recorded.
    pub notice: Option<String>,
}

#[cfg(test)]
pub(super) mod samples {
    use askama::Template;

    use super::{AskedRow, Asking, PlanRow, ReferralRow, ReferralView, ReferralsView, StepRow, Support};
    use crate::web::views::official::samples::official;
    use crate::web::views::{Page, Problem, Problems, case_file::Choice, samples::HOSTILE, samples::typed};

    impl Support {
        /// All that can stand on the page, or nothing.
        pub(in crate::web::views) fn sample(full: bool) -> Self {
            let choice = |code: &str, label: &str| vec![Choice { code: code.into(), label: label.into() }];
            if !full {
                return Self::default();
            }
            let asking = Asking {
                offices: choice("tyt-26740", "Trạm y tế phường Sài Gòn"),
                languages: choice("sgn-VN", "Ngôn ngữ ký hiệu Việt Nam"),
                needs: choice("sign_language", "Ngôn ngữ ký hiệu"),
                bases: choice("child_in_danger", "Trẻ em đang hoặc có thể gặp nguy hiểm"),
                guardian_care: true,
            };
            let row = ReferralRow {
                text: "Trạm y tế phường Sài Gòn: đã nhận làm".into(),
                due: "Cần xong trước 22 giờ, thứ Hai 23/11/2026".into(),
                late: true,
                said: vec![("Việc được nhờ".into(), "khám vết thương".into())],
            };
            let revocable = choice("0192f0c0-0000-7000-8000-000000000002", "Trạm y tế phường Sài Gòn");
            let plan = PlanRow {
                text: "Kế hoạch số 1".into(), goals: "Em được đi học lại".into(), decision: "Chưa có quyết định.".into()
            };
            let step = StepRow {
                text: "Tâm lý - xã hội: đang được hỗ trợ".into(),
                goal: "ngủ yên".into(),
                provider: "Trung tâm công tác xã hội".into(),
                due: "Cần bắt đầu trước 22 giờ".into(),
                late: true,
                said: vec!["Đã nhận được".into()],
            };
            let one = || choice("0192f0c0-0000-7000-8000-000000000003", "Tâm lý - xã hội");
            Self {
                referrals: vec![row],
                revocable,
                asking: Some(asking),
                may_plan: true,
                undecided: true,
                plans: vec![plan],
                steps: vec![step],
                services: choice("medical", "Y tế"),
                to_start: one(),
                to_end: one(),
                due_input: "2026-11-23T22:00".into(),
            }
        }
    }

    fn row(state: &str, late: bool) -> AskedRow {
        AskedRow {
            id: "0192f0c0-0000-7000-8000-000000000002".into(),
            from: "UBND phường Sài Gòn nhờ".into(),
            state: state.into(),
            due: "Cần xong trước 22 giờ, thứ Hai 23/11/2026".into(),
            late,
            drill: late,
        }
    }

    /// The pages of an office that was asked: name, markup.
    pub(in crate::web::views) fn all<'w>(desk: impl Fn(&'static str) -> Page<'w>) -> Vec<(&'static str, String)> {
        let (path, one) = ("/desk/referrals", "/desk/referrals/0192f0c0-0000-7000-8000-000000000002");
        let paper = "/desk/cases/K7Q201MN/forms/01";
        vec![
            ("referrals", list(desk(path), true).render().unwrap()),
            ("referrals-none", list(desk(path), false).render().unwrap()),
            ("referral", card(desk(one), true).render().unwrap()),
            ("referral-gone", card(desk(one), false).render().unwrap()),
            ("official-report", official(desk(paper), true).render().unwrap()),
            ("official-decision", official(desk(paper), false).render().unwrap()),
        ]
    }

    /// What is asked of an office, or nothing.
    fn list(page: Page<'_>, full: bool) -> ReferralsView<'_> {
        let rows = if full { vec![row("Đang chờ trả lời", true), row("Đã làm xong", false)] } else { vec![] };
        ReferralsView { page, rows }
    }

    /// A card that waits for an answer, or one that was taken back.
    fn card(page: Page<'_>, full: bool) -> ReferralView<'_> {
        let at = |field: &str| Problem { field: field.into(), text: page.t("error-referral-words-needed") };
        let problems = if full { Problems::from(vec![at("done_words")]) } else { Problems::default() };
        let text = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        let card = vec![text("Việc được nhờ", HOSTILE), text("Cách liên hệ và nói chuyện", "gặp ở trường, ra hiệu")];
        ReferralView {
            row: row(if full { "Đang chờ trả lời" } else { "Đã rút lại" }, full),
            asked_at: "Nhờ lúc 22 giờ, thứ Bảy 21/11/2026".into(),
            case: "K7Q201MN".into(),
            office: "UBND phường Sài Gòn".into(),
            card: full.then_some(card),
            accept: full,
            answers: full,
            typed: typed(),
            problems,
            notice: full.then(|| page.t("done-partner-accepted")),
            page,
        }
    }
}
