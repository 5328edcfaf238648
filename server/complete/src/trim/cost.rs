
use super::*;
use crate::extent::extent;
use ponder_text::{Document, Language, Change, Position, PositionEncoding, Range};
use std::time::Instant;
#[test]
fn cost() {
    for (language, function) in [(Language::Rust, "/// Adds.\npub fn add(left: u32, right: u32) -> u32 {\n    let sum = left + right;\n    sum\n}\n"), (Language::Python, "def add(left, right):\n    # Adds.\n    total = left + right\n    return total\n\n"), (Language::TypeScript, "function add(left: number) {\n  const sum = g(left, 1);\n  return sum;\n}\n\n")] {
    let text = function.repeat(2000);
    let mut document = Document::new(&text, 0, language);
    document.snapshot().tree();
    for (what, line, typed, answer) in [("line", 5002, "    let x = ", "add(left, right);\n"), ("statement", 5002, "    ", "if left {\n        right();\n    }\n    foo();\n"), ("broken", 5002, "    ", "if left {\n  ( {\n if ( {\n  a )(( {\n (\n ] [\n ((({\n"), ("unclosed", 5002, "    let x = foo(a, ", "b, c")] {
        let mut parts = [vec![], vec![], vec![], vec![]];
        for round in 0..50 {
            let at = Position { line: line + round * 5, character: 0 };
            document.apply([Change { range: Some(Range { start: at, end: at }), text: format!("{typed}\n") }], 1, PositionEncoding::Utf8);
            let snapshot = document.snapshot();
            let offset = snapshot.line_start((line + round * 5) as usize) + typed.len();
            let t = Instant::now(); snapshot.tree(); parts[0].push(t.elapsed());
            let t = Instant::now(); let hole = Hole::at(snapshot.clone(), offset); parts[1].push(t.elapsed());
            let t = Instant::now(); let e = extent(&hole); parts[2].push(t.elapsed());
            let t = Instant::now(); let s = suggestion(answer, Finish::Stop, &hole, e); parts[3].push(t.elapsed());
            if round == 0 { println!("{language:?} {what} {e:?} {s:?}"); }
            document.apply([Change { range: Some(Range { start: at, end: Position { line: at.line + 1, character: 0 } }), text: String::new() }], 1, PositionEncoding::Utf8);
            document.snapshot().tree();
        }
        for (name, mut times) in ["tree", "hole", "extent", "suggestion"].iter().zip(parts) { times.sort(); println!("   {name} p50 {:?} p95 {:?}", times[25], times[47]); }
    }
    }
}
