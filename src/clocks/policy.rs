//! A deadline policy: what the law or this product wants done by when, by whom, and who is told when it is not.

use crate::kernel::terms::terms;
use std::fmt;

use super::calendar::OfficeHours;
use super::event::Event;
use super::fingerprint::Fingerprint;
use super::track::Track;
use crate::kernel::terms::Severity;

terms! {
    /// Who owes it.
    DutyHolder {
        /// The office accountable for the case.
        AccountableOffice = "accountable_office",
        /// The commune chair in person.
        CommuneChair = "commune_chair",
        /// The office above the accountable one.
        ParentOffice = "parent_office",
        /// The office above the one complained about.
        ParentOfComplainedOffice = "parent_of_complained_office",
        /// The commune's civil-status officer.
        CommuneCivilStatus = "commune_civil_status",
        /// The commune police.
        CommunePolice = "commune_police",
        /// A health facility.
        HealthFacility = "health_facility",
        /// A social assistance facility.
        SocialFacility = "social_facility",
        /// The data-protection officer.
        DataProtectionOfficer = "data_protection_officer",
        /// This program.
        System = "system",
    }
}

impl DutyHolder {
    /// Whether this version can tell them.
    #[must_use]
    pub const fn can_be_alerted(self) -> bool {
        matches!(self, Self::AccountableOffice | Self::CommuneChair | Self::ParentOffice)
    }
}

terms! {
    /// In what an allowance is counted.
    Unit {
        /// Minutes, through nights and holidays.
        Minute = "minute",
        /// Hours, through nights and holidays.
        Hour = "hour",
        /// Days of 24 hours, through holidays.
        CalendarDay = "calendar_day",
        /// Hours in which offices work.
        WorkingHour = "working_hour",
        /// As many working hours as a full working day has.
        WorkingDay = "working_day",
    }
}

impl Unit {
    /// The clock this unit runs on.
    #[must_use]
    pub const fn clock(self) -> ClockKind {
        match self {
            Self::Minute | Self::Hour | Self::CalendarDay => ClockKind::AroundTheClock,
            Self::WorkingHour | Self::WorkingDay => ClockKind::WorkingTime,
        }
    }
}

terms! {
    /// Which hours count.
    ClockKind {
        /// Every hour.
        AroundTheClock = "around_the_clock",
        /// Office hours only.
        WorkingTime = "working_time",
    }
}

terms! {
    /// What kind of clock it is.
    PolicyKind {
        /// Enters response times.
        Response = "response",
        /// An act of a competent person.
        Decision = "decision",
        /// A test of our own system, never a figure.
        Internal = "internal",
        /// Something ends then.
        Expiry = "expiry",
        /// Something must last that long.
        Minimum = "minimum",
        /// Owed by somebody who does not sign in here: shown, never counted.
        Outside = "outside",
    }
}

impl PolicyKind {
    /// Whether this version runs clocks of this kind.
    #[must_use]
    pub const fn is_run(self) -> bool {
        matches!(self, Self::Response | Self::Decision)
    }
}

terms! {
    /// How well the basis of a policy is founded; the order is from best.
    Confidence {
        /// Text of the law or an official page.
        Law = "A",
        /// Press, law firm, compliance note.
        Secondary = "B",
        /// From memory.
        Memory = "M",
        /// Product decision; every province may override it.
        Product = "P",
    }
}

terms! {
    /// Who is told, on the way to a deadline and after it.
    RungTarget {
        /// The duty person of the accountable office.
        DutyPerson = "duty_person",
        /// The head of the Culture and Social Affairs Office.
        Head = "head",
        /// The commune chair or the deputy in charge.
        Chair = "chair",
        /// The provincial health department (professional line).
        ProvinceHealth = "province_health",
        /// The provincial People's Committee (line of command).
        ProvinceCommittee = "province_committee",
        /// The ministry's desk.
        MinistryDesk = "ministry_desk",
        /// The desk that is awake at night.
        RoundTheClockDesk = "round_the_clock_desk",
        /// The commune police.
        CommunePolice = "commune_police",
        /// The provincial police.
        ProvincePolice = "province_police",
        /// The provincial culture department.
        ProvinceCulture = "province_culture",
        /// The provincial education department.
        ProvinceEducation = "province_education",
        /// The children's hotline 111.
        Hotline111 = "hotline_111",
    }
}

