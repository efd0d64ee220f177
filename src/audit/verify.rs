//! Proof that the history is the one that was written.

use std::{collections::HashMap, fmt};

use sea_orm::{DbErr, EntityTrait, QueryOrder};
use serde::Serialize;

use super::{
    checkpoint::{Leaf, checkpoint_hash, root},
    record::{EntryContent, entry_hash},
};
use crate::{
    db::Db,
    entity::{audit_chain, audit_entry, checkpoint, checkpoint_leaf},
    vault::{Vault, macs::WritingFace},
};

/// Entries read at a time.
const PAGE: u64 = 2_000;

/// What is wrong with an entry, a chain or a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The content does not belong to its hash.
    Altered,
    /// The hash was recomputed, but without the key of the face that is said to have written it.
    Forged,
    /// It does not follow from the entry before it: something was inserted or put into another order.
    OutOfOrder,
    /// An entry between two others is gone.
    Missing,
    /// The end of the chain is gone, or the chain altogether.
    Truncated,
    /// A checkpoint's signature, root or place in its row is not what was signed.
    CheckpointInvalid,
    /// A checkpoint remembers another entry at this place.
    ContradictsCheckpoint,
}

/// The first fault of one chain, or of the checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The chain, or `checkpoint`.
    pub chain: String,
    /// The entry or checkpoint number.
    pub seq: i64,
    /// What is wrong with it.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entry {}: {:?}", self.chain, self.seq, self.fault)
    }
}

/// The result of a verification.
#[derive(Debug, Default, Serialize)]
pub struct Proof {
    /// Chains read.
    pub chains: u64,
    /// Entries read.
    pub entries: u64,
    /// Checkpoints read.
    pub checkpoints: u64,
    /// Chains changed since the last checkpoint: not yet witnessed.
    pub unwitnessed: u64,
    /// The first fault of each chain.
    pub findings: Vec<Finding>,
}

impl Proof {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, chain: &str, seq: i64, fault: Fault) {
        // The first fault says where to look; what follows from it would only bury that.
        if !self.findings.iter().any(|finding| finding.chain == chain) {
            self.findings.push(Finding { chain: chain.to_owned(), seq, fault });
        }
    }
}

/// Reads every chain and checkpoint. Needs the desk's keys.
///
/// # Errors
/// The database cannot be read.
pub async fn verify(db: &Db, vault: &Vault) -> Result<Proof, DbErr> {
    let mut proof = Proof::default();
    let mut witnessed = witnessed_heads(db, vault, &mut proof).await?;
    let mut heads = HashMap::new();
    for head in audit_chain::Entity::find().all(db.read()).await? {
        proof.chains += 1;
        proof.unwitnessed += u64::from(!head.witnessed);
        heads.insert(head.chain.clone(), (head.seq, head.head));
    }
    let mut walk = Walk { chain: String::new(), seq: 0, prev: Vec::new(), broken: false };
    let mut cursor = audit_entry::Entity::find().cursor_by((audit_entry::Column::Chain, audit_entry::Column::Seq));
    loop {
        let page = cursor.first(PAGE).all(db.read()).await?;
        let Some(last) = page.last() else { break };
        cursor.after((last.chain.clone(), last.seq));
        for entry in &page {
            if entry.chain != walk.chain {
                walk.end(&mut heads, &mut proof);
                walk = Walk { chain: entry.chain.clone(), seq: 0, prev: Vec::new(), broken: false };
            }
            proof.entries += 1;
            walk.step(entry, vault, &mut proof);
            if let Some(hash) = witnessed.remove(&(entry.chain.clone(), entry.seq))
                && hash != entry.hash
            {
                proof.find(&entry.chain, entry.seq, Fault::ContradictsCheckpoint);
            }
        }
    }
    walk.end(&mut heads, &mut proof);
    for (chain, (seq, _)) in heads {
        if seq > 0 {
            proof.find(&chain, 1, Fault::Truncated);
        }
    }
    for (chain, seq) in witnessed.into_keys() {
        proof.find(&chain, seq, Fault::Truncated);
    }
    Ok(proof)
}

