//! Writing the week of an office: all of it or nothing.

use chrono::NaiveTime;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DutyError, Keeper, held, id};
use crate::{
    audit::{Chain, Event, Ledger},
    clocks::Shift,
    ctx::Ctx,
    db::rows,
    entity::duty_shift,
    kernel::{FieldError, phone::Phone},
    notification::duty::{Crew, can_answer},
};

/// Most shifts of one office: a person an hour, around the clock.
pub const MOST_SHIFTS: usize = 168;
/// Bytes of the print of a week.
const VERSION_BYTES: usize = 8;

/// A shift as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct NewShift {
    /// Monday is 1.
    pub weekday: u8,
    /// `08:00`.
    pub from: String,
    /// `17:00`; an end that does not come after the start is one of the next day.
    pub to: String,
    /// Who, by id.
    pub staff: Option<String>,
    /// At which telephone.
    pub phone: Option<String>,
}

/// A week that somebody wants an office to have.
#[derive(Debug, Clone, Default)]
pub struct NewWeek {
    /// All its shifts.
    pub shifts: Vec<NewShift>,
    /// The [`version`] they saw when they began to write; none overwrites whatever is there.
    pub seen: Option<String>,
}

/// A shift that can be stored.
struct Parsed {
    shift: Shift,
    staff: Option<Uuid>,
    phone: Option<Phone>,
}

/// Gives `office` this week. Returns how many shifts it has.
///
/// # Errors
/// [`DutyError::Fields`] names every field at fault; [`DutyError::Changed`] when somebody else was faster.
pub async fn set(ctx: &Ctx, by: &Keeper, office: &str, week: NewWeek) -> Result<usize, DutyError> {
    let (mut parsed, mut faults) = parse(&week.shifts);
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let office = held(tx, by, office).await?;
            let crew = Crew::of(&ctx.vault, tx, &office.code, now).await?;
            if week.seen.as_ref().is_some_and(|seen| *seen != version(crew.shifts())) {
                return Err(DutyError::Changed);
            }
            for (index, shift) in &parsed {
                if shift.staff.is_some_and(|id| !crew.person(id).is_some_and(can_answer)) {
                    faults.push(FieldError::new(format!("/shifts/{index}/staff"), "duty-stranger"));
                }
            }
            if !faults.is_empty() {
                faults.sort_by_key(|fault| place(&fault.pointer));
                return Err(DutyError::Fields(std::mem::take(&mut faults)));
            }
            duty_shift::Entity::delete_many().filter(duty_shift::Column::OfficeCode.eq(&office.code)).exec(tx).await?;
            let shifts: Vec<duty_shift::Model> = std::mem::take(&mut parsed)
                .into_iter()
                .map(|(_, parsed)| duty_shift::Model {
                    id: ctx.ids.row(now),
                    office_code: office.code.clone(),
                    staff_id: parsed.staff,
                    weekday: i16::from(parsed.shift.weekday()),
                    from_minute: i16::try_from(parsed.shift.from()).unwrap_or_default(),
                    to_minute: i16::try_from(parsed.shift.to()).unwrap_or(1440),
                    phone: parsed.phone.map(Into::into),
                })
                .collect();
            let count = shifts.len();
            rows::insert_all(tx, shifts).await?;
            ledger.record(now, by.actor(), &Event::DutyWeekSet { office: &office.code, shifts: count });
            ledger.finish(tx).await?;
            Ok(count)
        })
        .await
}

/// A short print of a week, by which somebody who writes a new one can say which they saw.
#[must_use]
pub fn version(shifts: &[duty_shift::Model]) -> String {
    let line = |shift: &duty_shift::Model| {
        let (staff, phone) = (shift.staff_id.map(|id| id.to_string()).unwrap_or_default(), shift.phone.clone().unwrap_or_default());
        format!("{} {} {} {staff} {phone}", shift.weekday, shift.from_minute, shift.to_minute)
    };
    let mut lines: Vec<String> = shifts.iter().map(line).collect();
    lines.sort();
    let hash = Sha256::digest(lines.join("\n").as_bytes());
    let short = hash.iter().take(VERSION_BYTES).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{short:016x}")
}

