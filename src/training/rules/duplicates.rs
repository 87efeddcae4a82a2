//! What is known of a person's records before any rule is asked: which are
//! duplicates, and in which order they use up a cap.

use std::cmp::{Ordering, Reverse};

use crate::training::{Record, RecordState};

/// One person's records, looked through once for all rules and days.
#[derive(Debug, Clone)]
pub struct PersonRecords<'p> {
    pub(super) records: &'p [Record],
    /// Positions in order of last day, then entry: the order in which caps are used.
    pub(super) in_order: Vec<usize>,
    /// Per position: another record of the same training counts instead.
    pub(super) is_duplicate: Vec<bool>,
    /// Positions in order of first day, when some days overlap; else empty.
    pub(super) by_first_day: Vec<usize>,
}

impl<'p> PersonRecords<'p> {
    /// Looks through all records of one person.
    pub fn new(records: &'p [Record]) -> Self {
        let mut in_order: Vec<usize> = (0..records.len()).collect();
        in_order.sort_unstable_by_key(|&at| (records[at].last_day, records[at].id));
        Self {
            records,
            in_order,
            is_duplicate: find_duplicates(records),
            by_first_day: order_if_days_overlap(records),
        }
    }

    /// The records, as given.
    pub fn records(&self) -> &'p [Record] {
        self.records
    }
}

/// Among recognised records of the same title, first and last day that came at
/// least two ways, the one with more hours, then more days, then the lower id
/// counts. Two that came the same way are two trainings: the ledger's own key
/// keeps real repetitions out.
fn find_duplicates(records: &[Record]) -> Vec<bool> {
    let mut is_duplicate = vec![false; records.len()];
    if records
        .windows(2)
        .all(|pair| pair[0].source == pair[1].source)
    {
        return is_duplicate; // one way only, as with most people: nothing to compare
    }
    let mut recognised: Vec<usize> = (0..records.len())
        .filter(|&at| records[at].state == RecordState::Recognised)
        .collect();
    recognised.sort_unstable_by(|&left, &right| {
        same_training_first(&records[left], &records[right])
            .then_with(|| preference(&records[left]).cmp(&preference(&records[right])))
    });
    for group in recognised
        .chunk_by(|&left, &right| same_training_first(&records[left], &records[right]).is_eq())
    {
        let first_source = records[group[0]].source;
        if group.iter().any(|&at| records[at].source != first_source) {
            for &at in &group[1..] {
                is_duplicate[at] = true;
            }
        }
    }
    is_duplicate
}

fn same_training_first(left: &Record, right: &Record) -> Ordering {
    (left.first_day, left.last_day)
        .cmp(&(right.first_day, right.last_day))
        .then_with(|| left.title.cmp(&right.title))
}

/// Sorts the record that counts to the front; none is less than any number.
fn preference(record: &Record) -> impl Ord {
    (
        Reverse(record.hours_hundredths),
        Reverse(record.days_hundredths),
        record.id,
    )
}

fn order_if_days_overlap(records: &[Record]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_unstable_by_key(|&at| (records[at].first_day, records[at].id));
    let mut latest = None;
    let overlap = order.iter().any(|&at| {
        let overlaps = latest.is_some_and(|latest| records[at].first_day <= latest);
        latest = latest.max(Some(records[at].last_day));
        overlaps
    });
    if overlap { order } else { Vec::new() }
}
