//! Claims in news text: who demands, rejects, concedes or assesses what.
//!
//! The modules stand in the order in which the data meets them.

pub mod error;
pub mod span;
pub mod words;
pub mod article;
pub mod sentence;
pub mod tagger;
pub mod token;
pub mod lexicon;
pub mod claim;

pub mod label;
pub mod rows;
pub mod features;
pub mod dataset;

pub mod random;
pub mod params;
pub mod solver;
pub mod linfa_engine;
pub mod calibration;
pub mod folds;
pub mod metrics;
pub mod abstention;

pub mod model;
pub mod model_file;
pub mod embedded;
pub mod train;
pub mod search;
pub mod classify;
pub mod describe;

pub mod data;
pub mod brat;
pub mod gold;
pub mod report;
pub mod network;
