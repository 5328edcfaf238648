//! The languages without a grammar, known by their comment markers.

use super::entry::{Entry, LineComments, Regions, Symbols};
use super::{CommentMarkers, Language};

/// A language about which nothing is known: all of it is code.
pub(crate) const UNKNOWN: Entry = language("unknown", NONE, &[]);

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        language: Language::PlainText,
        ids: &["plain", "text", "txt"],
        extensions: &["txt", "text", "log"],
        files: &[
            "README",
            "LICENSE",
            "NOTICE",
            "AUTHORS",
            "CONTRIBUTORS",
            "CHANGELOG",
            "COPYING",
            "TODO",
        ],
        prose: true,
        quotes: &[],
        ..language("plaintext", NONE, &[])
    },
    Entry {
        language: Language::GitCommit,
        ids: &["gitcommit", "neogitcommitmessage"],
        files: &[
            "COMMIT_EDITMSG",
            "MERGE_MSG",
            "TAG_EDITMSG",
            "SQUASH_MSG",
            "NOTES_EDITMSG",
        ],
        line_comments: LineComments::AtLineStart,
        prose: true,
        quotes: &[],
        ..language("git-commit", HASH, &[])
    },
    Entry {
        ids: &["mysql", "postgres", "plsql"],
        ..language("sql", SQL, &["sql", "psql", "pgsql", "ddl"])
    },
    language("haskell", HASKELL, &["hs", "lhs"]),
    language("elm", HASKELL, &["elm"]),
    language("purescript", HASKELL, &["purs"]),
    language("ada", DASHES, &["adb", "ads"]),
    language("vhdl", DASHES, &["vhd", "vhdl"]),
    language("kotlin", JAVADOC, &["kt", "kts"]),
    language("scala", JAVADOC, &["scala", "sc", "sbt"]),
    Entry {
        files: &["Jenkinsfile"],
        ..language("groovy", JAVADOC, &["groovy", "gradle"])
    },
    language("php", PHP, &["php", "phtml"]),
    language("swift", TRIPLE_SLASH, &["swift"]),
    language("dart", TRIPLE_SLASH, &["dart"]),
    language("zig", TRIPLE_SLASH, &["zig", "zon"]),
    language("d", TRIPLE_SLASH, &["d"]),
    language("fsharp", FSHARP, &["fs", "fsi", "fsx"]),
    language("ocaml", ML, &["ml", "mli"]),
    language("coq", ML, &["v"]),
    language("objective-c", TRIPLE_SLASH, &["m", "mm"]),
    language("solidity", TRIPLE_SLASH, &["sol"]),
    Entry {
        ids: &["protobuf", "proto3"],
        ..language("proto", JAVADOC, &["proto"])
    },
    language("verilog", SLASHES, &["vh"]),
    Entry {
        ids: &["verilog-sv"],
        ..language("systemverilog", SLASHES, &["sv", "svh"])
    },
    language("glsl", SLASHES, &["glsl", "vert", "frag", "comp"]),
    language("wgsl", SLASHES, &["wgsl"]),
    language("hlsl", SLASHES, &["hlsl"]),
    Entry {
        ids: &["tf", "terraform-vars"],
        ..language("terraform", HASH_AND_SLASHES, &["tf", "tfvars", "hcl"])
    },
    language("nix", HASH_AND_SLASHES, &["nix"]),
    language("css", CSS, &["css"]),
    language("scss", SLASHES, &["scss", "sass"]),
    language("less", SLASHES, &["less"]),
    Entry {
        quotes: &[],
        ids: &["htm", "xhtml"],
        ..language("html", ANGLE, &["html", "htm", "xhtml"])
    },
    Entry {
        quotes: &[],
        ids: &["xsl", "svg"],
        ..language("xml", ANGLE, &["xml", "xsl", "xsd", "svg", "plist", "csproj"])
    },
    Entry {
        quotes: &[],
        ..language("vue", ANGLE, &["vue"])
    },
    Entry {
        quotes: &[],
        ..language("svelte", ANGLE, &["svelte"])
    },
    Entry {
        quotes: &[],
        ..language("astro", ANGLE, &["astro"])
    },
    Entry {
        ids: &["perl6", "raku"],
        ..language("perl", HASH, &["pl", "pm", "t"])
    },
    Entry {
        files: &[".Rprofile"],
        ..language("r", R, &["r"])
    },
    language("julia", JULIA, &["jl"]),
    language("elixir", HASH, &["ex", "exs"]),
    language("crystal", HASH, &["cr"]),
    language("nim", NIM, &["nim", "nims"]),
    language("erlang", PERCENT, &["erl", "hrl"]),
    language("prolog", PERCENT, &["pro", "prolog"]),
    language("matlab", PERCENT, &[]),
    Entry {
        ids: &["latex", "plaintex", "bibtex"],
        quotes: &[],
        prose: true,
        ..language("tex", PERCENT, &["tex", "sty", "cls", "ltx", "bib"])
    },
    Entry {
        ids: &["rst"],
        quotes: &[],
        prose: true,
        ..language("restructuredtext", NONE, &["rst"])
    },
    Entry {
        quotes: &[],
        prose: true,
        line_comments: LineComments::AtLineStart,
        ..language("asciidoc", SLASHES, &["adoc", "asciidoc"])
    },
    Entry {
        quotes: &[],
        prose: true,
        line_comments: LineComments::AtLineStart,
        ..language("org", HASH, &["org"])
    },
    Entry {
        files: &["Dockerfile", "Containerfile"],
        ids: &["docker", "containerfile"],
        ..language("dockerfile", HASH, &["dockerfile", "containerfile"])
    },
    Entry {
        files: &["Makefile", "makefile", "GNUmakefile"],
        ids: &["make"],
        quotes: &[],
        ..language("makefile", HASH, &["mk", "mak"])
    },
    Entry {
        files: &["CMakeLists.txt"],
        ..language("cmake", CMAKE, &["cmake"])
    },
    Entry {
        files: &["justfile", "Justfile"],
        ..language("just", HASH, &["just"])
    },
    Entry {
        files: &["meson.build", "meson.options"],
        ..language("meson", HASH, &[])
    },
    Entry {
        files: &["BUILD", "WORKSPACE", "BUILD.bazel"],
        ..language("starlark", HASH, &["bzl", "star"])
    },
    Entry {
        ids: &["gitignore"],
        files: &[".gitignore", ".dockerignore", ".npmignore", ".ponderignore"],
        quotes: &[],
        line_comments: LineComments::AtLineStart,
        ..language("ignore", HASH, &[])
    },
    Entry {
        ids: &["dosini", "conf", "editorconfig", "systemd"],
        files: &[".gitconfig", ".editorconfig", ".npmrc"],
        quotes: &[],
        line_comments: LineComments::AtLineStart,
        ..language("ini", INI, &["ini", "cfg", "conf", "service", "desktop"])
    },
    Entry {
        files: &[".env"],
        ids: &["env"],
        ..language("dotenv", HASH, &["env"])
    },
    language("properties", HASH, &["properties"]),
    language("fish", HASH, &["fish"]),
    language("nushell", HASH, &["nu"]),
    language("awk", HASH, &["awk"]),
    language("tcl", HASH, &["tcl"]),
    language("graphql", HASH, &["graphql", "gql"]),
    language("gdscript", HASH, &["gd"]),
    language("powershell", POWERSHELL, &["ps1", "psm1", "psd1"]),
    Entry {
        quotes: &["\""],
        ids: &["batch"],
        line_comments: LineComments::AtLineStart,
        ..language("bat", BATCH, &["bat", "cmd"])
    },
    Entry {
        ids: &["elisp", "commonlisp", "racket", "emacs-lisp"],
        files: &[".emacs"],
        quotes: &["\""],
        ..language("lisp", LISP, &["lisp", "lsp", "cl", "el", "rkt", "fnl"])
    },
    Entry {
        quotes: &["\""],
        ..language("clojure", LISP, &["clj", "cljs", "cljc", "edn"])
    },
    Entry {
        quotes: &["\""],
        ..language("scheme", LISP, &["scm", "ss"])
    },
    Entry {
        ids: &["asm", "nasm"],
        ..language("assembly", ASSEMBLY, &["asm", "s"])
    },
    Entry {
        ids: &["viml", "vimscript"],
        files: &[".vimrc", "vimrc"],
        quotes: &["'"],
        line_comments: LineComments::AtLineStart,
        ..language("vim", VIM, &["vim"])
    },
    Entry {
        ids: &["fortran-modern"],
        ..language("fortran", EXCLAMATION, &["f90", "f95", "f03", "f08", "f"])
    },
    language("pascal", PASCAL, &["pas", "dpr"]),
    Entry {
        quotes: &["\""],
        ids: &["visualbasic"],
        ..language("vb", APOSTROPHE, &["vb", "bas", "vbs"])
    },
    Entry {
        quotes: &[],
        ids: &["patch"],
        ..language("diff", NONE, &["diff", "patch"])
    },
    Entry {
        ids: &["git-rebase"],
        files: &["git-rebase-todo"],
        quotes: &[],
        ..language("gitrebase", HASH, &[])
    },
];

