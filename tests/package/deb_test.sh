#!/usr/bin/env bash
# deb_test.sh BUILD: installs the Debian package of a build directory under a real systemd on a throw-away copy of this
# machine, uses it, removes it and purges it. For root; `cmake --build BUILD --target package_test` calls it.
set -euo pipefail
build=$(readlink -e "${1:?a build directory}")
cd "$(dirname "$0")"
. ./delivery.sh

skip() {
  echo "SKIPPED, nothing was tested: $*"
  exit 0
}
[ "$(id -u)" -eq 0 ] || skip "the package test needs root"
unshare -m -p -f true 2>/dev/null || skip "this machine allows no namespaces"
[ -x /lib/systemd/systemd ] || skip "there is no systemd here"
deb=$(find "$build" -maxdepth 1 -name 'roster_*.deb' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2)
[ -n "$deb" ] || skip "there is no package in $build"

lab=$(mktemp -d /tmp/roster-lab-XXXXXX)
trap './lab "$lab" down; rm -rf --one-file-system "$lab"' EXIT
in_lab() { ./lab "$lab" run "$@"; }
failures=0

check() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@" >"$lab/said" 2>&1; then
    echo "ok      $what"
  else
    echo "FAILED  $what: $*"
    sed 's/^/        /' "$lab/said"
    failures=$((failures + 1))
  fi
}
never() { ! "$@"; }
says() { # EXPECTED COMMAND…: the command's output is this, whatever its exit code
  local expected=$1 said
  shift
  said=$("$@" 2>&1) || true
  [ "$said" = "$expected" ] || { echo "said: $said" && echo "not:  $expected" && return 1; }
}
soon() { # COMMAND…: becomes true within 30 s
  for _ in $(seq 150); do
    "$@" >"$lab/last" 2>&1 && return 0
    sleep 0.2
  done
  cat "$lab/last"
  return 1
}
mode() { in_lab stat -c '%a %U:%G' "$1"; }
on_disk() { in_lab test -e "$1"; }

prepare() {
  ./lab "$lab" up
  rm -f "$lab/root/usr/sbin/policy-rc.d" # on machines that are containers it forbids packages to start services
  cp "$deb" "$lab/root/var/tmp/roster.deb"
  install stub_sendmail "$lab/root/usr/sbin/sendmail"
  install --mode=2755 --group=mail /usr/bin/tee "$lab/root/usr/lib/stub-postdrop"
  install -d --mode=770 --group=mail "$lab/root/var/spool/stub-sendmail"
  has_daemon=yes
  dpkg-deb -c "$deb" | grep '\./usr/sbin/rosterd$' >/dev/null && return
  has_daemon=no
  echo "note    the package has no rosterd: a stub stands for it"
  install stub_rosterd "$lab/root/usr/sbin/rosterd"
}

