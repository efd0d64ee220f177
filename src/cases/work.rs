//! What was done on a case beside its milestones, as whoever opens it reads it: corrections, requests to close, triage.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    CaseError,
    closing::{self, NeedsAbove},
    correct,
    persons::{self, OpenedPerson},
    triage::{self, OpenedTriage},
};
use crate::{
    ctx::Ctx,
    entity::{case_file, closure_request, correction, triage as triage_row},
    kernel::{Timestamp, secret::Plaintext},
    taxonomy::Approval,
    vault::sealing::CaseKey,
};

/// A correction, opened.
pub struct OpenedCorrection {
    /// The note or contact it belongs to.
    pub of: Uuid,
    /// Who wrote it.
    pub staff: Uuid,
    /// When.
    pub written_at: Timestamp,
    /// What counts instead.
    pub body: Plaintext,
}

/// All of it.
#[derive(Default)]
pub struct Work {
    /// Corrections, oldest first.
    pub corrections: Vec<OpenedCorrection>,
    /// Requests to close, oldest first.
    pub requests: Vec<closure_request::Model>,
    /// Triages, oldest first.
    pub triages: Vec<OpenedTriage>,
    /// Persons at risk who were added, oldest first.
    pub persons: Vec<OpenedPerson>,
    /// The version of the questions that are asked now.
    pub risk_version: String,
    /// Why the office above has to agree to every closing, whatever its reason.
    pub above: Vec<NeedsAbove>,
}

impl Work {
    /// The last correction of a note or contact, which counts.
    #[must_use]
    pub fn corrected(&self, of: Uuid) -> Option<&OpenedCorrection> {
        self.corrections.iter().rev().find(|correction| correction.of == of)
    }

    /// The request that waits for a decision.
    #[must_use]
    pub fn waiting(&self) -> Option<&closure_request::Model> {
        self.requests.iter().rev().find(|request| request.decided_at.is_none())
    }

    /// Everybody who wrote or decided something of it.
    pub fn people(&self) -> impl Iterator<Item = Uuid> {
        let decided = self.requests.iter().flat_map(|request| [Some(request.asked_by), request.decided_by]).flatten();
        let triaged = self.triages.iter().map(|triage| triage.row.staff_id);
        let added = self.persons.iter().map(|person| person.staff);
        self.corrections.iter().map(|correction| correction.staff).chain(decided).chain(triaged).chain(added)
    }
}

/// Reads and opens it.
///
/// # Errors
/// The database cannot be read, or a sealed text not be opened.
pub(super) async fn read(ctx: &Ctx, key: &CaseKey, case: &case_file::Model) -> Result<Work, CaseError> {
    let corrections = correction::Entity::find().filter(correction::Column::CaseId.eq(case.id)).order_by_asc(correction::Column::No);
    let corrections = corrections.all(ctx.db.read()).await?;
    let open = |row: &correction::Model| {
        let of = row.note_id.or(row.contact_id).unwrap_or(row.id);
        Ok::<_, CaseError>(OpenedCorrection { of, staff: row.staff_id, written_at: row.written_at, body: correct::opened(key, row)? })
    };
    let requests = closure_request::Entity::find().filter(closure_request::Column::CaseId.eq(case.id));
    let requests = requests.order_by_asc(closure_request::Column::AskedAt).all(ctx.db.read()).await?;
    let above = closing::rule_for(ctx, ctx.db.read(), case, Approval::Lead).await?.above;
    let triages = triage_row::Entity::find().filter(triage_row::Column::CaseId.eq(case.id)).order_by_asc(triage_row::Column::DoneAt);
    let triages = triages.all(ctx.db.read()).await?;
    let triages = triages.into_iter().map(|row| triage::opened(key, row)).collect::<Result<_, _>>()?;
    let risk_version = ctx.clocks.risk.version.clone();
    let persons = persons::read(ctx, key, case.id).await?;
    Ok(Work { persons, risk_version, triages, corrections: corrections.iter().map(open).collect::<Result<_, _>>()?, requests, above })
}
