//! Feature rows in, the same matrix by columns out, smaller where that is exact.
//!
//! Two thirds of the n-grams of a corpus occur in one row only. Under an L2
//! penalty the optimal weights of such features are proportional to their values
//! in that row, so all of a row's own features act as one, whose value is their
//! norm. Features that occur nowhere have weight 0. Only what is left is stored
//! by column; a column lists its rows in order, so scores and gradients read
//! memory forwards.
//!
//! Weights lie label by label within a feature: `weight[feature · k + label]`,
//! first the shared columns, then one own feature for each row.

use crate::rows::Rows;
use std::cmp::Reverse;

/// The column of a feature that one row alone has, or none at all.
const NO_COLUMN: u32 = u32::MAX;

/// A feature that one row alone has.
struct OwnFeature {
    feature: u32,
    row: u32,
    value: f32,
}

/// A sparse matrix by columns, and again by rows.
pub(crate) struct Columns {
    /// Column by column: the rows and the values there.
    column_starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
    /// Row by row: shared columns and their values, what dual ascent walks along.
    row_starts: Vec<usize>,
    cells: Vec<(u32, f32)>,
    /// For every row the norm of the features that it alone has.
    own: Vec<f64>,
    own_features: Vec<OwnFeature>,
    /// For every feature its shared column or [`NO_COLUMN`].
    column_of: Vec<u32>,
}

impl Columns {
    pub(crate) fn new(matrix: &Rows) -> Self {
        let mut counts = vec![0_u32; matrix.n_features()];
        for (features, _) in matrix.iter() {
            for &feature in features {
                counts[feature as usize] += 1;
            }
        }
        // Frequent features side by side stay in the cache.
        let mut shared: Vec<u32> =
            (0..counts.len() as u32).filter(|&feature| counts[feature as usize] > 1).collect();
        shared.sort_by_key(|&feature| Reverse(counts[feature as usize]));
        let mut column_of = vec![NO_COLUMN; counts.len()];
        let mut column_starts = vec![0];
        for (column, &feature) in shared.iter().enumerate() {
            column_of[feature as usize] = column as u32;
            column_starts.push(column_starts[column] + counts[feature as usize] as usize);
        }

        let n_cells = column_starts[shared.len()];
        let mut next = column_starts.clone();
        let (mut rows, mut column_values) = (vec![0; n_cells], vec![0.0; n_cells]);
        let (mut cells, mut row_starts) = (Vec::with_capacity(n_cells), vec![0]);
        let (mut own, mut own_features) = (Vec::with_capacity(matrix.len()), Vec::new());
        for (row, (features, values)) in matrix.iter().enumerate() {
            let mut squares = 0.0;
            let row = row as u32;
            for (&feature, &value) in features.iter().zip(values) {
                let column = column_of[feature as usize];
                if column == NO_COLUMN {
                    squares += f64::from(value) * f64::from(value);
                    own_features.push(OwnFeature { feature, row, value });
                } else {
                    let slot = &mut next[column as usize];
                    (rows[*slot], column_values[*slot]) = (row, value);
                    *slot += 1;
                    cells.push((column, value));
                }
            }
            own.push(squares.sqrt());
            row_starts.push(cells.len());
        }
        Self { column_starts, rows, values: column_values, row_starts, cells, own, own_features, column_of }
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.own.len()
    }

    /// Shared columns and own features.
    pub(crate) fn n_columns(&self) -> usize {
        self.n_shared() + self.own.len()
    }

    /// The `(shared column, value)` pairs of a row and the norm of its own features.
    pub(crate) fn row(&self, row: usize) -> (&[(u32, f32)], f64) {
        (&self.cells[self.row_starts[row]..self.row_starts[row + 1]], self.own[row])
    }

    pub(crate) fn n_shared(&self) -> usize {
        self.column_starts.len() - 1
    }

    fn column(&self, column: usize) -> impl Iterator<Item = (usize, f64)> {
        let span = self.column_starts[column]..self.column_starts[column + 1];
        let rows = self.rows[span.clone()].iter().map(|&row| row as usize);
        rows.zip(self.values[span].iter().map(|&value| f64::from(value)))
    }

