//! No column lies in the database without somebody having said how it is protected.

use std::collections::BTreeSet;

use langnghe::vault::inventory::{Protection, columns};

use crate::{both, support::TestApp};

async fn schema(app: &TestApp) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for table in app.db_tables().await {
        found.extend(app.db_columns(&table).await.into_iter().map(|(column, _)| (table.clone(), column)));
    }
    found
}

async fn every_column_of_the_schema_is_listed_exactly_once(app: TestApp) {
    let listed: BTreeSet<(String, String)> = columns().map(|c| (c.table.to_owned(), c.column.to_owned())).collect();
    assert_eq!(listed.len(), columns().count(), "listed twice");
    let schema = schema(&app).await;
    assert_eq!(schema.difference(&listed).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not listed");
    assert_eq!(listed.difference(&schema).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "listed, but there is no such column");
    app.finish().await;
}

async fn what_is_sealed_or_hashed_is_bytes(app: TestApp) {
    let mut sealed = 0;
    for listed in columns().filter(|c| !matches!(c.protection, Protection::PlainBecause(_))) {
        let columns = app.db_columns(listed.table).await;
        let kind = columns.iter().find(|(name, _)| name == listed.column).map(|(_, kind)| kind.as_str());
        assert!(matches!(kind, Some("bytea" | "blob")), "{}.{} is {kind:?}", listed.table, listed.column);
        sealed += 1;
    }
    assert!(sealed > 20, "{sealed}");
    app.finish().await;
}

both!(every_column_of_the_schema_is_listed_exactly_once, what_is_sealed_or_hashed_is_bytes);

#[test]
fn every_reason_says_something() {
    for listed in columns() {
        let (Protection::Sealed(reason) | Protection::PlainBecause(reason)) = listed.protection else { continue };
        assert!(reason.len() >= 4, "{}.{}", listed.table, listed.column);
    }
}
