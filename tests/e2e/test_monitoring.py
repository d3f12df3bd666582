"""What docs/monitoring promises, held against a running rosterd and judged by Prometheus's own tool."""

import json
import pathlib
import re
import subprocess
import unittest

import roster
import test_http

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
RULES = DOCS / "monitoring" / "alerts.yml"
DASHBOARD = DOCS / "monitoring" / "grafana-dashboard.json"
WORKED = """\
profiles:
  - code: SIS
    synchronize: {active: true, schedule: on_arrival, xsd: auto}
obligations: {sources: [circulation]}
purge: {jobs: [{name: leavers, schedule: manual}]}
exports: [{name: doors, as: csv, receipt: {within: 1h}}]
"""


def promtool(*words, **options):
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, check=False, **options)


class Monitoring(roster.RosterTest):
    def setUp(self):
        super().setUp()
        (self.home / "inbox" / "obligations").mkdir()
        self.socket = str(self.home / "http.sock")
        self.configure(WORKED, http=f'{{listen: "unix:{self.socket}"}}')

    def passes(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def metrics(self):
        connection = test_http.OverUnixSocket(self.socket)
        self.addCleanup(connection.close)
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        self.assertEqual(answer.getheader("Content-Type"), "text/plain; version=0.0.4; charset=utf-8")
        return answer.read().decode()

    def work(self):
        """A load with a warning and a rejection, a list of obligations, a purge; a refused request."""
        past = {"expiry_date": "2020-01-01Z", "purge_date": "2020-01-01Z"}
        self.put("people.xml", roster.feed(roster.user("s1"), roster.user("s2", **past), roster.user("s1"),
                                           roster.user("s3", birth_date="soon")))
        self.wait_for_file("people.xml.handled")
        self.put("circulation", "primary_id,kind,count,amount\n", self.home / "inbox" / "obligations")
        self.wait_for(lambda: self.jobs("obligations"), "the list of obligations")
        self.ctl("purge", "leavers", "--yes")
        self.ctl("export", "doors")

    def test_the_metrics_are_well_formed(self):
        self.start()
        self.work()
        for text in (self.metrics(), self.ctl("metrics").out):
            self.passes(promtool("check", "metrics", input=text))
            self.assertNotIn(roster.CANARY, text)
            self.assertNotRegex(text, r"\bs[123]\b|people\.xml")

    def test_rosterctl_tells_what_http_tells(self):
        self.start()
        self.work()
        families = re.compile(r"^# TYPE (\w+)", re.M)
        served = families.findall(self.metrics())
        self.assertIn("roster_http_requests_total", served)
        self.assertEqual(sorted(families.findall(self.ctl("metrics").out)), sorted(served))

    def test_each_metric_is_explained(self):
        self.start()
        self.work()
        page = (DOCS / "operations.md").read_text()
        served = re.findall(r"^# TYPE (roster_\w+)", self.metrics(), re.M)
        self.assertEqual([name for name in served if f"`{name}`" not in page], [])

    def test_each_query_of_the_dashboard_is_one(self):
        """promtool reads queries in rules alone: each becomes one; Grafana's variables get values first."""
        panels = json.loads(DASHBOARD.read_text())["panels"]
        queries = [target["expr"] for panel in panels for target in panel.get("targets", ())]
        self.assertGreaterEqual(len(queries), len([panel for panel in panels if panel["type"] != "row"]))
        rules = [{"record": f"dashboard:query:{n}", "expr": query.replace("$__range", "1h")}
                 for n, query in enumerate(queries)]
        path = self.home / "dashboard.json"  # JSON is YAML
        path.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
        self.passes(promtool("check", "rules", path))

    def test_the_rules_are_right(self):
        self.passes(promtool("check", "rules", RULES))
        done = promtool("test", "rules", DOCS / "monitoring" / "alerts_test.yml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.passes(promtool("check", "config", DOCS / "monitoring" / "prometheus.yml"))

    def test_each_alert_is_explained(self):
        alerts = set(re.findall(r"alert: (\w+)", RULES.read_text()))
        self.assertEqual(len(alerts), 13)
        headings = re.findall(r"^#### (Roster\w+)$", (DOCS / "operations.md").read_text(), re.M)
        self.assertEqual(sorted(headings), sorted(alerts))
        links = set(re.findall(r"runbook: docs/operations.md#(\w+)", RULES.read_text()))
        self.assertEqual(links, {alert.lower() for alert in alerts})

    def test_rules_and_dashboard_ask_for_metrics_that_there_are(self):
        self.start()
        self.work()
        families = set(re.findall(r"^# TYPE (\w+)", self.metrics(), re.M))
        asked = RULES.read_text() + "".join(
            target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"]
            for target in panel.get("targets", ()))
        names = set(re.findall(r"\b(?:roster|process)_\w+", asked))
        self.assertGreater(len(names), 20)
        self.assertEqual({name for name in names if name.removesuffix("_bucket") not in families}, set())


if __name__ == "__main__":
    unittest.main()
