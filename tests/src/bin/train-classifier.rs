//! Trains the weights of the chat text classifier, and says how right it is on texts it was not trained on.
//!
//! `train-classifier [--out FILE] [--judge SOURCE]... FILE...` reads JSON lines
//! `{"text", "role": "reasoning"|"general", "lang", "source", "subject"?: "code"|"logic", "weight"?: number}`. The
//! rows of the judged sources are cross-validated in five parts, then each of these sources is left out as a whole. Without
//! `--out` nothing is written. The same material gives the same bytes.

#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

#[path = "../train_classifier/linear.rs"]
mod linear;
#[path = "../train_classifier/material.rs"]
mod material;
#[path = "../train_classifier/report.rs"]
mod report;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use ponder_route::training::{FOLD, FORM, LENGTH, Weights};

use crate::linear::Linear;
use crate::material::Row;
use crate::report::{Judged, print, print_latencies};

/// The parts of a cross-validation.
const FOLDS: usize = 5;

fn main() -> Result<()> {
    let options = options()?;
    let mut rows = Vec::new();
    for path in &options.material {
        rows.extend(material::read(path)?);
    }
    println!(
        "{} rows, {} of them judged",
        rows.len(),
        rows.iter().filter(|row| options.is_judged(row)).count()
    );

    let judged = cross_validate(&rows, &options);
    let softness = report::calibrate(&judged);
    print("cross-validated in five parts", &judged, softness);
    print(
        "each source judged by what was trained without it",
        &leave_sources_out(&rows, &options),
        softness,
    );

    let role: Vec<&Row> = rows.iter().collect();
    let subject: Vec<&Row> = rows.iter().filter(|row| row.is_logic.is_some()).collect();
    let role = Linear::train(&role, 1, |row| row.is_reasoning);
    let subject = Linear::train(&subject, FOLD, |row| row.is_logic == Some(true));
    let mut bytes = FORM.to_vec();
    role.write(softness, &mut bytes);
    subject.write(1.0, &mut bytes);
    let weights = Weights::read(&bytes)
        .with_context(|| format!("the weights are {} bytes, not {LENGTH}", bytes.len()))?;
    report::print_rounding(&rows, &role, softness, &weights);
    print_latencies(&rows);
    if let Some(out) = &options.out {
        std::fs::write(out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
        println!("wrote {} bytes to {}", bytes.len(), out.display());
    }
    Ok(())
}

struct Options {
    out: Option<PathBuf>,
    judge: Vec<String>,
    material: Vec<PathBuf>,
}

impl Options {
    fn is_judged(&self, row: &Row) -> bool {
        self.judge.contains(&row.source)
    }
}

fn options() -> Result<Options> {
    let mut options = Options {
        out: None,
        judge: Vec::new(),
        material: Vec::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--out" => options.out = Some(value()?.into()),
            "--judge" => options.judge.push(value()?),
            _ => options.material.push(argument.into()),
        }
    }
    if options.material.is_empty() {
        bail!("name the files with the material");
    }
    Ok(options)
}

/// Each judged row, by what was trained on all rows but those of its part.
fn cross_validate<'a>(rows: &'a [Row], options: &Options) -> Vec<Judged<'a>> {
    let part = |index: usize| index % FOLDS;
    let started = Instant::now();
    let judged = (0..FOLDS)
        .flat_map(|fold| {
            let is_held = |index: usize, row: &Row| options.is_judged(row) && part(index) == fold;
            judge(rows, is_held)
        })
        .collect();
    println!(
        "trained {FOLDS} times in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    judged
}

/// Each judged row, by what was trained without any row of its source.
fn leave_sources_out<'a>(rows: &'a [Row], options: &Options) -> Vec<Judged<'a>> {
    options
        .judge
        .iter()
        .flat_map(|source| judge(rows, |_, row| row.source == *source))
        .collect()
}

fn judge(rows: &[Row], is_held: impl Fn(usize, &Row) -> bool) -> Vec<Judged<'_>> {
    let known: Vec<&Row> = rows
        .iter()
        .enumerate()
        .filter(|(index, row)| !is_held(*index, row))
        .map(|(_, row)| row)
        .collect();
    let model = Linear::train(&known, 1, |row| row.is_reasoning);
    let held = rows
        .iter()
        .enumerate()
        .filter(|(index, row)| is_held(*index, row));
    held.map(|(_, row)| Judged {
        row,
        score: model.score(&row.features),
    })
    .collect()
}
