//! What was sealed, in words: reports, messages.

use super::{
    case_shown::Names,
    views::{
        Page,
        case_file::{CaseMessage, PerpetratorPart, PersonPart, ReportPart, ReporterPart, ReporterTold},
    },
};
use crate::{
    cases::{
        content::{ContactWishes, Identity, Perpetrator, Person, Position},
        view::{Opened, OpenedReport},
    },
    ctx::Ctx,
    kernel::secret::Plaintext,
};

/// The reports, oldest first. `identities` belong to those that name their reporter, in the same order.
pub(super) fn reports(ctx: &Ctx, page: &Page<'_>, opened: &Opened, identities: Option<Vec<Identity>>) -> Vec<ReportPart> {
    let mut opened_identities = identities.unwrap_or_default().into_iter();
    let mut shown = Vec::with_capacity(opened.reports.len());
    for report in &opened.reports {
        let told = if report.names_reporter { opened_identities.next() } else { None };
        shown.push(report_part(ctx, page, report, told));
    }
    // The danger signs are the case's; the first report brought them.
    if let Some(first) = shown.first_mut() {
        let signs = opened.outline.case.dangers.split_whitespace();
        first.signs = signs.map(|sign| ctx.taxonomy.danger_signs.label(sign, page.lang).to_owned()).collect();
    }
    shown
}

fn report_part(ctx: &Ctx, page: &Page<'_>, report: &OpenedReport, identity: Option<Identity>) -> ReportPart {
    let content = &report.content;
    let wishes = content.contact_wishes.as_ref();
    let need = |code: &String| ctx.taxonomy.communication_needs.label(code, page.lang).to_owned();
    ReportPart {
        received_at: page.moment(report.received_at),
        story: shown(content.story.as_ref()),
        place: shown(content.place_typed.as_ref()),
        facility: shown(content.facility_typed.as_ref()),
        address: shown(content.address.as_ref()),
        point: content.position.map(point),
        persons: content.persons.iter().map(|person| person_part(ctx, page, person)).collect(),
        perpetrators: content.perpetrators.iter().map(|perpetrator| perpetrator_part(ctx, page, perpetrator)).collect(),
        // The form sends a code, a program may send any words.
        contact_how: wishes.and_then(|wishes| Some(page.label("contact", wishes.channel.as_ref()?.reveal()))),
        contact_when: wishes.and_then(|wishes| shown(wishes.when.as_ref())),
        wishes: wishes.map(|wishes| more_wishes(ctx, page, wishes, report)).unwrap_or_default(),
        needs: wishes.map(|wishes| wishes.communication_needs.iter().map(need).collect()).unwrap_or_default(),
        reporter: match identity {
            Some(identity) => ReporterPart::Told(reporter_told(ctx, page, &identity)),
            None if report.names_reporter => ReporterPart::Sealed,
            None => ReporterPart::Unnamed,
        },
        ..ReportPart::default()
    }
}

/// What else whoever writes, calls or comes must keep to.
fn more_wishes(ctx: &Ctx, page: &Page<'_>, wishes: &ContactWishes, report: &OpenedReport) -> Vec<(String, String)> {
    let elsewhere = wishes.interpreter_from_elsewhere.then(|| page.t("case-interpreter-elsewhere"));
    let both =
        |parts: [Option<String>; 2]| Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty());
    let by_program = ctx.config.neutral_mail_from.is_some();
    let became = report.notice.as_ref().map(|notice| (notice.state.as_str(), notice.sent_at));
    let notice = match (wishes.notice.as_deref(), became) {
        (Some("text"), _) => page.t("case-notice-text"),
        (Some("email"), Some(("refused" | "void", _))) => page.t("case-notice-mail-refused"),
        (Some("email"), Some((_, Some(sent_at)))) => page.t1("case-notice-mail-sent", "time", page.moment(sent_at)),
        (Some("email"), _) if by_program && report.names_reporter => page.t("case-notice-mail"),
        (Some("email"), _) => page.t("case-notice-email"),
        _ => page.t("case-notice-none"),
    };
    let rows = [
        ("case-secret-word", shown(wishes.secret_word.as_ref())),
        ("case-say-who", shown(wishes.say_who.as_ref())),
        ("case-interpreter", both([shown(wishes.interpreter.as_ref()), elsewhere])),
        ("case-support-person", both([shown(wishes.support_person.as_ref()), shown(wishes.support_phone.as_ref())])),
        ("case-notice", Some(notice)),
    ];
    rows.into_iter().filter_map(|(key, text)| Some((page.t(key), text?))).collect()
}

fn person_part(ctx: &Ctx, page: &Page<'_>, person: &Person) -> PersonPart {
    PersonPart {
        name: shown(person.name.as_ref()),
        age: person.age.map(|age| age.to_string()),
        sex: person.sex.as_ref().map(|code| page.label("sex", code)),
        hard: person.disabilities.iter().map(|code| ctx.taxonomy.disability_types.label(code, page.lang).to_owned()).collect(),
        groups: person.groups.iter().map(|code| ctx.taxonomy.victim_groups.label(code, page.lang).to_owned()).collect(),
    }
}

fn perpetrator_part(ctx: &Ctx, page: &Page<'_>, perpetrator: &Perpetrator) -> PerpetratorPart {
    PerpetratorPart {
        name: shown(perpetrator.name.as_ref()),
        relation: perpetrator.relation.as_ref().map(|code| ctx.taxonomy.offender_relations.label(code, page.lang).to_owned()),
        workplace: shown(perpetrator.workplace.as_ref()),
    }
}

fn reporter_told(ctx: &Ctx, page: &Page<'_>, identity: &Identity) -> ReporterTold {
    ReporterTold {
        name: shown(identity.name.as_ref()),
        relation: identity.relation.as_ref().map(|code| ctx.taxonomy.reporter_relations.label(code, page.lang).to_owned()),
        phone: shown(identity.phone.as_ref()),
        email: shown(identity.email.as_ref()),
    }
}

/// Messages both ways, oldest first.
pub(super) fn messages(page: &Page<'_>, opened: &Opened, names: &Names) -> Vec<CaseMessage> {
    let mut messages: Vec<_> = opened.messages.iter().collect();
    messages.sort_by_key(|message| message.sent_at);
    let message = |message: &crate::cases::view::OpenedMessage| CaseMessage {
        by: message.staff.map(|id| names.person(id)),
        at: page.moment(message.sent_at),
        to_verify: message.to_verify().map(str::to_owned),
        text: message.body.reveal().to_owned(),
    };
    messages.into_iter().map(message).collect()
}

fn shown(text: Option<&Plaintext>) -> Option<String> {
    text.map(|text| text.reveal().to_owned())
}

/// A position as maps take it.
fn point(at: Position) -> String {
    let exact = at.accuracy_m.map(|metres| format!(" (± {metres:.0} m)")).unwrap_or_default();
    format!("{:.5}, {:.5}{exact}", at.lat, at.lon)
}

#[cfg(test)]
mod tests {
    use super::point;
    use crate::cases::content::Position;

    #[test]
    fn a_position_can_be_pasted_into_a_map() {
        assert_eq!(point(Position { lat: 10.77, lon: 106.7, accuracy_m: None }), "10.77000, 106.70000");
        assert_eq!(point(Position { lat: 10.77, lon: 106.7, accuracy_m: Some(29.6) }), "10.77000, 106.70000 (± 30 m)");
    }
}
