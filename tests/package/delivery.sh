# shellcheck shell=bash disable=SC2154
# Part of deb_test.sh: what docs/exports.md says of a delivery is done word by word, to a real sshd.
page=../../docs/exports.md

block() { # TEXT: the page's first block of shell commands that has the text
  awk -v text="$1" '/^```/ { if (inside && index(block, text)) { printf "%s", block; exit } inside = /^```sh/; block = ""; next }
    inside { block = block $0 "\n" }' "$page"
}
follow() { in_lab bash -euc "cd /root; $1"; }
arrived() { in_lab sh -c "test \"\$(ls /home/library/incoming | wc -l)\" = $1 && ! ls -d /home/library/incoming/.*.part 2>/dev/null"; }
sent() { in_lab sh -c "test \"\$(ls $1/alma/*.csv.sent | wc -l)\" = $2"; }
delivery() { says "$1" in_lab systemctl show --value -p ActiveState roster-deliver@alma.service; }
change_one() { in_lab rosterctl set s1000003 last_name "$1" && in_lab rosterctl export alma; }
metric() { in_lab sh -c "rosterctl metrics | grep -x 'roster_export_untaken_files{profile=\"alma\"} $1'"; }

# The target is this machine under another name, with an account of its own.
prepare_target() {
  in_lab sh -ec 'useradd --create-home library
    install -d -o library /home/library/incoming
    install -d -m 700 -o library /home/library/.ssh
    cd /root && ssh-keygen -q -t ed25519 -N "" -f id_ed25519
    install -m 600 -o library id_ed25519.pub /home/library/.ssh/authorized_keys
    echo "127.0.0.1 sftp.example.edu" >>/etc/hosts
    ssh-keygen -A && systemctl start ssh.service'
}

follow_page() {
  local commands
  commands=$(block roster-deliver@alma.path)
  check "the page's first commands of a delivery" follow "$(sed '$d' <<<"$commands")"
  in_lab sed -i 's/roster@sftp.example.edu/library@sftp.example.edu/' /etc/roster/deliver/alma # "write the target into it"
  mkdir -p "$lab/root/etc/systemd/system/roster-deliver@.timer.d" # five minutes are long for a test
  printf '[Timer]\nOnUnitInactiveSec=\nOnUnitInactiveSec=2s\nAccuracySec=100ms\n' \
    >"$lab/root/etc/systemd/system/roster-deliver@.timer.d/pause.conf"
  in_lab systemctl daemon-reload
  check "the page's last one" follow "$(tail -1 <<<"$commands")"
  check "a delivery's units are correct" says "" in_lab systemd-analyze verify roster-deliver@alma.service \
    roster-deliver@alma.path roster-deliver@alma.timer
  check "before the first export there is nothing to deliver" soon delivery inactive
}

test_arrival() {
  check "an export is delivered" in_lab rosterctl export alma
  check "it arrives, whole and under its name" soon arrived 1
  check "what was taken is renamed" soon sent /var/lib/roster/outbox 1
  check "it is the same file" in_lab sh -c 'cmp /home/library/incoming/*.csv /var/lib/roster/outbox/alma/*.csv.sent'
  check "nothing waits" metric 0
}

test_target_down() {
  in_lab systemctl stop ssh.service
  check "a file for a target that is down" change_one Byron
  check "makes a delivery that failed" soon delivery failed
  check "keeps its name" sent /var/lib/roster/outbox 1
  check "is told by the metric" metric 1
  check "and by the status" in_lab sh -c 'rosterctl status | grep "export alma: 1 file not taken"'
  check "and by the journal" in_lab sh -c 'journalctl -u roster-deliver@alma | grep "not taken: /var/lib/roster/outbox/alma/"'
  in_lab systemctl start ssh.service
  check "is tried again, and arrives" soon arrived 2
  check "and is renamed" soon sent /var/lib/roster/outbox 2
  check "nothing failed any more" soon delivery inactive
  check "nothing waits any more" metric 0
}

test_another_host_key() {
  in_lab cp /etc/roster/deliver/known_hosts /root/known_hosts
  in_lab sed -i 's/AAAA[^ ]*$/AAAAC3NzaC1lZDI1NTE5AAAAIJzJ0t0000000000000000000000000000000000000000000/' /etc/roster/deliver/known_hosts
  check "a file for somebody who is not the target" change_one King
  check "is not handed over" soon delivery failed
  check "nothing arrived" arrived 2
  in_lab cp /root/known_hosts /etc/roster/deliver/known_hosts
  check "it is, once the target is itself" soon arrived 3
}

test_what_a_delivery_sees() {
  in_lab cp -p /etc/roster/deliver/alma /root/alma
  printf '#!/bin/sh\n[ ! -e /var/lib/roster/roster.db ] && [ ! -e /srv/sis/import ] && ! touch /etc/roster/x && touch /tmp/x\n' \
    >"$lab/root/etc/roster/deliver/alma"
  check "a delivery" change_one Noel
  check "sees no store and no inbox, and writes into nothing else" soon sent /var/lib/roster/outbox 4
  in_lab cp -p /root/alma /etc/roster/deliver/alma
}

test_another_outbox() {
  local file=$lab/root/etc/roster/roster.yaml
  sed -i '1i outbox: /srv/sis/outbox' "$file"
  in_lab groupadd koha
  in_lab useradd --no-create-home --groups koha taker
  check "a directory for another account: the page's commands" follow "$(block 'install -d -m 2770')"
  check "an outbox elsewhere: the page's drop-ins" follow "$(block roster-deliver@.path.d)"
  check "are correct" says "" in_lab systemd-analyze verify roster-deliver@alma.service roster-deliver@alma.path
  check "the daemon takes it" in_lab systemctl restart rosterd.service
  check "a file there" change_one Milbanke
  check "arrives" soon arrived 4
  check "and is renamed there" soon sent /srv/sis/outbox 1
  check "the daemon sees that" metric 0
  check "an export for the other account" in_lab rosterctl export koha
  check "which reads it, and says that it took it" in_lab runuser -u taker -- sh -c \
    'cd /srv/sis/outbox/koha && grep -q s1000003 koha-*.csv && for file in koha-*.csv; do mv "$file" "$file.handled"; done'
  check "others do not read it" never in_lab runuser -u sis -- sh -c 'cat /srv/sis/outbox/koha/*'
}

test_delivery() {
  [ $has_daemon = yes ] || return 0
  [ -x /usr/sbin/sshd ] || { echo "note    sshd is missing: no delivery was tried" && return 0; }
  local file=$lab/root/etc/roster/roster.yaml
  cp "$file" "$lab/good.yaml"
  echo "exports: [{name: alma, as: csv, receipt: {renamed: [.sent], within: 12h}}, {name: koha, as: csv}]" >>"$file"
  in_lab systemctl reload rosterd.service
  check "a target stands ready" prepare_target
  follow_page
  test_arrival
  test_target_down
  test_another_host_key
  test_what_a_delivery_sees
  test_another_outbox
  in_lab rm -r /etc/roster/deliver # the administrator's own, which a removal would leave
}
