extension Preset {
  /// Tickets, threads and comments ticket by ticket, contacts, agents and accounts.
  ///
  /// Formats: desk.zoho.com/DeskAPIDocument and its OpenAPI description, "Ticket", "Thread", "TicketComment", "Contact",
  /// "Agent", "Account".
  static let zoho = Preset(
    name: "zoho",
    product: "Zoho Desk",
    host: "https://desk.zoho.com",
    fetched: [],
    scripted: "everything",
    template: #"""
      # Written by `deskaudit init --from zoho`, for what the API of Zoho Desk gives.
      #
      # DESKAUDIT_TOKEN is an access token with the scopes Desk.tickets.READ, Desk.contacts.READ and Desk.basic.READ; it
      # ends after an hour. ZOHO_ORG is the organization's number under Setup > Developer Space > API. Data centres have
      # hosts of their own: init --host https://desk.zoho.eu
      #
      #   sed -n 's/^#> //p' migration.yml | bash
      #
      # That runs the script at the end of this plan: lists are asked for by 'from' and 'limit', threads and comments
      # ticket by ticket, which 'fetch' can't do. A script that was interrupted goes on with the next ticket.
      migration: Zoho Desk to the new desk
      sources:
        tickets: {path: exports/zoho/tickets.ndjson, format: ndjson}
        # What went by e-mail, chat or the web. The list of threads has the first words of each only, so that the script
        # asks for each thread alone. This lists those that are cut even so, with the address of the rest:
        #   jq -r 'select(.isContentTruncated).fullContentURL' exports/zoho/threads/*.ndjson
        threads:
          path: exports/zoho/threads/ticket-*.ndjson
          format: ndjson
          where: "status != DRAFT"
        # What agents and customers said beside the threads. If there are no comments at all, leave this source out.
        comments: {path: exports/zoho/comments/ticket-*.ndjson, format: ndjson}
        contacts: {path: exports/zoho/contacts.ndjson, format: ndjson}
        agents: {path: exports/zoho/agents.ndjson, format: ndjson}
        accounts: {path: exports/zoho/accounts.ndjson, format: ndjson}
      # Ids have 18 digits, more than many readers of JSON keep: as texts they get numbers that all of them keep.
      records:
        tickets:
          source: tickets
          ids: {text: tickets}
          fields:
            id: id
            requester_id: contactId
            created_at: createdTime
            subject: subject
            number: ticketNumber         # what people know the ticket by
            status: status
            priority: priority
            assignee_id: {from: assigneeId, type: user-reference}
            organization_id: {from: accountId, type: organization-reference}
        comments:
          - source: threads
            ids: {text: comments}
            fields:
              id: id
              # A thread does not say whose ticket it is of; the name of its file does.
              ticket_id: {template: "{@file}", extract: "ticket-*.ndjson"}
              author_id: author.id
              public: {from: visibility, true: public, false: private}
              created_at: createdTime
              html_body: content         # plain text where 'contentType' is text/plain
              attachments: {from: attachments, type: json}
          - source: comments
            ids: {text: comments}
            fields:
              id: id
              ticket_id: {template: "{@file}", extract: "ticket-*.ndjson"}
              author_id: commenterId
              public: isPublic
              created_at: commentedTime
              html_body: content         # plain text where 'contentType' is plainText
              attachments: {from: attachments, type: json}
        # Two contacts may have one address, and so may a contact and an agent: they are one person.
        users:
          - source: agents
            ids: {text: people}
            fields:
              id: id
              name: {template: "{firstName} {lastName}"}
              email: emailId
              role: {value: agent}
              organization_id: {value: null}
          - source: contacts
            ids: {text: people}
            fields:
              id: id
              name: {template: "{firstName} {lastName}"}
              email: email
              role: {value: end-user}
              organization_id: {from: accountId, type: organization-reference}
        organizations:
          source: accounts
          key: id
          ids: {text: accounts}
          fields: {name: accountName}
      archive: {path: backup_tickets.tar.gz}

      # The script. It needs curl and jq.
      #> set -euo pipefail
      #> shopt -s inherit_errexit
      #> get() {
      #>   curl -sSf --retry 9 -H "orgId: $ZOHO_ORG" \
      #>     -K <(printf 'header = "Authorization: Zoho-oauthtoken %s"' "$DESKAUDIT_TOKEN") \
      #>     "https://desk.zoho.com/api/v1/$1"
      #> }
      #> all() {
      #>   local from=0 page
      #>   while :; do
      #>     page=$(get "$1?limit=100&from=$from")
      #>     if [ -z "$page" ]; then break; fi
      #>     jq -c '.data[]' <<< "$page"
      #>     from=$((from + 100))
      #>   done
      #> }
      #> mkdir -p exports/zoho/threads exports/zoho/comments
      #> for list in tickets contacts agents accounts; do
      #>   all $list > exports/zoho/$list.part
      #>   mv exports/zoho/$list.part exports/zoho/$list.ndjson
      #> done
      #> ids=$(jq -r .id exports/zoho/tickets.ndjson | sort -u)
      #> for id in $ids; do
      #>   threads=exports/zoho/threads/ticket-$id.ndjson comments=exports/zoho/comments/ticket-$id.ndjson
      #>   if [ -e "$threads" ]; then continue; fi
      #>   all "tickets/$id/comments" > "$comments.part"
      #>   if [ -s "$comments.part" ]; then mv "$comments.part" "$comments"; else rm "$comments.part"; fi
      #>   list=$(all "tickets/$id/threads" | jq -r .id)
      #>   for thread in $list; do
      #>     get "tickets/$id/threads/$thread" | jq -c .
      #>   done > "$threads.part"
      #>   if [ -s "$threads.part" ]; then mv "$threads.part" "$threads"; else rm "$threads.part"; fi
      #> done

      """#)
}