impl RungTarget {
    /// Height in the ladder, from 0; nothing for those who are told beside it and never are a rung.
    #[must_use]
    pub const fn height(self) -> Option<u8> {
        match self {
            Self::DutyPerson => Some(0),
            Self::Head => Some(1),
            Self::Chair => Some(2),
            Self::ProvinceHealth => Some(3),
            Self::ProvinceCommittee => Some(4),
            Self::MinistryDesk => Some(5),
            Self::RoundTheClockDesk
            | Self::CommunePolice
            | Self::ProvincePolice
            | Self::ProvinceCulture
            | Self::ProvinceEducation
            | Self::Hotline111 => None,
        }
    }

    /// Whether it is told beside the ladder.
    #[must_use]
    pub const fn is_parallel(self) -> bool {
        self.height().is_none()
    }
}

/// The name of a policy, for example `R-EM-ACK`: what deadlines are stored under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PolicyId(pub(super) String);

impl PolicyId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How long somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.n, self.unit)
    }
}

/// One step of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// When, in percent of the allowance: 100 is the deadline.
    pub at_percent: u32,
    /// Who is told.
    pub to: RungTarget,
}

/// A deadline policy as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub id: PolicyId,
    /// The tracks it belongs to; a case on any one of them has it.
    pub tracks: Vec<Track>,
    /// The severities it applies to; none named means all.
    pub severities: Vec<Severity>,
    /// What starts the clock.
    pub starts_on: Event,
    /// What stops it.
    pub stops_on: Event,
    /// Who owes it.
    pub duty_holder: DutyHolder,
    /// How long they have.
    pub due: Allowance,
    /// Which hours count.
    pub clock: ClockKind,
    /// What kind of clock it is.
    pub kind: PolicyKind,
    /// Only a meeting face to face stops it.
    pub in_person: bool,
    /// The law or decision behind it.
    pub basis: String,
    /// How well that is founded.
    pub confidence: Confidence,
    /// Who is told when.
    pub ladder: Vec<Rung>,
    /// Who is told at the deadline beside the ladder.
    pub parallel_at_due: Vec<RungTarget>,
    /// What else the file says about it.
    pub note: Option<String>,
    /// Its line in the file.
    pub line: u64,
}

/// One reason why this version does not run a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotServed {
    /// No command brings the event about.
    Event(Event),
    /// The duty holder cannot be told.
    DutyHolder(DutyHolder),
    /// Clocks of this kind are not run.
    Kind(PolicyKind),
}

impl fmt::Display for NotServed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => write!(f, "no command of this version brings about \"{event}\""),
            Self::DutyHolder(holder) => write!(f, "this version cannot alert \"{holder}\""),
            Self::Kind(kind) => write!(f, "this version runs no clocks of kind \"{kind}\""),
        }
    }
}

impl Policy {
    /// Why this version does not run it; empty when it does.
    #[must_use]
    pub fn not_served_because(&self) -> Vec<NotServed> {
        let mut reasons: Vec<NotServed> =
            [self.starts_on, self.stops_on].into_iter().filter(|event| !event.is_produced()).map(NotServed::Event).collect();
        if !self.duty_holder.can_be_alerted() {
            reasons.push(NotServed::DutyHolder(self.duty_holder));
        }
        if !self.kind.is_run() {
            reasons.push(NotServed::Kind(self.kind));
        }
        reasons
    }

    /// Whether this version runs it.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.not_served_because().is_empty()
    }
}

/// Every policy of the file, and the office hours it gives.
#[derive(Debug, Clone)]
pub struct Policies {
    pub(super) rows: Vec<Policy>,
    pub(super) office_hours: OfficeHours,
    pub(super) fingerprint: Fingerprint,
}

impl Policies {
    /// Every policy, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Policy] {
        &self.rows
    }

    /// The office hours the file gives.
    #[must_use]
    pub const fn office_hours(&self) -> &OfficeHours {
        &self.office_hours
    }

    /// The policy of that name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.rows.iter().find(|policy| policy.id.as_str() == id)
    }

    /// The policies this version runs.
    pub fn served(&self) -> impl Iterator<Item = &Policy> {
        self.rows.iter().filter(|policy| policy.is_served())
    }

    /// The policies this version reads but does not run yet, each with every reason.
    pub fn not_yet_served(&self) -> impl Iterator<Item = (&Policy, Vec<NotServed>)> {
        self.rows.iter().map(|policy| (policy, policy.not_served_because())).filter(|(_, reasons)| !reasons.is_empty())
    }
}
