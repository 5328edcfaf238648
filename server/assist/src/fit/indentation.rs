//! How the lines of a model's code are to be indented in their place.
//!
//! There are several ways in which models write code that stands somewhere: as it stands there, without the indentation of
//! its place, or with their own unit of indentation. Which it was is not guessed: the lines that are in the document too
//! show it.

use std::ops::Range;

use ponder_text::Snapshot;

use super::lines::{Line, is_indentation};

/// Columns that a tab counts for where it has to be compared with spaces.
const TAB: usize = 4;

/// Lines of a document that are looked at for its unit of indentation.
const MOST_LINES: usize = 2_000;

/// How lines are moved to their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scheme {
    /// What lines of the outermost level begin with in the model's code.
    from: String,
    /// And in the document.
    to: String,
    way: Way,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// All lines by as much as the first.
    Shifted,
    /// Only the first line lost its indentation, which is this one.
    FirstLine(usize),
    /// All lines, and each unit of the model's is one of the document's.
    Converted(Unit, Unit),
}

/// What a level is indented with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Tab,
    Spaces(usize),
}

impl Scheme {
    /// The scheme by which most of the lines that were there come to stand as they were; without need no other than to shift.
    ///
    /// `pairs` has for each new line the old one that it is. Lines in `strings` show nothing.
    pub(super) fn found(
        snapshot: &Snapshot,
        old: &[Line],
        new: &[Line],
        pairs: &[Option<usize>],
        strings: &[Range<usize>],
        from: Option<&str>,
        to: &str,
    ) -> Self {
        let shows: Vec<usize> = (0..new.len())
            .filter(|index| !new[*index].is_blank() && !strings.iter().any(|string| string.contains(index)))
            .collect();
        let Some(first) = shows.first().copied() else {
            return Self::shifted(to, to);
        };
        let scheme = Self::shifted(from.unwrap_or(new[first].indentation()), to);
        // The first line is where it is to be by every scheme.
        let paired: Vec<(usize, &Line)> = shows
            .iter()
            .filter_map(|index| Some((*index, &old[pairs[*index]?])))
            .filter(|(index, _)| *index != first)
            .collect();
        let right = |scheme: &Self| {
            let is_right =
                |(index, pair): &&(usize, &Line)| scheme.fitted(*index, &new[*index]) == pair.content;
            paired.iter().filter(is_right).count()
        };
        let shifted_right = right(&scheme);
        if from.is_none() && shifted_right == 0 && !to.is_empty() && scheme.from.is_empty() {
            let alone = scheme.in_way(Way::FirstLine(first));
            let mut others = shows.iter().skip(1).map(|index| new[*index].indentation());
            let is_deeper = others
                .clone()
                .next()
                .is_some_and(|next| next.len() > to.len() && next.starts_with(to));
            if is_deeper && others.all(|other| other.starts_with(to)) && right(&alone) > 0 {
                return alone;
            }
        }
        let own = unit(shows.iter().map(|index| &new[*index]), &scheme.from);
        let customary = unit(old.iter(), to).or_else(|| unit_of_document(snapshot));
        if let (Some(own), Some(customary)) = (own, customary)
            && own != customary
        {
            let converted = scheme.in_way(Way::Converted(own, customary));
            let is_of_another_kind = (own == Unit::Tab) != (customary == Unit::Tab);
            let converted_right = right(&converted);
            if converted_right > shifted_right || (is_of_another_kind && converted_right == paired.len()) {
                return converted;
            }
        }
        scheme
    }

