//! The size of a model, as its file says it in words.

/// The parameters in billions that a label such as `1.5B`, `270M` or `8x7B` means; `None` for what is no such label.
pub(super) fn billions(label: &str) -> Option<f64> {
    let label = label.trim().to_ascii_uppercase();
    let unit = match label.as_bytes().last()? {
        b'K' => 1e-6,
        b'M' => 1e-3,
        b'B' => 1.0,
        b'T' => 1e3,
        _ => return None,
    };
    let number = &label[..label.len() - 1];
    let (experts, each) = match number.split_once('X') {
        Some((experts, each)) => (positive(experts)?, each),
        None => (1.0, number),
    };
    Some(experts * positive(each)? * unit)
}

fn positive(number: &str) -> Option<f64> {
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = number.parse().ok().filter(|number: &f64| *number > 0.0)?;
    is_plain.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_number_with_a_unit() {
        for (label, expected) in [
            ("0.5B", 0.5),
            ("1.5b", 1.5),
            ("270M", 0.27),
            ("8x7B", 56.0),
            ("1T", 1000.0),
        ] {
            let billions = billions(label).expect("a size");
            assert!((billions - expected).abs() < 1e-9, "{label}: {billions}");
        }
    }

    #[test]
    fn what_is_no_label_means_nothing() {
        for label in [
            "", "B", "large", "-1B", "1e9B", "NaNB", "infB", "7", "x7B", "7B-A2B", "ⅧB", "0B",
        ] {
            assert_eq!(billions(label), None, "{label}");
        }
    }
}