test_installation() {
  check "it installs" in_lab dpkg -i /var/tmp/roster.deb
  check "the daemon's user exists" in_lab getent passwd roster
  check "the daemon may read what is dropped" in_lab sh -c "id -nG roster | grep -qw roster-drop"
  check "the inbox is fit for a chroot" says "755 root:root" mode /srv/sis
  for input in import synchronize; do
    check "the drop directory $input is the group's" says "2770 root:roster-drop" mode /srv/sis/$input
  done
  check "that of obligations is another group's" says "2770 root:roster-obligations" mode /srv/sis/obligations
  check "the daemon may read obligations, too" in_lab sh -c "id -nG roster | grep -qw roster-obligations"
  check "what is in the state cannot be listed" says "710 roster:roster" mode /var/lib/roster
  check "the reports are the group's" says "750 roster:roster" mode /var/lib/roster/reports
  check "every link in the installed pages leads somewhere" in_lab sh -c 'cd /usr/share/doc/roster
    for page in *.md docs/*.md; do for link in $(grep -o "](\([^)#]*\)[#)]" "$page" | sed "s/^](//; s/[#)]$//" | grep -v ^http); do
      [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link"; exit 1; }; done; done'
  check "the control socket's directory is the group's" says "750 roster:roster" mode /run/roster
  check "the configuration is there" on_disk /etc/roster/roster.yaml
  check "the man pages are there" in_lab ls /usr/share/man/man1/rosterctl.1 /usr/share/man/man5/roster.yaml.5 \
    /usr/share/man/man8/rosterd.8
  check "rosterctl runs" in_lab rosterctl --version
  check "the shell completes rosterctl" in_lab bash -c \
    '. /usr/share/bash-completion/completions/rosterctl && complete -p rosterctl'
}

test_units() {
  check "the daemon is enabled" says enabled in_lab systemctl is-enabled rosterd.service
  check "the daemon runs" soon in_lab systemctl is-active --quiet rosterd.service
  check "the outbox is watched" says active in_lab systemctl is-active roster-mail.path
  check "the units are correct" says "" in_lab systemd-analyze verify rosterd.service roster-mail.service roster-mail.path
  check "the daemon's exposure is at most 0.5" in_lab systemd-analyze security --threshold=5 --no-pager rosterd.service
  tail -1 "$lab/said"
}

test_sandbox() {
  install sandbox_probe "$lab/root/usr/local/bin/sandbox_probe"
  mkdir -p "$lab/root/etc/systemd/system/rosterd.service.d"
  printf '[Service]\nExecStartPre=/usr/local/bin/sandbox_probe\n' >"$lab/root/etc/systemd/system/rosterd.service.d/probe.conf"
  in_lab useradd --no-create-home --gid roster-drop sis
  check "who drops files can do so" in_lab runuser -u sis -- sh -c 'umask 007; echo "<users/>" >/srv/sis/synchronize/probe.xml'
  check "the sandbox allows what is needed, and no more" in_lab sh -c \
    'systemctl daemon-reload; systemctl restart rosterd.service || { journalctl -b -t sandbox_probe -u rosterd -n 15; exit 1; }'
  check "a mail leaves the outbox through sendmail" soon in_lab grep -q 'Subject: probe' /var/spool/stub-sendmail/mail
  check "and does not stay" soon in_lab sh -c '! ls /var/lib/roster/outbox/*.mail 2>/dev/null'
  rm "$lab/root/etc/systemd/system/rosterd.service.d/probe.conf"
  in_lab sh -c 'systemctl daemon-reload; systemctl restart rosterd.service'
}

test_unsendable_mail() {
  in_lab sh -c 'rm -rf /var/spool/stub-sendmail; echo "To: x@example.edu" | runuser -u roster -- /usr/libexec/roster/outbox'
  check "a mail that sendmail refuses is kept" soon in_lab sh -c 'ls /var/lib/roster/outbox/*.mail.unsent'
  check "and shows as a failed unit" soon in_lab systemctl is-failed --quiet roster-mail.service
}

drop() { # NAME: what is on standard input arrives as the SIS account leaves it
  cat >"$lab/root/var/tmp/feed"
  in_lab runuser -u sis -- sh -c "umask 007; cat /var/tmp/feed >/srv/sis/synchronize/$1"
}

test_service() {
  [ $has_daemon = yes ] || return 0
  in_lab useradd --no-create-home --groups roster librarian
  local as_librarian=(in_lab runuser -u librarian -- rosterctl)
  check "the installed configuration has no mistake" \
    says "roster.yaml: valid: 1 profile, 0 purge jobs, no obligations, mails to nobody" in_lab runuser -u roster -- rosterd --check
  check "a librarian reaches the daemon" "${as_librarian[@]}" status
  check "others do not" never in_lab runuser -u nobody -- rosterctl status
  "${as_librarian[@]}" sample --users 20 | sed '0,/<last_name>/s//<last_name>\& /' | drop night.xml
  check "a dropped feed is loaded" soon on_disk /srv/sis/synchronize/night.xml.handled
  check "who dropped it can read the report" soon in_lab runuser -u sis -- grep malformed /srv/sis/synchronize/night.xml.report.csv
  check "a librarian, too" in_lab runuser -u librarian -- grep malformed /srv/sis/synchronize/night.xml.report.csv
  check "who can drop nothing" never in_lab runuser -u librarian -- sh -c 'echo "<users/>" >/srv/sis/synchronize/by-hand.xml'
  check "a librarian reads the reports" in_lab runuser -u librarian -- cat /var/lib/roster/reports/1/report.json
  check "and not the store" never in_lab runuser -u librarian -- cat /var/lib/roster/roster.db
  check "the librarian sees the users" in_lab sh -c 'runuser -u librarian -- rosterctl users | grep -w "19 users"'
}

test_reload() {
  [ $has_daemon = yes ] || return 0
  local file=$lab/root/etc/roster/roster.yaml
  cp "$file" "$lab/good.yaml"
  echo "notify: {command: [/usr/libexec/roster/outbox], to: [library-it@example.edu], on: [failed]}" >>"$file"
  check "an edited configuration is taken" in_lab systemctl reload rosterd.service
  echo "<!DOCTYPE users><users/>" | drop broken.xml
  check "a feed that is none fails" soon on_disk /srv/sis/synchronize/broken.xml.failed
  check "and somebody is told by mail" soon in_lab grep '^Subject: .*broken.xml' /var/spool/stub-sendmail/mail
  echo "mistake: here" >>"$file"
  check "a mistake is refused" never in_lab systemctl reload rosterd.service
  check "and the daemon goes on" in_lab systemctl is-active rosterd.service
  check "which does not start with it" never in_lab systemctl restart rosterd.service
  check "and is not tried again" says failed in_lab systemctl show --value -p ActiveState rosterd.service
  check "because of its exit code" says 78 in_lab systemctl show --value -p ExecMainStatus rosterd.service
  cp "$lab/good.yaml" "$file"
  check "until it is mended" in_lab systemctl restart rosterd.service
}

through_nginx() { # PATH CURL-OPTION…
  in_lab curl -sS --max-time 10 -H 'Host: roster.example.edu' "http://127.0.0.1:8080$1" "${@:2}"
}

# Tries a feed as a browser does, with the cookie and the token of the page.
upload_through_nginx() {
  local page cookie token
  page=$(through_nginx /dry-run -i -u olaf:secret)
  cookie=$(sed -n 's/^Set-Cookie: \([^;]*\).*/\1/p' <<<"$page")
  token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' <<<"$page" | head -1)
  { rosterctl_sample && head -c 3M /dev/zero | tr '\0' ' '; } >"$lab/root/var/tmp/large.xml"
  through_nginx /dry-run -o /dev/null -w '%{http_code}' -u olaf:secret -b "$cookie" -H 'Sec-Fetch-Site: same-origin' \
    -F "token=$token" -F "profile=SIS" -F "action=synchronize" -F "upload=@/var/tmp/large.xml"
}
rosterctl_sample() { in_lab rosterctl sample --users 20; }

