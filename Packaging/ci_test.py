"""Tests the files for CI: action.yml, Packaging/ci and .pre-commit-hooks.yaml.

The steps of the action are run here as GitHub's runner does: each in bash, with the environment that action.yml gives it
and the files of the runner, and with a `gh` that writes down what it is asked. DESKAUDIT_BINARY names the binary. Needs
PyYAML, and shellcheck and pre-commit on the PATH.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text())
GOOD = ("id,email\n9001,ann@example.org\n",
        "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,"
        "AUTHOR_ID,NAME,EMAIL\n"
        "2021-01-01T00:00:00Z,1,11,5,true,Hello,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n")
PLAN = """sources: {chat: {path: chat.csv}, ticketing: {path: users.csv}}
identity: {match: email, keep: ticketing}
archive: {path: tickets.tar.gz}
as-of: 2026-01-01T00:00:00Z
"""
GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$LOG"
for word; do case "$word" in body=@*) cp "${word#body=@}" "$LOG.body" ;; esac; done
case "$*" in
*--paginate*) [ -z "$KNOWN_COMMENT" ] || echo "$KNOWN_COMMENT" ;;
"release download"*) while [ "$1" != --dir ]; do shift; done; mkdir -p "$2"; cp "$WHEEL_FILE" "$2" ;;
*PATCH* | *POST*) [ -z "$READ_ONLY" ] || exit 1 ;;
esac
"""