    fn shifted(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            way: Way::Shifted,
        }
    }

    fn in_way(&self, way: Way) -> Self {
        Self { way, ..self.clone() }
    }

    /// The line with that index, where it is to be.
    pub(super) fn fitted(&self, index: usize, line: &Line) -> String {
        let own = line.indentation();
        let text = &line.content[own.len()..];
        let indentation = match self.way {
            Way::FirstLine(first) if first == index => self.to.clone(),
            Way::FirstLine(_) => own.to_owned(),
            Way::Shifted if self.from == self.to => own.to_owned(),
            Way::Shifted => match own.strip_prefix(&self.from) {
                Some(deeper) => format!("{}{deeper}", self.to),
                None => self.outside(own),
            },
            Way::Converted(from, to) => match own.strip_prefix(&self.from) {
                Some(deeper) => format!("{}{}", self.to, converted(deeper, from, to)),
                None => self.outside(own),
            },
        };
        format!("{indentation}{text}")
    }

    /// An indentation that does not begin as that of the first line: as far to the left or right of it as it was.
    fn outside(&self, own: &str) -> String {
        let (own, from) = (columns(own), columns(&self.from));
        if own >= from {
            return format!("{}{}", self.to, " ".repeat(own - from));
        }
        let target = columns(&self.to).saturating_sub(from - own);
        let mut taken = 0;
        self.to
            .chars()
            .take_while(|character| {
                taken += width(*character);
                taken <= target
            })
            .collect()
    }
}

fn converted(indentation: &str, from: Unit, to: Unit) -> String {
    if from != Unit::Tab && indentation.contains('\t') {
        return indentation.to_owned();
    }
    let (levels, rest) = match from {
        Unit::Tab => {
            let rest = indentation.trim_start_matches('\t');
            (indentation.len() - rest.len(), rest.to_owned())
        }
        Unit::Spaces(width) => (indentation.len() / width, " ".repeat(indentation.len() % width)),
    };
    let unit = match to {
        Unit::Tab => "\t".to_owned(),
        Unit::Spaces(width) => " ".repeat(width),
    };
    unit.repeat(levels) + &rest
}

/// The unit of these lines, whose outermost level begins with `outermost`; `None` where they show none for certain.
fn unit<'a>(lines: impl Iterator<Item = &'a Line<'a>>, outermost: &str) -> Option<Unit> {
    let mut common = None;
    for line in lines.filter(|line| !line.is_blank()) {
        let deeper = line.indentation().strip_prefix(outermost).unwrap_or("");
        // The margin of a block comment is one space further in.
        let is_margin = line.content[line.indentation().len()..].starts_with('*');
        if deeper.is_empty() || is_margin {
            continue;
        }
        let own = if deeper.starts_with('\t') {
            Unit::Tab
        } else if deeper.contains('\t') {
            return None;
        } else {
            Unit::Spaces(deeper.len())
        };
        common = match (common, own) {
            (None, own) => Some(own),
            (Some(Unit::Tab), Unit::Tab) => Some(Unit::Tab),
            (Some(Unit::Spaces(one)), Unit::Spaces(other)) => Some(Unit::Spaces(common_divisor(one, other))),
            _ => return None,
        };
    }
    common.filter(|unit| matches!(unit, Unit::Tab | Unit::Spaces(2 | 3 | 4 | 8)))
}

/// The unit of a document: tabs if most of its indented lines begin with one, else the most frequent step to the right.
fn unit_of_document(snapshot: &Snapshot) -> Option<Unit> {
    let (mut tabs, mut spaces) = (0, 0);
    let mut steps = [0_usize; 9];
    let mut before = 0;
    for line in 0..snapshot.line_count().min(MOST_LINES) {
        let text = snapshot.line_text(line);
        if text.trim().is_empty() {
            continue;
        }
        let own = text.len() - text.trim_start_matches(is_indentation).len();
        tabs += usize::from(text.starts_with('\t'));
        spaces += usize::from(text.starts_with(' '));
        if let Some(step) = own.checked_sub(before).and_then(|step| steps.get_mut(step)) {
            *step += 1;
        }
        before = own;
    }
    if tabs > spaces {
        return Some(Unit::Tab);
    }
    let width = [4, 2, 8, 3].into_iter().max_by_key(|width| steps[*width])?;
    (spaces > 0 && steps[width] > 0).then_some(Unit::Spaces(width))
}

fn common_divisor(one: usize, other: usize) -> usize {
    if other == 0 {
        one
    } else {
        common_divisor(other, one % other)
    }
}

fn columns(indentation: &str) -> usize {
    indentation.chars().map(width).sum()
}

fn width(character: char) -> usize {
    if character == '\t' { TAB } else { 1 }
}