# The daemon keeps its sandbox: systemd listens, nginx of docs/proxies (without TLS here) passes on.
test_http() {
  [ $has_daemon = yes ] || return 0
  command -v nginx curl >/dev/null || { echo "note    nginx or curl is missing: HTTP was not tried" && return 0; }
  local file=$lab/root/etc/roster/roster.yaml key
  cp "$file" "$lab/good.yaml"
  echo "http: {listen: systemd, hosts: [roster.example.edu], user_header: X-Remote-User, roles: {operator: [olaf]}}" >>"$file"
  echo 'olaf:{PLAIN}secret' >"$lab/root/etc/nginx/roster.htpasswd"
  sed -e 's/listen 443 ssl/listen 127.0.0.1:8080/' -e '/ssl_certificate/d' -e 's/192.0.2.10/127.0.0.1/' \
    ../../docs/proxies/nginx.conf >"$lab/root/etc/nginx/conf.d/roster.conf"
  in_lab usermod -aG roster-http www-data
  check "the socket is enabled" in_lab systemctl enable roster-http.socket
  check "a restart of the daemon opens it" in_lab systemctl restart rosterd.service
  check "systemd listens for the daemon" says active in_lab systemctl is-active roster-http.socket
  check "the socket is the group's" says "660 root:roster-http" mode /run/roster-http.sock
  check "nginx is before it" in_lab sh -c "systemctl restart nginx.service || { journalctl -u nginx -n 15 --no-pager; exit 1; }"
  check "the daemon answers through nginx" soon says ready through_nginx /health/ready
  key=$(in_lab runuser -u librarian -- rosterctl --json key add lab | sed 's/.*"key": *"\([^"]*\)".*/\1/')
  check "a key opens the users" says 200 through_nginx /almaws/v1/users -o /dev/null -w '%{http_code}' -H "Authorization: apikey $key"
  check "none does not" says 401 through_nginx /almaws/v1/users -o /dev/null -w '%{http_code}'
  check "people sign in" says 401 through_nginx / -o /dev/null -w '%{http_code}'
  check "and see the console" says 200 through_nginx / -o /dev/null -w '%{http_code}' -u olaf:secret
  check "a feed of 3 MiB comes with a form" says 303 upload_through_nginx
  check "the daemon has no network for it" in_lab sh -c \
    '! nsenter -t "$(systemctl show --value -p MainPID rosterd)" -n ip -o link | grep -qv ": lo:"'
  check "a restart loses no client" in_lab sh -c \
    'systemctl restart rosterd.service & curl -fsS --max-time 20 --unix-socket /run/roster-http.sock http://localhost/health/live; wait'
  in_lab systemctl stop rosterd.service
  check "a stopped daemon is not woken by a client" never in_lab curl -fsS --max-time 5 --unix-socket /run/roster-http.sock \
    http://localhost/health/live
  check "and listens when it is started" in_lab sh -c \
    'systemctl start rosterd.service && curl -fsS --max-time 20 --unix-socket /run/roster-http.sock http://localhost/health/live'
  check "the daemon's exposure stays" in_lab systemd-analyze security --threshold=5 --no-pager rosterd.service
  cp "$lab/good.yaml" "$file"
  in_lab systemctl disable --now roster-http.socket
  check "without http it starts again" in_lab systemctl restart rosterd.service
}