    /// Adds `X · weights` to `scores` (row by label).
    pub(crate) fn add_scores(&self, k: usize, weights: &[f64], scores: &mut [f64]) {
        let (shared, own) = weights.split_at(self.n_shared() * k);
        for (column, weights) in shared.chunks_exact(k).enumerate() {
            for (row, value) in self.column(column) {
                add_scaled(&mut scores[row * k..][..k], value, weights);
            }
        }
        for ((scores, weights), &value) in scores.chunks_exact_mut(k).zip(own.chunks_exact(k)).zip(&self.own)
        {
            add_scaled(scores, value, weights);
        }
    }

    /// `Xᵀ · residuals + alpha · weights` into `product`.
    pub(crate) fn transposed(
        &self,
        k: usize,
        residuals: &[f64],
        alpha: f64,
        weights: &[f64],
        product: &mut [f64],
    ) {
        for (product, weight) in product.iter_mut().zip(weights) {
            *product = alpha * weight;
        }
        let (shared, own) = product.split_at_mut(self.n_shared() * k);
        for (column, product) in shared.chunks_exact_mut(k).enumerate() {
            for (row, value) in self.column(column) {
                add_scaled(product, value, &residuals[row * k..][..k]);
            }
        }
        for ((product, residuals), &value) in
            own.chunks_exact_mut(k).zip(residuals.chunks_exact(k)).zip(&self.own)
        {
            add_scaled(product, value, residuals);
        }
    }

    /// `Σᵢ x²ᵢ · spreadᵢ + alpha` for every weight.
    pub(crate) fn diagonal(&self, k: usize, spread: &[f64], alpha: f64, diagonal: &mut [f64]) {
        diagonal.fill(alpha);
        let (shared, own) = diagonal.split_at_mut(self.n_shared() * k);
        for (column, diagonal) in shared.chunks_exact_mut(k).enumerate() {
            for (row, value) in self.column(column) {
                add_scaled(diagonal, value * value, &spread[row * k..][..k]);
            }
        }
        for ((diagonal, spread), &value) in own.chunks_exact_mut(k).zip(spread.chunks_exact(k)).zip(&self.own)
        {
            add_scaled(diagonal, value * value, spread);
        }
    }

    /// Weights of the columns from weights of the features; the part that can't be
    /// expressed (it would only cost penalty) is dropped.
    pub(crate) fn compress(&self, k: usize, features: &[f64], columns: &mut [f64]) {
        columns.fill(0.0);
        for (feature, &column) in features.chunks_exact(k).zip(&self.column_of) {
            if column != NO_COLUMN {
                columns[column as usize * k..][..k].copy_from_slice(feature);
            }
        }
        for own in &self.own_features {
            let column = self.n_shared() + own.row as usize;
            add_scaled(
                &mut columns[column * k..][..k],
                self.share(own),
                &features[own.feature as usize * k..],
            );
        }
    }

    /// Weights of the features from weights of the columns.
    pub(crate) fn expand(&self, k: usize, columns: &[f64]) -> Vec<f64> {
        let mut features = vec![0.0; self.column_of.len() * k];
        for (feature, &column) in features.chunks_exact_mut(k).zip(&self.column_of) {
            if column != NO_COLUMN {
                feature.copy_from_slice(&columns[column as usize * k..][..k]);
            }
        }
        for own in &self.own_features {
            let column = self.n_shared() + own.row as usize;
            add_scaled(
                &mut features[own.feature as usize * k..][..k],
                self.share(own),
                &columns[column * k..],
            );
        }
        features
    }

    /// The part of a row's own column that a feature makes up.
    fn share(&self, own: &OwnFeature) -> f64 {
        if own.value == 0.0 { 0.0 } else { f64::from(own.value) / self.own[own.row as usize] }
    }
}

pub(crate) fn add_scaled(target: &mut [f64], factor: f64, source: &[f64]) {
    for (target, source) in target.iter_mut().zip(source) {
        *target += factor * source;
    }
}
