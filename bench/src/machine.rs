//! The machine, in words: numbers mean nothing without it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// One line on each thing that the numbers depend on.
pub(crate) fn describe(folder: &Path) -> Vec<String> {
    let unknown = || "unknown".to_owned();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(unknown);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches("kB").trim().parse().ok());
    let memory = memory.map_or_else(unknown, |kibibytes: u64| {
        format!("{} GiB", (kibibytes + 524_288) / 1_048_576)
    });
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")
        .map_or_else(|_| unknown(), |text| text.trim().into());
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load
        .and_then(|text| text.split(' ').next().map(str::to_owned))
        .unwrap_or_else(unknown);
    vec![
        format!("Processor: {processor}, {cores} cores for server, database and client together"),
        format!("Memory: {memory}"),
        format!("Disk: {}", disk(folder).unwrap_or_else(unknown)),
        format!(
            "Linux {kernel}, {}",
            rustc().unwrap_or_else(|| "rustc unknown".into())
        ),
        format!("Load before the run: {load}"),
    ]
}

/// Whether a folder is memory, where syncing costs nothing.
pub(crate) fn is_memory(folder: &Path) -> bool {
    mount(folder).is_some_and(|(_, kind)| matches!(kind.as_str(), "tmpfs" | "ramfs"))
}

fn disk(folder: &Path) -> Option<String> {
    let (device, kind) = mount(folder)?;
    let name = device.rsplit('/').next().unwrap_or(&device);
    let whole = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let model = [name, whole]
        .iter()
        .find_map(|name| fs::read_to_string(format!("/sys/class/block/{name}/device/model")).ok())
        .map(|model| format!(" ({})", model.trim()));
    Some(format!("{device}{}, {kind}", model.unwrap_or_default()))
}

/// Device and type of the file system that a folder is on.
fn mount(folder: &Path) -> Option<(String, String)> {
    let folder = folder.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.next()?, fields.next()?))
        })
        .filter(|(_, place, _)| folder.starts_with(place))
        .max_by_key(|(_, place, _)| place.len())
        .map(|(device, _, kind)| (device.to_owned(), kind.to_owned()))
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

fn rustc() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