test_upgrade() {
  echo "# edited by the administrator" >>"$lab/root/etc/roster/roster.yaml"
  in_lab systemctl disable rosterd.service
  check "an upgrade installs" in_lab dpkg -i --force-confdef --force-confold /var/tmp/roster.deb
  check "an upgrade keeps the edited configuration" in_lab grep -q '^# edited' /etc/roster/roster.yaml
  check "an upgrade leaves a disabled daemon disabled" says disabled in_lab systemctl is-enabled rosterd.service
  check "it can be enabled again" in_lab systemctl enable --now rosterd.service
}

test_restore() {
  [ $has_daemon = yes ] || return 0
  check "a backup is made" in_lab rosterctl backup /root/backup.db
  check "somebody is erased" in_lab rosterctl delete s1000003 --force --yes
  in_lab systemctl stop rosterd.service
  check "a backup that forgets that is refused" says \
    "rosterctl: the backup has 0 erasure ledger entries, the store has 1: users erased since the backup would be restored. With --lost FILE the current store is kept as FILE; then run \`rosterctl purge --again FILE\`" \
    in_lab rosterctl restore-backup /root/backup.db
  check "unless the lost store is kept" in_lab rosterctl restore-backup /root/backup.db --lost /var/lib/roster/lost.db
  check "whom it had erased is erased again" in_lab rosterctl purge --again /var/lib/roster/lost.db --yes
  check "and the ledger says so" in_lab rosterctl erased s1000003
  check "the daemon goes on from there" in_lab systemctl start rosterd.service
  check "nothing lies about" says "" in_lab sh -c 'ls -d /var/lib/roster/*copy* /var/lib/roster/spool/backup* 2>/dev/null'
}

