//! Claims in news text: who demands, rejects, concedes or assesses what.
