//! Checkpoints: a signed root over the heads of the chains that changed since the one before.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, LockType},
};
use sha2::{Digest, Sha256};

use super::merkle;
use crate::{
    db::Db,
    entity::{audit_chain, checkpoint, checkpoint_leaf},
    kernel::Clock,
    vault::Vault,
};

/// Rows per statement (TRAPS 4.14).
const CHUNK: usize = 500;

/// Makes the next checkpoint if any chain changed. Needs the desk's signing key. Returns its number.
///
/// # Errors
/// The database refuses.
pub async fn make(db: &Db, vault: &Vault, clock: &dyn Clock) -> Result<Option<i64>, DbErr> {
    db.write(async |tx| {
        let changed = audit_chain::Entity::find()
            .filter(audit_chain::Column::Witnessed.eq(false))
            .order_by_asc(audit_chain::Column::Chain)
            .lock(LockType::Update)
            .all(tx)
            .await?;
        // A chain that was begun but holds no entry yet has nothing to witness.
        let changed: Vec<_> = changed.into_iter().filter(|chain| chain.seq > 0).collect();
        if changed.is_empty() {
            return Ok(None);
        }
        let last = checkpoint::Entity::find().order_by_desc(checkpoint::Column::No).one(tx).await?;
        let (no, previous, known) = last.map_or((1, Vec::new(), 0), |last| (last.no + 1, last.hash, last.chains));
        let mut new_chains = 0;
        for chunk in changed.chunks(CHUNK) {
            let names = chunk.iter().map(|chain| chain.chain.as_str());
            let seen: u64 = checkpoint_leaf::Entity::find()
                .select_only()
                .column(checkpoint_leaf::Column::Chain)
                .distinct()
                .filter(checkpoint_leaf::Column::Chain.is_in(names))
                .count(tx)
                .await?;
            new_chains += chunk.len() as u64 - seen;
        }
        let chains = known + i64::try_from(new_chains).unwrap_or(i64::MAX);
        let leaves: Vec<Leaf> = changed.into_iter().map(|c| Leaf { chain: c.chain, seq: c.seq, hash: c.head }).collect();
        let root = root(&leaves);
        let at = clock.now();
        let hash = checkpoint_hash(no, at.timestamp_micros(), chains, &previous, &root);
        let signature = vault.desk().map_err(|e| DbErr::Custom(e.to_string()))?.sign_checkpoint(&hash);
        checkpoint::Entity::insert(checkpoint::ActiveModel {
            no: Set(no),
            at: Set(at),
            chains: Set(chains),
            previous: Set(previous),
            root: Set(root.to_vec()),
            hash: Set(hash.to_vec()),
            signature: Set(signature),
        })
        .exec_without_returning(tx)
        .await?;
        for chunk in leaves.chunks(CHUNK) {
            let names: Vec<&str> = chunk.iter().map(|leaf| leaf.chain.as_str()).collect();
            audit_chain::Entity::update_many()
                .col_expr(audit_chain::Column::Witnessed, Expr::value(true))
                .col_expr(audit_chain::Column::Urgent, Expr::value(false))
                .filter(audit_chain::Column::Chain.is_in(names))
                .exec(tx)
                .await?;
            let rows = chunk.iter().map(|leaf| checkpoint_leaf::ActiveModel {
                no: Set(no),
                chain: Set(leaf.chain.clone()),
                seq: Set(leaf.seq),
                hash: Set(leaf.hash.clone()),
            });
            checkpoint_leaf::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        Ok(Some(no))
    })
    .await
}

/// Whether an emergency that was just reported waits for its checkpoint.
///
/// # Errors
/// The database cannot be read.
pub async fn emergency_waits(db: &Db) -> Result<bool, DbErr> {
    let sql = "SELECT 1 AS found FROM audit_chain WHERE NOT witnessed AND urgent LIMIT 1";
    Ok(db.read().query_one_raw(Statement::from_string(db.backend(), sql)).await?.is_some())
}

pub(super) struct Leaf {
    pub(super) chain: String,
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
}

/// Root over the leaves, sorted by chain.
pub(super) fn root(leaves: &[Leaf]) -> [u8; 32] {
    // Sorted here and not by the database, whose order of text depends on its collation.
    let mut leaves: Vec<&Leaf> = leaves.iter().collect();
    leaves.sort_by(|a, b| a.chain.cmp(&b.chain));
    let encoded: Vec<Vec<u8>> = leaves
        .into_iter()
        .map(|leaf| [&(leaf.chain.len() as u64).to_be_bytes(), leaf.chain.as_bytes(), &leaf.seq.to_be_bytes(), &leaf.hash].concat())
        .collect();
    merkle::root(&encoded)
}

/// What a checkpoint signs.
pub(super) fn checkpoint_hash(no: i64, at_micros: i64, chains: i64, previous: &[u8], root: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"langnghe checkpoint v1");
    for number in [no, at_micros, chains, i64::try_from(previous.len()).unwrap_or(i64::MAX)] {
        hash.update(number.to_be_bytes());
    }
    hash.update(previous);
    hash.update(root);
    hash.finalize().into()
}
