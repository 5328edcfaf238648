//! What somebody meant who mistyped a name.

/// The name among `names` that `written` is closest to, if it is close enough to be meant.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong: more would suggest what nobody meant.
    let most = written.chars().count().div_ceil(3);
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= most)
        // Letters that changed places are a likelier slip than one that was added: the length decides among equals.
        .min_by_key(|(distance, name)| (*distance, name.len().abs_diff(written.len())))
        .map(|(_, name)| name)
}

/// The end of an error about an unknown name: what may be meant, or nothing.
pub(crate) fn suggestion<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_meant() {
        assert_eq!(nearest("modle", ["mode", "model", "window"]), Some("model"));
        assert_eq!(nearest("dep-seek", ["openai", "deepseek"]), Some("deepseek"));
    }

    #[test]
    fn what_is_close_to_nothing_means_nothing() {
        assert_eq!(nearest("password", ["mode", "model", "window"]), None);
        assert_eq!(nearest("x", ["url", "key"]), None);
    }
}
