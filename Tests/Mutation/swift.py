"""The tokens of Swift code, and the small faults that can be planted at them.

No parser: the tokens, the brackets around them and the house's format (a binary operator has space on both sides) are
enough, because what does not compile is taken out again (schemata.py).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

OPERATOR = re.compile(r"[-+*/%=<>!&|^~?]+|\.[-+*/%=<>!&|^~?.]+")
NUMBER = re.compile(r"0[xob][0-9A-Fa-f_]+(?:\.[0-9A-Fa-f]+)?(?:p[-+]?\d+)?|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?")
NAME = re.compile(r"[@#$]?[A-Za-z_][A-Za-z0-9_]*|`[^`]+`|\$\d+")
DECLARING = {"extension", "protocol", "func", "init", "struct", "class", "enum", "actor", "subscript", "associatedtype"}
WORDS = DECLARING | {
    "let", "var", "if", "guard", "while", "for", "return", "throw", "switch", "case", "default", "do", "catch", "repeat",
    "defer", "import", "typealias", "continue", "break", "fallthrough", "else", "static", "private", "fileprivate",
    "package", "public", "internal", "mutating", "nonisolated", "override", "final", "deinit", "get", "set", "indirect",
    "willSet", "didSet", "lazy", "weak", "unowned", "convenience", "required", "operator", "infix", "prefix", "where", "in", "yield", "discard",
}

COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<")}
"""For each comparison its other bound, and its opposite."""
EXCHANGED = {"==": "!=", "!=": "==", "+": "-", "-": "+", "&+": "&-", "&-": "&+", "+=": "-=", "-=": "+=", "&&": "||",
             "||": "&&", "&+=": "&-=", "&-=": "&+="}


@dataclass(frozen=True)
class Token:
    kind: str
    """name, number, operator, bracket, mark, text"""
    text: str
    line: int
    start: int
    end: int


@dataclass
class Mutant:
    """A small fault. Lines and columns are counted from 1, columns in characters."""

    number: int
    module: str
    file: str
    line: int
    column: int
    kind: str
    before: str
    after: str


@dataclass
class Edit:
    """A place in the text, what replaces it, and the mutants that this brings."""

    start: int
    end: int
    new: str
    mutants: list[int] = field(default_factory=list)


def skip_string(text: str, at: int) -> int:
    """The end of the string literal that begins at `at`, raw or of several lines, interpolations included."""
    hashes = 0
    while text[at] == "#":
        hashes, at = hashes + 1, at + 1
    quote = '"""' if text.startswith('"""', at) else '"'
    close, escape = quote + "#" * hashes, "\\" + "#" * hashes
    at += len(quote)
    while at < len(text):
        if text.startswith(close, at):
            return at + len(close)
        if text.startswith(escape, at):
            at += len(escape)
            if text[at] == "(":
                at = skip_interpolation(text, at)
            else:
                at += 1
        else:
            at += 1
    return at


def skip_interpolation(text: str, at: int) -> int:
    """The end of the brackets that begin at `at`."""
    depth = 0
    while at < len(text):
        if text[at] == '"' or re.match(r'#+"', text[at : at + 4]):
            at = skip_string(text, at)
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at
    return at


def skip_comment(text: str, at: int) -> int:
    """The end of the nested comment that begins at `at`."""
    depth = 0
    while at < len(text):
        if text.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif text.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                return at
        else:
            at += 1
    return at


def tokens(text: str) -> list[Token]:
    """The tokens of a file, without comments and white space."""
    found: list[Token] = []
    at, line, counted = 0, 1, 0
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        start, character = at, text[at]
        if character.isspace():
            at += 1
            continue
        if text.startswith("//", at):
            at = text.find("\n", at)
            at = len(text) if at < 0 else at
            continue
        if text.startswith("/*", at):
            at = skip_comment(text, at)
            continue
        if character == '"' or re.match(r'#+"', text[at : at + 5]):
            kind, at = "text", skip_string(text, at)
        elif text.startswith("#/", at):
            kind, at = "text", text.index("/#", at + 2) + 2
        elif character in "()[]{}":
            kind, at = "bracket", at + 1
        elif match := NAME.match(text, at):
            kind, at = "name", match.end()
        elif found and found[-1].text == "." and character.isdigit():
            kind, at = "name", re.compile(r"\d+").match(text, at).end()
        elif match := NUMBER.match(text, at):
            kind, at = "number", match.end()
        elif match := OPERATOR.match(text, at):
            kind, at = "operator", match.end()
        else:
            kind, at = "mark", at + 1
        found.append(Token(kind, text[start:at], line, start, at))
    return found


def excluded(text: str, found: list[Token]) -> list[bool]:
    """For each token whether it is of a pattern, of an attribute or of code that is left alone."""
    out = [False] * len(found)
    index = 0
    while index < len(found):
        token, end, is_skipped = found[index], index + 1, True
        before = found[index - 1].text if index else ""
        if token.text == "case":
            end = pattern_end(found, index, before in ("if", "guard", "while", "for", ","))
        elif token.text in ("@inlinable", "@usableFromInline", "@_transparent", "@resultBuilder"):
            end = body_end(found, index)
        elif token.text == "#if":
            while end < len(found) and found[end].text != "#endif":
                end += 1
        elif token.text.startswith(("@", "#")) and token.kind == "name":
            if end < len(found) and found[end].text == "(" and found[end].start == token.end:
                end = closing(found, end) + 1
        elif token.text == "where" and is_of_a_type(found, index):
            while end < len(found) and found[end].text != "{":
                end += 1
        elif token.text == "operator" or token.text == "func" and found[end].kind == "operator":
            end += 1
        else:
            is_skipped = False
        for place in range(index, min(end, len(found))):
            out[place] = is_skipped
        index = end
    return out


def pattern_end(found: list[Token], index: int, is_condition: bool) -> int:
    """The first token after the pattern that begins with `case`."""
    depth = 0
    for place in range(index + 1, len(found)):
        token = found[place]
        if token.text in "([{" and token.kind == "bracket":
            depth += 1
        elif token.text in ")]}" and token.kind == "bracket":
            depth -= 1
            if depth < 0:
                return place
        elif depth == 0 and (token.text in ("=", "in") if is_condition else token.text == ":"):
            return place
        is_last = place + 1 == len(found) or found[place + 1].line > token.line
        if depth == 0 and is_last and token.text != "," and not is_condition:
            if place + 1 < len(found) and found[place + 1].text not in ("where", "as", "&&", "||"):
                return place + 1
    return len(found)


def closing(found: list[Token], index: int) -> int:
    """The bracket that closes the one at `index`."""
    depth = 0
    for place in range(index, len(found)):
        if found[place].kind == "bracket":
            depth += 1 if found[place].text in "([{" else -1
            if depth == 0:
                return place
    return len(found) - 1


def body_end(found: list[Token], index: int) -> int:
    """The first token after the body of the declaration that begins at `index`; that of a stored one, after its line."""
    for place in range(index, len(found)):
        if found[place].text == "{":
            return closing(found, place) + 1
        if found[place].text in ("let", "var") and place + 1 < len(found):
            line = found[place].line
            while place < len(found) and found[place].line == line:
                if found[place].text == "{":
                    return closing(found, place) + 1
                place += 1
            return place
    return len(found)


def is_of_a_type(found: list[Token], index: int) -> bool:
    """Whether a `where` is that of a declaration."""
    for place in range(index - 1, -1, -1):
        text = found[place].text
        if text in DECLARING:
            return True
        if text in ("for", "case", "catch", "{", "}", "if", "while"):
            return False
    return False


def innermost(found: list[Token]) -> list[str]:
    """For each token the bracket that it is in; empty for none."""
    stack: list[str] = []
    inside = []
    for token in found:
        if token.kind == "bracket" and token.text in ")]}":
            stack and stack.pop()
        inside.append(stack[-1] if stack else "")
        if token.kind == "bracket" and token.text in "([{":
            stack.append(token.text)
    return inside


def coded(operator: str, number: int) -> str:
    """The name of an operator's mutant: its number in binary digits, of characters that operators may have."""
    return operator + "".join("^~"[int(digit)] for digit in f"{number:b}")