/// The shifts that can be read, each with its place in the request, and what is wrong with the others.
fn parse(shifts: &[NewShift]) -> (Vec<(usize, Parsed)>, Vec<FieldError>) {
    let (mut parsed, mut faults) = (Vec::new(), Vec::new());
    if shifts.len() > MOST_SHIFTS {
        faults.push(FieldError::new("/shifts", "duty-too-many").with("max", MOST_SHIFTS));
    }
    for (index, new) in shifts.iter().enumerate() {
        let mut fault = |field: &str, message| faults.push(FieldError::new(format!("/shifts/{index}/{field}"), message));
        let (from, to) = (clock_time(&new.from), clock_time(&new.to));
        if from.is_none() {
            fault("from", "duty-time");
        }
        if to.is_none() {
            fault("to", "duty-time");
        }
        let shift = from.zip(to).and_then(|(from, to)| Shift::between(new.weekday, from, to));
        if shift.is_none() && from.is_some() && to.is_some() {
            fault("weekday", "duty-weekday");
        }
        let said = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let (staff, phone) = (said(&new.staff), said(&new.phone));
        if staff.is_none() && phone.is_none() {
            fault("staff", "duty-nobody");
        }
        let known = staff.as_deref().map(id);
        if known == Some(None) {
            fault("staff", "duty-stranger");
        }
        let number = phone.as_deref().map(Phone::parse);
        if number == Some(None) {
            fault("phone", "duty-phone");
        }
        if let Some(shift) = shift {
            parsed.push((index, Parsed { shift, staff: known.flatten(), phone: number.flatten() }));
        }
    }
    (parsed, faults)
}

/// The hours of a shift as somebody wrote it down; none where they cannot be read.
#[must_use]
pub fn hours(new: &NewShift) -> Option<Shift> {
    Shift::between(new.weekday, clock_time(&new.from)?, clock_time(&new.to)?)
}

/// What a clock shows, as browsers and people write it. `24:00` is midnight.
fn clock_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    if text == "24:00" {
        return Some(NaiveTime::MIN);
    }
    NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

/// The number of the shift that a pointer names: faults are told in the order of the week.
fn place(pointer: &str) -> usize {
    pointer.split('/').nth(2).and_then(|index| index.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{NewShift, parse};

    fn new(weekday: u8, from: &str, to: &str, staff: Option<&str>, phone: Option<&str>) -> NewShift {
        let text = |text: &str| text.to_owned();
        NewShift { weekday, from: from.into(), to: to.into(), staff: staff.map(text), phone: phone.map(text) }
    }

    #[test]
    fn every_fault_of_a_week_is_named_at_once_with_its_place() {
        let person = "019a0000-0000-7000-8000-000000000001";
        let (parsed, faults) = parse(&[
            new(1, "08:00", "17:00", Some(person), None),
            new(8, "08:00", "17:00", Some(person), None),
            new(1, "8 giờ", "25:00", None, None),
            new(1, "22:00:00", "24:00", Some(" "), Some("0912 345 678")),
            new(1, "22:00", "06:00", Some("Lan"), Some("số của Lan")),
        ]);
        assert_eq!(parsed.len(), 3, "those whose hours can be read");
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.message)).collect();
        assert_eq!(
            told,
            [
                ("/shifts/1/weekday", "duty-weekday"),
                ("/shifts/2/from", "duty-time"),
                ("/shifts/2/to", "duty-time"),
                ("/shifts/2/staff", "duty-nobody"),
                ("/shifts/4/staff", "duty-stranger"),
                ("/shifts/4/phone", "duty-phone"),
            ]
        );
    }
}
