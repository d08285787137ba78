#!/bin/bash
# Count an archive's records and digest them as multisets, read with GNU tar, jq, sort and sha256sum.
# Prints exactly what digest.py prints; the two share no code. See there for the definition.
#
# Integers become strings before jq sees them: jq 1.6 keeps numbers as doubles and would round ids
# beyond 2^53. The pattern only meets keys, because a quote inside a JSON string is escaped.
set -euo pipefail
export LC_ALL=C

usage="usage: digest.sh backup_tickets.tar.gz"
if [[ ${1-} == --help ]]; then
  echo "$usage"
  exit 0
elif [[ $# -ne 1 ]]; then
  echo "$usage" >&2
  exit 64
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

members=$(tar -tvzf "$1" | grep -c '^-' || true)
tar -xOzf "$1" \
  | sed -E 's/("[A-Za-z_]+"[[:space:]]*:[[:space:]]*)(-?[0-9]+)/\1"\2"/g' \
  | jq -caS '.data.tickets
      | ("users", "tickets", "comments", "organizations") as $kind
      | .[if $kind == "tickets" then "data" else $kind end][]
      | [$kind, .]' \
  | awk -v folder="$folder" '
      { comma = index($0, ","); kind = substr($0, 3, comma - 4)
        print substr($0, comma + 1, length($0) - comma - 1) > (folder "/" kind) }'

echo "members $members"
for kind in users tickets comments organizations; do
  touch "$folder/$kind"
  sha256=$(sort "$folder/$kind" | sha256sum | cut -d' ' -f1)
  echo "$kind $(wc -l < "$folder/$kind") $sha256"
done
