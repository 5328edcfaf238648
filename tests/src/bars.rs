//! What must hold of a benchmark, and whether it did. A bar whose figure could not be taken counts as missed.

/// How a bar came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Met,
    /// It does not.
    Missed,
    /// Why there is no figure.
    NotMeasured(String),
    /// It was measured too seldom for a bar to say something.
    Reported,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The model, or whatever else was measured.
    pub model: String,
    /// What was measured, with its unit.
    pub what: String,
    /// Ponder's figure.
    pub ponder: String,
    /// The figure of what it is compared with; empty where there is nothing.
    pub stock: String,
    /// The one by the other; empty where that says nothing.
    pub ratio: String,
    /// What must hold; empty where nothing must.
    pub asked: String,
    /// Whether it held.
    pub outcome: Outcome,
}

impl Bar {
    /// A bar that nothing is compared with.
    pub fn new(model: &str, what: &str, ponder: String, bar: &str, met: bool) -> Self {
        Self {
            model: model.to_owned(),
            what: what.to_owned(),
            ponder,
            stock: String::new(),
            ratio: String::new(),
            asked: bar.to_owned(),
            outcome: if met { Outcome::Met } else { Outcome::Missed },
        }
    }

    /// A bar without a figure.
    pub fn not_measured(model: &str, what: &str, bar: &str, reason: &str) -> Self {
        Self {
            outcome: Outcome::NotMeasured(reason.to_owned()),
            ..Self::new(model, what, "–".to_owned(), bar, false)
        }
    }

    /// A figure without a bar.
    pub fn reported(model: &str, what: &str, ponder: String, stock: String) -> Self {
        Self {
            stock,
            outcome: Outcome::Reported,
            ..Self::new(model, what, ponder, "", true)
        }
    }

    /// The same beside the figure of what it is compared with.
    #[must_use]
    pub fn beside(mut self, stock: String, ratio: Option<f64>) -> Self {
        self.stock = stock;
        self.ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        self
    }

    /// Whether the benchmark fails by it.
    pub fn fails(&self) -> bool {
        matches!(self.outcome, Outcome::Missed | Outcome::NotMeasured(_))
    }
}

/// The table in Markdown; `counterpart` is what Ponder is compared with.
pub fn table(bars: &[Bar], counterpart: &str) -> String {
    let head =
        format!("| model | what | Ponder | {counterpart} | ratio | bar | |\n|---|---|---|---|---|---|---|\n");
    bars.iter().fold(head, |table, bar| {
        let outcome = match &bar.outcome {
            Outcome::Met => "met",
            Outcome::Missed => "**missed**",
            Outcome::NotMeasured(reason) => &format!("**not measured**: {reason}"),
            Outcome::Reported => "",
        };
        let Bar {
            model,
            what,
            ponder,
            stock,
            ratio,
            asked,
            ..
        } = bar;
        table + &format!("| {model} | {what} | {ponder} | {stock} | {ratio} | {asked} | {outcome} |\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_without_a_figure_counts_as_missed() {
        assert!(Bar::not_measured("m", "w", "≤ 1", "no counter").fails());
        assert!(Bar::new("m", "w", "2".to_owned(), "≤ 1", false).fails());
        assert!(!Bar::new("m", "w", "1".to_owned(), "≤ 1", true).fails());
        assert!(!Bar::reported("m", "w", "1".to_owned(), String::new()).fails());
    }

    #[test]
    fn the_table_is_markdown() {
        let bar = Bar::new("m", "w", "1".to_owned(), "≥ 5", false).beside("4".to_owned(), Some(4.0));
        assert!(table(&[bar], "other").ends_with("| m | w | 1 | 4 | 4.00 | ≥ 5 | **missed** |\n"));
    }
}
