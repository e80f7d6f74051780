//! Feature rows in, one compressed sparse matrix out.
//!
//! The only matrix type of the trainer: row `i` holds strictly increasing
//! feature numbers and their values. What a feature means is the vocabulary's
//! business.

use crate::error::Error;
use linfa::dataset::Records;
use ndarray::Array2;

/// A sparse matrix of `len()` rows by `n_features()` columns (compressed rows).
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    indptr: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
    n_features: usize,
}

impl Rows {
    /// No rows yet, of `n_features` columns.
    pub fn new(n_features: usize) -> Self {
        Self { indptr: vec![0], indices: Vec::new(), values: Vec::new(), n_features }
    }

    /// Appends a row of `(feature, value)` pairs; an empty one is a row too.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless the features increase strictly and stay below
    /// [`Self::n_features`], and the values are finite. Nothing is appended then.
    pub fn push(&mut self, row: &[(u32, f32)]) -> Result<(), Error> {
        let mut smallest = 0_usize;
        for &(index, value) in row {
            let index = index as usize;
            if index < smallest || index >= self.n_features || !value.is_finite() {
                return Err(Error::Parameter {
                    name: "feature row",
                    found: format!("feature {index} with value {value} in row {}", self.len()),
                    expected: "strictly increasing feature numbers below the number of features \
                               with finite values",
                });
            }
            smallest = index + 1;
        }
        self.indices.extend(row.iter().map(|&(index, _)| index));
        self.values.extend(row.iter().map(|&(_, value)| value));
        self.indptr.push(self.indices.len());
        Ok(())
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.indptr.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of columns.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The number of stored values.
    pub fn n_values(&self) -> usize {
        self.values.len()
    }

    /// Features and values of row `i`.
    ///
    /// # Panics
    /// When there is no row `i`.
    pub fn row(&self, i: usize) -> (&[u32], &[f32]) {
        let span = self.indptr[i]..self.indptr[i + 1];
        (&self.indices[span.clone()], &self.values[span])
    }

    /// All rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u32], &[f32])> {
        (0..self.len()).map(|i| self.row(i))
    }

    /// The given rows in the given order; a row may be taken several times.
    ///
    /// # Panics
    /// When one of `rows` is not below [`Self::len`].
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let mut selected = Self::new(self.n_features);
        for &i in rows {
            let (indices, values) = self.row(i);
            selected.indices.extend_from_slice(indices);
            selected.values.extend_from_slice(values);
            selected.indptr.push(selected.indices.len());
        }
        selected
    }

    /// The same matrix with its zeros: `len()` × `n_features()`.
    pub fn to_dense(&self) -> Array2<f64> {
        let mut dense = Array2::zeros((self.len(), self.n_features));
        for (i, (indices, values)) in self.iter().enumerate() {
            for (&index, &value) in indices.iter().zip(values) {
                dense[[i, index as usize]] = f64::from(value);
            }
        }
        dense
    }
}

impl Records for Rows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.len()
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn rows() -> Rows {
        let mut rows = Rows::new(3);
        rows.push(&[(0, 1.0), (2, 2.0)]).unwrap();
        rows.push(&[]).unwrap();
        rows.push(&[(1, -1.0)]).unwrap();
        rows
    }

    #[test]
    fn rows_come_back_as_pushed() {
        let rows = rows();
        assert_eq!((rows.len(), rows.n_values(), rows.nfeatures()), (3, 3, 3));
        assert_eq!(rows.row(0), (&[0, 2][..], &[1.0, 2.0][..]));
        assert_eq!(rows.row(1), (&[][..], &[][..]));
        assert_eq!(rows.to_dense(), array![[1.0, 0.0, 2.0], [0.0; 3], [0.0, -1.0, 0.0]]);
    }

    #[test]
    fn select_repeats_and_reorders() {
        let selected = rows().select(&[2, 0, 2]);
        assert_eq!(selected.to_dense(), array![[0.0, -1.0, 0.0], [1.0, 0.0, 2.0], [0.0, -1.0, 0.0]]);
    }

    #[test]
    fn a_row_out_of_order_or_range_is_refused_as_a_whole() {
        let mut rows = rows();
        for bad in [&[(1, 1.0), (1, 1.0)][..], &[(2, 1.0), (0, 1.0)], &[(3, 1.0)], &[(0, f32::NAN)]] {
            assert!(rows.push(bad).is_err());
        }
        assert_eq!(rows, self::rows());
    }
}
