//! The keys of a new case and the envelopes they are handed out in.

use uuid::Uuid;

use super::{follow_up, submit::SubmitError};
use crate::{
    cases::entitled::{CasePart, Standing, entitled},
    ctx::Ctx,
    entity::envelope,
    kernel::{Ids, codes::OfficeCode, terms::GrantGround},
    localities::{OfficeBook, Route},
    vault::{
        CaseKey, EnvelopeContext, IdentityKey, Part, SealError, SealingKey,
        access_code::AccessCode,
        envelope::wrap,
        office_keys::{OfficePublic, public_keys},
        recovery,
    },
};

/// The keys of a new case and the code of its reporter.
pub(super) struct Keys {
    pub(super) case: CaseKey,
    pub(super) identity: Option<IdentityKey>,
    pub(super) code: AccessCode,
    pub(super) lookup: [u8; 32],
    pub(super) salt: [u8; 16],
    pub(super) reporter_public: [u8; 32],
}

impl Keys {
    pub(super) fn new(ctx: &Ctx, with_identity: bool) -> Self {
        let ids = ctx.ids.as_ref();
        let code = AccessCode::random(ids);
        let derived = code.derive(ctx.vault.public().pepper());
        let mut salt = [0; 16];
        ids.fill(&mut salt);
        Self {
            case: CaseKey::random(ids),
            identity: with_identity.then(|| IdentityKey::random(ids)),
            lookup: derived.lookup,
            reporter_public: derived.reporter_keys(&salt).public,
            salt,
            code,
        }
    }
}

/// Envelopes for everybody entitled, for recovery and, for the conversation only, for the reporter. False when an office had no key
/// yet: the desk seals for it as soon as it has one.
pub(super) async fn envelopes(
    ctx: &Ctx,
    route: &Route,
    book: &OfficeBook,
    keys: &Keys,
    case: Uuid,
    report: Uuid,
) -> Result<(Vec<envelope::Model>, bool), SubmitError> {
    let ids = ctx.ids.as_ref();
    let parent = book.get(&route.accountable).and_then(|office| office.parent.clone());
    let excluded = book.all().filter(|office| route.exclusions.iter().any(|e| e.covers(office, &route.located))).map(|o| o.code.clone());
    let standing = Standing {
        accountable: Some(route.accountable.clone()),
        parent,
        grants: route.notify.iter().map(|office| (office.clone(), GrantGround::EmergencyNotice)).collect(),
        excluded: excluded.collect(),
        ..Standing::default()
    };
    let wanted = entitled(&standing);
    let mut offices: Vec<OfficeCode> = wanted.iter().map(|(office, _)| office.clone()).collect();
    offices.extend(book.line_above(&route.accountable).into_iter().map(|office| office.code.clone()));
    let public = public_keys(ctx.db.read(), &ctx.vault, &offices).await?;
    let mut rows = Vec::new();
    for (office, part) in &wanted {
        // An office without a key must not keep a report from being taken: the nearest above it that has one reads it meanwhile.
        let line = std::iter::once(office).chain(book.line_above(office).into_iter().map(|above| &above.code));
        let holder = line.filter(|holder| !standing.excluded.contains(*holder)).find_map(|holder| Some((holder, public.get(holder)?)));
        let Some((holder, key)) = holder else { continue };
        if rows.iter().any(|row: &envelope::Model| row.recipient == holder.as_str() && row.part == part_code(*part)) {
            continue;
        }
        if holder != office {
            tracing::warn!(office = office.as_str(), holder = holder.as_str(), "an office has no key; sealed for an office above it");
        }
        match (part, &keys.identity) {
            (CasePart::Case, _) => rows.push(seal_for(&keys.case, key, case, Part::Case, holder.as_str(), ids)?),
            (CasePart::Identity, Some(identity)) => rows.push(seal_for(identity, key, case, Part::Identity, holder.as_str(), ids)?),
            // Nobody is asked for a service before the case is there.
            (CasePart::Identity, None) | (CasePart::Referral(_), _) => {}
        }
    }
    let recovery = OfficePublic { version: 1, key: *ctx.vault.public().recovery_public() };
    rows.push(seal_for(&keys.case, &recovery, case, Part::Case, recovery::RECIPIENT, ids)?);
    if let Some(identity) = &keys.identity {
        rows.push(seal_for(identity, &recovery, case, Part::Identity, recovery::RECIPIENT, ids)?);
    }
    let reporter = OfficePublic { version: 1, key: keys.reporter_public };
    rows.push(seal_for(&keys.case.thread(report), &reporter, case, Part::Thread(report), follow_up::RECIPIENT, ids)?);
    Ok((rows, wanted.iter().all(|(office, _)| public.contains_key(office))))
}

const fn part_code(part: CasePart) -> &'static str {
    match part {
        CasePart::Case => Part::Case.code(),
        CasePart::Identity => Part::Identity.code(),
        CasePart::Referral(id) => Part::Referral(id).code(),
    }
}

fn seal_for<K: SealingKey>(
    key: &K,
    to: &OfficePublic,
    case: Uuid,
    part: Part,
    recipient: &str,
    ids: &dyn Ids,
) -> Result<envelope::Model, SealError> {
    let context = EnvelopeContext { case, part, recipient, key_version: to.version };
    Ok(envelope::Model {
        case_id: case,
        part: part.code().to_owned(),
        report_id: part.report(),
        recipient: recipient.to_owned(),
        key_version: to.version,
        sealed_key: wrap(key, &to.key, &context, ids)?,
    })
}