# A server on another address, which wants a password.
test_remote_database() {
  [ $has_daemon = yes ] || return 0
  local as_nobody=(in_lab setpriv --reuid=65534 --regid=65534 --clear-groups --) bin=/usr/lib/postgresql/15/bin
  in_lab systemctl stop rosterd.service
  in_lab install -d -o nobody /var/tmp/server
  in_lab sh -c 'echo of-the-superuser >/var/tmp/superuser'
  "${as_nobody[@]}" $bin/initdb -D /var/tmp/server/data -U postgres --auth=scram-sha-256 --pwfile=/var/tmp/superuser -E UTF8 \
    --no-sync >"$lab/last" 2>&1
  "${as_nobody[@]}" $bin/pg_ctl -D /var/tmp/server/data -l /var/tmp/server/log -w start \
    -o "-c listen_addresses=127.0.0.2 -c unix_socket_directories=/var/tmp/server" >"$lab/last" 2>&1
  in_lab env PGPASSWORD=of-the-superuser psql -qXh 127.0.0.2 -U postgres \
    -c "CREATE ROLE roster LOGIN PASSWORD 'open-sesame'" -c "CREATE DATABASE roster OWNER roster"
  in_lab sh -ec 'umask 077; echo "127.0.0.2:5432:roster:roster:open-sesame" >/etc/roster/pgpass
    mkdir -p /etc/systemd/system/rosterd.service.d; umask 022
    sed "s/^IPAddressAllow=192.*/IPAddressAllow=127.0.0.2/" /usr/share/doc/roster/examples/rosterd-postgresql.conf \
      >/etc/systemd/system/rosterd.service.d/postgresql.conf
    cp -p /etc/roster/roster.yaml /var/tmp/roster.yaml
    sed -i "/^store:/d" /etc/roster/roster.yaml; echo "store: postgresql://roster@127.0.0.2/roster" >>/etc/roster/roster.yaml
    rm -rf /var/lib/roster/reports.before; mv /var/lib/roster/reports /var/lib/roster/reports.before
    install -d -o roster -g roster -m 750 /var/lib/roster/reports; systemctl daemon-reload'
  check "the daemon reaches a database with a password from a credential" in_lab systemctl start rosterd.service
  check "and works with it" in_lab sh -c 'rosterctl sample --users 5 -o /var/tmp/five.xml && rosterctl sync /var/tmp/five.xml'
  check "the journal does not have the password" says "" in_lab sh -c 'journalctl -b | grep sesame'
  in_lab sh -ec 'systemctl stop rosterd.service; rm -r /etc/systemd/system/rosterd.service.d/postgresql.conf /etc/roster/pgpass
    cp -p /var/tmp/roster.yaml /etc/roster/roster.yaml; rm -r /var/lib/roster/reports
    mv /var/lib/roster/reports.before /var/lib/roster/reports; systemctl daemon-reload'
  "${as_nobody[@]}" $bin/pg_ctl -D /var/tmp/server/data -m immediate stop >"$lab/last" 2>&1
  check "the daemon goes on with its file" in_lab systemctl start rosterd.service
}

test_removal() {
  check "the socket is enabled once more" in_lab systemctl enable --now roster-http.socket
  check "it can be removed" in_lab dpkg --remove roster
  check "nothing runs any more" says inactive in_lab systemctl is-active rosterd.service
  check "the configuration stays" on_disk /etc/roster/roster.yaml
  check "it can be purged" in_lab dpkg --purge roster
  check "the configuration is gone" never on_disk /etc/roster
  check "no socket is left" never on_disk /run/roster-http.sock
  check "the state stays" on_disk /var/lib/roster
  check "no unit is left" says "" in_lab sh -c 'find /etc/systemd/system /lib/systemd -name "roster*" ! -name "*.d" ! -name "*.conf"'
  check "the empty drop directories are gone" never on_disk /srv/sis/import
}

prepare
test_installation
test_units
test_sandbox
test_service
test_reload
test_unsendable_mail
test_http
test_delivery
test_upgrade
test_restore
test_remote_database
test_removal
echo "$failures failed; rosterd in the package: $has_daemon"
[ "$failures" -eq 0 ]
