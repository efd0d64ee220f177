//! Sealing a report to five recipients: what intake does before its transaction begins.

use std::time::{Duration, Instant};

use langnghe::{
    kernel::{Clock, Ids, clock::SystemClock, ids::SystemIds, secret::Plaintext},
    vault::{At, CaseKey, EnvelopeContext, KeyPair, Part, envelope::wrap, sealing::seal},
};

use crate::{
    Plan, load,
    table::{heading, line, median, micros},
};

const RECIPIENTS: usize = 5;

pub fn measure(plan: &Plan) {
    let offices: Vec<KeyPair> = (0..RECIPIENTS).map(|_| KeyPair::generate(&SystemIds)).collect();
    let text = Plaintext::new(load::report());
    let row = SystemIds.row(SystemClock.now());
    let once = || {
        let began = Instant::now();
        let key = CaseKey::random(&SystemIds);
        for column in ["story", "address", "persons", "perpetrators", "contact_wishes"] {
            seal(&key, At { table: "report", column, row }, &text, &SystemIds).unwrap();
        }
        for office in &offices {
            let context = EnvelopeContext { case: row, part: Part::Case, recipient: "office", key_version: 1 };
            wrap(&key, &office.public, &context, &SystemIds).unwrap();
        }
        began.elapsed()
    };
    let mut times: Vec<Duration> = (0..if plan.quick { 500 } else { 5_000 }).map(|_| once()).collect();
    heading("sealing");
    line("five fields, for five recipients", &micros(median(&mut times)), &[]);
}
