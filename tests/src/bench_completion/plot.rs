//! Plots as SVG: how the latencies and the tokens read are distributed, for both engines beside each other.

use std::fmt::Write as _;

use ponder_tests::sample::{Sample, number};

/// One panel: the share of the keys, from 0 to 100 %, that took at most so much, on a logarithmic axis.
#[derive(Debug)]
pub(crate) struct Panel<'a> {
    pub(crate) title: String,
    pub(crate) ponder: &'a Sample,
    pub(crate) stock: &'a Sample,
    /// A value to mark, with its name.
    pub(crate) mark: Option<(f64, &'static str)>,
}

/// The size of a panel's field, and of the space around it.
const FIELD: (f64, f64) = (360.0, 220.0);
const MARGIN: (f64, f64) = (56.0, 44.0);

const PONDER: &str = "#1769aa";
const STOCK: &str = "#c4521d";

/// The panels side by side. The background is left to the page; gray lines show on light and dark.
pub(crate) fn plot(panels: &[Panel<'_>]) -> String {
    let panel_width = FIELD.0 + MARGIN.0 + 24.0;
    let (width, height) = (
        panel_width * number(panels.len()),
        FIELD.1 + 2.0 * MARGIN.1 + 12.0,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" \
         font-size=\"12\" fill=\"#777\">\n"
    );
    for (column, panel) in panels.iter().enumerate() {
        let left = panel_width * number(column) + MARGIN.0;
        let _ = writeln!(svg, "<g transform=\"translate({left:.0} {:.0})\">", MARGIN.1);
        draw(&mut svg, panel);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(svg: &mut String, panel: &Panel<'_>) {
    let (width, height) = FIELD;
    let decades = decades(panel);
    let x = |value: f64| (value.max(1.0).log10() - decades.0) / (decades.1 - decades.0) * width;
    let y = |share: f64| height * (1.0 - share);
    let _ = writeln!(svg, "<text y=\"-14\" font-weight=\"bold\">{}</text>", panel.title);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let _ = writeln!(
            svg,
            "<path d=\"M0 {0:.1}H{width}\" stroke=\"#999\" stroke-opacity=\"0.35\"/><text x=\"-6\" y=\"{1:.1}\" \
             text-anchor=\"end\">{2:.0} %</text>",
            y(share),
            y(share) + 4.0,
            100.0 * share
        );
    }
    let mut tick = 10_f64.powf(decades.0);
    while tick <= 10_f64.powf(decades.1) * 1.001 {
        let _ = writeln!(
            svg,
            "<path d=\"M{0:.1} 0V{height}\" stroke=\"#999\" stroke-opacity=\"0.35\"/><text x=\"{0:.1}\" y=\"{1:.1}\" \
             text-anchor=\"middle\">{tick:.0}</text>",
            x(tick),
            height + 16.0
        );
        tick *= 10.0;
    }
    if let Some((value, name)) = panel.mark {
        let _ = writeln!(
            svg,
            "<path d=\"M{0:.1} 0V{height}\" stroke=\"#777\" stroke-dasharray=\"4 3\"/><text x=\"{1:.1}\" y=\"12\">{name}</text>",
            x(value),
            x(value) + 4.0
        );
    }
    for (sample, color, name, row) in [
        (panel.ponder, PONDER, "Ponder", 34.0),
        (panel.stock, STOCK, "llama.cpp's server", 34.0),
    ] {
        let sorted = sample.sorted();
        let mut path = format!("M{:.1} {:.1}", x(sorted.first().copied().unwrap_or(1.0)), y(0.0));
        for (rank, value) in sorted.iter().enumerate() {
            let share = number(rank + 1) / number(sorted.len());
            let _ = write!(path, "H{:.1}V{:.1}", x(*value), y(share));
        }
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>"
        );
        let at = if color == PONDER { 0.0 } else { width / 2.0 };
        let _ = writeln!(
            svg,
            "<text x=\"{at:.0}\" y=\"{:.1}\" fill=\"{color}\">{name}, {} keys</text>",
            height + row,
            sorted.len()
        );
    }
}

/// The powers of ten that hold all values.
fn decades(panel: &Panel<'_>) -> (f64, f64) {
    let values = panel
        .ponder
        .sorted()
        .into_iter()
        .chain(panel.stock.sorted())
        .map(|value| value.max(1.0).log10());
    let (low, high) = values.fold((f64::MAX, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let low = if low < f64::MAX { low.floor() } else { 0.0 };
    (low, high.ceil().max(low + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_has_a_curve_for_each_engine_even_without_values() {
        let (ponder, nothing) = (Sample::from_iter([20.0, 30.0, 900.0]), Sample::default());
        let panel = |stock| Panel {
            title: "ms".to_owned(),
            ponder: &ponder,
            stock,
            mark: Some((100.0, "bar")),
        };
        let svg = plot(&[panel(&nothing), panel(&ponder)]);
        assert_eq!(svg.matches("stroke-width=\"2\"").count(), 4);
        assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