const fn language(
    name: &'static str,
    comments: CommentMarkers,
    extensions: &'static [&'static str],
) -> Entry {
    Entry {
        language: Language::Other(name),
        name,
        ids: &[],
        extensions,
        files: &[],
        comments,
        quotes: &["\"", "'"],
        long_strings: &[],
        interpolations: &[],
        line_comments: LineComments::Anywhere,
        prose: false,
        grammar: None,
        regions: Regions::NONE,
        symbols: Symbols::NONE,
    }
}

const NONE: CommentMarkers = CommentMarkers {
    line: &[],
    block: &[],
    doc_line: &[],
    doc_block: &[],
};
const HASH: CommentMarkers = CommentMarkers { line: &["#"], ..NONE };
const DASHES: CommentMarkers = CommentMarkers {
    line: &["--"],
    ..NONE
};
const PERCENT: CommentMarkers = CommentMarkers { line: &["%"], ..NONE };
const EXCLAMATION: CommentMarkers = CommentMarkers { line: &["!"], ..NONE };
const APOSTROPHE: CommentMarkers = CommentMarkers { line: &["'"], ..NONE };
const VIM: CommentMarkers = CommentMarkers {
    line: &["\""],
    ..NONE
};
const INI: CommentMarkers = CommentMarkers {
    line: &["#", ";"],
    ..NONE
};
const BATCH: CommentMarkers = CommentMarkers {
    line: &["REM ", "rem ", "::"],
    ..NONE
};
const CSS: CommentMarkers = CommentMarkers {
    block: &[("/*", "*/")],
    ..NONE
};
const ANGLE: CommentMarkers = CommentMarkers {
    block: &[("<!--", "-->")],
    ..NONE
};
const SLASHES: CommentMarkers = CommentMarkers { line: &["//"], ..CSS };
const JAVADOC: CommentMarkers = CommentMarkers {
    doc_block: &[("/**", "*/")],
    ..SLASHES
};
const TRIPLE_SLASH: CommentMarkers = CommentMarkers {
    doc_line: &["///", "//!"],
    ..JAVADOC
};
const PHP: CommentMarkers = CommentMarkers {
    line: &["//", "#"],
    ..JAVADOC
};
const HASH_AND_SLASHES: CommentMarkers = CommentMarkers {
    line: &["#", "//"],
    ..CSS
};
const SQL: CommentMarkers = CommentMarkers { line: &["--"], ..CSS };
const HASKELL: CommentMarkers = CommentMarkers {
    line: &["--"],
    block: &[("{-", "-}")],
    doc_line: &["-- |", "-- ^"],
    doc_block: &[("{-|", "-}")],
};
const ML: CommentMarkers = CommentMarkers {
    block: &[("(*", "*)")],
    doc_block: &[("(**", "*)")],
    ..NONE
};
const FSHARP: CommentMarkers = CommentMarkers {
    line: &["//"],
    doc_line: &["///"],
    ..ML
};
const PASCAL: CommentMarkers = CommentMarkers {
    line: &["//"],
    block: &[("(*", "*)"), ("{", "}")],
    ..NONE
};
const R: CommentMarkers = CommentMarkers {
    doc_line: &["#'"],
    ..HASH
};
const JULIA: CommentMarkers = CommentMarkers {
    block: &[("#=", "=#")],
    ..HASH
};
const NIM: CommentMarkers = CommentMarkers {
    block: &[("#[", "]#")],
    doc_line: &["##"],
    ..HASH
};
const CMAKE: CommentMarkers = CommentMarkers {
    block: &[("#[[", "]]")],
    ..HASH
};
const POWERSHELL: CommentMarkers = CommentMarkers {
    block: &[("<#", "#>")],
    ..HASH
};
const LISP: CommentMarkers = CommentMarkers {
    line: &[";"],
    block: &[("#|", "|#")],
    ..NONE
};
const ASSEMBLY: CommentMarkers = CommentMarkers {
    line: &[";", "#"],
    ..CSS
};
