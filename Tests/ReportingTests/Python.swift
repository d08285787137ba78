import Foundation

/// What a script prints of a report and the texts that are in it: its own Python reads both from JSON, as `report` and
/// `texts`. Nil where there is no Python.
func inPython(_ script: String, report: String, texts: [String], python: String = "python3") throws -> String?
{
  let opening = """
    import json, sys
    given = json.load(sys.stdin)
    report, texts = given["report"], given["texts"]

    """
  struct Given: Encodable {
    var report: String
    var texts: [String]
  }
  let given = try JSONEncoder().encode(Given(report: report, texts: texts))
  return try output(of: python, ["-c", opening + script], input: String(decoding: given, as: UTF8.self))
}

/// A Python that has the reference parser of OpenMetrics: the one on the PATH, else one of its own below `.build`, into
/// which pip installs it. Nil where neither can be.
let metricsPython: String? = {
  let (module, package) = ("prometheus_client.openmetrics.parser", "prometheus-client==0.26.0")
  if hasPython(module) { return "python3" }
  let folder = packageRoot.appending(path: ".build/test-python").path
  let line = """
    set -e
    [ -x "$0/bin/python3" ] || python3 -m venv "$0"
    "$0/bin/python3" -c 'import \(module)' 2>/dev/null \
    || timeout 60 "$0/bin/python3" -m pip install --quiet --disable-pip-version-check '\(package)' >&2
    "$0/bin/python3" -c 'import \(module); print("yes")'
    """
  return (try? output(of: "sh", ["-c", line, folder], input: "")) == "yes\n" ? "\(folder)/bin/python3" : nil
}()
