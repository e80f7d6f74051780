//! Rows, labels and row weights in, the value and the derivatives of the
//! multinomial logistic objective out.
//!
//! Variables: the weights of the [`Columns`], then the `k` intercepts.

use super::columns::Columns;
use super::newton::Objective;
use super::softmax::softmax;

/// `Σᵢ cᵢ · logloss(yᵢ, softmax(W xᵢ + b)) + α/2 ‖W‖²`.
pub(crate) struct Multinomial<'a> {
    columns: &'a Columns,
    labels: &'a [usize],
    row_weights: &'a [f64],
    k: usize,
    alpha: f64,
    /// Row by label: probabilities at the last point.
    probabilities: Vec<f64>,
    /// Row by label: scratch.
    by_row: Vec<f64>,
}

impl<'a> Multinomial<'a> {
    pub(crate) fn new(
        columns: &'a Columns,
        labels: &'a [usize],
        row_weights: &'a [f64],
        k: usize,
        alpha: f64,
    ) -> Self {
        let size = columns.n_rows() * k;
        let (probabilities, by_row) = (vec![0.0; size], vec![0.0; size]);
        Self { columns, labels, row_weights, k, alpha, probabilities, by_row }
    }

    /// `X · weights + intercept` into `scores`.
    fn scores(columns: &Columns, k: usize, point: &[f64], scores: &mut [f64]) {
        let (weights, intercept) = point.split_at(columns.n_columns() * k);
        for scores in scores.chunks_exact_mut(k) {
            scores.copy_from_slice(intercept);
        }
        columns.add_scores(k, weights, scores);
    }

    /// `by_row` summed over rows into the intercepts' part of `sums`.
    fn sum_rows(&self, sums: &mut [f64]) {
        sums.fill(0.0);
        for residuals in self.by_row.chunks_exact(self.k) {
            for (sum, residual) in sums.iter_mut().zip(residuals) {
                *sum += residual;
            }
        }
    }
}

impl Objective for Multinomial<'_> {
    fn len(&self) -> usize {
        (self.columns.n_columns() + 1) * self.k
    }

    fn value(&mut self, point: &[f64]) -> f64 {
        Self::scores(self.columns, self.k, point, &mut self.probabilities);
        let mut loss = 0.0;
        for ((scores, &label), &weight) in
            self.probabilities.chunks_exact_mut(self.k).zip(self.labels).zip(self.row_weights)
        {
            let score = scores[label];
            loss += weight * (softmax(scores) - score);
        }
        let squares: f64 = point[..self.columns.n_columns() * self.k].iter().map(|w| w * w).sum();
        loss + 0.5 * self.alpha * squares
    }

    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) {
        let k = self.k;
        self.by_row.copy_from_slice(&self.probabilities);
        for ((residuals, &label), &weight) in
            self.by_row.chunks_exact_mut(k).zip(self.labels).zip(self.row_weights)
        {
            residuals[label] -= 1.0;
            for residual in residuals {
                *residual *= weight;
            }
        }
        let (weights, intercept) = gradient.split_at_mut(self.columns.n_columns() * k);
        self.columns.transposed(k, &self.by_row, self.alpha, point, weights);
        self.sum_rows(intercept);
    }

    fn curvature(&mut self, direction: &[f64], product: &mut [f64]) {
        let k = self.k;
        Self::scores(self.columns, k, direction, &mut self.by_row);
        for ((moves, probabilities), &weight) in
            self.by_row.chunks_exact_mut(k).zip(self.probabilities.chunks_exact(k)).zip(self.row_weights)
        {
            let mean: f64 = moves.iter().zip(probabilities).map(|(m, p)| m * p).sum();
            for (moved, probability) in moves.iter_mut().zip(probabilities) {
                *moved = weight * probability * (*moved - mean);
            }
        }
        let (weights, intercept) = product.split_at_mut(self.columns.n_columns() * k);
        self.columns.transposed(k, &self.by_row, self.alpha, direction, weights);
        self.sum_rows(intercept);
    }

    fn diagonal(&mut self, diagonal: &mut [f64]) {
        let k = self.k;
        for ((spread, probabilities), &weight) in
            self.by_row.chunks_exact_mut(k).zip(self.probabilities.chunks_exact(k)).zip(self.row_weights)
        {
            for (spread, probability) in spread.iter_mut().zip(probabilities) {
                *spread = weight * probability * (1.0 - probability);
            }
        }
        let (weights, intercept) = diagonal.split_at_mut(self.columns.n_columns() * k);
        self.columns.diagonal(k, &self.by_row, self.alpha, weights);
        self.sum_rows(intercept);
        // A label that the point is sure about has next to no curvature.
        for value in intercept {
            *value = value.max(f64::MIN_POSITIVE.sqrt());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;
    use crate::rows::Rows;

    /// Derivatives along every axis against central differences of what they derive.
    #[test]
    fn derivatives_agree_with_finite_differences() {
        let mut rows = Rows::new(6);
        for row in [&[(0, 1.0), (2, -0.5)][..], &[(0, 0.5), (1, 1.0), (3, 2.0)], &[], &[(2, 1.0), (5, 0.7)]] {
            rows.push(row).unwrap();
        }
        let columns = Columns::new(&rows);
        let weights = [1.0, 2.0, 0.5, 3.0];
        let mut objective = Multinomial::new(&columns, &[0, 2, 1, 1], &weights, 3, 0.3);
        let n = objective.len();
        let mut generator = SplitMix64::new(1);
        let point: Vec<f64> = (0..n).map(|_| generator.below(1000) as f64 / 500.0 - 1.0).collect();

        let gradient_at = |objective: &mut Multinomial, point: &[f64]| {
            let mut gradient = vec![0.0; n];
            let value = objective.value(point);
            objective.gradient(point, &mut gradient);
            (value, gradient)
        };
        let (_, gradient) = gradient_at(&mut objective, &point);
        let (mut diagonal, mut product) = (vec![0.0; n], vec![0.0; n]);
        objective.diagonal(&mut diagonal);
        let step = 1e-5;
        for i in 0..n {
            let mut axis = vec![0.0; n];
            axis[i] = 1.0;
            objective.value(&point);
            objective.curvature(&axis, &mut product);
            assert!((product[i] - diagonal[i]).abs() < 1e-12);
            let mut moved = point.clone();
            moved[i] += step;
            let (above, gradient_above) = gradient_at(&mut objective, &moved);
            moved[i] -= 2.0 * step;
            let (below, gradient_below) = gradient_at(&mut objective, &moved);
            assert!(((above - below) / (2.0 * step) - gradient[i]).abs() < 1e-7);
            for j in 0..n {
                let slope = (gradient_above[j] - gradient_below[j]) / (2.0 * step);
                assert!((slope - product[j]).abs() < 1e-7);
            }
        }
    }
}
