//! What was measured, as Markdown.

use crate::load::{Answers, Load};
use std::time::Duration;

/// One row.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Accepted submissions a second.
    pub(crate) rate: f64,
    /// Processor time of the server for each.
    pub(crate) processor_per_request: Duration,
    /// The most resident memory of the server, in bytes.
    pub(crate) peak_memory: u64,
    pub(crate) answers: Answers,
    /// How many responses were found in the database afterwards: as many as were acknowledged.
    pub(crate) stored: Option<usize>,
    /// Deliveries written to the CRM a second, while the load was on.
    pub(crate) delivered_per_second: Option<f64>,
    /// How long after the load the last delivery was written.
    pub(crate) drained: Option<Duration>,
}

/// Prints the machine, the conditions and the table. The rows are in the order of the run; each but the bare
/// handler's is compared with the bare runs before and after it.
pub(crate) fn print(
    machine: &[String],
    databases: &[String],
    load: Load,
    body_bytes: usize,
    syncs: [f64; 2],
    rows: &[Measured],
) {
    for line in machine.iter().chain(databases) {
        println!("- {line}");
    }
    println!(
        "- Load: {} connections kept open, {} s measured after {} s of warm-up, JSON bodies of {body_bytes} bytes, \
         each with its own idempotency key; every answer 201 was sent after its commit was synced",
        load.connections,
        load.measured.as_secs(),
        load.warm_up.as_secs(),
    );
    println!(
        "- Appending 4 KiB and `fdatasync`, nothing else: {:.0} a second before, {:.0} after\n",
        syncs[0], syncs[1]
    );
    println!(
        "| | accepted/s | of bare | p50 | p99 | max | server CPU each | peak memory | other answers | stored | \
         delivered/s meanwhile | last delivered after |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (index, row) in rows.iter().enumerate() {
        let around = [index.checked_sub(1), Some(index + 1)];
        let around = around
            .into_iter()
            .flatten()
            .filter_map(|index| rows.get(index))
            .filter(|row| row.stored.is_none());
        let bare: Vec<f64> = around.map(|row| row.rate).collect();
        let ratio = row
            .stored
            .map(|_| row.rate * bare.len() as f64 / bare.iter().sum::<f64>());
        println!(
            "| {} | {:.0} | {} | {} | {} | {} | {:.0} µs | {:.0} MB | {} | {} | {} | {} |",
            row.name,
            row.rate,
            ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}")),
            millis(row.answers.percentile(0.5)),
            millis(row.answers.percentile(0.99)),
            millis(row.answers.percentile(1.0)),
            row.processor_per_request.as_secs_f64() * 1e6,
            row.peak_memory as f64 / 1e6,
            row.answers.others,
            row.stored
                .map_or_else(String::new, |stored| format!("all {stored}")),
            row.delivered_per_second
                .map_or_else(String::new, |rate| format!("{rate:.0}")),
            row.drained
                .map_or_else(String::new, |time| format!("{:.1} s", time.as_secs_f64())),
        );
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
