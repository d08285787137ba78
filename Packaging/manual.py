"""Man pages, from what `deskaudit --experimental-dump-help` says: one for the tool and one for each subcommand.

Standard: man(7). A paragraph of the help that begins with spaces is shown as it is; the paragraphs after 'Examples:'
and 'Exit codes:' have sections of their own.
"""

import re

SPECIAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}


def pages(root: dict, version: str, date: str) -> dict[str, str]:
    """The text of each page, by its name: `deskaudit-verify`."""
    commands = list(walk(root, []))
    names = ["-".join(words) for words, _ in commands]
    return {name: page(words, command, names, version, date) for name, (words, command) in zip(names, commands)}


def walk(command: dict, above: list[str]):
    if command["commandName"] == "help" or not command.get("shouldDisplay", True):
        return
    words = [*above, command["commandName"]]
    yield words, command
    for child in command.get("subcommands", []):
        yield from walk(child, words)


def page(words: list[str], command: dict, names: list[str], version: str, date: str) -> str:
    name = "-".join(words)
    arguments = [one for one in command["arguments"] if one["shouldDisplay"]]
    sections = divided(command.get("discussion", ""))
    lines = [
        f'.TH "{escaped(name.upper())}" 1 "{date}" "deskaudit {version}" "deskaudit"',
        ".nh", ".ad l",  # commands and options are not to be divided
        ".SH NAME", f"{escaped(name)} \\- {escaped(lowered(command['abstract']))}",
        ".SH SYNOPSIS", *synopsis(words, command, arguments),
        ".SH DESCRIPTION", ".PP", escaped(command["abstract"]), *sections["text"],
    ]
    if arguments:
        lines.append(".SH OPTIONS")
        for argument in arguments:
            lines += option(argument)
    if children := [one for one in command.get("subcommands", []) if one["commandName"] != "help"]:
        lines.append(".SH COMMANDS")
        for child in children:
            lines += [".TP", f"\\fB{escaped(child['commandName'])}\\fR", escaped(child["abstract"])]
    for key, title in [("examples", "EXAMPLES"), ("exits", "EXIT STATUS")]:
        if sections[key]:
            lines += [f".SH {title}", *sections[key]]
    related = [other for other in names if other != name]
    if len(words) > 1:
        related = ["deskaudit", *(other for other in related if other.startswith(name + "-"))]
    lines.append(".SH SEE ALSO")
    lines += [
        f".BR {escaped(other)} (1){',' if index + 1 < len(related) else ''}" for index, other in enumerate(related)]
    return "\n".join(lines) + "\n"


def divided(discussion: str) -> dict[str, list[str]]:
    """The lines of a discussion by the sections that they belong to."""
    sections = {"text": [], "examples": [], "exits": []}
    key = "text"
    for paragraph in re.split(r"\n\n+", discussion.rstrip()):
        if paragraph == "Examples:":
            key = "examples"
        elif paragraph.startswith("  "):
            sections[key] += [".PP", ".RS 4", ".nf", *map(escaped, dedented(paragraph)), ".fi", ".RE"]
        else:
            if paragraph.startswith("Exit codes:"):
                key, paragraph = "exits", paragraph.removeprefix("Exit codes:").strip()
            elif key == "examples":
                key = "text"
            sections[key] += [".PP", *map(escaped, paragraph.splitlines())]
    return sections


def synopsis(words: list[str], command: dict, arguments: list[dict]) -> list[str]:
    parts = [shape(one) for one in arguments if not is_common(one)]
    if command.get("subcommands"):
        parts.append("\\fIcommand\\fR")
    return [f"\\fB{escaped(' '.join(words))}\\fR", *parts]


def is_common(argument: dict) -> bool:
    """Whether every command has it."""
    return argument["kind"] == "flag" and argument["valueName"] in ("help", "version")


def shape(argument: dict) -> str:
    value = f"\\fI{escaped(argument['valueName'])}\\fR"
    if argument["kind"] != "positional":
        name = f"\\fB{spelled(argument['preferredName'])}\\fR"
        value = name if argument["kind"] == "flag" else f"{name} {value}"
    if argument["isRepeating"]:
        value += " \\&..."
    return f"[{value}]" if argument["isOptional"] else value


def spelled(name: dict) -> str:
    return escaped(("--" if name["kind"] == "long" else "-") + name["name"])


def option(argument: dict) -> list[str]:
    if argument["kind"] == "positional":
        tag = f"\\fI{escaped(argument['valueName'])}\\fR"
    else:
        names = sorted(argument["names"], key=lambda one: one["kind"] == "long")
        tag = ", ".join(f"\\fB{spelled(name)}\\fR" for name in names)
        if argument["kind"] != "flag":
            tag += f" \\fI{escaped(argument['valueName'])}\\fR"
    text = argument.get("abstract", "")
    if argument["kind"] != "flag" and "defaultValue" in argument:
        text += f" (default: {argument['defaultValue']})"
    return [".TP", tag, escaped(text)]


def dedented(paragraph: str) -> list[str]:
    lines = paragraph.splitlines()
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    return [line[indent:] for line in lines]


def lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")


def escaped(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