class Rewriter:
    """Plants mutants into the files of a module."""

    def __init__(self, module: str, first: int, taken_out: set[tuple[str, int, int, str]], share: float = 1, seed: int = 1):
        """`share` of the mutants are planted, which `seed` draws."""
        self.share, self.seed = share, seed
        self.module = module
        self.next = first
        self.taken_out = taken_out
        self.mutants: list[Mutant] = []
        self.declarations: list[str] = []

    def rewrite(self, file: str, text: str) -> tuple[str, list[Edit]]:
        """The file with its mutants, and the edits in the order of the text."""
        found = tokens(text)
        out, inside = excluded(text, found), innermost(found)
        lines = [0, *(match.end() for match in re.finditer("\n", text))]
        numbers_in_line: dict[int, int] = {}
        for token in found:
            if token.kind == "number":
                numbers_in_line[token.line] = numbers_in_line.get(token.line, 0) + 1
        edits: list[Edit] = []

        def add(token: Token, kind: str, before: str, after: str) -> int | None:
            column = token.start - lines[token.line - 1] + 1
            place = (file, token.line, column, kind)
            if place in self.taken_out or random.Random(f"{self.seed} {place}").random() >= self.share:
                return None
            number, self.next = self.next, self.next + 1
            self.mutants.append(Mutant(number, self.module, file, token.line, column, kind, before, after))
            return number

        for index, token in enumerate(found):
            if out[index]:
                continue
            before = found[index - 1] if index else None
            after = found[index + 1] if index + 1 < len(found) else None
            if token.kind == "operator" and before and after:
                self.operator(token, before, after, text, add, edits)
            elif token.kind == "number" and token.text.replace("_", "").isdigit() and numbers_in_line[token.line] <= 8:
                if before and before.text in (".", "of"):
                    continue
                value = int(token.text.replace("_", "")) + 1
                if number := add(token, "constant", token.text, str(value)):
                    new = f"(isMutant({number}) ? {value} : {token.text})"
                    edits.append(Edit(token.start, token.end, new, [number]))
            elif token.text in ("true", "false") and token.kind == "name" and before and before.text != "while":
                other = "false" if token.text == "true" else "true"
                if number := add(token, "boolean", token.text, other):
                    new = f"(isMutant({number}) ? {other} : {token.text})"
                    edits.append(Edit(token.start, token.end, new, [number]))
            if end := self.statement(found, index, inside, out):
                last = found[end]
                if number := add(token, "statement", text[token.start : last.end], ""):
                    edits.append(Edit(token.start, token.start, f"if !isMutant({number}) {{ ", [number]))
                    edits.append(Edit(last.end, last.end, " }", [number]))
        return self.applied(text, edits), sorted(edits, key=lambda edit: (edit.start, edit.end))

    def operator(self, token: Token, before: Token, after: Token, text: str, add, edits: list[Edit]) -> None:
        """Mutants of an operator."""
        is_binary = text[token.start - 1].isspace() and text[token.end : token.end + 1].isspace()
        if token.text == "!" and not is_binary and after.start == token.end:
            if before.end == token.start and before.text not in ("(", "[", "{"):
                return
            if number := add(token, "negation dropped", "!", ""):
                name = coded("!", number)
                self.declarations.append(
                    f"prefix operator {name}\n"
                    f"@inline(__always) prefix func {name} (a: Bool) -> Bool {{ isMutant({number}) ? a : !a }}")
                edits.append(Edit(token.start, token.end, name, [number]))
            return
        if not is_binary or "nil" in (before.text, after.text):
            return
        if token.text in COMPARISONS:
            bound, opposite = COMPARISONS[token.text]
            first = add(token, "bound", token.text, bound)
            second = add(token, "comparison negated", token.text, opposite)
            numbers = [number for number in (first, second) if number]
            if not numbers:
                return
            name = coded(token.text, numbers[0])
            choice = "".join(
                f"isMutant({number}) ? a {other} b : " for number, other in ((first, bound), (second, opposite)) if number)
            self.declarations.append(
                f"infix operator {name}: ComparisonPrecedence\n@inline(__always) func {name} <T: Comparable>(a: T, b: T)"
                f" -> Bool {{ {choice}a {token.text} b }}")
            edits.append(Edit(token.start, token.end, name, numbers))
        elif token.text in EXCHANGED:
            other = EXCHANGED[token.text]
            number = add(token, "exchanged", token.text, other)
            if not number:
                return
            name = coded(token.text, number)
            self.declarations.append(self.exchange(name, token.text, other, number))
            edits.append(Edit(token.start, token.end, name, [number]))

    def exchange(self, name: str, operator: str, other: str, number: int) -> str:
        """The declaration of an operator that a mutant exchanges."""
        precedence, signature = {
            "=": ("ComparisonPrecedence", "<T: Equatable>(a: T, b: T) -> Bool"),
            "&&": ("LogicalConjunctionPrecedence", "(a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool"),
            "||": ("LogicalDisjunctionPrecedence", "(a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool"),
            "+": ("AdditionPrecedence", "<T: AdditiveArithmetic>(a: T, b: T) -> T"),
            "&+": ("AdditionPrecedence", "<T: FixedWidthInteger>(a: T, b: T) -> T"),
            "+=": ("AssignmentPrecedence", "<T: AdditiveArithmetic>(a: inout T, b: T)"),
            "&+=": ("AssignmentPrecedence", "<T: FixedWidthInteger>(a: inout T, b: T)"),
        }["=" if operator in ("==", "!=") else operator.replace("-", "+")]
        body = f"isMutant({number}) ? a {other} b : a {operator} b"
        if operator in ("&&", "||"):
            body = f"try isMutant({number}) ? a {other} b() : a {operator} b()"
        elif precedence == "AssignmentPrecedence":
            body = f"if isMutant({number}) {{ a {other} b }} else {{ a {operator} b }}"
        return f"infix operator {name}: {precedence}\n@inline(__always) func {name} {signature} {{ {body} }}"

    def statement(self, found: list[Token], index: int, inside: list[str], out: list[bool]) -> int | None:
        """The last token of a statement of one line that begins at `index` and can be left out."""
        token = found[index]
        if inside[index] != "{" or token.kind != "name" or token.text in WORDS or token.text.startswith(("@", "#")):
            return None
        before = found[index - 1]
        if before.line == token.line or before.text in ("=", ",", "->", "return", "?", "else", "throws", "try", "."):
            return None
        if before.kind == "operator" and before.text not in ("!", "?"):
            return None
        end = index
        while end + 1 < len(found) and found[end + 1].line == token.line:
            end += 1
        line = found[index : end + 1]
        if sum({"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(t.text, 0) for t in line if t.kind == "bracket"):
            return None
        following = found[end + 1] if end + 1 < len(found) else None
        if following and (following.text in (".", "?", "{", "as") or following.kind == "operator" and following.text != "!"):
            return None
        start = 1 if token.text == "try" else 0
        if start and len(line) > 1 and line[1].text in ("?", "!"):
            return None
        if len(line) < 2 or line[start].kind != "name" or line[start].text in WORDS:
            return None
        if len(line) > 2 and line[2].text == "init":
            return None  # Nothing could be done with what is not initialized.
        if before.text == "in" and following and following.text == "}":
            return None  # What the closure is worth, and other lines may rest on its type.
        depth, tops = 0, []
        for part in line[start:]:
            if part.kind == "bracket" and part.text in ")]}":
                depth -= 1
            if depth == 0:
                tops.append(part)
            if part.kind == "bracket" and part.text in "([{":
                depth += 1
        operators = [part.text for part in tops if part.kind == "operator"]
        if operators in (["+="], ["-="], ["&+="]):
            return end
        if any(operator not in (".", "?", "!") for operator in operators) or line[-1].text not in (")", "}"):
            return None
        return end if all(part.text not in (",", ":", ";", "in") for part in tops) else None

    @staticmethod
    def applied(text: str, edits: list[Edit]) -> str:
        """The text after its edits; of several at one place the insertions come first."""
        parts, at = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            parts += [text[at : edit.start], edit.new]
            at = edit.end
        return "".join(parts) + text[at:]
