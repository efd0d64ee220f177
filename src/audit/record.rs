//! Taking a chain and adding to it.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, Statement,
    sea_query::{Expr, OnConflict},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Event;
use crate::{
    db::Tx,
    entity::{audit_chain, audit_entry},
    kernel::{Actor, Timestamp},
    vault::{Vault, macs::WritingFace},
};

/// Rows per statement, well below the bind limits of both databases (TRAPS 4.14).
const CHUNK: usize = 200;

/// Which chain an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// A case.
    Case(Uuid),
    /// A member of staff.
    Staff(Uuid),
    /// The system's day.
    System(Timestamp),
}

impl Chain {
    /// The stored name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Case(id) => format!("case:{id}"),
            Self::Staff(id) => format!("staff:{id}"),
            Self::System(day) => format!("system:{}", day.format("%Y-%m-%d")),
        }
    }
}

/// A chain held by one unit of work: nobody else adds to it until that one ends. Read `now` after taking it, so that time never
/// runs backwards in a chain.
#[must_use = "entries are stored by `finish`"]
pub struct Ledger<'a> {
    vault: &'a Vault,
    chain: String,
    seq: i64,
    head: Vec<u8>,
    is_new: bool,
    urgent: bool,
    entries: Vec<audit_entry::ActiveModel>,
}

impl<'a> Ledger<'a> {
    /// Begins the chain of something that did not exist before this unit of work.
    pub fn begin(vault: &'a Vault, chain: Chain) -> Self {
        Self { vault, chain: chain.name(), seq: 0, head: Vec::new(), is_new: true, urgent: false, entries: Vec::new() }
    }

    /// Takes the chain, beginning it where there is none yet; waits for whoever holds it.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn take(tx: &Tx, vault: &'a Vault, chain: Chain) -> Result<Self, DbErr> {
        let name = chain.name();
        if let Some(row) = hold(tx, &name).await? {
            return Self::held(vault, name, &row);
        }
        let first = audit_chain::ActiveModel {
            chain: Set(name.clone()),
            seq: Set(0),
            head: Set(Vec::new()),
            witnessed: Set(false),
            urgent: Set(false),
        };
        audit_chain::Entity::insert(first)
            .on_conflict(OnConflict::column(audit_chain::Column::Chain).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        match hold(tx, &name).await? {
            Some(row) => Self::held(vault, name, &row),
            None => Err(DbErr::Custom("a chain of entries vanished".into())),
        }
    }

    fn held(vault: &'a Vault, chain: String, row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            vault,
            chain,
            seq: row.try_get("", "seq")?,
            head: row.try_get("", "head")?,
            is_new: false,
            urgent: false,
            entries: Vec::new(),
        })
    }

    /// Adds one entry.
    pub fn record(&mut self, at: Timestamp, actor: Actor, event: &Event<'_>) {
        self.seq += 1;
        self.urgent |= event.is_urgent();
        let actor = actor.code();
        let (code, detail) = (event.code(), event.detail());
        let hash = entry_hash(&EntryContent {
            chain: &self.chain,
            seq: self.seq,
            at,
            actor: &actor,
            event: code,
            detail: &detail,
            prev: &self.head,
        });
        self.entries.push(audit_entry::ActiveModel {
            chain: Set(self.chain.clone()),
            seq: Set(self.seq),
            at: Set(at),
            actor: Set(actor),
            event: Set(code.to_owned()),
            detail: Set(detail),
            prev: Set(std::mem::replace(&mut self.head, hash.to_vec())),
            hash: Set(hash.to_vec()),
            face: NotSet,
            mac: NotSet,
        });
    }

    /// Stores the entries and the new head.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn finish(self, tx: &Tx) -> Result<(), DbErr> {
        finish_all(tx, vec![self]).await
    }

    /// The entries with the MAC of the writing face, and the head where this unit of work began the chain.
    fn sealed(&mut self) -> Result<(Vec<audit_entry::ActiveModel>, Option<audit_chain::ActiveModel>), DbErr> {
        let face = if self.vault.desk().is_ok() { WritingFace::Desk } else { WritingFace::Public };
        let mut entries = std::mem::take(&mut self.entries);
        for entry in &mut entries {
            let hash = <[u8; 32]>::try_from(entry.hash.as_ref().as_slice()).unwrap_or_default();
            let mac = self.vault.audit_mac(face, &hash).map_err(|e| DbErr::Custom(e.to_string()))?;
            entry.face = Set(face.code().to_owned());
            entry.mac = Set(mac.to_vec());
        }
        let head = self.is_new.then(|| audit_chain::ActiveModel {
            chain: Set(self.chain.clone()),
            seq: Set(self.seq),
            head: Set(self.head.clone()),
            witnessed: Set(false),
            urgent: Set(self.urgent),
        });
        Ok((entries, head))
    }
}

/// Stores the entries and the new heads of several chains in few statements: an import begins thousands.
///
/// # Errors
/// The database refuses.
pub async fn finish_all(tx: &Tx, ledgers: Vec<Ledger<'_>>) -> Result<(), DbErr> {
    let (mut entries, mut begun, mut continued) = (Vec::new(), Vec::new(), Vec::new());
    for mut ledger in ledgers.into_iter().filter(|ledger| !ledger.entries.is_empty()) {
        let (own, first) = ledger.sealed()?;
        entries.extend(own);
        match first {
            Some(head) => begun.push(head),
            None => continued.push(ledger),
        }
    }
    for chunk in entries.chunks(CHUNK) {
        audit_entry::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for chunk in begun.chunks(CHUNK) {
        audit_chain::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    for ledger in continued {
        audit_chain::Entity::update_many()
            .col_expr(audit_chain::Column::Seq, Expr::value(ledger.seq))
            .col_expr(audit_chain::Column::Head, Expr::value(ledger.head))
            .filter(audit_chain::Column::Chain.eq(ledger.chain))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn hold(tx: &Tx, chain: &str) -> Result<Option<QueryResult>, DbErr> {
    let sql = "UPDATE audit_chain SET witnessed = false WHERE chain = $1 RETURNING seq, head";
    tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [chain.into()])).await
}

/// What the hash of an entry covers.
pub(super) struct EntryContent<'a> {
    pub(super) chain: &'a str,
    pub(super) seq: i64,
    pub(super) at: Timestamp,
    pub(super) actor: &'a str,
    pub(super) event: &'a str,
    pub(super) detail: &'a str,
    pub(super) prev: &'a [u8],
}

/// SHA-256 over the length-prefixed content.
pub(super) fn entry_hash(content: &EntryContent<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    let (seq, at) = (content.seq.to_be_bytes(), content.at.timestamp_micros().to_be_bytes());
    let fields: [&[u8]; 8] = [
        b"langnghe audit entry v1",
        content.chain.as_bytes(),
        &seq,
        &at,
        content.actor.as_bytes(),
        content.event.as_bytes(),
        content.detail.as_bytes(),
        content.prev,
    ];
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}