class Run:
    """One run of the action in a folder with a plan, as the runner does it."""

    def __init__(self, inputs=None, pull_request="17", **environment):
        self.folder = Path(tempfile.mkdtemp(dir=SCRATCH))
        (self.folder / "users.csv").write_text(GOOD[0])
        (self.folder / "chat.csv").write_text(GOOD[1])
        (self.folder / "migration.yml").write_text(PLAN)
        subprocess.run([BINARY, "build"], cwd=self.folder, check=True, capture_output=True)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "gh").write_text(GH)
        (self.folder / "bin" / "gh").chmod(0o755)
        if "WHEEL_FILE" not in environment:
            (self.folder / "bin" / "deskaudit").symlink_to(BINARY)
        self.values = {f"inputs.{name}": value.get("default", "") for name, value in ACTION["inputs"].items()}
        self.values |= {f"inputs.{name}": value for name, value in (inputs or {}).items()}
        self.values |= {
            "github.token": "t0ken", "github.action_ref": "v0.1.0", "github.action_repository": "acme/deskaudit",
            "github.event.pull_request.number": pull_request}
        self.environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "LOG": f"{self.folder}/gh.log", "KNOWN_COMMENT": "",
            "READ_ONLY": "", "GITHUB_ACTION_PATH": str(REPOSITORY), "GITHUB_REPOSITORY": "acme/migration",
            "RUNNER_TEMP": f"{self.folder}/temp", "HOME": str(self.folder)} | environment
        (self.folder / "temp").mkdir()
        self.log, self.exit = "", 0

    def expression(self, text: str) -> str:
        """What action.yml's `${{ … }}` stand for. Conditions are `a == 'b'`, `a != ''`, joined by `&&`."""
        def value(match):
            words = [word.strip() for word in match[1].split("&&")]
            results = []
            for word in words:
                compared = re.fullmatch(r"(\S+) (==|!=) '(.*)'", word)
                if compared:
                    name, sign, other = compared.groups()
                    results.append("true" if (self.values[name] == other) == (sign == "==") else "")
                else:
                    results.append(self.values[word])
            return results[0] if len(results) == 1 else ("true" if all(results) else "")
        return re.sub(r"\$\{\{ (.*?) \}\}", value, str(text))

    def go(self, change=None) -> "Run":
        """Runs all steps; one that fails ends the run. `change` is made before the first."""
        if change:
            change(self.folder)
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or ("if" in step and not self.expression(step["if"])):
                continue
            files = {name: self.folder / name for name in ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"]}
            environment = self.environment | {name: str(path) for name, path in files.items()}
            environment |= {name: self.expression(self.expression(text)) for name, text in step["env"].items()}
            files["GITHUB_OUTPUT"].write_text("")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.folder,
                env=environment, capture_output=True, text=True)
            self.log += done.stdout + done.stderr
            for line in files["GITHUB_OUTPUT"].read_text().splitlines():
                name, _, value = line.partition("=")
                self.values[f"steps.{step.get('id')}.outputs.{name}"] = value
            if files["GITHUB_PATH"].exists():
                added = files["GITHUB_PATH"].read_text().split()
                self.environment["PATH"] = ":".join([*added, self.environment["PATH"]])
            if done.returncode:
                self.exit = done.returncode
                break
        return self

    def text(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""


def check(condition, sentence, run=None):
    if not condition:
        sys.exit(f"FAILED: {sentence}" + (f"\n{run.log}\n{run.text('gh.log')}" if run else ""))


def metadata():
    """By https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax."""
    check(set(ACTION) <= {"name", "author", "description", "inputs", "outputs", "runs", "branding"}, "keys of action.yml")
    for name, value in ACTION["inputs"].items():
        check(set(value) <= {"description", "required", "default", "deprecationMessage"}, f"keys of input {name}")
        check("description" in value, f"input {name} has a description")
    steps = ACTION["runs"]["steps"]
    for name, value in ACTION["outputs"].items():
        check(set(value) == {"description", "value"}, f"keys of output {name}")
    check(ACTION["runs"]["using"] == "composite" and set(ACTION["runs"]) == {"using", "steps"}, "keys of runs")
    used = set()
    for step in steps:
        check(set(step) <= {"run", "shell", "if", "name", "id", "env", "working-directory", "uses", "with",
                            "continue-on-error"}, f"keys of step {step}")
        check(("run" in step) == ("shell" in step) != ("uses" in step), f"step {step['name']} runs or uses")
        check("${{" not in step.get("run", ""), "nothing is put into a command")
        used |= set(re.findall(r"inputs\.([a-z-]+)", json.dumps(step)))
    check(used == set(ACTION["inputs"]), f"inputs that no step uses, or does not know: {used ^ set(ACTION['inputs'])}")


def passing():
    run = Run().go()
    check(run.exit == 0, "an archive that is right passes", run)
    check("# ✓ PASS: " in run.text("GITHUB_STEP_SUMMARY"), "the summary has the verdict", run)
    check(run.text("gh.log").splitlines()[-1].startswith("api --method POST repos/acme/migration/issues/17/comments"),
          "a first comment is written", run)
    body = run.text("gh.log.body")
    check(body.startswith("<!-- deskaudit: migration.yml -->\n# ✓ PASS") and "\n<details><summary>The rules that passed" in body,
          "the comment begins with its mark, and folds what passed", run)
    check("::error" not in run.log and "::warning" not in run.log, "nothing is annotated", run)
    check("\n::notice title=deskaudit%3A PASS,file=migration.yml::" in run.log, "but for the verdict", run)


def failing():
    """The archive lost a comment: the same comment replaced before, and the exit code of the audit."""
    line = GOOD[1].splitlines()[1].replace(",11,", ",12,")
    run = Run(KNOWN_COMMENT="4711").go(lambda folder: (folder / "chat.csv").write_text(GOOD[1] + line + "\n"))
    check(run.exit == 1, "a FAIL fails the job", run)
    check(run.values["steps.verify.outputs.verdict"] == "FAIL", "the verdict is an output", run)
    check("\n::error title=FAIL no-missing-comments,file=chat.csv,line=3::1 of 2 comments is missing" in run.log,
          "the failed rule is annotated where it is", run)
    check("\n::notice title=deskaudit%3A FAIL,file=migration.yml::" in run.log, "and so is the verdict", run)
    check(run.text("gh.log").splitlines()[-1].startswith("api --method PATCH repos/acme/migration/issues/comments/4711 "),
          "the comment is replaced", run)
    stops = re.findall(r"^::stop-commands::([0-9a-f]{32})$[\s\S]*^::\1::$", run.log, re.M)
    check(len(stops) == 1, "the log of the audit gives the runner no commands", run)


def without_rights():
    run = Run(READ_ONLY="1").go()
    check(run.exit == 0 and "::warning title=deskaudit::The comment can't be written" in run.log,
          "a comment that may not be written is a warning", run)


def without_a_pull_request():
    run = Run(pull_request="").go()
    check(run.exit == 0 and not run.text("gh.log"), "without a pull request nothing is asked of GitHub", run)


def hostile_inputs():
    """What an input says is an argument, whatever is in it."""
    plan = "$(touch owned); touch owned #.yml"
    run = Run({"plan": plan}).go()
    check(run.exit == 64, "a plan that is not there is exit 64", run)
    check(not (run.folder / "owned").exists(), "an input is not run", run)
    check("nothing was audited" in run.text("GITHUB_STEP_SUMMARY"), "the summary says so", run)


def from_a_release(wheel: Path):
    run = Run(WHEEL_FILE=str(wheel)).go()
    check(run.exit == 0, "the wheel of the release is installed", run)
    check(run.text("gh.log").startswith(
        "release download v0.1.0 --repo acme/deskaudit --pattern deskaudit-*.whl --dir "), "the release is asked", run)


def long_reports():
    """More than GitHub takes is cut at the end of a line."""
    def lengthen(folder):
        tool = folder / "bin" / "deskaudit"
        tool.unlink()
        # The report of the real audit, and behind it more than both limits.
        tool.write_text(f'#!/bin/sh\n"{BINARY}" "$@"; code=$?\nseq -f "line %09.0f é" 100000 >>audit/audit.md; exit $code\n')
        tool.chmod(0o755)
    run = Run().go(lengthen)
    comment, summary = run.text("gh.log.body"), run.text("GITHUB_STEP_SUMMARY")
    note = "*Shortened: the whole report is audit.md of the artifact.*\n"
    for text, least, most in [(comment, 59_000, 65_536), (summary, 890_000, 1_000_000)]:
        check(least < len(text) <= most and text.endswith(note), f"{len(text)} characters of a long report", run)
        check(re.search(r"\nline \d{9} é\n\n\*Shortened", text), "the last line is whole", run)


def gitlab():
    job = yaml.safe_load((REPOSITORY / "Packaging/ci/gitlab.yml").read_text())[".deskaudit-verify"]
    known = {"image", "variables", "script", "artifacts"}
    check(set(job) == known, "keys of the job")
    check(set(job["artifacts"]) <= {"when", "name", "paths", "reports", "expire_in"}, "keys of artifacts")
    run = Run()
    script = "set -e\n" + "\n".join(job["script"])
    environment = run.environment | job["variables"]
    done = subprocess.run(["bash", "-c", script], cwd=run.folder, env=environment, capture_output=True, text=True)
    check(done.returncode == 0 and run.text("audit/audit.md"), f"GitLab's script: {done.stderr}")
    (run.folder / "chat.csv").write_text(GOOD[1].replace("Hello", "Hullo"))
    done = subprocess.run(["bash", "-c", script], cwd=run.folder, env=environment, capture_output=True, text=True)
    check(done.returncode == 1, f"GitLab's script fails with the audit: {done.stderr}")
    shellcheck("gitlab.yml", "#!/bin/bash\n" + "\n".join(
        "# shellcheck disable=SC2086\n" + line for line in job["script"]))


def shellcheck(name: str, text: str):
    done = subprocess.run(["shellcheck", "--shell=bash", "-"], input=text, capture_output=True, text=True)
    check(done.returncode == 0, f"shellcheck of {name}:\n{done.stdout}")


def scripts():
    for path in ["Packaging/build", "Packaging/test", "Packaging/ci/github"]:
        shellcheck(path, (REPOSITORY / path).read_text())
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            shellcheck(step["name"], step["run"] + "\n")


def hooks():
    """Runs both hooks by pre-commit, on files that are right and on files that are not."""
    subprocess.run(["pre-commit", "validate-manifest", REPOSITORY / ".pre-commit-hooks.yaml"], check=True)
    manifest = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    run = Run()
    local = [{"repo": "local", "hooks": manifest}]
    (run.folder / ".pre-commit-config.yaml").write_text(json.dumps({"repos": local}))
    environment = run.environment | {"PRE_COMMIT_HOME": f"{run.folder}/home"}

    def shell(line):
        return subprocess.run(
            ["bash", "-c", line], cwd=run.folder, env=environment, capture_output=True, text=True)
    made = shell("deskaudit rules new due-dates-agree && git init -q . && git add migration.yml rules .pre-commit-config.yaml")
    check(made.returncode == 0, made.stderr)
    done = shell("pre-commit run --all-files")
    check(done.returncode == 0 and done.stdout.count("Passed") == 2, f"the hooks pass: {done.stdout}{done.stderr}")
    (run.folder / "migration.yml").write_text(PLAN.replace("identity", "identty"))
    page = next((run.folder / "rules").rglob("*.md"))
    page.write_text(page.read_text().replace("area:", "aera:"))
    done = shell("pre-commit run --all-files")
    check(done.returncode == 1 and done.stdout.count("Failed") == 2 and "did you mean 'identity'" in done.stdout,
          f"the hooks find mistakes: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    BINARY = Path(os.environ["DESKAUDIT_BINARY"]).resolve()
    with tempfile.TemporaryDirectory() as SCRATCH:
        tests = [metadata, scripts, passing, failing, without_rights, without_a_pull_request, hostile_inputs,
                 long_reports, gitlab, hooks]
        for test in tests:
            test()
        wheels = list(BINARY.parent.glob("*.whl"))
        for wheel in wheels:
            from_a_release(wheel)
        print(f"{len(tests) + len(wheels)} tests of action.yml, gitlab.yml and .pre-commit-hooks.yaml")
