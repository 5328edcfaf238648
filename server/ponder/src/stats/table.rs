//! A table of names and numbers: names to the left, numbers to the right.

use std::fmt;

/// Rows of cells. The first is the heading.
#[derive(Debug)]
pub(crate) struct Table {
    /// How many columns hold names.
    names: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with the headings of columns of names and of numbers.
    pub(crate) fn new(names: &[&str], numbers: &[&str]) -> Self {
        let heading = names.iter().chain(numbers).map(|&name| name.to_owned()).collect();
        Self {
            names: names.len(),
            rows: vec![heading],
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, names: &[&str], numbers: impl IntoIterator<Item = String>) {
        self.rows
            .push(names.iter().map(|&name| name.to_owned()).chain(numbers).collect());
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..columns).map(|column| self.width(column)).collect();
        for row in &self.rows {
            let cells = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| {
                    if column < self.names {
                        format!("{cell:<width$}")
                    } else {
                        format!("{cell:>width$}")
                    }
                });
            writeln!(formatter, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}
