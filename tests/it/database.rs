//! The doors to the database.

use std::{collections::BTreeMap, time::Duration};

use langnghe::db::{Db, migrate};
use sea_orm::{ConnectionTrait, DbErr, Iterable, Statement};

use crate::{
    both,
    support::{Kind, TestApp},
};

async fn count_leases(db: &Db, like: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM lease WHERE name LIKE '{like}'");
    db.read().query_one_raw(Statement::from_string(db.backend(), sql)).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

fn insert_lease(name: &str, db: &Db) -> String {
    let id = if db.backend() == sea_orm::DbBackend::Postgres { "gen_random_uuid()" } else { "randomblob(16)" };
    format!("INSERT INTO lease (name, holder, until_at) VALUES ('{name}', {id}, '2026-01-01T00:00:00+00:00')")
}

async fn a_unit_of_work_is_all_or_nothing(app: TestApp) {
    let db = app.ctx.db.clone();
    let refused: Result<(), DbErr> = db
        .write(async |tx| {
            tx.execute_unprepared(&insert_lease("half", &db)).await?;
            Err(DbErr::Custom("no".into()))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(count_leases(&db, "half").await, 0);
    app.finish().await;
}

async fn reading_cannot_write(app: TestApp) {
    let db = app.ctx.db.clone();
    assert!(db.read().execute_unprepared(&insert_lease("reader", &db)).await.is_err());
    app.finish().await;
}

async fn a_failing_unit_takes_nobody_else_with_it(app: TestApp) {
    let db = app.ctx.db.clone();
    let mut tasks = Vec::new();
    for number in 0..40 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let name = format!("unit-{number}");
            let outcome: Result<(), DbErr> = db
                .write(async |tx| {
                    tx.execute_unprepared(&insert_lease(&name, &db)).await?;
                    tokio::task::yield_now().await;
                    if number % 3 == 0 { Err(DbErr::Custom("no".into())) } else { Ok(()) }
                })
                .await;
            (number, outcome.is_ok())
        }));
    }
    for task in tasks {
        let (number, done) = task.await.unwrap();
        assert_eq!(done, number % 3 != 0);
    }
    assert_eq!(count_leases(&db, "unit-%").await, 26);
    app.finish().await;
}

/// Callers dropped at any point: what they did is gone, and nobody who was told "done" lost anything.
async fn cancelled_callers_leave_nothing_half_done(app: TestApp) {
    let db = app.ctx.db.clone();
    let mut tasks = Vec::new();
    for number in 0..200_u64 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let pair = [format!("pair-{number}-a"), format!("pair-{number}-b")];
            let work = db.write(async |tx| {
                for name in &pair {
                    tx.execute_unprepared(&insert_lease(name, &db)).await?;
                }
                Ok::<_, DbErr>(())
            });
            // Some are cut off within microseconds, some after a few milliseconds, some never.
            let patience = if number % 4 == 0 { Duration::from_secs(30) } else { Duration::from_micros(number * 37 % 4_000) };
            (number, matches!(tokio::time::timeout(patience, work).await, Ok(Ok(()))))
        }));
    }
    let mut done = Vec::new();
    for task in tasks {
        let (number, told) = task.await.unwrap();
        if told {
            done.push(number);
        }
    }
    assert!(done.len() >= 50, "who waits is served: {}", done.len());
    // One more unit of work, so that whatever the last cancelled caller left has been undone.
    let last: Result<(), DbErr> = db.write(async |tx| tx.execute_unprepared(&insert_lease("last", &db)).await.map(|_| ())).await;
    last.unwrap();
    for number in 0..200 {
        let rows = count_leases(&db, &format!("pair-{number}-%")).await;
        assert!(rows == 0 || rows == 2, "a cancelled caller left half of its work: {rows}");
        if done.contains(&number) {
            assert_eq!(rows, 2, "somebody was told \"done\" and it is not there");
        }
    }
    app.finish().await;
}

async fn migrating_twice_at_once_is_harmless(app: TestApp) {
    let (one, two) = (Db::open(&app.db_address()).await.unwrap(), Db::open(&app.db_address()).await.unwrap());
    let (first, second) = tokio::join!(migrate::migrate(&one), migrate::migrate(&two));
    first.unwrap();
    second.unwrap();
    assert!(migrate::pending(&one).await.unwrap().is_empty());
    one.close().await;
    two.close().await;
    app.finish().await;
}

/// Columns of a table as the database has them: name → may be null.
async fn columns(app: &TestApp, table: &str) -> BTreeMap<String, bool> {
    let db = &app.ctx.db;
    let sql = match db.backend() {
        sea_orm::DbBackend::Postgres => format!(
            "SELECT column_name::text, (is_nullable = 'YES')::int::bigint FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
        _ => format!("SELECT name, CASE WHEN \"notnull\" = 0 AND pk = 0 THEN 1 ELSE 0 END FROM pragma_table_info('{table}')"),
    };
    let rows = db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index::<i64>(1).unwrap() == 1)).collect()
}

async fn held_against<E: sea_orm::EntityTrait>(app: &TestApp) {
    use sea_orm::{ColumnTrait, IdenStatic};
    let entity: BTreeMap<String, bool> = E::Column::iter().map(|column| (column.as_str().to_owned(), column.def().is_null())).collect();
    let table = E::default();
    assert_eq!(columns(app, table.table_name()).await, entity, "table {}", table.table_name());
}

macro_rules! hold {
    ($app:expr, $($entity:ident),+) => { $( held_against::<langnghe::entity::$entity::Entity>($app).await; )+ };
}

async fn entities_and_migrations_agree(app: TestApp) {
    hold!(
        &app,
        alert,
        audit_chain,
        audit_entry,
        case_file,
        case_grant,
        case_map_move,
        case_opening,
        checkpoint,
        checkpoint_leaf,
        commune,
        contact,
        custody,
        deadline,
        delivery,
        envelope,
        escalation,
        exclusion,
        follow_up_session,
        key_fingerprint,
        lease,
        legacy_alias,
        legacy_province,
        legacy_unit,
        map_change,
        message,
        milestone,
        note,
        office,
        office_key,
        province,
        replay,
        report,
        session,
        staff
    );
    app.finish().await;
}

both!(
    a_unit_of_work_is_all_or_nothing,
    reading_cannot_write,
    a_failing_unit_takes_nobody_else_with_it,
    cancelled_callers_leave_nothing_half_done,
    migrating_twice_at_once_is_harmless,
    entities_and_migrations_agree,
);

#[tokio::test]
async fn durability_is_on() {
    let app = TestApp::new(Kind::Sqlite).await;
    let synchronous: Result<i64, DbErr> = app
        .ctx
        .db
        .write(async |tx| {
            let row = tx.query_one_raw(Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA synchronous")).await?;
            row.ok_or(DbErr::Custom("no answer".into()))?.try_get_by_index(0)
        })
        .await;
    assert_eq!(synchronous.unwrap(), 2, "FULL");
    app.finish().await;
}
