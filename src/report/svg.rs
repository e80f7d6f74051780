//! Points in, a chart as plain SVG out.
//!
//! Charts scale with their place (`viewBox`), take their colours from the page by
//! class names, and say what they show in `<title>` and `<desc>`. No axis is broken
//! and none is logarithmic; there is no layout beyond that.

use super::markup::escape;
use std::fmt::Write;

/// Space for the names and numbers of the axes.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 44.0;

/// One axis.
#[derive(Debug, Clone)]
pub struct Axis {
    /// What it measures.
    pub name: String,
    /// Its lower end.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
    /// Where it has numbers.
    pub ticks: Vec<f64>,
    /// Decimals of the numbers.
    pub decimals: usize,
}

impl Axis {
    /// An axis from 0 to 1 with a number every quarter.
    pub fn share(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            from: 0.0,
            to: 1.0,
            ticks: vec![0.0, 0.25, 0.5, 0.75, 1.0],
            decimals: 2,
        }
    }

    /// An axis from 0 to 1 with a number at each end and in the middle, for small charts.
    pub fn halves(name: &str) -> Self {
        Self { ticks: vec![0.0, 0.5, 1.0], decimals: 1, ..Self::share(name) }
    }

    /// An axis from `from` to 1 with four or five numbers, for values that lie high.
    pub fn share_from(name: &str, from: f64) -> Self {
        let from = (from.clamp(0.0, 0.9) * 10.0).floor() / 10.0;
        let step = if from >= 0.8 {
            0.05
        } else if from >= 0.5 {
            0.1
        } else {
            0.25
        };
        let mut ticks: Vec<f64> =
            (0..=20).map(|n| 1.0 - f64::from(n) * step).filter(|t| *t > from - 1e-9).collect();
        ticks.reverse();
        Self { name: name.to_owned(), from, to: 1.0, ticks, decimals: 2 }
    }

    /// An axis from 0 to a number of rows, with a round number at each step.
    pub fn rows(name: &str, most: f64) -> Self {
        let rough = most.max(1.0) / 4.0;
        let power = 10.0_f64.powi(rough.log10().floor() as i32);
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(rough);
        let ticks = (0..=5).map(|n| f64::from(n) * step).filter(|t| *t <= most).collect();
        Self { name: name.to_owned(), from: 0.0, to: most.max(1.0), ticks, decimals: 0 }
    }

    fn place(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

/// A chart that is being drawn.
#[derive(Debug)]
pub struct Chart {
    id: String,
    title: String,
    description: String,
    width: f64,
    height: f64,
    x: Axis,
    y: Axis,
    body: String,
}

impl Chart {
    /// An empty chart; `id` must be unique on the page, `description` says in words
    /// what it shows.
    pub fn new(id: &str, title: &str, description: &str, size: (f64, f64), x: Axis, y: Axis) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            width: size.0,
            height: size.1,
            x,
            y,
            body: String::new(),
        }
    }

    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let wide = self.width - LEFT - RIGHT;
        let high = self.height - TOP - BOTTOM;
        (LEFT + self.x.place(x) * wide, TOP + (1.0 - self.y.place(y)) * high)
    }

    /// A line through points.
    pub fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut places = String::new();
        for &(x, y) in points {
            let (x, y) = self.at(x, y);
            let _ = write!(places, "{x:.1},{y:.1} ");
        }
        let _ = write!(self.body, "<polyline class=\"{class}\" points=\"{}\"/>", places.trim_end());
    }

    /// A line that keeps its height until the next point.
    pub fn steps(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut corners = Vec::with_capacity(points.len() * 2);
        for (n, &(x, y)) in points.iter().enumerate() {
            if n > 0 {
                corners.push((points[n - 1].0, y));
            }
            corners.push((x, y));
        }
        self.line(class, &corners);
    }

    /// A filled box between two values on each axis.
    pub fn bar(&mut self, class: &str, x: (f64, f64), y: (f64, f64), note: &str) {
        let (left, top) = self.at(x.0, y.1);
        let (right, bottom) = self.at(x.1, y.0);
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}</title></rect>",
            (right - left - 1.0).max(0.0),
            (bottom - top).max(0.0),
            escape(note)
        );
    }

    /// A dot of radius `r`.
    pub fn dot(&mut self, class: &str, x: f64, y: f64, r: f64, note: &str) {
        let (x, y) = self.at(x, y);
        let _ = write!(
            self.body,
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"><title>{}</title></circle>",
            escape(note)
        );
    }

    /// Words at a point; `anchor` is `start`, `middle` or `end`.
    pub fn words(&mut self, x: f64, y: f64, anchor: &str, words: &str) {
        let (x, y) = self.at(x, y);
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            escape(words)
        );
    }

    /// The chart as an element.
    pub fn finish(self) -> String {
        let (id, width, height) = (&self.id, self.width, self.height);
        let mut out = format!(
            "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escape(&self.title),
            escape(&self.description)
        );
        let (right, bottom) = (width - RIGHT, height - BOTTOM);
        for &tick in &self.x.ticks {
            let (x, _) = self.at(tick, self.y.from);
            let _ = write!(
                out,
                "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                bottom + 16.0,
                number(tick, self.x.decimals)
            );
        }
        for &tick in &self.y.ticks {
            let (_, y) = self.at(self.x.from, tick);
            let _ = write!(
                out,
                "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right:.1}\" y2=\"{y:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                y + 4.0,
                number(tick, self.y.decimals)
            );
        }
        let middle = f64::midpoint(TOP, bottom);
        let _ = write!(
            out,
            "<text class=\"axis\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text><text class=\"axis\" transform=\"translate(10 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
            f64::midpoint(LEFT, right),
            height - 8.0,
            escape(&self.x.name),
            escape(&self.y.name)
        );
        out.push_str(&self.body);
        out.push_str("</svg>");
        out
    }
}

/// A number of an axis, `0` and `1` without decimals.
fn number(value: f64, decimals: usize) -> String {
    if value.fract().abs() < 1e-9 {
        super::markup::grouped(value as usize)
    } else {
        format!("{value:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_a_view_box_a_title_and_its_values_in_place() {
        let mut chart = Chart::new("c", "a < b", "two", (100.0, 100.0), Axis::share("x"), Axis::share("y"));
        chart.line("l", &[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]);
        let svg = chart.finish();
        assert!(svg.starts_with("<svg viewBox=\"0 0 100 100\" role=\"img\""), "{svg}");
        assert!(svg.contains("<title id=\"c-t\">a &lt; b</title>"));
        assert!(svg.contains("points=\"48.0,56.0 88.0,8.0 88.0,8.0\""), "{svg}");
    }

    #[test]
    fn an_axis_for_high_values_has_numbers_up_to_one() {
        let axis = Axis::share_from("accuracy", 0.84);
        assert_eq!(axis.from, 0.8);
        assert_eq!(axis.ticks.len(), 5);
        assert_eq!(Axis::share_from("accuracy", 0.2).ticks, [0.25, 0.5, 0.75, 1.0]);
        assert_eq!(Axis::rows("rows", 9_278.0).ticks, [0.0, 5_000.0]);
        assert_eq!(Axis::rows("rows", 6_000.0).ticks, [0.0, 2_000.0, 4_000.0, 6_000.0]);
    }
}
