#!/usr/bin/env python3
"""How fast the Users API answers, beside nginx that serves the same bytes from a file in the same run.

    apt install wrk nginx-light
    tests/bench/http_peer.py --users 1000000 >http.md

Three questions: how many GETs of a user a second, of nginx's rate (wrk, the two in turn, on the cores they share with it); how
long a page of the list takes; how long a GET takes while a first load of everybody runs (asked fifty times a second, as
people and programs do, not as wrk does).
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import measuring
import result_table

CONFIG = """\
store: sqlite:{run}/users.db
inbox: {run}/inbox
spool: {run}/spool
reports: {run}/reports
control: {run}/control.sock
settle: 1s
obligations: none
http: {{listen: "127.0.0.1:{port}"}}
profiles:
  - code: SIS
    synchronize: {{active: true, schedule: on_arrival, xsd: auto}}
"""
NGINX = """\
{account}daemon off; worker_processes 2; pid {run}/nginx.pid; error_log {run}/nginx.log; events {{}}
http {{
    access_log off; sendfile on; keepalive_requests 1000000000; client_body_temp_path {run}/b; proxy_temp_path {run}/p;
    fastcgi_temp_path {run}/f; uwsgi_temp_path {run}/u; scgi_temp_path {run}/s;
    server {{ listen 127.0.0.1:{port}; root {run}/www; default_type "application/json;charset=UTF-8"; }}
}}
"""
PATIENCE = 3600


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """rosterd with a key, in a directory of its own; used as a context."""

    def __init__(self, options, name):
        self.run, self.port, self.options = options.work / name, free_port(), options
        self.drop = self.run / "inbox" / "synchronize"

    def __enter__(self):
        self.drop.mkdir(parents=True)
        config = self.run / "roster.yaml"
        config.write_text(CONFIG.format(run=self.run, port=self.port))
        with open(self.run / "rosterd.log", "wb") as log:
            self.daemon = subprocess.Popen([self.options.rosterd, "--config", config], stdout=log, stderr=log)
        ctl = [self.options.rosterctl, "--config", config]
        wait(lambda: subprocess.run([*ctl, "status"], capture_output=True, check=False).returncode == 0)
        made = subprocess.run([*ctl, "--json", "key", "add", "bench"], check=True, capture_output=True)
        self.key = json.loads(made.stdout)["key"]
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return self

    def __exit__(self, *_):
        self.daemon.terminate()
        self.daemon.wait()

    def load(self, feed):
        """Drops the feed; returns how to see that it is loaded."""
        shutil.copyfile(feed, self.drop / "users.zip.part")
        (self.drop / "users.zip.part").rename(self.drop / "users.zip")
        return (self.drop / "users.zip.handled").exists

    def get(self, path):
        """Status, body and seconds."""
        started = time.perf_counter()
        self.connection.request("GET", "/almaws/v1" + path, headers={
            "Authorization": "apikey " + self.key, "Accept": "application/json"})
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - started


def wait(until):
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            raise measuring.Failed("waited in vain")
        time.sleep(0.05)


def wrk(options, url, *headers):
    """Requests a second."""
    words = [word for header in headers for word in ("-H", header)]
    done = subprocess.run(["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", *words, url],
                          capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise measuring.Failed(done.stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))


def rates(options, daemon, body):
    """Requests a second of both, a pair for each round."""
    run, port = options.work / "nginx", free_port()
    (run / "www").mkdir(parents=True)
    (run / "www" / "user").write_bytes(body)
    (run / "nginx.conf").write_text(NGINX.format(run=run, port=port, account="user root; " if os.geteuid() == 0 else ""))
    nginx = subprocess.Popen(["nginx", "-p", run, "-c", run / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        wait(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
        return [(wrk(options, f"http://127.0.0.1:{daemon.port}/almaws/v1/users/{options.user}",
                     "Authorization: apikey " + daemon.key, "Accept: application/json"),
                 wrk(options, f"http://127.0.0.1:{port}/user")) for _ in range(options.rounds)]
    finally:
        nginx.terminate()
        nginx.wait()


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def during(daemon, path, is_over):
    """Times of GETs, fifty a second, until the load is over."""
    times, due = [], time.monotonic()
    while not is_over():
        times.append(daemon.get(path)[2])
        due = max(due + 0.02, time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))
    return times


def list_rows(daemon, options):
    rows = [["list", "median ms", "worst ms"]]
    deep = options.users * 9 // 10
    for path in ("/users?limit=100", f"/users?limit=100&offset={deep}", f"/users?limit=100&offset={deep}&order_by=first_name",
                 "/users?limit=100&modify_date_from=2999-01-01", "/users?limit=10&q=last_name~berg"):
        times = []
        for _ in range(5):
            status, body, took = daemon.get(path)
            if status != 200:
                raise measuring.Failed(body.decode())
            times.append(took * 1000)
        rows.append([f"`{path}`", f"{statistics.median(times):.1f}", f"{max(times):.1f}"])
    return rows


def report(options):
    feed = options.work / "users.zip"
    subprocess.run([options.rosterctl, "sample", "--users", str(options.users), "-o", feed], check=True)
    print(f"{options.users:,} users; wrk -t1 -c{options.connections} -d{options.seconds}s, {options.rounds} rounds\n")
    print("\n".join(f"- {name}: {value}" for name, value in measuring.machine(options.rosterctl, options.work)), "\n", sep="")
    with Daemon(options, "loading") as daemon:
        times = during(daemon, "/users/nobody", daemon.load(feed))
        first = json.loads(daemon.get("/users?limit=1&order_by=primary_id")[1])["user"][0]
        options.user = first["primary_id"]
        body = daemon.get(f"/users/{options.user}")[1]
        lists = list_rows(daemon, options)
        pairs = rates(options, daemon, body)
    rows = [["round", "rosterd, requests/s", "nginx, requests/s", "ratio"]]
    rows += [[str(n + 1), f"{mine:,.0f}", f"{its:,.0f}", f"{mine / its:.3f}"] for n, (mine, its) in enumerate(pairs)]
    print(f"GET of a user ({len(body):,} bytes):\n\n{result_table.aligned(rows)}\n")
    print(result_table.aligned(lists), "\n")
    ratio = statistics.median(its / mine for mine, its in pairs)
    print(f"During the first load: {len(times):,} GETs, median {statistics.median(times) * 1000:.1f} ms, "
          f"99 % within {percentile(times, 0.99) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms.\n")
    print(result_table.goals_table([
        result_table.Goal("nginx's rate", ratio, 2.5, "× rosterd's"),
        result_table.Goal("p99 of a GET during a first load", percentile(times, 0.99) * 1000, 50, "ms")]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rosterd", default="build/release/rosterd", type=pathlib.Path)
    parser.add_argument("--rosterctl", default="build/release/rosterctl", type=pathlib.Path)
    parser.add_argument("--users", default=1_000_000, type=int)
    parser.add_argument("--seconds", default=10, type=int)
    parser.add_argument("--connections", default=8, type=int)
    parser.add_argument("--rounds", default=3, type=int)
    options = parser.parse_args()
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="roster-http-"))
    try:
        report(options)
    except measuring.Failed as failed:
        sys.exit(str(failed))
    finally:
        shutil.rmtree(options.work, ignore_errors=True)


if __name__ == "__main__":
    main()