/// The walk along one chain.
struct Walk {
    chain: String,
    seq: i64,
    prev: Vec<u8>,
    broken: bool,
}

impl Walk {
    fn step(&mut self, entry: &audit_entry::Model, vault: &Vault, proof: &mut Proof) {
        if self.broken {
            return;
        }
        if let Some(fault) = self.fault(entry, vault) {
            self.broken = true;
            let at = if fault == Fault::Missing { self.seq + 1 } else { entry.seq };
            proof.find(&entry.chain, at, fault);
        }
        self.seq = entry.seq;
        self.prev.clone_from(&entry.hash);
    }

    fn fault(&self, entry: &audit_entry::Model, vault: &Vault) -> Option<Fault> {
        if entry.seq != self.seq + 1 {
            return Some(Fault::Missing);
        }
        let hash = entry_hash(&EntryContent {
            chain: &entry.chain,
            seq: entry.seq,
            at: entry.at,
            actor: &entry.actor,
            event: &entry.event,
            detail: &entry.detail,
            prev: &entry.prev,
        });
        if entry.hash != hash {
            return Some(Fault::Altered);
        }
        let holds = WritingFace::parse(&entry.face).is_some_and(|face| vault.audit_mac_holds(face, &hash, &entry.mac).unwrap_or(false));
        if !holds {
            return Some(Fault::Forged);
        }
        (entry.prev != self.prev).then_some(Fault::OutOfOrder)
    }

    fn end(&self, heads: &mut HashMap<String, (i64, Vec<u8>)>, proof: &mut Proof) {
        if self.chain.is_empty() {
            return;
        }
        match heads.remove(&self.chain) {
            Some((seq, head)) if seq == self.seq && head == self.prev => {}
            Some((seq, _)) if seq > self.seq => proof.find(&self.chain, self.seq + 1, Fault::Truncated),
            _ => proof.find(&self.chain, self.seq, Fault::OutOfOrder),
        }
    }
}

/// Checks the checkpoints and returns what they saw: (chain, entry) → hash.
async fn witnessed_heads(db: &Db, vault: &Vault, proof: &mut Proof) -> Result<HashMap<(String, i64), Vec<u8>>, DbErr> {
    let mut seen = HashMap::new();
    let mut chains = std::collections::HashSet::new();
    let mut previous = Vec::new();
    let mut expected = 1;
    let checkpoints = checkpoint::Entity::find().order_by_asc(checkpoint::Column::No).all(db.read()).await?;
    for row in checkpoints {
        proof.checkpoints += 1;
        let leaves: Vec<Leaf> = checkpoint_leaf::Entity::find()
            .cursor_by((checkpoint_leaf::Column::No, checkpoint_leaf::Column::Chain))
            .after((row.no, String::new()))
            .before((row.no + 1, String::new()))
            .all(db.read())
            .await?
            .into_iter()
            .map(|leaf| Leaf { chain: leaf.chain, seq: leaf.seq, hash: leaf.hash })
            .collect();
        chains.extend(leaves.iter().map(|leaf| leaf.chain.clone()));
        let hash = checkpoint_hash(row.no, row.at.timestamp_micros(), row.chains, &row.previous, &row.root);
        let sound = row.no == expected
            && row.previous == previous
            && row.root == root(&leaves)
            && row.hash == hash
            && i64::try_from(chains.len()) == Ok(row.chains)
            && vault.public().verify_checkpoint(&hash, &row.signature);
        if !sound {
            proof.find("checkpoint", row.no, Fault::CheckpointInvalid);
        }
        seen.extend(leaves.into_iter().map(|leaf| ((leaf.chain, leaf.seq), leaf.hash)));
        previous = row.hash;
        expected = row.no + 1;
    }
    Ok(seen)
}
