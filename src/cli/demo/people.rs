//! Invented people and stories for the demonstration. None of them exists.

use super::super::Refused;
use crate::{
    access::staff::{NewStaff, add},
    ctx::Ctx,
    intake::{
        ReportBody, ReportForm,
        body::{PersonBody, PlaceBody},
        submit::{CHANNEL_FORM, RECEIPT_FOR_PAGES, Submission, submit},
    },
    kernel::{Actor, Lang, codes::OfficeCode, secret::Plaintext, terms::Role},
};

/// The password of everybody in the demonstration.
pub(super) const PASSWORD: &str = "mot hai ba bon nam";

/// Who signs in, at which office, as what.
pub(super) const PEOPLE: &[(&str, &str, Role, &str)] = &[
    ("lan@phuong.example", "Nguyễn Thị Lan (người mẫu)", Role::Responder, "ubnd-26740"),
    ("minh@phuong.example", "Trần Văn Minh (người mẫu)", Role::Lead, "ubnd-26740"),
    ("hoa@syt.example", "Lê Thị Hoa (người mẫu)", Role::Supervisor, "syt-79"),
    ("duc@syt.example", "Phạm Đức (người mẫu)", Role::Lead, "syt-79"),
    ("thu@tinh.example", "Võ Thị Thu (người mẫu)", Role::Supervisor, "ubnd-tinh-79"),
    ("an@tinh.example", "Đỗ Văn An (người mẫu)", Role::Administrator, "ubnd-tinh-79"),
];

/// An invented report: story, category, danger sign, age, disability.
type Story = (&'static str, &'static str, &'static [&'static str], i64, &'static str);

const STORIES: &[Story] = &[
    (
        "(Chuyện bịa để xem thử) Bé gái nhà bên hay bị nhốt trong nhà, không nghe được, mấy hôm nay không thấy ra ngoài.",
        "violence",
        &["confined"],
        9,
        "hearing_speech",
    ),
    ("(Chuyện bịa để xem thử) Bà cụ đi lại khó, con cháu lấy hết tiền trợ cấp, có bữa không có cơm.", "neglect", &[], 71, "mobility"),
    ("(Chuyện bịa để xem thử) Trường không nhận cháu vì cháu ngồi xe lăn.", "discrimination", &[], 12, "mobility"),
];

/// Adds the people and files the reports.
pub(super) async fn invite(ctx: &Ctx) -> Result<(), Refused> {
    for (email, name, role, office) in PEOPLE {
        let office = OfficeCode::parse(office).ok_or("an office of the demonstration")?;
        let password = Plaintext::new(PASSWORD.to_owned());
        let new = NewStaff { email: (*email).to_owned(), name: (*name).to_owned(), role: *role, office, password };
        add(ctx, Actor::System, new).await?;
    }
    for (story, category, danger, age, disability) in STORIES {
        let person = PersonBody { age: Some(*age), disabilities: vec![(*disability).to_owned()], ..PersonBody::default() };
        let body = ReportBody {
            story: Some(Plaintext::new((*story).to_owned())),
            category: Some((*category).to_owned()),
            danger: danger.iter().map(|sign| (*sign).to_owned()).collect(),
            place: Some(PlaceBody { commune: Some("26740".into()), ..PlaceBody::default() }),
            persons_at_risk: vec![person],
            ..ReportBody::default()
        };
        let form = ReportForm::read(body, &ctx.taxonomy, &ctx.places).map_err(|_| "a story of the demonstration")?;
        let canonical = Plaintext::default();
        submit(
            ctx,
            Submission {
                form,
                channel: CHANNEL_FORM,
                key: None,
                canonical,
                receipt_for: RECEIPT_FOR_PAGES,
                lang: Lang::Vi,
                drill: None,
                suspected: None,
                filed_by: None,
            },
        )
        .await?;
    }
    Ok(())
}
