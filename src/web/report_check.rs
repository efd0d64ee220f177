//! The page before sending: what was said, question by question, where it is understood to be, and who will read it.

use chrono::Timelike;

use super::{
    report_places::{chosen, listed, lists, province_name},
    views::{
        CheckView, Door, Page, Typed,
        report::{Answer, PlaceLists, PlaceShown},
    },
};
use crate::{
    clocks::local_time,
    ctx::Ctx,
    intake::{
        Preview,
        preview::{PlaceKnown, PlaceUnderstood},
    },
    kernel::{Voice, codes::ProvinceCode},
};

/// From this hour until [`MORNING`] it is night in words.
const EVENING: u32 = 18;
const MORNING: u32 = 6;

/// The questions in the order of the form: the field, the key of the question, the group of the labels of its codes.
const QUESTIONS: &[(&str, &str, Option<&str>)] = &[
    ("danger", "q-danger", Some("danger")),
    ("beside", "q-beside", Some("beside")),
    ("about", "q-about", Some("about")),
    ("category", "q-category", Some("category")),
    ("story", "q-story", None),
    ("help", "q-help", Some("help")),
    ("danger_signs", "q-danger-signs", Some("sign")),
    ("facility_name", "q-facility", None),
    ("facility_staff", "q-facility-staff", Some("danger")),
    ("child_where", "q-child-where", Some("where")),
    ("age", "q-age", None),
    ("sex", "q-sex", Some("sex")),
    ("hard", "q-hard", Some("hard")),
    ("reporter_name", "q-name", None),
    ("reporter_phone", "q-phone", None),
    ("reporter_email", "q-email", None),
    ("contact_how", "contact-how", Some("contact")),
    ("contact_when", "contact-when", None),
    ("secret_word", "contact-word", None),
    ("say_who", "contact-other-answers", None),
    ("needs", "q-needs", Some("need")),
    ("interpreter", "q-interpreter", None),
    ("interpreter_elsewhere", "q-interpreter-elsewhere", Some("danger")),
    ("support_person", "q-support-person", None),
    ("support_phone", "q-support-phone", None),
    ("notice", "q-notice", Some("notice")),
];

/// The page for what was typed and what would become of it.
pub(super) fn view(ctx: &Ctx, voice: Voice, typed: Typed, idempotency_key: String, preview: Preview) -> CheckView<'_> {
    let page = Page::public(&ctx.words, voice, "/report").voices_by_form("check-form", "/report/check");
    let door = Door::of(&typed).spoken(voice);
    let place = place(ctx, &page, door, &typed, &preview.place);
    let lists = if place.lists_open { lists(ctx, voice.lang(), &typed) } else { PlaceLists::default() };
    let hour = local_time(ctx.clock.now()).hour();
    let unread = preview.nobody_may_read_now;
    CheckView {
        answers: answers(&page, &typed, door),
        door,
        idempotency_key,
        office: preview.office.name,
        left_out: preview.somebody_left_out,
        unread: unread.then(|| if (MORNING..EVENING).contains(&hour) { "check-unread-now" } else { "check-unread-tonight" }),
        place,
        lists,
        typed,
        page,
    }
}

fn answers(page: &Page<'_>, typed: &Typed, door: Door) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (field, key, group) in QUESTIONS {
        // The door said it, not the person.
        if door == Door::Carer && *field == "category" {
            continue;
        }
        let said = typed.all(field).map(str::trim).filter(|said| !said.is_empty());
        let said: Vec<String> = said.map(|said| group.map_or_else(|| said.to_owned(), |group| door.label(page, group, said))).collect();
        if !said.is_empty() {
            answers.push(Answer { question: door.words(page, key), said: said.join(" · "), field });
        }
    }
    answers
}

fn place(ctx: &Ctx, page: &Page<'_>, door: Door, typed: &Typed, understood: &PlaceUnderstood) -> PlaceShown {
    let name = understood.commune.as_ref().map(|commune| commune.label.clone()).unwrap_or_default();
    let province = || understood.province.as_deref().and_then(ProvinceCode::parse).map(|code| province_name(ctx, page.lang, &code));
    let key = match (understood.known, &understood.was) {
        (PlaceKnown::Commune, Some(_)) => "check-place-was",
        (PlaceKnown::Commune, None) => "check-place",
        (PlaceKnown::Split, _) => "q-where-split",
        (PlaceKnown::Several, _) => "check-place-several",
        (PlaceKnown::Province, _) => "check-place-province",
        (PlaceKnown::Unknown, _) => "check-place-unknown",
        (PlaceKnown::NotSaid, _) => "check-place-not-said",
    };
    let place = if understood.known == PlaceKnown::Province { province().unwrap_or_default() } else { name };
    let meant = page.t2(&door.key(page, key), "place", place, "was", understood.was.clone().unwrap_or_default());
    // Whoever said "none of these" is not asked again.
    let refused = typed.is("place_commune", "none") && typed.get("place_for").trim() == typed.get("place_text").trim();
    let choices = if refused { &[][..] } else { &understood.choices };
    let certain = understood.known == PlaceKnown::Commune;
    PlaceShown {
        meant,
        choices: choices.iter().map(|choice| (choice.code.clone(), choice.label.clone())).collect(),
        position: !typed.get("lat").is_empty() && !typed.get("lon").is_empty(),
        chosen: certain && chosen(ctx, typed).is_some() && !listed(typed),
        lists_open: !certain || listed(typed),
    }
}
