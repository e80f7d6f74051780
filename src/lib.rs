//! Claims in news text: who demands, rejects, concedes or assesses what.

pub mod error;
pub mod random;
pub mod rows;
pub mod params;
pub mod solver;
pub mod linfa_engine;
pub mod folds;
pub mod calibration;
pub mod metrics;
