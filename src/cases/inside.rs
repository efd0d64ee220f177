//! Who of an office opens and works on its cases: the one rule, applied where cases are opened and where acts happen.
//!
//! Being in scope means knowing that there is a case: its code, how urgent it is, when it is due, who works on it. Inside the
//! accountable office the rest is for the person who is named for it, whoever stands in for them, the lead, and whoever is on duty.
//! While nobody is named it is for every responder: somebody has to be able to take it, and whoever acknowledges it is named by that.
//! An emergency makes no difference, nor does a drill.
//!
//! A colleague who must read says why (`reading`) and reads for a day. They only read: they act on nothing, and do not learn who
//! reported. Whoever is to act is named by the lead, or goes on duty.
//!
//! Nobody of an office that is offered the case or was granted it is named for it, so every responder there may: who is named belongs
//! to the accountable office. Offices above stay as they are. Deliberately absent: who must not know. That is out of scope, and comes
//! before (`find`).

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{CaseError, reading};
use crate::{
    access::Scope,
    entity::case_file,
    kernel::{Timestamp, terms::Role},
};

/// How far into a case in scope somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// They open it and work on it.
    Works,
    /// They gave a reason and read it for a while.
    Reads,
    /// They know that there is a case.
    Knows,
}

/// The rule. `office` is accountable, `named` is named for the case, `reason` says whether a reason was given that still holds.
#[must_use]
pub fn reach(scope: &Scope, office: &str, named: Option<Uuid>, reason: bool) -> Reach {
    let theirs = match named {
        _ if office != scope.office.as_str() || scope.role != Role::Responder => true,
        None => true,
        Some(named) => named == scope.staff || scope.post.on_duty || scope.post.stands_in_for.contains(&named),
    };
    match theirs {
        true => Reach::Works,
        false if reason => Reach::Reads,
        false => Reach::Knows,
    }
}

/// Whether the case is theirs to work on.
///
/// # Errors
/// [`CaseError::WithAnother`].
pub fn works(scope: &Scope, case: &case_file::Model) -> Result<(), CaseError> {
    match reach(scope, &case.office_code, case.assigned_to, false) {
        Reach::Works => Ok(()),
        Reach::Reads | Reach::Knows => Err(CaseError::WithAnother),
    }
}

/// How far they get at `now`.
///
/// # Errors
/// The database cannot be read.
pub async fn reach_now(db: &impl ConnectionTrait, scope: &Scope, case: &case_file::Model, now: Timestamp) -> Result<Reach, DbErr> {
    if works(scope, case).is_ok() {
        return Ok(Reach::Works);
    }
    let reason = reading::holds(db, scope, case.id, now).await?;
    Ok(reach(scope, &case.office_code, case.assigned_to, reason))
}

/// The same for what opens it: at least reading.
///
/// # Errors
/// [`CaseError::WithAnother`].
pub async fn reads(db: &impl ConnectionTrait, scope: &Scope, case: &case_file::Model, now: Timestamp) -> Result<Reach, CaseError> {
    match reach_now(db, scope, case, now).await? {
        Reach::Knows => Err(CaseError::WithAnother),
        reach => Ok(reach),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        Reach::{self, Knows, Reads, Works},
        reach,
    };
    use crate::{
        access::{Post, Scope},
        kernel::{
            codes::OfficeCode,
            terms::Role::{self, Lead, Responder, Supervisor},
        },
    };

    /// Who, their role, whether they are on duty, in whose place they stand; the accountable office, who is named; whether a reason was
    /// given; how far they get.
    type Line<'l> = (&'l str, Role, bool, &'l [Uuid], &'l str, Option<Uuid>, bool, Reach);

    const OWN: &str = "ubnd-26740";
    const OTHER: &str = "ubnd-25747";
    const ME: Uuid = Uuid::from_u128(1);
    const LAN: Uuid = Uuid::from_u128(2);
    const BINH: Uuid = Uuid::from_u128(3);

    fn scope(role: Role, on_duty: bool, stands_in_for: &[Uuid]) -> Scope {
        let post = Post { on_duty, stands_in_for: stands_in_for.iter().copied().collect() };
        Scope { staff: ME, office: OfficeCode::parse(OWN).unwrap(), parties: Vec::new(), sees_cases: true, role, post }
    }

    #[test]
    fn a_case_is_for_whoever_is_named_their_deputy_the_lead_and_the_one_on_duty() {
        #[rustfmt::skip]
        let table: &[Line<'_>] = &[
            // who                              role        duty   in place of    accountable  named        reason  how far
            ("nobody is named",                 Responder,  false, &[],           OWN,         None,        false,  Works),
            ("nobody is named, with a reason",  Responder,  false, &[],           OWN,         None,        true,   Works),
            ("the one who is named",            Responder,  false, &[],           OWN,         Some(ME),    false,  Works),
            ("a colleague",                     Responder,  false, &[],           OWN,         Some(LAN),   false,  Knows),
            ("a colleague with a reason",       Responder,  false, &[],           OWN,         Some(LAN),   true,   Reads),
            ("the deputy",                      Responder,  false, &[LAN],        OWN,         Some(LAN),   false,  Works),
            ("the deputy of somebody else",     Responder,  false, &[BINH],       OWN,         Some(LAN),   false,  Knows),
            ("on duty",                         Responder,  true,  &[],           OWN,         Some(LAN),   false,  Works),
            ("the lead",                        Lead,       false, &[],           OWN,         Some(LAN),   false,  Works),
            ("a supervisor, who opens nothing", Supervisor, false, &[],           OWN,         Some(LAN),   false,  Works),
            ("above, offered, granted",         Responder,  false, &[],           OTHER,       Some(LAN),   false,  Works),
        ];
        for (who, role, duty, deputy, office, named, reason, expected) in table {
            assert_eq!(reach(&scope(*role, *duty, deputy), office, *named, *reason), *expected, "{who}");
        }
    }
}
