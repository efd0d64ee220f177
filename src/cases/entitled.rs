//! Who holds a key to what: one pure rule that commands apply and the reconciler keeps true (DESIGN 4.4).

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::kernel::{codes::OfficeCode, terms::GrantGround};

/// A part of a case that staff may hold a key to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CasePart {
    /// What happened.
    Case,
    /// Who reported.
    Identity,
    /// The card of this referral, and nothing else.
    Referral(Uuid),
}

/// What decides about keys.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The accountable office.
    pub accountable: Option<OfficeCode>,
    /// The office directly above it: an office that never signs in cannot lock a report away.
    pub parent: Option<OfficeCode>,
    /// The office to which the case is offered: it has to know what it answers.
    pub offered: Option<OfficeCode>,
    /// Offices with a live grant.
    pub grants: BTreeMap<OfficeCode, GrantGround>,
    /// Referrals whose card is out, and the office that was asked.
    pub referrals: BTreeMap<Uuid, OfficeCode>,
    /// Offices that must not know.
    pub excluded: BTreeSet<OfficeCode>,
}

/// The offices entitled to each part. The recovery key is entitled to every part and stands outside this list.
#[must_use]
pub fn entitled(standing: &Standing) -> BTreeSet<(OfficeCode, CasePart)> {
    let both =
        standing.accountable.iter().chain(&standing.parent).flat_map(|office| [(office, CasePart::Case), (office, CasePart::Identity)]);
    let granted = standing.grants.iter().flat_map(|(office, ground)| {
        // Who has to act on an emergency needs to reach the person; who is told of a missed deadline does not.
        let identity = (*ground == GrantGround::EmergencyNotice).then_some((office, CasePart::Identity));
        std::iter::once((office, CasePart::Case)).chain(identity)
    });
    // Who reported is no matter of whose case it is.
    let offered = standing.offered.iter().map(|office| (office, CasePart::Case));
    let asked = standing.referrals.iter().map(|(referral, office)| (office, CasePart::Referral(*referral)));
    both.chain(granted)
        .chain(offered)
        .chain(asked)
        .filter(|(office, _)| !standing.excluded.contains(*office))
        .map(|(office, part)| (office.clone(), part))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{CasePart, Standing, entitled};
    use crate::kernel::{codes::OfficeCode, terms::GrantGround};

    fn office(code: &str) -> OfficeCode {
        OfficeCode::parse(code).unwrap()
    }

    #[test]
    fn the_accountable_office_and_its_parent_hold_both_parts() {
        let standing = Standing { accountable: Some(office("ubnd-26740")), parent: Some(office("syt-79")), ..Standing::default() };
        let all = entitled(&standing);
        assert_eq!(all.len(), 4);
        assert!(all.contains(&(office("syt-79"), CasePart::Identity)));
    }

    #[test]
    fn whoever_is_offered_a_case_reads_it_and_not_who_reported() {
        let standing = Standing { accountable: Some(office("ubnd-26740")), offered: Some(office("ubnd-25747")), ..Standing::default() };
        let all = entitled(&standing);
        assert!(all.contains(&(office("ubnd-25747"), CasePart::Case)) && !all.contains(&(office("ubnd-25747"), CasePart::Identity)));
    }

    #[test]
    fn whoever_is_asked_for_a_service_holds_the_card_and_nothing_else() {
        let referral = uuid::Uuid::from_u128(7);
        let referrals = [(referral, office("tyt-26740"))];
        let standing = Standing { accountable: Some(office("ubnd-26740")), referrals: referrals.into(), ..Standing::default() };
        let theirs: Vec<_> = entitled(&standing).into_iter().filter(|(who, _)| *who == office("tyt-26740")).collect();
        assert_eq!(theirs, [(office("tyt-26740"), CasePart::Referral(referral))]);
        let excluded = Standing { excluded: [office("tyt-26740")].into(), ..standing };
        assert!(entitled(&excluded).iter().all(|(who, _)| *who != office("tyt-26740")));
    }

    #[test]
    fn an_excluded_office_holds_nothing_whatever_else_it_is() {
        let standing = Standing {
            accountable: Some(office("ubnd-26740")),
            parent: Some(office("syt-79")),
            grants: [(office("ca-26740"), GrantGround::EmergencyNotice), (office("ubnd-tinh-79"), GrantGround::Escalation)].into(),
            offered: Some(office("ubnd-25747")),
            referrals: BTreeMap::new(),
            excluded: [office("syt-79"), office("ca-26740"), office("ubnd-26740"), office("ubnd-25747")].into(),
        };
        assert_eq!(entitled(&standing), [(office("ubnd-tinh-79"), CasePart::Case)].into());
    }
}
