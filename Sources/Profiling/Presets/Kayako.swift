extension Preset {
  /// Cases, the posts of each case, users and organizations.
  ///
  /// Formats: developer.kayako.com/api/v1, "Cases", "Posts", "Users", "Organizations", "Pagination".
  static let kayako = Preset(
    name: "kayako",
    product: "Kayako",
    host: "https://SUBDOMAIN.kayako.com",
    fetched: [],
    scripted: "everything",
    template: #"""
      # Written by `deskaudit init --from kayako`, for what the API of Kayako (not of Kayako Classic) gives.
      #
      # DESKAUDIT_USER and DESKAUDIT_PASSWORD are those of an administrator.
      #
      #   sed -n 's/^#> //p' migration.yml | bash
      #
      # That runs the script at the end of this plan: lists are asked for by 'offset' and 'limit', posts case by case,
      # which 'fetch' can't do. A script that was interrupted goes on with the next case.
      migration: Kayako to the new desk
      sources:
        cases:
          path: exports/kayako/cases.ndjson
          format: ndjson
          where: "state != TRASH"
        posts:
          path: exports/kayako/posts/case-*.ndjson
          format: ndjson
          where: "original.resource_type != activity"
        users: {path: exports/kayako/users.ndjson, format: ndjson}
        organizations: {path: exports/kayako/organizations.ndjson, format: ndjson}
      records:
        tickets:
          source: cases
          fields:
            id: id
            requester_id: requester.id   # not 'creator', who may be an agent
            created_at: created_at
            subject: subject
            status: status.label
            tags: {from: tags, type: json}
            assignee_id: {from: assigned_agent.id, type: user-reference}
        comments:
          source: posts
          fields:
            id: id
            # A post does not say whose case it is of; the name of its file does.
            ticket_id: {template: "{@file}", extract: "case-*.ndjson"}
            author_id: creator.id
            # What a post was made of says who could read it. A word that is not here is refused, and not guessed.
            public: {from: original.resource_type, true: [case_message, message], false: [note, side_conversation]}
            created_at: created_at
            html_body: contents
            attachments: {from: attachments, type: json}
        users:
          source: users
          fields:
            id: id
            name: full_name
            # Of several addresses the primary one; people of Twitter and Facebook have none.
            email: "emails[is_primary=true].email"
            role: role.type              # CUSTOMER, COLLABORATOR, AGENT, ADMIN or OWNER
            enabled: {from: is_enabled, type: boolean}
            organization_id: {from: organization.id, type: organization-reference}
        organizations:
          source: organizations
          key: id
          fields: {name: name}
      archive: {path: backup_tickets.tar.gz}

      # The script. It needs curl and jq.
      #> set -euo pipefail
      #> shopt -s inherit_errexit
      #> all() {
      #>   local offset=0 total=1 page
      #>   while [ "$offset" -lt "$total" ]; do
      #>     page=$(curl -sSf --retry 9 -K <(printf 'user = "%s:%s"' "$DESKAUDIT_USER" "$DESKAUDIT_PASSWORD") \
      #>       "https://SUBDOMAIN.kayako.com/api/v1/$1&limit=100&offset=$offset")
      #>     jq -c '.data[]' <<< "$page"
      #>     total=$(jq .total_count <<< "$page") offset=$((offset + 100))
      #>   done
      #> }
      #> mkdir -p exports/kayako/posts
      #> save() { all "$1" > "$2.part"; if [ -s "$2.part" ]; then mv "$2.part" "$2"; else rm "$2.part"; fi; }
      #> save 'users.json?include=role,identity_email' exports/kayako/users.ndjson
      #> save 'organizations.json?include=' exports/kayako/organizations.ndjson
      #> save 'cases.json?include=case_status,tag&fields=%2Btags' exports/kayako/cases.ndjson
      #> ids=$(jq -r 'select(.state != "TRASH").id' exports/kayako/cases.ndjson | sort -un)
      #> for id in $ids; do
      #>   file=exports/kayako/posts/case-$id.ndjson
      #>   if [ -e "$file" ]; then continue; fi
      #>   save "cases/$id/posts.json?include=attachment" "$file"
      #> done

      """#)
}
