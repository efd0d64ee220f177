//! History cannot be rewritten unseen.

use langnghe::{
    audit::{
        checkpoint,
        verify::{Fault, verify},
    },
    kernel::terms::Role,
};

use crate::{
    both,
    support::{COMMUNE, OFFICE, TestApp, short_report},
};

/// A case with a few entries and a checkpoint over them; returns the name of its chain.
async fn witnessed_case(app: &TestApp) -> String {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    responder.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    responder.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    checkpoint::make(&app.ctx.db, &app.ctx.vault, app.ctx.clock.as_ref()).await.unwrap().unwrap();
    let id = app.db_count(&format!("SELECT COUNT(*) FROM case_file WHERE code = '{code}' AND commune_code = '{COMMUNE}'")).await;
    assert_eq!(id, 1);
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let case = langnghe::entity::case_file::Entity::find()
        .filter(langnghe::entity::case_file::Column::Code.eq(code))
        .one(app.ctx.db.read())
        .await
        .unwrap()
        .unwrap();
    format!("case:{}", case.id)
}

/// Does `sql` behind the program's back and says what the proof then finds for `chain`.
async fn found_after(app: &TestApp, chain: &str, sql: &[String]) -> (i64, Fault) {
    assert!(verify(&app.ctx.db, &app.ctx.vault).await.unwrap().holds(), "sound before");
    for statement in sql {
        app.db_execute(statement).await;
    }
    let proof = verify(&app.ctx.db, &app.ctx.vault).await.unwrap();
    let finding = proof.findings.iter().find(|finding| finding.chain == chain).expect("something is found");
    (finding.seq, finding.fault)
}

/// Undoes the damage by starting from a fresh case, so that `finish` is not asked to approve a forged history.
macro_rules! tampering {
    ($($name:ident: |$chain:ident| $sql:expr => $expected:expr;)+) => { $(
        async fn $name(app: TestApp) {
            let $chain = witnessed_case(&app).await;
            let sql: Vec<String> = $sql;
            assert_eq!(found_after(&app, &$chain, &sql).await, $expected);
            app.db_execute("DELETE FROM checkpoint_leaf").await;
            app.db_execute("DELETE FROM checkpoint").await;
            app.db_execute("DELETE FROM audit_entry").await;
            app.db_execute("DELETE FROM audit_chain").await;
            app.finish().await;
        }
    )+ both!($($name),+); };
}

tampering! {
    history_cannot_be_rewritten_unseen: |chain| vec![format!("UPDATE audit_entry SET actor = 'reporter' WHERE chain = '{chain}' AND seq = 3")]
        => (3, Fault::Altered);
    a_missing_entry_is_named: |chain| vec![format!("DELETE FROM audit_entry WHERE chain = '{chain}' AND seq = 2")]
        => (2, Fault::Missing);
    a_truncated_chain_is_named: |chain| vec![format!("DELETE FROM audit_entry WHERE chain = '{chain}' AND seq = 4")]
        => (4, Fault::Truncated);
    a_chain_cut_off_with_its_head_is_named_by_the_checkpoint: |chain| vec![
        format!("DELETE FROM audit_entry WHERE chain = '{chain}' AND seq = 4"),
        format!("UPDATE audit_chain SET seq = 3, head = (SELECT hash FROM audit_entry WHERE chain = '{chain}' AND seq = 3) WHERE chain = '{chain}'"),
    ] => (4, Fault::Truncated);
    a_vanished_chain_is_named: |chain| vec![
        format!("DELETE FROM audit_entry WHERE chain = '{chain}'"), format!("DELETE FROM audit_chain WHERE chain = '{chain}'"),
    ] => (4, Fault::Truncated);
    reordered_entries_are_named: |chain| vec![
        format!("UPDATE audit_entry SET seq = 100 WHERE chain = '{chain}' AND seq = 2"),
        format!("UPDATE audit_entry SET seq = 2 WHERE chain = '{chain}' AND seq = 3"),
        format!("UPDATE audit_entry SET seq = 3 WHERE chain = '{chain}' AND seq = 100"),
    ] => (2, Fault::Altered);
    an_inserted_entry_is_named: |chain| vec![format!(
        "INSERT INTO audit_entry SELECT chain, 5, at, actor, event, detail, prev, hash, face, mac FROM audit_entry WHERE chain = '{chain}' AND seq = 4"
    )] => (5, Fault::Altered);
    a_moved_checkpoint_is_named: |chain| {
        // The chain stays sound; the checkpoint itself is what was touched.
        let _ = &chain;
        vec!["UPDATE checkpoint SET chains = chains + 1".to_owned(), format!("UPDATE audit_entry SET mac = hash WHERE chain = '{chain}' AND seq = 1")]
    } => (1, Fault::Forged);
}
