//! Model files from anybody: read, or refused with one error, quickly and in little memory.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::model::Model;
use demarche::model_file::{VERSION, from_bytes, to_bytes};
use demarche::random::SplitMix64;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// One test at a time: time and memory are measured.
static TURN: Mutex<()> = Mutex::new(());

/// Bars for the built-in model's size.
const LONGEST: Duration = Duration::from_millis(50);
const MOST: usize = 64 << 20;

/// Magic word, version and checksum.
const HEADER: usize = 16;

fn shipped() -> Vec<u8> {
    std::fs::read("models/en.demarche").unwrap()
}

/// Reads, and holds what that took to the bars; an optimised build alone to the time,
/// and only where it is missed three times, since others may be at work.
fn read(bytes: &[u8]) -> Result<Model, String> {
    let before = MEMORY.current_usage();
    let mut took = Duration::MAX;
    for _ in 0..3 {
        MEMORY.reset_peak_usage();
        let began = Instant::now();
        let result = from_bytes(bytes, "m.demarche");
        took = took.min(began.elapsed());
        let most = MEMORY.peak_usage().saturating_sub(before);
        assert!(most < MOST, "{most} bytes for a file of {}", bytes.len());
        if took < LONGEST || cfg!(debug_assertions) {
            return result.map_err(|error| {
                let line = error.to_string();
                assert!(line.starts_with("m.demarche: ") && !line.contains('\n'), "{line:?}");
                line
            });
        }
    }
    panic!("{took:?} for a file of {} bytes", bytes.len());
}

/// The file with the checksum that it would have if it had been meant so.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = crc32fast::hash(&bytes[HEADER..]);
    bytes[12..HEADER].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// Whatever was let through must work, with numbers that are numbers.
fn works(model: &Model) {
    let prediction = model.predict_text("They will not accept the offer, she said.", "Mette Asgar");
    assert_eq!(prediction.probabilities.len(), model.labels.len());
    let sum: f64 = prediction.probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 1e-6, "{:?}", prediction.probabilities);
}

#[test]
fn every_truncation_is_refused() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = shipped();
    // The checksum of no beginning is that of the whole, so none gets past it.
    let whole = u32::from_le_bytes(bytes[12..HEADER].try_into().unwrap());
    let mut hasher = crc32fast::Hasher::new();
    for (at, byte) in bytes[HEADER..].iter().enumerate() {
        assert!(hasher.clone().finalize() != whole, "cut to {} bytes", HEADER + at);
        hasher.update(&[*byte]);
    }
    assert_eq!(hasher.finalize(), whole);
    // And the reader says so, wherever the cut is.
    let mut random = SplitMix64::new(1);
    let ends = (0..600).chain(bytes.len() - 600..bytes.len());
    let between: Vec<usize> = (0..2000).map(|_| random.below(bytes.len())).collect();
    for cut in ends.chain(between) {
        let error = read(&bytes[..cut]).unwrap_err();
        assert!(error.contains("not a demarche model") || error.contains("damaged"), "{cut}: {error}");
    }
}

#[test]
#[ignore = "a million readings; for release builds"]
fn every_truncation_is_refused_by_the_reader() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = shipped();
    (0..bytes.len()).for_each(|cut| assert!(from_bytes(&bytes[..cut], "m").is_err(), "{cut}"));
}

#[test]
fn ten_thousand_corruptions_are_refused() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = shipped();
    let mut random = SplitMix64::new(2);
    for n in 0..10_000 {
        let mut corrupt = bytes.clone();
        match n % 4 {
            // One bit, one byte, a run of bytes, two places swapped.
            0 => corrupt[random.below(bytes.len())] ^= 1 << random.below(8),
            1 => {
                let at = random.below(bytes.len());
                corrupt[at] = corrupt[at].wrapping_add(1 + random.below(255) as u8);
            }
            2 => {
                let at = random.below(bytes.len() - 64);
                let length = 1 + random.below(64);
                corrupt[at..at + length].fill_with(|| random.next_u64() as u8);
            }
            _ => {
                let (a, b) = (random.below(bytes.len()), random.below(bytes.len()));
                corrupt.swap(a, b);
            }
        }
        if corrupt != bytes {
            read(&corrupt).unwrap_err();
        }
    }
}

#[test]
fn corruptions_with_a_new_checksum_are_refused_or_work() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = shipped();
    let container = u64::from_le_bytes(bytes[HEADER..HEADER + 8].try_into().unwrap()) as usize;
    let mut random = SplitMix64::new(3);
    let (mut refused, mut worked) = (0, 0);
    for n in 0..400 {
        let mut corrupt = bytes.clone();
        // Most of them where the lengths, names and settings are.
        let within = if n % 4 == 0 { bytes.len() - HEADER } else { container + 8 };
        for _ in 0..=n % 3 {
            corrupt[HEADER + random.below(within)] ^= 1 << random.below(8);
        }
        if n % 5 == 0 {
            corrupt.truncate(HEADER + random.below(bytes.len() - HEADER));
        }
        match read(&signed(corrupt)) {
            Ok(model) => {
                works(&model);
                worked += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 100 && worked > 10, "{refused} refused, {worked} worked");
}

#[test]
fn lengths_that_lie_take_no_memory() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = shipped();
    for length in [u64::MAX, u64::MAX / 2, 1 << 40, 100_000_000, bytes.len() as u64, 0, 7] {
        let mut lying = bytes.clone();
        lying[HEADER..HEADER + 8].copy_from_slice(&length.to_le_bytes());
        assert!(read(&signed(lying)).unwrap_err().contains("container"), "{length}");
    }
    // A description that nests without end.
    for open in ["[", "{\"a\":"] {
        let head = open.repeat(100_000);
        let mut nested = bytes[..HEADER].to_vec();
        nested.extend((head.len() as u64).to_le_bytes());
        nested.extend(head.bytes());
        read(&signed(nested)).unwrap_err();
    }
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for version in [VERSION + 1, 77, u32::MAX] {
        let mut newer = shipped();
        newer[8..12].copy_from_slice(&version.to_le_bytes());
        let error = read(&newer).unwrap_err();
        assert!(error.contains(&format!("model format {version}, this program reads format 1")), "{error}");
    }
}

#[test]
fn files_of_every_format_so_far_stay_readable() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // One file a format, with what it says of two sentences (tests/fixtures/models/README.md).
    let said = [(1, ["demand", "rejection"])];
    assert_eq!(said.len(), VERSION as usize, "a new format has a file here");
    for (format, labels) in said {
        let bytes = std::fs::read(format!("tests/fixtures/models/format-{format}.demarche")).unwrap();
        let model = read(&bytes).unwrap();
        for (text, label) in
            ["They demanded a new vote.", "They rejected the offer and refused to sign."].iter().zip(labels)
        {
            let prediction = model.predict_text(text, "");
            assert_eq!(model.labels.name(prediction.label), label, "format {format}");
        }
        if format == VERSION {
            assert!(to_bytes(&model).unwrap() == bytes, "format {format} is written as it was read");
        }
    }
}
