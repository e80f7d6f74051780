//! Out-of-fold probabilities and labels → rows whose label looks wrong.
//!
//! Confident learning (Northcutt, Jiang and Chuang 2021): the threshold of a label
//! is the mean probability that its own rows get; a row is counted as the likeliest
//! label among those whose threshold it reaches. Rows counted as another label than
//! their own are suspicious, most the ones where the two probabilities lie furthest
//! apart.

/// A suspicious row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suspect {
    /// The row's number.
    pub row: usize,
    /// The label that it is counted as.
    pub found: usize,
    /// Probability of its own label less that of the one found; the lower, the surer.
    pub margin: f64,
}

/// The suspicious rows, the surest first. `probabilities` is rows × `n_labels`,
/// row-major; `given` holds the labels of the rows.
///
/// ```
/// let probabilities = [0.9, 0.1, 0.2, 0.8, 0.9, 0.1];
/// let suspects = demarche::data::check::suspicious::suspects(&probabilities, &[0, 1, 1], 2);
/// assert_eq!((suspects.len(), suspects[0].row, suspects[0].found), (1, 2, 0));
/// ```
pub fn suspects(probabilities: &[f64], given: &[usize], n_labels: usize) -> Vec<Suspect> {
    let mut sums = vec![(0.0, 0_u32); n_labels];
    let rows = || probabilities.chunks_exact(n_labels).zip(given);
    for (row, &label) in rows() {
        sums[label].0 += row[label];
        sums[label].1 += 1;
    }
    // Rounding must not keep a row of a label below its own mean.
    let thresholds: Vec<f64> = sums
        .iter()
        .map(|(sum, n)| if *n == 0 { f64::INFINITY } else { sum / f64::from(*n) - 1e-9 })
        .collect();
    let mut suspects = Vec::new();
    for (row, (probability, &label)) in rows().enumerate() {
        let reached = (0..n_labels).filter(|&l| probability[l] >= thresholds[l]);
        let Some(found) = reached.reduce(|a, b| if probability[b] > probability[a] { b } else { a }) else {
            continue;
        };
        if found != label {
            suspects.push(Suspect { row, found, margin: probability[label] - probability[found] });
        }
    }
    suspects.sort_by(|a, b| a.margin.total_cmp(&b.margin).then(a.row.cmp(&b.row)));
    suspects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_of_the_label_and_not_one_half() {
        // Means of the own label: 0 → (.8 + .6 + .1) / 3 = .5, 1 → (.3 + .4) / 2 = .35, 2 → .9.
        let probabilities = [
            [0.8, 0.1, 0.1],   // 0, found 0
            [0.6, 0.4, 0.0],   // 0, found 0: reaches both 0 and 1, 0 is likelier
            [0.1, 0.4, 0.5],   // 0, found 1: .5 does not reach 2's .9
            [0.45, 0.3, 0.25], // 1, reaches none
            [0.5, 0.4, 0.1],   // 1, found 0
            [0.1, 0.0, 0.9],   // 2
        ];
        let suspects = suspects(probabilities.as_flattened(), &[0, 0, 0, 1, 1, 2], 3);
        let found: Vec<(usize, usize)> = suspects.iter().map(|s| (s.row, s.found)).collect();
        assert_eq!(found, [(2, 1), (4, 0)]);
        assert!((suspects[0].margin + 0.3).abs() < 1e-12);
    }

    /// Expected rows: `find_label_issues` of cleanlab 2.9.0 with
    /// `filter_by="confident_learning"`, ranked by `normalized_margin`.
    #[test]
    fn the_rows_are_those_that_cleanlab_finds() {
        let given = [2, 2, 2, 1, 2, 2, 2, 0, 1, 1, 0, 1, 1, 2, 1, 0, 2, 2, 0, 1, 1, 2, 0, 1];
        let probabilities = [
            [0.21, 0.64, 0.15],
            [0.51, 0.47, 0.02],
            [0.49, 0.08, 0.43],
            [0.08, 0.73, 0.19],
            [0.34, 0.03, 0.63],
            [0.09, 0.01, 0.9],
            [0.16, 0.24, 0.6],
            [0.76, 0.06, 0.18],
            [0.11, 0.81, 0.08],
            [0.22, 0.59, 0.19],
            [0.55, 0.37, 0.08],
            [0.07, 0.08, 0.85],
            [0.91, 0.09, 0.0],
            [0.06, 0.51, 0.43],
            [0.38, 0.6, 0.02],
            [0.47, 0.19, 0.34],
            [0.2, 0.18, 0.62],
            [0.05, 0.43, 0.52],
            [0.87, 0.03, 0.1],
            [0.45, 0.55, 0.0],
            [0.14, 0.67, 0.19],
            [0.1, 0.06, 0.84],
            [0.86, 0.08, 0.06],
            [0.02, 0.79, 0.19],
        ];
        let found: Vec<usize> =
            suspects(probabilities.as_flattened(), &given, 3).iter().map(|s| s.row).collect();
        assert_eq!(found, [12, 11, 0]);
    }

    #[test]
    fn a_label_without_rows_is_never_found() {
        assert_eq!(suspects(&[0.2, 0.8], &[0], 2), []);
        assert_eq!(suspects(&[], &[], 2), []);
    }
}
