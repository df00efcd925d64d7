//! The remarks of a clip, and the way back and forth through their changes.

use std::ops::RangeInclusive;

use super::{Remark, RemarkId, What};

/// Steps that can be taken back (our default).
const MOST_STEPS: usize = 200;

/// The remarks of a clip, by their time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    remarks: Vec<Remark>,
}

impl Review {
    /// A review of remarks; they are numbered anew.
    pub fn of(remarks: impl IntoIterator<Item = Remark>) -> Self {
        let mut review = Self::default();
        for remark in remarks {
            review.add(remark.from_s, remark.to_s, remark.what);
        }
        review
    }

    /// The remarks, the earliest first; of those that begin together the one made first.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.remarks.is_empty()
    }

    /// A remark by its name.
    pub fn get(&self, id: RemarkId) -> Option<&Remark> {
        self.remarks.iter().find(|remark| remark.id == id)
    }

    /// Adds a remark and says its name. Times are seconds of playing time.
    pub fn add(&mut self, from_s: f64, to_s: f64, what: What) -> RemarkId {
        let id = self.remarks.iter().map(|remark| remark.id).max().unwrap_or(0) + 1;
        self.remarks.push(Remark { id, from_s, to_s, what });
        self.sort();
        id
    }

    /// Puts a remark in the place of the one of the same name; nothing happens where there is none.
    pub fn put(&mut self, remark: Remark) {
        if let Some(old) = self.remarks.iter_mut().find(|old| old.id == remark.id) {
            *old = remark;
            self.sort();
        }
    }

    /// Takes a remark away.
    pub fn remove(&mut self, id: RemarkId) {
        self.remarks.retain(|remark| remark.id != id);
    }

    /// What the coach says of a fault in a repetition whose playing times these are (`None` for the whole set).
    pub fn said_of(&self, fault: &str, rep: Option<&RangeInclusive<f64>>) -> Option<&Remark> {
        self.remarks.iter().rev().find(|remark| {
            matches!(&remark.what, What::Override { fault: of, rep_s, .. } if of == fault
            && match (rep, rep_s) {
                (Some(rep), Some(at)) => rep.contains(at),
                (None, None) => true,
                _ => false,
            })
        })
    }

    fn sort(&mut self) {
        self.remarks.sort_by(|a, b| a.from_s.total_cmp(&b.from_s).then(a.id.cmp(&b.id)));
    }
}

/// A review with undo and redo. A new change after an undo forgets what was undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    now: Review,
    /// Earlier states, the latest last.
    before: Vec<Review>,
    /// What was undone, the next to be done again last.
    after: Vec<Review>,
}

impl From<Review> for History {
    fn from(now: Review) -> Self {
        Self { now, before: Vec::new(), after: Vec::new() }
    }
}

impl History {
    /// The remarks in force.
    pub fn review(&self) -> &Review {
        &self.now
    }

    /// Changes the review as one step; says whether anything is different.
    pub fn change<R>(&mut self, change: impl FnOnce(&mut Review) -> R) -> (bool, R) {
        let was = self.now.clone();
        let given = change(&mut self.now);
        let different = was != self.now;
        if different {
            self.before.push(was);
            self.after.clear();
            if self.before.len() > MOST_STEPS {
                self.before.remove(0);
            }
        }
        (different, given)
    }

    /// Takes the last change back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(was) = self.before.pop() else { return false };
        self.after.push(std::mem::replace(&mut self.now, was));
        true
    }

    /// Makes the change again that was taken back last; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(next) = self.after.pop() else { return false };
        self.before.push(std::mem::replace(&mut self.now, next));
        true
    }

    /// Whether there is a change to take back.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is a change to make again.
    pub fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }
}
