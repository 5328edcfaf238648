import ast, json, re, sys

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def verdict():
    try:
        tree = ast.parse(after)
    except (SyntaxError, ValueError):
        return dict(parses=False, has_docstring=False, is_comment_only=False, names_parameters=False)
    found = [node for node in tree.body if isinstance(node, FUNCTIONS) and node.name == name]
    docstring = (ast.get_docstring(found[-1]) or "") if found else ""
    arguments = found[-1].args if found else None
    names = [a.arg for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs] if arguments else []
    return dict(
        parses=True,
        has_docstring=bool(docstring.strip()),
        is_comment_only=without_docstrings(tree) == without_docstrings(ast.parse(before)),
        names_parameters=bool(docstring) and all(re.search(rf"\b{re.escape(n)}\b", docstring) for n in names),
    )


print(json.dumps(verdict()), file=sys.stderr)
