//! The driver of a transformer: it collects a header, asks what to do, and does it, however the bytes come.

use super::{Cleaner, FileFault};

/// Most bytes that a format may ask to hold at once.
pub(super) const MOST_HELD: usize = 1024 * 1024;

/// What to do next.
pub(super) enum Step {
    /// Collect this many bytes and ask again with them.
    Need(usize),
    /// Let this many bytes pass, then ask again.
    Copy(u64),
    /// Let nothing pass in place of as many bytes, then ask again.
    Blank(u64),
    /// Leave this many bytes out, then ask again.
    Drop(u64),
    /// Give the format what comes, until it has seen enough.
    Look,
    /// Leave out all that follows.
    End,
}

/// A format: what follows what.
pub(super) trait Format: Send {
    /// The first step.
    fn opening(&self) -> Step;

    /// The next step, after the bytes that were asked for (none after the other steps). What stays of them is added to `out`.
    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault>;

    /// Looks at what comes: how many of `bytes` are done with, and the next step when it has seen enough.
    fn look(&mut self, _bytes: &[u8], _out: &mut Vec<u8>) -> Result<(usize, Option<Step>), FileFault> {
        Err(FileFault::Damaged)
    }

    /// Whether the file may end here, with so many bytes held.
    fn may_end(&self, held: usize) -> bool;
}

/// A format being walked through.
pub(super) struct Walk<F> {
    format: F,
    step: Step,
    held: Vec<u8>,
}

impl<F: Format> Walk<F> {
    pub(super) fn new(format: F) -> Self {
        let step = format.opening();
        Self { format, step, held: Vec::new() }
    }

    fn ask(&mut self, out: &mut Vec<u8>) -> Result<(), FileFault> {
        let held = std::mem::take(&mut self.held);
        self.step = self.format.next(&held, out)?;
        match self.step {
            Step::Need(0) => Err(FileFault::Damaged),
            Step::Need(count) if count > MOST_HELD => Err(FileFault::Uncleanable),
            _ => Ok(()),
        }
    }
}

impl<F: Format> Cleaner for Walk<F> {
    fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), FileFault> {
        loop {
            let used = match &mut self.step {
                Step::Need(count) => {
                    let wanted = count.saturating_sub(self.held.len()).min(bytes.len());
                    let (now, _) = bytes.split_at(wanted);
                    self.held.extend_from_slice(now);
                    let complete = self.held.len() == *count;
                    if complete {
                        self.ask(out)?;
                    } else if wanted == bytes.len() {
                        return Ok(());
                    }
                    wanted
                }
                Step::Copy(left) | Step::Blank(left) | Step::Drop(left) if *left == 0 => {
                    self.ask(out)?;
                    0
                }
                _ if bytes.is_empty() => return Ok(()),
                Step::Copy(left) => {
                    let used = upto(*left, bytes);
                    *left -= used as u64;
                    out.extend_from_slice(bytes.get(..used).unwrap_or_default());
                    used
                }
                Step::Blank(left) => {
                    let used = upto(*left, bytes);
                    *left -= used as u64;
                    out.resize(out.len() + used, 0);
                    used
                }
                Step::Drop(left) => {
                    let used = upto(*left, bytes);
                    *left -= used as u64;
                    used
                }
                Step::Look => {
                    let (used, next) = self.format.look(bytes, out)?;
                    if let Some(next) = next {
                        self.step = next;
                    } else if used == 0 {
                        return Err(FileFault::Damaged);
                    }
                    used
                }
                Step::End => return Ok(()),
            };
            bytes = bytes.get(used..).unwrap_or_default();
        }
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), FileFault> {
        self.push(&[], out)?;
        let ends = match self.step {
            Step::End => true,
            Step::Need(_) => self.format.may_end(self.held.len()),
            Step::Look => self.format.may_end(0),
            Step::Copy(_) | Step::Blank(_) | Step::Drop(_) => false,
        };
        if ends { Ok(()) } else { Err(FileFault::Damaged) }
    }
}

fn upto(left: u64, bytes: &[u8]) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len())
}

/// A big-endian number of two bytes at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|b| u16::from_be_bytes(*b))
}

/// A big-endian number of four bytes at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_be_bytes(*b))
}

/// A little-endian number of four bytes at `at`.
pub(super) fn u32_le_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}
