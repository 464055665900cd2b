//! Measured milliseconds and their statistics.

#[derive(Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub fn add(&mut self, millis: f64) {
        self.0.push(millis);
    }

    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
        sorted.get(low).zip(sorted.get(high)).map_or(f64::NAN, |(low, high)| f64::midpoint(*low, *high))
    }

    /// The 95th percentile.
    pub fn p95(&self) -> f64 {
        let sorted = self.sorted();
        sorted.get((sorted.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    pub fn max(&self) -> f64 {
        self.sorted().last().copied().unwrap_or(f64::NAN)
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn samples_give_median_percentile_and_maximum() {
        let mut figures = Samples::default();
        assert!(figures.median().is_nan() && figures.p95().is_nan());
        (1..=100).rev().for_each(|millis| figures.add(f64::from(millis)));
        assert!((figures.median() - 50.5).abs() < 1e-9);
        assert!((figures.p95() - 95.0).abs() < 1e-9 && (figures.max() - 100.0).abs() < 1e-9);
    }
}
