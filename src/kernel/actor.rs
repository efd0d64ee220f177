//! Who acts: the part of an audit entry that answers "who".

use uuid::Uuid;

/// The one who caused a change or a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who reports or follows up; nothing more is known or stored.
    Reporter,
    /// A member of staff.
    Staff(Uuid),
    /// A reconciler or a command of the operator.
    System,
}

impl Actor {
    /// How the actor stands in an audit entry: an id or a code, never a name.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Reporter => "reporter".into(),
            Self::Staff(id) => format!("staff:{id}"),
            Self::System => "system".into(),
        }
    }
}
