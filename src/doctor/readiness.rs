//! Where nobody would answer: a summary, not the readiness of each office.

use sea_orm::{DbErr, FromQueryResult, Statement};

use super::Finding;
use crate::{db::Db, readiness::facts::provinces_awake};

/// What the offices promise at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
struct Readiness {
    communes: i64,
    /// Communes whose own committee has nobody.
    unanswered: i64,
    provinces: i64,
    /// Provinces in which no office above the communes has anybody.
    without_cover: i64,
    /// Provinces without a desk where somebody is on duty at every hour.
    asleep: i64,
}

/// Of communes and provinces as the map stands today. `office.staffed` is the fact that routing reads (`access::staffing`).
const QUESTION: &str = "SELECT (SELECT COUNT(*) FROM commune WHERE retired_on IS NULL) AS communes, \
    (SELECT COUNT(*) FROM commune c WHERE c.retired_on IS NULL AND NOT EXISTS \
        (SELECT 1 FROM office o WHERE o.commune_code = c.code AND o.kind = 'commune_pc' AND o.staffed)) AS unanswered, \
    (SELECT COUNT(*) FROM province) AS provinces, \
    (SELECT COUNT(*) FROM province p WHERE NOT EXISTS \
        (SELECT 1 FROM office o WHERE o.province_code = p.code AND o.commune_code IS NULL AND o.staffed)) AS without_cover, \
    CAST(0 AS bigint) AS asleep";

pub(super) async fn check(db: &Db) -> Vec<Finding> {
    match ask(db).await {
        Ok(readiness) => judge(&readiness),
        Err(error) => vec![Finding::refused("readiness", &error)],
    }
}

async fn ask(db: &Db) -> Result<Readiness, DbErr> {
    let row = Readiness::find_by_statement(Statement::from_string(db.backend(), QUESTION)).one(db.read()).await?;
    let row = row.ok_or_else(|| DbErr::Custom("no answer".into()))?;
    // By the rule that receipts promise by: a desk without a roster is none at night.
    let awake = i64::try_from(provinces_awake(db).await?.len()).unwrap_or(i64::MAX);
    Ok(Readiness { asleep: row.provinces.saturating_sub(awake), ..row })
}

fn judge(readiness: &Readiness) -> Vec<Finding> {
    let Readiness { communes, unanswered, provinces, without_cover, asleep } = *readiness;
    if communes == 0 || provinces == 0 {
        return vec![Finding::error(
            "places",
            "the database holds no places: `serve` refuses to start",
            "it was migrated but not seeded",
            "run `langnghe seed all`",
        )];
    }
    let mut findings = Vec::new();
    if unanswered == 0 {
        findings.push(Finding::ok("readiness-communes", format!("somebody answers in each of {communes} communes")));
    } else {
        findings.push(Finding::warning(
            "readiness-communes",
            format!("in {unanswered} of {communes} communes nobody can answer"),
            "their committee has no active member of staff; reports from there go to the office above",
            "langnghe staff add … --role responder --office ubnd-…",
        ));
    }
    if without_cover > 0 && unanswered > 0 {
        findings.push(Finding::warning(
            "readiness-provinces",
            format!("in {without_cover} of {provinces} provinces no office above the communes has anybody"),
            "what no commune answers there ends at the ministry's desk",
            "add somebody to the health department or the People's Committee of each province (`langnghe staff add`)",
        ));
    }
    if asleep == 0 {
        findings.push(Finding::ok("readiness-night", format!("each of {provinces} provinces has a desk that is awake at night")));
    } else {
        findings.push(Finding::warning(
            "readiness-night",
            format!("{asleep} of {provinces} provinces have no staffed round-the-clock desk with somebody on duty at every hour"),
            "nobody there is told of an emergency at night; the page says so to whoever reports",
            "langnghe office add … --round-the-clock, staff it, and write its week down on the page Duty",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Readiness, judge};
    use crate::doctor::Severity;

    #[test]
    fn every_hole_is_counted_and_an_empty_country_is_an_error() {
        let full = Readiness { communes: 9, unanswered: 0, provinces: 3, without_cover: 0, asleep: 0 };
        let wrong = |readiness: Readiness| {
            let found = judge(&readiness).into_iter().filter(|it| it.severity != Severity::Ok);
            found.map(|it| (it.code, it.severity)).collect::<Vec<_>>()
        };
        assert_eq!(wrong(full), []);
        assert_eq!(wrong(Readiness { unanswered: 2, ..full }), [("readiness-communes", Severity::Warning)]);
        assert_eq!(wrong(Readiness { asleep: 1, ..full }), [("readiness-night", Severity::Warning)]);
        assert_eq!(wrong(Readiness { without_cover: 1, ..full }), [], "where every commune answers nothing climbs that far unseen");
        assert_eq!(
            wrong(Readiness { unanswered: 1, without_cover: 1, ..full }),
            [("readiness-communes", Severity::Warning), ("readiness-provinces", Severity::Warning)]
        );
        assert_eq!(wrong(Readiness { communes: 0, ..full }), [("places", Severity::Error)]);
    }
}
