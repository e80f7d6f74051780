//! A smooth convex objective in, its minimum out: Newton's method with conjugate
//! gradients and a backtracking line search.
//!
//! Inexact Newton as in Nocedal and Wright, "Numerical Optimization", 2nd ed.,
//! algorithm 7.1, with a diagonal preconditioner. Sums run in one fixed order.

/// A twice differentiable convex function that remembers its last point.
pub(crate) trait Objective {
    /// The number of variables.
    fn len(&self) -> usize;
    /// The value at `point`, which becomes the point of the other methods.
    fn value(&mut self, point: &[f64]) -> f64;
    /// The gradient at `point`, which is the point of the last [`Self::value`].
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]);
    /// The Hessian there, times `direction`.
    fn curvature(&mut self, direction: &[f64], product: &mut [f64]);
    /// The diagonal of the Hessian there, or something near it; all positive.
    fn diagonal(&mut self, diagonal: &mut [f64]);
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    /// Largest gradient norm that counts as converged.
    pub gradient_norm: f64,
    /// Largest number of Newton steps.
    pub max_iterations: usize,
}

/// How a minimisation went.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Trace {
    pub value: f64,
    pub gradient_norm: f64,
    pub newton_iterations: usize,
    pub cg_iterations: usize,
    pub converged: bool,
}

/// Conjugate-gradient steps within one Newton step.
const MAX_CG_ITERATIONS: usize = 250;
/// Share of the decrease that the gradient promises that a step must bring (Armijo).
const SUFFICIENT_DECREASE: f64 = 1e-4;
/// Halvings of a step before the search ends.
const MAX_HALVINGS: usize = 40;

/// Moves `point` to the minimum of `objective`, and returns how it went.
pub(crate) fn minimise(objective: &mut impl Objective, point: &mut [f64], stop: Stop) -> Trace {
    let n = objective.len();
    let mut cg = ConjugateGradients::new(n);
    let (mut gradient, mut step, mut trial) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let mut trace = Trace { value: objective.value(point), ..Trace::default() };
    objective.gradient(point, &mut gradient);
    trace.gradient_norm = norm(&gradient);
    let first_norm = trace.gradient_norm;
    while trace.gradient_norm > stop.gradient_norm && trace.newton_iterations < stop.max_iterations {
        // Loose far from the optimum, tighter near it: superlinear convergence
        // without solving early systems better than their model is worth.
        let forcing = (trace.gradient_norm / first_norm).sqrt().min(0.5);
        let floor = 0.5 * stop.gradient_norm / trace.gradient_norm;
        trace.cg_iterations += cg.solve(objective, &gradient, forcing.max(floor), &mut step);
        let slope = dot(&gradient, &step);
        // What the sum behind the value can be wrong by.
        let noise = 1e-14 * trace.value.abs();
        let mut length = 1.0;
        let accepted = (0..MAX_HALVINGS).find_map(|_| {
            for ((trial, &here), &step) in trial.iter_mut().zip(point.iter()).zip(&step) {
                *trial = here + length * step;
            }
            let value = objective.value(&trial);
            let enough = value <= trace.value + SUFFICIENT_DECREASE * length * slope + noise;
            length *= 0.5;
            enough.then_some(value)
        });
        let Some(value) = accepted else { break };
        trace.value = value;
        point.copy_from_slice(&trial);
        objective.gradient(point, &mut gradient);
        trace.gradient_norm = norm(&gradient);
        trace.newton_iterations += 1;
    }
    trace.converged = trace.gradient_norm <= stop.gradient_norm;
    trace
}

/// Scratch space of the inner solver, allocated once.
struct ConjugateGradients {
    inverse_diagonal: Vec<f64>,
    residual: Vec<f64>,
    direction: Vec<f64>,
    product: Vec<f64>,
}

impl ConjugateGradients {
    fn new(n: usize) -> Self {
        Self {
            inverse_diagonal: vec![0.0; n],
            residual: vec![0.0; n],
            direction: vec![0.0; n],
            product: vec![0.0; n],
        }
    }

    /// Solves `H · step = −gradient` until the preconditioned residual has shrunk to
    /// `forcing` of its start, and returns the number of iterations.
    fn solve(
        &mut self,
        objective: &mut impl Objective,
        gradient: &[f64],
        forcing: f64,
        step: &mut [f64],
    ) -> usize {
        let Self { inverse_diagonal, residual, direction, product } = self;
        objective.diagonal(inverse_diagonal);
        step.fill(0.0);
        let mut energy = 0.0;
        for i in 0..gradient.len() {
            inverse_diagonal[i] = 1.0 / inverse_diagonal[i];
            residual[i] = -gradient[i];
            direction[i] = residual[i] * inverse_diagonal[i];
            energy += residual[i] * direction[i];
        }
        let enough = energy * forcing * forcing;
        for iteration in 0..MAX_CG_ITERATIONS {
            if energy <= enough {
                return iteration;
            }
            objective.curvature(direction, product);
            let curvature = dot(direction, product);
            if curvature <= 0.0 {
                return iteration;
            }
            let length = energy / curvature;
            let mut next_energy = 0.0;
            for i in 0..step.len() {
                step[i] += length * direction[i];
                residual[i] -= length * product[i];
                next_energy += residual[i] * residual[i] * inverse_diagonal[i];
            }
            let turn = next_energy / energy;
            energy = next_energy;
            for i in 0..step.len() {
                direction[i] = residual[i] * inverse_diagonal[i] + turn * direction[i];
            }
        }
        MAX_CG_ITERATIONS
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(crate) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
